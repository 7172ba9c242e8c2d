"""A file of which we know nobody does not say that everybody said yes (handbook sections 5, 6 and 7)."""

from datetime import date
from typing import Any

import pytest

from consent.consents.models import Consent
from consent.consents.rules import State as ConsentState
from consent.purposes import Purpose
from governance.errors import Code, Denied
from governance.organisations.models import Organisation
from governance.people.models import Person
from sharing.disclosures.models import Disclosure
from sharing.locks import Footing
from sharing.opt_out import Ground, OptOut
from sharing.stop_checks import actions, actions_checking, actions_sending, gates
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.stop_checks.walk import partner, table, taken, with_file, written

pytestmark = pytest.mark.django_db
EXEMPT = {"opt_out": OptOut.EXEMPT.value, "opt_out_ground": Ground.CONSENT.value}
RESEARCH = {
    "purpose": Purpose.RESEARCH.value,
    "study": "Sleep",
    "footing": Footing.EXPRESS_CONSENT.value,
    **EXEMPT,
}


@pytest.fixture
def university(cast: Cast) -> Organisation:
    return partner(cast, purposes=[Purpose.RESEARCH.value], **EXEMPT)[0]


def research(cast: Cast, to: Organisation, content: bytes, *, people: int, **options: Any) -> StopCheck:
    check = written(cast, to, people=people, **RESEARCH)
    return with_file(check, content, people=people, **options)


def checked(check: StopCheck, by: Any) -> StopCheck:
    """Taken, with all that was found accepted."""
    found = taken(check, by)
    assert found.extract is not None
    waiting = list(found.extract.findings.filter(stops=False).values_list("pk", flat=True))
    if waiting:
        found = actions_checking.accept(found, by=by, at=NOON, findings=waiting, because="I looked at it.")
    return found


def cohort(cast: Cast, to: Organisation, number: int, *, said_yes: int) -> list[Person]:
    """People of Harbour, the first of whom said yes to the study."""
    first = cast.person()
    case = first.cases.get()
    others = Person.objects.bulk_create(
        Person(name=f"Person {n}", born_on=date(1980, 1, 1), reference=f"PER-2026-{900_000 + n}", created_at=NOON,
               created_by=cast.fay)
        for n in range(1, number)
    )  # fmt: skip
    everybody = [first, *others]
    said: dict[str, Any] = {
        "kind": "RESEARCH", "effect": "BOTH", "organisation": to, "recipient": to.name, "to_body": True,
        "purpose": "To find out what helps", "named": "Sleep", "items": ["care_plan"], "method": "PAPER",
        "state": ConsentState.ACTIVE, "given_at": NOON, "given_by": cast.fay, "expires_on": date(2028, 1, 1),
        "created_at": NOON, "created_by": cast.fay,
    }  # fmt: skip
    Consent.objects.bulk_create(
        Consent(person=each, case=case, service=cast.harbour, reference=f"C-{n}", **said)
        for n, each in enumerate(everybody[:said_yes])
    )
    return everybody


def test_sixty_of_whom_we_know_nobody_are_not_approved(cast: Cast, university: Organisation) -> None:
    check = actions.submit(research(cast, university, table(60), people=60), by=cast.fay, at=NOON)
    check = checked(check, cast.dana)
    with pytest.raises(Denied, match="Of 60 of the 60 people we do not know") as refused:
        actions_checking.approve(check, by=cast.dana, at=NOON)
    assert refused.value.verdict.code is Code.NDO
    check.refresh_from_db()
    assert (check.state, Disclosure.objects.count()) == (State.CHECKING, 0)


def test_where_the_opt_out_rests_on_something_else_it_is_their_consent_that_is_missing(
    cast: Cast, university: Organisation
) -> None:
    body = university
    agreeing = {"footing": Footing.EXPRESS_CONSENT.value}
    check = with_file(written(cast, body, **agreeing))
    verdict = gates.vouched(check, NOON)
    assert verdict.code is Code.CONSENT


def test_the_checker_accepts_them_with_a_reason_that_stands_on_the_page(
    cast: Cast, university: Organisation
) -> None:
    check = actions.submit(research(cast, university, table(60), people=60), by=cast.fay, at=NOON)
    check = checked(check, cast.dana)
    client = signed_in(cast.dana)
    where = f"/stop-checks/{check.reference}"
    assert "60 of 60. It rests on what people said" in client.get(f"{where}/").content.decode()
    assert client.post(f"{where}/vouch/", {"read_version": check.version}).status_code != 302
    said = {"read_version": check.version, "because": "I read the signed form of each."}
    assert client.post(f"{where}/vouch/", said).status_code == 302
    assert "60, accepted by Dana Example: I read the signed form" in client.get(f"{where}/").content.decode()
    check.refresh_from_db()
    check = actions_checking.approve(check, by=cast.dana, at=NOON)
    assert actions_sending.send(check, by=cast.fay, at=NOON).state == State.SENT


def test_what_the_checker_accepted_holds_for_that_look_only(cast: Cast, university: Organisation) -> None:
    check = actions.submit(research(cast, university, table(60), people=60), by=cast.fay, at=NOON)
    check = actions_checking.vouch(
        checked(check, cast.dana), by=cast.dana, at=NOON, because="I read each form."
    )
    check = actions.edit(check, by=cast.fay, at=NOON, read_version=check.version, use="They count.")
    assert (check.vouched, check.vouched_because) == (None, "")
    with pytest.raises(Denied):
        actions_checking.approve(checked(check, cast.dana), by=cast.dana, at=NOON)


def test_a_yes_for_fewer_than_the_sender_counts_is_not_enough(cast: Cast, university: Organisation) -> None:
    people = cohort(cast, university, 3, said_yes=3)
    content = table(3, numbers=tuple(each.reference for each in people))
    check = actions.submit(research(cast, university, content, people=4), by=cast.fay, at=NOON)
    assert gates.unknown(check, NOON) == 1
    with pytest.raises(Denied, match="Of 1 of the 4 people"):
        actions_checking.approve(checked(check, cast.dana), by=cast.dana, at=NOON)


def test_a_draft_that_does_not_say_yet_what_it_is_for_has_its_page(
    cast: Cast, university: Organisation
) -> None:
    sam = cast.person()
    check = written(cast, university, purpose="", route="", footing=Footing.EXPRESS_CONSENT.value)
    check = with_file(check, table(60, numbers=(sam.reference,)))
    assert signed_in(cast.fay).get(f"/stop-checks/{check.reference}/").status_code == 200


class TestAFileThatHoldsNothingToKnowPeopleBy:
    TEXT = b"What they said of their sleep\n"

    def test_the_sender_says_who_they_are(self, cast: Cast, university: Organisation) -> None:
        people = cohort(cast, university, 3, said_yes=3)
        check = research(cast, university, self.TEXT, people=3, name="sleep.txt")
        check = actions.submit(check, by=cast.fay, at=NOON)
        client, where = signed_in(cast.fay), f"/stop-checks/{check.reference}/who/"
        numbers = "\n".join(each.reference.lower() for each in people)
        wrong = client.post(where, {"read_version": check.version, "numbers": f"{numbers}\nPER-1999-000001"})
        assert "We know nobody by what stands in line 4" in wrong.content.decode()
        right = client.post(where, {"read_version": check.version, "numbers": numbers})
        assert right.status_code == 302
        check.refresh_from_db()
        assert gates.unknown(check, NOON) == 0
        check = actions_checking.approve(checked(check, cast.dana), by=cast.dana, at=NOON)
        actions_sending.send(check, by=cast.fay, at=NOON)
        assert Disclosure.objects.about(people[0].pk).count() == 1

    def test_one_of_them_who_said_nothing_stops_it(self, cast: Cast, university: Organisation) -> None:
        people = cohort(cast, university, 3, said_yes=2)
        check = research(cast, university, self.TEXT, people=3, name="sleep.txt")
        check = actions.say_who(check, by=cast.fay, at=NOON, people=[each.pk for each in people])
        with pytest.raises(Denied, match="1 person who is in the file has not said yes"):
            actions.submit(check, by=cast.fay, at=NOON)

    def test_of_a_file_with_numbers_nobody_says_so(self, cast: Cast, university: Organisation) -> None:
        sam = cast.person()
        check = research(cast, university, table(60), people=60)
        with pytest.raises(Denied, match="The file itself says who is in it"):
            actions.say_who(check, by=cast.fay, at=NOON, people=[sam.pk])


class TestScenario13:
    """200 people in England, identifiable, for a university; 150 of them said yes to that study."""

    def test_the_other_fifty_are_left_out_and_an_agreement_and_two_people_are_needed(
        self, cast: Cast, university: Organisation
    ) -> None:
        numbers = [each.reference for each in cohort(cast, university, 200, said_yes=150)]
        everybody = research(cast, university, table(200, numbers=tuple(numbers)), people=200)
        with pytest.raises(Denied, match="50 people who are in the file have not said yes") as refused:
            actions.submit(everybody, by=cast.fay, at=NOON)
        assert refused.value.verdict.code is Code.NDO
        check = with_file(everybody, table(150, numbers=tuple(numbers[:150])), people=150)
        check = actions.submit(check, by=cast.fay, at=NOON)
        assert check.agreement is not None
        check = actions_checking.approve(checked(check, cast.dana), by=cast.dana, at=NOON)
        actions_sending.send(check, by=cast.fay, at=NOON)
        assert Disclosure.objects.get().listed.count() == 150

    def test_without_an_agreement_it_does_not_go(self, cast: Cast) -> None:
        body, _ = partner(cast)
        numbers = [each.reference for each in cohort(cast, body, 150, said_yes=150)]
        check = research(cast, body, table(150, numbers=tuple(numbers)), people=150)
        with pytest.raises(Denied) as refused:
            actions.submit(check, by=cast.fay, at=NOON)
        assert refused.value.verdict.code is Code.AGREEMENT

    def test_without_a_yes_the_opt_out_applies(self, cast: Cast, university: Organisation) -> None:
        numbers = [each.reference for each in cohort(cast, university, 200, said_yes=0)]
        check = research(cast, university, table(200, numbers=tuple(numbers)), people=200)
        with pytest.raises(Denied) as refused:
            actions.submit(check, by=cast.fay, at=NOON)
        assert refused.value.verdict.code is Code.NDO

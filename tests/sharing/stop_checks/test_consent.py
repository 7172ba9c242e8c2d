"""What somebody in the file said, where the transfer rests on that: the same rule as for every other sharing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.consents.actions import invalidate, withdraw
from consent.consents.models import Consent
from consent.consents.rules import Giver
from consent.kinds import Kind, Method
from consent.purposes import Purpose
from governance.errors import Code, Denied
from governance.organisations.models import Organisation
from governance.people.models import Person
from sharing.locks import Footing
from sharing.stop_checks import actions, actions_sending, gates
from sharing.stop_checks.models import Listed, StopCheck
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.consent.consents.test_parents import competent, mother_says, unable
from tests.sharing.stop_checks.walk import approved, partner, table, taken, with_file, written

pytestmark = pytest.mark.django_db
EXPRESS = {"footing": Footing.EXPRESS_CONSENT.value}
NUMBER = "9434765919"


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(nhs_number=NUMBER)


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return partner(cast)[0]


def listing(cast: Cast, elm: Organisation, **said: Any) -> StopCheck:
    """A draft whose file lists Sam, by the NHS number."""
    check = with_file(written(cast, elm, **{**EXPRESS, **said}), table(60, numbers=("943 476 5919",)))
    assert check.extract is not None
    assert check.extract.listed.count() == 1
    return check


def said(cast: Cast, sam: Person, elm: Organisation, **changes: Any) -> Consent:
    return say(cast, sam, **{"recipient": "Elm Surgery", "organisation": elm, **changes}).consent


def test_without_a_yes_it_is_not_sent_in(cast: Cast, sam: Person, elm: Organisation) -> None:
    check = listing(cast, elm)
    with pytest.raises(Denied, match="1 person who is in the file has not said yes") as refused:
        actions.submit(check, by=cast.fay, at=NOON)
    assert refused.value.verdict.code is Code.CONSENT


def test_with_their_yes_it_is(cast: Cast, sam: Person, elm: Organisation) -> None:
    said(cast, sam, elm)
    assert actions.submit(listing(cast, elm), by=cast.fay, at=NOON).sha256


def test_where_it_rests_on_something_else_nobody_need_have_said_yes(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    check = listing(cast, elm, footing=Footing.IMPLIED_CONSENT.value)
    assert gates.agreed(check, NOON)


def test_a_yes_that_should_have_been_looked_at_again_still_counts(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    consent = said(cast, sam, elm)
    assert consent.review_on is not None
    late = NOON + timedelta(days=(consent.review_on - NOON.date()).days + 1)
    assert gates.agreed(listing(cast, elm), late)


@pytest.mark.parametrize(
    "changes",
    [{"items": ["contact"]}, {"recipient": "Oak Surgery", "organisation": None}],
    ids=["of other items", "to somebody else"],
)
def test_a_yes_to_something_else_does_not(
    cast: Cast, sam: Person, elm: Organisation, changes: dict[str, Any]
) -> None:
    said(cast, sam, elm, **changes)
    assert gates.without_yes(listing(cast, elm), NOON) == {sam.pk}


def test_a_yes_that_was_taken_back_or_never_held_or_ran_out_does_not(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    check, consent = listing(cast, elm), said(cast, sam, elm)
    assert consent.expires_on is not None
    after = NOON + timedelta(days=(consent.expires_on - NOON.date()).days + 1)
    assert gates.without_yes(check, after) == {sam.pk}
    later = NOON + timedelta(hours=1)
    withdraw(consent, by=cast.fay, at=later, withdrawn_at=later)
    assert gates.without_yes(check, later) == {sam.pk}
    assert gates.without_yes(check, NOON) == set()


@pytest.mark.parametrize(("study", "counts"), [("the sleep study", True), ("Another study", False)])
def test_of_research_it_must_be_the_same_study(
    cast: Cast, sam: Person, elm: Organisation, study: str, counts: bool
) -> None:
    signed = {"method": Method.PAPER, "scan_held": True, "scan_reference": "Cabinet 2"}
    said(cast, sam, elm, kind=Kind.RESEARCH, named="The sleep study", **signed)
    check = listing(cast, elm, purpose=Purpose.RESEARCH.value, study=study)
    assert (gates.without_yes(check, NOON) == set()) is counts


def test_which_study_it_is_must_be_written(cast: Cast, elm: Organisation) -> None:
    check = with_file(written(cast, elm, purpose=Purpose.RESEARCH.value))
    with pytest.raises(Denied, match="Write which study it is for"):
        actions.submit(check, by=cast.fay, at=NOON)


def test_many_people_are_asked_about_in_as_many_questions_as_one(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    check = listing(cast, elm)
    extract = check.extract
    others = Person.objects.bulk_create(
        Person(name=f"Person {n}", born_on=date(1980, 1, 1), reference=f"P-{n}", created_at=NOON, created_by=cast.fay)
        for n in range(500)
    )  # fmt: skip
    consent = said(cast, sam, elm)
    Consent.objects.bulk_create(_same(consent, each, n) for n, each in enumerate(others[:499]))

    def queries() -> tuple[int, set[int]]:
        check.refresh_from_db()
        with CaptureQueriesContext(connection) as asked:
            missing = gates.without_yes(check, NOON)
        return len(asked), missing

    one, nobody = queries()
    Listed.objects.bulk_create(Listed(extract=extract, person=each) for each in others)
    many, last = queries()
    assert (nobody, last) == (set(), {others[-1].pk})
    # The statement that gathers the facts goes to the database by itself, and is one however many there are.
    assert many == one <= 4


def _same(consent: Consent, person: Person, number: int) -> Consent:
    facts = {field.attname: getattr(consent, field.attname) for field in Consent._meta.concrete_fields}
    return Consent(
        **facts
        | {"id": None, "reference": f"C-{number}", "person_id": person.pk, "form_key": None, "giver": Giver.SELF}
    )  # fmt: skip


class TestWhatBecomesOfIt:
    """What lists somebody who takes their yes back goes back to the sender, until it has left."""

    @pytest.mark.parametrize("verb", ["withdraw", "invalidate"])
    @pytest.mark.parametrize("state", ["SUBMITTED", "CHECKING", "APPROVED"])
    def test_what_waits_goes_back_and_nothing_is_lost(
        self, cast: Cast, sam: Person, elm: Organisation, state: str, verb: str
    ) -> None:
        consent = said(cast, sam, elm)
        check = actions.submit(listing(cast, elm), by=cast.fay, at=NOON)
        if state == "CHECKING":
            check = taken(check, cast.dana)
        if state == "APPROVED":
            check = approved(check, cast.dana)
        _end(cast, consent, verb)
        check.refresh_from_db()
        assert (check.state, check.checker, check.approved_at) == ("RETURNED", None, None)
        why = {"withdraw": "took back what they said", "invalidate": "was not valid"}
        assert why[verb] in check.returned_because
        assert check.extract is not None
        assert check.extract.file
        assert cast.fay.notifications.filter(kind="stop_check_returned", reference=check.reference).exists()
        told_checker = cast.dana.notifications.filter(kind="stop_check_returned").exists()
        assert told_checker is (state != "SUBMITTED")

    def test_a_child_who_is_found_able_to_decide_is_asked_before_it_goes(
        self, cast: Cast, elm: Organisation
    ) -> None:
        ash = cast.person("Ash Rivers", born=date(2016, 5, 1), nhs_number=NUMBER)
        mother_says(
            cast,
            ash,
            assessment=unable(cast, ash, at=NOON),
            at=NOON,
            recipient="Elm Surgery",
            organisation=elm,
        )
        check = actions.submit(listing(cast, elm), by=cast.fay, at=NOON)
        competent(cast, ash, assessed_at=NOON + timedelta(hours=1), at=NOON + timedelta(hours=2))
        check.refresh_from_db()
        assert check.state == "RETURNED"
        assert check.returned_because == "A child who is listed decides for themselves now."

    def test_a_draft_and_what_has_left_stay_as_they_are(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent = said(cast, sam, elm)
        draft = listing(cast, elm)
        gone = approved(actions.submit(listing(cast, elm), by=cast.fay, at=NOON), cast.dana)
        gone = actions_sending.send(gone, by=cast.fay, at=NOON)
        _end(cast, consent, "withdraw")
        for check, state in ((draft, "DRAFT"), (gone, "SENT")):
            check.refresh_from_db()
            assert check.state == state

    def test_somebody_who_stood_only_in_the_file_before_it_does_not_count(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent = said(cast, sam, elm)
        check = actions.submit(with_file(listing(cast, elm), table(60)), by=cast.fay, at=NOON)
        _end(cast, consent, "withdraw")
        check.refresh_from_db()
        assert check.state == "SUBMITTED"


def _end(cast: Cast, consent: Consent, verb: str) -> None:
    later = NOON + timedelta(hours=1)
    if verb == "withdraw":
        withdraw(consent, by=cast.fay, at=later, withdrawn_at=later)
    else:
        invalidate(consent, by=cast.igor, at=later, reason="They did not understand it.")

"""Who decides and looks where a manager has a part in it, knows the person, or is not there (sections 6 and 12)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from governance.accounts.access import join
from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.notifications.models import Notification
from governance.people.actions import end, report
from governance.people.models import Person
from sharing.disclosing import Reason
from sharing.disclosures import actions, actions_deciding, actions_emergency
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.disclosures.sharing import DAY, HOUR, NOT_TOLD, TOLD, drafted, in_emergency

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    # They are there.
    assert cast.igor
    assert cast.gwen
    return cast.person(at=NOON - DAY)


def desks(cast: Cast, disclosure: Disclosure) -> dict[str, set[str]]:
    """What stands on whose desk about it, two days on."""
    on = local_day(NOON + 2 * DAY)
    rows = Deadline.objects.filter(register="disclosures", record_id=disclosure.pk).standing(on)
    users = [cast.fay, cast.max, cast.maya, cast.igor, cast.gwen]
    found = {
        user.name.split()[0]: {each.rule for each in rows.for_desk_of(user, on, NOON + 2 * DAY)}
        for user in users
    }
    return {name: rules for name, rules in found.items() if rules}


def told() -> set[User]:
    return {each.recipient for each in Notification.objects.filter(kind="disclosure_to_decide")}


def asked(cast: Cast, person: Person, by: User) -> Disclosure:
    return actions_deciding.ask(drafted(cast, person, Reason.SERIOUS_HARM, by=by), by=by, at=NOON)


def page(user: User, disclosure: Disclosure) -> str:
    return signed_in(user).get(f"/disclosures/{disclosure.reference}/").content.decode()


def refused(code: Code | None, do: Callable[[], Any]) -> None:
    with pytest.raises(Denied) as refusal:
        do()
    assert refusal.value.verdict.code is code


STAND_IN = {"Igor": {"disclosure_waits_stand_in"}, "Gwen": {"disclosure_waits_stand_in"}}


class TestTheManagerAsks:
    def test_the_ig_team_or_the_guardian_decides_and_hears_of_it(self, cast: Cast, sam: Person) -> None:
        waiting = asked(cast, sam, cast.max)
        assert desks(cast, waiting) == STAND_IN
        assert told() == {cast.igor, cast.gwen}
        assert "the IG team or the Caldicott Guardian, who is not Max Example" in page(cast.fay, waiting)
        for nobody, code in ((cast.max, Code.SAME_PERSON), (cast.maya, Code.ROLE), (cast.fay, Code.ROLE)):
            refused(code, lambda by=nobody: actions_deciding.approve(waiting, by=by, at=NOON))
        approved = actions_deciding.approve(waiting, by=cast.gwen, at=NOON)
        sent = actions.send(approved, by=cast.max, at=NOON, **NOT_TOLD)
        # Whoever stands in works in no service: whoever shared it asks again whether they can be told.
        assert sent.state == State.SENT
        assert desks(cast, sent) == {"Max": {"telling_recheck"}}

    def test_what_is_prepared_says_so_beforehand(self, cast: Cast, sam: Person) -> None:
        where, why = (
            f"/disclosures/draft/?person={sam.reference}",
            {"reason": "SERIOUS_HARM", "begin": "reason"},
        )
        says = {user: signed_in(user).post(where, why).content.decode() for user in (cast.fay, cast.max)}
        assert "a service manager decides" in says[cast.fay]
        assert "the IG team or the Caldicott Guardian decides" in says[cast.max]

    def test_where_another_manager_works_there_they_decide(self, cast: Cast, sam: Person) -> None:
        join(cast.maya, cast.harbour)
        waiting = asked(cast, sam, cast.max)
        assert desks(cast, waiting) == {"Maya": {"disclosure_waits_other_manager"}}
        assert told() == {cast.maya}
        refused(Code.ROLE, lambda: actions_deciding.approve(waiting, by=cast.igor, at=NOON))
        assert actions_deciding.approve(waiting, by=cast.maya, at=NOON).approved_by == cast.maya


class TestTheManagerIsNotThere:
    def test_who_knows_the_person_does_not_decide(self, cast: Cast, sam: Person) -> None:
        report(person=sam, worker=cast.max, relationship="cousin", by=cast.fay, at=NOON)
        waiting = asked(cast, sam, cast.fay)
        assert (desks(cast, waiting), told()) == (STAND_IN, {cast.igor, cast.gwen})
        assert actions_deciding.approve(waiting, by=cast.igor, at=NOON).state == State.APPROVED

    def test_what_waits_passes_on_when_they_say_that_they_know_the_person(
        self, cast: Cast, sam: Person
    ) -> None:
        waiting = asked(cast, sam, cast.fay)
        assert desks(cast, waiting) == {"Max": {"disclosure_waits_manager"}}
        exclusion = report(person=sam, worker=cast.max, relationship="cousin", by=cast.fay, at=NOON)
        assert desks(cast, waiting) == STAND_IN
        end(exclusion, by=cast.igor, at=NOON, reason="Another Sam")
        assert desks(cast, waiting) == {"Max": {"disclosure_waits_manager"}}

    def test_a_service_without_a_manager(self, cast: Cast, sam: Person) -> None:
        cast.harbour.manager = None
        cast.harbour.save()
        cast.max.is_active = False
        cast.max.save()
        waiting = asked(cast, Person.objects.get(pk=sam.pk), cast.fay)
        assert (desks(cast, waiting), told()) == (STAND_IN, {cast.igor, cast.gwen})
        declined = actions.decline(waiting, by=cast.gwen, at=NOON, decline_reason="He is safe by now")
        assert (declined.state, desks(cast, declined)) == (State.DECLINED, {})


class TestWhoLooksAtAnEmergency:
    def test_the_manager_and_not_the_one_who_shared_it(self, cast: Cast, sam: Person) -> None:
        shared = in_emergency(cast, sam)
        looks = {name for name, rules in desks(cast, shared).items() if "emergency_review" in rules}
        # It is late, so the Guardian sees it too.
        assert looks == {"Max", "Gwen"}

    def test_at_the_managers_own_those_who_stand_in(self, cast: Cast, sam: Person) -> None:
        shared = in_emergency(cast, sam, by=cast.max, **TOLD, not_told="", not_told_because="")
        looks = {name for name, rules in desks(cast, shared).items() if "emergency_review_stand_in" in rules}
        assert looks == {"Igor", "Gwen"}
        assert "The IG team’s or the Caldicott Guardian’s: look at it" in page(cast.max, shared)
        assert actions_emergency.review(shared, by=cast.igor, at=NOON + DAY, review_words="Right").reviewed_at

    def test_it_is_looked_at_once(self, cast: Cast, sam: Person) -> None:
        back = actions.recall(in_emergency(cast, sam), by=cast.fay, at=NOON + HOUR, recall_reason="Deleted")
        actions_emergency.review(back, by=cast.max, at=NOON + DAY, review_words="Too much")
        again = {"review_words": "All was right", "form_key": str(uuid4())}
        answer = signed_in(cast.gwen).post(f"/disclosures/{back.reference}/review/", again)
        back.refresh_from_db()
        assert (answer.status_code, back.review_words, back.reviewed_by) == (403, "Too much", cast.max)


@pytest.mark.parametrize("verb", ["decline", "edit", "ask"])
def test_an_emergency_that_was_begun_is_only_written_down(cast: Cast, sam: Person, verb: str) -> None:
    begun = actions_emergency.begin(case=sam.cases.get(), by=cast.fay, at=NOON, form_key=uuid4())
    form = {"read_version": begun.version, "form_key": str(uuid4()), "decline_reason": "No"}
    answer = signed_in(cast.fay).post(f"/disclosures/{begun.reference}/{verb}/", form)
    assert answer.status_code == 403
    assert "Write down what was shared." in answer.content.decode()


def test_what_was_sent_back_is_with_its_writer_until_it_is_asked_again(cast: Cast, sam: Person) -> None:
    waiting = asked(cast, sam, cast.fay)
    back = actions_deciding.send_back(waiting, by=cast.max, at=NOON + DAY, sent_back_because="Who saw it?")
    assert desks(cast, back) == {"Fay": {"disclosure_waits_writer"}}
    assert Deadline.objects.get(rule="disclosure_waits_writer").due_on == local_day(NOON + DAY)
    edited = actions.edit(back, by=cast.fay, at=NOON + DAY, read_version=back.version, advice="Dora")
    assert desks(cast, edited) == {"Fay": {"disclosure_waits_writer"}}
    again = actions_deciding.ask(edited, by=cast.fay, at=NOON + DAY)
    assert desks(cast, again) == {"Max": {"disclosure_waits_manager"}}


def test_who_decides_says_no_in_one_way_and_who_asks_takes_it_back_in_another(
    cast: Cast, sam: Person
) -> None:
    waiting = asked(cast, sam, cast.fay)
    assert ("Decide not to share" in page(cast.max, waiting), "not needed" in page(cast.max, waiting)) == (
        True,
        False,
    )
    assert "It is not needed any more" in page(cast.fay, waiting)


def test_who_sees_no_disclosures_is_not_told_that_there_are_none(cast: Cast, sam: Person) -> None:
    asked(cast, sam, cast.fay)
    assert "Your role does not see disclosures." in signed_in(cast.dana).get("/disclosures/").content.decode()

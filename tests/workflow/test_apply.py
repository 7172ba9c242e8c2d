"""The one writer: everything of a step in one transaction, or nothing (design section 3)."""

from datetime import date, datetime

import pytest

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.deadlines.models import Deadline
from governance.errors import Denied, IllegalTransition, NotThere, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.notifications.sending import notify
from governance.people import actions as people
from governance.people.models import Case, Person
from governance.people.register import PEOPLE
from governance.policies import actions as policies
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.records.actor import acting_as
from governance.records.models import Record
from governance.workflow.apply import apply
from governance.workflow.register import REGISTERS, Register
from tests.cast import NOON, Cast, user
from tests.policies.samples import draft
from tests.threads import together

pytestmark = pytest.mark.django_db


def reacting(monkeypatch: pytest.MonkeyPatch, reaction: object) -> None:
    """Let another register react to the edit of a person."""
    other = Register(
        name="other",
        prefix="OTH",
        model=Person,
        verbs={},
        visible=lambda user, at: Person.objects.none(),
        reactions={("people", "edit"): reaction},  # type: ignore[dict-item]
    )
    monkeypatch.setitem(REGISTERS, other.name, other)


def edit(person: Person, by: User, **facts: object) -> Person:
    return people.edit(person, by=by, at=NOON, read_version=person.version, reason="wrong", **facts)


def test_a_step_leaves_its_record_history_event_and_deadlines(cast: Cast) -> None:
    sam = cast.person(born=None)
    saved = edit(sam, cast.fay, born_on=date(2010, 5, 1))
    assert saved.version == 2
    newest = saved.history.first()
    assert (newest.history_type, newest.history_user_id, newest.born_on) == ("~", cast.fay.pk, saved.born_on)
    event = Event.objects.latest("id")
    assert (event.verb, event.register, event.reference) == ("edit", "people", sam.reference)
    assert (event.actor_id, event.person_id, event.detail["version"]) == (cast.fay.pk, sam.pk, 2)
    assert event.detail["effective_at"] == NOON.isoformat()
    assert {(each.rule, each.due_on) for each in Deadline.objects.filter(register="people")} == {
        ("birthday_18", date(2028, 5, 1))
    }


def test_the_database_names_whoever_acts_even_when_the_process_acts_for_another(cast: Cast) -> None:
    sam = cast.person()
    with acting_as(cast.dana.pk):
        edit(sam, cast.fay, name="Samuel Rivers")
    assert Event.objects.latest("id").actor_id == sam.history.first().history_user_id == cast.fay.pk


def test_the_reason_stands_in_the_history_of_that_step_alone(cast: Cast) -> None:
    version = policies.submit(draft(cast), by=cast.igor, at=NOON)
    version = policies.send_back(version, by=cast.priya, at=NOON, reason="Too long.")
    version = policies.submit(version, by=cast.igor, at=NOON)
    reasons = list(version.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert reasons[-2:] == ["Too long.", None]
    assert Event.objects.get(verb="send_back").reason == "Too long."


def test_an_old_version_is_stale_and_changes_nothing(cast: Cast) -> None:
    sam = cast.person()
    edit(sam, cast.fay, name="First Quick")
    before = Event.objects.count()
    with pytest.raises(Stale):
        edit(sam, cast.fay, name="Second Slow")
    assert Person.objects.get().name == "First Quick"
    assert Event.objects.count() == before


def test_whoever_may_not_is_denied_and_nothing_changes(cast: Cast) -> None:
    sam = cast.person()
    before = Event.objects.count()
    with pytest.raises(Denied):
        edit(sam, cast.finn, name="Not Yours")
    assert Person.objects.get().name == "Sam Rivers"
    assert Event.objects.count() == before


def test_a_step_that_the_state_has_not_open_is_illegal(cast: Cast) -> None:
    version = draft(cast)
    with pytest.raises(IllegalTransition, match="draft"):
        policies.publish(version, by=cast.max, at=NOON)
    assert PolicyVersion.objects.get().state == State.DRAFT


def test_a_record_that_is_gone_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotThere):
        apply(PEOPLE, Person(pk=999_999, reference="PER-2026-999999"), "edit", by=cast.fay, at=NOON)


def test_references_count_within_their_year_and_by_the_day_in_london(cast: Cast) -> None:
    late = datetime.fromisoformat("2026-12-31T23:59:00+00:00")
    summer = datetime.fromisoformat("2026-07-01T00:00:00+00:00")
    new_year = datetime.fromisoformat("2027-01-01T00:00:00+00:00")
    made = [cast.person(at=at).reference for at in (late, summer, new_year)]
    assert made == ["PER-2026-000001", "PER-2026-000002", "PER-2027-000001"]


def test_a_reaction_of_another_register_is_part_of_the_step(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = cast.person()
    case = sam.cases.get()

    def release(locked: Case) -> None:
        locked.key_worker = None

    def assign_away(record: Record, event: Event, at: datetime) -> None:
        assert (record.pk, event.verb, at) == (sam.pk, "edit", NOON)
        apply(REGISTERS["cases"], case, "assign", by=None, at=at, change=release)

    reacting(monkeypatch, assign_away)
    edit(sam, cast.fay, name="Samuel Rivers")
    case.refresh_from_db()
    assert case.key_worker is None
    assert Event.objects.get(verb="assign").actor_id == cast.fay.pk


@pytest.mark.django_db(transaction=True)
def test_a_failure_at_the_very_end_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sam = cast.person(born=None)
    events = Event.objects.count()
    about_sam = Deadline.objects.filter(register="people")

    def fail(record: Record, event: Event, at: datetime) -> None:
        notify([cast.max], "told", register="people", reference=sam.reference, at=at, occasion="once")
        assert Event.objects.count() == events + 1
        assert about_sam.count() == Notification.objects.count() == 1
        raise OSError("the disk is full")

    reacting(monkeypatch, fail)
    with pytest.raises(OSError, match="disk"):
        edit(sam, cast.fay, name="Half Saved", born_on=date(2010, 5, 1))
    sam.refresh_from_db()
    assert (sam.name, sam.version, sam.history.count()) == ("Sam Rivers", 1, 1)
    assert Event.objects.count() == events
    assert about_sam.count() == Notification.objects.count() == 0


# --- Two people at once ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_succeeds_and_the_other_hears_that_someone_was_quicker(
    cast: Cast,
) -> None:
    version = policies.submit(draft(cast), by=cast.igor, at=NOON)
    reviewers = [cast.priya, user("Ines", Role.IG)]
    results = together(*[lambda by=by: policies.endorse(version, by=by, at=NOON) for by in reviewers])
    assert sorted(type(result).__name__ for result in results) == ["IllegalTransition", "PolicyVersion"]
    version.refresh_from_db()
    assert (version.state, version.version) == (State.SPONSOR_APPROVAL, 3)
    assert Event.objects.filter(verb="endorse").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_edit_the_same_version_one_succeeds(cast: Cast) -> None:
    sam = cast.person()
    results = together(*[lambda n=n: edit(sam, cast.fay, name=f"Sam {n}") for n in range(8)])
    assert sorted(type(result).__name__ for result in results) == ["Person", *["Stale"] * 7]
    assert Event.objects.filter(verb="edit").count() == 1
    assert Person.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_eight_new_records_at_once_have_eight_references(cast: Cast) -> None:
    made = together(*[lambda: cast.person() for _ in range(8)])
    assert sorted(each.reference for each in made) == [f"PER-2026-{n:06}" for n in range(1, 9)]

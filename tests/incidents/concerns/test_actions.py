"""A concern from the first word to the last: who takes which step, what is kept, what is refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError

from governance.errors import Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.workflow.follow import hashed, with_code
from incidents.concerns import actions
from incidents.concerns.models import Concern
from incidents.concerns.rules import Outcome, Reach, Route, Told
from incidents.concerns.states import State
from tests.cast import NOON, Cast
from tests.incidents.concerns.walk import DAY, SAID, acknowledged, answered, looking, raised, step

ALL_STEPS = {
    "acknowledge": {"words": "We have it.", "how": Told.PAGE},
    "look_into": {},
    "tell": {"words": "We asked the sender.", "how": Told.PHONE},
    "hear": {"words": "It came back.", "how": Told.PHONE},
    "answer": {"outcome": Outcome.RIGHT, "words": "You were right.", "how": Told.LETTER},
    "close": {"learned": "We check addresses."},
}


class TestRaising:
    def test_anyone_raises_one_and_the_ig_team_is_told_without_a_word_of_it(self, cast: Cast) -> None:
        cast.igor, cast.priya  # noqa: B018  (they are made when they are asked for)
        made = raised(cast, name="Ann Poole", contact="07700 900123", reach=Reach.PHONE).concern
        assert (made.state, made.created_by, made.route) == (State.RECEIVED, None, Route.PAGE)
        assert made.reference.startswith("CNC-2026-")
        told = Notification.objects.filter(kind="concern_received")
        assert {each.recipient for each in told} == {cast.igor, cast.priya}
        for each in told:
            assert each.subject == f"A concern has come: {made.reference}"
            assert not {"Ann", "07700", "Hepburn"} & set(str(each.facts).split())

    def test_the_code_is_not_kept_and_opens_this_one_alone(self, cast: Cast) -> None:
        mine, other = raised(cast), raised(cast)
        assert mine.code not in str(Concern.objects.filter(pk=mine.concern.pk).values().get())
        everything = Concern.objects.all()
        assert with_code(everything, mine.concern.reference, mine.code) == mine.concern
        assert with_code(everything, mine.concern.reference, other.code) is None
        assert with_code(everything, "CNC-2026-999999", mine.code) is None
        assert with_code(everything, mine.concern.reference, "") is None

    def test_pressed_twice_it_is_raised_once_with_the_same_code(self, cast: Cast) -> None:
        key = uuid4()
        first, second = (raised(cast, form_key=key) for _ in range(2))
        assert first == second
        assert Concern.objects.count() == 1
        assert Event.objects.filter(register="concerns", verb="raise").count() == 1

    @pytest.mark.parametrize("name", ["fay", "cora", "igor", "priya"])
    def test_those_who_take_calls_write_one_down(self, cast: Cast, name: str) -> None:
        user = getattr(cast, name)
        made = raised(cast, by=user, received_on=NOON.date() - 3 * DAY).concern
        assert (made.created_by, made.route, made.received_on) == (
            user,
            Route.PHONE,
            NOON.date() - 3 * DAY,
        )

    @pytest.mark.parametrize("name", ["max", "dana", "gwen", "sol", "aled"])
    def test_others_do_not(self, cast: Cast, name: str) -> None:
        with pytest.raises(Denied):
            raised(cast, by=getattr(cast, name))

    @pytest.mark.parametrize(
        "facts",
        [
            {"words": "  "},
            {"reach": Reach.EMAIL, "contact": ""},
            {"received_on": NOON.date() + DAY},
            {"received_on": NOON.date() - 400 * DAY},
        ],
    )
    def test_what_cannot_be_is_refused(self, cast: Cast, facts: dict[str, Any]) -> None:
        with pytest.raises(Denied):
            raised(cast, **facts)
        assert not Concern.objects.exists()


def test_a_letter_that_lay_about_for_more_than_a_year_is_written_down_by_the_ig_team(cast: Cast) -> None:
    old = {"received_on": NOON.date() - 367 * DAY}
    with pytest.raises(Denied):
        raised(cast, by=cast.fay, **old)
    concern = raised(cast, by=cast.igor, **old).concern
    facts = {"about": concern.about, "service": None, "kept_from_manager": False, "reason": "Its stamp"}
    older = NOON.date() - 500 * DAY
    assert step("edit", concern, cast.igor, received_on=older, **facts).received_on == older


class TestTheWay:
    def test_from_received_to_closed(self, cast: Cast) -> None:
        made = answered(cast)
        closed = step("close", made, cast.priya, learned="We check addresses twice.")
        assert closed.state == State.CLOSED
        assert (closed.acknowledged_by, closed.looking_by, closed.answered_by, closed.closed_by) == (
            cast.igor,
            cast.igor,
            cast.igor,
            cast.priya,
        )
        assert [each.number for each in closed.messages.all()] == [1, 2]
        verbs = Event.objects.filter(register="concerns", reference=made.reference).values_list(
            "verb", flat=True
        )
        assert list(verbs.order_by("id")) == ["raise", "acknowledge", "look_into", "answer", "close"]

    @pytest.mark.parametrize(
        ("state", "verbs"),
        [
            (raised, {"acknowledge", "tell", "hear"}),
            (acknowledged, {"look_into", "tell", "hear"}),
            (looking, {"answer", "tell", "hear"}),
            (answered, {"close", "tell", "hear"}),
        ],
    )
    def test_no_step_is_left_out(self, cast: Cast, state: Any, verbs: set[str]) -> None:
        made = state(cast)
        concern = getattr(made, "concern", made)
        for verb, typed in ALL_STEPS.items():
            concern.refresh_from_db()
            with transaction.atomic():
                if verb in verbs - {"acknowledge", "look_into", "answer", "close"}:
                    step(verb, concern, cast.igor, **typed)
                elif verb not in verbs:
                    with pytest.raises(IllegalTransition):
                        step(verb, concern, cast.igor, **typed)

    @pytest.mark.parametrize("name", ["fay", "max", "dana", "cora", "gwen", "sol", "aled"])
    @pytest.mark.parametrize("verb", ["acknowledge", "tell", "hear"])
    def test_only_the_ig_team_takes_a_step(self, cast: Cast, name: str, verb: str) -> None:
        concern = raised(cast).concern
        with pytest.raises(Denied) as refused:
            step(verb, concern, getattr(cast, name), **ALL_STEPS[verb])
        assert refused.value.verdict.next_step

    def test_late_it_is_acknowledged_with_the_reason_which_is_kept(self, cast: Cast) -> None:
        concern = raised(cast).concern
        late = NOON + timedelta(days=31)
        with pytest.raises(Denied, match="last day was 22 December 2026"):
            step("acknowledge", concern, cast.igor, late, words="We have it.", how=Told.PAGE)
        done = step(
            "acknowledge", concern, cast.igor, late, words="We have it.", how=Told.PAGE, late_because="Flood"
        )
        assert done.late_because == "Flood"
        in_time = acknowledged(cast, words="Another")
        assert in_time.late_because == ""

    def test_two_at_once_the_second_hears_of_it(self, cast: Cast) -> None:
        concern = raised(cast).concern
        step("tell", concern, cast.igor, **ALL_STEPS["tell"])
        with pytest.raises(Stale):
            step("tell", concern, cast.priya, **ALL_STEPS["tell"])

    def test_it_is_not_closed_over_words_that_have_no_answer(self, cast: Cast) -> None:
        made = answered(cast)
        heard = actions.hear(made, by=None, at=NOON + DAY, words="I am not content.", form_key=uuid4())
        with pytest.raises(Denied, match="They wrote again"):
            step("close", heard, cast.igor, NOON + DAY, learned="Nothing: it was told rightly.")
        told = step("tell", heard, cast.igor, NOON + 2 * DAY, **ALL_STEPS["tell"])
        with pytest.raises(Denied, match="learned"):
            step("close", told, cast.igor, NOON + 2 * DAY, learned=" ")
        assert (
            step("close", told, cast.igor, NOON + 2 * DAY, learned="We say it sooner.").state == State.CLOSED
        )

    def test_what_a_machine_sent_is_set_aside_with_a_reason(self, cast: Cast) -> None:
        concern = raised(cast, words="Buy cheap watches").concern
        with pytest.raises(Denied):
            step("set_aside", concern, cast.igor, reason=" ")
        done = step("set_aside", concern, cast.igor, reason="An advert")
        assert (done.state, done.outcome) == (State.CLOSED, Outcome.NO_CONCERN)

    def test_what_it_is_about_is_put_right_and_their_words_stay(self, cast: Cast) -> None:
        concern = raised(cast, service=None).concern
        typed = {
            "about": "lost",
            "service": cast.firth,
            "received_on": NOON.date() - 2 * DAY,
            "kept_from_manager": True,
            "reason": "They said so on the telephone",
        }
        done = step("edit", concern, cast.igor, **typed)
        assert (done.service, done.nation, done.words) == (cast.firth, "SCT", SAID)
        assert Event.objects.filter(verb="edit").latest("id").reason == "They said so on the telephone"


class TestWhatIsSaid:
    def test_they_write_again_and_the_ig_team_is_told_once(self, cast: Cast) -> None:
        made, key = looking(cast), uuid4()
        for _ in range(2):
            made = actions.hear(made, by=None, at=NOON + DAY, words="My sister has it still.", form_key=key)
        assert [each.words for each in made.messages.filter(from_us=False)] == ["My sister has it still."]
        assert Notification.objects.filter(kind="concern_message", recipient=cast.igor).count() == 1
        assert made.waits_for_us

    def test_nothing_is_no_message(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            actions.hear(looking(cast), by=None, at=NOON, words=" ")

    def test_what_was_said_is_never_changed(self, cast: Cast) -> None:
        message = acknowledged(cast).messages.get()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            message.delete()
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            type(message).objects.filter(pk=message.pk).update(words="Otherwise")

    def test_a_new_code_makes_the_old_one_worthless(self, cast: Cast) -> None:
        made = raised(cast)
        code = step("new_code", made.concern, cast.igor, form_key=uuid4())
        everything = Concern.objects.all()
        assert with_code(everything, made.concern.reference, made.code) is None
        assert with_code(everything, made.concern.reference, code) == made.concern
        again = raised(cast, form_key=made.concern.form_key)
        assert again.code == ""


class TestTheDatabase:
    @pytest.mark.parametrize(
        "changes",
        [
            {"state": "LOST"},
            {"words": ""},
            {"reach": "phone", "contact": ""},
            {"state": "ANSWERED"},
            {"outcome": "maybe"},
        ],
    )
    def test_it_refuses_what_cannot_be(self, cast: Cast, changes: dict[str, str]) -> None:
        made = raised(cast).concern
        with pytest.raises(IntegrityError), transaction.atomic():
            Concern.objects.filter(pk=made.pk).update(**changes)

    def test_a_concern_is_never_deleted(self, cast: Cast) -> None:
        made = raised(cast).concern
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Concern.objects.filter(pk=made.pk)._raw_delete("default")  # type: ignore[attr-defined]

    def test_only_the_hash_of_a_code_is_there(self, cast: Cast) -> None:
        made = raised(cast)
        assert Concern.objects.get().code_hash == hashed(made.code)
        assert len(made.concern.code_hash) == 64

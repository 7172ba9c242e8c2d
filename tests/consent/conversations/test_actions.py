"""Each case has one conversation about sharing, which ends with an answer: handbook section 2."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from consent.consents import actions as consents
from consent.conversations import tasks
from consent.conversations.actions import begin_missing
from consent.conversations.models import Conversation
from consent.conversations.states import State
from governance.errors import Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.people.actions import close, open_case
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.consent.conversations.talks import DUE, not_decided, talk_of

DAY = timedelta(days=1)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def verbs(conversation: Conversation) -> list[str]:
    events = Event.objects.filter(register="conversations", reference=conversation.reference)
    return list(events.order_by("id").values_list("verb", flat=True))


class TestBeginning:
    def test_it_begins_with_the_case_in_the_same_transaction(self, cast: Cast, sam: Person) -> None:
        talk = talk_of(sam)
        assert (talk.state, talk.due_on, talk.service) == (State.WAITING, DUE, cast.harbour)
        assert talk.reference.startswith("TLK-2026-")
        assert Event.objects.get(register="conversations").actor_id == cast.fay.pk
        with transaction.atomic():
            open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
            transaction.set_rollback(True)
        assert sam.conversations.count() == 1

    def test_each_case_has_its_own_by_the_nation_of_its_service(self, cast: Cast, sam: Person) -> None:
        before_st_andrews = date(2026, 11, 26)
        for worker, service in ((cast.finn, cast.quay), (cast.isla, cast.firth)):
            open_case(sam, by=worker, at=NOON, service=service, opened_on=before_st_andrews)
        days = dict(sam.conversations.values_list("service__name", "due_on"))
        assert days == {"Harbour": DUE, "Quay": date(2026, 12, 3), "Firth": date(2026, 12, 4)}

    def test_a_case_never_has_two(self, cast: Cast, sam: Person) -> None:
        talk = talk_of(sam)
        talk.pk, talk.reference = None, "TLK-2026-999999"
        with pytest.raises(IntegrityError, match="case_id"), transaction.atomic():
            talk.save(force_insert=True)


class TestNotDecided:
    def test_it_says_when_what_and_when_to_ask_again(self, cast: Cast, sam: Person) -> None:
        talk = not_decided(cast, sam, ask_again_on=date(2026, 12, 3))
        assert (talk.state, talk.asked_at, talk.asked_by) == (State.UNDECIDED, NOON, cast.fay)
        assert talk.ask_again_on == date(2026, 12, 3)
        assert verbs(talk) == ["begin", "undecided"]

    def test_asked_once_more_the_last_time_stands_and_history_keeps_the_first(
        self, cast: Cast, sam: Person
    ) -> None:
        not_decided(cast, sam, ask_again_on=date(2026, 12, 3))
        talk = not_decided(cast, sam, by=cast.dora, at=NOON + DAY, explained="The same, by telephone")
        assert (talk.state, talk.asked_at, talk.asked_by) == (State.UNDECIDED, NOON + DAY, cast.dora)
        assert talk.ask_again_on is None
        assert talk.history.filter(ask_again_on=date(2026, 12, 3)).count() == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"asked_at": NOON + timedelta(minutes=1)},
            {"asked_at": NOON - DAY},
            {"ask_again_on": date(2026, 11, 21)},
            {"explained": "  "},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_saved(
        self, cast: Cast, sam: Person, wrong: dict[str, object]
    ) -> None:
        with pytest.raises(Denied):
            not_decided(cast, sam, **wrong)
        assert talk_of(sam).state == State.WAITING

    def test_two_workers_at_once(self, cast: Cast, sam: Person) -> None:
        read = talk_of(sam).version
        not_decided(cast, sam, read_version=read)
        with pytest.raises(Stale):
            not_decided(cast, sam, by=cast.dora, read_version=read)

    def test_after_an_answer_there_is_nothing_to_decide(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        with pytest.raises(IllegalTransition):
            not_decided(cast, sam)


class TestAnswers:
    @pytest.mark.parametrize("yes", [True, False])
    @pytest.mark.parametrize("asked_before", [True, False])
    def test_yes_or_no_ends_it_from_the_moment_they_said_it(
        self, cast: Cast, sam: Person, yes: bool, asked_before: bool
    ) -> None:
        if asked_before:
            not_decided(cast, sam)
        consent = say(cast, sam, yes, at=NOON + DAY, said_at=NOON + timedelta(hours=2)).consent
        talk = talk_of(sam)
        assert (talk.state, talk.answered_at) == (State.ANSWERED, NOON + timedelta(hours=2))
        assert (
            Event.objects.get(register="conversations", verb="answer").detail["consent"] == consent.reference
        )

    def test_a_draft_is_no_answer_until_it_is_finished(self, cast: Cast, sam: Person) -> None:
        draft = say(cast, sam, checklist={}).consent
        assert talk_of(sam).state == State.WAITING
        consents.refuse(draft, by=cast.fay, at=NOON)
        assert talk_of(sam).state == State.ANSWERED

    def test_the_first_answer_counts_and_taking_it_back_changes_nothing(
        self, cast: Cast, sam: Person
    ) -> None:
        first = say(cast, sam).consent
        say(cast, sam, recipient="Oak Surgery", at=NOON + DAY)
        consents.withdraw(first, by=cast.fay, at=NOON + DAY, withdrawn_at=NOON + DAY)
        assert talk_of(sam).answered_at == NOON
        assert verbs(talk_of(sam)) == ["begin", "answer"]

    def test_an_answer_in_one_service_is_none_in_another(self, cast: Cast, sam: Person) -> None:
        there = open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
        say(cast, sam, case=there, by=cast.finn)
        states = dict(sam.conversations.values_list("service__name", "state"))
        assert states == {"Harbour": State.WAITING, "Quay": State.ANSWERED}

    def test_an_answer_rolled_back_is_no_answer(self, cast: Cast, sam: Person) -> None:
        with transaction.atomic():
            say(cast, sam)
            transaction.set_rollback(True)
        assert talk_of(sam).state == State.WAITING


@pytest.mark.django_db(transaction=True)
class TestCasesFromBefore:
    """Cases that were opened before there were conversations."""

    @pytest.fixture
    def forget(self, owner_sql: object) -> object:
        def forget_all() -> None:
            owner_sql("DELETE FROM conversations_conversation")  # type: ignore[operator]

        return forget_all

    def test_each_open_one_gets_its_conversation_once(self, cast: Cast, forget: object) -> None:
        sam, kim, noor = (cast.person(name) for name in ("Sam Rivers", "Kim Lake", "Noor Field"))
        close(noor.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
        forget()  # type: ignore[operator]
        assert begin_missing(NOON + 30 * DAY) == 2
        assert begin_missing(NOON + 30 * DAY) == 0
        assert {talk.person for talk in Conversation.objects.all()} == {sam, kim}
        assert talk_of(sam).due_on == DUE

    def test_one_who_answered_before_begins_as_answered(self, cast: Cast, forget: object) -> None:
        sam = cast.person()
        said = NOON + timedelta(hours=1)
        consent = say(cast, sam, False, at=NOON + DAY, said_at=said).consent
        say(cast, sam, recipient="Oak Surgery", at=NOON + 2 * DAY)
        forget()  # type: ignore[operator]
        assert begin_missing(NOON + 30 * DAY) == 1
        talk = talk_of(sam)
        assert (talk.state, talk.answered_at) == (State.ANSWERED, said)
        assert Event.objects.filter(verb="answer").latest("id").detail["consent"] == consent.reference

    def test_an_answer_of_an_earlier_case_or_another_service_counts_for_nothing(
        self, cast: Cast, forget: object
    ) -> None:
        sam = cast.person()
        say(cast, sam)
        close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
        again = open_case(sam, by=cast.fay, at=NOON + DAY, service=cast.harbour)
        there = open_case(sam, by=cast.finn, at=NOON + DAY, service=cast.quay)
        say(cast, sam, case=there, by=cast.finn, at=NOON + DAY)
        forget()  # type: ignore[operator]
        assert begin_missing(NOON + 30 * DAY) == 2
        assert Conversation.objects.get(case=again).state == State.WAITING
        assert Conversation.objects.get(case=there).state == State.ANSWERED

    def test_an_answer_before_the_nightly_run_is_saved_and_found_by_it(
        self, cast: Cast, forget: object
    ) -> None:
        sam = cast.person()
        forget()  # type: ignore[operator]
        say(cast, sam)
        assert not Conversation.objects.exists()
        assert tasks.begin_missing() == 1
        assert talk_of(sam).answered_at == NOON

    def test_it_goes_on_by_the_key_however_many_there_are(
        self, cast: Cast, forget: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for number in range(5):
            cast.person(f"Person {number}")
        forget()  # type: ignore[operator]
        monkeypatch.setattr("consent.conversations.actions.AT_ONCE", 2)
        assert begin_missing(NOON) == 5

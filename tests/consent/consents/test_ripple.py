"""What a withdrawal or an invalid consent reaches in other registers (handbook section 3.3)."""

from datetime import timedelta

import pytest

from consent.consents import ripple
from consent.consents.actions import invalidate, told, withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from governance.deadlines.models import Deadline
from governance.errors import Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people.actions import report
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.consents.leaning import Leaning

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
GIVEN, SAID = NOON - 10 * DAY, NOON - 2 * HOUR


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=GIVEN)


@pytest.fixture
def consent(cast: Cast, sam: Person) -> Consent:
    return say(cast, sam, at=GIVEN).consent


def told_to_ig(kind: str) -> list[Notification]:
    return list(Notification.objects.filter(kind=kind).order_by("id"))


class TestWhatDependsOnIt:
    def test_what_waits_comes_first_then_what_was_shared_the_newest_first(
        self, consent: Consent, leaning: Leaning
    ) -> None:
        old, new = leaning.shares(consent, GIVEN), leaning.shares(consent, SAID)
        waits = leaning.shares(consent, None)
        assert ripple.still_open(consent) == [waits]
        assert ripple.shared(consent) == [new, old]

    def test_another_consent_has_its_own(self, cast: Cast, consent: Consent, leaning: Leaning) -> None:
        other = say(cast, consent.person, recipient="Oak Surgery").consent
        leaning.shares(consent, SAID)
        assert ripple.shared(other) == ripple.still_open(other) == []

    def test_the_page_lists_what_waits_and_after_the_end_who_received_what(
        self, cast: Cast, consent: Consent, leaning: Leaning, time_machine: object
    ) -> None:
        time_machine.move_to(NOON, tick=False)  # type: ignore[attr-defined]
        leaning.shares(consent, GIVEN, "Ash Housing")
        leaning.shares(consent, None, "Oak Surgery")
        client, address = signed_in(cast.fay), f"/consents/{consent.reference}/"
        before = client.get(address).content.decode()
        assert "Oak Surgery" in before
        assert "Ash Housing" not in before
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        after = client.get(address).content.decode()
        assert "Ash Housing" in after
        assert "Oak Surgery" not in after


class TestReactions:
    def test_they_run_in_the_same_step_and_see_the_new_state(
        self, cast: Cast, consent: Consent, leaning: Leaning
    ) -> None:
        leaning.shares(consent, None)
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        assert leaning.saw == [("withdraw", State.WITHDRAWN, True)]
        assert ripple.still_open(consent) == []

    def test_to_a_no_as_well_because_it_takes_back_the_yes(
        self, cast: Cast, consent: Consent, leaning: Leaning
    ) -> None:
        say(cast, consent.person, yes=False)
        assert leaning.saw == [("withdraw", State.WITHDRAWN, True)]

    def test_to_what_is_found_not_valid(self, cast: Cast, consent: Consent, leaning: Leaning) -> None:
        invalidate(consent, by=cast.max, at=NOON, reason="No interpreter")
        assert leaning.saw == [("invalidate", State.INVALID, True)]

    @pytest.mark.parametrize("how", ["withdraw", "invalidate", "refuse"])
    def test_when_one_fails_nothing_of_the_step_is_left(
        self, cast: Cast, consent: Consent, leaning: Leaning, how: str
    ) -> None:
        leaning.shares(consent, NOON - HOUR)
        leaning.breaks = True
        events, deadlines = Event.objects.count(), set(Deadline.objects.values_list("pk", "ended_at"))
        steps = {
            "withdraw": lambda: withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID),
            "invalidate": lambda: invalidate(consent, by=cast.max, at=NOON, reason="No interpreter"),
            "refuse": lambda: say(cast, consent.person, yes=False),
        }
        with pytest.raises(OSError, match="disk"):
            steps[how]()
        assert leaning.saw
        (left,) = Consent.objects.all()
        assert (left.state, left.version, left.withdrawn_at, left.invalidated_at) == (
            State.ACTIVE,
            2,
            None,
            None,
        )
        assert Event.objects.count() == events
        assert set(Deadline.objects.values_list("pk", "ended_at")) == deadlines
        assert not Notification.objects.exists()


class TestTellingIG:
    @pytest.mark.parametrize(
        ("shared_at", "goes"),
        [(SAID - INSTANT, False), (SAID, True), (NOON - INSTANT, True), (None, False)],
    )
    def test_of_what_was_shared_after_they_took_it_back(
        self, cast: Cast, consent: Consent, leaning: Leaning, shared_at: object, goes: bool
    ) -> None:
        igor, priya = cast.igor, cast.priya
        leaning.shares(consent, shared_at)  # type: ignore[arg-type]
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        sent = told_to_ig("shared_after_withdrawal")
        assert {each.recipient for each in sent} == ({igor, priya} if goes else set())

    def test_the_message_names_the_consent_and_nobody(
        self, cast: Cast, consent: Consent, leaning: Leaning
    ) -> None:
        assert cast.igor
        leaning.shares(consent, NOON - HOUR, "Jane Rivers")
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        (sent,) = told_to_ig("shared_after_withdrawal")
        assert sent.subject == f"Something was shared after a consent was taken back: {consent.reference}"
        assert (sent.url, sent.facts) == (f"/consents/{consent.reference}/", {})

    @pytest.mark.parametrize("kind", ["shared_after_withdrawal", "consent_invalid"])
    def test_whoever_of_them_knows_the_person_hears_nothing(
        self, cast: Cast, consent: Consent, leaning: Leaning, kind: str
    ) -> None:
        igor, priya = cast.igor, cast.priya
        report(person=consent.person, worker=igor, relationship="cousin", by=cast.fay, at=GIVEN)
        leaning.shares(consent, NOON - HOUR)
        if kind == "consent_invalid":
            invalidate(consent, by=cast.max, at=NOON, reason="No interpreter")
        else:
            withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        assert [each.recipient for each in told_to_ig(kind)] == [priya]

    @pytest.mark.parametrize("shared", [True, False])
    def test_what_is_found_not_valid_always_goes_to_them(
        self, cast: Cast, consent: Consent, leaning: Leaning, shared: bool
    ) -> None:
        igor = cast.igor
        if shared:
            leaning.shares(consent, GIVEN)
        invalidate(consent, by=cast.max, at=NOON, reason="No interpreter")
        assert [each.recipient for each in told_to_ig("consent_invalid")] == [igor]
        assert len(ripple.shared(consent)) == shared


class TestNothingWasShared:
    def test_is_refused_where_a_register_knows_better(
        self, cast: Cast, consent: Consent, leaning: Leaning
    ) -> None:
        made = leaning.shares(consent, GIVEN)
        withdrawn = withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        with pytest.raises(Denied, match=made.reference):
            told(withdrawn, by=cast.fay, at=NOON, nothing_shared=True)
        withdrawn.refresh_from_db()
        assert (withdrawn.recipients_told_at, withdrawn.nothing_shared) == (None, False)
        assert Deadline.objects.get(register="consents", ended_at=None).rule == "tell_recipients"

    def test_is_taken_where_it_only_waited(self, cast: Cast, consent: Consent, leaning: Leaning) -> None:
        leaning.shares(consent, None)
        withdrawn = withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=SAID)
        assert told(withdrawn, by=cast.fay, at=NOON, nothing_shared=True).nothing_shared
        assert not Deadline.objects.filter(register="consents", ended_at=None).exists()

"""The worked scenarios of handbook section 14, walked with the real actions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consent.consents.actions import withdraw
from consent.consents.card import notes
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.kinds import Kind, Method
from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.ledger.models import Event
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.consents.answers import PANEL, say


def open_deadlines(consent: Consent) -> dict[str, date]:
    rows = Deadline.objects.filter(register="consents", record_id=consent.pk, ended_at=None)
    return dict(rows.values_list("rule", "due_on"))


def test_scenario_1_seventeen_in_england(cast: Cast) -> None:
    sam = cast.person(born=date(2009, 6, 10))
    bare = say(cast, sam)
    assert bare.consent.is_child(NOON.date())
    assert (bare.consent.state, bare.verdict.code) == (State.DRAFT, Code.VALIDITY)
    consent, verdict, _ = say(cast, sam, **PANEL)
    assert verdict
    assert (consent.state, consent.giver) == (State.ACTIVE, Giver.SELF)
    assert (consent.review_on, consent.expires_on) == (date(2027, 2, 22), date(2027, 11, 22))
    assert open_deadlines(consent) == {
        "consent_review": date(2027, 2, 22),
        "consent_expiry": date(2027, 11, 22),
    }
    birthday = Deadline.objects.get(register="people", record_id=sam.pk, rule="birthday_18", ended_at=None)
    assert birthday.due_on == date(2027, 6, 10)


def test_scenario_2_sixteen_in_scotland(cast: Cast) -> None:
    at = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    rory = cast.person("Rory Burn", born=date(2010, 11, 22), worker=cast.isla, at=at - timedelta(days=30))
    consent, verdict, _ = say(cast, rory, by=cast.isla, at=at)
    assert verdict
    assert consent.state == State.ACTIVE
    assert not consent.is_child(date(2026, 11, 22))
    assert consent.is_child(date(2026, 11, 21))
    assert (consent.review_on, consent.expires_on) == (date(2027, 5, 22), date(2027, 11, 22))
    assert notes(rory, [Nation.SCT], date(2026, 11, 22)) == [
        "They are under 18: child-protection guidance still applies."
    ]


class TestScenario3:
    """Thirteen, each nation; the competence forms come with their own register."""

    @pytest.fixture
    def scot(self, cast: Cast) -> Person:
        return cast.person("Rory Burn", born=date(2013, 5, 1), worker=cast.isla)

    def test_the_scottish_child_decides(self, cast: Cast, scot: Person) -> None:
        assert say(cast, scot, by=cast.isla, **PANEL).consent.state == State.ACTIVE

    def test_the_english_child_waits_for_a_competence_check(self, cast: Cast) -> None:
        sam = cast.person(born=date(2013, 5, 1))
        consent, verdict, _ = say(cast, sam, **PANEL)
        assert (consent.state, verdict.code) == (State.DRAFT, Code.COMPETENCE)

    def test_a_mother_cannot_override_the_scottish_childs_no(self, cast: Cast, scot: Person) -> None:
        no_ = say(cast, scot, yes=False, by=cast.isla).consent
        with pytest.raises(Denied) as refusal:
            say(cast, scot, by=cast.isla, giver=Giver.PARENT, giver_name="Ailsa Burn", **PANEL)
        assert refusal.value.verdict.code == Code.GIVER
        no_.refresh_from_db()
        assert no_.state == State.REFUSED
        assert Consent.objects.count() == 1


class TestScenario4:
    """One telephone call covers care and publicity."""

    def test_care_is_active_and_publicity_is_refused(self, cast: Cast) -> None:
        sam = cast.person()
        assert say(cast, sam, method=Method.TELEPHONE).consent.state == State.ACTIVE
        with pytest.raises(Denied) as refusal:
            say(cast, sam, method=Method.TELEPHONE, kind=Kind.MEDIA)
        assert refusal.value.verdict.code == Code.METHOD
        assert Consent.objects.count() == 1

    def test_without_the_script_version_it_stays_a_draft_saved_whole(self, cast: Cast) -> None:
        consent, verdict, _ = say(cast, cast.person(), method=Method.TELEPHONE, script_version="")
        assert (consent.state, verdict.code) == (State.DRAFT, Code.VALIDITY)
        assert "script" in verdict.reason
        consent.refresh_from_db()
        assert (consent.recipient, consent.answer_words) == ("Elm Surgery", "Yes, tell my doctor")
        event = Event.objects.get(verb="refused", reference=consent.reference)
        assert (event.detail["code"], event.actor_id) == ("E-VALIDITY", cast.fay.pk)


def test_scenario_6_withdrawn_after_sharing(cast: Cast) -> None:
    """The consent half: the disclosures register asks `in_force_at`."""
    given, shared = datetime(2026, 9, 1, 9, 0, tzinfo=UTC), datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
    said, written = datetime(2026, 11, 22, 14, 5, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    sam = cast.person(at=given)
    consent = say(cast, sam, at=given).consent
    consent = withdraw(consent, by=cast.fay, at=written, withdrawn_at=said)
    assert (consent.state, consent.withdrawn_at) == (State.WITHDRAWN, said)
    assert consent.withdrawal_recorded_at == written
    assert consent.in_force_at(shared, as_known=False)
    minute_later = said + timedelta(minutes=1)
    assert not consent.in_force_at(minute_later, as_known=False)
    assert consent.in_force_at(minute_later, as_known=True)
    assert not consent.in_force_at(written, as_known=True)
    assert open_deadlines(consent) == {"tell_recipients": date(2026, 11, 24)}

"""The worked scenarios of handbook section 14, walked with the real actions."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Form
from consent.consents import ripple
from consent.consents.actions import amend, withdraw
from consent.consents.card import notes
from consent.consents.models import Consent
from consent.consents.rules import Giver, State, supports_sharing
from consent.kinds import Kind, Method
from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.ledger.models import Event
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import able, answers, assess, lacking, not_today
from tests.consent.consents.answers import PANEL, answer, say
from tests.consent.consents.leaning import Leaning

ENG, SCT = Nation.ENG, Nation.SCT
MINUTE = timedelta(minutes=1)


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
    assert not Assessment.objects.exists()
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
    assert not consent.needs_extra_care(date(2026, 11, 22))
    assert consent.state == State.ACTIVE
    assert not consent.is_child(date(2026, 11, 22))
    assert consent.is_child(date(2026, 11, 21))
    assert (consent.review_on, consent.expires_on) == (date(2027, 5, 22), date(2027, 11, 22))
    assert notes(rory, [Nation.SCT], date(2026, 11, 22)) == [
        "They are under 18: child-protection guidance still applies."
    ]


class TestScenario3:
    """Thirteen, each nation: the panel is complete, and there is no competence form at first."""

    @pytest.fixture
    def scot(self, cast: Cast) -> Person:
        return cast.person("Rory Burn", born=date(2013, 5, 1), worker=cast.isla)

    def test_the_scottish_child_is_presumed_able_and_decides(self, cast: Cast, scot: Person) -> None:
        consent, verdict, _ = say(cast, scot, by=cast.isla, **PANEL)
        assert verdict
        assert (consent.state, consent.giver, consent.assessment) == (State.ACTIVE, Giver.SELF, None)

    def test_the_english_childs_yes_is_a_draft_until_found_competent(self, cast: Cast) -> None:
        sam = cast.person(born=date(2013, 5, 1))
        draft, verdict, _ = say(cast, sam, **PANEL)
        assert (draft.state, verdict.code) == (State.DRAFT, Code.COMPETENCE)
        competent = assess(cast, sam, able(Form.GILLICK, ENG))
        unlinked = amend(draft, by=cast.fay, at=NOON, answer=True, **answer(**PANEL))
        assert (unlinked.consent.state, unlinked.verdict.code) == (State.DRAFT, Code.COMPETENCE)
        linked = {**answer(**PANEL), "assessment": competent}
        consent, verdict, _ = amend(draft, by=cast.fay, at=NOON, answer=True, **linked)
        assert verdict
        assert (consent.state, consent.giver, consent.assessment) == (State.ACTIVE, Giver.SELF, competent)

    def test_found_not_competent_it_stays_a_draft(self, cast: Cast) -> None:
        sam = cast.person(born=date(2013, 5, 1))
        unable = {"outcome": Finding.NOT_COMPETENT, "answers": answers(Form.GILLICK, ENG, no="weigh")}
        found = assess(cast, sam, able(Form.GILLICK, ENG, **unable))
        consent, verdict, _ = say(cast, sam, assessment=found, **PANEL)
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
    """One telephone call covers care and publicity: one talk, two records."""

    def test_care_is_active_and_publicity_is_refused(self, cast: Cast) -> None:
        sam, talk = cast.person(), uuid4()
        assert say(cast, sam, method=Method.TELEPHONE, talk=talk).consent.state == State.ACTIVE
        publicity = {"kind": Kind.MEDIA, "named": "Open day", "channels": ["print"], "talk": talk}
        with pytest.raises(Denied) as refusal:
            say(cast, sam, method=Method.TELEPHONE, **publicity)
        assert refusal.value.verdict.code == Code.METHOD
        assert [(each.kind, each.talk) for each in Consent.objects.all()] == [(Kind.SHARE_CARE, talk)]

    def test_without_the_script_version_it_stays_a_draft_saved_whole(self, cast: Cast) -> None:
        consent, verdict, _ = say(cast, cast.person(), method=Method.TELEPHONE, script_version="")
        assert (consent.state, verdict.code) == (State.DRAFT, Code.VALIDITY)
        assert "script" in verdict.reason
        consent.refresh_from_db()
        assert (consent.recipient, consent.answer_words) == ("Elm Surgery", "Yes, tell my doctor")
        event = Event.objects.get(verb="refused", reference=consent.reference)
        assert (event.detail["code"], event.actor_id) == ("E-VALIDITY", cast.fay.pk)


class TestScenario5:
    """Intoxicated: an adult who cannot follow the explanation tonight."""

    @pytest.mark.parametrize("nation", [ENG, SCT])
    def test_it_is_put_off_to_a_day_and_the_consent_stays_a_draft_until_then(
        self, cast: Cast, nation: Nation
    ) -> None:
        worker = cast.fay if nation is ENG else cast.isla
        sam = cast.person(worker=worker)
        tonight = not_today(Form.CAPACITY, nation, answers=answers(Form.CAPACITY, nation, no="understand"))
        with pytest.raises(Denied) as refusal:
            assess(cast, sam, tonight, by=worker, reassess_on=None)
        assert refusal.value.verdict.code == Code.CAPACITY
        deferred = assess(cast, sam, tonight, by=worker)
        consent, verdict, _ = say(cast, sam, by=worker, assessment=deferred)
        assert (consent.state, verdict.code) == (State.DRAFT, Code.CAPACITY)
        again = Deadline.objects.get(register="capacity", ended_at=None)
        assert (again.rule, again.due_on, again.worker) == ("reassess", date(2026, 11, 23), worker)

        morning = NOON + timedelta(days=1)
        assess(cast, sam, able(Form.CAPACITY, nation), by=worker, at=morning)
        said_in_the_morning = {**answer(said_at=morning), "assessment": deferred}
        consent = amend(consent, by=worker, at=morning, answer=True, **said_in_the_morning).consent
        assert consent.state == State.ACTIVE

    def test_in_scotland_dependence_as_the_only_cause_is_no_lack_of_capacity(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", worker=cast.isla)
        with pytest.raises(Denied) as refusal:
            assess(cast, rory, lacking(SCT, causes=["dependence"], cause="Alcohol"), by=cast.isla)
        assert refusal.value.verdict.code == Code.CAPACITY
        assert not Assessment.objects.exists()
        both = lacking(SCT, causes=["dependence", "mental_disorder"], cause="Alcohol, and dementia")
        assert assess(cast, rory, both, by=cast.isla).finding is Finding.LACKS_CAPACITY


class TestScenario6:
    """Withdrawn after sharing. A register of this test stands for the disclosures."""

    GIVEN, SHARED = datetime(2026, 9, 1, 9, 0, tzinfo=UTC), datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
    SAID, WRITTEN = datetime(2026, 11, 22, 14, 5, tzinfo=UTC), datetime(2026, 11, 22, 16, 0, tzinfo=UTC)

    @pytest.fixture
    def consent(self, cast: Cast) -> Consent:
        return say(cast, cast.person(at=self.GIVEN), at=self.GIVEN).consent

    def test_what_was_shared_stays_lawful_and_unchanged_and_its_recipient_is_listed(
        self, cast: Cast, consent: Consent, leaning: Leaning
    ) -> None:
        disclosed = leaning.shares(consent, self.SHARED, "Elm Surgery")
        consent = withdraw(consent, by=cast.fay, at=self.WRITTEN, withdrawn_at=self.SAID)
        assert (consent.state, consent.withdrawn_at) == (State.WITHDRAWN, self.SAID)
        assert consent.withdrawal_recorded_at == self.WRITTEN
        assert ripple.shared(consent) == [disclosed]
        assert (disclosed.recipient, disclosed.shared_at) == ("Elm Surgery", self.SHARED)
        assert leaning.saw == [("withdraw", State.WITHDRAWN, True)]
        for as_known in (True, False):
            assert consent.in_force_at(self.SHARED, as_known=as_known)

    def test_a_minute_later_it_supports_no_sharing(self, cast: Cast, consent: Consent) -> None:
        consent = withdraw(consent, by=cast.fay, at=self.SAID, withdrawn_at=self.SAID)
        assert supports_sharing(consent.state_at(self.SAID + MINUTE)).code == Code.CONSENT
        assert consent.in_force_at(self.SAID - MINUTE, as_known=False)
        assert not consent.in_force_at(self.SAID, as_known=False)

    def test_what_was_true_and_what_was_known_differ_until_it_is_written_down(
        self, cast: Cast, consent: Consent
    ) -> None:
        consent = withdraw(consent, by=cast.fay, at=self.WRITTEN, withdrawn_at=self.SAID)
        between = self.SAID + MINUTE
        assert not consent.in_force_at(between, as_known=False)
        assert consent.in_force_at(between, as_known=True)
        assert not consent.in_force_at(self.WRITTEN, as_known=True)

    def test_recipients_are_to_be_told_by_tuesday(self, cast: Cast, consent: Consent) -> None:
        consent = withdraw(consent, by=cast.fay, at=self.WRITTEN, withdrawn_at=self.SAID)
        assert open_deadlines(consent) == {"tell_recipients": date(2026, 11, 24)}

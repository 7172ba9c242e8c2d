"""A finding against somebody is passed over by no yes of theirs, first or again (handbook sections 3.4 and 3.5)."""

from datetime import date, timedelta
from typing import Any

import pytest

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Form
from consent.consents.actions import amend, give, reconfirm
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.wording.models import WordingVersion
from governance.calendar import Nation
from governance.errors import Code, Denied
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.capacity.typed import able, answers, assess, lacking, not_today
from tests.consent.consents.answers import PANEL, answer, say
from tests.consent.wording.samples import approved

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ENG = Nation.ENG
SOBER = "That was about his flat; he was drunk at noon and is sober now"
MONEY = {"decision": "Whether to sell the flat"}
AGAIN = ("giver", "method", "identity_check", "script_version", "answer_words")


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 400 * DAY)


def again(**changes: Any) -> dict[str, Any]:
    return {**{name: value for name, value in answer().items() if name in AGAIN}, **changes}


@pytest.mark.parametrize("facts", [lacking(ENG, **MONEY), not_today(Form.CAPACITY, ENG, **MONEY)])
class TestAYesBesideAFinding:
    def test_stays_a_draft_until_it_is_said_why_the_finding_was_about_something_else(
        self, cast: Cast, sam: Person, facts: dict[str, Any]
    ) -> None:
        assess(cast, sam, facts)
        draft, verdict, _ = say(cast, sam, at=NOON + HOUR)
        assert (draft.state, verdict.code) == (State.DRAFT, Code.CAPACITY)
        assert "Whether to sell the flat" in verdict.reason
        typed = answer(said_at=NOON + HOUR, why_no_finding=SOBER)
        done = amend(draft, by=cast.fay, at=NOON + HOUR, answer=True, **typed).consent
        assert (done.state, done.why_no_finding) == (State.ACTIVE, SOBER)

    def test_is_not_given_by_the_short_step(self, cast: Cast, sam: Person, facts: dict[str, Any]) -> None:
        draft = say(cast, sam, checklist={}).consent
        Consent.objects.filter(pk=draft.pk).update(checklist=answer()["checklist"])
        assess(cast, sam, facts, at=NOON + HOUR)
        with pytest.raises(Denied) as refusal:
            give(draft, by=cast.fay, at=NOON + 2 * HOUR, said_at=NOON + 2 * HOUR)
        assert refusal.value.verdict.code == Code.CAPACITY

    @pytest.mark.parametrize(("said_at", "state"), [(NOON, State.DRAFT), (NOON - MINUTE, State.ACTIVE)])
    def test_counts_from_the_minute_of_the_finding(
        self, cast: Cast, sam: Person, facts: dict[str, Any], said_at: Any, state: State
    ) -> None:
        assess(cast, sam, facts)
        assert say(cast, sam, at=NOON + HOUR, said_at=said_at).consent.state == state

    def test_said_again_is_refused(self, cast: Cast, sam: Person, facts: dict[str, Any]) -> None:
        consent = say(cast, sam, at=NOON - 30 * DAY).consent
        found = assess(cast, sam, facts)
        for pointed in ({}, {"assessment": found}):
            with pytest.raises(Denied) as refusal:
                reconfirm(consent, by=cast.fay, at=NOON + HOUR, **again(**pointed))
            assert refusal.value.verdict.code == Code.CAPACITY
        later = reconfirm(consent, by=cast.fay, at=NOON + HOUR, **again(why_no_finding=SOBER))
        assert later.why_no_finding == SOBER

    def test_a_reason_from_before_is_none_for_a_newer_yes(
        self, cast: Cast, sam: Person, facts: dict[str, Any]
    ) -> None:
        assess(cast, sam, facts)
        consent = say(cast, sam, at=NOON + HOUR, why_no_finding=SOBER).consent
        with pytest.raises(Denied):
            reconfirm(consent, by=cast.fay, at=NOON + 2 * HOUR, **again())


def test_a_no_needs_no_reason(cast: Cast, sam: Person) -> None:
    assess(cast, sam, lacking(ENG, **MONEY))
    assert say(cast, sam, False, at=NOON + HOUR).consent.state == State.REFUSED


def test_a_finding_that_they_can_decide_asks_for_no_reason(cast: Cast, sam: Person) -> None:
    assess(cast, sam, lacking(ENG, **MONEY))
    assess(cast, sam, able(Form.CAPACITY, ENG, **MONEY), at=NOON + HOUR)
    assert say(cast, sam, at=NOON + 2 * HOUR).consent.state == State.ACTIVE


def test_a_child_found_not_able_since_does_not_say_yes_again(cast: Cast) -> None:
    ash = cast.person("Ash Rivers", born=date(2013, 5, 1))
    competent = assess(cast, ash, able(Form.GILLICK, ENG))
    consent = say(cast, ash, assessment=competent, **PANEL).consent
    unable = {"outcome": Finding.NOT_COMPETENT, "answers": answers(Form.GILLICK, ENG, no="weigh")}
    assess(cast, ash, able(Form.GILLICK, ENG, **unable), at=NOON + HOUR)
    with pytest.raises(Denied) as refusal:
        reconfirm(consent, by=cast.fay, at=NOON + 2 * HOUR, **again())
    assert refusal.value.verdict.code == Code.COMPETENCE


class TestTheFormOfAYesAgain:
    @pytest.fixture(autouse=True)
    def script(self, cast: Cast) -> WordingVersion:
        return approved(cast, at=NOON - 500 * DAY)

    @pytest.fixture
    def consent(self, cast: Cast, sam: Person, script: WordingVersion) -> Consent:
        return say(cast, sam, at=NOON - 30 * DAY, wording=script).consent

    @pytest.fixture
    def found(self, cast: Cast, sam: Person, consent: Consent) -> Assessment:
        return assess(cast, sam, lacking(ENG), at=NOON - DAY)

    @pytest.fixture(autouse=True)
    def _noon(self, time_machine: object) -> None:
        time_machine.move_to(NOON, tick=False)  # type: ignore[attr-defined]

    def send(self, cast: Cast, consent: Consent, **changes: object) -> str:
        now = {"day": "22", "month": "11", "year": "2026", "time": "12:00"}
        typed: dict[str, object] = {
            **{f"said_at_{box}": text for box, text in now.items()},
            "unchanged": "yes",
            "giver": "SELF",
            "method": consent.method,
            "wording": consent.wording_id,
            "form_key": "5c53a5a4-3bd1-4c0c-b9f4-8f24eb0c6e1b",
            "identity_check": "Known to me",
            "read_version": consent.version,
            **changes,
        }
        address = f"/consents/{consent.reference}/reconfirm/"
        return signed_in(cast.fay).post(address, typed, follow=True).content.decode()

    def confirmed(self, consent: Consent) -> bool:
        consent.refresh_from_db()
        return consent.reconfirmed_at is not None

    def test_nothing_is_asked_where_nobody_assessed_anything(self, cast: Cast, consent: Consent) -> None:
        page = signed_in(cast.fay).get(f"/consents/{consent.reference}/reconfirm/").content.decode()
        assert 'name="assessment"' not in page
        assert 'name="why_no_finding"' not in page
        self.send(cast, consent)
        assert self.confirmed(consent)

    @pytest.mark.parametrize(
        ("chosen", "message"),
        [
            ("", "Choose one. If none was about this, say so"),
            ("none", "Write why none of these was about this"),
            ("found", "E-CAPACITY"),
        ],
    )
    def test_a_finding_against_them_is_not_passed_over(
        self, cast: Cast, consent: Consent, found: Assessment, chosen: str, message: str
    ) -> None:
        text = self.send(cast, consent, assessment=found.pk if chosen == "found" else chosen)
        assert message in text
        assert not self.confirmed(consent)

    def test_why_it_was_about_something_else_is_kept_and_shown(
        self, cast: Cast, consent: Consent, found: Assessment
    ) -> None:
        assert SOBER in self.send(cast, consent, assessment="none", why_no_finding=SOBER)
        assert self.confirmed(consent)
        assert consent.why_no_finding == SOBER

    def test_what_it_rested_on_before_is_not_chosen_for_the_worker(
        self, cast: Cast, sam: Person, script: WordingVersion
    ) -> None:
        could = assess(cast, sam, able(Form.CAPACITY, ENG), at=NOON - 20 * DAY)
        consent = say(cast, sam, at=NOON - 10 * DAY, wording=script, assessment=could).consent
        form = signed_in(cast.fay).get(f"/consents/{consent.reference}/reconfirm/").context["form"]
        assert form["assessment"].value() is None
        self.send(cast, consent, assessment=could.pk)
        assert self.confirmed(consent)

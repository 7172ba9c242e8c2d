"""The worked scenarios of handbook section 14 that end in a disclosure, walked with the real actions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consent.consents import ripple
from consent.consents.actions import withdraw
from consent.consents.rules import State as ConsentState
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people.models import Person
from sharing.disclosing import Reason
from sharing.disclosures import actions
from sharing.disclosures.diseases import Disease
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from sharing.opt_out import OptOut
from sharing.routes import Route
from tests.cast import Cast
from tests.consent.consents.answers import say
from tests.sharing.disclosures.sharing import ALWAYS, DAY, TOLD, drafted, logged

pytestmark = pytest.mark.django_db


def due(disclosure: Any, register: str = "disclosures") -> dict[str, Any]:
    """What is open, by rule: the moment of an hour clock, or the day."""
    rows = Deadline.objects.filter(register=register, record_id=disclosure.pk, ended_at=None)
    return {each.rule: each.due_at or each.due_on for each in rows}


class TestScenario6:
    """Withdrawn after sharing."""

    GIVEN = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
    SHARED = datetime(2026, 9, 10, 10, 0, tzinfo=UTC)
    WITHDRAWN = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)

    def test_as_the_handbook_has_it(self, cast: Cast) -> None:
        sam = cast.person(at=self.GIVEN - DAY)
        consent = say(cast, sam, at=self.GIVEN).consent
        shared = logged(cast, sam, at=self.SHARED)
        waiting = drafted(
            cast,
            sam,
            None,
            at=self.WITHDRAWN - DAY,
            recipient="Elm Surgery",
            purpose="care",
            items=["care_plan"],
        )
        assert (shared.consent, waiting.consent) == (consent, consent)
        held = Disclosure.objects.values().get(pk=shared.pk)

        consent = withdraw(consent, by=cast.fay, at=self.WITHDRAWN, withdrawn_at=self.WITHDRAWN)

        assert (consent.state, consent.withdrawn_at) == (ConsentState.WITHDRAWN, self.WITHDRAWN)
        # The earlier one stays lawful and unchanged; what waited is not sent, and says why.
        assert Disclosure.objects.values().get(pk=shared.pk) == held
        waiting.refresh_from_db()
        assert (waiting.state, waiting.cancel_reason) == (State.CANCELLED, "They took back their yes.")
        later = self.WITHDRAWN + timedelta(minutes=1)
        with pytest.raises(Denied) as refusal:
            logged(cast, sam, at=later)
        assert refusal.value.verdict.code is Code.CONSENT
        assert due(consent, "consents") == {"tell_recipients": date(2026, 11, 24)}
        assert [(each.reference, each.recipient) for each in ripple.shared(consent)] == [
            (shared.reference, "Elm Surgery")
        ]
        assert not ripple.nothing_was_shared(consent)

    def test_a_draft_that_was_opened_before_is_refused_too(self, cast: Cast) -> None:
        sam = cast.person(at=self.GIVEN - DAY)
        draft = drafted(
            cast, sam, None, at=self.WITHDRAWN, recipient="Elm Surgery", purpose="care", items=["care_plan"]
        )
        with pytest.raises(Denied) as refusal:
            actions.send(draft, by=cast.fay, at=self.WITHDRAWN)
        assert refusal.value.verdict.code is Code.CONSENT
        draft.refresh_from_db()
        assert (draft.state, draft.sent_at) == (State.DRAFT, None)


SUSPECTED = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
REPORT: dict[str, Any] = {
    "recipient": "Yorkshire health protection team",
    "purpose": "care",
    "items": ["contact", "physical_health"],
    "what": "Acute hepatitis B is suspected",
    "route": Route.CALL_BACK,
    "disease": Disease.ACUTE_HEPATITIS,
    "suspected_at": SUSPECTED,
    **ALWAYS,
}


class TestScenario10:
    """Hepatitis B, England."""

    @pytest.fixture
    def sam(self, cast: Cast) -> Person:
        return cast.person(at=SUSPECTED - DAY)

    def test_a_doctor_reports_it_without_consent(self, cast: Cast, sam: Person) -> None:
        draft = drafted(cast, sam, Reason.NOTIFIABLE_DISEASE, by=cast.dora, at=SUSPECTED, **REPORT)
        assert due(draft) == {
            "disease_by_telephone": datetime(2026, 12, 1, 10, 0, tzinfo=UTC),
            "disease_in_writing": date(2026, 12, 2),
        }
        sent = actions.send(draft, by=cast.dora, at=SUSPECTED + timedelta(hours=1), **TOLD)
        assert (sent.state, sent.opt_out, sent.approved_by) == (State.SENT, OptOut.EXEMPT, cast.dora)
        assert due(sent) == {"disease_in_writing": date(2026, 12, 2)}

    def test_nobody_else_does(self, cast: Cast, sam: Person) -> None:
        with pytest.raises(Denied) as refusal:
            drafted(cast, sam, Reason.NOTIFIABLE_DISEASE, by=cast.fay, at=SUSPECTED, **REPORT)
        assert refusal.value.verdict.code is Code.ROLE
        assert not Disclosure.objects.exists()

    @pytest.mark.parametrize("significant", [False, True])
    def test_a_chronic_one_only_with_other_significant_harm(
        self, cast: Cast, sam: Person, significant: bool
    ) -> None:
        chronic = {**REPORT, "disease": Disease.CHRONIC_HEPATITIS, "significant_harm": significant}
        if significant:
            draft = drafted(cast, sam, Reason.NOTIFIABLE_DISEASE, by=cast.dora, at=SUSPECTED, **chronic)
            assert actions.send(draft, by=cast.dora, at=SUSPECTED, **TOLD).state == State.SENT
            return
        with pytest.raises(Denied) as refusal:
            drafted(cast, sam, Reason.NOTIFIABLE_DISEASE, by=cast.dora, at=SUSPECTED, **chronic)
        assert refusal.value.verdict.code is Code.REASON


class TestScenario11:
    """Hepatitis B, Scotland."""

    def test_the_doctors_list_has_none(self, cast: Cast) -> None:
        cast.isla.is_doctor = True
        cast.isla.save()
        rory = cast.person("Rory Burn", worker=cast.isla, at=SUSPECTED - DAY)
        with pytest.raises(Denied) as refusal:
            drafted(cast, rory, Reason.NOTIFIABLE_DISEASE, by=cast.isla, at=SUSPECTED, **REPORT)
        verdict = refusal.value.verdict
        assert verdict.code is Code.REASON
        assert "not on the Scottish doctors’ list" in verdict.reason
        assert "laboratory" in verdict.reason
        say(
            cast,
            rory,
            by=cast.isla,
            at=SUSPECTED,
            recipient="Yorkshire health protection team",
            items=REPORT["items"],
        )
        shared = logged(
            cast,
            rory,
            by=cast.isla,
            at=SUSPECTED,
            recipient="Yorkshire health protection team",
            items=frozenset(REPORT["items"]),
        )
        assert (shared.state, shared.opt_out) == (State.SENT, OptOut.NOT_APPLICABLE)


class TestScenario7:
    """ISA expired, consent valid: (a) one letter."""

    def test_a_letter_goes_without_an_agreement_and_ig_is_told_that_day(self, cast: Cast) -> None:
        from tests.sharing.agreements.walk import active, surgery

        begun = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
        partner = surgery(cast)
        active(cast, partner, at=begun, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31))
        sam = cast.person(at=begun)
        say(cast, sam, at=begun, organisation=partner)
        at = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
        cast.igor  # noqa: B018  (he is there)
        letter = logged(cast, sam, at=at, organisation=partner.pk)
        assert (letter.state, letter.agreement_gap, letter.agreement) == (State.SENT, True, None)
        told = Notification.objects.filter(kind="agreement_gap", reference=letter.reference)
        assert {each.recipient for each in told} == {cast.igor, cast.priya}
        assert {each.created_at for each in told} == {at}
        with pytest.raises(Denied) as refusal:
            logged(cast, sam, at=at, organisation=partner.pk, recurring=True)
        assert refusal.value.verdict.code is Code.AGREEMENT
        assert Event.objects.filter(register="disclosures", verb="log").count() == 1

"""Each verb of disclosures, and what it leaves behind (handbook sections 3.3, 4, 6, 7 and 13)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from consent.capacity.actions import correct
from consent.consents.actions import invalidate
from governance.accounts.models import User
from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.errors import Code, Denied, IllegalTransition
from governance.notifications.models import Notification
from governance.people.models import Person
from sharing.agreements.ending import terminate
from sharing.disclosing import Paper, Reason
from sharing.disclosures import actions, actions_deciding, actions_emergency, actions_telling
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from sharing.disclosures.words import flags
from sharing.routes import Route
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import assess, lacking
from tests.consent.consents.answers import say
from tests.sharing.agreements.walk import active, surgery
from tests.sharing.disclosures.sharing import (
    ALWAYS,
    DAY,
    HOUR,
    NOT_TOLD,
    TOLD,
    approved,
    drafted,
    in_emergency,
    logged,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - DAY)


def due(disclosure: Disclosure) -> dict[str, Any]:
    rows = Deadline.objects.filter(register="disclosures", record_id=disclosure.pk, ended_at=None)
    return {each.rule: each.due_at or each.due_on for each in rows}


def told(kind: str) -> set[User]:
    return {each.recipient for each in Notification.objects.filter(kind=kind)}


def refused(code: Code | None, do: Any) -> str:
    with pytest.raises(Denied) as refusal:
        do()
    assert refusal.value.verdict.code is code
    assert refusal.value.verdict.next_step
    return refusal.value.verdict.reason


class TestWithConsent:
    def test_it_is_bound_to_the_versions_in_force(self, cast: Cast, sam: Person) -> None:
        partner = surgery(cast)
        agreement = active(cast, partner)
        consent = say(cast, sam, organisation=partner, items=["care_plan"]).consent
        at = NOON + HOUR
        shared = logged(cast, sam, at=at, organisation=partner.pk, items=frozenset({"care_plan"}))
        assert (shared.state, shared.sent_at, shared.sent_by) == (State.SENT, at, cast.fay)
        assert (shared.consent, shared.consent_version) == (consent, consent.version)
        agreement.refresh_from_db()
        assert (shared.agreement, shared.agreement_version) == (agreement, agreement.version)
        assert shared.answer["answer"]["outcome"] in ("yes", "yes_and")
        assert shared.answer["asked"]["items"] == ["care_plan"]

    def test_the_same_press_twice_shares_once(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        key = uuid4()
        assert logged(cast, sam, key=key) == logged(cast, sam, key=key)
        assert Disclosure.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"items": frozenset({"care_plan", "offences"})}, Code.SCOPE),
            ({"recipient": "Oak Surgery"}, Code.CONSENT),
            ({"route": Route.FAX}, Code.METHOD),
            ({"people": 60}, Code.AGREEMENT),
        ],
    )
    def test_beyond_what_they_said_nothing_goes(
        self, cast: Cast, sam: Person, changes: dict[str, Any], code: Code
    ) -> None:
        say(cast, sam)
        with pytest.raises(Denied) as refusal:
            logged(cast, sam, **changes)
        assert refusal.value.verdict.code in (code, Code.SCOPE)
        assert not Disclosure.objects.exists()

    def test_a_consent_found_invalid_shows_on_what_relied_on_it(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        shared = logged(cast, sam)
        invalidate(consent, by=cast.igor, at=NOON + DAY, reason="He was asleep")
        shared.refresh_from_db()
        assert shared.state == State.SENT
        assert [flag.label for flag in flags(shared, NOON + DAY)][:1] == ["Consent not valid"]

    def test_what_waits_on_an_agreement_that_ends_is_not_sent(self, cast: Cast, sam: Person) -> None:
        partner = surgery(cast)
        agreement = active(cast, partner)
        say(cast, sam, organisation=partner, items=["care_plan"])
        facts = {
            "recipient": "Elm Surgery",
            "organisation": partner,
            "purpose": "care",
            "items": ["care_plan"],
        }
        waiting = drafted(cast, sam, None, at=NOON + HOUR, **facts)
        agreement.refresh_from_db()
        assert waiting.agreement == agreement
        terminate(
            agreement,
            by=cast.priya,
            at=NOON + DAY,
            read_version=agreement.version,
            ended_at=NOON + DAY,
            reason="They closed",
        )
        waiting.refresh_from_db()
        assert waiting.state == State.CANCELLED
        assert "agreement" in waiting.cancel_reason


class TestWithoutConsent:
    def test_the_sender_never_approves(self, cast: Cast, sam: Person) -> None:
        theirs = actions_deciding.ask(
            drafted(cast, sam, Reason.SERIOUS_HARM, by=cast.max), by=cast.max, at=NOON
        )
        refused(Code.SAME_PERSON, lambda: actions_deciding.approve(theirs, by=cast.max, at=NOON))
        theirs.refresh_from_db()
        assert theirs.state == State.AWAITING_APPROVAL

    @pytest.mark.parametrize(
        ("reason", "decides", "does_not"),
        [
            (Reason.SERIOUS_HARM, "max", "igor"),
            (Reason.SAFEGUARDING_CHILD, "max", "gwen"),
            (Reason.LEGAL_DUTY, "igor", "max"),
            (Reason.REGULATOR, "priya", "max"),
            (Reason.SERIOUS_CRIME, "gwen", "max"),
        ],
    )
    def test_each_reason_has_its_approver(
        self, cast: Cast, sam: Person, reason: Reason, decides: str, does_not: str
    ) -> None:
        own = {"law": "Children Act 1989, section 47", "power": "Section 47", "asked_for": "Where he is"}
        right, wrong = getattr(cast, decides), getattr(cast, does_not)
        made = drafted(cast, sam, reason, **own, why_asked="To arrest him")
        made = actions_deciding.ask(made, by=cast.fay, at=NOON)
        assert right in told("disclosure_to_decide")
        assert cast.fay not in told("disclosure_to_decide")
        refused(Code.ROLE, lambda: actions_deciding.approve(made, by=wrong, at=NOON))
        made = actions_deciding.approve(made, by=right, at=NOON)
        assert actions.send(made, by=cast.fay, at=NOON, **TOLD).state == State.SENT

    def test_nobody_is_asked_before_all_is_written(self, cast: Cast, sam: Person) -> None:
        made = drafted(cast, sam, Reason.SERIOUS_HARM, known_wishes="", advice="")
        words = refused(None, lambda: actions_deciding.ask(made, by=cast.fay, at=NOON))
        assert "What the person wants" in words
        assert "Whose advice" in words

    def test_it_is_not_sent_before_it_is_approved(self, cast: Cast, sam: Person) -> None:
        made = drafted(cast, sam, Reason.SERIOUS_HARM)
        refused(Code.SAME_PERSON, lambda: actions.send(made, by=cast.fay, at=NOON, **TOLD))
        asked = actions_deciding.ask(made, by=cast.fay, at=NOON)
        with pytest.raises(IllegalTransition):
            actions.send(asked, by=cast.fay, at=NOON, **TOLD)

    def test_sent_back_it_is_put_right_and_asked_again(self, cast: Cast, sam: Person) -> None:
        asked = actions_deciding.ask(drafted(cast, sam, Reason.SERIOUS_HARM), by=cast.fay, at=NOON)
        back = actions_deciding.send_back(asked, by=cast.max, at=NOON, sent_back_because="Who saw it?")
        assert (back.state, told("disclosure_sent_back")) == (State.DRAFT, {cast.fay})
        edited = actions.edit(
            back, by=cast.fay, at=NOON, read_version=back.version, what_happened="I heard him say it"
        )
        again = actions_deciding.ask(edited, by=cast.fay, at=NOON)
        assert (again.state, again.sent_back_because) == (State.AWAITING_APPROVAL, "")

    def test_the_manager_looks_at_what_any_member_of_staff_decided(self, cast: Cast, sam: Person) -> None:
        made = drafted(cast, sam, Reason.MISSING_PERSON)
        shared = actions.send(made, by=cast.fay, at=NOON, **TOLD)
        assert (shared.state, shared.approved_by) == (State.SENT, cast.fay)
        assert due(shared) == {"emergency_review": date(2026, 11, 23)}
        refused(
            Code.SAME_PERSON,
            lambda: actions_emergency.review(shared, by=cast.fay, at=NOON + DAY, review_words="Fine"),
        )
        looked = actions_emergency.review(shared, by=cast.max, at=NOON + DAY, review_words="Fine")
        assert (looked.state, due(looked)) == (State.REVIEWED, {})

    @pytest.mark.parametrize("paper", [Paper.SOLICITOR, Paper.POLICE, Paper.OTHER])
    def test_only_an_order_is_an_order(self, cast: Cast, sam: Person, paper: Paper) -> None:
        facts = {"paper": paper, "commanded": ["contact", "risk"], "upload": upload(pdf())}
        refused(Code.REASON, lambda: drafted(cast, sam, Reason.COURT_ORDER, **facts))
        assert not Disclosure.objects.exists()

    def test_an_order_commands_no_more_than_it_names_and_is_kept(self, cast: Cast, sam: Person) -> None:
        facts = {"paper": Paper.ORDER, "commanded": ["contact"]}
        refused(Code.SCOPE, lambda: drafted(cast, sam, Reason.COURT_ORDER, **facts, upload=upload(pdf())))
        bare = drafted(cast, sam, Reason.COURT_ORDER, **facts, items=["contact"])
        assert "The order itself" in refused(None, lambda: actions_deciding.ask(bare, by=cast.fay, at=NOON))
        made = drafted(cast, sam, Reason.COURT_ORDER, **facts, items=["contact"], upload=upload(pdf()))
        made = actions_deciding.ask(made, by=cast.fay, at=NOON)
        made = actions_deciding.approve(made, by=cast.igor, at=NOON)
        assert made.order.startswith("FIL-")
        assert actions.send(made, by=cast.fay, at=NOON, **TOLD).state == State.SENT

    def test_best_interests_rest_on_a_finding_that_stands(self, cast: Cast, sam: Person) -> None:
        refused(None, lambda: drafted(cast, sam, Reason.LACKS_CAPACITY))
        finding = assess(cast, sam, lacking(Nation.ENG))
        made = drafted(cast, sam, Reason.LACKS_CAPACITY, assessment=finding)
        gone = actions_deciding.ask(
            drafted(cast, sam, Reason.LACKS_CAPACITY, assessment=finding), by=cast.fay, at=NOON
        )
        gone = actions_deciding.approve(gone, by=cast.max, at=NOON)
        gone = actions.send(gone, by=cast.fay, at=NOON, **TOLD)
        cast.igor  # noqa: B018  (he is there)
        correct(finding, by=cast.max, at=NOON + HOUR, read_version=finding.version, reason="Another person’s")
        made.refresh_from_db()
        gone.refresh_from_db()
        assert (made.state, gone.state) == (State.CANCELLED, State.SENT)
        assert cast.igor in told("finding_in_error_shared_on")


class TestTelling:
    def test_who_is_not_told_is_asked_about_again_after_28_days(self, cast: Cast, sam: Person) -> None:
        shared = sent(cast, sam, **NOT_TOLD)
        assert due(shared) == {"telling_recheck": date(2026, 12, 20)}
        still = actions_telling.tell(shared, by=cast.fay, at=NOON + 28 * DAY, **NOT_TOLD)
        assert due(still) == {"telling_recheck": date(2027, 1, 17)}
        at_last = actions_telling.tell(
            still, by=cast.fay, at=NOON + 30 * DAY, told_at=NOON + 29 * DAY, told_how="At the door"
        )
        assert (at_last.told_at, at_last.told_by, due(at_last)) == (NOON + 29 * DAY, cast.fay, {})

    def test_the_manager_who_decided_is_asked_and_late_the_guardian_too(
        self, cast: Cast, sam: Person
    ) -> None:
        cast.gwen  # noqa: B018  (she is there)
        sent(cast, sam, **NOT_TOLD)
        sweep(at=NOON + 20 * DAY)
        assert told("telling_recheck") == set()
        sweep(at=NOON + 21 * DAY)
        assert told("telling_recheck") == {cast.max}
        sweep(at=NOON + 29 * DAY)
        assert told("telling_recheck") == {cast.max, cast.gwen}

    def test_what_somebody_decided_who_works_in_no_service_is_with_whoever_shared_it(
        self, cast: Cast, sam: Person
    ) -> None:
        crime = {"asked_for": "Where he is", "why_asked": "To arrest him", "power": "None"}
        made = drafted(cast, sam, Reason.SERIOUS_CRIME, **crime)
        made = actions_deciding.ask(made, by=cast.fay, at=NOON)
        made = actions_deciding.approve(made, by=cast.gwen, at=NOON)
        actions.send(made, by=cast.fay, at=NOON, **NOT_TOLD)
        sweep(at=NOON + 21 * DAY)
        assert told("telling_recheck") == {cast.fay}
        sweep(at=NOON + 29 * DAY)
        assert told("telling_recheck") == {cast.fay, cast.max, cast.gwen}

    @pytest.mark.parametrize("said", [{}, {"not_told": "worse"}])
    def test_silence_is_no_excuse(self, cast: Cast, sam: Person, said: dict[str, str]) -> None:
        made = approved(cast, sam)
        refused(None, lambda: actions.send(made, by=cast.fay, at=NOON, **said))
        made.refresh_from_db()
        assert made.state == State.APPROVED

    def test_nobody_is_told_before_it_was_shared_or_tomorrow(self, cast: Cast, sam: Person) -> None:
        shared = sent(cast, sam, **NOT_TOLD)
        for moment in (NOON - DAY, NOON + DAY):
            refused(
                None,
                lambda at=moment: actions_telling.tell(
                    shared, by=cast.fay, at=NOON, told_at=at, told_how="x"
                ),
            )


class TestEmergency:
    NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

    def test_begun_in_one_press_it_is_written_down_within_24_hours(self, cast: Cast, sam: Person) -> None:
        begun = actions_emergency.begin(case=sam.cases.get(), by=cast.fay, at=self.NIGHT, form_key=uuid4())
        assert (begun.state, begun.sent_at) == (State.DRAFT, self.NIGHT)
        assert due(begun) == {
            "emergency_record": self.NIGHT + 24 * HOUR,
            "emergency_review": date(2026, 11, 23),
        }
        cast.gwen  # noqa: B018  (she is there)
        sweep(at=self.NIGHT + 20 * HOUR)
        assert told("emergency_record") == {cast.fay}
        sweep(at=self.NIGHT + 24 * HOUR + timedelta(minutes=1))
        assert told("emergency_record") == {cast.fay, cast.max, cast.gwen}

    def test_the_clock_is_the_one_who_shared_it_and_not_the_key_worker(self, cast: Cast, sam: Person) -> None:
        cast.gwen  # noqa: B018  (she is there)
        actions_emergency.begin(case=sam.cases.get(), by=cast.dora, at=self.NIGHT, form_key=uuid4())
        sweep(at=self.NIGHT + 19 * HOUR)
        assert told("emergency_record") == set()
        sweep(at=self.NIGHT + 20 * HOUR)
        assert told("emergency_record") == {cast.dora}
        sweep(at=self.NIGHT + 25 * HOUR)
        assert told("emergency_record") == {cast.dora, cast.max, cast.gwen}

    def test_the_short_form_is_enough_at_first_and_the_clock_ends_with_the_rest(
        self, cast: Cast, sam: Person
    ) -> None:
        shared = in_emergency(cast, sam, at=self.NIGHT)
        assert (shared.state, shared.approved_by) == (State.SENT, None)
        assert set(due(shared)) == {"emergency_record", "emergency_review", "telling_recheck"}
        written = actions_emergency.write_up(shared, by=cast.fay, at=self.NIGHT + HOUR, **ALWAYS)
        assert set(due(written)) == {"emergency_review", "telling_recheck"}
        looked = actions_emergency.review(written, by=cast.max, at=self.NIGHT + DAY, review_words="Right")
        assert (looked.state, set(due(looked))) == (State.REVIEWED, {"telling_recheck"})

    def test_whoever_shared_it_does_not_look_at_it(self, cast: Cast, sam: Person) -> None:
        shared = in_emergency(cast, sam, by=cast.max)
        refused(
            Code.SAME_PERSON,
            lambda: actions_emergency.review(shared, by=cast.max, at=NOON, review_words="Right"),
        )
        assert (
            actions_emergency.review(shared, by=cast.gwen, at=NOON, review_words="Right").state
            == State.REVIEWED
        )

    def test_a_reason_that_can_wait_is_no_emergency(self, cast: Cast, sam: Person) -> None:
        refused(Code.REASON, lambda: in_emergency(cast, sam, reason=Reason.SERIOUS_CRIME.value))
        refused(None, lambda: in_emergency(cast, sam, sent_at=NOON + HOUR))

    def test_a_way_that_is_not_safe_is_written_down_and_told_to_ig(self, cast: Cast, sam: Person) -> None:
        cast.igor  # noqa: B018  (he is there)
        shared = in_emergency(cast, sam, route=Route.MESSAGING)
        assert shared.route == Route.MESSAGING
        assert told("shared_unsafely") == {cast.igor}

    def test_begun_by_mistake_it_is_taken_away(self, cast: Cast, sam: Person) -> None:
        begun = actions_emergency.begin(case=sam.cases.get(), by=cast.fay, at=NOON, form_key=uuid4())
        cast.igor  # noqa: B018  (he is there)
        gone = actions.cancel(begun, by=cast.fay, at=NOON, cancel_reason="Pressed by mistake")
        assert (gone.state, gone.sent_at, due(gone)) == (State.CANCELLED, None, {})
        # Whoever says that nothing was shared is not the only one to know that they said so.
        assert told("emergency_by_mistake") == {cast.max, cast.igor}

    def test_called_back_somebody_looks_at_it_all_the_same(self, cast: Cast, sam: Person) -> None:
        cast.igor  # noqa: B018  (he is there)
        shared = in_emergency(cast, sam, at=self.NIGHT, **NOT_TOLD)
        owed = due(shared)
        back = actions.recall(shared, by=cast.fay, at=self.NIGHT + HOUR, recall_reason="They deleted it")
        assert due(back) == owed
        assert told("disclosure_recalled") == {cast.max, cast.igor}
        written = actions_emergency.write_up(back, by=cast.fay, at=self.NIGHT + HOUR, **ALWAYS)
        looked = actions_emergency.review(written, by=cast.max, at=self.NIGHT + DAY, review_words="Right")
        assert (looked.state, set(due(looked))) == (State.RECALLED, {"telling_recheck"})
        assert actions_telling.tell(looked, by=cast.max, at=NOON + DAY, told_at=NOON + DAY, **TOLD).told_at

    @pytest.mark.parametrize("year", [1900, 2006])
    def test_a_slip_in_the_year_is_said(self, cast: Cast, sam: Person, year: int) -> None:
        refused(None, lambda: in_emergency(cast, sam, sent_at=NOON.replace(year=year)))

    def test_it_cannot_be_sent_or_asked_about_instead(self, cast: Cast, sam: Person) -> None:
        begun = actions_emergency.begin(case=sam.cases.get(), by=cast.fay, at=NOON, form_key=uuid4())
        refused(None, lambda: actions.send(begun, by=cast.fay, at=NOON))
        refused(None, lambda: actions_deciding.ask(begun, by=cast.fay, at=NOON))


def test_called_back_it_stays_shared(cast: Cast, sam: Person) -> None:
    shared = sent(cast, sam, **NOT_TOLD)
    back = actions.recall(shared, by=cast.max, at=NOON + HOUR, recall_reason="Wrong man. They deleted it")
    assert (back.state, back.sent_at, due(back)) == (State.RECALLED, NOON, due(shared))


def test_what_waits_is_on_the_desk_of_whoever_decides_and_then_of_the_sender(cast: Cast, sam: Person) -> None:
    made = drafted(cast, sam, Reason.SERIOUS_HARM)
    assert due(made) == {}
    asked = actions_deciding.ask(made, by=cast.fay, at=NOON)
    assert due(asked) == {"disclosure_waits_manager": NOON.date()}
    approved = actions_deciding.approve(asked, by=cast.max, at=NOON)
    assert due(approved) == {"disclosure_waits_sender": NOON.date()}
    assert due(actions.send(approved, by=cast.fay, at=NOON, **TOLD, verified="I rang 101")) == {}


def test_an_opt_out_stands_in_the_way_until_the_dpo_clears_it(cast: Cast, sam: Person) -> None:
    facts = {"recipient": "Elm University", "purpose": "commissioning", "items": ["care_plan"]}
    say(cast, sam, recipient="Elm University", items=["care_plan"])
    made = drafted(cast, sam, None, **facts)
    assert made.opt_out == "APPLIES"
    refused(Code.ROLE, lambda: actions_deciding.clear(made, by=cast.igor, at=NOON))
    cleared = actions_deciding.clear(made, by=cast.priya, at=NOON, reason="Looked")
    assert (cleared.opt_out_cleared_by, cleared.state) == (cast.priya, State.DRAFT)

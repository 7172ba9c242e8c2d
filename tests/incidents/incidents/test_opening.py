"""Drafts that other registers open: one a mishap, for those who may see it, with a link both ways (section 10)."""

from datetime import timedelta

import pytest

from consent.consents.actions import invalidate, withdraw
from consent.recordings import device_actions
from consent.recordings.models import Recording
from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.notifications.models import Notification
from governance.people.actions import report as report_known
from governance.people.models import Kind, Person
from governance.records.models import Record
from governance.workflow.register import REGISTERS
from incidents.incidents import actions
from incidents.incidents.models import Incident
from incidents.incidents.opening import Mishap, open_draft
from incidents.incidents.sorts import Certainty, Source, Type
from incidents.incidents.states import State
from sharing.disclosures import actions as disclosures
from sharing.disclosures.models import Disclosure
from sharing.routes import Route
from sharing.stop_checks import actions_sending
from sharing.stop_checks.actions_sending import Came
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.register import STOP_CHECKS
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.recordings import sessions
from tests.incidents.incidents import walk
from tests.sharing.agreements.walk import surgery
from tests.sharing.disclosures.sharing import in_emergency, logged
from tests.sharing.stop_checks.test_differs import WRONG, said_through_the_link
from tests.sharing.stop_checks.walk import approved, partner, submitted

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 10 * DAY)


@pytest.fixture
def covered(cast: Cast, sam: Person) -> Disclosure:
    """Fay shared it on Sam's yes, under an agreement with Elm Surgery."""
    body, _ = partner(cast, at=NOON - 10 * DAY)
    say(cast, sam, at=NOON - 9 * DAY, recipient="", organisation=body)
    return logged(
        cast,
        sam,
        at=NOON - 2 * HOUR,
        organisation=body.pk,
        recipient=body.name,
        items=frozenset({"care_plan"}),
    )


@pytest.fixture
def sent(cast: Cast) -> StopCheck:
    cast.igor  # noqa: B018
    body, _ = partner(cast)
    return actions_sending.send(approved(submitted(cast, body), cast.dana), by=cast.fay, at=NOON)


def recalled(found: Disclosure, by: User) -> Disclosure:
    return disclosures.recall(found, by=by, at=NOON, recall_reason="It went to the wrong surgery.")


def page(user: User, record: Record, register: str) -> str:
    answer = signed_in(user).get(REGISTERS[register].url(record))
    assert answer.status_code == 200
    return str(answer.content.decode())


def desks(rule: str) -> set[str]:
    found = Deadline.objects.filter(rule=rule, ended_at=None)
    return set(found.values_list("reference", flat=True))


class TestFromADisclosure:
    def test_called_back_it_opens_a_draft_that_links_both_ways(self, cast: Cast, covered: Disclosure) -> None:
        assert cast.igor
        assert not Incident.objects.exists()
        recalled(covered, cast.fay)
        draft = Incident.objects.get()
        assert (draft.state, draft.type, draft.service) == (State.DRAFT, Type.MISDIRECTED, cast.harbour)
        assert (draft.happened_at, draft.people_count) == (covered.sent_at, 1)
        assert covered.reference in draft.what_happened
        assert "wrong surgery" not in draft.what_happened
        for user in (cast.fay, cast.max, cast.igor):
            assert f"/incidents/{draft.reference}/" in page(user, covered, "disclosures"), user
            assert f"/disclosures/{covered.reference}/" in page(user, draft, "incidents"), user
        assert desks("incident_waits_draft") == {draft.reference}
        told = Notification.objects.filter(kind="incident_drafted").values_list("recipient__email", flat=True)
        assert cast.igor.email in told

    def test_nobody_who_knows_the_person_learns_of_it(
        self, cast: Cast, sam: Person, covered: Disclosure
    ) -> None:
        report_known(person=sam, worker=cast.max, relationship="uncle", by=cast.fay, at=NOON - HOUR)
        recalled(covered, cast.fay)
        draft = Incident.objects.get()
        assert signed_in(cast.max).get(f"/incidents/{draft.reference}/").status_code == 404
        assert draft.reference not in signed_in(cast.max).get("/desk/").content.decode()
        assert not Notification.objects.filter(recipient=cast.max, reference=draft.reference).exists()

    def test_what_may_go_once_without_an_agreement_is_flagged_and_no_incident(
        self, cast: Cast, sam: Person
    ) -> None:
        assert cast.igor
        body = surgery(cast)
        say(cast, sam, at=NOON - DAY, recipient="", organisation=body)
        shared = logged(cast, sam, organisation=body.pk, recipient=body.name)
        assert shared.agreement_gap
        assert Notification.objects.filter(kind="agreement_gap", recipient=cast.igor).exists()
        assert not Incident.objects.exists()

    def test_in_an_emergency_again_and_again_without_an_agreement_it_is_found(
        self, cast: Cast, sam: Person
    ) -> None:
        once = in_emergency(cast, sam, at=NOON - DAY)
        again = in_emergency(cast, sam)
        drafts = Incident.objects.values_list("source_reference", "type")
        assert list(drafts) == [(again.reference, Type.NO_COVER)], once.reference

    def test_by_a_way_that_is_not_safe_it_is_one_draft_alone(self, cast: Cast, sam: Person) -> None:
        shared = in_emergency(cast, sam, route=Route.MESSAGING)
        assert Incident.objects.get(source_reference=shared.reference).type == Type.UNENCRYPTED

    def test_what_follows_while_it_runs_is_a_line_on_it(self, cast: Cast, sam: Person) -> None:
        recalled(in_emergency(cast, sam, route=Route.MESSAGING), cast.fay)
        draft = Incident.objects.get()
        assert "called back" in draft.entries.get().words
        assert draft.affected.count() == 1

    def test_reported_it_runs_and_dismissed_it_has_its_reason(self, cast: Cast, covered: Disclosure) -> None:
        recalled(covered, cast.fay)
        draft = Incident.objects.get()
        done = actions.report_draft(
            draft, by=cast.igor, at=NOON, certainty=Certainty.KNOWN, known_at=NOON - HOUR
        )
        assert (done.state, done.reported_by, done.aware_at) == (State.REPORTED, cast.fay, NOON - HOUR)
        over = actions.dismiss(done, by=cast.igor, at=NOON, reason="They never opened it.")
        assert over.state == State.DISMISSED
        assert not desks("incident_waits_draft")


class TestWhatMoreHappened:
    """`drafted` is about a Stop and Check in whose file nobody is known."""

    def more(self, cast: Cast, people: list[int]) -> Incident:
        check = StopCheck(reference="SAC-2026-000001")
        words = "They are on the list too."
        return open_draft(Mishap(STOP_CHECKS, check, Type.OTHER, words, cast.harbour, people), "recall", NOON)

    def test_of_whom_it_is_about_nobody_is_on_it_twice_and_nobody_is_taken_out(self, cast: Cast) -> None:
        draft, ids = walk.drafted(cast), [cast.person().pk, cast.person("Kim Hill").pk]
        self.more(cast, ids[:1])
        self.more(cast, ids)
        self.more(cast, [])
        assert list(draft.affected.order_by("id").values_list("person_id", "removed_at")) == [
            (pk, None) for pk in ids
        ]

    def test_somebody_who_uses_our_services_raises_what_is_graded_and_the_decision_is_kept(
        self, cast: Cast
    ) -> None:
        found = actions.report_draft(
            walk.drafted(cast), by=cast.igor, at=NOON, certainty=Certainty.KNOWN, known_at=NOON
        )
        found = walk.regraded(cast, found, 1, 1)
        more = self.more(cast, [cast.person().pk])
        assert (more.pk, more.vulnerable, more.severity, more.likelihood) == (found.pk, True, 2, 2)
        kept = more.decisions.latest("id")
        assert (kept.pressed_severity, kept.severity, kept.because[:11]) == (1, 2, "It is about")

    def test_a_colleague_on_it_raises_nothing(self, cast: Cast) -> None:
        found = actions.report_draft(
            walk.drafted(cast), by=cast.igor, at=NOON, certainty=Certainty.KNOWN, known_at=NOON
        )
        walk.regraded(cast, found, 1, 1)
        colleague = cast.person("Ash Rowan", kind=Kind.STAFF)
        more = self.more(cast, [colleague.pk])
        assert (more.affected.count(), more.severity, more.likelihood) == (1, 1, 1)


class TestFromAStopCheck:
    def test_something_else_came_and_then_it_was_called_back_is_one_incident(
        self, cast: Cast, sent: StopCheck
    ) -> None:
        check = said_through_the_link(sent, WRONG)
        draft = Incident.objects.get()
        assert (draft.type, draft.source, draft.reported_by) == (Type.MISDIRECTED, Source.PARTNER, cast.fay)
        assert "It is about 59 people, and not 60." in draft.what_happened
        actions_sending.recall(check, by=cast.fay, at=NOON, reason="They deleted it.")
        assert "called back" in Incident.objects.get().entries.get().words

    def test_after_it_was_dismissed_the_next_is_another(self, cast: Cast, sent: StopCheck) -> None:
        check = said_through_the_link(sent, WRONG)
        actions.dismiss(Incident.objects.get(), by=cast.igor, at=NOON, reason="They had miscounted.")
        actions_sending.send_link(check, by=cast.fay, at=NOON)
        said_through_the_link(check, Came("Ash Rowan", 58, same_file=True))
        assert list(Incident.objects.order_by("id").values_list("source_verb", "state")) == [
            ("differs", State.DISMISSED),
            ("differs 2", State.DRAFT),
        ]


class TestFromARecording:
    def test_must_not_have_been_made_is_noted_and_nobody_opens_one_by_hand(self, cast: Cast) -> None:
        assert cast.igor
        recording = sessions.wrong(cast)
        draft = Incident.objects.get()
        assert draft.type == Type.DEVICE
        assert (recording.incident, recording.version) == (draft.reference, Recording.objects.get().version)
        assert not desks("recording_waits_incident")
        assert draft.reference in page(cast.igor, recording, "recordings")

    def test_its_page_says_nothing_of_an_incident_that_is_restricted(self, cast: Cast) -> None:
        recording = sessions.wrong(cast)
        draft = Incident.objects.get()
        actions.restrict(draft, by=cast.priya, at=NOON)
        assert draft.reference in page(cast.priya, recording, "recordings")
        for user in (cast.fay, cast.max, cast.igor):
            assert draft.reference not in page(user, recording, "recordings"), user

    def test_a_lost_device_only_with_something_on_it(self, cast: Cast, sam: Person) -> None:
        empty = sessions.device(cast, number="R-1")
        device_actions.lose(empty, by=cast.fay, at=NOON, reason="On the bus.")
        assert not Incident.objects.exists()
        made = sessions.recorded(cast, sam)
        assert made.device
        device_actions.lose(made.device, by=cast.fay, at=NOON, reason="On the bus.")
        draft = Incident.objects.get()
        assert draft.type == Type.LOST
        assert [each.person for each in draft.affected.all()] == [sam]


class TestFromAConsent:
    def test_found_invalid_after_something_was_shared(self, cast: Cast, covered: Disclosure) -> None:
        assert covered.consent
        unused = say(cast, covered.consent.person, at=NOON - DAY, recipient="Oak Surgery").consent
        invalidate(unused, by=cast.max, at=NOON, reason="Nobody asked them.")
        assert not Incident.objects.exists()
        invalidate(covered.consent, by=cast.max, at=NOON, reason="Nobody asked them.")
        draft = Incident.objects.get()
        assert (draft.type, draft.reported_by, draft.happened_at) == (
            Type.NO_COVER,
            cast.max,
            covered.sent_at,
        )
        assert covered.reference in draft.what_happened
        assert draft.reference in page(cast.max, covered.consent, "consents")

    def test_shared_after_they_took_it_back_counts_from_when_we_knew(
        self, cast: Cast, covered: Disclosure
    ) -> None:
        assert covered.consent
        withdraw(covered.consent, by=cast.fay, at=NOON, withdrawn_at=NOON - 3 * HOUR)
        draft = Incident.objects.get()
        assert (draft.source_reference, draft.created_at) == (covered.consent.reference, NOON)

    def test_taken_back_in_time_it_is_no_incident(self, cast: Cast, covered: Disclosure) -> None:
        assert covered.consent
        withdraw(covered.consent, by=cast.fay, at=NOON, withdrawn_at=NOON - HOUR)
        assert not Incident.objects.exists()

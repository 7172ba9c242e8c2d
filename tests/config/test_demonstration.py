"""The demonstration shows every state, so that whoever opens it first finds something of each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.conversations.models import Conversation
from consent.conversations.states import State as Talked
from consent.kinds import FORMS, Kind
from consent.media.models import Asset
from consent.media.states import State as MediaState
from consent.recordings.models import Recording
from consent.wording.models import WordingVersion
from dpia.models import Dpia
from dpia.states import State as DpiaState
from governance.accounts.models import Absence, Service, User
from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.desk.worklist import waiting
from governance.errors import Code
from governance.exports.models import SavedView
from governance.notifications.models import Notification
from governance.organisations.assurance import State as Standing
from governance.organisations.assurance import standing_by
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.rights.models import RightsRequest
from governance.rights.states import State as RightsState
from governance.workflow.register import REGISTERS
from incidents.concerns.models import Concern
from incidents.concerns.states import State as ConcernState
from incidents.incidents.clock_rows import regulator_due
from incidents.incidents.models import Incident
from incidents.incidents.states import State as IncidentState
from sharing.agreements.flags import flags
from sharing.agreements.models import Agreement, Comment, Duty
from sharing.agreements.states import State as AgreementState
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.rules import About
from tests.cast import signed_in

WEDNESDAY = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
FLAGS = {
    "Not begun yet",
    "Notice given",
    "Ends soon",
    "Review overdue",
    "Cannot be used",
    "Covers nothing",
    "Leans on an overdue review",
    "Not in the privacy notice",
    "Partner without assurance",
    "Partner’s assurance out of date",
}
TODAY = date(2026, 11, 18)
SIGN_INS = [
    "frontline",
    "frontline2",
    "frontline3",
    "manager",
    "manager2",
    "data",
    "data2",
    "dpo",
    "ig",
    "comms",
    "guardian",
    "siro",
    "doctor",
    "auditor",
]


@pytest.mark.django_db
def test_it_is_refused_where_it_is_not_asked_for() -> None:
    with pytest.raises(CommandError, match="DEMO=1 only"):
        call_command("demo")
    assert not User.objects.exists()


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Loaded on a Wednesday, once for all the tests that only look at it."""
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
        override_settings(DEMO=True),
        connection.cursor() as cursor,
    ):
        # All these tests are one transaction, which may last longer than one of the application's.
        cursor.execute("SET LOCAL transaction_timeout = 0")
        with time_machine.travel(WEDNESDAY):
            call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def consents(**wanted: object) -> list[Consent]:
    return list(Consent.objects.filter(**wanted).select_related("person", "service", "assessment"))


def due(rule: str) -> list[date]:
    open_now = Deadline.objects.standing(TODAY).filter(rule=rule)
    return sorted(open_now.values_list("due_on", flat=True))


@pytest.mark.usefixtures("demonstration")
class TestWhatIsThere:
    def test_of_every_state_of_a_concern_and_one_that_became_an_incident(self) -> None:
        assert set(Concern.objects.values_list("state", flat=True)) == set(ConcernState.values)
        assert Concern.objects.filter(incident__isnull=False).count() == 1
        assert any(each.waits_for_us for each in Concern.objects.all())

    def test_somebody_is_away_and_a_colleague_stands_in(self) -> None:
        away = Absence.objects.get(starts_on__lte=TODAY, ends_on__gte=TODAY)
        assert (away.user.email, away.cover.email) == ("frontline2@example.org", "frontline@example.org")

    def test_a_rights_request_of_every_state_and_a_mark_of_each_kind(self) -> None:
        assert set(RightsRequest.objects.values_list("state", flat=True)) == set(RightsState.values)
        marked = RightsRequest.objects.filter(marked_at__isnull=False, lifted_at=None)
        assert set(marked.values_list("right", flat=True)) == {"objection", "restriction"}

    def test_incidents_from_a_draft_to_a_closed_one_and_one_about_a_colleague(self) -> None:
        states = {IncidentState.DRAFT, IncidentState.REPORTED, IncidentState.ASSESSED, IncidentState.CLOSED}
        assert states <= set(Incident.objects.values_list("state", flat=True))
        assert Incident.objects.filter(state=IncidentState.DRAFT).exclude(source_register="").exists()
        assert any(regulator_due(each) for each in Incident.objects.filter(state=IncidentState.ASSESSED))
        assert Incident.objects.get(restricted=True).subject is not None

    def test_everybody_can_sign_in(self) -> None:
        for name in SIGN_INS:
            hashed = User.objects.get(email=f"{name}@example.org").password
            assert PBKDF2PasswordHasher().verify("demo", hashed)
        assert sorted(Service.objects.values_list("nation", flat=True)) == [
            Nation.ENG,
            Nation.ENG,
            Nation.SCT,
        ]
        assert Person.objects.count() == 40

    def test_loaded_again_it_changes_nothing(self) -> None:
        before = Consent.objects.count()
        call_command("demo", verbosity=0)
        assert (Person.objects.count(), Consent.objects.count()) == (40, before)

    def test_every_kind_is_there_in_every_state(self) -> None:
        found = {(Kind(each.kind), each.state_at(WEDNESDAY)) for each in consents()}
        assert found == {(kind, state) for kind in Kind for state in State}

    def test_the_words_are_approved_by_somebody_who_wrote_none_of_them(self) -> None:
        versions = WordingVersion.objects.all()
        assert len(versions) == 32
        assert all(each.approved_by_id and each.approved_by_id not in each.authors for each in versions)

    def test_what_holds_was_said_or_signed_to_words_of_ours(self) -> None:
        for each in consents(state=State.ACTIVE):
            assert each.wording is not None
            assert each.wording.wording.kind == each.kind
            if each.method in FORMS:
                assert each.evidence is not None
                assert each.evidence.wording_hash == each.wording.content_hash

    def test_there_is_an_agreement_in_every_state_and_with_every_flag(self) -> None:
        found = Agreement.objects.with_partners()
        assert {each.state_at(WEDNESDAY) for each in found} == set(AgreementState)
        reader = User.objects.get(email="ig@example.org")
        assert {flag.label for each in flags(found, reader, WEDNESDAY).values() for flag in each} == FLAGS
        asked = Comment.objects.filter(resolved_at=None, answered_at=None).get()
        assert asked.agreement.state == AgreementState.IG_REVIEW
        late = Agreement.objects.all().review_overdue(WEDNESDAY).get()
        assert late.parties.get().name == "Open Door Housing"
        assert Duty.objects.filter(done_on=None).get().agreement.state == AgreementState.TERMINATED

    def test_partners_are_assured_in_every_way(self) -> None:
        partners = Organisation.objects.remaining().with_assurance()
        assert {standing_by(each.assured_until, TODAY).state for each in partners} == set(Standing)

    def test_people_were_helped_to_choose_and_our_position_was_stated_twice(self) -> None:
        helped = Help.objects.all()
        assert {each.about for each in helped} == set(About)
        assert {each.person is None for each in helped} == {True, False}
        assert len({each.service for each in helped}) == 2
        assert Statement.objects.confirmed().count() == 2
        (next_one,) = due("opt_out_statement")
        assert TODAY < next_one <= TODAY + timedelta(days=30)

    def test_there_is_an_assessment_in_every_state_and_cameras_that_run(self) -> None:
        assert {each.state for each in Dpia.objects.all()} == {state.value for state in DpiaState}
        assert Dpia.objects.running().filter(kind="cctv").count() == 1
        assert Dpia.objects.published().count() == 2

    def test_there_are_media_in_every_state_and_one_that_is_shown_without_consent(self) -> None:
        assert {each.state for each in Asset.objects.all()} == set(MediaState)
        shown = Asset.objects.uncovered(TODAY).filter(publications__down_on=None, publications__isnull=False)
        assert [each.title for each in shown] == ["A film of the walk"]
        assert due("media_confirm")

    def test_there_are_recordings_in_every_state_of_keeping(self) -> None:
        assert {each.state for each in Recording.objects.all()} == {
            "PLANNED",
            "RECORDED",
            "STORED",
            "DELETED",
        }
        assert Recording.objects.filter(is_held=True).count() == 1
        # What was taken back, and what must not have been made.
        assert len(due("recording_taken_back")) == 2
        assert due("recording_waits_confirm")

    def test_one_talk_has_three_answers(self) -> None:
        talk = consents(person__name="Kim Lowry")
        assert [(each.kind, each.state) for each in sorted(talk, key=lambda each: each.pk)] == [
            (Kind.SHARE_CARE, State.ACTIVE),
            (Kind.SHARE_FAMILY, State.REFUSED),
            (Kind.GROUP_MESSAGING, State.ACTIVE),
        ]
        assert len({each.talk for each in talk}) == 1

    def test_each_nation_has_every_finding_and_the_answer_that_rests_on_it(self) -> None:
        found = {
            (each.assessment.nation, each.assessment.finding, each.giver, each.state)
            for each in consents(assessment__isnull=False)
            if each.assessment
        }
        others = {Nation.ENG: Giver.ATTORNEY, Nation.SCT: Giver.GUARDIAN}
        assert found == {
            answer
            for nation, instead in others.items()
            for answer in (
                (nation, Finding.COMPETENT, Giver.SELF, State.ACTIVE),
                (nation, Finding.NOT_COMPETENT, Giver.PARENT, State.ACTIVE),
                (nation, Finding.LACKS_CAPACITY, instead, State.ACTIVE),
                (nation, Finding.DEFER, Giver.SELF, State.DRAFT),
            )
        }
        unable = Assessment.objects.filter(outcome=Finding.LACKS_CAPACITY)
        assert all(each.care for each in unable)
        assert due("reassess") == [date(2026, 11, 16), TODAY]

    def test_a_child_of_thirteen_waits_for_somebody_to_check_that_they_understand(self) -> None:
        (draft,) = consents(person__name="Priti Quill")
        assert draft.state == State.DRAFT
        assert [each.code for each in draft.obstacles(WEDNESDAY)] == [Code.COMPETENCE]

    def test_some_have_not_been_asked_one_by_today_and_one_too_late(self) -> None:
        assert {Talked(each.state) for each in Conversation.objects.all()} == set(Talked)
        days = due("ask_about_sharing")
        assert TODAY in days
        assert days[0] < TODAY < days[-1]
        assert due("ask_again_about_sharing") == [date(2026, 11, 24)]

    def test_what_was_taken_back_is_as_far_as_it_can_be(self) -> None:
        back = consents(state=State.WITHDRAWN)
        known = [each for each in back if each.acknowledged_at]
        nobody = [each for each in back if each.nothing_shared]
        told = [each for each in back if each.recipients_told_at and each not in (*known, *nobody)]
        to_tell = [each for each in back if not each.recipients_told_at]
        assert all((known, nobody, told, to_tell))
        assert len(due("tell_recipients")) == len(to_tell)
        assert len(due("recipients_acknowledge")) == len(told)

    def test_reviews_are_due_tomorrow_overdue_and_left_to_the_manager(self) -> None:
        fay, max_ = (User.objects.get(email=f"{name}@example.org") for name in ("frontline", "manager"))
        reviews = Deadline.objects.standing(TODAY).filter(rule="consent_review")
        assert reviews.filter(due_on=date(2026, 11, 19), worker=fay).exists()
        assert reviews.filter(due_on__lt=TODAY, worker=fay).exists()
        assert reviews.filter(due_on__lt=TODAY, worker=None, service__manager=max_).exists()

    @pytest.mark.parametrize("later", [0, 30, 400])
    def test_no_desk_leads_to_a_page_that_its_owner_cannot_open(self, later: int) -> None:
        at = WEDNESDAY + timedelta(days=later)
        for user in User.objects.filter(is_active=True):
            waits = list(waiting(user, at))
            for name in {each.register for each in waits}:
                ids = [each.record_id for each in waits if each.register == name]
                seen = REGISTERS[name].visible(user, at).filter(pk__in=ids).values_list("pk", flat=True)
                closed = [str(each) for each in waits if each.register == name and each.record_id not in seen]
                assert closed == [], user

    def test_a_child_asked_us_not_to_tell_their_parents(self) -> None:
        (leo,) = Person.objects.filter(keep_from_parents=True)
        assert leo.safe_contact
        assert consents(person=leo, giver=Giver.SELF, state=State.ACTIVE)

    def test_fay_finds_no_trace_of_whom_she_knows(self) -> None:
        fay, max_ = (User.objects.get(email=f"{name}@example.org") for name in ("frontline", "manager"))
        adam = Person.objects.get(name="Adam Birch")
        assert signed_in(fay).get(f"/people/{adam.reference}/").status_code == 404
        assert Notification.objects.filter(recipient=max_, kind="exclusion_reported").exists()

    def test_the_ig_team_has_a_saved_view_that_shows_something(self) -> None:
        view = SavedView.objects.get(owner__email="ig@example.org")
        igor = signed_in(view.owner)
        page = igor.get(f"/saved-views/{view.pk}/", follow=True).content.decode()
        to_tell = consents(state=State.WITHDRAWN, recipients_told_at=None)
        assert all(each.reference in page for each in to_tell)

"""Reporting, confirming, amending, dismissing; who may read what is restricted (handbook section 10)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from governance.errors import Code, Denied
from governance.notifications.models import Notification
from governance.people import actions as people
from incidents.incidents import actions, deciding, telling
from incidents.incidents.clock_rows import regulator_due
from incidents.incidents.models import Entry, Incident, Term
from incidents.incidents.outstanding import about_people
from incidents.incidents.register import INCIDENTS
from incidents.incidents.sorts import Certainty, Telling
from incidents.incidents.states import State
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast
from tests.incidents.incidents import walk

HOUR = timedelta(hours=1)


def code_of(refused: pytest.ExceptionInfo[Denied]) -> Code | None:
    return refused.value.verdict.code


def told(kind: str) -> set[str]:
    return set(Notification.objects.filter(kind=kind).values_list("recipient__email", flat=True))


class TestReporting:
    def test_what_is_known_counts_from_when_anybody_knew(self, cast: Cast) -> None:
        assert cast.igor
        found = walk.reported(cast)
        assert (found.state, found.aware_at, found.reported_at) == (State.REPORTED, NOON - 2 * HOUR, NOON)
        assert found.reported_by == cast.fay
        assert told("incident_reported") == {"igor@example.org"}

    def test_a_suspicion_is_not_known_yet(self, cast: Cast) -> None:
        found = walk.suspected(cast)
        assert (found.aware_at, found.suspected_at) == (None, NOON - 2 * HOUR)

    def test_the_same_form_twice_reports_once(self, cast: Cast) -> None:
        key = uuid4()
        facts = {
            "service": cast.harbour,
            "certainty": Certainty.KNOWN,
            "known_at": NOON,
            "what_happened": "Lost.",
        }
        first = actions.report(by=cast.fay, at=NOON, form_key=key, **facts)
        assert actions.report(by=cast.fay, at=NOON, form_key=key, **facts) == first
        assert Incident.objects.count() == 1

    @pytest.mark.parametrize(
        ("known", "happened", "words"),
        [(1, -1, "in the future"), (-1, 1, "in the future"), (-3, -2, "before it happened")],
    )
    def test_what_cannot_be_is_refused(self, cast: Cast, known: int, happened: int, words: str) -> None:
        with pytest.raises(Denied, match=words):
            walk.reported(cast, known_at=NOON + known * HOUR, happened_at=NOON + happened * HOUR)
        assert not Incident.objects.exists()

    @pytest.mark.parametrize("who", ["gwen", "sol", "aled"])
    def test_who_only_looks_reports_nothing(self, cast: Cast, who: str) -> None:
        with pytest.raises(Denied) as refused:
            walk.reported(cast, by=getattr(cast, who))
        assert code_of(refused) is Code.ROLE

    def test_nobody_reports_for_a_service_of_others(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            walk.reported(cast, service=cast.quay)
        assert walk.reported(cast, by=cast.dana, service=None).service is None

    def test_the_database_knows_no_known_incident_without_a_moment(self, cast: Cast) -> None:
        found = walk.reported(cast)
        with pytest.raises(IntegrityError, match="incident_known_since"), transaction.atomic():
            Incident.objects.filter(pk=found.pk).update(aware_at=None)


class TestSinceWhen:
    def test_what_was_known_before_it_was_suspected_here_was_suspected_then_too(self, cast: Cast) -> None:
        found = actions.confirm(
            walk.suspected(cast), by=cast.fay, at=NOON, known_at=NOON - timedelta(hours=3)
        )
        assert found.aware_at == found.suspected_at == NOON - timedelta(hours=3)

    def test_a_suspicion_that_is_confirmed_late_was_known_after_24_hours(self, cast: Cast) -> None:
        later = NOON + 40 * HOUR
        found = actions.confirm(walk.suspected(cast), by=cast.fay, at=later, known_at=later)
        assert found.aware_at == NOON + 22 * HOUR

    def test_in_time_it_is_known_when_somebody_says_so(self, cast: Cast) -> None:
        found = actions.confirm(walk.suspected(cast), by=cast.fay, at=NOON + HOUR, known_at=NOON)
        assert (found.certainty, found.aware_at) == (Certainty.KNOWN, NOON)

    def test_only_the_ig_team_amends_it_with_a_reason(self, cast: Cast) -> None:
        found = walk.reported(cast)
        earlier = NOON - 150 * timedelta(minutes=1)
        for who, reason, code in ((cast.max, "He knew.", Code.ROLE), (cast.igor, " ", Code.REASON)):
            with pytest.raises(Denied) as refused:
                actions.amend_aware(found, by=who, at=NOON, aware_at=earlier, reason=reason)
            assert code_of(refused) is code
        found = actions.amend_aware(found, by=cast.igor, at=NOON, aware_at=earlier, reason="Max knew.")
        assert found.aware_at == earlier

    def test_it_is_never_moved_later(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="not moved later") as refused:
            actions.amend_aware(
                walk.reported(cast), by=cast.igor, at=NOON, aware_at=NOON - HOUR, reason="Typed late."
            )
        assert code_of(refused) is Code.REASON

    def test_nor_to_before_it_happened(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="before it happened"):
            actions.amend_aware(
                walk.reported(cast), by=cast.igor, at=NOON, aware_at=NOON - 4 * HOUR, reason="So."
            )


def test_the_manager_writes_down_more_and_the_reporter_adds_to_the_timeline(cast: Cast) -> None:
    found = actions.edit(walk.reported(cast), by=cast.max, at=NOON, containment="We fetched it.")
    assert found.containment == "We fetched it."
    with pytest.raises(Denied):
        actions.edit(found, by=cast.fay, at=NOON, containment="Mine.")
    found = actions.note(found, by=cast.fay, at=NOON, words="They had not opened it.")
    assert found.entries.get().words == "They had not opened it."


def test_a_line_of_the_timeline_keeps_its_file_and_is_never_changed(cast: Cast) -> None:
    found = actions.note(
        walk.reported(cast), by=cast.fay, at=NOON, words="The envelope.", upload=upload(pdf())
    )
    assert found.entries.get().attachment.record_reference == found.reference  # type: ignore[union-attr]
    for change in (
        lambda: Entry.objects.update(words="Another."),
        lambda: Entry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_the_timeline_knows_no_future(cast: Cast) -> None:
    with pytest.raises(Denied, match="future"):
        actions.note(walk.reported(cast), by=cast.fay, at=NOON, words="Soon.", happened_at=NOON + HOUR)


class TestDismissing:
    def test_the_ig_team_with_a_reason_and_the_reporter_hears(self, cast: Cast) -> None:
        found = walk.reported(cast)
        with pytest.raises(Denied):
            actions.dismiss(found, by=cast.max, at=NOON, reason="It was ours.")
        found = actions.dismiss(found, by=cast.igor, at=NOON, reason="It was ours.")
        assert (found.state, found.dismissed_because) == (State.DISMISSED, "It was ours.")
        assert told("incident_dismissed") == {"fay@example.org"}

    def test_only_the_ig_team_opens_it_again(self, cast: Cast) -> None:
        found = actions.dismiss(walk.reported(cast), by=cast.igor, at=NOON, reason="Ours.")
        with pytest.raises(Denied):
            actions.reopen(found, by=cast.max, at=NOON, reason="It was not.")
        assert actions.reopen(found, by=cast.igor, at=NOON, reason="It was not.").state == State.REPORTED


class TestPeople:
    def test_somebody_who_uses_our_services_counts_as_easily_hurt_whatever_was_said(self, cast: Cast) -> None:
        found = actions.affect(walk.graded(cast, 1, 1), by=cast.max, at=NOON, person=cast.person())
        assert (found.vulnerable, found.severity, found.likelihood) == (True, 2, 2)

    def test_nobody_is_on_it_twice(self, cast: Cast) -> None:
        sam = cast.person()
        found = actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=sam)
        with pytest.raises(Denied):
            actions.affect(found, by=cast.max, at=NOON, person=sam)
        one = found.affected.get()
        found = actions.unaffect(found, by=cast.max, at=NOON, affected=one, reason="Another Sam.")
        assert actions.affect(found, by=cast.max, at=NOON, person=sam).affected.count() == 2

    def test_who_knows_somebody_on_it_does_not_find_it(self, cast: Cast) -> None:
        sam = cast.person()
        found = actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=sam)
        assert INCIDENTS.visible(cast.fay, NOON).contains(found)
        people.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
        assert not INCIDENTS.visible(cast.fay, NOON).contains(found)


class TestRestricted:
    def test_only_those_named_find_it(self, cast: Cast) -> None:
        found = walk.restricted(cast, subject=cast.max)
        seen = {cast.fay, cast.priya}
        everybody = (cast.fay, cast.max, cast.igor, cast.priya, cast.sol, cast.gwen, cast.aled, cast.dana)
        assert {each for each in everybody if INCIDENTS.visible(each, NOON).contains(found)} == seen

    def test_about_the_dpo_the_siro_is_named(self, cast: Cast) -> None:
        found = walk.restricted(cast, subject=cast.priya)
        assert {each.user for each in found.named.all()} == {cast.fay, cast.sol}
        assert not INCIDENTS.visible(cast.priya, NOON).contains(found)

    def test_whom_it_is_about_is_never_named(self, cast: Cast) -> None:
        found = walk.restricted(cast, subject=cast.igor)
        with pytest.raises(Denied, match="never reads it"):
            actions.name(found, by=cast.priya, at=NOON, reader=cast.igor)
        found = actions.name(found, by=cast.priya, at=NOON, reader=cast.gwen)
        assert INCIDENTS.visible(cast.gwen, NOON).contains(found)
        assert told("incident_named") == {"gwen@example.org"}
        actions.unname(found, by=cast.priya, at=NOON, reader=cast.gwen)
        assert not INCIDENTS.visible(cast.gwen, NOON).contains(found)

    def test_somebody_who_decides_stays_named(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="nobody who decides"):
            actions.unname(walk.restricted(cast), by=cast.priya, at=NOON, reader=cast.priya)

    def test_nobody_hides_it_from_themselves(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="hide"):
            walk.restricted(cast, subject=cast.fay)

    def test_nobody_hears_who_may_not_read_it(self, cast: Cast) -> None:
        assert cast.igor
        deciding.grade(
            walk.restricted(cast, subject=cast.max),
            by=cast.priya,
            at=NOON,
            severity=3,
            likelihood=3,
            because="So.",
        )
        assert told("incident_reported") == {"priya@example.org"}
        assert told("incident_graded") == {"fay@example.org"}

    def test_once_it_is_open_roles_count_again(self, cast: Cast) -> None:
        found = actions.name(walk.restricted(cast), by=cast.priya, at=NOON, reader=cast.dana)
        assert told("incident_named") == {"dana@example.org"}
        found = actions.open_up(found, by=cast.priya, at=NOON, reason="A machine did it.")
        assert INCIDENTS.visible(cast.max, NOON).contains(found)
        assert not INCIDENTS.visible(cast.dana, NOON).contains(found)
        assert told("incident_named") == set()

    def test_who_need_not_read_it_any_more_finds_no_message_of_it(self, cast: Cast) -> None:
        found = actions.name(walk.restricted(cast), by=cast.priya, at=NOON, reader=cast.gwen)
        assert told("incident_named") == {"gwen@example.org"}
        actions.unname(found, by=cast.priya, at=NOON, reader=cast.gwen)
        assert told("incident_named") == set()


def test_a_commissioner_is_told_once(cast: Cast) -> None:
    term = Term.objects.create(
        service=cast.harbour,
        commissioner="Leeds",
        hours=24,
        since_on=NOON.date(),
        created_at=NOON,
        reference="TRM-2026-0001",
    )
    found = actions.tell_commissioner(
        walk.reported(cast), by=cast.max, at=NOON, term=term, told_at=NOON, words="By telephone."
    )
    with pytest.raises(Denied, match="already"):
        actions.tell_commissioner(found, by=cast.max, at=NOON, term=term, told_at=NOON)


class TestSinceWhenWeKnew:
    def test_earlier_than_the_suspicion_moves_that_too(self, cast: Cast) -> None:
        found = actions.confirm(walk.suspected(cast), by=cast.fay, at=NOON, known_at=NOON - HOUR)
        earlier = NOON - timedelta(hours=2, minutes=30)
        found = actions.amend_aware(found, by=cast.igor, at=NOON, aware_at=earlier, reason="Dora knew.")
        assert (found.aware_at, found.suspected_at) == (earlier, earlier)

    def test_of_a_suspicion_its_hours_count_from_earlier(self, cast: Cast) -> None:
        earlier = NOON - timedelta(hours=2, minutes=30)
        found = actions.amend_aware(
            walk.suspected(cast), by=cast.igor, at=NOON, aware_at=earlier, reason="Dora feared it."
        )
        assert (found.aware_at, found.suspected_at) == (None, earlier)
        with pytest.raises(Denied, match="not moved later"):
            actions.amend_aware(found, by=cast.igor, at=NOON, aware_at=NOON - HOUR, reason="No.")

    def test_a_report_that_is_late_by_it_says_why(self, cast: Cast) -> None:
        found = walk.graded(cast, happened_at=NOON - 200 * HOUR)
        found = deciding.tell_regulator(found, by=cast.priya, at=NOON, sent_at=NOON, is_last=True)
        facts = {"by": cast.igor, "at": NOON, "reason": "Dora knew."}
        assert actions.amend_aware(found, aware_at=NOON - 72 * HOUR, **facts)
        with pytest.raises(Denied) as refused:
            actions.amend_aware(found, aware_at=NOON - 73 * HOUR, **facts)
        assert code_of(refused) is Code.REASON
        found = actions.amend_aware(found, aware_at=NOON - 73 * HOUR, late_because="Dora was ill.", **facts)
        kept = found.decisions.latest("id")
        assert (kept.outcome, kept.because) == ("Told late, as we know now", "Dora was ill.")


class TestWhatNearlyHappened:
    def test_and_did_after_all_is_decided_anew(self, cast: Cast) -> None:
        found = walk.regraded(cast, walk.reported(cast, certainty=Certainty.NEAR_MISS), 2, 2)
        found = telling.decide_telling(
            found, by=cast.igor, at=NOON, telling=Telling.NOBODY, because="It was stopped."
        )
        found = deciding.leave_regulator(found, by=cast.igor, at=NOON, because="It was stopped.")
        found = actions.confirm(found, by=cast.fay, at=NOON, known_at=NOON - HOUR)
        assert (found.telling, found.decided_not_to_report) == ("", False)
        assert not about_people(found)
        assert regulator_due(found) == NOON + 71 * HOUR
        assert (found.state, found.grade) == (State.REPORTED, None)
        assert walk.regraded(cast, found, 3, 3).is_reportable

    def test_and_was_not_graded_is_graded_next(self, cast: Cast) -> None:
        found = walk.reported(cast, certainty=Certainty.NEAR_MISS)
        found = actions.confirm(found, by=cast.fay, at=NOON, known_at=NOON - HOUR)
        assert (found.state, found.certainty) == (State.REPORTED, Certainty.KNOWN)

    def test_and_is_about_somebody_so_that_the_regulator_would_be_told_is_a_suspicion_from_then_on(
        self, cast: Cast
    ) -> None:
        found = walk.regraded(cast, walk.reported(cast, certainty=Certainty.NEAR_MISS), 1, 4)
        found = telling.decide_telling(
            found, by=cast.igor, at=NOON, telling=Telling.NOBODY, because="It was stopped."
        )
        at = NOON + HOUR
        found = actions.affect(found, by=cast.max, at=at, person=cast.person())
        assert (found.certainty, found.suspected_at, found.telling) == (Certainty.SUSPECTED, at, "")
        assert found.is_reportable
        assert regulator_due(found) == at + 96 * HOUR
        # A near miss that is raised to the floor and need not be reported stays one.
        other = walk.regraded(cast, walk.reported(cast, certainty=Certainty.NEAR_MISS), 1, 1)
        other = actions.affect(other, by=cast.max, at=at, person=cast.person("Kim Hill"))
        assert (other.certainty, other.severity, regulator_due(other)) == (Certainty.NEAR_MISS, 2, None)

    def test_is_not_raised_before_somebody_says_that_it_did_happen(self, cast: Cast) -> None:
        found = walk.regraded(cast, walk.reported(cast, certainty=Certainty.NEAR_MISS), 2, 2)
        with pytest.raises(Denied, match="only nearly happened"):
            deciding.raise_grade(found, by=cast.priya, at=NOON, because="The press knows.")


class TestAGradedSuspicionThatProvesFalse:
    def test_is_dismissed(self, cast: Cast) -> None:
        found = walk.regraded(cast, walk.suspected(cast), 3, 3)
        found = actions.dismiss(found, by=cast.igor, at=NOON, reason="It lay in the drawer.")
        assert found.state == State.DISMISSED

    def test_once_it_counts_as_known_what_the_regulator_is_told_of_is_lowered_first_by_two(
        self, cast: Cast
    ) -> None:
        facts = {"by": cast.igor, "reason": "It lay in the drawer."}
        ends = NOON + 22 * HOUR
        grave, slight = (walk.regraded(cast, walk.suspected(cast), 3, each) for each in (3, 2))
        assert actions.dismiss(slight, at=ends, **facts).state == State.DISMISSED
        with pytest.raises(Denied) as refused:
            actions.dismiss(grave, at=ends, **facts)
        assert code_of(refused) is Code.SAME_PERSON
        grave = deciding.lower(grave, by=cast.priya, at=ends, because="It lay in the drawer.")
        with pytest.raises(Denied):
            actions.dismiss(grave, at=ends, **facts)
        grave = deciding.countersign(grave, by=cast.sol, at=ends)
        assert actions.dismiss(grave, at=ends, **facts).state == State.DISMISSED
        grave = walk.regraded(cast, walk.suspected(cast), 3, 3)
        assert actions.dismiss(grave, at=ends - timedelta(seconds=1), **facts).state == State.DISMISSED

    def test_is_not_once_it_is_known_or_the_regulator_was_told(self, cast: Cast) -> None:
        known = walk.graded(cast)
        told_of = deciding.tell_regulator(
            walk.regraded(cast, walk.suspected(cast), 3, 3),
            by=cast.priya,
            at=NOON,
            sent_at=NOON,
            is_last=False,
        )
        for found in (known, told_of):
            with pytest.raises(Denied, match="The regulator was told, or it is graded"):
                actions.dismiss(found, by=cast.igor, at=NOON, reason="It lay in the drawer.")

    def test_to_dismiss_it_in_time_and_open_it_again_is_no_way_round_the_second_person(
        self, cast: Cast
    ) -> None:
        ends, facts = NOON + 22 * HOUR, {"by": cast.igor, "reason": "It lay in the drawer."}
        grave, known = (walk.regraded(cast, walk.suspected(cast), 3, 3) for _ in range(2))
        grave, known = (
            actions.reopen(actions.dismiss(each, at=NOON, **facts), at=NOON, **facts)
            for each in (grave, known)
        )
        with pytest.raises(Denied) as refused:
            actions.dismiss(grave, at=ends, **facts)
        assert code_of(refused) is Code.SAME_PERSON
        known = actions.confirm(known, by=cast.igor, at=NOON, known_at=NOON)
        with pytest.raises(Denied, match="it is known that it happened"):
            actions.dismiss(known, at=NOON, **facts)


class TestWhomItIsAbout:
    def test_is_said_later_of_a_restricted_one(self, cast: Cast) -> None:
        found = walk.restricted(cast)
        found = actions.name(found, by=cast.priya, at=NOON, reader=cast.max)
        with pytest.raises(Denied):
            actions.name_subject(found, by=cast.fay, at=NOON, subject=cast.max)
        found = actions.name_subject(found, by=cast.priya, at=NOON, subject=cast.max)
        assert found.subject == cast.max
        assert cast.max not in {each.user for each in found.named.filter(ended_at=None)}

    def test_is_said_once(self, cast: Cast) -> None:
        found = walk.restricted(cast)
        named = actions.name_subject(found, by=cast.priya, at=NOON, subject=cast.max)
        # The same page, opened before it was said, and opened anew.
        for each in (found, named):
            with pytest.raises(Denied, match="said already"):
                actions.name_subject(each, by=cast.priya, at=NOON, subject=cast.igor)
        named.refresh_from_db()
        assert named.subject == cast.max

    def test_the_officer_themselves_is_followed_by_the_risk_owner(self, cast: Cast) -> None:
        found = actions.name(walk.restricted(cast), by=cast.priya, at=NOON, reader=cast.igor)
        found = actions.name_subject(found, by=cast.igor, at=NOON, subject=cast.priya)
        assert {each.user for each in found.named.filter(ended_at=None)} == {cast.fay, cast.igor, cast.sol}

    def test_finds_no_message_of_it_any_more(self, cast: Cast) -> None:
        assert cast.igor
        assert cast.priya
        found = walk.reported(cast)
        messages = Notification.objects.filter(reference=found.reference)
        assert {each.recipient for each in messages} == {cast.igor, cast.priya}
        actions.restrict(found, by=cast.priya, at=NOON, subject=cast.igor)
        assert {each.recipient for each in messages.all()} == {cast.priya}


def test_the_same_line_sent_twice_is_written_once(cast: Cast) -> None:
    found, key = walk.reported(cast), uuid4()
    for _ in range(2):
        actions.note(found, by=cast.fay, at=NOON, words="They rang us.", form_key=key)
    assert found.entries.count() == 1

"""The sweep and agreements: handbook section 13, rows 8, 9 and 24, and what must be returned or deleted."""

from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from governance.accounts import access
from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import tasks, waiting
from governance.notifications.models import Notification
from governance.organisations.actions import merge
from governance.organisations.models import Organisation
from sharing.agreements import ending
from sharing.agreements.ending import Wanted
from sharing.agreements.models import Agreement, AtEnd
from tests.cast import NOON, Cast
from tests.organisations.partners import assured, version
from tests.sharing.agreements.walk import active, renewed, surgery

DAY = timedelta(days=1)
REVIEW, GRACE, END = date(2027, 11, 22), date(2028, 2, 22), date(2028, 10, 31)
ROW_8, ROW_9 = (90, 60, 30, 7), (30, 7, 0)


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return surgery(cast)


@pytest.fixture
def ours(cast: Cast, elm: Organisation) -> Agreement:
    """Harbour's, and Max answers for it: signed on 22 November 2026, until 31 October 2028."""
    # Whoever is told has an account when it is told.
    cast.priya, cast.igor, cast.sol  # noqa: B018
    found = active(cast, elm)
    Notification.objects.all().delete()
    return found


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def every_day(first: date, last: date) -> None:
    for number in range((last - first).days + 1):
        sweep(at=noon(first + number * DAY))


def told(user: User, kind: str) -> list[int]:
    """How many days were left each time this user heard of it."""
    rows = Notification.objects.filter(recipient=user, kind=kind).order_by("id")
    return [facts["days_left"] for facts in rows.values_list("facts", flat=True)]


def who(kind: str) -> set[str]:
    heard = Notification.objects.filter(kind=kind).select_related("recipient")
    return {each.recipient.name.split()[0] for each in heard}


def due(agreement: Agreement) -> dict[str, date]:
    """What stands open on it, without the word that all rules begin with."""
    found = Deadline.objects.filter(register="agreements", record_id=agreement.pk, ended_at=None)
    return {rule.removeprefix("agreement_"): on for rule, on in found.values_list("rule", "due_on")}


def stands_on_desks(agreement: Agreement, rule: str, day: date) -> set[str]:
    return {
        user.name.split()[0]
        for user in User.objects.filter(is_active=True)
        if waiting(user, noon(day)).filter(reference=agreement.reference, rule=rule).exists()
    }


# --- Row 8: review; end ----------------------------------------------------------------------


def test_what_is_due_when_it_begins(ours: Agreement) -> None:
    assert due(ours) == {"review": REVIEW, "grace_end": GRACE, "end": END}


@pytest.mark.parametrize(("kind", "on"), [("agreement_review", REVIEW), ("agreement_end", END)])
def test_owner_and_ig_hear_of_review_and_end_at_90_60_30_and_7_days(
    cast: Cast, ours: Agreement, kind: str, on: date
) -> None:
    for lead in ROW_8:
        for day in (on - (lead + 1) * DAY, on - lead * DAY):
            sweep(at=noon(day))
            sweep(at=noon(day))
    sweep(at=noon(on))
    # A day too early it is the lead before that is told, if anything is.
    assert told(cast.max, kind) == list(ROW_8)
    assert who(kind) == {"Max", "Igor", "Priya"}


@pytest.mark.parametrize(("kind", "on"), [("agreement_review", REVIEW), ("agreement_end", END)])
def test_overdue_is_told_daily_for_28_days_to_the_dpo_too(
    cast: Cast, ours: Agreement, kind: str, on: date
) -> None:
    # A Data Protection Officer outside the IG team, so that they are told as that.
    User.objects.filter(pk=cast.priya.pk).update(is_dpo=False)
    User.objects.filter(pk=cast.gwen.pk).update(is_dpo=True)
    every_day(on, on + 30 * DAY)
    late = [-day for day in range(1, 29)]
    assert told(cast.gwen, kind) == late
    assert told(cast.max, kind) == told(cast.igor, kind) == [0, *late]
    assert stands_on_desks(ours, kind, on + 60 * DAY) >= {"Max", "Igor", "Gwen"}


def test_after_a_gap_only_the_latest_lead_is_told(cast: Cast, ours: Agreement) -> None:
    every_day(REVIEW - 29 * DAY, REVIEW - 8 * DAY)
    assert told(cast.max, "agreement_review") == [29]


def test_a_review_that_is_done_is_told_no_more_and_the_next_one_is(cast: Cast, ours: Agreement) -> None:
    every_day(REVIEW + DAY, REVIEW + 2 * DAY)
    at = noon(REVIEW + 2 * DAY)
    facts: dict[str, Any] = {"by": cast.max, "at": at, "read_version": ours.version, "words": "Still right"}
    ending.review(ours, done_on=REVIEW + 2 * DAY, **facts)
    # A year later it would fall after the last day, which is told already.
    assert due(ours) == {"end": END}
    every_day(REVIEW + 3 * DAY, REVIEW + 9 * DAY)
    assert told(cast.max, "agreement_review") == [-1, -2]


def test_a_review_is_not_told_any_more_once_it_has_run_out(cast: Cast, elm: Organisation) -> None:
    last = date(2027, 12, 1)
    ours = active(cast, elm, ends_on=last)
    assert due(ours) == {"review": REVIEW, "end": last}
    every_day(last, last + 2 * DAY)
    assert told(cast.max, "agreement_review") == [-9]
    assert told(cast.max, "agreement_end") == [0, -1, -2]


def test_of_one_that_ends_within_the_year_only_the_end_is_told(cast: Cast, elm: Organisation) -> None:
    assert due(active(cast, elm, ends_on=date(2027, 11, 22))) == {"end": date(2027, 11, 22)}


def test_nothing_is_told_of_the_end_once_the_renewal_is_signed(cast: Cast, ours: Agreement) -> None:
    new = renewed(cast, ours, END + DAY, date(2030, 10, 31))
    assert due(ours) == {"review": REVIEW, "grace_end": GRACE}
    assert due(new)["end"] == date(2030, 10, 31)
    every_day(END - 7 * DAY, END + 5 * DAY)
    assert not Notification.objects.filter(kind="agreement_end", reference=ours.reference).exists()


def test_until_its_renewal_begins_its_review_is_told(cast: Cast, ours: Agreement) -> None:
    begins = REVIEW + 3 * DAY
    renewed(cast, ours, begins, date(2029, 10, 31))
    assert due(ours) == {"review": REVIEW}
    every_day(REVIEW, begins + 5 * DAY)
    heard = Notification.objects.filter(recipient=cast.max, kind="agreement_review", reference=ours.reference)
    assert [each.facts["days_left"] for each in heard.order_by("id")] == [0, -1, -2]


def test_what_was_ended_early_is_told_no_more(cast: Cast, ours: Agreement) -> None:
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON,
        "read_version": ours.version,
        "reason": "They closed",
    }
    ending.terminate(ours, ended_at=NOON, **facts)
    assert due(ours) == {}


def test_what_ran_out_is_told_until_somebody_settles_what_follows(cast: Cast, ours: Agreement) -> None:
    every_day(END + DAY, END + 2 * DAY)
    ending.wind_up(ours, by=cast.igor, at=noon(END + 2 * DAY), read_version=ours.version)
    every_day(END + 3 * DAY, END + 9 * DAY)
    assert told(cast.max, "agreement_end") == [-1, -2]
    assert stands_on_desks(ours, "agreement_end", END + 60 * DAY) == set()


# --- Row 9: grace end ------------------------------------------------------------------------


def test_ig_hears_of_the_last_day_of_grace_and_the_siro_when_it_is_past(cast: Cast, ours: Agreement) -> None:
    every_day(GRACE - 31 * DAY, GRACE + 30 * DAY)
    late = [-day for day in range(1, 29)]
    assert told(cast.igor, "agreement_grace_end") == [*ROW_9, *late]
    assert told(cast.sol, "agreement_grace_end") == late
    assert told(cast.max, "agreement_grace_end") == []


def test_of_grace_that_reaches_the_end_nothing_is_told(cast: Cast, elm: Organisation) -> None:
    assert "grace_end" not in due(active(cast, elm, ends_on=GRACE))
    assert due(active(cast, elm, ends_on=GRACE + DAY))["grace_end"] == GRACE


# --- Whose it is -----------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["left the charity", "left the service"])
def test_where_the_owner_is_gone_the_services_manager_answers_for_it(
    cast: Cast, elm: Organisation, gone: str
) -> None:
    """An agreement belongs to a service."""
    cast.priya, cast.igor  # noqa: B018
    ours = active(cast, elm)
    Agreement.objects.filter(pk=ours.pk).update(owner=cast.maya)
    Deadline.objects.filter(reference=ours.reference).update(worker=cast.maya)
    access.join(cast.maya, cast.harbour)
    sweep(at=noon(REVIEW - 90 * DAY))
    assert (told(cast.maya, "agreement_review"), told(cast.max, "agreement_review")) == ([90], [])
    if gone == "left the charity":
        User.objects.filter(pk=cast.maya.pk).update(is_active=False)
    else:
        access.leave(cast.maya, cast.harbour)
    sweep(at=noon(REVIEW - 60 * DAY))
    assert (told(cast.maya, "agreement_review"), told(cast.max, "agreement_review")) == ([90], [60])
    assert "Max" in stands_on_desks(ours, "agreement_review", REVIEW)


def test_one_of_no_service_belongs_to_ig(cast: Cast, elm: Organisation) -> None:
    cast.priya  # noqa: B018
    ours = active(cast, elm, service=None, by=cast.igor)
    assured(elm, cast, date(2026, 11, 1), date(2027, 10, 31))
    User.objects.filter(pk=cast.igor.pk).update(is_active=False)
    for day in (REVIEW - 90 * DAY, date(2027, 10, 31)):
        sweep(at=noon(day))
    assert who("agreement_review") == who("agreement_partner_assurance") == {"Priya"}
    assert stands_on_desks(ours, "agreement_review", REVIEW) == {"Priya"}


# --- Row 24: the partner's security assurance ------------------------------------------------


ISSUED, LAST = date(2026, 11, 1), date(2027, 10, 31)


def test_the_owner_hears_60_30_and_0_days_before_an_assurance_ends_and_ig_from_the_partners_record(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    assured(elm, cast, ISSUED, LAST)
    every_day(LAST - 61 * DAY, LAST + 30 * DAY)
    heard = [60, 30, 0, *(-day for day in range(1, 29))]
    assert told(cast.max, "agreement_partner_assurance") == heard
    assert told(cast.igor, "agreement_partner_assurance") == []
    assert told(cast.igor, "partner_assurance") == heard


def test_a_new_assurance_moves_the_agreements_deadline_in_the_same_transaction(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    first = assured(elm, cast, ISSUED, LAST)
    assert due(ours)["partner_assurance"] == LAST
    assured(elm, cast, ISSUED, LAST + 90 * DAY)
    assert due(ours)["partner_assurance"] == LAST + 90 * DAY
    assert first.expires_on == LAST


def test_one_that_they_lost_moves_it_too(cast: Cast, ours: Agreement, elm: Organisation) -> None:
    assured(elm, cast, ISSUED, LAST, ended_on=ISSUED + DAY)
    assert due(ours)["partner_assurance"] == ISSUED + DAY


def test_of_several_partners_the_first_to_run_out_counts(cast: Cast, ours: Agreement) -> None:
    oak = surgery(cast, "Oak Surgery")
    both = active(cast, oak)
    Agreement.objects.get(pk=ours.pk).parties.update(agreement=both)
    assured(oak, cast, ISSUED, LAST)
    elm = Organisation.objects.get(name="Elm Surgery")
    assured(elm, cast, ISSUED, LAST - 9 * DAY)
    assert due(both)["partner_assurance"] == LAST - 9 * DAY


def test_a_merged_partners_assurance_is_that_of_the_one_that_remains(
    cast: Cast, ours: Agreement, elm: Organisation
) -> None:
    twice = surgery(cast, "Elm Medical Practice")
    assured(elm, cast, ISSUED, LAST)
    assured(twice, cast, ISSUED, LAST + 30 * DAY)
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON,
        "read_version": version(elm),
        "reason": "The same surgery",
    }
    merge(elm, into=twice, **facts)
    assert due(ours)["partner_assurance"] == LAST + 30 * DAY
    assured(twice, cast, ISSUED, LAST + 60 * DAY)
    assert due(ours)["partner_assurance"] == LAST + 60 * DAY


def test_without_any_assurance_there_is_no_day_to_tell_of(ours: Agreement) -> None:
    assert "partner_assurance" not in due(ours)


def test_an_assurance_does_not_open_what_was_ended(cast: Cast, ours: Agreement, elm: Organisation) -> None:
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON,
        "read_version": ours.version,
        "reason": "They closed",
    }
    ending.terminate(ours, ended_at=NOON, **facts)
    assured(elm, cast, ISSUED, LAST)
    assert due(ours) == {}


# --- What must be returned or deleted --------------------------------------------------------


def test_a_duty_is_told_until_it_is_done_and_to_the_dpo_when_it_is_overdue(
    cast: Cast, ours: Agreement
) -> None:
    User.objects.filter(pk=cast.priya.pk).update(is_dpo=False)
    User.objects.filter(pk=cast.gwen.pk).update(is_dpo=True)
    by = NOON.date() + 40 * DAY
    wanted = [Wanted("Their copies", AtEnd.DELETE, by, ours.parties.get())]
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON,
        "read_version": ours.version,
        "reason": "They closed",
    }
    ended = ending.terminate(ours, ended_at=NOON, duties=wanted, **facts)
    assert due(ended) == {"duty": by}
    every_day(by - 31 * DAY, by + 2 * DAY)
    assert told(cast.max, "agreement_duty") == told(cast.igor, "agreement_duty") == [30, 7, 0, -1, -2]
    assert told(cast.gwen, "agreement_duty") == [-1, -2]
    done: dict[str, Any] = {"done_on": by + 2 * DAY, "evidence": "Letter of 2 January"}
    ending.finish_duty(
        ended.duties.get(), by=cast.max, at=noon(by + 2 * DAY), read_version=ended.version, **done
    )
    every_day(by + 3 * DAY, by + 5 * DAY)
    assert told(cast.gwen, "agreement_duty") == [-1, -2]
    assert due(ended) == {}


def days_owed(agreement: Agreement) -> list[date]:
    """The days of its duties that stand open."""
    found = Deadline.objects.filter(record_id=agreement.pk, rule="agreement_duty", ended_at=None)
    return list(found.order_by("due_on").values_list("due_on", flat=True))


SOON, LATER = NOON.date() + 10 * DAY, NOON.date() + 90 * DAY


@pytest.fixture
def owed(cast: Cast, ours: Agreement) -> Agreement:
    """Ended, with something of ours due soon, and two things of theirs due later on one day."""
    theirs = [
        Wanted(what, AtEnd.DELETE, LATER, ours.parties.get()) for what in ("Their copies", "Their notes")
    ]
    facts: dict[str, Any] = {"by": cast.igor, "at": NOON, "ended_at": NOON, "reason": "They closed"}
    wanted = [*theirs, Wanted("Ours", AtEnd.RETURN, SOON)]
    return ending.terminate(ours, duties=wanted, read_version=ours.version, **facts)


def finish(cast: Cast, agreement: Agreement, what: str) -> None:
    version = Agreement.objects.get(pk=agreement.pk).version
    facts: dict[str, Any] = {"done_on": NOON.date(), "evidence": "The log of the deletion"}
    ending.finish_duty(agreement.duties.get(what=what), by=cast.max, at=NOON, read_version=version, **facts)


def test_each_day_on_which_something_is_owed_is_told_of_while_an_earlier_one_is_overdue(
    cast: Cast, owed: Agreement
) -> None:
    assert days_owed(owed) == [SOON, LATER]
    every_day(SOON + 29 * DAY, LATER + DAY)
    # The first is quiet after 28 days and stands on the desk; the later one has its own leads.
    assert told(cast.max, "agreement_duty") == [30, 7, 0, -1]
    on_desk = waiting(cast.max, noon(LATER)).filter(rule="agreement_duty")
    assert list(on_desk.values_list("due_on", flat=True)) == [SOON, LATER]


def test_a_day_is_told_of_until_all_that_is_owed_on_it_is_done(cast: Cast, owed: Agreement) -> None:
    finish(cast, owed, "Their copies")
    assert days_owed(owed) == [SOON, LATER]
    finish(cast, owed, "Their notes")
    assert days_owed(owed) == [SOON]
    finish(cast, owed, "Ours")
    assert days_owed(owed) == []


def test_what_was_owed_before_each_day_had_its_own_deadline_gets_them(cast: Cast, owed: Agreement) -> None:
    rows = Deadline.objects.filter(record_id=owed.pk, rule="agreement_duty")
    rows.filter(due_on=LATER).delete()
    rows.update(part=0)
    moved = import_module("sharing.agreements.migrations.0009_each_day_of_what_is_owed")
    with connection.cursor() as cursor:
        for words in (moved.EACH_DAY, moved.EARLIEST):
            cursor.execute(words)
    assert days_owed(owed) == [SOON, LATER]
    # They are those that the next step of the agreement writes.
    finish(cast, owed, "Ours")
    assert days_owed(owed) == [LATER]


# --- On the desk -----------------------------------------------------------------------------


def test_a_desk_line_says_why_and_leads_to_where_the_next_press_is(cast: Cast, ours: Agreement) -> None:
    found = waiting(cast.max, noon(REVIEW)).filter(rule="agreement_review")
    (line,) = tasks(found, cast.max, noon(REVIEW))
    assert (line.why, line.reference, line.holder) == ("Agreement review", ours.reference, "you")
    assert (line.url, line.service, line.name) == (f"/agreements/{ours.reference}/", "Harbour", "")


def test_a_message_says_nothing_but_which_agreement(cast: Cast, ours: Agreement) -> None:
    sweep(at=noon(REVIEW - 7 * DAY))
    message = Notification.objects.get(kind="agreement_review", recipient=cast.max)
    assert message.subject == f"Agreement review: {ours.reference} is due in 7 days"
    assert set(message.facts) == {"days_left"}

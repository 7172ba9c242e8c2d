"""The sweep and consents: handbook section 13, rows 3, 4 and 7."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from consent.consents.actions import withdraw
from consent.consents.models import Consent
from consent.kinds import Kind, Method
from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.people.actions import close
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say

REVIEW, EXPIRY = date(2027, 5, 22), date(2027, 11, 22)


@pytest.fixture
def consent(cast: Cast) -> Consent:
    """An adult's, given on 22 November 2026: review in 6 months, end in 12."""
    found = say(cast, cast.person()).consent
    assert (found.review_on, found.expires_on) == (REVIEW, EXPIRY)
    return found


def early(day: date) -> datetime:
    return datetime.combine(day, time(0, 5), UTC)


def told(user: User, kind: str) -> list[int]:
    """How many days were left each time this user heard of it."""
    rows = Notification.objects.filter(recipient=user, kind=kind).order_by("id")
    return [facts["days_left"] for facts in rows.values_list("facts", flat=True)]


def every_day(first: date, last: date) -> None:
    for number in range((last - first).days + 1):
        sweep(at=early(first + timedelta(days=number)))


@pytest.mark.parametrize(("kind", "due"), [("consent_review", REVIEW), ("consent_expiry", EXPIRY)])
@pytest.mark.parametrize("lead", [28, 14, 7, 0])
def test_each_lead_is_told_on_its_day_and_once(
    cast: Cast, consent: Consent, kind: str, due: date, lead: int
) -> None:
    day = due - timedelta(days=lead)
    if lead == 28:
        sweep(at=early(day - timedelta(days=1)))
        assert told(cast.fay, kind) == []
    for _ in range(3):
        sweep(at=early(day))
    assert told(cast.fay, kind) == [lead]
    assert told(cast.max, kind) == []


def test_after_a_gap_only_the_latest_lead_is_told(cast: Cast, consent: Consent) -> None:
    sweep(at=early(REVIEW - timedelta(days=6)))
    assert told(cast.fay, "consent_review") == [6]
    sweep(at=early(REVIEW - timedelta(days=5)))
    assert told(cast.fay, "consent_review") == [6]


def test_overdue_is_told_daily_to_worker_and_manager_for_28_days(cast: Cast, consent: Consent) -> None:
    every_day(REVIEW, REVIEW + timedelta(days=30))
    late = [-day for day in range(1, 29)]
    assert told(cast.fay, "consent_review") == [0, *late]
    assert told(cast.max, "consent_review") == late


def test_an_end_that_nobody_renewed_is_told_until_the_person_answers_again(
    cast: Cast, consent: Consent
) -> None:
    every_day(EXPIRY, EXPIRY + timedelta(days=2))
    assert told(cast.max, "consent_expiry") == [-1, -2]
    say(cast, consent.person, yes=False, at=early(EXPIRY + timedelta(days=3)))
    every_day(EXPIRY + timedelta(days=3), EXPIRY + timedelta(days=5))
    assert told(cast.max, "consent_expiry") == [-1, -2]


def test_a_review_is_not_told_once_the_consent_has_run_out(cast: Cast, consent: Consent) -> None:
    Consent.objects.filter(pk=consent.pk).update(review_on=EXPIRY)
    from consent.consents.register import CONSENTS
    from governance.workflow.apply import refresh_deadlines

    consent.refresh_from_db()
    refresh_deadlines(CONSENTS, consent, at=NOON)
    every_day(EXPIRY, EXPIRY + timedelta(days=2))
    assert told(cast.fay, "consent_review") == [0]


def test_nothing_is_told_once_it_is_taken_back(cast: Cast, consent: Consent) -> None:
    at = early(REVIEW - timedelta(days=29))
    withdraw(consent, by=cast.fay, at=at, withdrawn_at=at)
    every_day(REVIEW - timedelta(days=28), REVIEW + timedelta(days=1))
    assert told(cast.fay, "consent_review") == []


def test_recipients_are_to_be_told_within_two_working_days(cast: Cast) -> None:
    sunday = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)
    igor = cast.igor
    consent = say(cast, cast.person()).consent
    withdraw(consent, by=cast.fay, at=sunday, withdrawn_at=sunday)
    every_day(date(2026, 11, 22), date(2026, 11, 26))
    assert told(cast.fay, "tell_recipients") == [1, 0, -1, -2]
    assert told(cast.max, "tell_recipients") == [-1, -2]
    assert told(igor, "tell_recipients") == [-1, -2]


def test_a_message_says_nothing_about_anybody(cast: Cast, consent: Consent) -> None:
    sweep(at=early(REVIEW))
    message = Notification.objects.get(kind="consent_review")
    assert message.subject == f"Consent review: {consent.reference} is due today"
    assert message.url == f"/consents/{consent.reference}/"
    assert set(message.facts) == {"days_left"}


def test_once_the_case_is_closed_nobody_need_ask_again_what_ran_out_before(cast: Cast) -> None:
    """It would stand on the worker's desk for ever: no sweep ends what has no last day to tell it."""
    consent = say(cast, cast.person(at=NOON - timedelta(days=401)), at=NOON - timedelta(days=400)).consent
    assert standing(consent, NOON)
    close(consent.case, by=cast.fay, at=NOON, closed_on=local_day(NOON))
    assert standing(consent, NOON) == []


@pytest.mark.parametrize(("ends_on", "asked_again"), [(date(2027, 6, 1), False), (None, True)])
def test_a_study_that_is_over_is_not_asked_about_again(
    cast: Cast, ends_on: date | None, asked_again: bool
) -> None:
    study = {"kind": Kind.RESEARCH, "named": "The sleep study", "ends_on": ends_on}
    signed = {"method": Method.PAPER, "scan_held": True, "scan_reference": "Cabinet 2"}
    consent = say(cast, cast.person(), **study, **signed).consent
    assert consent.expires_on is not None
    assert "consent_expiry" in standing(consent, early(consent.expires_on))
    late = early(consent.expires_on + timedelta(days=1))
    assert ("consent_expiry" in standing(consent, late)) is asked_again


def standing(consent: Consent, at: datetime) -> list[str]:
    """The rules of what stands open on a consent."""
    ours = Deadline.objects.standing(local_day(at)).filter(register="consents", reference=consent.reference)
    return sorted(ours.values_list("rule", flat=True))

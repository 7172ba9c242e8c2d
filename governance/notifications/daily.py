"""One mail a day for those who chose it: what is held for it, and the order to send it.

What hours count for is mailed at once in any case. A day that was missed is caught up by the next one, since whatever
is held waits until it has left; whoever goes back to mail at once gets what is held in one last mail.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.calendar import LONDON, Nation, is_working_day_without_fail, local_day
from governance.defaults import DAILY_MAIL_AT
from governance.notifications.models import DailyMail, Notification
from governance.notifications.words import URGENT

# One order a person and day. Whoever works in Scottish services alone has Scottish days off.
ORDER = """
WITH held AS (
    SELECT n.recipient_id, array_agg(n.id ORDER BY n.id) AS messages FROM notifications_notification n
     WHERE n.held AND (%(recipient)s::bigint IS NULL OR n.recipient_id = %(recipient)s)
       AND (%(recipient)s::bigint IS NOT NULL OR (
           SELECT CASE WHEN bool_and(s.nation = %(scotland)s) THEN %(scotland)s ELSE %(england)s END
             FROM accounts_membership m JOIN accounts_service s ON s.id = m.service_id
            WHERE m.user_id = n.recipient_id) = ANY (%(nations)s))
     GROUP BY n.recipient_id
), made AS (
    INSERT INTO notifications_digest (effect_key, next_try_at, attempts, recipient_id, messages, ordered_at)
    SELECT 'digest:' || recipient_id || ':' || %(occasion)s, least(%(at)s::timestamptz, now()), 0, recipient_id,
           messages, %(at)s
      FROM held
    ON CONFLICT DO NOTHING
    RETURNING id, messages
), let_go AS (
    UPDATE notifications_notification SET held = false WHERE id IN (SELECT unnest(messages) FROM made)
)
SELECT count(*) FROM made
"""


def hold(found: "QuerySet[Notification]", *, at: datetime) -> bool:
    """Hold the message that is `found` for the mail of the day, if its recipient chose that and it can wait."""
    can_wait = found.select_related(None).filter(done_at=None).exclude(kind__in=URGENT)
    daily = DailyMail.objects.filter(user__in=can_wait.values("recipient"))
    with transaction.atomic():
        return bool(daily.exists() and can_wait.update(held=True, done_at=at))


def order(at: datetime) -> int:
    """Order the mail of the day for everybody with something held; returns how many.

    From eight in the morning of a working day, and once a day, however often this runs and whatever was missed.
    """
    local, today = at.astimezone(LONDON), local_day(at)
    nations = [nation.value for nation in Nation if is_working_day_without_fail(today, nation)]
    if local.time() < DAILY_MAIL_AT.value or not nations:
        return 0
    return _order(at, occasion=today.isoformat(), nations=nations)


@transaction.atomic
def choose_daily(*, by: User, at: datetime) -> None:
    """From now on one mail a day."""
    DailyMail.objects.get_or_create(user=by, defaults={"since_at": at})


@transaction.atomic
def choose_at_once(*, by: User, at: datetime) -> None:
    """From now on a mail for each message; what is held leaves now, in one."""
    DailyMail.objects.filter(user=by).delete()
    _order(at, occasion=at.isoformat(), recipient=by.pk)


def _order(
    at: datetime, *, occasion: str, nations: list[str] | None = None, recipient: int | None = None
) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            ORDER,
            {
                "at": at,
                "occasion": occasion,
                "nations": nations or [],
                "recipient": recipient,
                "england": Nation.ENG.value,
                "scotland": Nation.SCT.value,
            },
        )
        return int(cursor.fetchone()[0])

"""The one verb of learning: the summary of a year is made."""

import hashlib
import json
from datetime import date, datetime

from django.db import connection, transaction

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from incidents.incidents.models import Incident
from incidents.incidents.periods import Period
from incidents.learning import documents
from incidents.learning.figures import figures
from incidents.learning.models import Summary
from incidents.learning.permissions import may_make
from incidents.learning.pictures import frozen
from incidents.learning.register import SUMMARIES


@transaction.atomic
def make(*, by: User, at: datetime, year: int) -> Summary:
    """Count the incidents of a calendar year, as far as it has gone by, freeze that, and order its PDF.

    Restricted ones are not in it, whoever makes it: a number that many read must not tell of them. The same year
    with the same numbers gives back the summary that is there. Raises Denied for a year that is still to come.
    """
    demand(may_make(by, None, at))
    today = local_day(at)
    if year > today.year:
        raise Denied(no("This year is still to come.", next_step="Choose a year that has begun."))
    time = Period(date(year, 1, 1), min(date(year, 12, 31), today))
    open_to_all = Incident.objects.filter(restricted=False).counted().reported_in(time)
    said = frozen(figures(open_to_all, at))
    content_hash = fingerprint(time, said)
    with connection.cursor() as cursor:
        # The second of two presses waits here until the first has saved.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [content_hash])
    before: Summary | None = Summary.objects.filter(content_hash=content_hash).first()
    if before is not None:
        return before
    summary = Summary(year=year, until_on=time.last, figures=said, content_hash=content_hash)
    made = apply(SUMMARIES, summary, "make", by=by, at=at, year=year, content_hash=content_hash)
    documents.order(made, at=at)
    return made


def fingerprint(time: Period, said: object) -> str:
    """The SHA-256 of what a summary says, and of which time."""
    content = {"first": time.first.isoformat(), "last": time.last.isoformat(), "says": said}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

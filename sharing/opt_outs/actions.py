"""The verbs of opt-outs: help recorded and corrected, a statement asked for and confirmed (handbook section 7)."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.people.models import Case
from governance.workflow.apply import apply
from sharing.opt_outs import rules
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.register import OPT_OUTS, STATEMENTS
from sharing.opt_outs.resting import resting_on
from sharing.opt_outs.rules import About, Leaflet


@transaction.atomic
def record(
    *,
    by: User,
    at: datetime,
    service: Service,
    case: Case | None,
    helped_on: date,
    about: str,
    question: str,
    leaflet: str,
    form_key: UUID,
) -> Help:
    """Write down that `by` helped somebody: the person of `case`, or nobody by name in `service`.

    helped_on: not in the future. question: what they asked, never what they chose. Else Denied, as for who may not.
    The same `form_key` from the same user again gives back what it made before.
    """
    with connection.cursor() as cursor:
        # The second of two presses waits here until the first has saved.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
    before: Help | None = Help.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return before
    demand(rules.day_allowed(helped_on, local_day(at)))
    demand(rules.question_allowed(About(about), question))
    help = Help(
        person=case.person if case else None,
        case=case,
        service=case.service if case else service,
        helped_on=helped_on,
        helped_by=by,
        about=About(about),
        question=question,
        leaflet=Leaflet(leaflet),
        form_key=form_key,
    )
    return apply(OPT_OUTS, help, "record", by=by, at=at)


def correct(
    help: Help,
    *,
    by: User,
    at: datetime,
    read_version: int,
    reason: str,
    helped_on: date,
    about: str,
    question: str,
    leaflet: str,
) -> Help:
    """Put right what was written down, and say why; the version that was read must still be the newest."""

    def change(locked: Help) -> None:
        demand(rules.day_allowed(helped_on, local_day(at)))
        demand(rules.question_allowed(About(about), question))
        locked.helped_on, locked.about, locked.question = helped_on, About(about), question
        locked.leaflet = Leaflet(leaflet)

    return apply(
        OPT_OUTS, help, "correct", by=by, at=at, change=change, read_version=read_version, reason=reason
    )


def begin(at: datetime, *, due_on: date) -> Statement:
    """Ask for a statement by a day. The database refuses a second one that waits."""
    return apply(STATEMENTS, Statement(due_on=due_on), "begin", by=None, at=at)


@transaction.atomic
def begin_first(at: datetime) -> bool:
    """Ask for the first statement of all, where none was ever asked for; returns whether it did."""
    if Statement.objects.exists():
        return False
    begin(at, due_on=rules.first_due(local_day(at)))
    return True


@transaction.atomic
def confirm(
    statement: Statement,
    *,
    by: User,
    at: datetime,
    words: str,
    in_short: str,
    despite: str = "",
    read_version: int | None = None,
) -> Statement:
    """State our position in `words`, and `in_short` for the public; next year's is asked for at once.

    What it rests on is counted now and kept with it. despite: how it is true although the opt-out applies to some
    agreements; Denied without it where there are any, and where either of the words is missing.
    """
    counted = resting_on(at)

    def change(locked: Statement) -> None:
        if not words.strip() or not in_short.strip():
            raise Denied(no("The statement is empty.", next_step="Write what we state, and the short words."))
        demand(rules.despite_allowed(counted.applies, despite))
        locked.words, locked.in_short, locked.despite = words, in_short, despite if counted.applies else ""
        locked.confirmed_at, locked.confirmed_by = at, by
        for name, number in counted._asdict().items():
            setattr(locked, name, number)

    made = apply(
        STATEMENTS,
        statement,
        "confirm",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        **counted._asdict(),
    )
    begin(at, due_on=rules.next_due(local_day(at)))
    return made

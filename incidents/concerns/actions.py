"""The verbs of concerns (handbook section 11): raised, acknowledged, looked into, answered, closed, talked about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.errors import YES, Denied, Verdict, demand, no
from governance.workflow.apply import apply
from governance.workflow.follow import code_for, code_if_good, hashed
from incidents.concerns import rules
from incidents.concerns.models import Concern, Message
from incidents.concerns.permissions import may_be_old
from incidents.concerns.register import CONCERNS, tell_ig
from incidents.concerns.rules import About, Outcome, Reach, Route, Told

EMPTY = no("Nothing is written.", next_step="Write what you want to say.")


@dataclass(frozen=True)
class Raised:
    """A concern, and the code to follow it with, which is kept nowhere; empty where there is a newer one."""

    concern: Concern
    code: str


@transaction.atomic
def raise_concern(
    *,
    by: User | None,
    at: datetime,
    form_key: UUID,
    about: About,
    words: str,
    service: Service | None = None,
    wants: str = "",
    name: str = "",
    reach: Reach = Reach.PAGE,
    contact: str = "",
    safe_contact: str = "",
    kept_from_manager: bool = False,
    route: Route = Route.PAGE,
    received_on: date | None = None,
) -> Raised:
    """Take in a concern, and tell the IG team. by: who writes it down for somebody, or None for the public form.

    received_on: the day on which it came, if not today; never one to come. The same `form_key` from the same user
    again gives back what it made before. Denied where we could not reach them in the way they chose.
    """
    _one_at_a_time(form_key)
    before: Concern | None = Concern.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return _raised(before, form_key)
    demand(rules.contact_allowed(Reach(reach), contact))
    demand(_said(words))
    on = received_on or local_day(at)
    demand(rules.received_allowed(on, local_day(at), however_old=may_be_old(by)))
    concern = Concern(
        route=Route(route),
        received_on=on,
        service=service,
        about=About(about),
        words=words,
        wants=wants,
        name=name,
        reach=Reach(reach),
        contact=contact,
        safe_contact=safe_contact,
        kept_from_manager=kept_from_manager,
        form_key=form_key,
        code_hash=hashed(code_for(form_key)),
    )
    made = apply(CONCERNS, concern, "raise", by=by, at=at)
    tell_ig(made, "concern_received", at, by=by)
    return _raised(made, form_key)


def acknowledge(
    concern: Concern,
    *,
    by: User,
    at: datetime,
    read_version: int,
    words: str,
    how: Told,
    late_because: str = "",
    form_key: UUID | None = None,
) -> Concern:
    """Tell them that we have it. After the law's last day only with the reason why it is late."""

    def change(locked: Concern) -> None:
        demand(rules.late_allowed(locked.acknowledge_by, at, late_because))
        late = local_day(at) > locked.acknowledge_by
        locked.acknowledged_at, locked.acknowledged_by = at, by
        locked.late_because = late_because if late else ""
        _say(locked, words, by=by, at=at, how=how)

    return _step(concern, "acknowledge", change, by=by, at=at, read_version=read_version, form_key=form_key)


def look_into(
    concern: Concern, *, by: User, at: datetime, read_version: int, form_key: UUID | None = None
) -> Concern:
    """Enquiries begin."""

    def change(locked: Concern) -> None:
        locked.looking_at, locked.looking_by = at, by

    return _step(concern, "look_into", change, by=by, at=at, read_version=read_version, form_key=form_key)


def tell(
    concern: Concern,
    *,
    by: User,
    at: datetime,
    read_version: int,
    words: str,
    how: Told,
    form_key: UUID | None = None,
) -> Concern:
    """Tell them how far we are, or answer what they asked on the way."""

    def change(locked: Concern) -> None:
        _say(locked, words, by=by, at=at, how=how)

    return _step(concern, "tell", change, by=by, at=at, read_version=read_version, form_key=form_key)


@transaction.atomic
def hear(
    concern: Concern,
    *,
    by: User | None,
    at: datetime,
    words: str,
    how: Told = Told.PAGE,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Concern:
    """Keep what they told us. by: who wrote it down, or None where they wrote it on their page.

    The same `form_key` again changes nothing.
    """
    if form_key is not None:
        _one_at_a_time(form_key)
        if concern.messages.filter(form_key=form_key).exists():
            return concern

    def change(locked: Concern) -> None:
        _put(locked, words, by=by, at=at, how=how, from_us=False, form_key=form_key)
        locked.heard_at = at

    made = apply(
        CONCERNS, concern, "hear", by=by, at=at, change=change, read_version=read_version, form_key=form_key
    )
    tell_ig(made, "concern_message", at, by=by)
    return made


def answer(
    concern: Concern,
    *,
    by: User,
    at: datetime,
    read_version: int,
    outcome: Outcome,
    words: str,
    how: Told,
    form_key: UUID | None = None,
) -> Concern:
    """Say what came of it."""

    def change(locked: Concern) -> None:
        locked.outcome = Outcome(outcome)
        locked.answered_at, locked.answered_by = at, by
        _say(locked, words, by=by, at=at, how=how)

    return _step(concern, "answer", change, by=by, at=at, read_version=read_version, form_key=form_key)


def close(
    concern: Concern,
    *,
    by: User,
    at: datetime,
    read_version: int,
    learned: str,
    form_key: UUID | None = None,
) -> Concern:
    """Nothing is left to do. learned: what we do otherwise from now on, or why there is nothing. Denied while what
    they wrote last has no answer."""

    def change(locked: Concern) -> None:
        if locked.waits_for_us:
            raise Denied(no("They wrote again, and have no answer.", next_step="Tell them first."))
        if not learned.strip():
            raise Denied(
                no("What we learned is not written.", next_step="Write it, or why there is nothing.")
            )
        locked.learned = learned
        locked.closed_at, locked.closed_by = at, by

    return _step(concern, "close", change, by=by, at=at, read_version=read_version, form_key=form_key)


def set_aside(
    concern: Concern,
    *,
    by: User,
    at: datetime,
    read_version: int,
    reason: str,
    form_key: UUID | None = None,
) -> Concern:
    """It is no concern at all: a machine sent it, or it was meant for somebody else."""

    def change(locked: Concern) -> None:
        if not reason.strip():
            raise Denied(no("There is no reason.", next_step="Write why it is no concern."))
        locked.outcome = Outcome.NO_CONCERN
        locked.closed_at, locked.closed_by = at, by

    return _step(
        concern,
        "set_aside",
        change,
        by=by,
        at=at,
        read_version=read_version,
        form_key=form_key,
        reason=reason,
    )


def edit(
    concern: Concern,
    *,
    by: User,
    at: datetime,
    read_version: int,
    reason: str,
    about: About,
    service: Service | None,
    received_on: date,
    kept_from_manager: bool,
    form_key: UUID | None = None,
) -> Concern:
    """Put right what it is about, where, and when it came; what they said stays as they said it."""

    def change(locked: Concern) -> None:
        demand(rules.received_allowed(received_on, local_day(at), however_old=may_be_old(by)))
        locked.about, locked.service, locked.received_on = About(about), service, received_on
        locked.kept_from_manager = kept_from_manager

    return _step(
        concern, "edit", change, by=by, at=at, read_version=read_version, form_key=form_key, reason=reason
    )


def new_code(concern: Concern, *, by: User, at: datetime, read_version: int, form_key: UUID) -> str:
    """Give them another code in the place of the one that is lost; returns it. The old one is worth nothing."""
    code = code_for(form_key)

    def change(locked: Concern) -> None:
        locked.code_hash = hashed(code)

    _step(concern, "new_code", change, by=by, at=at, read_version=read_version, form_key=form_key)
    return code


def _step(concern: Concern, verb: str, change: Callable[[Concern], None], **given: Any) -> Concern:
    return apply(CONCERNS, concern, verb, change=change, **given)


def _raised(concern: Concern, form_key: UUID) -> Raised:
    return Raised(concern, code_if_good(concern, form_key))


def _say(concern: Concern, words: str, *, by: User, at: datetime, how: Told) -> None:
    _put(concern, words, by=by, at=at, how=how, from_us=True)
    concern.told_at = at


def _put(
    concern: Concern,
    words: str,
    *,
    by: User | None,
    at: datetime,
    how: Told,
    from_us: bool,
    form_key: UUID | None = None,
) -> None:
    demand(_said(words))
    last = concern.messages.aggregate(last=Max("number"))["last"] or 0
    Message.objects.create(
        concern=concern,
        number=last + 1,
        at=at,
        by=by,
        from_us=from_us,
        how=Told(how),
        words=words,
        form_key=form_key,
    )


def _said(words: str) -> Verdict:
    return YES if words.strip() else EMPTY


def _one_at_a_time(form_key: UUID) -> None:
    """The second of two presses waits here until the first has saved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])

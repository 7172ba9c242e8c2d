"""The verbs of rights requests, from taking one in to its answer (handbook section 11)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.errors import Denied, Stale, Verdict, demand, no
from governance.notifications.sending import notify
from governance.people.models import AccessExclusion, Person
from governance.rights import documents, rules
from governance.rights.models import Clock, Gathering, Message, Pause, RightsRequest, Search
from governance.rights.permissions import may_have_come
from governance.rights.places import PLACES
from governance.rights.register import BESIDES, RIGHTS
from governance.rights.rules import MARKS, Ground, Longer, Outcome, Right
from governance.rights.states import AT_WORK
from governance.workflow.apply import apply
from governance.workflow.follow import code_for, hashed

Change = Callable[[RightsRequest], None]
STARTED_LATER = no(
    "They have not shown who they are yet.", next_step="Wait for that: no time runs meanwhile."
)


# --- Taking it in ---------------------------------------------------------------------------


@transaction.atomic
def receive(
    *,
    by: User | None,
    at: datetime,
    right: str,
    words: str,
    name: str,
    channel: str,
    received_on: date,
    form_key: UUID,
    contact: str = "",
    safe_contact: str = "",
    for_whom: str = "",
    born_on: date | None = None,
    service: Service | None = None,
    person: Person | None = None,
) -> RightsRequest:
    """Write down a request; by None from the public page. The IG team is told.

    received_on: the day on which it came, from which the month counts unless somebody must show who they are.
    Whoever asks follows it with `code_for(form_key)`. The same `form_key` again gives back what it made before.
    Raises Denied for a day still to come, and for who may not.
    """
    _one_at_a_time(form_key)
    before: RightsRequest | None = RightsRequest.objects.filter(form_key=form_key).first()
    if before is not None:
        return before
    demand(may_have_come(by, received_on, local_day(at)))
    made = RightsRequest(
        right=Right(right),
        words=words,
        name=name,
        channel=channel,
        received_on=received_on,
        started_on=received_on,
        contact=contact,
        safe_contact=safe_contact,
        for_whom=for_whom,
        born_on=born_on,
        service=service or (_home(person) if person else None),
        person=person,
        form_key=form_key,
        code_hash=hashed(code_for(form_key)),
    )
    made = apply(RIGHTS, made, "receive", by=by, at=at)
    _tell_ig(made, "rights_received", "received", at)
    return made


def correct(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    reason: str,
    right: str,
    received_on: date,
    form_key: UUID | None = None,
    **facts: Any,
) -> RightsRequest:
    """Put right what was written down while it is open, and say why. What it counts from follows the day."""

    def change(locked: RightsRequest) -> None:
        demand_open(locked)
        demand(may_have_come(by, received_on, local_day(at)))
        if locked.identity_asked_at is None:
            locked.started_on = received_on
        if Right(right) not in MARKS and locked.is_marked:
            raise Denied(
                no(
                    "It stands on their page as what it is.",
                    next_step="Lift that first, and then change this.",
                )
            )
        locked.right, locked.received_on = Right(right), received_on
        for name, value in facts.items():
            setattr(locked, name, value)
        _stand(locked, at)

    return _besides(request, "correct", by, at, change, read_version, form_key, reason=reason)


@transaction.atomic
def link(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    person: Person,
    service: Service | None = None,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Say whose request it is: the nation, and with it the clock, follow the service, of their newest case if not told.

    Raises Denied for somebody whom `by` does not see. What was gathered and searched of somebody else is thrown away,
    and how we know who asks counts for nobody else.
    """
    if not Person.objects.visible_to(by, at).filter(pk=person.pk).exists():
        raise Denied(no("We know nobody like that.", next_step="Look at the reference again."))

    def change(locked: RightsRequest) -> None:
        demand_open(locked)
        if locked.person_id != person.pk:
            if locked.gatherings.exclude(released_at=None).exists():
                raise Denied(
                    no(
                        "A copy of what we hold about somebody else was released for it.",
                        next_step="If it has left, report an incident. Write down a new request.",
                    )
                )
            locked.gatherings.filter(released_at=None).delete()
            if locked.person_id is not None:
                _forget_who(locked)
        locked.person, locked.service = person, service or _home(person)
        _stand(locked, at)

    return _besides(request, "link", by, at, change, read_version, form_key)


# --- Who asks -------------------------------------------------------------------------------


def ask_identity(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    words: str,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Ask them to show who they are: no time runs until they have. Raises Denied once the answer is overdue."""

    def change(locked: RightsRequest) -> None:
        demand(rules.may_ask_identity(_clock(locked, local_day(at))[1], local_day(at)))
        locked.identity_asked_at, locked.identity_asked_by, locked.identity_asked = at, by, words
        locked.started_on = None

    return _step(request, "ask_identity", by, at, change, read_version, form_key)


@transaction.atomic
def identify(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    how: str,
    on: date,
    mark: str = "",
    form_key: UUID | None = None,
) -> RightsRequest:
    """Say how we know who they are, and since which day; the worklist of places to search is made.

    mark: of an objection or a restriction, what must not be done for now. Raises Denied for a day that cannot be.
    """

    def change(locked: RightsRequest) -> None:
        if locked.identified_at is not None:
            raise Denied(no("It is written down already.", next_step="You have nothing more to do."))
        demand(rules.day_fits(on, first=locked.received_on, on=local_day(at)))
        locked.identified_at, locked.identified_by, locked.identified_how = at, by, how
        # Of whom it is found out anew the time has run since it was first.
        if locked.state not in AT_WORK:
            locked.started_on = rules.starts_on(
                locked.received_on, identity_asked=locked.identity_asked_at is not None, identified_on=on
            )
        locked.mark = mark
        _stand(locked, at)

    made = _step(request, "identify", by, at, change, read_version, form_key)
    if made.searches.exists():
        return made
    Search.objects.bulk_create(
        Search(request=made, number=number, place=place.name, hint=place.hint)
        for number, place in enumerate(PLACES, 1)
    )
    return made


# --- The clock --------------------------------------------------------------------------------


@transaction.atomic
def pause(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    question: str,
    on: date,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Ask what they mean: of a request for access no day counts from `on` to their reply."""

    def change(locked: RightsRequest) -> None:
        # Whether it is overdue is asked of today: a question is not dated back to before that.
        started_on, due = _clock(locked, local_day(at))
        demand(rules.may_pause(Right(locked.right), due, local_day(at)))
        demand(rules.day_fits(on, first=started_on, on=local_day(at)))
        Pause.objects.create(request=locked, asked_on=on, question=question, asked_at=at, asked_by=by)

    return _step(request, "pause", by, at, change, read_version, form_key)


@transaction.atomic
def resume(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    reply: str,
    on: date,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Write down their reply, which came on the day `on`: the clock goes on."""

    def change(locked: RightsRequest) -> None:
        waiting = locked.pauses.get(replied_on=None)
        demand(rules.day_fits(on, first=waiting.asked_on, on=local_day(at)))
        waiting.replied_on, waiting.reply, waiting.replied_at, waiting.replied_by = on, reply, at, by
        waiting.save()

    return _step(request, "resume", by, at, change, read_version, form_key)


@transaction.atomic
def extend(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    ground: str,
    because: str,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Take two months more, and tell them why, before the first due date; the letter is made at once."""

    def change(locked: RightsRequest) -> None:
        first = Clock(locked, local_day(at)).first_due_on
        if first is None:
            raise Denied(STARTED_LATER)
        demand(rules.may_extend(first, local_day(at), extended=locked.extended_at is not None))
        locked.extended_at, locked.extended_by = at, by
        locked.extended_for, locked.extended_because = Longer(ground), because

    made = _step(request, "extend", by, at, change, read_version, form_key)
    documents.order(documents.EXTENSION, made, at=at)
    return made


# --- Searching ----------------------------------------------------------------------------------


@transaction.atomic
def search(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    ticks: Mapping[int, tuple[str, str]],
    drawn: Mapping[int, tuple[str, str]] | None = None,
    another: str = "",
    form_key: UUID | None = None,
) -> RightsRequest:
    """Tick places by their number, each with what was found and a note; `another` is a place besides.

    What was ticked before and says the same stays with whoever ticked it. drawn: what stood at each when it was looked
    at; Stale where it says something else by now. Raises Denied for a place that is passed over without a reason.
    """

    def change(locked: RightsRequest) -> None:
        demand_open(locked)
        rows = {row.number: row for row in locked.searches.all()}
        for number, (found, note) in ticks.items():
            row = rows.get(number)
            if row is None or (row.found, row.note) == (found, note):
                continue
            if drawn is not None and drawn[number] != (row.found, row.note):
                raise Stale(_ticked_meanwhile(row))
            if found == Search.Found.NOT_NEEDED and not note:
                raise Denied(no(f"You do not say why not: {row.place}.", next_step="Say it in a few words."))
            row.found, row.note = found, note
            row.searched_at, row.searched_by = (at, by) if found else (None, None)
            row.save()
        if another:
            last = locked.searches.aggregate(last=Max("number"))["last"] or 0
            Search.objects.create(request=locked, number=last + 1, place=another)

    # Places are ticked by several people at once, each their own: no version is asked for.
    return _besides(request, "search", by, at, change, None, form_key)


def _ticked_meanwhile(row: Search) -> Verdict:
    return no(
        f"Somebody else ticked this meanwhile: {row.place}.",
        next_step="Open the list again, and look at what they found. What you typed is not saved.",
    )


# --- Words to and fro -------------------------------------------------------------------------


@transaction.atomic
def write(request: RightsRequest, *, by: User, at: datetime, words: str, form_key: UUID) -> RightsRequest:
    """Something that they read where they follow their request; sent twice, it is kept once."""
    _one_at_a_time(form_key)
    if Message.objects.filter(form_key=form_key).exists():
        return request

    def change(locked: RightsRequest) -> None:
        Message.objects.create(request=locked, words=words, written_at=at, written_by=by, form_key=form_key)

    return _besides(request, "write", by, at, change, None, form_key)


@transaction.atomic
def hear(request: RightsRequest, *, at: datetime, words: str, form_key: UUID) -> RightsRequest:
    """Something that whoever asked wrote to us where they follow it; sent twice, it is kept once."""
    _one_at_a_time(form_key)
    if Message.objects.filter(form_key=form_key).exists():
        return request

    def change(locked: RightsRequest) -> None:
        Message.objects.create(request=locked, words=words, written_at=at, form_key=form_key)

    made = apply(BESIDES, request, "hear", by=None, at=at, change=change)
    _tell_ig(made, "rights_heard", str(form_key), at)
    return made


def leave_it(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    form_key: UUID | None = None,
) -> RightsRequest:
    """What they wrote last is read, and needs no answer."""

    def change(locked: RightsRequest) -> None:
        if locked.unanswered is None:
            raise Denied(no("Nothing that they wrote waits.", next_step="You have nothing more to do."))
        locked.left_at, locked.left_by = at, by

    return _besides(request, "leave_it", by, at, change, read_version, form_key)


def new_code(request: RightsRequest, *, by: User, at: datetime, read_version: int, form_key: UUID) -> str:
    """Give them another code in the place of the one that is lost; returns it. The old one is worth nothing."""
    code = code_for(form_key)

    def change(locked: RightsRequest) -> None:
        locked.code_hash = hashed(code)

    _besides(request, "new_code", by, at, change, read_version, form_key)
    return code


# --- The end --------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    outcome: str,
    words: str,
    given_how: str,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Answer it with reasons; the letter is made. Where we hold nothing, nothing is left to be heeded."""
    became = Outcome(outcome)

    def change(locked: RightsRequest) -> None:
        verdict = rules.may_answer(
            Right(locked.right),
            became,
            to_search=locked.searches.filter(found="").count(),
            released=locked.gatherings.exclude(released_at=None).exists(),
            known=locked.person_id is not None and locked.identified_at is not None,
            identified=locked.identified_at is not None,
        )
        demand(verdict)
        _close(locked, words, given_how, by, at)
        locked.outcome = became
        if became is Outcome.NOTHING:
            _lift(locked, by, at)

    made = _step(request, "answer", by, at, change, read_version, form_key)
    documents.order(documents.ANSWER, made, at=at)
    return made


def drop(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    words: str,
    form_key: UUID | None = None,
) -> RightsRequest:
    """They do not want it any more: how we know."""

    def change(locked: RightsRequest) -> None:
        _close(locked, words, "", by, at)
        locked.outcome = Outcome.DROPPED
        _lift(locked, by, at)

    return _step(request, "drop", by, at, change, read_version, form_key)


@transaction.atomic
def refuse(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    ground: str,
    words: str,
    given_how: str,
    form_key: UUID | None = None,
) -> RightsRequest:
    """Refuse it on a ground that fits the right, with reasons; the letter says what they can do now."""

    def change(locked: RightsRequest) -> None:
        demand(rules.may_refuse(Right(locked.right), Ground(ground)))
        _close(locked, words, given_how, by, at)
        locked.ground = Ground(ground)
        _lift(locked, by, at)

    made = _step(request, "refuse", by, at, change, read_version, form_key)
    documents.order(documents.ANSWER, made, at=at)
    return made


def lift(
    request: RightsRequest,
    *,
    by: User,
    at: datetime,
    read_version: int,
    reason: str,
    form_key: UUID | None = None,
) -> RightsRequest:
    """What they objected to, or what was to be held still, is not to be heeded any more: they have been told so."""

    def change(locked: RightsRequest) -> None:
        if not locked.is_marked:
            raise Denied(no("Nothing of it stands on their page.", next_step="You have nothing more to do."))
        _lift(locked, by, at)

    return _besides(request, "lift", by, at, change, read_version, form_key, reason=reason)


# --- What they share ----------------------------------------------------------------------------


def _step(
    request: RightsRequest,
    verb: str,
    by: User,
    at: datetime,
    change: Change,
    read_version: int,
    form_key: UUID | None,
) -> RightsRequest:
    return apply(
        RIGHTS, request, verb, by=by, at=at, change=change, read_version=read_version, form_key=form_key
    )


def _besides(
    request: RightsRequest,
    verb: str,
    by: User,
    at: datetime,
    change: Change,
    read_version: int | None,
    form_key: UUID | None,
    reason: str = "",
) -> RightsRequest:
    """A step that is none of its states."""
    return apply(
        BESIDES,
        request,
        verb,
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
        reason=reason,
    )


def _one_at_a_time(form_key: UUID) -> None:
    """The second of two presses waits here until the first has saved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])


def _home(person: Person) -> Service | None:
    """The service of their newest case, an open one first."""
    cases = person.cases.select_related("service")
    case = cases.filter(closed_on=None).first() or cases.first()
    return case.service if case else None


def _stand(locked: RightsRequest, at: datetime) -> None:
    """Put an objection or a restriction on the person's page, once we know who they are."""
    known = locked.identified_at is not None and locked.person_id is not None
    if known and locked.right in MARKS and locked.marked_at is None:
        locked.marked_at = at


def _forget_who(locked: RightsRequest) -> None:
    """Whoever it is now has to be found out anew, and looked for in each place; nothing stands on their page before."""
    locked.marked_at = locked.lifted_at = locked.lifted_by = None
    locked.identified_at = locked.identified_by = None
    locked.identified_how = ""
    locked.searches.exclude(found="").update(found="", note="", searched_at=None, searched_by=None)


def _lift(locked: RightsRequest, by: User, at: datetime) -> None:
    if locked.is_marked:
        locked.lifted_at, locked.lifted_by = at, by


def _close(locked: RightsRequest, words: str, given_how: str, by: User, at: datetime) -> None:
    locked.answered_at, locked.answered_by, locked.answer, locked.given_how = at, by, words, given_how


def _clock(locked: RightsRequest, on: date) -> tuple[date, date]:
    """From when it counts, and until when it is to be answered; raises Denied while no time runs."""
    clock = Clock(locked, on)
    if clock.started_on is None or clock.due_on is None:
        raise Denied(STARTED_LATER)
    return clock.started_on, clock.due_on


def demand_open(request: RightsRequest) -> None:
    """Raise Denied once it is answered or refused."""
    if not request.is_open:
        raise Denied(no("It is answered already.", next_step="Write down a new request, if they ask again."))


def _tell_ig(request: RightsRequest, kind: str, occasion: str, at: datetime) -> None:
    """The IG team, without whoever knows the person."""
    known = AccessExclusion.objects.in_force().filter(person=request.person_id).values("worker_id")
    notify(
        User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=known),
        kind,
        register=RIGHTS.name,
        reference=request.reference,
        person_id=request.person_id,
        at=at,
        occasion=occasion,
    )


def newest_gathering(request: RightsRequest) -> Gathering | None:
    """The one that was ordered last."""
    return request.gatherings.order_by("-pk").first()

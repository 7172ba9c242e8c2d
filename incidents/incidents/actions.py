"""Reporting an incident, and everything until it is graded; who may read it (handbook section 10)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from governance.accounts.models import Service, User
from governance.attachments.actions import keep
from governance.calendar import LONDON
from governance.defaults import COUNTS_AS_VULNERABLE
from governance.errors import YES, Code, Denied, Verdict, demand, no
from governance.notifications.sending import take_back
from governance.people.models import Person
from governance.people.register import is_blocked, take_turns
from governance.records.actor import acting_as
from governance.workflow.apply import apply
from incidents.incidents.clock_rows import late_by, moments, suspicion_ends
from incidents.incidents.clocks import moments_allowed, to_the_minute
from incidents.incidents.decisions import decide, keep_floor, names_somebody_vulnerable
from incidents.incidents.models import Affected, Entry, Incident, Named, Told
from incidents.incidents.permissions import SUBJECT_IS_NAMED
from incidents.incidents.register import INCIDENTS, readers, tell, those_who_run_it
from incidents.incidents.sorts import Certainty, Data, Question, Source, Telling, Type

ATTACHED = "Timeline: a file"


def said(words: str, missing: str) -> Verdict:
    """Whether a reason is given."""
    return YES if words.strip() else no(missing, code=Code.REASON, next_step="The reason is kept with it.")


def _true(incident: Incident, at: datetime) -> None:
    """Raises Denied unless its moments can be true together."""
    demand(moments_allowed(moments(incident), at))


def quiet(incident: Incident, reason: str) -> str:
    """The reason for the ledger, which more people read than may read a restricted incident."""
    return "" if incident.restricted else reason


# --- Reporting -----------------------------------------------------------------------------


@transaction.atomic
def report(
    *,
    by: User,
    at: datetime,
    service: Service | None,
    certainty: str,
    known_at: datetime | None,
    what_happened: str,
    form_key: UUID,
    type: str = Type.OTHER,
    happened_at: datetime | None = None,
    source: str = Source.STAFF,
    data_sorts: list[str] | None = None,
    people_count: int | None = None,
    contained: bool | None = None,
    about_staff: bool = False,
    subject: User | None = None,
) -> Incident:
    """Report what happened, or may have. known_at: when anybody here first knew it, or suspected it.

    about_staff: only those named may read it: whoever reports it and the Data Protection Officer, or the Senior
    Information Risk Owner where it is about that officer. subject: whom it is about, who never may.
    The same `form_key` from the same user again gives back what it made before. Raises Denied for moments that
    cannot be true.
    """
    _one_at_a_time(form_key)
    before: Incident | None = Incident.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return before
    incident = Incident(
        service=service,
        type=type,
        happened_at=happened_at,
        source=source,
        data_sorts=data_sorts or [],
        people_count=people_count,
        contained=contained,
        what_happened=what_happened,
        form_key=form_key,
        vulnerable=_is_vulnerable(data_sorts or []),
    )
    made = _reported(incident, by=by, at=at, certainty=certainty, known_at=known_at)
    if about_staff:
        made = _restricted(made, by=by, at=at, subject=subject)
    tell(set(those_who_run_it(made)) - {by}, "incident_reported", made, at)
    return made


def _one_at_a_time(form_key: UUID) -> None:
    """The second of two presses waits here until the first has saved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])


def _is_vulnerable(data: list[str]) -> bool:
    """Whoever uses our services counts; only what is about nothing but our staff's work does not."""
    return set(data) != {Data.STAFF}


def report_draft(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    certainty: str,
    known_at: datetime | None,
    **sent: Any,
) -> Incident:
    """A draft that another register opened is one: its clocks run from when anybody here knew, and never from later
    than when that register noticed it. sent: what the form asked besides, by field, with `read_version` and
    `form_key`."""
    since = min(known_at or at, incident.created_at)
    done = _reported(incident, by=by, at=at, certainty=certainty, known_at=since, **sent)
    tell(set(those_who_run_it(done)) - {by}, "incident_reported", done, at)
    return done


def _reported(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    certainty: str,
    known_at: datetime | None,
    read_version: int | None = None,
    form_key: UUID | None = None,
    **facts: Any,
) -> Incident:
    def change(locked: Incident) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.certainty = certainty
        if locked.happened_at is not None:
            # Another register wrote it with its seconds, and what anybody knew is typed without.
            locked.happened_at = to_the_minute(locked.happened_at)
        # A draft knows who noticed it: they caused it.
        locked.reported_by, locked.reported_at = locked.reported_by or by, at
        moment = known_at or at
        locked.aware_at = moment if certainty == Certainty.KNOWN else None
        locked.suspected_at = moment if certainty == Certainty.SUSPECTED else None
        _true(locked, at)

    return apply(
        INCIDENTS,
        incident,
        "report",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


@transaction.atomic
def confirm(incident: Incident, *, by: User, at: datetime, known_at: datetime, **sent: Any) -> Incident:
    """It did happen, and somebody here knew it at `known_at`; never later than when the suspicion counted as such.

    What was graded and decided because it had only nearly happened is to be graded and decided anew.
    """
    nearly = False

    def change(locked: Incident) -> None:
        nonlocal nearly
        ends, nearly = suspicion_ends(locked), locked.certainty == Certainty.NEAR_MISS
        if nearly:
            locked.forget_not_reporting()
            if locked.telling == Telling.NOBODY:
                locked.forget_telling()
        locked.certainty = Certainty.KNOWN
        locked.confirmed_at, locked.confirmed_by = at, by
        locked.aware_at = known_at if ends is None else min(known_at, ends)
        if locked.suspected_at is not None:
            # Nobody suspects later than they know.
            locked.suspected_at = min(locked.suspected_at, locked.aware_at)
        _true(locked, at)

    done = apply(INCIDENTS, incident, "confirm", by=by, at=at, change=change, **sent)
    if nearly and done.grade is not None:
        with acting_as(by.pk):
            done = apply(INCIDENTS, done, "ungrade", by=None, at=at, change=Incident.forget_grade)
    tell(set(those_who_run_it(done)) - {by}, "incident_confirmed", done, at)
    return done


def edit(incident: Incident, *, by: User, at: datetime, **facts: Any) -> Incident:
    """Write down what is known of it by now: by field, with `read_version` and `form_key`."""
    sent = {name: facts.pop(name) for name in ("read_version", "form_key") if name in facts}

    def change(locked: Incident) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)
        if locked.vulnerable or names_somebody_vulnerable(locked):
            keep_floor(locked, by=by, at=at)
        _true(locked, at)

    return apply(INCIDENTS, incident, "edit", by=by, at=at, change=change, fields=sorted(facts), **sent)


def amend_aware(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    aware_at: datetime,
    reason: str,
    late_because: str = "",
    **sent: Any,
) -> Incident:
    """Somebody here knew it, or suspected it, earlier than was said. It is never moved later: E-REASON.

    late_because: why the regulator was told after the 72 hours, where by this it was.
    """
    demand(said(reason, "Write why."))

    def change(locked: Incident) -> None:
        first = next(iter(locked.parts), None)
        was_late = first is not None and late_by(locked, first.sent_at)
        _move_back(locked, aware_at)
        _true(locked, at)
        if first is not None and not was_late and late_by(locked, first.sent_at):
            demand(
                said(
                    late_because, "By this the regulator was told after the 72 hours, and no reason is given."
                )
            )
            outcome = "Told late, as we know now"
            decide(locked, Question.REGULATOR, outcome, by=by, at=at, because=late_because)

    return apply(
        INCIDENTS,
        incident,
        "amend_aware",
        by=by,
        at=at,
        change=change,
        reason=quiet(incident, reason),
        **sent,
    )


def _move_back(incident: Incident, moment: datetime) -> None:
    """Nobody suspects later than they know."""
    was = incident.aware_at or incident.suspected_at
    if was is None:
        raise Denied(
            no("Nobody has said that it happened, or may have.", next_step="Say first that it did, and when.")
        )
    if moment > was:
        raise Denied(
            no(
                f"That was so on {was.astimezone(LONDON):%-d %B %Y at %H:%M}, and it is not moved later.",
                code=Code.REASON,
                next_step="Leave it. If the report comes late because of it, say why in the report.",
            )
        )
    if incident.aware_at is not None:
        incident.aware_at = moment
    if incident.suspected_at is not None:
        incident.suspected_at = min(incident.suspected_at, moment)


def dismiss(incident: Incident, *, by: User, at: datetime, reason: str, **sent: Any) -> Incident:
    """It is no incident, with the reason; its clocks stop."""
    demand(said(reason, "Write why it is no incident."))

    def change(locked: Incident) -> None:
        locked.dismissed_because, locked.dismissed_at, locked.dismissed_by = reason, at, by

    done = apply(
        INCIDENTS, incident, "dismiss", by=by, at=at, change=change, reason=quiet(incident, reason), **sent
    )
    tell({done.reported_by} - {by}, "incident_dismissed", done, at)
    return done


def reopen(incident: Incident, *, by: User, at: datetime, reason: str, **sent: Any) -> Incident:
    """What was closed or dismissed is looked at again; what was decided stays as it is.

    What never was reported is reported now. Its hours are not new ones: they run since a register noticed it.
    """
    demand(said(reason, "Write why."))

    def change(locked: Incident) -> None:
        if locked.reported_at is None:
            locked.reported_at, locked.reported_by = at, locked.reported_by or by
            if locked.certainty == Certainty.KNOWN:
                locked.aware_at = locked.aware_at or locked.created_at
            elif locked.certainty == Certainty.SUSPECTED:
                locked.suspected_at = locked.suspected_at or locked.created_at
        locked.dismissed_because, locked.closing_words = "", ""
        locked.dismissed_at = locked.dismissed_by = locked.closed_at = locked.closed_by = None

    done = apply(
        INCIDENTS, incident, "reopen", by=by, at=at, change=change, reason=quiet(incident, reason), **sent
    )
    tell(set(those_who_run_it(done)) - {by}, "incident_reopened", done, at)
    return done


# --- The timeline --------------------------------------------------------------------------


@transaction.atomic
def note(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    words: str,
    happened_at: datetime | None = None,
    upload: "UploadedFile[Any] | None" = None,
    form_key: UUID | None = None,
    read_version: int | None = None,
) -> Incident:
    """Add a line to the timeline, with a file if there is one. happened_at: now, unless told; never in the future."""
    if form_key is not None:
        _one_at_a_time(form_key)
        if incident.entries.filter(form_key=form_key).exists():
            return incident
    moment = happened_at or at
    if moment > at:
        raise Denied(no("This is in the future.", next_step="Check the date and time."))

    def change(locked: Incident) -> None:
        file = None
        if upload is not None:
            file = keep(
                locked,
                INCIDENTS,
                label=ATTACHED,
                upload=upload,
                by=by,
                at=at,
                form_key=form_key,
                service_id=locked.service_id,
            )
        Entry.objects.create(
            incident=locked,
            at=moment,
            words=words,
            attachment=file,
            form_key=form_key,
            written_at=at,
            written_by=by,
        )

    # Nobody overwrites anything with a line more.
    return apply(INCIDENTS, incident, "note", by=by, at=at, change=change, form_key=form_key)


# --- Whom it is about -----------------------------------------------------------------------


@transaction.atomic
def affect(incident: Incident, *, by: User, at: datetime, person: Person, **sent: Any) -> Incident:
    """Somebody whom it is about, and whom `by` may see. Whoever is on it already is refused."""
    take_turns(person.pk)

    def change(locked: Incident) -> None:
        if is_blocked(by, person.pk) or locked.affected.filter(person=person, removed_at=None).exists():
            raise Denied(no("They are on it already.", next_step="Look at whom it is about."))
        Affected.objects.create(incident=locked, person=person, added_at=at, added_by=by)
        if person.kind == COUNTS_AS_VULNERABLE.value:
            keep_floor(locked, by=by, at=at)

    return apply(INCIDENTS, incident, "affect", by=by, at=at, change=change, **sent)


def unaffect(
    incident: Incident, *, by: User, at: datetime, affected: Affected, reason: str, **sent: Any
) -> Incident:
    """It is not about them after all; nobody who was told already is taken out."""
    demand(said(reason, "Write why."))

    def change(locked: Incident) -> None:
        found = locked.affected.filter(pk=affected.pk, removed_at=None).first()
        if found is None:
            raise Denied(no("They are not on it any more.", next_step="Look at whom it is about."))
        if found.told_at is not None or found.contacts.exists():
            raise Denied(
                no(
                    "They were told of it, so they stay on it.",
                    next_step="Write what is wrong in the timeline.",
                )
            )
        found.removed_at, found.removed_by = at, by
        found.save(update_fields=["removed_at", "removed_by"])

    return apply(
        INCIDENTS, incident, "unaffect", by=by, at=at, change=change, reason=quiet(incident, reason), **sent
    )


def tell_commissioner(
    incident: Incident, *, by: User, at: datetime, term: Any, told_at: datetime, words: str = "", **sent: Any
) -> Incident:
    """A commissioner was told, by one term of its contract."""
    if told_at > at:
        raise Denied(no("This is in the future.", next_step="Check the date and time."))

    def change(locked: Incident) -> None:
        if locked.commissioners.filter(term=term).exists():
            raise Denied(no("They were told already.", next_step="Look at the clocks."))
        Told.objects.create(
            incident=locked, term=term, told_at=told_at, words=words, written_at=at, written_by=by
        )

    return apply(INCIDENTS, incident, "tell_commissioner", by=by, at=at, change=change, **sent)


# --- Who may read it ------------------------------------------------------------------------


def _not_the_subject(users: list[User], subject: User | None) -> Verdict:
    if subject is not None and subject in users:
        return no("Whom it is about never reads it.", code=Code.ROLE, next_step="Name somebody else.")
    return YES


def _those_who_decide(subject: User | None) -> list[User]:
    """The Data Protection Officer; where it is about that officer, the Senior Information Risk Owner."""
    for hat in ("is_dpo", "is_siro"):
        found = User.objects.filter(is_active=True, **{hat: True})
        if subject is not None:
            found = found.exclude(pk=subject.pk)
        if users := list(found):
            return users
    return []


def _restricted(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    subject: User | None,
    verb: str = "restrict",
    **sent: Any,
) -> Incident:
    def change(locked: Incident) -> None:
        if locked.subject is not None:
            raise Denied(SUBJECT_IS_NAMED)
        named = {by, *_those_who_decide(subject)}
        if subject == by:
            raise Denied(
                no(
                    "You cannot hide an incident from yourself.",
                    code=Code.ROLE,
                    next_step="Report what you did yourself without restricting it, or ask the IG team to.",
                )
            )
        locked.restricted, locked.subject = True, subject
        there = set(locked.named.filter(ended_at=None).values_list("user_id", flat=True))
        Named.objects.bulk_create(
            Named(incident=locked, user=each, named_at=at, named_by=by)
            for each in sorted(named, key=lambda user: user.pk)
            if each.pk not in there
        )
        if subject is not None:
            locked.named.filter(user=subject, ended_at=None).update(ended_at=at, ended_by=by)

    # Whoever reports it may say so, and may not restrict what others reported.
    with acting_as(by.pk):
        done = apply(INCIDENTS, incident, verb, by=None, at=at, change=change, **sent)
    _take_back(done, at)
    return done


def _take_back(incident: Incident, at: datetime) -> None:
    """Messages about it leave the inbox of everybody who may not read it any more, and are not mailed."""
    told = User.objects.filter(notifications__reference=incident.reference).distinct()
    take_back(set(told) - readers(incident, told, at), register=INCIDENTS.name, reference=incident.reference)


def restrict(
    incident: Incident, *, by: User, at: datetime, subject: User | None = None, **sent: Any
) -> Incident:
    """From now on only those named read it: `by` and the Data Protection Officer, until they name others.

    subject: the member of staff whom it is about, who gets 404 whatever their role.
    """
    demand(INCIDENTS.verbs["restrict"].may(by, incident, at))
    return _restricted(incident, by=by, at=at, subject=subject, **sent)


def name_subject(incident: Incident, *, by: User, at: datetime, subject: User, **sent: Any) -> Incident:
    """Whom a restricted one is about: from now on they never read it, and who decides in their place does."""
    demand(INCIDENTS.verbs["name_subject"].may(by, incident, at))
    return _restricted(incident, by=by, at=at, subject=subject, verb="name_subject", **sent)


def name(incident: Incident, *, by: User, at: datetime, reader: User, **sent: Any) -> Incident:
    """Somebody more may read it; never whom it is about."""

    def change(locked: Incident) -> None:
        demand(_not_the_subject([reader], locked.subject))
        if locked.named.filter(user=reader, ended_at=None).exists():
            raise Denied(no(f"{reader} may read it already.", next_step="There is nothing to do."))
        Named.objects.create(incident=locked, user=reader, named_at=at, named_by=by)

    done = apply(INCIDENTS, incident, "name", by=by, at=at, change=change, **sent)
    tell(readers(done, [reader], at) - {by}, "incident_named", done, at)
    return done


def unname(incident: Incident, *, by: User, at: datetime, reader: User, **sent: Any) -> Incident:
    """Somebody need not read it any more; somebody who decides always may."""

    def change(locked: Incident) -> None:
        locked.named.filter(user=reader, ended_at=None).update(ended_at=at, ended_by=by)
        left = User.objects.filter(named_in_incidents__in=locked.named.filter(ended_at=None))
        if not any(each.is_active and (each.is_dpo or each.is_siro) for each in left):
            raise Denied(
                no(
                    "Then nobody who decides could read it.",
                    next_step="Name the Data Protection Officer or the Senior Information Risk Owner first.",
                )
            )

    done = apply(INCIDENTS, incident, "unname", by=by, at=at, change=change, **sent)
    _take_back(done, at)
    return done


def open_up(incident: Incident, *, by: User, at: datetime, reason: str, **sent: Any) -> Incident:
    """It is not about a member of staff after all: whoever's role allows it reads it again."""
    demand(said(reason, "Write why."))

    def change(locked: Incident) -> None:
        locked.restricted, locked.subject = False, None
        locked.named.filter(ended_at=None).update(ended_at=at, ended_by=by)

    done = apply(INCIDENTS, incident, "open_up", by=by, at=at, change=change, reason=reason, **sent)
    _take_back(done, at)
    return done

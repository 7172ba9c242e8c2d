"""What becomes of an agreement over time: reviewed, ended early, or run out, and what is then returned or deleted.

That it has expired or is replaced is worked out when read, so there is no verb for either.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.attachments.actions import keep
from governance.calendar import local_day
from governance.errors import Denied, IllegalTransition, demand, no
from governance.workflow.apply import apply
from sharing.agreements.models import Agreement, AtEnd, Duty, Party, Review
from sharing.agreements.querysets import versions_of
from sharing.agreements.register import AGREEMENTS, BESIDES
from sharing.agreements.rules import (
    Type,
    begins_on,
    duty_done_allowed,
    duty_due_allowed,
    end_allowed,
    next_review_allowed,
    review_allowed,
    review_due,
)
from sharing.agreements.states import State
from sharing.agreements.telling import tell

OVER = (State.EXPIRED, State.TERMINATED, State.SUPERSEDED)
# What a duty asks for, and what the file says that shows it.
DONE = {AtEnd.RETURN: "Given back", AtEnd.DELETE: "Deleted"}
LONGEST_LABEL = 120
NOT_NEEDED = "Not needed: the notice was taken back."


class Wanted(NamedTuple):
    """Something that must be returned or deleted: what, which of the two, its last good day, and by whom (None: us)."""

    what: str
    kind: AtEnd
    due_on: date
    party: Party | None = None


def reviewable_since(agreement: Agreement) -> date:
    """The first day on which it can have been reviewed: that of the last review, or when it began."""
    latest: date | None = agreement.reviews.order_by("-done_on").values_list("done_on", flat=True).first()
    return latest or began_on(agreement)


def review(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    done_on: date,
    words: str,
    next_on: date | None = None,
) -> Review:
    """Write down that it was looked at and is still right; the next review is in 12 months, or sooner by `next_on`.

    It counts from `at`: what was blocked before stays so, whenever it was done. A review is no approval, so whoever
    wrote the agreement may do it. Raises Denied for a day that cannot be.
    """
    new = Review(agreement=agreement, done_on=done_on, words=words, recorded_at=at, recorded_by=by)

    def change(locked: Agreement) -> None:
        ends_on = locked.ends_on or date.max
        demand(review_allowed(done_on, reviewable_since(locked), local_day(at)))
        if next_on is not None:
            demand(next_review_allowed(next_on, done_on, ends_on))
        locked.review_on = new.next_on = next_on or review_due(done_on, ends_on)
        new.save()

    with transaction.atomic():
        apply(
            AGREEMENTS,
            agreement,
            "review",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            done_on=done_on.isoformat(),
        )
    return new


def terminate(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    ended_at: datetime,
    reason: str,
    duties: Iterable[Wanted] = (),
) -> Agreement:
    """End it before its last day; `duties` is what must be returned or deleted. Raises Denied for an impossible moment.

    What it renews goes on where this one had not replaced it yet. Nothing that rests on it is cancelled here: each
    sharing asks whether it is covered. The owner and the IG team are told, and the owners of what stops with it.
    """

    if ended_at > at:
        raise Denied(no("This moment has not come yet.", next_step="Give notice for it instead."))
    step = _Ending("terminate", ended_at, reason, tuple(duties))
    with transaction.atomic():
        ended = _end(agreement, step, "agreement_ended", "agreement_covers_nothing", by, at, read_version)
        _reinstate(ended, at)
    return ended


def give_notice(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    ended_at: datetime,
    reason: str,
    duties: Iterable[Wanted] = (),
) -> Agreement:
    """Say that it ends at a moment to come, and until then counts as it did.

    Told as an end is, to those whose agreements stop with it then. Raises Denied for an impossible moment, and where
    notice was given already.
    """
    if ended_at <= at:
        raise Denied(no("This moment has passed.", next_step="End it instead."))
    if agreement.ended_at is not None:
        raise Denied(no("Notice was given already.", next_step="Take that back first, or end it now."))
    step = _Ending("give_notice", ended_at, reason, tuple(duties))
    return _end(agreement, step, "agreement_to_end", "agreement_will_cover_nothing", by, at, read_version)


def take_back_notice(
    agreement: Agreement, *, by: User, at: datetime, read_version: int, reason: str
) -> Agreement:
    """Say that it goes on after all, before the moment has come; what was to be returned or deleted need not be.

    Raises Denied where no notice was given, IllegalTransition where it has ended.
    """

    def change(locked: Agreement) -> None:
        if locked.ended_at is None:
            raise Denied(no("No notice was given.", next_step="Look at the agreement as it is now."))
        locked.ended_at, locked.ended_by, locked.end_reason = None, None, ""
        locked.duties.filter(done_on=None).update(
            done_on=local_day(at), done_at=at, done_by=by, evidence=NOT_NEEDED
        )

    with transaction.atomic():
        goes_on = apply(
            AGREEMENTS,
            agreement,
            "take_back_notice",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            reason=reason,
        )
        told = User.objects.filter(Q(role=Role.IG) | Q(pk=goes_on.owner_id)).exclude(pk=by.pk)
        tell(told, "agreement_goes_on_after_all", goes_on, at)
    return goes_on


class _Ending(NamedTuple):
    """How it is ended: by which verb, when, why, and what follows."""

    verb: str
    ended_at: datetime
    reason: str
    duties: tuple[Wanted, ...]


def _end(
    agreement: Agreement,
    step: _Ending,
    kind: str,
    kind_of_leaning: str,
    by: User,
    at: datetime,
    read_version: int,
) -> Agreement:
    """Write its end down and tell whom it concerns, in one transaction."""

    def change(locked: Agreement) -> None:
        first, last = locked.starts_on or date.max, locked.ends_on or date.max
        demand(end_allowed(step.ended_at, locked.began_at or at, first, last, at))
        locked.ended_at, locked.ended_by, locked.end_reason = step.ended_at, by, step.reason
        _want(locked, step.duties)

    with transaction.atomic():
        leaning = stops_with(agreement, max(at, step.ended_at))
        ended = apply(
            AGREEMENTS,
            agreement,
            step.verb,
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            reason=step.reason,
            ended_at=step.ended_at.isoformat(),
        )
        ig = Q(role=Role.IG)
        tell(User.objects.filter(ig | Q(pk=ended.owner_id)).exclude(pk=by.pk), kind, ended, at)
        for each in leaning:
            tell(User.objects.filter(ig | Q(pk=each.owner_id)), kind_of_leaning, each, at)
    return ended


def wind_up(
    agreement: Agreement, *, by: User, at: datetime, read_version: int, duties: Iterable[Wanted] = ()
) -> Agreement:
    """Say that one that has run out is not renewed, and what must be returned or deleted, if anything.

    Its end is not told of any more then. Raises IllegalTransition where it has not run out, Denied where that is done.
    """

    def change(locked: Agreement) -> None:
        demand_state(locked, [State.EXPIRED], at)
        if locked.wound_up_at is not None:
            raise Denied(
                no(
                    "This is settled already.",
                    next_step="Add what else must be returned or deleted by itself.",
                )
            )
        locked.wound_up_at, locked.wound_up_by = at, by
        _want(locked, duties)

    return apply(BESIDES, agreement, "wind_up", by=by, at=at, change=change, read_version=read_version)


def add_duty(agreement: Agreement, wanted: Wanted, *, by: User, at: datetime, read_version: int) -> Agreement:
    """Add something that must be returned or deleted. Raises IllegalTransition while the agreement goes on."""

    def change(locked: Agreement) -> None:
        demand_state(locked, OVER, at)
        _want(locked, [wanted])

    return apply(
        BESIDES,
        agreement,
        "add_duty",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        kind=wanted.kind,
    )


def finish_duty(
    duty: Duty,
    *,
    by: User,
    at: datetime,
    read_version: int,
    done_on: date,
    evidence: str,
    upload: "UploadedFile[Any] | None" = None,
    form_key: UUID | None = None,
) -> Duty:
    """Write down that something was returned or deleted, and how we know: of a partner, on their written word.

    upload: a letter or a certificate that shows it. Raises Denied where it is done already, or cannot be on that day.
    """
    agreement = duty.agreement

    def change(locked: Agreement) -> None:
        duty.refresh_from_db()
        if duty.done_on is not None:
            raise Denied(no("This is done already.", next_step="Look at what is written down about it."))
        demand(duty_done_allowed(done_on, began_on(locked), local_day(at)))
        duty.done_on, duty.evidence, duty.done_at, duty.done_by = done_on, evidence, at, by
        duty.save()

    with transaction.atomic():
        apply(
            BESIDES,
            agreement,
            "finish_duty",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            kind=duty.kind,
        )
        if upload is not None:
            keep(
                agreement,
                AGREEMENTS,
                label=f"{DONE[AtEnd(duty.kind)]} by {duty.holder}"[:LONGEST_LABEL],
                upload=upload,
                by=by,
                at=at,
                form_key=form_key,
                service_id=agreement.service_id,
            )
    return duty


def stops_with(agreement: Agreement, at: datetime) -> list[Agreement]:
    """What covers nothing any more once this one ends: protocols under it, or a memorandum that it alone fills.

    Another version of it that stands carries on what leans on it, so that nothing stops.
    """
    others = Agreement.objects.exclude(pk=agreement.pk).in_state(State.ACTIVE, at)
    if agreement.type != Type.DSP:
        standing = others.filter(pk__in=versions_of([agreement.pk])[agreement.pk])
        carried = standing.filter(starts_on__lte=local_day(at)).exists()
        return [] if carried else list(others.under(agreement).order_by("pk"))
    above = agreement.parent
    if above is None or above.type != Type.MOU or others.under(above).exists():
        return []
    memoranda = others.filter(pk__in=versions_of([above.pk])[above.pk])
    return list(memoranda.exclude(has_sharing_section=True).order_by("pk"))


def goes_on_without(agreement: Agreement, at: datetime) -> Agreement | None:
    """What this renewal has not replaced yet, and will not if it ends now."""
    before = agreement.renews
    if before is None or before.superseded_at is None or before.superseded_at <= at:
        return None
    return before if before.state == State.ACTIVE and before.state_at(at) != State.TERMINATED else None


def ended_on(agreement: Agreement) -> date | None:
    """The day on which it ended or is to end: its last day, or that of its early end or of its renewal before that."""
    moments = (agreement.ended_at, agreement.superseded_at)
    days = [agreement.ends_on, *(local_day(each) for each in moments if each is not None)]
    return min((day for day in days if day is not None), default=None)


def began_on(agreement: Agreement) -> date:
    """The first day on which it counts; of one that never began, a day that does not come."""
    if agreement.began_at is None or agreement.starts_on is None:
        return date.max
    return begins_on(agreement.began_at, agreement.starts_on)


def _want(agreement: Agreement, duties: Iterable[Wanted]) -> None:
    for each in duties:
        demand(duty_due_allowed(each.due_on, ended_on(agreement) or each.due_on))
        Duty.objects.create(agreement=agreement, **each._asdict())


def demand_state(agreement: Agreement, states: Iterable[State], at: datetime) -> None:
    """For what is no step of the machine, since these states are worked out when read; raises IllegalTransition."""
    state = agreement.state_at(at)
    if state not in states:
        raise IllegalTransition(
            no(
                f"This agreement is {state.label.lower()}, so that step is not open.",
                next_step="Look at the agreement as it is now.",
            )
        )


def _reinstate(ended: Agreement, at: datetime) -> None:
    """What was to be replaced by a renewal that never began goes on as if there had been none."""
    before = goes_on_without(ended, at)
    if before is None:
        return

    def change(locked: Agreement) -> None:
        locked.superseded_at = None

    goes_on = apply(BESIDES, before, "reinstate", by=None, at=at, change=change, renewal=ended.reference)
    told = User.objects.filter(Q(role=Role.IG) | Q(pk=goes_on.owner_id))
    tell(told, "agreement_goes_on", goes_on, at)

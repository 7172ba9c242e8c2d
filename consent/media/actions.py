"""The verbs of media (handbook section 9): kept, people added with their consent, published, ended, deleted."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from consent.consents.models import Consent
from consent.kinds import Channel
from consent.media import documents, rules
from consent.media.models import Asset, InIt, Publication
from consent.media.models import Kind as What
from consent.media.register import BESIDES, MEDIA, rest_on, tell, told_if_uncovered
from consent.media.said import covering, covers_now, people, said, taken_back
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.attachments import sealed
from governance.attachments.sealing import Sealing
from governance.calendar import local_day, overdue_from
from governance.errors import Denied, NotThere, Verdict, demand, no
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.people.register import is_blocked, take_turns
from governance.workflow.apply import apply

MOMENT = timedelta(microseconds=1)


@transaction.atomic
def begin(
    *,
    by: User,
    at: datetime,
    kind: What,
    title: str,
    campaign: str,
    service: Service | None,
    made_by: str,
    made_on: date,
    shown: int,
    location: str = "",
    ends_on: date | None = None,
    file: Sealing | None = None,
    media_type: str = "",
    form_key: UUID | None = None,
    follows: Asset | None = None,
) -> Asset:
    """Keep one: its file here, encrypted, or the words where else it lies. It is used nowhere before everybody in it
    says yes.

    follows: the one that it was cut from; those whose yes still holds are in this one too. The same `form_key` from
    the same user again gives back what it made before. Denied for a day to come, or where it is nowhere.
    """
    with connection.cursor() as cursor:
        # The second of two presses waits here until the first has saved.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
    before = Asset.objects.filter(form_key=form_key, created_by=by).first() if form_key else None
    if before is not None:
        return before
    demand(_happened(made_on, at))
    if file is None and not location:
        raise Denied(
            no("It is neither kept here nor anywhere else.", next_step="Put in the file, or say where it is.")
        )
    demand(_shows_nobody_else(file))
    new = Asset(
        kind=kind,
        title=title,
        campaign=" ".join(campaign.split()),
        service=service,
        made_by=made_by,
        made_on=made_on,
        ends_on=ends_on,
        shown=shown,
        location=location,
        form_key=form_key,
        follows=follows,
    )

    def change(locked: Asset) -> None:
        if file is not None:
            locked.file, locked.media_type = sealed.keep(file, at=at), media_type

    made = apply(MEDIA, new, "begin", by=by, at=at, change=change)
    # Whoever writes about several people takes their turns in this order.
    staying = sorted(people(follows), key=lambda each: each.person_id) if follows is not None else []
    for in_it in staying:
        consent = covering(made, in_it.person_id, at)
        if consent is not None and not in_it.ended:
            made = add_person(made, by=by, at=at, person=in_it.person, consent=consent)
    return made


def edit(asset: Asset, *, by: User, at: datetime, read_version: int | None = None, **facts: Any) -> Asset:
    """Change what it says: its title, service, end, and how many can be recognised."""

    def change(locked: Asset) -> None:
        before = locked.shown
        for name, value in facts.items():
            setattr(locked, name, value)
        if locked.shown < before and locked.publications.filter(down_on=None).exists():
            raise Denied(
                no(
                    "It is shown somewhere, so there cannot be fewer people in it than before.",
                    next_step="First take it down. Then write down how many can be recognised.",
                )
            )
        if locked.shown < len(people(locked)):
            raise Denied(
                no(
                    "More people than that are written down in it.",
                    next_step="First take off who is not in it.",
                )
            )

    return told_if_uncovered(
        apply(MEDIA, asset, "edit", by=by, at=at, change=change, read_version=read_version), at
    )


def put_file(asset: Asset, *, by: User, at: datetime, file: Sealing, media_type: str, **sent: Any) -> Asset:
    """Put in its file, or another in its place: the one before is destroyed."""

    def change(locked: Asset) -> None:
        before = locked.file
        demand(_shows_nobody_else(file))
        locked.file, locked.media_type = sealed.keep(file, at=at), media_type
        if before is not None:
            sealed.destroy(before, at=at)

    return apply(MEDIA, asset, "put_file", by=by, at=at, change=change, **sent)


# --- Who is in it ----------------------------------------------------------------------------


@transaction.atomic
def add_person(
    asset: Asset, *, by: User, at: datetime, person: Person, consent: Consent | None, **sent: Any
) -> Asset:
    """Somebody who can be recognised in it, with the consent that covers them, if there is one yet.

    Denied where they are in it already, or where the consent is somebody else's or does not cover the campaign now.
    """
    # Before it is locked, as where they take their yes back: so neither misses the other.
    take_turns(person.pk)
    if is_blocked(by, person.pk):
        raise NotThere(MEDIA.name, asset.reference, blocked=True)
    consent = Consent.objects.get(pk=consent.pk) if consent is not None else None
    if consent is not None and consent.person_id != person.pk:
        raise NotThere(MEDIA.name, asset.reference)

    def change(locked: Asset) -> None:
        if locked.people.filter(person=person, removed_at=None).exists():
            raise Denied(no("They are in it already.", next_step="Look at who is in it."))
        if consent is not None and not covers_now(locked, consent, at):
            raise Denied(
                no(
                    "That consent does not hold, or is for another campaign.",
                    next_step="Choose another, or ask them.",
                )
            )
        added = InIt(asset=locked, number=_next(InIt, locked), person=person, added_at=at, added_by=by)
        rest_on(added, consent)
        added.save()
        locked.shown = max(locked.shown, locked.people.filter(removed_at=None).count())

    return told_if_uncovered(apply(MEDIA, asset, "add_person", by=by, at=at, change=change, **sent), at)


def remove_person(asset: Asset, *, by: User, at: datetime, number: int, reason: str, **sent: Any) -> Asset:
    """Somebody who was written down is not in it. How many can be recognised stays as it was.

    While it is shown somewhere, the IG team does this; of what was shown before, they are told.
    """

    def change(locked: Asset) -> None:
        in_it = _person(locked, number)
        in_it.removed_at, in_it.removed_by, in_it.removed_because = at, by, reason
        in_it.save()

    done = apply(MEDIA, asset, "remove_person", by=by, at=at, change=change, number=number, **sent)
    if by.role != Role.IG and done.publications.exists():
        tell(done, "media_taken_off", at)
    return told_if_uncovered(done, at)


def tell_person(asset: Asset, *, by: User, at: datetime, number: int, told_how: str, **sent: Any) -> Asset:
    """A person who took back their yes was told what we cannot call back, and whom they can ask."""

    def change(locked: Asset) -> None:
        in_it = _person(locked, number)
        if not in_it.ended:
            raise Denied(
                no("They have not taken back their yes.", next_step="There is nothing to tell them.")
            )
        if in_it.told_at is not None:
            raise Denied(no("They are told already.", next_step="There is nothing more to do."))
        in_it.told_at, in_it.told_by, in_it.told_how = at, by, told_how
        in_it.save()

    return apply(BESIDES, asset, "tell", by=by, at=at, change=change, number=number, **sent)


# --- Where it is shown -------------------------------------------------------------------------


def publish(
    asset: Asset,
    *,
    by: User,
    at: datetime,
    channel: Channel,
    ours: bool,
    where: str,
    from_on: date,
    publisher: str = "",
    organisation: Organisation | None = None,
    until_on: date | None = None,
    **sent: Any,
) -> Asset:
    """It is published there. E-CONSENT unless everybody in it says yes to that, on that day and now."""
    demand(_happened(from_on, at))

    def change(locked: Asset) -> None:
        # The end of that day, since a yes may have been said on it.
        for moment in {at, min(at, overdue_from(from_on) - MOMENT)}:
            demand(rules.may_use(said(people(locked)), locked.shown, locked.campaign, channel, moment))
        _add_publication(
            locked,
            by,
            at,
            channel=channel,
            ours=ours,
            where=where,
            from_on=from_on,
            until_on=until_on,
            publisher=publisher,
            organisation=organisation,
        )

    return apply(MEDIA, asset, "publish", by=by, at=at, change=change, channel=channel.value, **sent)


@transaction.atomic
def note(asset: Asset, *, by: User, at: datetime, from_on: date, **facts: Any) -> Asset:
    """It was found somewhere, whoever put it there and whether it may be or not: so it can be taken down."""
    demand(_happened(from_on, at))
    sent = {name: facts.pop(name) for name in ("read_version", "form_key") if name in facts}

    def change(locked: Asset) -> None:
        made = _add_publication(locked, by, at, found=True, from_on=from_on, **facts)
        if locked.withdrawn_at is not None and not made.ours:
            documents.order_notice(made, at=at)

    return told_if_uncovered(apply(BESIDES, asset, "note", by=by, at=at, change=change, **sent), at)


def take_down(
    asset: Asset, *, by: User, at: datetime, number: int, down_on: date, down_how: str, **sent: Any
) -> Asset:
    """It is gone from there, and what was looked at to know it."""
    demand(_happened(down_on, at))

    def change(locked: Asset) -> None:
        shown = _publication(locked, number)
        if shown.down_on is not None:
            raise Denied(no("It is taken down already.", next_step="There is nothing more to do."))
        demand(_not_before(down_on, shown.from_on, "it was published"))
        shown.down_on, shown.down_how, shown.down_at, shown.down_by = down_on, down_how, at, by
        shown.save()

    return apply(BESIDES, asset, "take_down", by=by, at=at, change=change, number=number, **sent)


def send_notice(
    asset: Asset, *, by: User, at: datetime, number: int, notice_on: date, notice_how: str, **sent: Any
) -> Asset:
    """Somebody else who published it was asked to take it down (UK GDPR Article 17(2))."""
    demand(_happened(notice_on, at))

    def change(locked: Asset) -> None:
        shown = _publication(locked, number)
        if shown.ours:
            raise Denied(
                no("That is our own channel.", next_step="Take it down, and write down that you did.")
            )
        if locked.withdrawn_at is None:
            raise Denied(no("Nobody took back their yes.", next_step="A notice is for when somebody does."))
        demand(_not_before(notice_on, local_day(locked.withdrawn_at), "they took it back"))
        shown.notice_on, shown.notice_how = notice_on, notice_how
        shown.notice_at, shown.notice_by = at, by
        shown.save()

    return apply(BESIDES, asset, "send_notice", by=by, at=at, change=change, number=number, **sent)


def answer(
    asset: Asset, *, by: User, at: datetime, number: int, answered_on: date, answer: str, **sent: Any
) -> Asset:
    """What somebody answered to a notice."""
    demand(_happened(answered_on, at))

    def change(locked: Asset) -> None:
        shown = _publication(locked, number)
        if shown.notice_on is None:
            raise Denied(no("No notice was sent to them.", next_step="First send the notice."))
        demand(_not_before(answered_on, shown.notice_on, "the notice was sent"))
        shown.answered_on, shown.answer = answered_on, answer
        shown.answered_at, shown.answered_by = at, by
        shown.save()

    return apply(BESIDES, asset, "answer", by=by, at=at, change=change, number=number, **sent)


# --- Its end -----------------------------------------------------------------------------------


def finish(asset: Asset, *, by: User, at: datetime, reason: str, **sent: Any) -> Asset:
    """The campaign is over, or a consent has run out: it comes down, and is deleted from our databases."""

    def change(locked: Asset) -> None:
        locked.finished_at, locked.finished_by, locked.finished_because = at, by, reason
        locked.clear_by = rules.clear_by(local_day(at), locked.nation)

    return apply(MEDIA, asset, "finish", by=by, at=at, change=change, reason=reason, **sent)


def delete(
    asset: Asset,
    *,
    by: User,
    at: datetime,
    deleted_on: date,
    deleted_how: str,
    deleted_copies: str,
    **sent: Any,
) -> Asset:
    """Every copy of it is deleted, by `by`. What is kept here is destroyed with this step; its entry stays.

    A second person confirms it then. Denied while it stands on one of our own channels.
    """
    demand(_happened(deleted_on, at))

    def change(locked: Asset) -> None:
        ended = locked.withdrawn_at or locked.finished_at or at
        demand(_not_before(deleted_on, local_day(ended), "its end"))
        if locked.publications.filter(ours=True, down_on=None).exists():
            raise Denied(
                no("It stands on one of our own channels still.", next_step="Take it down there first.")
            )
        if locked.file is not None and locked.file.key is not None:
            sealed.destroy(locked.file, at=at)
        locked.deleted_on, locked.deleted_how, locked.deleted_copies = deleted_on, deleted_how, deleted_copies
        locked.deleted_at, locked.deleted_by = at, by

    return apply(MEDIA, asset, "delete", by=by, at=at, change=change, **sent)


def confirm(asset: Asset, *, by: User, at: datetime, confirmed_how: str, **sent: Any) -> Asset:
    """Somebody else than who deleted it looked, and it is gone. E-SAME-PERSON else."""

    def change(locked: Asset) -> None:
        locked.confirmed_at, locked.confirmed_by, locked.confirmed_how = at, by, confirmed_how

    return apply(MEDIA, asset, "confirm", by=by, at=at, change=change, **sent)


def not_gone(asset: Asset, *, by: User, at: datetime, reason: str, **sent: Any) -> Asset:
    """Somebody else looked, and a copy is there still: it is to be deleted again."""

    def change(locked: Asset) -> None:
        locked.deleted_on, locked.deleted_how, locked.deleted_copies = None, "", ""
        locked.deleted_at = locked.deleted_by = None

    done = apply(MEDIA, asset, "not_gone", by=by, at=at, change=change, reason=reason, **sent)
    tell(done, "media_not_gone", at)
    return done


def _add_publication(locked: Asset, by: User, at: datetime, **facts: Any) -> Publication:
    demand(_ends_after(facts))
    return Publication.objects.create(
        asset=locked, number=_next(Publication, locked), noted_at=at, noted_by=by, **facts
    )


def _ends_after(facts: dict[str, Any]) -> Verdict:
    until = facts.get("until_on")
    if until is not None and until < facts["from_on"]:
        return no("It ends before it began.", next_step="Look at the days again.")
    return Verdict(allowed=True)


def _shows_nobody_else(file: Sealing | None) -> Verdict:
    """It is no file with somebody in it who took back their yes, as a version without them or as a new entry."""
    same = file is not None and taken_back([file.sha256])
    return rules.THE_SAME if same else Verdict(allowed=True)


def _person(asset: Asset, number: int) -> InIt:
    found = InIt.objects.filter(asset=asset, number=number, removed_at=None).first()
    if found is None:
        raise NotThere(MEDIA.name, asset.reference)
    return found


def _publication(asset: Asset, number: int) -> Publication:
    found = Publication.objects.filter(asset=asset, number=number).first()
    if found is None:
        raise NotThere(MEDIA.name, asset.reference)
    return found


def _next(model: type[Any], asset: Asset) -> int:
    return (model.objects.filter(asset=asset).aggregate(last=Max("number"))["last"] or 0) + 1


def _happened(on: date, at: datetime) -> Verdict:
    if on > local_day(at):
        return no("That day is still to come.", next_step="Write it down when it has happened.")
    return Verdict(allowed=True)


def _not_before(on: date, since: date, what: str) -> Verdict:
    if on < since:
        return no(f"That was before {what}.", next_step="Look at the day again.")
    return Verdict(allowed=True)

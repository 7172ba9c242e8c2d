"""The verbs of privacy notices and leaflets: write, say what is shared, send in, send back, publish, excuse."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.errors import Denied, Stale, demand, no
from governance.ledger import writing as ledger
from governance.notifications.sending import notify
from governance.organisations.models import Organisation
from governance.privacy_notices import documents
from governance.privacy_notices.models import LONGEST_SLUG, Excuse, Notice, NoticeVersion
from governance.privacy_notices.pages import unknown_pictures
from governance.privacy_notices.permissions import may_excuse, may_write_for
from governance.privacy_notices.register import VERSIONS, take_turns
from governance.privacy_notices.rules import Kind, Routine, Style, fingerprint
from governance.records.actor import acting_as
from governance.workflow.apply import apply

# Pages of the staff live among the addresses of notices.
TAKEN = {"", "drafts", "excused", "missing", "new"}
MOST_SHARED = 40


def draft(
    *,
    by: User,
    at: datetime,
    kind: Kind,
    title: str,
    body: str,
    review_on: date,
    style: Style = Style.STANDARD,
    service: Service | None = None,
    national: str = "",
    what_changed: str = "",
    routine: Iterable[Routine] | None = None,
) -> NoticeVersion:
    """The next version of this notice, which is made if it is the first.

    routine: what it says is shared; what the version before said, where nothing is given.
    Raises Denied for who may not write it, where another version is undecided, where a later version does not say
    what changed, and where a review is not to come.
    """
    demand(may_write_for(by, service))

    def change(new: NoticeVersion) -> None:
        earlier = new.notice.versions
        undecided = earlier.undecided().first()
        if undecided is not None:
            raise Denied(
                no(
                    f"There is a version that is not decided yet: {undecided.reference}.",
                    next_step="Change that one, or have it published first.",
                )
            )
        last = earlier.order_by("-number").first()
        new.number = 1 + (last.number if last else 0)
        new.routine = (
            [each._asdict() for each in routine] if routine is not None else last.routine if last else []
        )
        _write(
            new,
            by=by,
            at=at,
            title=title,
            body=body,
            national=national,
            what_changed=what_changed,
            review_on=review_on,
        )

    with transaction.atomic():
        notice = _notice(kind, style, service)
        return apply(VERSIONS, NoticeVersion(notice=notice), "draft", by=by, at=at, change=change)


def edit(
    version: NoticeVersion, *, by: User, at: datetime, read_version: int | None = None, **text: Any
) -> NoticeVersion:
    """Change the text of a version that is not sent in. Raises as `draft`."""

    def change(locked: NoticeVersion) -> None:
        _write(locked, by=by, at=at, **text)

    return apply(VERSIONS, version, "edit", by=by, at=at, change=change, read_version=read_version)


def add_sharing(
    version: NoticeVersion,
    *,
    by: User,
    at: datetime,
    recipient: str,
    purpose: str,
    what: str,
    agreement: str = "",
    read_version: int | None = None,
) -> NoticeVersion:
    """Add one thing that the service shares as a matter of course.

    Raises Denied for a leaflet, for what stands in it already, and where too much stands in it to be read.
    """
    added = Routine(" ".join(recipient.split()), purpose, what, agreement)

    def change(locked: NoticeVersion) -> None:
        if locked.notice.is_leaflet:
            raise Denied(
                no(
                    "A leaflet is for everybody, and says nothing of one service.",
                    next_step="Write it into the privacy notice of the service.",
                )
            )
        if added in locked.shared:
            raise Denied(no("This stands in the notice already.", next_step="Look at it as it is now."))
        if len(locked.routine) >= MOST_SHARED:
            raise Denied(
                no(
                    f"The notice names {MOST_SHARED} already. Nobody would read a longer list.",
                    next_step="Put some of them together.",
                )
            )
        locked.routine = [*locked.routine, added._asdict()]
        _sign(locked, by)

    return apply(VERSIONS, version, "add_sharing", by=by, at=at, change=change, read_version=read_version)


def remove_sharing(
    version: NoticeVersion, *, by: User, at: datetime, place: int, read_version: int | None = None
) -> NoticeVersion:
    """Take one out again. place: where it stands, from 0. Raises Denied where nothing stands there."""

    def change(locked: NoticeVersion) -> None:
        if place not in range(len(locked.routine)):
            raise Denied(no("This is not in the notice any more.", next_step="Look at it as it is now."))
        locked.routine = [each for number, each in enumerate(locked.routine) if number != place]
        _sign(locked, by)

    return apply(VERSIONS, version, "remove_sharing", by=by, at=at, change=change, read_version=read_version)


def submit(
    version: NoticeVersion,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    tell: bool = True,
) -> NoticeVersion:
    """Send a text to those in IG who wrote none of it; it is fixed from now on.

    tell: whether they get a message; six leaflets brought in together would send each of them six.
    """

    def change(locked: NoticeVersion) -> None:
        locked.sent_back_because = ""

    version = apply(VERSIONS, version, "submit", by=by, at=at, change=change, read_version=read_version)
    if tell:
        readers = User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=version.authors)
        _tell(readers, "privacy_notice_to_read", version, at)
    return version


def send_back(
    version: NoticeVersion, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> NoticeVersion:
    """Give a text back to whoever wrote it, with what has to change."""

    def change(locked: NoticeVersion) -> None:
        locked.sent_back_because = reason

    version = apply(
        VERSIONS, version, "send_back", by=by, at=at, change=change, reason=reason, read_version=read_version
    )
    _tell(_authors(version, by), "privacy_notice_sent_back", version, at)
    return version


def publish(
    version: NoticeVersion, *, by: User, at: datetime, content_hash: str, read_version: int | None = None
) -> NoticeVersion:
    """Put a version in force; the one before is replaced in the same transaction, and a PDF is ordered.

    content_hash: of what the publisher read. Raises Stale where it says something else now, and Denied with
    E-SAME-PERSON for whoever wrote any of it, or where its review is not to come any more.
    """

    def change(locked: NoticeVersion) -> None:
        said = fingerprint(locked.title, locked.body, locked.national, locked.shared)
        if not content_hash == locked.content_hash == said:
            raise Stale(
                no(
                    "This is not the text that you read.",
                    next_step="Open it again, read it as it is now, and then decide.",
                )
            )
        _demand_to_come(locked.review_on, at)
        locked.published_at, locked.published_by, locked.published_hash = at, by, content_hash

    def replace(locked: NoticeVersion) -> None:
        locked.superseded_at = at

    with transaction.atomic():
        take_turns(version)
        for before in NoticeVersion.objects.published().filter(notice=version.notice_id):
            if before.pk != version.pk:
                apply(VERSIONS, before, "supersede", by=None, at=at, change=replace)
        version = apply(
            VERSIONS,
            version,
            "publish",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            content_hash=content_hash,
        )
        documents.order(version, at=at)
    _tell(_authors(version, by), "privacy_notice_published", version, at)
    return version


def excuse(
    *, by: User, at: datetime, service: Service, organisation: Organisation, purpose: Purpose, reason: str
) -> Excuse:
    """Keep why the notice of a service need not say that it shares with an organisation for a purpose.

    Raises Denied for anyone but IG, without a reason, and where there is one already.
    """
    demand(may_excuse(by))
    if not reason.strip():
        raise Denied(no("It needs a reason.", next_step="Write why no privacy notice needs to say it."))
    with transaction.atomic(), acting_as(by.pk):
        made, is_new = Excuse.objects.get_or_create(
            service=service,
            organisation=organisation,
            purpose=purpose,
            taken_back_at=None,
            defaults={"reason": reason, "excused_at": at, "excused_by": by},
        )
        if not is_new:
            raise Denied(no("Somebody gave a reason already.", next_step="Look at the list as it is now."))
        ledger.record(
            "excuse",
            register=VERSIONS.name,
            service_id=service.pk,
            reason=reason,
            organisation=organisation.reference,
            purpose=purpose,
        )
    return made


def take_back_excuse(given: Excuse, *, by: User, at: datetime, reason: str) -> Excuse:
    """It was wrong, or holds no more: what is shared again and again stands in the list again.

    Raises Denied for anyone but IG, without a reason, and where somebody took it back already.
    """
    demand(may_excuse(by))
    if not reason.strip():
        raise Denied(no("It needs a reason.", next_step="Write why it does not hold."))
    with transaction.atomic(), acting_as(by.pk):
        locked = (
            Excuse.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=given.pk)
        )
        if locked.taken_back_at is not None:
            raise Denied(no("Somebody took it back already.", next_step="Look at the list as it is now."))
        locked.taken_back_at, locked.taken_back_by, locked.taken_back_because = at, by, reason
        locked.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_because"])
        ledger.record(
            "take_back_excuse",
            register=VERSIONS.name,
            service_id=locked.service_id,
            reason=reason,
            organisation=locked.organisation.reference,
            purpose=locked.purpose,
        )
    return locked


def _notice(kind: Kind, style: Style, service: Service | None) -> Notice:
    """The notice of this service, or the leaflet of this kind and style; made if it is not there yet."""
    if service is None:
        words = f"{kind} easy read" if style == Style.EASY_READ else str(kind)
        slug = slugify(words.replace("_", " "))
    else:
        slug = slugify(service.name)[:LONGEST_SLUG].strip("-")
        if slug in TAKEN or Notice.objects.filter(slug=slug).exclude(service=service).exists():
            slug = f"{slug[: LONGEST_SLUG - 12]}-{service.pk}".strip("-")
    notice, _ = Notice.objects.get_or_create(kind=kind, style=style, service=service, defaults={"slug": slug})
    return notice


def _write(
    version: NoticeVersion,
    *,
    by: User,
    at: datetime,
    title: str,
    body: str,
    review_on: date,
    national: str = "",
    what_changed: str = "",
) -> None:
    if version.number > 1 and not what_changed:
        raise Denied(
            no(
                "There is an earlier version, and nobody would know why there is a new one.",
                next_step="Say what changed.",
            )
        )
    if not version.notice.is_leaflet and not national.strip():
        raise Denied(
            no(
                "A privacy notice says what is shared for the whole country, or that nothing is.",
                next_step="Write that part too.",
            )
        )
    if unknown := unknown_pictures(body):
        raise Denied(
            no(f"There is no picture called {', '.join(unknown)}.", next_step="Choose one from the list.")
        )
    _demand_to_come(review_on, at)
    version.title, version.body, version.national = title, body, national
    version.what_changed, version.review_on = what_changed, review_on
    _sign(version, by)


def _sign(version: NoticeVersion, by: User) -> None:
    """What it says now, and who wrote some of it."""
    version.content_hash = fingerprint(version.title, version.body, version.national, version.shared)
    if by.pk not in version.authors:
        version.authors = [*version.authors, by.pk]


def _demand_to_come(review_on: date, at: datetime) -> None:
    if review_on <= local_day(at):
        raise Denied(
            no("The day on which it is looked at again must be to come.", next_step="Choose a later day.")
        )


def _authors(version: NoticeVersion, by: User) -> Iterable[User]:
    return User.objects.filter(pk__in=version.authors, is_active=True).exclude(pk=by.pk)


def _tell(users: Iterable[User], kind: str, version: NoticeVersion, at: datetime) -> None:
    notify(
        users,
        kind,
        register=VERSIONS.name,
        reference=version.reference,
        at=at,
        occasion=str(version.version),
    )

"""The verbs of consent wording: write, send in, approve, send back, take out of use."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from consent.kinds import Kind
from consent.wording import documents
from consent.wording.models import Wording, WordingVersion
from consent.wording.register import ADDRESS, VERSIONS, take_turns
from consent.wording.rules import ENGLISH, Purpose, Style, fingerprint
from consent.wording.states import State
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import Nation
from governance.errors import Denied, Stale, no
from governance.notifications.sending import notify
from governance.workflow.apply import apply

REPLACED = "A newer version was approved."


def draft(
    *,
    by: User,
    at: datetime,
    kind: Kind,
    purpose: Purpose,
    style: Style,
    title: str,
    body: str,
    language: str = ENGLISH,
    nation: Nation | None = None,
    what_changed: str = "",
) -> WordingVersion:
    """The next version of this wording, which is made if it is the first.

    Raises Denied for anyone but IG, where another version is undecided, and where a later version does not
    say what changed.
    """

    def change(new: WordingVersion) -> None:
        earlier = new.wording.versions
        undecided = earlier.undecided().first()
        if undecided is not None:
            raise Denied(
                no(
                    f"There is a version that is not decided yet: {undecided.reference}.",
                    next_step="Change that one, or have it approved first.",
                )
            )
        new.number = 1 + (earlier.order_by("-number").values_list("number", flat=True).first() or 0)
        _write(new, by, title, body, what_changed)

    with transaction.atomic():
        wording, _ = Wording.objects.get_or_create(
            kind=kind, purpose=purpose, style=style, language=language, nation=nation
        )
        return apply(VERSIONS, WordingVersion(wording=wording), "draft", by=by, at=at, change=change)


def edit(
    version: WordingVersion,
    *,
    by: User,
    at: datetime,
    title: str,
    body: str,
    what_changed: str = "",
    read_version: int | None = None,
) -> WordingVersion:
    """Change a text that is not approved. One that waited for approval is a draft again.

    Raises IllegalTransition for a text that was ever approved, and Denied as `draft` does.
    """

    def change(locked: WordingVersion) -> None:
        _write(locked, by, title, body, what_changed)

    return apply(VERSIONS, version, "edit", by=by, at=at, change=change, read_version=read_version)


def submit(
    version: WordingVersion,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    tell: bool = True,
) -> WordingVersion:
    """Send a draft to those in IG who wrote none of it.

    tell: whether they get a message; thirty texts brought in together would send each of them thirty.
    """

    def change(locked: WordingVersion) -> None:
        locked.sent_back_because = ""

    version = apply(VERSIONS, version, "submit", by=by, at=at, change=change, read_version=read_version)
    if tell:
        readers = User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=version.authors)
        _tell(readers, "wording_to_approve", version, at)
    return version


def send_back(
    version: WordingVersion, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> WordingVersion:
    """Give a text back to whoever wrote it, with what has to change."""

    def change(locked: WordingVersion) -> None:
        locked.sent_back_because = reason

    version = apply(
        VERSIONS, version, "send_back", by=by, at=at, change=change, reason=reason, read_version=read_version
    )
    writers = User.objects.filter(pk__in=version.authors, is_active=True).exclude(pk=by.pk)
    _tell(writers, "wording_sent_back", version, at)
    return version


def approve(
    version: WordingVersion,
    *,
    by: User,
    at: datetime,
    content_hash: str,
    read_version: int | None = None,
) -> WordingVersion:
    """Put a text in use. The version before it goes out of use in the same transaction.

    content_hash: of the text that the approver read. Raises Stale where the text is another one now, and
    Denied with E-SAME-PERSON for whoever wrote any of it. A form's PDF is ordered.
    """

    def change(locked: WordingVersion) -> None:
        if not content_hash == locked.content_hash == fingerprint(locked.title, locked.body):
            raise Stale(
                no(
                    "This is not the text that you read.",
                    next_step="Open it again, read it as it is now, and then decide.",
                )
            )
        locked.approved_at, locked.approved_by, locked.approved_hash = at, by, content_hash

    def replace(locked: WordingVersion) -> None:
        locked.retired_at, locked.retired_by = at, by

    with transaction.atomic():
        take_turns(version)
        for before in WordingVersion.objects.filter(wording=version.wording_id, state=State.APPROVED):
            if before.pk != version.pk:
                apply(VERSIONS, before, "retire", by=None, at=at, change=replace, reason=REPLACED)
        version = apply(
            VERSIONS,
            version,
            "approve",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            content_hash=content_hash,
        )
        if version.is_form:
            documents.order(version, at=at)
    return version


def retire(
    version: WordingVersion, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> WordingVersion:
    """Take a text out of use without a new one; consents that point to it show it all the same."""

    def change(locked: WordingVersion) -> None:
        locked.retired_at, locked.retired_by = at, by

    return apply(
        VERSIONS, version, "retire", by=by, at=at, change=change, reason=reason, read_version=read_version
    )


def _write(version: WordingVersion, by: User, title: str, body: str, what_changed: str) -> None:
    if version.number > 1 and not what_changed:
        raise Denied(
            no(
                "There is an earlier version, and nobody would know why there is a new one.",
                next_step="Say what changed.",
            )
        )
    version.title, version.body, version.what_changed = title, body, what_changed
    version.content_hash = fingerprint(title, body)
    if by.pk not in version.authors:
        version.authors = [*version.authors, by.pk]


def _tell(users: Iterable[User], kind: str, version: WordingVersion, at: datetime) -> None:
    # A message leads to an address.
    notify(users, kind, register=ADDRESS, reference=version.reference, at=at, occasion=str(version.version))

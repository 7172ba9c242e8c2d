"""The verbs of policies: bring in a text, review it, publish it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.utils.text import slugify

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Denied, demand, no
from governance.notifications.sending import notify
from governance.policies import documents, reading
from governance.policies.models import Policy, PolicyVersion, Section
from governance.policies.permissions import may_be_sponsor
from governance.policies.register import VERSIONS
from governance.policies.states import OPEN_TO_CHANGE, State
from governance.workflow.apply import apply

# The list of drafts lives among the addresses of policies.
TAKEN = {"", "drafts"}
LONGEST_SLUG = 80


def import_text(text: str, *, by: User, at: datetime, sponsor: User | None = None) -> PolicyVersion:
    """The text of a policy file becomes a draft, or takes the place of the draft it was before.

    by: who brings it in and so is its author.
    sponsor: stays whoever sponsors the policy already when not given.
    Whole or not at all. Raises Unreadable with the line at fault, or Denied, also when the version is with
    its reviewers or published already (handbook section 1).
    """
    found = reading.read(text)
    with transaction.atomic():
        policy = _policy(found)
        version = policy.versions.filter(number=found.version).first()
        if version is None:
            before = policy.versions.order_by("-id").first()
            version = PolicyVersion(policy=policy, sponsor=before.sponsor if before else None)
        return _write(version, found, by=by, at=at, sponsor=sponsor)


def edit(
    version: PolicyVersion, *, text: str, by: User, at: datetime, read_version: int | None = None
) -> PolicyVersion:
    """Replace the text of this draft. Raises as `import_text`, and Stale."""
    found = reading.read(text)
    number = version.policy.number
    if (found.number.casefold(), found.version) != (number.casefold(), version.number):
        raise Denied(
            no(
                f"This is the text of {found.number} version {found.version}, "
                f"and the draft is {number} version {version.number}.",
                next_step="Choose another file, or bring it in as a policy of its own.",
            )
        )
    with transaction.atomic():
        return _write(version, found, by=by, at=at, read_version=read_version)


def submit(
    version: PolicyVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PolicyVersion:
    """Send a draft to the IG team; its text is fixed from now on."""

    def change(locked: PolicyVersion) -> None:
        locked.reviewed_at = locked.reviewed_by = None
        locked.sent_back_because = ""

    version = apply(VERSIONS, version, "submit", by=by, at=at, change=change, read_version=read_version)
    reviewers = User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=version.authors)
    _tell(reviewers, "policy_to_review", version, at)
    return version


def endorse(
    version: PolicyVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PolicyVersion:
    """Pass a reviewed version on to its sponsor."""

    def change(locked: PolicyVersion) -> None:
        locked.reviewed_at, locked.reviewed_by = at, by

    version = apply(VERSIONS, version, "endorse", by=by, at=at, change=change, read_version=read_version)
    if version.sponsor is not None:
        _tell([version.sponsor], "policy_to_publish", version, at)
    return version


def send_back(
    version: PolicyVersion, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> PolicyVersion:
    """Send a version back to whoever wrote it, with the reason."""

    def change(locked: PolicyVersion) -> None:
        locked.sent_back_because = reason

    version = apply(
        VERSIONS,
        version,
        "send_back",
        by=by,
        at=at,
        change=change,
        reason=reason,
        read_version=read_version,
    )
    authors = User.objects.filter(pk__in=version.authors, is_active=True).exclude(pk=by.pk)
    _tell(authors, "policy_sent_back", version, at)
    return version


def publish(
    version: PolicyVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PolicyVersion:
    """Put a version in force; the one before is replaced in the same transaction, and a PDF is ordered."""

    def change(locked: PolicyVersion) -> None:
        locked.published_at, locked.published_by = at, by

    with transaction.atomic():
        _take_turns(version.policy)
        for before in version.policy.versions.published():
            if before.pk != version.pk:
                apply(VERSIONS, before, "supersede", by=None, at=at)
        version = apply(VERSIONS, version, "publish", by=by, at=at, change=change, read_version=read_version)
        documents.order(version, at=at)
    return version


def appoint(
    version: PolicyVersion, *, by: User, at: datetime, sponsor: User, read_version: int | None = None
) -> PolicyVersion:
    """Name the user who publishes this version and is told when its review is near.

    Raises Denied for whoever has reviewed it.
    """

    def change(locked: PolicyVersion) -> None:
        demand(may_be_sponsor(sponsor, locked))
        locked.sponsor = sponsor

    version = apply(VERSIONS, version, "appoint", by=by, at=at, change=change, read_version=read_version)
    if version.state == State.SPONSOR_APPROVAL:
        _tell([sponsor], "policy_to_publish", version, at)
    return version


def _write(
    version: PolicyVersion,
    found: reading.PolicyText,
    *,
    by: User,
    at: datetime,
    sponsor: User | None = None,
    read_version: int | None = None,
) -> PolicyVersion:
    """Save a draft with its sections, in the transaction that is open; the row stays locked until it ends."""
    if version.pk and version.state not in OPEN_TO_CHANGE:
        state = State(version.state).label.lower()
        raise Denied(
            no(
                f"Version {version.number} of {found.number} is {state} already, so its text cannot change.",
                next_step="Give the new text a higher version number.",
            )
        )

    def change(locked: PolicyVersion) -> None:
        locked.number, locked.title = found.version, found.title
        locked.sponsor_title, locked.audience = found.sponsor, found.audience
        locked.issued_on, locked.review_on = found.issued_on, found.review_on
        locked.related, locked.remarks = list(found.related), list(found.remarks)
        locked.issues = [asdict(row) for row in found.history]
        locked.sponsor = sponsor or locked.sponsor
        if by.pk not in locked.authors:
            locked.authors = [*locked.authors, by.pk]

    verb = "edit" if version.pk else "draft"
    version = apply(VERSIONS, version, verb, by=by, at=at, change=change, read_version=read_version)
    version.sections.all().delete()
    Section.objects.bulk_create(
        Section(
            version=version,
            position=position,
            kind=section.kind,
            heading=section.heading,
            level=section.level,
            anchor=section.anchor,
            body=section.body,
        )
        for position, section in enumerate(found.sections)
    )
    return version


def _policy(found: reading.PolicyText) -> Policy:
    """The policy of this number, this transaction's turn: two imports at once make one of it."""
    policy = Policy.objects.filter(number__iexact=found.number).first()
    if policy is None:
        policy, _ = Policy.objects.get_or_create(number=found.number, defaults={"slug": _slug(found)})
    _take_turns(policy)
    return policy


def _take_turns(policy: Policy) -> None:
    """Wait for whoever else works on this policy. The row cannot be locked: nobody may change it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policies.policy'), %s)", [policy.pk])


def _slug(found: reading.PolicyText) -> str:
    """An address from the title; with the number where another policy has that address."""
    slug = _cut(slugify(found.title), LONGEST_SLUG)
    if slug not in TAKEN and not Policy.objects.filter(slug=slug).exists():
        return slug
    number = slugify(found.number)
    return f"{_cut(slug, LONGEST_SLUG - 1 - len(number))}-{number}".strip("-")


def _cut(slug: str, longest: int) -> str:
    """No longer than this, and cut between words: the address stays for ever."""
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def _tell(users: Iterable[User], kind: str, version: PolicyVersion, at: datetime) -> None:
    notify(
        users,
        kind,
        register=VERSIONS.name,
        reference=version.reference,
        at=at,
        occasion=str(version.version),
    )

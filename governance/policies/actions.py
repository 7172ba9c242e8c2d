"""The verbs of policies: write a text or bring it in, review it, publish it now or on a day, say that one read it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.text import slugify

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.errors import Denied, Stale, demand, no
from governance.ledger import writing as ledger
from governance.notifications.sending import notify
from governance.policies import documents, links, reading
from governance.policies.fingerprint import fingerprint
from governance.policies.lines import tidy
from governance.policies.models import Acknowledgement, Policy, PolicyVersion, Section
from governance.policies.permissions import (
    is_as_reviewed,
    is_still_approved,
    knows_it_is_overdue,
    leads_where_it_may,
    may_acknowledge,
    may_be_sponsor,
    may_wait_until,
)
from governance.policies.register import VERSIONS
from governance.policies.states import OPEN_TO_CHANGE, State
from governance.policies.version_number import in_order
from governance.records.actor import acting_as
from governance.workflow.apply import apply

# What lives among the addresses of policies.
TAKEN = {"", "drafts", "feed", "readers", "to-read"}
LONGEST_SLUG = 80
OVERTAKEN = "A later version was published."


def import_text(text: str, *, by: User, at: datetime, sponsor: User | None = None) -> PolicyVersion:
    """The text of a policy file becomes a draft, or takes the place of the draft it was before.

    by: who brings it in and so is its author.
    sponsor: stays whoever sponsors the policy already when not given.
    Whole or not at all. Raises Unreadable with the line at fault, or Denied, also when the version is with
    its reviewers or published already (handbook section 1).
    """
    found = reading.read(text)
    with transaction.atomic():
        return _write(_version(found), found, text, by=by, at=at, sponsor=sponsor)


def begin(text: str, *, by: User, at: datetime, sponsor: User | None = None) -> PolicyVersion:
    """What somebody typed becomes a draft of its own. The same text sent twice by them becomes one.

    Raises as `import_text`, and Denied where there is a version of that number already.
    """
    found = reading.read(text)
    with transaction.atomic():
        version = _version(found)
        if version.pk is None:
            return _write(version, found, text, by=by, at=at, sponsor=sponsor)
        if (version.text, version.authors) == (tidy(text), [by.pk]):
            return version
        raise Denied(
            no(
                f"There is a version {version.number} of {found.number} already: {version.reference}.",
                next_step="Give this one a higher number, or change that one.",
            )
        )


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
        return _write(version, found, text, by=by, at=at, read_version=read_version)


def submit(
    version: PolicyVersion,
    *,
    by: User,
    at: datetime,
    overdue_known: bool = False,
    read_version: int | None = None,
) -> PolicyVersion:
    """Send a draft to the IG team; its text is fixed from now on.

    overdue_known: they know that its review is past, as with an old policy that is brought in as it is.
    """

    def change(locked: PolicyVersion) -> None:
        demand(knows_it_is_overdue(locked, at, overdue_known=overdue_known))
        demand(leads_where_it_may(locked))
        locked.reviewed_at = locked.reviewed_by = None
        locked.reviewed_hash = locked.sent_back_because = ""

    version = apply(VERSIONS, version, "submit", by=by, at=at, change=change, read_version=read_version)
    reviewers = User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=version.authors)
    _tell(reviewers, "policy_to_review", version, at)
    return version


def endorse(
    version: PolicyVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PolicyVersion:
    """Pass a reviewed version on to its sponsor; what was read is kept as a hash."""

    def change(locked: PolicyVersion) -> None:
        demand(leads_where_it_may(locked))
        locked.reviewed_at, locked.reviewed_by = at, by
        locked.reviewed_hash = fingerprint(locked)

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
        _forget_day(locked)

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
    version: PolicyVersion,
    *,
    by: User,
    at: datetime,
    read_again: bool = True,
    overdue_known: bool = False,
    read_version: int | None = None,
) -> PolicyVersion:
    """Put a version in force; the one before is replaced in the same transaction, and a PDF is ordered.

    read_again: whether staff are asked to read it; without it, whoever has read the one before has read this too.
    overdue_known: they know that its review is past, perhaps since it was sent in.
    Raises Denied also for a text that is not the one that was reviewed.
    """
    with transaction.atomic():
        _take_turns(version.policy)
        demand(knows_it_is_overdue(version, at, overdue_known=overdue_known))
        return _put_in_force(
            version, by=by, sponsor=by, at=at, read_again=read_again, read_version=read_version
        )


def schedule(
    version: PolicyVersion,
    *,
    by: User,
    at: datetime,
    publish_on: date,
    read_again: bool = True,
    read_version: int | None = None,
) -> PolicyVersion:
    """The sponsor approves a version now, to be published from 00:00 of a later day.

    Raises Denied as `publish`, and for a day that is not to come or after its review.
    """

    def change(locked: PolicyVersion) -> None:
        demand(may_wait_until(locked, publish_on, at))
        demand(is_as_reviewed(locked))
        demand(leads_where_it_may(locked))
        locked.publish_on, locked.scheduled_at, locked.scheduled_by = publish_on, at, by
        locked.read_again = read_again

    day = publish_on.isoformat()
    return apply(
        VERSIONS, version, "schedule", by=by, at=at, change=change, read_version=read_version, publish_on=day
    )


def unschedule(
    version: PolicyVersion, *, by: User, at: datetime, read_version: int | None = None
) -> PolicyVersion:
    """Take back the day; the version is with its sponsor as before."""
    return apply(VERSIONS, version, "unschedule", by=by, at=at, change=_forget_day, read_version=read_version)


def publish_due(at: datetime) -> int:
    """Publish what was approved for a day that has come, late ones too; returns how many.

    What may not be published any more loses its day, and its sponsor and the IG team are told.
    """
    return sum(_publish_due(version, at) for version in PolicyVersion.objects.due(local_day(at)))


def acknowledge(version: PolicyVersion, *, by: User, at: datetime) -> PolicyVersion:
    """`by` has read this version. Said twice, it counts once.

    Raises Stale for a version that was replaced, and Denied for one that never was in force.
    """
    with transaction.atomic(), acting_as(by.pk):
        # So that it is not replaced meanwhile.
        locked = VERSIONS.rows().select_for_update(of=("self",)).get(pk=version.pk)
        if locked.state == State.SUPERSEDED:
            raise Stale(
                no(
                    f"Version {locked.number} was replaced while you read it.",
                    next_step="Read the version that took its place, and press the button there.",
                )
            )
        demand(may_acknowledge(by, locked, at))
        _, is_new = Acknowledgement.objects.get_or_create(user=by, version=locked, defaults={"read_at": at})
        if is_new:
            ledger.record("acknowledge", register=VERSIONS.name, reference=locked.reference)
    return version


def appoint(
    version: PolicyVersion, *, by: User, at: datetime, sponsor: User, read_version: int | None = None
) -> PolicyVersion:
    """Name the user who publishes this version and is told when its review is near.

    Raises Denied for whoever has reviewed it.
    """

    def change(locked: PolicyVersion) -> None:
        demand(may_be_sponsor(sponsor, locked))
        if sponsor != locked.sponsor:
            # The day was the word of the sponsor before.
            _forget_day(locked)
        locked.sponsor = sponsor

    version = apply(VERSIONS, version, "appoint", by=by, at=at, change=change, read_version=read_version)
    if version.state == State.SPONSOR_APPROVAL:
        _tell([sponsor], "policy_to_publish", version, at)
    return version


def _put_in_force(
    version: PolicyVersion,
    *,
    by: User | None,
    sponsor: User,
    at: datetime,
    read_again: bool,
    read_version: int | None = None,
) -> PolicyVersion:
    """Publish in the transaction that is open and has its turn. by: None when its day has come."""
    before = version.policy.versions.published().exclude(pk=version.pk).first()
    asks = read_again or before is None

    def change(locked: PolicyVersion) -> None:
        demand(is_as_reviewed(locked))
        demand(leads_where_it_may(locked))
        locked.published_at, locked.published_by, locked.published_hash = at, sponsor, locked.reviewed_hash
        locked.read_again = asks
        locked.read_with = locked if asks or before is None else before.read_with
        _forget_day(locked)

    if before is not None:
        apply(VERSIONS, before, "supersede", by=None, at=at)
    version = apply(VERSIONS, version, "publish", by=by, at=at, change=change, read_version=read_version)
    documents.order(version, at=at)
    for other in version.policy.versions.exclude(publish_on=None):
        if in_order(other.number) <= in_order(version.number):
            _cancel(other, OVERTAKEN, at)
    if asks:
        _tell(User.objects.filter(is_active=True), "policy_to_read", version, at)
    return version


def _publish_due(version: PolicyVersion, at: datetime) -> bool:
    with transaction.atomic():
        _take_turns(version.policy)
        locked = VERSIONS.rows().select_for_update(of=("self",)).get(pk=version.pk)
        if locked.publish_on is None or locked.publish_on > local_day(at):
            return False
        if not (verdict := is_still_approved(locked, at)):
            _cancel(locked, verdict.reason, at)
            return False
        _put_in_force(locked, by=None, sponsor=locked.scheduled_by, at=at, read_again=locked.read_again)
        return True


def _cancel(version: PolicyVersion, reason: str, at: datetime) -> None:
    """The day of a version that may not be published any more is taken back, and those it concerns are told."""
    concerned = User.objects.filter(Q(pk=version.sponsor_id) | Q(role=Role.IG), is_active=True)
    version = apply(VERSIONS, version, "unschedule", by=None, at=at, change=_forget_day, reason=reason)
    _tell(concerned, "policy_not_published", version, at)


def _forget_day(version: PolicyVersion) -> None:
    version.publish_on = version.scheduled_at = version.scheduled_by = None


def _write(
    version: PolicyVersion,
    found: reading.PolicyText,
    text: str,
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
    demand(links.may_stand(found.sections))

    def change(locked: PolicyVersion) -> None:
        locked.number, locked.title = found.version, found.title
        locked.sponsor_title, locked.audience = found.sponsor, found.audience
        locked.issued_on, locked.review_on = found.issued_on, found.review_on
        locked.related, locked.remarks = list(found.related), list(found.remarks)
        locked.issues = [asdict(row) for row in found.history]
        locked.text = tidy(text)
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


def _version(found: reading.PolicyText) -> PolicyVersion:
    """The version that a text is of, new or not, with this transaction's turn at its policy."""
    policy = _policy(found)
    version = policy.versions.filter(number=found.version).first()
    if version is not None:
        return version
    before = policy.versions.order_by("-id").first()
    return PolicyVersion(policy=policy, sponsor=before.sponsor if before else None)


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

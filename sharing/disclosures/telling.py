"""Who is told of a disclosure: the person whom it is about, and the IG team (handbook sections 4 and 6)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import YES, Verdict, no
from governance.notifications.sending import notify
from governance.notifications.words import about
from sharing import disclosing as rules
from sharing.disclosing import Approver, NotTold
from sharing.disclosures import permissions
from sharing.disclosures.models import Disclosure
from sharing.routes import REFUSED


def set_telling(disclosure: Disclosure, by: User, at: datetime) -> None:
    """From what was typed: the person was told, or why not and when somebody asks again."""
    if disclosure.told_how:
        disclosure.told_at, disclosure.told_by = disclosure.told_at or at, by
        disclosure.not_told, disclosure.not_told_because, disclosure.telling_recheck_on = "", "", None
    elif disclosure.not_told:
        disclosure.not_told = NotTold(disclosure.not_told)
        disclosure.telling_recheck_on = rules.telling_recheck(at)


def said(disclosure: Disclosure) -> Verdict:
    """Whether somebody has said that the person was told, or which of the two excuses holds."""
    if disclosure.told_how or (disclosure.not_told and disclosure.not_told_because):
        return YES
    if disclosure.not_told:
        return no("Say what would happen if they were told.", next_step="A few words are enough.")
    return no(
        "Say whether you told the person, or why not.",
        next_step="Tell them, unless that would make it worse or cannot be done.",
    )


def tell_of_gap(disclosure: Disclosure, at: datetime) -> None:
    """The IG team hears the same day that something went without an agreement, or by a way that is not safe."""
    if disclosure.agreement_gap:
        _tell(_ig(), "agreement_gap", disclosure, at)
    if disclosure.route in REFUSED:
        _tell(_ig(), "shared_unsafely", disclosure, at)


def tell_approvers(disclosure: Disclosure, at: datetime) -> None:
    """Those who may decide about it, by its reason or in the place of a manager, but for the sender."""
    approver = permissions.approver(disclosure)
    who = {
        Approver.MANAGER: Q(pk__in=[each.pk for each in permissions.managers_left(disclosure)]),
        Approver.IG: Q(role=Role.IG),
        Approver.IG_OR_GUARDIAN: Q(role=Role.IG) | Q(is_caldicott=True),
    }
    found = User.objects.filter(who[approver], is_active=True).exclude(pk=disclosure.created_by_id or 0)
    _tell(found, "disclosure_to_decide", disclosure, at)


def tell_sender(disclosure: Disclosure, kind: str, at: datetime) -> None:
    """The one who wrote it hears what became of it."""
    _tell(User.objects.filter(pk=disclosure.created_by_id or 0, is_active=True), kind, disclosure, at)


def tell_ig(disclosure: Disclosure, kind: str, at: datetime) -> None:
    """The IG team looks at what relied on something that does not hold."""
    _tell(_ig(), kind, disclosure, at)


def tell_overseers(disclosure: Disclosure, kind: str, at: datetime) -> None:
    """The service's manager and the IG team hear what somebody says of something that was shared."""
    oversee = Q(role=Role.IG) | Q(manages=disclosure.service_id)
    _tell(User.objects.filter(oversee, is_active=True).distinct(), kind, disclosure, at)


def _ig() -> QuerySet[User]:
    return User.objects.filter(role=Role.IG, is_active=True)


def _tell(users: QuerySet[User], kind: str, disclosure: Disclosure, at: datetime) -> None:
    """But for whoever knows the person, or one of those who are listed."""
    notify(
        users.exclude(pk__in=permissions.knowing(disclosure)),
        kind,
        register="disclosures",
        reference=disclosure.reference,
        person_id=disclosure.person_id,
        at=at,
        occasion=str(disclosure.version),
    )


# Each may be a breach, whose hours count from now; and whoever is at risk waits for a decision.
about("agreement_gap", "Something was shared that no agreement covers", urgent=True)
about("shared_unsafely", "Something was shared in an emergency by a way that is not safe", urgent=True)
about("disclosure_to_decide", "Somebody asks you to decide about sharing without consent", urgent=True)
about("disclosure_sent_back", "A sharing was sent back to you")
about("disclosure_approved", "A sharing was approved: you can send it")
about("disclosure_declined", "It was decided not to share something")
about("disclosure_cancelled", "Something is not sent, because what it rested on ended")
about("disclosure_recalled", "Something that was shared was asked back")
about("emergency_by_mistake", "Somebody says that an emergency was begun by mistake")
about("finding_in_error_shared_on", "Something was shared on a finding that was recorded in error")

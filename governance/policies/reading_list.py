"""Who has said that they read which policy, and who has not (handbook section 1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from governance.accounts.models import Membership, User
from governance.policies.models import Acknowledgement, PolicyVersion
from governance.policies.querysets import VersionQuerySet

# Services with staff who have not read it, those with the most first.
MOST_SERVICES = 50


def unread_by(user: User) -> VersionQuerySet:
    """What is in force and this user has not said to have read, by title.

    A version that only corrects another is read by whoever read that one.
    """
    said = Acknowledgement.objects.filter(user=user, version__read_with=OuterRef("read_with"))
    unread = PolicyVersion.objects.published().filter(~Exists(said))
    return unread.select_related("policy").defer("text").order_by("title", "id")


def has_read(user: User, version: PolicyVersion) -> bool:
    """Whether this user has said to have read this version, or one that it only corrects."""
    return Acknowledgement.objects.filter(user=user, version__read_with=version.read_with_id).exists()


def staff_of(version: PolicyVersion) -> QuerySet[Any]:
    """Everyone on the staff, each with when they said that they had read this version (`read_at`), if they did.

    `services`: the names of those where they work.
    """
    said = Acknowledgement.objects.filter(user=OuterRef("pk"), version__read_with=version.read_with_id)
    theirs = Membership.objects.filter(user=OuterRef("pk")).order_by().values("user")
    names = theirs.annotate(all=StringAgg("service__name", ", ", distinct=True, order_by="service__name"))
    return User.objects.filter(is_active=True).annotate(
        read_at=Subquery(said.order_by("read_at").values("read_at")[:1]),
        services=Coalesce(Subquery(names.values("all")), Value(""), output_field=TextField()),
    )


def behind(version: PolicyVersion) -> Iterable[Mapping[str, object]]:
    """The services where somebody has not said that they read it: how many have not, and of how many."""
    said = Acknowledgement.objects.filter(user=OuterRef("user"), version__read_with=version.read_with_id)
    works = Membership.objects.filter(user__is_active=True).annotate(said=Exists(said))
    counted = works.values("service", "service__name").annotate(
        staff=Count("user", distinct=True), missing=Count("user", distinct=True, filter=Q(said=False))
    )
    return counted.filter(missing__gt=0).order_by("-missing", "service__name")[:MOST_SERVICES]

"""Of which version the list of readers is, of which service, and whether of those who have read it or have not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from governance.accounts.models import Membership, Service, User
from governance.exports.lists import Filters
from governance.policies.models import PolicyVersion
from governance.policies.querysets import VersionQuerySet
from governance.policies.reading_list import staff_of

READ, UNREAD = "yes", "no"
WHETHER = {UNREAD: "Have not said that they read it", READ: "Have read it"}
# Works in none.
NOWHERE = "none"


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it; of which version, in any case where there is one."""
    references = list(versions().values_list("reference", flat=True))
    found = {"version": asked.get("version", "")}
    if found["version"] not in references:
        found = {"version": references[0]} if references else {}
    known = {
        "read": set(WHETHER),
        "service": {NOWHERE, *map(str, Service.objects.values_list("pk", flat=True))},
    }
    return found | {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> QuerySet[Any]:
    """The staff who are asked for, each with when they read it."""
    if "version" not in wanted:
        return staff_of(PolicyVersion()).none()
    found = staff_of(version_of(wanted))
    if "read" in wanted:
        found = found.filter(read_at__isnull=wanted["read"] == UNREAD)
    if "service" in wanted:
        here = Membership.objects.filter(user=OuterRef("pk"))
        if wanted["service"] == NOWHERE:
            return found.filter(~Exists(here))
        found = found.filter(Exists(here.filter(service=int(wanted["service"]))))
    return found


def versions() -> VersionQuerySet:
    """What can have been read: in force, or was once; the latest first."""
    return PolicyVersion.objects.readable().defer("text").order_by("-published_at", "-id")


def version_of(wanted: Filters) -> PolicyVersion:
    found: PolicyVersion = versions().select_related("policy").get(reference=wanted["version"])
    return found

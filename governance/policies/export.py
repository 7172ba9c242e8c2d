"""Who has read a policy and who has not, as a file: its columns."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Value

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.exports.lists import Column, Filters, List, offer, query
from governance.exports.values import Words
from governance.policies.filters import chosen, filters, version_of
from governance.policies.models import PolicyVersion
from governance.policies.register import VERSIONS
from governance.records.addresses import address


class Readers(List):
    """The list of readers, which stands beside the register's own."""

    def url(self, filters: Filters) -> str:
        return f"{address(VERSIONS.name)}readers/" + (f"?{query(filters)}" if filters else "")


def columns(user: User, at: datetime) -> list[Column]:
    """What the list says of somebody, on one line."""
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Policy", F("policy")),
        Column("Version", F("number")),
        Column("Name", F("name")),
        Column("Email", F("email")),
        Column("Role", Words("role", Role.choices), typed=False),
        Column("Services", F("services")),
        Column("Said that they read it", F("read_at"), typed=False, moment=True),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> QuerySet[Any]:
    version = version_of(wanted) if "version" in wanted else PolicyVersion()
    about = {"reference": version.reference, "policy": version.title, "number": version.number}
    named = {name: Value(value) for name, value in about.items()}
    return chosen(user, wanted, at).annotate(**named).order_by("name", "id")


offer(
    Readers(
        register=VERSIONS.name,
        name="Who has read a policy",
        filters=filters,
        rows=_rows,
        columns=columns,
    )
)

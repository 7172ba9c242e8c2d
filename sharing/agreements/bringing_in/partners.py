"""Which organisation a name in an older log is: found, alike, new, or none at all."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection
from django.db.models.functions import Upper

from governance.organisations.models import Kind, Organisation
from sharing.agreements.bringing_in.words import normal
from sharing.agreements.ourselves import is_us

# How alike two names must be to be offered (PostgreSQL's own measure of three letters), and how many are.
MOST_OFFERED = 3


class Known(NamedTuple):
    """What a name is. Neither an organisation nor a kind: it is none of our partners."""

    organisation: int | None = None
    kind: Kind | None = None


def known(names: Iterable[str], decided: Mapping[str, Any]) -> dict[str, Known]:
    """By name as it is compared: what it is, where it is known or somebody has said so. We are nobody's partner."""
    wanted = {normal(name): name for name in names}
    found = {name: _decision(decided[name]) for name in wanted if name in decided}
    # What was chosen may have been merged into another since.
    chosen = [each.organisation for each in found.values() if each.organisation]
    now = {
        each.pk: Known() if is_us(each.name) else Known(each.merged_into_id or each.pk)
        for each in Organisation.objects.filter(pk__in=chosen)
    }
    found = {
        name: now.get(each.organisation, each) if each.organisation else each for name, each in found.items()
    }
    found |= {name: Known() for name in wanted if is_us(name)}
    exact = Organisation.objects.annotate(upper=Upper("name")).filter(
        upper__in=[" ".join(name.split()).upper() for name in wanted.values()]
    )
    for each in exact:
        found.setdefault(normal(each.name), Known(each.merged_into_id or each.pk))
    return found


def _decision(said: Any) -> Known:
    return Known(said.get("organisation"), Kind(said["kind"]) if said.get("kind") else None)


def alike(names: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """By name as it is compared: organisations with a name like it, the likest first."""
    found: dict[str, list[tuple[int, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted.name, ours.id, ours.name FROM unnest(%s::text[]) AS wanted(name)
            CROSS JOIN LATERAL (
                SELECT coalesce(o.merged_into_id, o.id) AS id, o.name,
                       similarity(upper(o.name), upper(wanted.name)) AS likeness
                FROM organisations_organisation o
                WHERE upper(o.name) %% upper(wanted.name)
                ORDER BY likeness DESC, o.id LIMIT %s
            ) ours ORDER BY wanted.name, ours.likeness DESC, ours.id
            """,
            [list(names), MOST_OFFERED],
        )
        for wanted, pk, name in cursor.fetchall():
            offered = found.setdefault(normal(wanted), [])
            if pk not in [each for each, _ in offered]:
                offered.append((pk, name))
    return found

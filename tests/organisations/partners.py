"""A partner, and what shows that it keeps data safe, made by the actions that staff use."""

from datetime import date
from typing import Any

from governance.calendar import local_day
from governance.organisations import actions
from governance.organisations.models import Assurance, Kind, Organisation
from tests.cast import NOON, Cast

TODAY = local_day(NOON)


def surgery(cast: Cast, name: str = "Example Surgery", **facts: Any) -> Organisation:
    return actions.create(by=cast.max, at=NOON, **{"name": name, "kind": Kind.HEALTH, **facts})


def version(ours: Organisation) -> int:
    return Organisation.objects.get(pk=ours.pk).version


def assured(
    ours: Organisation, cast: Cast, issued_on: date, expires_on: date, *, ended_on: date | None = None
) -> Assurance:
    """With an assurance that covers these days, both included."""
    made = actions.add_assurance(
        ours,
        by=cast.max,
        at=NOON,
        read_version=version(ours),
        kind="ce",
        issued_on=issued_on,
        expires_on=expires_on,
    )
    if ended_on is None:
        return made
    return actions.change_assurance(
        made, by=cast.max, at=NOON, read_version=version(ours), reason="They lost it", ended_on=ended_on
    )

"""When two people look before something leaves: a pure function (handbook section 5, "Needed when")."""

from dataclasses import dataclass

from governance import defaults
from sharing.ladder import Rung


@dataclass(frozen=True)
class Transfer:
    """What would leave, as far as it decides whether two people look first."""

    people: int
    rung: Rung
    # A service closes, or another provider takes it over.
    handover: bool = False
    whole_caseload: bool = False
    removable_media: bool = False
    # This way to send has not been used with this recipient before.
    new_route: bool = False


def reasons(transfer: Transfer) -> list[str]:
    """Why a Stop and Check is needed, in words; none when it is not."""
    many = defaults.STOP_CHECK_PEOPLE.value
    found = []
    if transfer.people >= many and transfer.rung.is_personal:
        found.append(f"It is about {many} people or more")
    if transfer.handover:
        found.append("A service closes or goes to another provider")
    if transfer.whole_caseload:
        found.append("It is a whole caseload")
    if transfer.removable_media:
        found.append("It goes on a drive or disc")
    if transfer.new_route and transfer.people > 1:
        found.append("This way to send is used for the first time, for more than one person")
    return found


def is_needed(transfer: Transfer) -> bool:
    """Whether two people look before it leaves."""
    return bool(reasons(transfer))

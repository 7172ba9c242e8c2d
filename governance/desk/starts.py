"""Where the work of each role begins: what stands on a desk as a large link, one press away."""

from collections.abc import Callable
from typing import NamedTuple

from governance.accounts.models import User
from governance.accounts.roles import May, Role, may
from governance.overview.permissions import may_look


class Start(NamedTuple):
    """A page to begin at, what for, and who begins there."""

    name: str
    url: str
    about: str
    whose: Callable[[User], bool]


def _of(*roles: Role) -> Callable[[User], bool]:
    return lambda user: user.role in roles


STARTS = (
    Start(
        "Report an incident",
        "/incidents/new/",
        "Something went wrong with somebody’s data, or nearly did. It takes two minutes",
        lambda user: may(user.role, May.CREATE, "incidents") is not None,
    ),
    Start(
        "Your team",
        "/desk/team/",
        "How much each of them has, what nobody has, and handing over when somebody leaves or is away",
        _of(Role.MANAGER),
    ),
    Start(
        "Stop and Checks that wait",
        "/stop-checks/?turn=data",
        "What nobody has taken yet. You never check your own",
        _of(Role.DATA),
    ),
    Start("Incidents", "/incidents/", "What runs against the clock, and what is to be graded", _of(Role.IG)),
    Start(
        "Agreements that wait",
        "/agreements/?state=IG_REVIEW",
        "What was sent to the IG team to be read and approved",
        _of(Role.IG),
    ),
    Start(
        "Overview",
        "/desk/overview/",
        "How every register stands, in numbers that lead to what they count",
        lambda user: bool(may_look(user)),
    ),
    Start(
        "Media", "/media/", "Pictures, films and stories, and where each of them is shown", _of(Role.COMMS)
    ),
    Start(
        "Sharing that waits for a decision",
        "/disclosures/?state=AWAITING_APPROVAL",
        "Somebody wants to share without consent, and somebody else decides",
        _of(Role.GUARDIAN),
    ),
    Start(
        "Assessments to sign off",
        "/dpias/?state=SIGN_OFF",
        "What could go wrong for people, and whether we accept the risk that is left",
        lambda user: user.is_siro,
    ),
    Start(
        "Incidents and their grades",
        "/incidents/",
        "What went wrong, how grave it is, and whether a grade is to be lowered",
        _of(Role.GUARDIAN),
    ),
    Start(
        "Ledger",
        "/ledger/",
        "What happened, who did it and who looked. Nobody can change it",
        _of(Role.AUDITOR),
    ),
)


def starts(user: User) -> list[Start]:
    """Those of this user, in the order of the day's work."""
    return [start for start in STARTS if start.whose(user)]

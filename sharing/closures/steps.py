"""The way of a service closure as its page shows it: six steps, what is done of each, and whose turn it is."""

from datetime import datetime
from typing import NamedTuple

from governance.calendar import local_day
from governance.errors import Verdict
from sharing.closures import rules
from sharing.closures.actions_sealing import seen
from sharing.closures.models import Closure, ClosureFile
from sharing.closures.rules import Seen
from sharing.closures.states import FROZEN, GONE, State
from sharing.stop_checks.states import State as CheckState

NOT_READY = (
    CheckState.DRAFT,
    CheckState.SUBMITTED,
    CheckState.CHECKING,
    CheckState.RETURNED,
    CheckState.LAPSED,
)


class Stage(NamedTuple):
    """One step of the way: what it is, how far it is, the verbs that belong to it, and whether it is the one now."""

    title: str
    done: bool
    words: str
    verbs: tuple[str, ...]
    now: bool = False


class Way(NamedTuple):
    """All steps, whose turn it is, and what stands in the way of sealing."""

    stages: list[Stage]
    turn: str
    against: list[Verdict]


def way(closure: Closure, files: list[ClosureFile], at: datetime) -> Way:
    """How far a closure is, at a moment."""
    state = State(closure.state)
    looked = seen(closure, at) if state is State.DRAFT else None
    against = list(rules.against_sealing(looked, local_day(at))) if looked else []
    unlisted = len(looked.in_no_file) if looked else 0
    stages = [
        _list(closure, looked, at),
        _files(state, files, unlisted, at),
        Stage("Seal", state in FROZEN, _sealed(closure), ("seal", "unseal")),
        Stage("Send", state in GONE, _sent(closure), ("send",)),
        _receipt(closure, state),
        _destroyed(closure, state),
    ]
    if state not in (State.CANCELLED, State.CLOSED):
        first = next((place for place, stage in enumerate(stages) if not stage.done), None)
        stages = [stage._replace(now=place == first) for place, stage in enumerate(stages)]
    return Way(stages, _turn(closure, state, against), against)


def _list(closure: Closure, looked: Seen | None, at: datetime) -> Stage:
    """The list; looked: at what would be sealed, while it is not."""
    verbs: tuple[str, ...] = ("make_list", "settle")
    if closure.list_made_at is None:
        return Stage(
            "The list", False, "Everybody in the service, and whose consent covers the new provider.", verbs
        )
    today = local_day(closure.list_made_at) == local_day(at) or closure.state != State.DRAFT
    again = "" if today else " Make it anew on the day on which it is sealed."
    if looked and not looked.covered:
        again += " Nobody’s consent covers the new provider: ask people first, then make it anew."
    if undecided := looked.undecided if looked else 0:
        whose = "1 person who stands" if undecided == 1 else f"{undecided:,} people who stand"
        again += f" Say what becomes of the records of {whose} apart."
        # The first is the green button: to make the list anew would bring nobody where some are covered.
        verbs = verbs[::-1] if looked and looked.covered and today else verbs
    done = looked is None or (bool(looked.covered) and not undecided)
    return Stage("The list", done, f"Made on {local_day(closure.list_made_at):%-d %B %Y}.{again}", verbs)


def _files(state: State, files: list[ClosureFile], unlisted: int, at: datetime) -> Stage:
    verbs = ("add_file", "account_for") if unlisted and files else ("add_file",)
    if not files:
        return Stage("The files", False, "Two people look at each, in a Stop and Check of its own.", verbs)
    ready = sum(each.check_of.state_at(at) not in NOT_READY for each in files)
    words = f"{ready} of {len(files)} approved." if state is State.DRAFT else f"{len(files)} in all."
    return Stage("The files", ready == len(files), words, verbs)


def _sealed(closure: Closure) -> str:
    if closure.sealed_at is None:
        return "Somebody else than the lead looks at the list and the files, and seals them."
    return f"By {closure.sealed_by}, {local_day(closure.sealed_at):%-d %B %Y}."


def _sent(closure: Closure) -> str:
    if closure.sent_at is None:
        return "The lead sends all files in the ways that were approved, then says so here."
    return f"By {closure.sent_by}, {local_day(closure.sent_at):%-d %B %Y}."


def _receipt(closure: Closure, state: State) -> Stage:
    done = state in (State.COUNTERSIGNED, State.CLOSED)
    if closure.countersigned_at is not None:
        words = f"{closure.received_by_name} signed, and {closure.countersigned_by} for us."
    elif closure.received_at is not None:
        words = f"{closure.received_by_name} signed. Somebody else than the lead signs for us."
    elif closure.differs:
        words = "The new provider says that something else came, so nothing is signed for yet."
    else:
        words = "The new provider signs for what came, by a link that we mail; then we sign too."
    return Stage("Receipt", done, words, ("send_link", "countersign"))


def _destroyed(closure: Closure, state: State) -> Stage:
    if closure.certified_at is not None:
        words = f"{closure.destroyed_by} destroyed our copies, and {closure.certified_by} saw it."
    elif closure.destroyed_at is not None:
        words = f"{closure.destroyed_by} said how. A second person who saw it confirms that."
    else:
        words = "The lead destroys our copies of the files, and a second person sees it."
    return Stage("Destroy our copies", state is State.CLOSED, words, ("destroy", "certify"))


def _turn(closure: Closure, state: State, against: list[Verdict]) -> str:
    lead, others = str(closure.lead), _others(closure)
    match state:
        case State.DRAFT if against:
            return f"{lead}, who leads it. {against[0].reason} {against[0].next_step}"
        case State.DRAFT:
            return f"{others}: look at it, and seal it."
        case State.SEALED:
            return f"{lead}, who leads it: send the files, and say so."
        case State.SENT if closure.differs and closure.is_asked_anew:
            whom = f"{closure.recipient}, {closure.provider.name}"
            return f"{whom}: sign for what came. The IG team: look at what came before."
        case State.SENT if closure.differs:
            return f"{lead}, who leads it: ring them. When you know what happened, send a new link."
        case State.SENT:
            return f"{closure.recipient}, {closure.provider.name}: sign for what came."
        case State.RECEIVED:
            return f"{others}: sign the receipt for us."
        case State.COUNTERSIGNED if closure.destroyed_at is None:
            return f"{lead}, who leads it: destroy our copies, and say how."
        case State.COUNTERSIGNED:
            return f"{others}: confirm that our copies are destroyed."
    return "Nobody’s: it is over"


def _others(closure: Closure) -> str:
    manager = closure.service.manager
    return f"{manager} or the IG team" if manager and manager.pk != closure.lead_id else "The IG team"

"""How far an agreement is written: the nine steps, how each stands, and what is left to do in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from governance.accounts.models import User
from governance.calendar import Nation
from governance.standing import Stands
from sharing.agreements.content import content
from sharing.agreements.models import Agreement
from sharing.agreements.permissions import may_write
from sharing.agreements.states import OPEN_TO_CHANGE, State
from sharing.agreements.steps import STEP_OF, STEPS, Step, to_do
from sharing.agreements.writing import at_stake


class Standing(Stands):
    """How a step stands."""

    NOT_BEGUN = ("Not begun", "grey")
    IN_PROGRESS = ("In progress", "yellow")
    DONE = ("Done", "green")


class Stage(NamedTuple):
    """A step of one agreement, how it stands, and what is left to do in it."""

    step: Step
    standing: Standing
    left: tuple[str, ...]


def stages(agreement: Agreement) -> list[Stage]:
    """Every step in order, as far as the agreement is written."""
    return stages_of(content(agreement), agreement.nations)


def stages_of(said: Mapping[str, Any], nations: Collection[Nation]) -> list[Stage]:
    """As `stages`, from what it says, as `content.content` gives it, and the nations of our services in it."""
    left: dict[str, list[str]] = {step.slug: [] for step in STEPS}
    for name, what in to_do(said, nations):
        left[STEP_OF[name].slug].append(what)
    return [_stage(step, tuple(left[step.slug]), said) for step in STEPS]


def _stage(step: Step, left: tuple[str, ...], said: Mapping[str, Any]) -> Stage:
    if not left:
        return Stage(step, Standing.DONE, left)
    # The parties and the items are named as their steps are.
    begun = any(said.get(name) not in (None, "", []) for name in (*step.fields, step.slug))
    return Stage(step, Standing.IN_PROGRESS if begun else Standing.NOT_BEGUN, left)


def next_open(found: Sequence[Stage], after: str = "") -> Stage | None:
    """The first step that is not done, looking first behind the step `after`; None where all are done."""
    slugs = [stage.step.slug for stage in found]
    start = slugs.index(after) + 1 if after else 0
    return next((stage for stage in [*found[start:], *found[:start]] if stage.left), None)


def card(agreement: Agreement, user: User, at: datetime) -> dict[str, Any]:
    """What `agreements/_progress.html` shows; nothing once its words are fixed, or to who does not write it."""
    state = agreement.state_at(at)
    if state not in OPEN_TO_CHANGE or not may_write(user, agreement, at):
        return {}
    found = stages(agreement)
    return {
        "stages": found,
        "done": sum(stage.standing is Standing.DONE for stage in found),
        "next": next_open(found) if state is State.DRAFT else None,
        "is_draft": state is State.DRAFT,
        "at_stake": at_stake(agreement),
    }

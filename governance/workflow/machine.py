"""A register's states and steps as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from governance.errors import IllegalTransition, no


@dataclass(frozen=True)
class Transition:
    """From one state to another by a verb. `source` None is a record that does not exist yet."""

    verb: str
    source: str | None
    target: str


class Machine:
    """All the steps of a register. Derived states (EXPIRED, say) are drawn but never stored."""

    def __init__(
        self, states: type[TextChoices], transitions: Iterable[Transition], derived: Iterable[Transition] = ()
    ) -> None:
        self.states = states
        self.transitions = tuple(transitions)
        self.derived = tuple(derived)
        self._targets = {(step.verb, step.source): step.target for step in self.transitions}

    def target(self, verb: str, state: str | None) -> str:
        """The state that `verb` leads to from `state`; raises IllegalTransition where it leads nowhere."""
        try:
            return self._targets[verb, state]
        except KeyError:
            now = self.states(state).label.lower() if state else "not there yet"
            raise IllegalTransition(
                no(
                    f"This record is {now}, so that step is not open any more.",
                    next_step="Someone may have been quicker. Look at the record as it is now.",
                )
            ) from None

    def open_verbs(self, state: str) -> list[str]:
        """The verbs that lead somewhere from `state`, in the order of the table."""
        return [step.verb for step in self.transitions if step.source == state]

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram; derived states are dashed by their note."""
        lines = ["stateDiagram-v2"]
        for step in self.transitions:
            lines.append(f"    {step.source or '[*]'} --> {step.target}: {step.verb}")
        for step in self.derived:
            lines.append(f"    {step.source} --> {step.target}: ({step.verb}, derived when read)")
        return "\n".join(lines) + "\n"

"""The states of a recording and of a device, and the steps between them (handbook section 9)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    PLANNED = "PLANNED", "Planned"
    RECORDED = "RECORDED", "Recorded, to be stored"
    STORED = "STORED", "In the secure store"
    DELETED = "DELETED", "Deleted"
    CANCELLED = "CANCELLED", "Cancelled"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {
            State.PLANNED: "yellow",
            State.RECORDED: "orange",
            State.STORED: "green",
            State.DELETED: "grey",
            State.CANCELLED: "grey",
        }[self]


# There is a recording, somewhere.
KEPT = (State.RECORDED, State.STORED)


def _kept(*verbs: str) -> list[Transition]:
    """Steps that leave a recording where it is."""
    return [Transition(verb, state, state) for verb in verbs for state in KEPT]


MACHINE = Machine(
    State,
    [
        Transition("plan", None, State.PLANNED),
        Transition("edit", State.PLANNED, State.PLANNED),
        *(Transition("hand_over", state, state) for state in (State.PLANNED, *KEPT)),
        Transition("add", State.PLANNED, State.PLANNED),
        Transition("remove", State.PLANNED, State.PLANNED),
        Transition("agree", State.PLANNED, State.PLANNED),
        *(Transition("take_back", state, state) for state in (State.PLANNED, *KEPT)),
        Transition("record", State.PLANNED, State.RECORDED),
        Transition("cancel", State.PLANNED, State.CANCELLED),
        *(
            Transition("report_wrong", state, State.RECORDED)
            for state in (None, State.PLANNED, State.RECORDED)
        ),
        Transition("report_wrong", State.STORED, State.STORED),
        Transition("store", State.RECORDED, State.STORED),
        *_kept("keep", "seal", "note_incident", "shorten", "lengthen", "hold", "review_hold", "release"),
        *_kept("delete", "still_there"),
        *(Transition("confirm_deletion", state, State.DELETED) for state in KEPT),
        Transition("note_incident", State.DELETED, State.DELETED),
    ],
)


class DeviceState(TextChoices):
    IN_USE = "IN_USE", "In use"
    LOST = "LOST", "Lost"
    RETIRED = "RETIRED", "Not in use any more"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return {DeviceState.IN_USE: "green", DeviceState.LOST: "red", DeviceState.RETIRED: "grey"}[self]


DEVICE_MACHINE = Machine(
    DeviceState,
    [
        Transition("enter", None, DeviceState.IN_USE),
        Transition("hand_over", DeviceState.IN_USE, DeviceState.IN_USE),
        Transition("give_back", DeviceState.IN_USE, DeviceState.IN_USE),
        Transition("wipe", DeviceState.IN_USE, DeviceState.IN_USE),
        Transition("lose", DeviceState.IN_USE, DeviceState.LOST),
        Transition("find", DeviceState.LOST, DeviceState.IN_USE),
        *(
            Transition("retire", state, DeviceState.RETIRED)
            for state in (DeviceState.IN_USE, DeviceState.LOST)
        ),
    ],
)

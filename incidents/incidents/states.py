"""The states of an incident, and every step between them (handbook section 10)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "To be looked at"
    REPORTED = "REPORTED", "Reported"
    ASSESSED = "ASSESSED", "Graded"
    CLOSED = "CLOSED", "Closed"
    DISMISSED = "DISMISSED", "Not an incident"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {
    State.DRAFT: "yellow",
    State.REPORTED: "orange",
    State.ASSESSED: "blue",
    State.CLOSED: "green",
    State.DISMISSED: "grey",
}
# Somebody still has something to do.
RUNNING = (State.DRAFT, State.REPORTED, State.ASSESSED)
# It is known to be one, and worked on.
WORKED_ON = (State.REPORTED, State.ASSESSED)
# Whoever asks how many there were means these.
COUNTED = (State.REPORTED, State.ASSESSED, State.CLOSED)
OVER = (State.CLOSED, State.DISMISSED)


def _staying(states: tuple[State, ...], *verbs: str) -> list[Transition]:
    """Steps that leave it where it is."""
    return [Transition(verb, state, state) for verb in verbs for state in states]


MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        Transition("report", None, State.REPORTED),
        Transition("report", State.DRAFT, State.REPORTED),
        *_staying(WORKED_ON, "confirm"),
        Transition("grade", State.REPORTED, State.ASSESSED),
        Transition("grade", State.ASSESSED, State.ASSESSED),
        # What only nearly happened was graded, and did happen.
        Transition("ungrade", State.ASSESSED, State.REPORTED),
        *_staying((State.ASSESSED,), "raise_grade", "lower", "countersign", "keep_grade"),
        *_staying((State.ASSESSED,), "tell_regulator", "leave_regulator", "note_regulator"),
        *_staying(WORKED_ON, "edit", "amend_aware", "affect", "unaffect", "tell_commissioner"),
        # Telling people, and the duty of candour.
        *_staying((State.ASSESSED,), "decide_telling", "withhold", "tell_after_all", "announce"),
        *_staying(WORKED_ON, "contact", "write_letter"),
        *_staying((State.ASSESSED,), "decide_candour", "start_candour", "candour_step"),
        # Lessons: it is closed when each is done.
        *_staying(WORKED_ON, "add_lesson", "change_lesson", "settle_lesson", "no_lessons"),
        Transition("close", State.ASSESSED, State.CLOSED),
        *(Transition("dismiss", state, State.DISMISSED) for state in RUNNING),
        Transition("reopen", State.CLOSED, State.ASSESSED),
        Transition("reopen", State.DISMISSED, State.REPORTED),
        *_staying((*RUNNING, State.CLOSED), "note"),
        *_staying((*RUNNING, *OVER), "restrict", "name_subject", "name", "unname", "open_up"),
    ],
)

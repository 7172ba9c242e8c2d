"""The states of a policy version (handbook section 1)."""

from django.db.models import TextChoices

from governance.workflow.machine import Machine, Transition


class State(TextChoices):
    DRAFT = "DRAFT", "Draft"
    IG_REVIEW = "IG_REVIEW", "With the IG team"
    SPONSOR_APPROVAL = "SPONSOR_APPROVAL", "With the sponsor"
    RETURNED = "RETURNED", "Returned"
    PUBLISHED = "PUBLISHED", "Published"
    SUPERSEDED = "SUPERSEDED", "Replaced"


MACHINE = Machine(
    State,
    [
        Transition("draft", None, State.DRAFT),
        Transition("edit", State.DRAFT, State.DRAFT),
        Transition("edit", State.RETURNED, State.RETURNED),
        Transition("submit", State.DRAFT, State.IG_REVIEW),
        Transition("submit", State.RETURNED, State.IG_REVIEW),
        Transition("pass", State.IG_REVIEW, State.SPONSOR_APPROVAL),
        Transition("return", State.IG_REVIEW, State.RETURNED),
        Transition("return", State.SPONSOR_APPROVAL, State.RETURNED),
        Transition("publish", State.SPONSOR_APPROVAL, State.PUBLISHED),
        Transition("supersede", State.PUBLISHED, State.SUPERSEDED),
    ],
)

"""The conversations register. Start reading here: its verb, who may, what falls due, and what it reacts to.

Consents stand a floor above: they are listened to by name, and imported nowhere.
"""

from datetime import datetime
from typing import Protocol, cast

from consent.conversations import permissions, rules
from consent.conversations.card import card
from consent.conversations.deadlines import dues
from consent.conversations.models import Conversation
from consent.conversations.states import MACHINE, State
from governance.accounts.models import User
from governance.calendar import Nation
from governance.ledger.models import Event
from governance.people.models import AccessExclusion, Case
from governance.people.register import desk_of_case, is_blocked, take_turns
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.held import holds
from governance.workflow.register import Register, Verb, enter


class Answer(Protocol):
    """What is needed to know of a consent: in which case it was said."""

    case_id: int


def begin(case: Case, at: datetime) -> Conversation:
    """The conversation of a case that has none."""
    conversation = Conversation(
        person=case.person,
        case=case,
        service=case.service,
        due_on=rules.due_on(case.opened_on, Nation(case.service.nation)),
    )
    return apply(CONVERSATIONS, conversation, "begin", by=None, at=at)


def answer(conversation: Conversation, *, said_at: datetime, consent: str) -> None:
    """They said yes or no at `said_at`, in the consent with this reference. Only the first answer counts."""
    if conversation.state == State.ANSWERED:
        return

    def change(locked: Conversation) -> None:
        locked.answered_at = said_at

    apply(CONVERSATIONS, conversation, "answer", by=None, at=said_at, change=change, consent=consent)


def _blocked(user: User, reference: str, at: datetime) -> bool:
    conversation = Conversation.objects.filter(reference=reference).first()
    return conversation is not None and is_blocked(user, conversation.person_id)


def _case_opened(case: Record, event: Event, at: datetime) -> None:
    begin(cast(Case, case), at)


def _answered(consent: Record, event: Event, at: datetime) -> None:
    """A case from before there were conversations has none yet: it will begin as answered."""
    conversation = Conversation.objects.filter(case=cast(Answer, consent).case_id).first()
    if conversation is not None:
        answer(conversation, said_at=at, consent=consent.reference)


def _case_changed(case: Record, event: Event, at: datetime) -> None:
    """A closed case asks for no conversation; a new key worker gets what the old one had to do."""
    for conversation in Conversation.objects.filter(case=cast(Case, case)):
        refresh_deadlines(CONVERSATIONS, conversation, at=at)


def _exclusion_ended(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due goes back to the key worker's desk."""
    for conversation in cast(AccessExclusion, exclusion).person.conversations.all():
        refresh_deadlines(CONVERSATIONS, conversation, at=at)


CONVERSATIONS = enter(
    Register(
        name="conversations",
        prefix="TLK",
        model=Conversation,
        verbs={"undecided": Verb("undecided", "They have not decided", permissions.may_ask)},
        visible=lambda user, at: Conversation.objects.visible_to(user, at),
        machine=MACHINE,
        dues=dues,
        desk=lambda conversation: desk_of_case(conversation.person_id, conversation.case),
        take_turns=lambda conversation: take_turns(conversation.person_id),
        person_id=lambda conversation: conversation.person_id,
        service_id=lambda conversation: conversation.service_id,
        blocked=_blocked,
        card=card,
        related=("person", "case", "service"),
        held=holds(
            lambda person: Conversation.objects.filter(person=person).select_related("case", "service"),
            also="state asked_at answered_at",
            title="whether we asked you about sharing",
        ),
        happened={
            "begin": "We were to ask about sharing",
            "undecided": "They were asked about sharing, and did not decide",
            "answer": "They answered about sharing",
        },
        reactions={
            ("cases", "open"): _case_opened,
            ("cases", "assign"): _case_changed,
            ("cases", "close"): _case_changed,
            ("consents", "give"): _answered,
            ("consents", "refuse"): _answered,
            ("exclusions", "end"): _exclusion_ended,
        },
    )
)

"""Who has not been asked about sharing yet (handbook section 13, row 23), and whom we promised to ask again."""

from datetime import datetime

from consent.conversations.models import Conversation
from consent.conversations.states import State
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import CONVERSATION_LEADS

ASK = add(
    Rule(
        key="ask_about_sharing",
        number=23,
        words="Talking about sharing",
        leads=CONVERSATION_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER,),
    )
)
ASK_AGAIN = add(
    Rule(
        key="ask_again_about_sharing",
        number=23,
        words="Talking about sharing again",
        leads=CONVERSATION_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER,),
    )
)


def dues(conversation: Conversation, at: datetime) -> list[Due]:
    """Open until they have answered, or the case is closed."""
    if conversation.case.closed_on is not None:
        return []
    if conversation.state == State.WAITING:
        return [Due(ASK.key, conversation.due_on)]
    if conversation.state == State.UNDECIDED and conversation.ask_again_on is not None:
        return [Due(ASK_AGAIN.key, conversation.ask_again_on)]
    return []

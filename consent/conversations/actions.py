"""The verbs of conversations: asked and not decided; and the start of those that have none (handbook section 2)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from consent.conversations.models import Conversation
from consent.conversations.register import CONVERSATIONS, answer, begin
from governance.accounts.models import User
from governance.errors import Denied, demand, no
from governance.ledger.models import Event
from governance.people.models import Case
from governance.people.register import take_turns
from governance.workflow.apply import apply

AT_ONCE = 500


def undecided(
    conversation: Conversation,
    *,
    by: User,
    at: datetime,
    asked_at: datetime,
    explained: str,
    ask_again_on: date | None = None,
    read_version: int | None = None,
) -> Conversation:
    """They were asked, and have not decided; once more, if they were asked before.

    asked_at: not in the future, not before the case opened nor before they were asked the last time.
    explained: what, and how; at most 300 letters. ask_again_on: from today, or nothing. Else Denied.
    """

    def change(locked: Conversation) -> None:
        demand(locked.asked_allowed(asked_at, at))
        demand(locked.again_allowed(ask_again_on, at))
        if not explained.strip():
            raise Denied(
                no("You have not said what you explained.", next_step="Write what you explained, and how.")
            )
        locked.asked_at, locked.asked_by = asked_at, by
        locked.explained, locked.ask_again_on = explained, ask_again_on

    return apply(
        CONVERSATIONS, conversation, "undecided", by=by, at=at, change=change, read_version=read_version
    )


def begin_missing(at: datetime) -> int:
    """Begin the conversation of every open case that has none; returns how many.

    Those are cases from before there were conversations. One transaction for each case, so that nobody waits;
    whatever is done already is passed over, so that it may run twice, or at the same time.
    """
    begun, last = 0, 0
    while cases := list(_without().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        begun += sum(_begin_one(case, at) for case in cases)
        last = cases[-1].pk
    return begun


def _without() -> QuerySet[Case]:
    return Case.objects.filter(closed_on=None, conversation=None).select_related("person", "service")


@transaction.atomic
def _begin_one(case: Case, at: datetime) -> bool:
    take_turns(case.person_id)
    # Somebody may have closed it, or begun, before our turn.
    if not _without().filter(pk=case.pk).exists():
        return False
    conversation = begin(case, at)
    if (said := _first_answer(case)) is not None:
        moment = datetime.fromisoformat(said.detail["effective_at"])
        answer(conversation, said_at=moment, consent=said.reference)
    return True


def _first_answer(case: Case) -> Event | None:
    """The yes or no that was written down first since the case opened, in its service, as the ledger has it."""
    opened = Event.objects.filter(register="cases", reference=case.reference, verb="open").first()
    answers = Event.objects.filter(
        register="consents", verb__in=("give", "refuse"), service_id=case.service_id
    )
    since = opened.pk if opened else 0
    return answers.filter(person_id=case.person_id, pk__gt=since).order_by("pk").first()

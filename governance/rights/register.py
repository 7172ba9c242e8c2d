"""Rights requests: what people ask about their own information, against the clock (handbook section 11). Start here."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from governance.accounts.models import User
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.words import about
from governance.people.models import AccessExclusion
from governance.people.register import desk_of_case, is_blocked, take_turns
from governance.records.models import Record
from governance.rights import permissions
from governance.rights.card import card
from governance.rights.deadlines import dues
from governance.rights.models import RightsRequest
from governance.rights.states import MACHINE
from governance.workflow.apply import refresh_deadlines
from governance.workflow.held import holds
from governance.workflow.register import Register, Verb, enter

HAPPENED = {
    "receive": "They asked for something about their information",
    "ask_identity": "They were asked to show who they are",
    "identify": "We know who asks",
    "pause": "They were asked what they mean, and the clock stopped",
    "resume": "They replied, and the clock goes on",
    "extend": "They were told that it takes longer",
    "answer": "It was answered",
    "drop": "They do not want it any more",
    "refuse": "It was refused, with the reasons",
    "link": "It was found out whose it is",
    "correct": "What was written down was put right",
    "search": "A place was searched",
    "gather": "What this application holds was asked for",
    "review": "A part of what we hold was read through",
    "release": "The copy of what we hold was let go",
    "write": "We wrote to them",
    "hear": "They wrote to us",
    "leave_it": "What they wrote needs no answer",
    "lift": "An objection or restriction was lifted",
    "new_code": "They were given a new code",
    "download": "The copy was downloaded",
    "refused": "Not accepted",
}


def _desk(request: RightsRequest) -> Desk:
    """The IG team's, kept from whoever knows the person."""
    if request.person_id is None:
        return Desk(service_id=request.service_id)
    return replace(desk_of_case(request.person_id, None), service_id=request.service_id)


def _blocked(user: User, reference: str, at: datetime) -> bool:
    found = RightsRequest.objects.filter(reference=reference).first()
    return found is not None and is_blocked(user, found.person_id)


def _exclusion_ended(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due is not kept from that worker any more."""
    for request in RightsRequest.objects.filter(person=cast(AccessExclusion, exclusion).person_id):
        refresh_deadlines(RIGHTS, request, at=at)


RIGHTS = enter(
    Register(
        name="rights",
        prefix="RIG",
        model=RightsRequest,
        machine=MACHINE,
        verbs={
            "receive": Verb("receive", "Write down a request", permissions.may_receive),
            "ask_identity": Verb("ask_identity", "Ask who they are", permissions.may_work),
            "identify": Verb("identify", "We know who they are", permissions.may_work),
            "pause": Verb("pause", "Ask what they mean", permissions.may_work),
            "resume": Verb("resume", "They replied", permissions.may_work),
            "extend": Verb("extend", "Take two months more", permissions.may_decide),
            "answer": Verb("answer", "Answer it", permissions.may_decide),
            "drop": Verb("drop", "They do not want it any more", permissions.may_decide),
            "refuse": Verb("refuse", "Refuse it", permissions.may_decide),
            "link": Verb("link", "Say whose it is", permissions.may_work),
            "correct": Verb("correct", "Put something right", permissions.may_work),
            "search": Verb("search", "Tick what was searched", permissions.may_work),
            "gather": Verb("gather", "Gather what we hold", permissions.may_work),
            "review": Verb("review", "Read a part", permissions.may_open_copy),
            "release": Verb("release", "Release the copy", permissions.may_decide),
            "write": Verb("write", "Write to them", permissions.may_work),
            "leave_it": Verb("leave_it", "It needs no answer", permissions.may_work),
            "lift": Verb("lift", "Lift it", permissions.may_decide),
            "new_code": Verb("new_code", "Give them a new code", permissions.may_work),
        },
        visible=lambda user, at: RightsRequest.objects.visible_to(user, at),
        dues=dues,
        desk=_desk,
        take_turns=lambda request: take_turns(request.person_id),
        person_id=lambda request: request.person_id,
        service_id=lambda request: request.service_id,
        blocked=_blocked,
        card=card,
        happened={verb: HAPPENED[verb] for verb in HAPPENED if verb not in ("download", "refused")},
        related=("person", "service"),
        reactions={("exclusions", "end"): _exclusion_ended},
        held=holds(lambda person: RightsRequest.objects.filter(person=person).select_related("service")),
    )
)
# For what is no step of its states.
BESIDES = replace(RIGHTS, machine=None)

for kind, words in (
    ("rights_received", "A new rights request"),
    ("rights_heard", "Somebody wrote about their rights request"),
    ("rights_gathered", "What we hold for a rights request is there to be read"),
):
    about(kind, words)

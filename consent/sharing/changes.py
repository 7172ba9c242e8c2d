"""Everything that ever changed about a person, in every register, in the words of each register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.ledger.models import Event
from governance.ledger.timeline import actors
from governance.people.models import Person
from governance.people.names import masked
from governance.people.register import EXCLUSIONS, PEOPLE
from governance.records.addresses import address
from governance.workflow.register import REGISTERS, Register

# What is in the ledger beside the steps of a record.
NO_STEPS = {"view", "refused"}


class Change(NamedTuple):
    """One line: what happened, when it was written down, by whom, to which record, and where that is."""

    title: str
    at: datetime | None
    by: str
    reference: str
    url: str


def changes(user: User, person: Person, at: datetime) -> QuerySet[Event]:
    """Every step of every record about the person that the user may see. Looks and refusals are no changes."""
    found = Q(pk__in=[])
    seen: list[QuerySet[Any]] = [Person.objects.filter(pk=person.pk)]
    about = [PEOPLE, *(register for register in REGISTERS.values() if _is_about_people(register))]
    seen += [register.visible(user, at).filter(person=person) for register in about[1:]]
    references = [records.order_by().values_list("reference", flat=True) for records in seen]
    for register in about:
        found |= Q(register=register.name, verb__in=_words(register))
    all_references = list(references[0].union(*references[1:], all=True))
    return Event.objects.filter(found, person_id=person.pk, reference__in=all_references)


def lines(events: list[Event], user: User) -> list[Change]:
    """Events in words."""
    names = actors(events)
    hides = sight(user, EXCLUSIONS.name).masked
    return [
        Change(
            title=_words(REGISTERS[each.register])[each.verb],
            at=each.at,
            # Who reports that somebody knows the person may be that somebody.
            by=masked(names[each.actor_id])
            if hides and each.register == EXCLUSIONS.name
            else names[each.actor_id],
            reference=each.reference,
            url=_url(each),
        )
        for each in events
    ]


def _is_about_people(register: Register) -> bool:
    return any(field.name == "person" for field in register.model._meta.concrete_fields)


def _words(register: Register) -> Mapping[str, str]:
    """What each step of the register did, in words."""
    if register.happened:
        return {verb: text for verb, text in register.happened.items() if verb not in NO_STEPS}
    labels = {verb.name: verb.label for verb in register.verbs.values()}
    if register.machine is None:
        return labels
    steps = (step.verb for step in register.machine.transitions)
    return {verb: labels.get(verb, verb.replace("_", " ").capitalize()) for verb in steps}


def _url(event: Event) -> str:
    """Where the record has a page of its own."""
    where = address(event.register, event.reference)
    try:
        resolve(where)
    except Resolver404:
        return ""
    return where

"""Whose consent covers the new provider: everybody with an open case in the service, by the rule of every sharing."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from consent.purposes import Purpose
from governance.errors import no
from governance.people.models import Case
from sharing.agreements.coverage import answers
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Cover, Sharing
from sharing.closures.models import Closure
from sharing.closures.rules import Why, why_not
from sharing.decision import Asked, Word, agreed
from sharing.facts import gather_many
from sharing.ladder import Rung

# So many people are asked about in one statement.
AT_ONCE = 1_000


class Found(NamedTuple):
    """Of one person: the yes that covers them, or why none does."""

    yes: Word | None
    why: Why | None


def question(closure: Closure) -> Asked:
    """What "may we share?" would be asked about each of them."""
    return Asked(
        recipient="",
        organisation=closure.provider_id,
        purpose=Purpose(closure.purpose),
        items=frozenset(closure.items),
    )


def agreement(closure: Closure, at: datetime) -> tuple[Agreement | None, Cover]:
    """The agreement that covers what goes, or none with why: each file asks for it (section 4)."""
    sharing = Sharing(
        closure.provider_id, Purpose(closure.purpose), frozenset(closure.items), Rung.IDENTIFIABLE
    )
    found = answers(sharing, at=at)
    if found and found[0][1]:
        return found[0]
    nothing = Cover(no("No agreement with them was found.", next_step="Ask the IG team."))
    return None, found[0][1] if found else nothing


def look(closure: Closure, at: datetime) -> dict[int, Found]:
    """By the person's id, everybody who is in the service at this moment."""
    asked, found = question(closure), {}
    open_cases = Case.objects.filter(service=closure.service_id, closed_on=None)
    for people in _parts(list(open_cases.order_by("person_id").values_list("person_id", flat=True))):
        facts = gather_many(asked, people, service=closure.service_id, at=at)
        said = agreed(asked, {person: facts[person] for person in people})
        for person in people:
            yes = said.get(person)
            why = None if yes else why_not(facts[person].words, asked.purpose, asked.items)
            found[person] = Found(yes, why)
    return found


def _parts(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), AT_ONCE):
        yield people[start : start + AT_ONCE]

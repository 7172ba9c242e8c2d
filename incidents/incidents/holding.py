"""What an incident holds about somebody whom it is about, for a copy of what we hold (handbook section 11)."""

from collections.abc import Iterator
from typing import Any

from governance.people.models import Person
from governance.workflow.held import Held, Line, plain, words
from incidents.incidents.models import Affected, Incident
from incidents.incidents.sorts import Telling

ABOUT = ("type", "happened_at", "data_sorts", "what_happened", "containment", "consequences", "measures")
# Named wherever something is gathered, so that nobody learns from it whether there is one.
BY_HAND = "incidents that are restricted or not told: ask the Data Protection Officer"
UNDECIDED = "It is not decided yet whether they are told. Ask the Data Protection Officer."
OTHERS = "It may name others."


def held(person: Person) -> Iterator[Held]:
    """Each incident about them, and what they were told; none that is restricted, nor kept from them for harm."""
    rows = Affected.objects.filter(
        person=person, removed_at=None, withheld_at=None, incident__restricted=False
    )
    rows = rows.exclude(incident__telling=Telling.WITHHOLD).select_related("incident")
    for each in rows.prefetch_related("contacts", "letters").order_by("incident_id"):
        mind = OTHERS if each.incident.telling else UNDECIDED
        yield Held(each.incident.reference, "Incident", tuple(_lines(each)), mind)


def _lines(affected: Affected) -> Iterator[Line]:
    yield Line("When you were written down in it", plain(affected.added_at))
    for name in ABOUT:
        field: Any = Incident._meta.get_field(name)
        if value := words(affected.incident, field):
            yield Line(str(field.verbose_name).capitalize(), value)
    if affected.told_at:
        yield Line("When you were told", plain(affected.told_at))
    for contact in affected.contacts.all():
        how = "we reached you" if contact.reached else "we did not reach you"
        yield Line(f"{plain(contact.at)}, {contact.get_how_display().lower()}, {how}", contact.words)
    for letter in affected.letters.all():
        yield Line(f"A letter of {plain(letter.written_at)}", letter.words)

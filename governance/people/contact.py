"""What to mind before anything is given, sent or said: safe contact, and whom not to tell."""

from governance.people.models import Person

NOT_THEIR_PARENTS = (
    "They asked us not to tell their parents. Say, send and give nothing to their parents, and leave nothing where "
    "their parents may find it."
)


def contact_notes(person: Person) -> list[str]:
    """In plain words, a warning each; nothing to mind is an empty list (handbook section 2).

    For whoever may see the person with their name: the words are the person's own.
    """
    notes = [NOT_THEIR_PARENTS] if person.keep_from_parents else []
    if person.safe_contact:
        notes.append(f"How to contact them safely: {person.safe_contact}")
    return notes

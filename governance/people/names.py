"""How a person's name may be shown to whom."""

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.people.models import Person


def shown_name(person: Person, user: User, register: str = "people") -> str:
    """The name, or only its first letters for those who see names masked (handbook section 12)."""
    if not sight(user, register).masked:
        return person.name
    return masked(person.name)


def masked(name: str) -> str:
    """The first letters of a name."""
    return " ".join(f"{word[0]}{'•' * 3}" for word in name.split()) or "•••"

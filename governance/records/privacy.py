"""How private a field is. Every field of a register is classed, and an unclassed one fails the checks."""

from django.db.models import TextChoices


class Privacy(TextChoices):
    PUBLIC = "public", "may be shown to anyone once published"
    INTERNAL = "internal", "about the work, not about a person: staff only"
    PERSONAL = "personal", "about a person: those who may see that person"
    SPECIAL = "special", "health or other special category data: those who may see that person"


PUBLIC, INTERNAL, PERSONAL, SPECIAL = Privacy


def classed(privacy: Privacy, names: str) -> dict[str, Privacy]:
    """The same class for each of these fields, which are named with spaces between."""
    return dict.fromkeys(names.split(), privacy)

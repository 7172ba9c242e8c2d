"""Who gets something, where the name that was typed is on no list of ours: said in words, with what may be meant."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import TextChoices

from governance.organisations.models import Organisation

MOST_LIKE = 5
# From here on two names are like one another with a letter or two out of place.
LIKE = 0.4


class Unlisted(TextChoices):
    """What somebody is whose name is not on our list of organisations."""

    PERSON = "person", "A person, such as a relative or friend"
    BODY = "body", "An organisation that is not on our list. The name is right"


def unknown(typed: str) -> str:
    """That we know no organisation with this name, and those that may be meant."""
    hint = "Check how it is written, or ask your manager to add it."
    if names := _like(typed):
        hint = f"Did you mean: {'; '.join(names)}?"
    return f"We know no organisation with this name. {hint}"


def _like(typed: str) -> list[str]:
    """The names that hold what was typed; else those that are spelt nearly so."""
    holding = Organisation.objects.named_like(typed).order_by("name")
    near = (
        Organisation.objects.remaining()
        .annotate(like=TrigramSimilarity("name", typed))
        .filter(like__gte=LIKE)
        .order_by("-like", "name")
    )
    found = list(holding.values_list("name", flat=True)[:MOST_LIKE])
    return found or list(near.values_list("name", flat=True)[:MOST_LIKE])

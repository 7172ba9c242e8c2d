"""Which names are our own: we are a party to every agreement, and so are nobody's partner."""

from django.conf import settings

from sharing.agreements.bringing_in.words import normal


def is_us(name: str) -> bool:
    """Whether an organisation of this name is ourselves, however it is written; nobody is while we have no name."""
    ours = normal(settings.CHARITY_NAME)
    return bool(ours) and normal(name) == ours

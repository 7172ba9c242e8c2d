"""The columns that most registers have: words that somebody typed, a moment, and who it was."""

from typing import Any

from django.conf import settings
from django.db import models

# What fits into a box of several lines, and into one line.
LONGEST_TEXT, LONGEST_LINE = 4_000, 200


def text(words: str) -> "models.TextField[str, str]":
    """Words of several lines, or none. words: what the field is called."""
    return models.TextField(words, max_length=LONGEST_TEXT, blank=True)


def moment() -> "models.DateTimeField[Any, Any]":
    """When something happened, or None while it has not."""
    return models.DateTimeField(null=True)


def someone() -> "models.ForeignKey[Any, Any]":
    """Who did it, or None while nobody has. Nobody looks for an account's records this way, so there is no index."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

"""What a register adds to the page of a person: its own part of the sharing card."""

from typing import Any, NamedTuple


class Card(NamedTuple):
    """A part of the person's page: which template, with what."""

    template: str
    context: dict[str, Any]

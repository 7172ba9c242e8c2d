"""A form of ours on paper: each of its fields as a question, with boxes to tick or lines to write on.

A blank is drawn from the fields that the screen asks with, so that whoever changes the one changes the other.
"""

from collections.abc import Collection, Mapping
from math import ceil
from types import MappingProxyType
from typing import Any, NamedTuple

from django import forms
from django.conf import settings

from governance.documents.door import Source
from governance.fields import DateField

# So many letters of somebody's hand stand in one line, and so many boxes beside each other.
LETTERS_A_LINE, LETTERS_BESIDE, FEW = 120, 50, 5
AS_ON_SCREEN: Mapping[str, str] = MappingProxyType({})


class Box(NamedTuple):
    """Something to tick."""

    words: str
    hint: str = ""


class Question(NamedTuple):
    """What is asked, and the room to answer it. never: what is named only so that nobody does it."""

    words: str
    hint: str = ""
    boxes: tuple[Box, ...] = ()
    never: tuple[str, ...] = ()
    lines: int = 0
    is_day: bool = False

    @property
    def layout(self) -> str:
        """How its boxes stand: in one line, in two columns, or each in a line of its own."""
        if any(box.hint for box in self.boxes):
            return "explained"
        if sum(len(box.words) for box in self.boxes) <= LETTERS_BESIDE:
            return "beside"
        return "columns" if len(self.boxes) > FEW else "listed"

    @property
    def room(self) -> range:
        """As many as there are lines."""
        return range(self.lines)


class Part(NamedTuple):
    """Questions that stand together. slug: by which a template knows what else belongs there."""

    slug: str
    title: str
    intro: str
    questions: list[Question]


def questions(
    fields: Mapping[str, forms.Field],
    *,
    hints: Mapping[str, str] = AS_ON_SCREEN,
    never: Collection[str] = (),
) -> list[Question]:
    """The fields of a form that somebody fills in; a file is no question on paper.

    hints: by the name of a field, what helps on paper where that is something else than on the screen.
    never: values that the screen offers and refuses.
    """
    return [
        _question(field, hints.get(name, str(field.help_text)), never)
        for name, field in fields.items()
        if not field.widget.is_hidden and not isinstance(field, forms.FileField)
    ]


def sheet(template: str, title: str, fill_in: str, **context: Any) -> Source:
    """A blank as a document that says who we are, and at which address of ours the same is filled in."""
    around = {
        "title": title,
        "fill_in": f"{settings.BASE_URL}{fill_in}",
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return Source(template, {**context, **around})


def _question(field: forms.Field, hint: str, never: Collection[str]) -> Question:
    words = str(field.label)
    if isinstance(field, forms.BooleanField):
        return Question("", hint, boxes=(Box(words),))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        hints = getattr(field.widget, "hints", {})
        choices: Any = field.choices
        offered = [(str(value), str(label)) for value, label in choices if value != ""]
        return Question(
            words,
            hint,
            boxes=tuple(Box(label, hints.get(value, "")) for value, label in offered if value not in never),
            never=tuple(label for value, label in offered if value in never),
        )
    if isinstance(field, DateField):
        return Question(words, "" if hint == field.example else hint, is_day=True)
    return Question(words, hint, lines=_lines(field))


def _lines(field: forms.Field) -> int:
    if isinstance(field.widget, forms.Textarea):
        return int(field.widget.attrs["rows"])
    # Of an address, Django knows only how long one can be at all.
    longest = 1 if isinstance(field, forms.EmailField) else getattr(field, "max_length", None)
    return ceil((longest or 1) / LETTERS_A_LINE)

"""How an agreement reads: what it says as sections of labels and words, in the order of the steps (handbook section 4).

Pure, from what `content.content` gives or what was frozen from it. Its own page, the page of whoever signs through
a link and the PDF are all made of this, so that everybody reads the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models

from sharing.agreements.content import OF_A_PARTY, OF_AN_ITEM, label
from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.steps import NEEDED, STEPS, Step
from sharing.ladder import Rung

EMPTY = "Not said yet"


class Line(NamedTuple):
    """One thing that it says. `about` is the name of the field: what a question is asked about."""

    about: str
    label: str
    text: str


class PartRead(NamedTuple):
    """A partner, or a kind of information."""

    title: str
    lines: tuple[Line, ...]


class Section(NamedTuple):
    """One step of the agreement. `about`: `parties` or `items`, where it has parts."""

    slug: str
    title: str
    lines: tuple[Line, ...]
    parts: tuple[PartRead, ...] = ()
    about: str = ""


def sections(said: Mapping[str, Any]) -> list[Section]:
    """The whole agreement in words; what it need not say and does not say is left out."""
    return [_section(step, said) for step in STEPS]


def _section(step: Step, said: Mapping[str, Any]) -> Section:
    names = ("type", *step.fields) if step is STEPS[0] else step.fields
    lines = list(_lines(Agreement, names, said, needed=NEEDED))
    if step.slug == "parties":
        parts = tuple(_part(Party, each["name"], OF_A_PARTY[1:], each) for each in said["parties"])
        return Section(step.slug, step.title, tuple(lines), parts, "parties")
    if step.slug == "items":
        if said["items"]:
            highest = Rung(max(each["rung"] for each in said["items"]))
            lines.append(Line("items", "The most that can be known of anybody", highest.label))
        kinds = Item._meta.get_field("item")
        parts = tuple(
            _part(Item, in_words(kinds, each["item"]), OF_AN_ITEM[1:], each) for each in said["items"]
        )
        return Section(step.slug, step.title, tuple(lines), parts, "items")
    return Section(step.slug, step.title, tuple(lines))


def _part(model: type[models.Model], title: str, names: Iterable[str], said: Mapping[str, Any]) -> PartRead:
    return PartRead(title, tuple(_lines(model, names, said)))


def _lines(
    model: type[models.Model], names: Iterable[str], said: Mapping[str, Any], *, needed: Iterable[str] = ()
) -> Iterator[Line]:
    for name in names:
        # The service is about the record, and no part of what is agreed.
        if name not in said:
            continue
        text = in_words(model._meta.get_field(name), said[name])
        if text or name in needed:
            yield Line(name, _label(model, name), text or EMPTY)


def _label(model: type[models.Model], name: str) -> str:
    if model is Agreement:
        return label(name)
    words = str(getattr(model._meta.get_field(name), "verbose_name", name))
    return words[:1].upper() + words[1:]


def in_words(field: Any, value: Any) -> str:
    """What a plain value of a field means to who reads it; nothing for one that is not there."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, ArrayField):
        return "; ".join(in_words(field.base_field, each) for each in value)
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, models.DateField):
        return f"{date.fromisoformat(value):%-d %B %Y}"
    choices: dict[Any, Any] = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))

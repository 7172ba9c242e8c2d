"""What a register holds about a person, in words: for a copy of it all (handbook section 11).

Which fields are about a person, each model says by its privacy classes; what is about our work alone is left out.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from governance.records.models import Record
from governance.records.privacy import Privacy

ABOUT_SOMEBODY = (Privacy.PERSONAL, Privacy.SPECIAL)


class Line(NamedTuple):
    """One fact. others: it is about somebody else, and so not for the person unless somebody decides it."""

    key: str
    value: str
    others: bool = False


class Held(NamedTuple):
    """One record about the person. mind: why to look at it closely before it is given, if for anything."""

    reference: str
    title: str
    lines: tuple[Line, ...]
    mind: str = ""


Holds = Callable[[Any], Iterable[Held]]


def holds(
    rows: Callable[[Any], Iterable[Any]],
    *,
    also: str = "",
    without: str = "",
    others: str = "",
    title: str = "",
    mind: Callable[[Any], str] = lambda record: "",
) -> Holds:
    """What a register offers as `held`. rows: its records about a person, read with what they point to.

    also: names of fields that say how it stands, though by themselves they are about our work. without: of those that
    say nothing to anybody. others: of those that are about somebody else. title: what such a record is called, where
    its model's own name is not fit for the person.
    """

    def held(person: Any) -> Iterator[Held]:
        for record in rows(person):
            name = title or str(record._meta.verbose_name)
            lines = tuple(lines_of(record, also=also.split(), without=without.split(), others=others.split()))
            yield Held(record.reference, name[:1].upper() + name[1:], lines, mind(record))

    return held


def lines_of(
    record: Record,
    *,
    also: Collection[str] = (),
    without: Collection[str] = (),
    others: Collection[str] = (),
) -> Iterator[Line]:
    """When it was written down, and each field about the person that holds something; never the key to the person."""
    yield Line("When it was written down", plain(record.created_at))
    for field in record._meta.concrete_fields:
        about = field.name in also or record.privacy.get(field.name) in ABOUT_SOMEBODY
        if not about or field.name == "person" or field.name in without:
            continue
        if value := words(record, field):
            name = str(field.verbose_name)
            yield Line(name[:1].upper() + name[1:], value, field.name in others)


def words(record: models.Model, field: Any) -> str:
    """The value of a field as one says it; nothing for nothing."""
    value = getattr(record, field.name)
    if isinstance(field, ArrayField):
        labels = dict(field.base_field.flatchoices)
        return ", ".join(str(labels.get(each, each)) for each in value or ())
    if field.flatchoices and value not in (None, ""):
        return str(dict(field.flatchoices).get(value, value))
    return plain(value)


def plain(value: Any) -> str:
    """A value without labels of its own."""
    match value:
        case None | "" | [] | {}:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
        case date():
            return f"{value:%-d %B %Y}"
        case Mapping():
            pairs = ((str(key).replace("_", " "), plain(each)) for key, each in value.items())
            return "; ".join(f"{key}: {each}" for key, each in pairs if each)
        case list() | tuple():
            return ", ".join(filter(None, map(plain, value)))
    return str(value)

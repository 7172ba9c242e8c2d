"""A long form in its numbered parts, as a page shows it."""

from typing import NamedTuple

from django import forms


class Part(NamedTuple):
    """One numbered part of a long form, with guidance where there is some."""

    title: str
    hint: str
    fields: list[forms.BoundField]
    guidance: tuple[str, ...] = ()


def part(form: forms.Form, title: str, hint: str, names: str, guidance: tuple[str, ...] = ()) -> Part:
    """The part with these fields, named in one text, as far as the form has them and shows them."""
    shown = [form[name] for name in names.split() if name in form.fields]
    return Part(title, hint, [field for field in shown if not field.is_hidden], guidance)

"""The parts that pages are made of. Built into every template, so no `load` is needed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from math import ceil
from typing import Any, Protocol

from django import forms, template
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.calendar import local_day
from governance.policies.models import Section
from governance.policies.states import State

register = template.Library()

SOON = 7  # days
SOON_HOURS = 12


class Shown(Protocol):
    label: str
    colour: str


@register.simple_tag
def tag(state: Shown) -> SafeString:
    """The tag of a state, in the state's own words and colour."""
    return badge(state.label, state.colour)


@register.simple_tag
def badge(text: str, colour: str) -> SafeString:
    """A tag with these words; colour is one of the design system's, or `plum`."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.simple_tag
def due(due_on: date, on: date) -> SafeString:
    """How near a due date is, seen from the day `on` (handbook T3: the due date is the last good day)."""
    days = (due_on - on).days
    if days < 0:
        return badge(f"Overdue by {-days} day{'' if days == -1 else 's'}", "red")
    if days == 0:
        return badge("Due today", "orange")
    if days == 1:
        return badge("Due tomorrow", "orange")
    if days <= SOON:
        return badge(f"Due in {days} days", "yellow")
    return badge(f"Due {due_on:%-d %B %Y}", "grey")


@register.simple_tag
def due_by(due_at: datetime, at: datetime) -> SafeString:
    """How near the end of an hour clock is, seen from the moment `at` (handbook T4); a begun hour counts as one."""
    hours = ceil((due_at - at).total_seconds() / 3600)
    if due_at < at:
        return badge("Overdue" if hours > -1 else f"Overdue by {_hours(-hours)}", "red")
    return badge(f"{_hours(hours)} left", "orange" if hours <= SOON_HOURS else "yellow")


def _hours(number: int) -> str:
    return f"{number} hour{'' if number == 1 else 's'}"


@register.simple_tag
def month_or_day(on: date) -> str:
    """A date of issue: most are given as a month only and kept as its first day, so a first day shows the month."""
    return f"{on:%B %Y}" if on.day == 1 else f"{on:%-d %B %Y}"


@register.simple_tag
def last_updated(on: date | str) -> SafeString:
    """When the words of a page changed last: a record's day or moment; of prose, the day as `2026-11-23`."""
    moment = date.fromisoformat(on) if isinstance(on, str) else on
    day = local_day(moment) if isinstance(moment, datetime) else moment
    return format_html('Last updated <time datetime="{}">{}</time>.', day.isoformat(), f"{day:%-d %B %Y}")


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*names_and_urls: str) -> dict[str, Any]:
    """The way here: name, address, name, address …, and last, with no address, the name of this page."""
    pairs = list(zip(names_and_urls[::2], names_and_urls[1::2], strict=False))
    here = names_and_urls[-1] if len(names_and_urls) % 2 else ""
    return {"crumbs": pairs, "here": here}


# What a form is about → the headings of the policy that say why we ask, the first that is published.
WHY = {
    "consent": ("we-talk-about-it-early", "be-as-open-as-you-can", "giving-consent"),
    "confidentiality": ("confidentiality",),
    "sharing": ("sharing",),
    "recordings": ("recording-a-session", "picture-and-sound-recordings"),
    "incidents": ("when-something-goes-wrong", "when-it-goes-wrong"),
    "rights": ("what-you-can-ask",),
    "choices": ("the-national-data-opt-out-and-spire", "nhs-national-data-opt-out"),
}


@register.inclusion_tag("components/why.html")
def why(topic: str) -> dict[str, str]:
    """A link to the part of the published policy that says why we ask, or to all policies."""
    found = Section.objects.filter(
        version__state=State.PUBLISHED, kind=Section.Kind.TEXT, anchor__in=WHY[topic]
    ).values_list("version__policy__slug", "anchor")
    for slug, anchor in found[:1]:
        return {"url": f"/policies/{slug}/#{anchor}"}
    return {"url": "/policies/"}


@register.simple_tag
def public_navigation(section: str) -> list[dict[str, Any]]:
    """What most look for, in one row, the current page marked; the rest stands below each page.

    Takes nothing from the request: these pages are cached.
    """
    pages = (
        ("policies", "Policies", "/policies/"),
        ("privacy-notices", "Privacy notices", "/privacy-notices/"),
        ("your-choices", "Your choices", "/your-choices/"),
        ("how-we-share", "Who we share with", "/how-we-share/"),
        ("concerns", "Raise a concern", "/concerns/new/"),
        ("rights", "Your rights", "/rights/new/"),
        ("search", "Search", "/search/"),
        ("sign-in", "Sign in", "/accounts/login/"),
    )
    return [{"name": name, "url": url, "current": key == section} for key, name, url in pages]


# --- Forms --------------------------------------------------------------------


@register.simple_tag
def attributes(attrs: Mapping[str, Any], block: str, *classes: str) -> str:
    """A widget's attributes, with the design system's classes.

    Placeholders are left out: they vanish when someone types, and screen readers pass over them.
    """
    names = [block, *classes, attrs.get("class", "")]
    if block and attrs.get("aria-invalid") == "true":
        names.append(f"{block}--error")
    shown = {name: value for name, value in attrs.items() if name not in {"class", "placeholder"}}
    if any(names):
        shown["class"] = " ".join(filter(None, names))
    return flatatt(shown)


@register.simple_tag
def option_attributes(attrs: Mapping[str, Any], block: str) -> str:
    """The attributes of one radio or checkbox in a group; the group itself carries what describes it."""
    own = {name: value for name, value in attrs.items() if not name.startswith("aria-")}
    return attributes(own, f"{block}__input")


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the field is a group of radios or checkboxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def first_input_id(field: BoundField) -> str:
    """The id that an error summary links to: the field, its first choice, or its first box."""
    return field.id_for_label or next((choice.id_for_label or "" for choice in field.subwidgets), "")


@register.filter
def plain_errors(field: BoundField) -> Iterable[str]:
    """A field's errors; Django's own words, which name no field, put as what to do about which field."""
    return [_plain(field, error) for error in field.errors.as_data()]


def _plain(field: BoundField, error: ValidationError) -> str:
    (words,) = error.messages
    match error.code:
        case "required" if words == forms.Field.default_error_messages["required"]:
            return _what_is_missing(field)
        case "max_length" if error.params:
            return f"“{field.label}” is too long: use at most {error.params['limit_value']} letters"
        case "null_characters_not_allowed":
            return f"“{field.label}” holds a hidden character. Delete it and type it again"
        case "invalid_choice":
            return f"Choose one of the answers for “{field.label}”"
    return words


def _what_is_missing(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{field.label}”"
    if isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.FileInput):
        return f"Choose an answer for “{field.label}”"
    return f"Fill in “{field.label}”"

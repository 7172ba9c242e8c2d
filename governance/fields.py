"""How forms look, and the fields for dates, moments, and yes or no that every form uses."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1900, 2199
NOT_A_DATE = "Enter a real date, for example 27 3 2026"
NOT_A_YEAR = f"Enter a year with four numbers, between {FIRST_YEAR} and {LAST_YEAR}"
NOT_A_TIME = "Enter a time between 00:00 and 23:59, for example 14:30"
NO_SUCH_TIME = "There was no such time on that day, because the clocks went forward"

BOXES: Mapping[str, tuple[str, dict[str, str]]] = {
    "day": ("Day", {"class": "govuk-input--width-2", "inputmode": "numeric"}),
    "month": ("Month", {"class": "govuk-input--width-2", "inputmode": "numeric"}),
    "year": ("Year", {"class": "govuk-input--width-4", "inputmode": "numeric"}),
    "time": ("Time", {"class": "app-input--time"}),
}

Typed = dict[str, str]


class Renderer(TemplatesSetting):
    """Renders every form with our own templates."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"


class DateWidget(forms.Widget):
    """A box each for day, month and year, named `<field>_day`, `<field>_month`, `<field>_year`."""

    template_name = "forms/widgets/date.html"
    use_fieldset = True
    boxes: ClassVar[tuple[str, ...]] = ("day", "month", "year")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        return {box: data.get(f"{name}_{box}") or "" for box in self.boxes}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{box}" in data for box in self.boxes)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{self.boxes[0]}" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        shared = context["widget"]["attrs"]
        typed = self.typed(value)
        context["widget"]["boxes"] = [
            {
                "name": f"{name}_{box}",
                "value": typed.get(box, ""),
                "label": BOXES[box][0],
                "attrs": {
                    "id": f"{shared.get('id', name)}_{box}",
                    **{key: shared[key] for key in ("aria-invalid", "disabled") if key in shared},
                    **BOXES[box][1],
                },
            }
            for box in self.boxes
        ]
        return context

    @staticmethod
    def typed(value: date | Typed | None) -> Typed:
        """What stands in the boxes: a date taken apart, or what was typed, as it was typed."""
        if isinstance(value, date):
            return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
        return value or {}


class DateTimeWidget(DateWidget):
    """The boxes of a date, and one for the time."""

    boxes = ("day", "month", "year", "time")

    @staticmethod
    def typed(value: date | Typed | None) -> Typed:
        if isinstance(value, datetime):
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return {**DateWidget.typed(local), "time": f"{local:%H:%M}"}
        return DateWidget.typed(value)


class DateField(forms.Field):
    """A date in three boxes: gives a `date`, or None where nothing was typed and nothing is required."""

    widget = DateWidget
    example = "For example, 27 3 2026"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", self.example)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):  # a disabled field gives its initial value
            return value
        typed = _trimmed(value)
        return _date(typed) if any(typed.values()) else None


class DateTimeField(DateField):
    """A date in three boxes and a time in one: local time typed, a `datetime` in UTC given, or None.

    Of an hour that comes twice when the clocks go back, the first is meant.
    """

    widget = DateTimeWidget
    example = "For example, 27 3 2026 at 14:30"

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, datetime):
            return value
        typed = _trimmed(value)
        if not any(typed.values()):
            return None
        day = _date(typed)
        local = datetime.combine(day, _time(typed.get("time", "")), timezone.get_current_timezone())
        moment = local.astimezone(UTC)
        if moment.astimezone(local.tzinfo).time() != local.time():
            raise ValidationError(NO_SUCH_TIME, code="invalid")
        return moment


def _trimmed(value: Typed | None) -> Typed:
    return {box: text.strip() for box, text in (value or {}).items()}


def _date(typed: Typed) -> date:
    missing = [box for box in ("day", "month", "year") if not typed.get(box)]
    if missing:
        raise ValidationError(f"The date must include a {' and a '.join(missing)}", code="incomplete")
    day, month, year = (typed[box] for box in ("day", "month", "year"))
    if not re.fullmatch(r"[0-9]{1,2}", day) or not re.fullmatch(r"[0-9]{1,2}", month):
        raise ValidationError(NOT_A_DATE, code="invalid")
    # Far-off years would overflow in the date arithmetic that follows.
    if not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValidationError(NOT_A_YEAR, code="invalid")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValidationError(NOT_A_DATE, code="invalid") from None


def _time(text: str) -> time:
    if not text:
        raise ValidationError("The date must have a time with it, for example 14:30", code="incomplete")
    match = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", text)
    if not match:
        raise ValidationError(NOT_A_TIME, code="invalid")
    return time(int(match[1]), int(match[2]))


class YesOrNo(forms.TypedChoiceField):
    """Two radios beside each other with nothing chosen beforehand: True, False, or None where left open."""

    class Radios(forms.RadioSelect):
        template_name = "forms/widgets/yes_no.html"

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[("yes", "Yes"), ("no", "No")],
            coerce=lambda typed: typed == "yes",
            empty_value=None,
            widget=self.Radios,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class Explained(forms.RadioSelect):
    """Radios, each with a sentence under it that says what it is: value → sentence."""

    def __init__(self, hints: Mapping[Any, str], **options: Any) -> None:
        super().__init__(**options)
        self.hints = {str(value): hint for value, hint in hints.items()}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        hint = self.hints.get(str(value), "")
        return {**super().create_option(name, value, *args, **options), "hint": hint}


class FormKeyField(forms.CharField):
    """The hidden key of a form, so that sending the same form twice records once: gives a `UUID`.

    A key that is missing or broken stops nobody: it gives a new one.
    """

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(super().clean(value))
        except ValueError:
            return uuid4()

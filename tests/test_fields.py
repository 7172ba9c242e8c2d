"""What people type into dates, and how a form tells them what is wrong."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from governance.fields import (
    NO_SUCH_TIME,
    NOT_A_DATE,
    NOT_A_TIME,
    NOT_A_YEAR,
    DateField,
    DateTimeField,
)

HOWS = [("paper", "On paper"), ("phone", "By telephone")]


class Consent(forms.Form):
    given_on = DateField(label="When was it given?")
    how = forms.ChoiceField(label="How?", help_text="Choose one.", choices=HOWS, widget=forms.RadioSelect)
    what = forms.MultipleChoiceField(label="What?", choices=HOWS, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label="Note", help_text="A few words.", max_length=5, widget=forms.Textarea)
    service = forms.ChoiceField(label="Service", choices=[("", "Choose"), ("n", "North")])
    scan = forms.FileField(label="Scan")
    told = forms.BooleanField(label="I told them")
    version = forms.CharField(widget=forms.HiddenInput)


class Moment(forms.Form):
    said_at = DateTimeField(label="When did they say it?")


class Page(HTMLParser):
    """The ids of a page, and every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if attrs.get("id")]

    def having(self, **wanted: str) -> list[tuple[str, dict[str, str | None]]]:
        return [(tag, attrs) for tag, attrs in self.tags if wanted.items() <= attrs.items()]


def typed(day: str, month: str, year: str) -> dict[str, str]:
    return {"day": day, "month": month, "year": year}


def test_three_boxes_make_a_date():
    assert DateField().clean(typed("27", "3", "2026")) == date(2026, 3, 27)
    assert DateField().clean(typed(" 07 ", "03", "2026")) == date(2026, 3, 7)


def test_a_date_that_is_not_required_may_be_empty():
    assert DateField(required=False).clean(typed("", " ", "")) is None


@pytest.mark.parametrize(
    ("day", "month", "year", "message"),
    [
        ("29", "2", "2026", NOT_A_DATE),
        ("31", "4", "2026", NOT_A_DATE),
        ("0", "1", "2026", NOT_A_DATE),
        ("1", "13", "2026", NOT_A_DATE),
        ("1", "march", "2026", NOT_A_DATE),
        ("-1", "3", "2026", NOT_A_DATE),
        ("1\0", "3", "2026", NOT_A_DATE),
        ("٣", "3", "2026", NOT_A_DATE),
        ("²", "3", "2026", NOT_A_DATE),
        ("9" * 5000, "3", "2026", NOT_A_DATE),
        ("<b>1</b>", "3", "2026", NOT_A_DATE),
        ("1", "3", "26", NOT_A_YEAR),
        ("1", "3", "0001", NOT_A_YEAR),
        ("1", "3", "9999", NOT_A_YEAR),
        ("1", "3", "20 26", NOT_A_YEAR),
        ("1", "", "2026", "The date must include a month"),
        ("1", "", "", "The date must include a month and a year"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(day, month, year, message):
    with pytest.raises(ValidationError) as refusal:
        DateField().clean(typed(day, month, year))
    assert refusal.value.messages == [message]


def test_a_date_shows_in_its_boxes_and_what_was_typed_is_kept():
    fresh = Page(str(Consent(initial={"given_on": date(2026, 3, 7)})["given_on"]))
    assert [attrs.get("value") for tag, attrs in fresh.tags if tag == "input"] == ["7", "3", "2026"]

    wrong = Page(str(Consent({"given_on_day": "31", "given_on_month": "feb <b>"})["given_on"]))
    assert [attrs.get("value") for tag, attrs in wrong.tags if tag == "input"] == ["31", "feb <b>", None]


def test_a_disabled_date_keeps_its_value():
    class Fixed(forms.Form):
        given_on = DateField(disabled=True, initial=date(2026, 3, 7))

    form = Fixed({})
    assert form.is_valid()
    assert form.cleaned_data == {"given_on": date(2026, 3, 7)}


def moment(day: str, month: str, year: str, time: str) -> datetime | None:
    return DateTimeField().clean({"day": day, "month": month, "year": year, "time": time})


@pytest.mark.parametrize("time", ["14:30", "14.30"])
def test_a_moment_is_meant_in_local_time(time):
    assert moment("27", "7", "2026", time) == datetime(2026, 7, 27, 13, 30, tzinfo=UTC)
    assert moment("27", "1", "2026", time) == datetime(2026, 1, 27, 14, 30, tzinfo=UTC)


def test_a_moment_in_the_hour_that_comes_twice_is_the_first():
    assert moment("25", "10", "2026", "01:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "month", "time", "message"),
    [
        ("29", "3", "01:30", NO_SUCH_TIME),
        ("27", "3", "24:00", NOT_A_TIME),
        ("27", "3", "2pm", NOT_A_TIME),
        ("27", "3", "14:30\0", NOT_A_TIME),
        ("27", "3", "", "The date must have a time with it, for example 14:30"),
        ("30", "2", "14:30", NOT_A_DATE),
    ],
)
def test_what_is_no_moment_is_refused_with_the_reason(day, month, time, message):
    with pytest.raises(ValidationError) as refusal:
        moment(day, month, "2026", time)
    assert refusal.value.messages == [message]


def test_a_moment_shows_in_local_time():
    at = datetime(2026, 7, 27, 13, 5, tzinfo=UTC)
    boxes = Page(str(Moment(initial={"said_at": at})["said_at"])).tags
    assert [attrs["value"] for tag, attrs in boxes if tag == "input"] == ["27", "7", "2026", "14:05"]


def test_hints_and_errors_are_read_out_with_their_field():
    page = Page(str(Consent({"note": "too long"})))
    [(_, note)] = page.having(name="note")
    assert note["aria-describedby"] == "id_note_helptext id_note_error"
    assert note["aria-invalid"] == "true"
    [(fieldset, _)] = page.having(**{"aria-describedby": "id_how_helptext id_how_error"})
    assert fieldset == "fieldset"
    described = " ".join(attrs.get("aria-describedby") or "" for _, attrs in page.tags).split()
    assert set(described) <= set(page.ids)


def test_no_id_is_used_twice_and_every_label_has_its_field():
    page = Page(str(Consent({})))
    assert len(page.ids) == len(set(page.ids))
    assert {attrs["for"] for tag, attrs in page.tags if tag == "label"} <= set(page.ids)


def test_the_summary_links_every_error_to_the_first_thing_to_fill_in():
    form = Consent({"note": "too long"})
    links = [
        attrs["href"]
        for tag, attrs in Page(render_to_string("forms/error_summary.html", {"form": form})).tags
        if tag == "a"
    ]
    assert links == [
        "#id_given_on_day",
        "#id_how_0",
        "#id_what_0",
        "#id_note",
        "#id_service",
        "#id_scan",
        "#id_told",
    ]
    assert {link[1:] for link in links} <= set(Page(str(form)).ids)


def test_a_missing_answer_is_named():
    html = render_to_string("forms/error_summary.html", {"form": Consent({})})
    for words in (
        "Fill in “When was it given?”",
        "Choose an answer for “How?”",
        "Fill in “Note”",
        "Choose an answer for “Scan”",
        "Tick “I told them”",
    ):
        assert words in html
    assert "This field is required" not in html


def test_the_page_title_says_that_there_is_an_error():
    assert "<title>Error: Sharewell" in render_to_string("base.html", {"form": Consent({})})
    assert "<title>Sharewell" in render_to_string("base.html", {"form": Consent()})


def test_errors_of_the_whole_form_and_of_hidden_fields_are_in_the_summary():
    form = Consent({})
    form.add_error(None, "Someone else changed this")
    html = render_to_string("forms/error_summary.html", {"form": form})
    assert "<li>Someone else changed this</li>" in html
    assert "<li>Fill in “Version”</li>" in html


def test_markup_in_what_was_typed_is_shown_and_not_obeyed():
    assert "<script>" not in str(Consent({"note": "<script>", "given_on_day": '"><script>'}))

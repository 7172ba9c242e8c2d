"""A form on paper: what becomes of each kind of field."""

from django import forms

from governance.documents.paper import Box, Question, questions, sheet
from governance.fields import DateField, Explained, FormKeyField, YesOrNo


class Example(forms.Form):
    words = forms.CharField(
        label="What happened?", help_text="Name nobody", widget=forms.Textarea({"rows": 4})
    )
    name = forms.CharField(label="What is it called?", max_length=160)
    number = forms.IntegerField(label="How many?")
    email = forms.EmailField(label="Where to?")
    day = DateField(label="When?")
    other_day = DateField(label="Until when?", help_text="At most a year later")
    safe = YesOrNo(label="Is it safe?")
    way = forms.ChoiceField(
        label="How is it sent?",
        choices=[("", "Not said yet"), ("post", "By post"), ("fax", "By fax")],
        widget=Explained({"post": "In two envelopes"}),
    )
    sure = forms.BooleanField(label="I looked")
    file = forms.FileField(label="The file")
    form_key = FormKeyField()


def asked(name: str, **how: object) -> Question:
    [found] = questions({name: Example.base_fields[name]}, **how)  # type: ignore[arg-type]
    return found


def test_a_box_for_words_becomes_as_many_lines() -> None:
    assert asked("words") == Question("What happened?", "Name nobody", lines=4)
    assert len(asked("words").room) == 4


def test_a_longer_answer_has_more_room() -> None:
    assert [asked(name).lines for name in ("name", "number", "email")] == [2, 1, 1]


def test_a_date_has_its_boxes_and_the_example_of_the_screen_goes() -> None:
    assert asked("day") == Question("When?", is_day=True)
    assert asked("other_day").hint == "At most a year later"


def test_a_choice_becomes_boxes_and_what_is_not_said_yet_is_none() -> None:
    assert asked("safe").boxes == (Box("Yes"), Box("No"))
    assert asked("way").boxes == (Box("By post", "In two envelopes"), Box("By fax"))


def test_what_is_refused_has_no_box() -> None:
    on_paper = asked("way", never={"fax"})
    assert (on_paper.boxes, on_paper.never) == ((Box("By post", "In two envelopes"),), ("By fax",))


def test_something_to_confirm_is_one_box() -> None:
    assert asked("sure") == Question("", boxes=(Box("I looked"),))


def test_paper_can_say_something_else_than_the_screen() -> None:
    assert asked("words", hints={"words": "In pencil"}).hint == "In pencil"


def test_nobody_fills_in_a_file_or_what_the_screen_hides() -> None:
    assert questions({name: Example.base_fields[name] for name in ("file", "form_key")}) == []


def test_boxes_stand_beside_each_other_where_they_fit() -> None:
    short, long = Box("Yes"), Box("It applies, but this use is exempt")
    assert Question("", boxes=(short, short)).layout == "beside"
    assert Question("", boxes=(long, long)).layout == "listed"
    assert Question("", boxes=(long,) * 6).layout == "columns"
    assert Question("", boxes=(short, Box("No", "Not today"))).layout == "explained"


def test_a_sheet_says_who_we_are_and_where_the_same_is_filled_in(settings: object) -> None:
    settings.BASE_URL = "https://sharewell.example.org"  # type: ignore[attr-defined]
    settings.CHARITY_NAME, settings.CHARITY_ADDRESS = "A charity", "1 Street"  # type: ignore[attr-defined]
    made = sheet("documents/blank.html", "A sheet", "/agreements/new/", parts=[])
    assert made.context == {
        "title": "A sheet",
        "fill_in": "https://sharewell.example.org/agreements/new/",
        "charity": "A charity",
        "address": "1 Street",
        "parts": [],
    }

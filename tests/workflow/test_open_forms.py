"""A form for anyone: a person is let through, a machine is stopped, and nothing that was typed is lost."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.cache import cache
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from governance.errors import Denied, IllegalTransition, Refused, Stale, no
from governance.records.actor import current
from governance.workflow.open_forms import (
    FASTEST,
    OLDEST,
    TOO_FAST,
    TOO_OFTEN,
    TOO_OLD,
    TRAPPED,
    OpenForm,
    Ticket,
    open_to_all,
    take_open_step,
)

SHOWN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class WordForm(OpenForm):
    word = forms.CharField()


def came_back(after: timedelta, **changes: str) -> WordForm:
    """The form as it comes back so long after it was shown."""
    shown = WordForm(at=SHOWN)
    typed = {"word": "Hello", "website": "", "form_key": shown["form_key"].value()} | changes
    return WordForm(typed, at=SHOWN + after)


@pytest.mark.parametrize("after", [FASTEST, timedelta(minutes=20), OLDEST])
def test_what_a_person_sends_is_right_and_has_a_key(after: timedelta) -> None:
    form = came_back(after)
    assert form.is_valid(), form.errors
    assert set(form.facts) == {"word", "form_key"}


def test_the_same_form_has_the_same_key_and_another_form_another() -> None:
    shown, other = (WordForm(at=SHOWN)["form_key"].value() for _ in range(2))
    first, again, third = (came_back(FASTEST, form_key=each) for each in (shown, shown, other))
    keys = [each.cleaned_data["form_key"] for each in (first, again, third) if each.is_valid()]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("after", "changes", "verdict"),
    [
        (FASTEST - SECOND, {}, TOO_FAST),
        (OLDEST + SECOND, {}, TOO_OLD),
        (FASTEST, {"form_key": ""}, TOO_OLD),
        (FASTEST, {"form_key": str(uuid4())}, TOO_OLD),
        (
            FASTEST,
            {"form_key": Signer(salt="another").sign(f"{uuid4().hex}.{int(SHOWN.timestamp())}")},
            TOO_OLD,
        ),
        (-timedelta(days=1), {}, TOO_FAST),
        (FASTEST, {"website": "http://buy.example.org"}, TRAPPED),
    ],
)
def test_what_a_machine_sends_is_asked_for_again_with_all_kept(
    after: timedelta, changes: dict[str, str], verdict: Any
) -> None:
    form = came_back(after, **changes)
    assert not form.is_valid()
    assert form.non_field_errors() == [f"{verdict.reason} {verdict.next_step}"]
    assert form["word"].value() == "Hello"
    # Whoever is a person after all only presses once more.
    again = {name: form[name].value() for name in form.fields}
    assert WordForm(again, at=SHOWN + max(after, timedelta(0)) + FASTEST).is_valid()


def test_a_word_that_is_missing_does_not_cost_another_wait() -> None:
    form = came_back(FASTEST, word="")
    assert list(form.errors) == ["word"]
    typed = {name: form[name].value() for name in form.fields} | {"word": "Hello"}
    assert WordForm(typed, at=SHOWN + FASTEST).is_valid()


def test_a_ticket_says_when_it_was_given_out_and_nobody_else_can_write_one() -> None:
    ticket = Ticket.new(SHOWN)
    assert Ticket.read(str(ticket)) == ticket
    assert Ticket.read(str(ticket)[:-1]) is None
    assert Ticket.read(f"{ticket.key.hex}.{int(SHOWN.timestamp())}") is None


def test_the_trap_is_out_of_sight_of_eyes_keyboards_and_screen_readers() -> None:
    drawn = str(WordForm(at=SHOWN)["website"])
    assert 'class="govuk-visually-hidden" aria-hidden="true"' in drawn
    assert 'tabindex="-1"' in drawn
    assert "Leave this box empty" in drawn


class TestAStep:
    @pytest.fixture(autouse=True)
    def _counted_anew(self) -> None:
        cache.clear()

    def answer(self, form: WordForm, action: Any, method: str = "post") -> HttpResponse:
        request = getattr(RequestFactory(), method)("/")
        return take_open_step(
            request,
            form,
            action,
            then=lambda made: HttpResponse(made),
            again=lambda status: HttpResponse(str(form.non_field_errors()), status=status),
        )

    @pytest.mark.django_db
    def test_it_is_taken_when_the_form_is_right(self) -> None:
        assert self.answer(came_back(FASTEST), lambda: "done").content == b"done"
        assert self.answer(came_back(FASTEST), lambda: "done", "get").content != b"done"
        assert self.answer(came_back(FASTEST, word=""), lambda: "done").content != b"done"

    @pytest.mark.django_db
    def test_a_refusal_comes_back_in_the_form(self) -> None:
        def refuse() -> str:
            raise Denied(no("Not that.", next_step="Something else."))

        answer = self.answer(came_back(FASTEST), refuse)
        assert (answer.status_code, b"Not that. Something else." in answer.content) == (200, True)

    @pytest.mark.django_db
    @pytest.mark.parametrize("refusal", [Stale, IllegalTransition])
    def test_of_what_is_not_as_it_was_the_answer_says_so(self, refusal: type[Refused]) -> None:
        def refuse() -> str:
            raise refusal(no("Somebody changed it.", next_step="Look again."))

        answer = self.answer(came_back(FASTEST), refuse)
        assert (answer.status_code, b"Somebody changed it. Look again." in answer.content) == (409, True)

    @pytest.mark.django_db
    def test_a_flood_from_one_place_is_not_heard_and_says_when_it_is_again(self) -> None:
        taken: list[int] = []
        answers = [self.answer(came_back(FASTEST), lambda: str(taken.append(1))) for _ in range(11)]
        assert [each.status_code for each in answers] == [200] * 10 + [429]
        assert len(taken) == 10
        assert TOO_OFTEN.next_step.encode() in answers[-1].content

    @pytest.mark.django_db
    def test_everybody_is_heard_while_the_counter_is_down(self, settings: Any) -> None:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:1",
            }
        }
        assert self.answer(came_back(FASTEST), lambda: "done").content == b"done"


def test_whatever_such_a_page_does_is_done_by_nobody_and_kept_by_no_cache() -> None:
    actors: list[int | None] = []

    @open_to_all
    def view(request: HttpRequest) -> HttpResponse:
        actors.append(current())
        return HttpResponse()

    answer = view(RequestFactory().get("/"))
    assert actors == [0]
    assert answer["Cache-Control"] == "private, no-store"
    assert view.login_required is False  # type: ignore[attr-defined]

"""What anyone can do without an account: raise a concern, whatever they type, and follow their own and no other."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from governance.ledger.models import Event
from governance.workflow.follow import WRONG, code_for
from incidents.concerns.models import Concern
from incidents.concerns.rules import Outcome, Reach, Told
from tests.cast import NOON, Cast, signed_in
from tests.incidents.concerns.walk import (
    DAY,
    FOLLOW,
    MINE,
    PUBLIC,
    SAID,
    answered,
    looking,
    raised,
    step,
    typed_in,
)

pytestmark = pytest.mark.django_db
TYPED = {"words": SAID, "about": "shared", "reach": "page"}


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    cache.clear()
    time_machine.move_to(NOON, tick=False)
    return time_machine


def pair(text: str) -> tuple[str, str]:
    """The reference and the code that a page shows."""
    found = re.findall(r"<strong>(CNC-\d{4}-\d{6})</strong>|<strong>([\w-]{14})</strong>", text)
    (reference, _), (_, code) = found
    return reference, code


def let_in(reference: str, code: str) -> Client:
    browser = Client()
    assert browser.post(FOLLOW, {"reference": reference, "code": code}).url == MINE
    return browser


class TestRaising:
    def test_anyone_says_what_happened_and_gets_a_reference_and_a_code(self, cast: Cast, clock: Any) -> None:
        answer = typed_in(Client(), PUBLIC, clock, TYPED | {"service": str(cast.harbour.pk)})
        text = answer.content.decode()
        assert answer.status_code == 200
        reference, code = pair(text)
        made = Concern.objects.get()
        assert (made.reference, made.words, made.service, made.name) == (reference, SAID, cast.harbour, "")
        assert "at the latest by 22 December 2026" in text
        assert "We mean to tell you so by 27 November 2026" in text
        assert let_in(reference, code.lower().replace("-", " ")).get(MINE).status_code == 200
        assert Event.objects.get(verb="raise").actor_id == 0

    def test_no_cache_keeps_it_and_nothing_of_it_is_in_an_address_or_a_title(
        self, cast: Cast, clock: Any
    ) -> None:
        answer = typed_in(Client(), PUBLIC, clock, TYPED | {"name": "Ann Poole"})
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        title = re.search("<title>(.*)</title>", answer.content.decode())
        assert title is not None
        assert "CNC" not in title[1]
        assert Client().get(PUBLIC)["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"words": ""}, "Fill in “What happened?”"),
            ({"about": ""}, "Choose an answer for “What is it about?”"),
            ({"about": "nonsense"}, "There is a problem"),
            ({"reach": "email"}, "We need your email address"),
            ({"service": "999999"}, "There is a problem"),
            ({"words": "x" * 4_001}, "at most 4000"),
            ({"words": "Turned \u202e round"}, "a hidden character"),
            ({"words": "A null\0 byte"}, "holds a hidden character"),
            ({"website": "http://buy.example.org"}, "a box that must stay empty"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, cast: Cast, clock: Any, changes: dict[str, str], message: str
    ) -> None:
        answer = typed_in(Client(), PUBLIC, clock, TYPED | {"wants": "Get it back"} | changes)
        text = answer.content.decode()
        assert "There is a problem" in text
        assert message in text
        assert "Get it back" in text
        assert not Concern.objects.exists()

    def test_too_fast_or_too_old_it_is_asked_for_again_and_then_it_goes(self, cast: Cast, clock: Any) -> None:
        browser = Client()
        fast = typed_in(browser, PUBLIC, clock, TYPED, seconds=1)
        assert "That was very fast" in fast.content.decode()
        assert SAID in fast.content.decode()
        old = typed_in(browser, PUBLIC, clock, TYPED, seconds=25 * 3600)
        assert "open for a long time" in old.content.decode()
        assert not Concern.objects.exists()
        clock.shift(10)
        again = {name: old.context["form"][name].value() or "" for name in old.context["form"].fields}
        assert (
            "We have your concern" in browser.post(PUBLIC, again | {"kept_from_manager": ""}).content.decode()
        )
        assert Concern.objects.count() == 1

    def test_pressed_twice_it_is_one_with_the_same_code_on_both_pages(self, cast: Cast, clock: Any) -> None:
        browser = Client()
        form = browser.get(PUBLIC).context["form"]
        clock.shift(30)
        sent = TYPED | {"form_key": form["form_key"].value()}
        first, second = (pair(browser.post(PUBLIC, sent).content.decode()) for _ in range(2))
        assert first == second
        assert Concern.objects.count() == 1

    def test_hostile_text_is_only_text(self, cast: Cast, clock: Any) -> None:
        nasty = "<script>alert(1)</script>{{ 7|add:7 }}'; DROP TABLE concerns_concern; --"
        reference, code = pair(
            typed_in(Client(), PUBLIC, clock, TYPED | {"words": nasty, "name": nasty}).content.decode()
        )
        shown = (
            let_in(reference, code).get(MINE).content.decode(),
            signed_in(cast.igor).get(f"/concerns/{reference}/").content.decode(),
        )
        for text in shown:
            assert "<script>alert" not in text
            assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in text

    def test_a_flood_from_one_place_stops_and_others_are_heard(self, cast: Cast, clock: Any) -> None:
        answers = []
        for _ in range(12):
            answers.append(typed_in(Client(), PUBLIC, clock, TYPED, seconds=4))
        assert [each.status_code for each in answers] == [200] * 10 + [429] * 2
        assert SAID in answers[-1].content.decode()
        assert "Wait ten minutes" in answers[-1].content.decode()
        elsewhere = Client(REMOTE_ADDR="198.51.100.7")
        assert "We have your concern" in typed_in(elsewhere, PUBLIC, clock, TYPED).content.decode()
        assert Concern.objects.count() == 11

    def test_one_open_page_raises_one_concern_however_often_it_is_sent(self, cast: Cast, clock: Any) -> None:
        ticket = Client().get(PUBLIC).context["form"]["form_key"].value()
        clock.shift(30)
        for number in range(5):
            Client().post(PUBLIC, TYPED | {"form_key": ticket, "words": f"Advert {number}"})
        assert Concern.objects.get().words == "Advert 0"

    def test_staff_who_are_signed_in_raise_one_as_anybody(self, cast: Cast, clock: Any) -> None:
        typed_in(signed_in(cast.fay), PUBLIC, clock, TYPED)
        made = Concern.objects.get()
        assert (made.created_by, made.history.get().history_user_id) == (None, 0)
        assert Event.objects.get(verb="raise").actor_id == 0

    def test_the_public_home_leads_there(self) -> None:
        text = Client().get("/").content.decode()
        assert text.count('href="/concerns/new/"') == 2


class TestFollowing:
    def test_they_see_how_far_it_is_and_what_we_said_and_no_name_of_ours(self, cast: Cast) -> None:
        made = raised(cast, wants="Get it back")
        concern = step(
            "acknowledge", made.concern, cast.igor, words="Thank you. We have read it.", how=Told.PAGE
        )
        text = let_in(concern.reference, made.code).get(MINE).content.decode()
        for words in (
            SAID,
            "Get it back",
            "Thank you. We have read it.",
            "You hear from us by 21 December 2026",
        ):
            assert words in text
        assert "Igor" not in text

    def test_before_anybody_read_it_they_see_until_when_we_say_so(self, cast: Cast) -> None:
        made = raised(cast)
        text = let_in(made.concern.reference, made.code).get(MINE).content.decode()
        assert "do at the latest by 22 December 2026" in text

    def test_told_something_before_they_know_that_we_have_it_they_see_the_law_s_day(self, cast: Cast) -> None:
        made = raised(cast)
        concern = step("tell", made.concern, cast.igor, words="We ask the post.", how=Told.PAGE)
        text = let_in(concern.reference, made.code).get(MINE).content.decode()
        assert "do at the latest by 22 December 2026" in text
        assert "You hear from us by" not in text

    def test_the_answer_comes_with_what_they_can_do_next(self, cast: Cast) -> None:
        made = raised(cast)
        concern = made.concern
        for verb, typed in (
            ("acknowledge", {"words": "We have it.", "how": Told.PAGE}),
            ("look_into", {}),
            ("answer", {"outcome": Outcome.RIGHT, "words": "It went wrong.", "how": Told.PAGE}),
        ):
            concern = step(verb, concern, cast.igor, **typed)
        browser = let_in(concern.reference, made.code)
        text = browser.get(MINE).content.decode()
        assert "You were right. What happened was wrong." in text
        assert "ico.org.uk" in text
        step("close", concern, cast.igor, learned="We look at addresses twice, said Max.")
        text = browser.get(MINE).content.decode()
        assert "It is finished." in text
        assert "said Max" not in text
        assert "Send it" not in text

    def test_what_was_set_aside_says_so_and_promises_no_answer(self, cast: Cast) -> None:
        made = raised(cast)
        step("set_aside", made.concern, cast.igor, reason="An advert")
        text = let_in(made.concern.reference, made.code).get(MINE).content.decode()
        assert "it was not meant for us" in text
        assert "Our answer stands below" not in text
        assert "An advert" not in text

    def test_they_write_to_us_once_however_often_they_press(self, cast: Cast, clock: Any) -> None:
        made = raised(cast)
        browser = let_in(made.concern.reference, made.code)
        form = browser.get(MINE).context["form"]
        clock.shift(30)
        sent = {"words": "She has it still", "form_key": form["form_key"].value()}
        assert [browser.post(MINE, sent).url for _ in range(2)] == [f"{MINE}?sent=1"] * 2
        assert made.concern.messages.get().words == "She has it still"
        assert "We have what you wrote." in browser.get(f"{MINE}?sent=1").content.decode()

    def test_written_after_it_was_closed_it_says_why_and_keeps_what_was_typed(
        self, cast: Cast, clock: Any
    ) -> None:
        made = raised(cast)
        browser = let_in(made.concern.reference, made.code)
        form = browser.get(MINE).context["form"]
        step("set_aside", made.concern, cast.igor, reason="An advert")
        clock.shift(30)
        answer = browser.post(MINE, {"words": "But she has it", "form_key": form["form_key"].value()})
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "closed, so that step is not open" in text
        assert "What you wrote just now is not sent" in text
        assert "But she has it" in text
        assert 'href="/concerns/new/"' in text
        assert not made.concern.messages.exists()

    def test_they_close_it_in_this_browser(self, cast: Cast) -> None:
        made = raised(cast)
        browser = let_in(made.concern.reference, made.code)
        assert browser.post("/concerns/follow/leave/").url == FOLLOW
        assert browser.get(MINE).url == FOLLOW

    def test_it_is_open_for_half_an_hour(self, cast: Cast, clock: Any) -> None:
        made = raised(cast)
        browser = let_in(made.concern.reference, made.code)
        clock.shift(timedelta(minutes=29))
        assert browser.get(MINE).status_code == 200
        clock.shift(timedelta(minutes=2))
        assert browser.get(MINE).url == FOLLOW

    def test_what_they_wrote_for_longer_is_kept_until_they_gave_the_code_again(
        self, cast: Cast, clock: Any
    ) -> None:
        made = raised(cast)
        browser = let_in(made.concern.reference, made.code)
        form = browser.get(MINE).context["form"]
        clock.shift(timedelta(minutes=31))
        words = "She <b>has</b> it"
        page = browser.post(MINE, {"words": words, "form_key": form["form_key"].value()}).content.decode()
        assert "What you wrote is not sent yet" in page
        assert "She &lt;b&gt;has&lt;/b&gt; it" in page
        who = {"reference": made.concern.reference, "words": words}
        assert "She &lt;b&gt;has" in browser.post(FOLLOW, who | {"code": "BCDF-GHJK-LMNP"}).content.decode()
        again = browser.post(FOLLOW, who | {"code": made.code})
        assert "She &lt;b&gt;has&lt;/b&gt; it</textarea>" in again.content.decode()
        assert not made.concern.messages.exists()
        clock.shift(30)
        sent = {"words": words, "form_key": again.context["form"]["form_key"].value()}
        assert browser.post(MINE, sent).url == f"{MINE}?sent=1"
        assert made.concern.messages.get().words == words

    def test_a_new_code_shuts_the_browsers_that_the_old_one_opened(self, cast: Cast) -> None:
        made = raised(cast)
        browser = let_in(made.concern.reference, made.code)
        step("new_code", made.concern, cast.igor, form_key=uuid4())
        assert browser.get(MINE).url == FOLLOW

    def test_every_look_is_written_down(self, cast: Cast) -> None:
        made = raised(cast)
        let_in(made.concern.reference, made.code).get(MINE)
        assert Event.objects.filter(verb="view", reference=made.concern.reference, actor_id=0).count() == 1


class TestGuessing:
    def test_every_wrong_pair_is_answered_with_the_same_words(self, cast: Cast) -> None:
        mine, other = raised(cast), raised(cast)
        step("set_aside", other.concern, cast.igor, reason="An advert")
        pairs = [
            (mine.concern.reference, "BCDF-GHJK-LMNP"),
            (mine.concern.reference, other.code),
            (other.concern.reference, mine.code),
            ("CNC-2026-999999", mine.code),
            ("Ann Poole", "x"),
        ]
        pages = {self.without_what_was_typed(*each) for each in pairs}
        assert len(pages) == 1
        assert WRONG.reason in pages.pop()

    def without_what_was_typed(self, reference: str, code: str) -> str:
        answer = Client().post(FOLLOW, {"reference": reference, "code": code})
        assert answer.status_code == 200
        text = answer.content.decode()
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
        return re.sub(r'value="[^"]*"', "", text)

    def test_a_wrong_code_a_hundred_times_is_not_listened_to_and_neither_is_the_right_one(
        self, cast: Cast
    ) -> None:
        made = raised(cast)
        browser = Client()
        wrong = {"reference": made.concern.reference, "code": "BCDF-GHJK-LMNP"}
        answers = [browser.post(FOLLOW, wrong).status_code for _ in range(100)]
        assert answers == [200] * 10 + [429] * 90
        right = browser.post(FOLLOW, wrong | {"code": made.code})
        assert right.status_code == 429
        assert "Wait ten minutes" in right.content.decode()
        assert Event.objects.filter(verb="refused", reference=made.concern.reference).count() == 10

    def test_what_was_typed_as_a_reference_is_written_down_only_where_it_can_be_one(self, cast: Cast) -> None:
        Client().post(FOLLOW, {"reference": "Ann Poole", "code": "x"})
        assert Event.objects.get(verb="refused").reference == ""

    def test_without_a_pair_nothing_is_shown(self, cast: Cast) -> None:
        raised(cast)
        assert Client().get(MINE).url == FOLLOW
        browser = Client()
        browser.cookies["following"] = "CNC-2026-000001:made:up"
        assert browser.get(MINE).url == FOLLOW

    def test_a_concern_that_staff_wrote_down_is_followed_the_same_way(self, cast: Cast) -> None:
        made = raised(cast, by=cast.fay, reach=Reach.PHONE, contact="0113 496 0000")
        text = let_in(made.concern.reference, made.code).get(MINE).content.decode()
        assert "0113" not in text
        assert "Fay" not in text


@pytest.mark.parametrize("maker", [looking, answered])
def test_the_page_asks_the_database_a_fixed_number_of_times(
    cast: Cast, maker: Any, django_assert_max_num_queries: Any
) -> None:
    concern = maker(cast)
    browser = let_in(concern.reference, code_for(concern.form_key))
    for number in range(5):
        concern.refresh_from_db()
        step("tell", concern, cast.igor, NOON + DAY, words=f"Step {number}", how=Told.PAGE)
    with django_assert_max_num_queries(6):
        browser.get(MINE)
    with django_assert_max_num_queries(3):
        Client().get(PUBLIC)

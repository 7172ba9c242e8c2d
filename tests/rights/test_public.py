"""Anyone asks without an account, and follows it by reference and code: nobody else learns anything."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from governance.ledger.models import Event
from governance.rights import actions
from governance.rights.models import Message, RightsRequest
from governance.rights.rules import Right
from governance.workflow.follow import WRONG, code_for
from governance.workflow.open_forms import OLDEST, Ticket
from tests.cast import Cast, signed_in
from tests.rights.asking import WORDS, asked, step

SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _nobody_sent_anything_yet() -> None:
    cache.clear()


def facts(**changes: Any) -> dict[str, Any]:
    """A form that somebody opened ten seconds ago and has filled in."""
    ticket = Ticket.new(timezone.now() - 10 * SECOND)
    return {"right": "access", "words": WORDS, "name": "Robin Banks", "form_key": str(ticket), **changes}


def let_in(made: RightsRequest, client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post("/rights/follow/", {"reference": made.reference, "code": code_for(made.form_key)})
    assert answer.url == "/rights/follow/request/"
    return client


@pytest.mark.django_db
class TestAsking:
    def test_it_is_taken_in_and_shows_reference_and_code_once(self) -> None:
        typed = facts(contact="0113 496 0001", safe_contact="Text only")
        answer = Client().post("/rights/new/", typed)
        made = RightsRequest.objects.get()
        page = answer.content.decode()
        assert made.reference in page
        assert code_for(made.form_key) in page
        assert "no-store" in answer["Cache-Control"]
        assert (made.created_by, made.channel, made.safe_contact) == (None, "web", "Text only")
        # The second press of the same form shows the same page.
        assert code_for(made.form_key) in Client().post("/rights/new/", typed).content.decode()
        assert RightsRequest.objects.count() == 1

    def test_whoever_wants_to_see_it_need_say_no_more(self) -> None:
        Client().post("/rights/new/", facts(words=""))
        assert RightsRequest.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"website": "http://example.org"}, "a box that must stay empty"),
            ({"form_key": "made up"}, "open for a long time"),
            ({"right": "everything"}, "Choose one of the answers"),
            ({"right": "objection", "words": ""}, "Tell us what is wrong, or what we should not do"),
            ({"words": "x" * 4001}, "too long"),
            ({"words": "a\u202eb"}, "hidden character"),
            ({"name": "N\0"}, "hidden character"),
            ({"service": "999999"}, "Choose one of the answers"),
            ({"born_on_day": "31", "born_on_month": "2", "born_on_year": "1980"}, "Enter a real date"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, changes: dict[str, Any], words: str) -> None:
        page = unescape(Client().post("/rights/new/", facts(**changes)).content.decode())
        assert words in page
        assert changes.get("name") or "Robin Banks" in page
        assert not RightsRequest.objects.exists()

    def test_too_fast_or_too_old_is_asked_again_and_then_taken(self) -> None:
        for ago in (SECOND, OLDEST + SECOND):
            typed = facts(form_key=str(Ticket.new(timezone.now() - ago)))
            page = Client().post("/rights/new/", typed).content.decode()
            assert "Send it again" in page
            assert WORDS in page
        assert not RightsRequest.objects.exists()

    def test_hostile_text_is_shown_as_text(self, cast: Cast) -> None:
        Client().post("/rights/new/", facts(name="<script>alert(1)</script>", words="{{ 7*7 }}<img src=x>"))
        made = RightsRequest.objects.get()
        page = signed_in(cast.igor).get(f"/rights/{made.reference}/").content.decode()
        assert "<script>alert" not in page
        assert "<img src" not in page
        assert "{{ 7*7 }}" in page

    def test_a_flood_is_stopped_with_everything_kept(self) -> None:
        answers = [Client().post("/rights/new/", facts()) for _ in range(12)]
        assert answers[-1].status_code == 429
        assert WORDS in answers[-1].content.decode()
        assert RightsRequest.objects.count() == 10

    def test_whoever_is_signed_in_asks_as_anyone_does(self, cast: Cast) -> None:
        signed_in(cast.fay).post("/rights/new/", facts())
        made = RightsRequest.objects.get()
        assert made.created_by is None
        assert Event.objects.get(verb="receive").actor_id == 0


class TestFollowing:
    def test_they_see_what_they_asked_and_what_was_said_and_write_to_us(self, cast: Cast) -> None:
        made = asked(cast, at=timezone.now())
        made = step(cast, made, "ask_identity", at=timezone.now(), words="Bring your bus pass")
        client = let_in(made)
        page = client.get("/rights/follow/request/").content.decode()
        assert "Bring your bus pass" in page
        assert "We asked you to show us who you are" in page
        for hidden in ("Robin Banks", "Fay", "Igor", "Harbour"):
            assert hidden not in page
        ticket = Ticket.new(timezone.now() - 10 * SECOND)
        for _ in range(2):
            sent = client.post(
                "/rights/follow/write/", {"words": "I come on Monday", "form_key": str(ticket)}
            )
            assert sent.url == "/rights/follow/request/"
        assert Message.objects.get().is_ours is False
        assert "I come on Monday" in client.get("/rights/follow/request/").content.decode()

    def test_a_refusal_says_what_they_can_do_now(self, cast: Cast) -> None:
        made = asked(cast, Right.ERASURE, at=timezone.now())
        reasons = {"words": "The law keeps it.", "given_how": "Here"}
        made = step(cast, made, "refuse", at=timezone.now(), ground="must_keep", **reasons)
        page = let_in(made).get("/rights/follow/request/").content.decode()
        for words in ("The law keeps it.", "ico.org.uk", "Go to court", "Tell us that you do not agree"):
            assert words in page

    def test_every_wrong_pair_has_the_same_words_a_hundred_times(self, cast: Cast, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {}
        made, other = asked(cast, at=timezone.now()), asked(cast, at=timezone.now())
        code = code_for(made.form_key)
        wrong = [(made.reference, code[:-1] + ("B" if code[-1] != "B" else "C")), (other.reference, code)]
        wrong += [("RIG-2026-999999", code), (made.reference, "é" * 12), ("Sam Rivers", code)]
        client = Client()
        for number in range(100):
            reference, typed = wrong[number % len(wrong)]
            page = client.post("/rights/follow/", {"reference": reference, "code": typed}).content.decode()
            assert WRONG.reason in page
            assert client.get("/rights/follow/request/").url == "/rights/follow/"
        tried = Event.objects.filter(verb="refused", register="rights").values_list("reference", flat=True)
        # What does not look like a reference may be a name, and is not kept.
        assert set(tried) == {made.reference, other.reference, "RIG-2026-999999", ""}
        assert client.post("/rights/follow/", {"reference": "\0", "code": "\0"}).status_code == 200
        assert client.get("/rights/follow/request/").url == "/rights/follow/"
        let_in(made, client)
        client.get("/rights/follow/request/")
        assert Event.objects.filter(verb="view", reference=made.reference, actor_id=0).exists()

    def test_after_some_tries_nobody_is_listened_to_for_a_while(self, cast: Cast) -> None:
        made = asked(cast, at=timezone.now())
        client = Client()
        for _ in range(10):
            client.post("/rights/follow/", {"reference": made.reference, "code": "BBBB-BBBB-BBBB"})
        right = {"reference": made.reference, "code": code_for(made.form_key)}
        answer = client.post("/rights/follow/", right)
        assert answer.status_code == 429
        assert "too many tries" in answer.content.decode()

    def test_it_is_forgotten_after_half_an_hour_or_when_they_leave(self, cast: Cast) -> None:
        made = asked(cast, at=timezone.now())
        client = let_in(made)
        with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=False):
            assert client.get("/rights/follow/request/").status_code == 302
        client = let_in(made)
        client.post("/rights/follow/leave/")
        assert client.get("/rights/follow/request/").status_code == 302

    def test_what_they_wrote_when_they_were_not_let_in_any_more_is_kept(self, cast: Cast) -> None:
        made = asked(cast, at=timezone.now())
        typed = {"words": "I <b>moved</b> house", "form_key": str(Ticket.new(timezone.now() - 10 * SECOND))}
        client = let_in(made)
        client.post("/rights/follow/leave/")
        page = client.post("/rights/follow/write/", typed).content.decode()
        assert "I &lt;b&gt;moved&lt;/b&gt; house" in page
        assert 'action="/rights/follow/"' in page
        who = {"reference": made.reference, "words": typed["words"]}
        # A wrong code loses nothing either.
        wrong = client.post("/rights/follow/", who | {"code": "BBBB-BBBB-BBBB"}).content.decode()
        assert "I &lt;b&gt;moved&lt;/b&gt; house" in wrong
        page = client.post("/rights/follow/", who | {"code": code_for(made.form_key)}).content.decode()
        assert "I &lt;b&gt;moved&lt;/b&gt; house</textarea>" in page
        assert not Message.objects.exists()
        assert client.post("/rights/follow/write/", typed).status_code == 302
        assert Message.objects.get().words == typed["words"]

    def test_what_we_noted_of_why_it_ended_stays_with_us(self, cast: Cast) -> None:
        made = step(cast, asked(cast), "drop", words="His sister rang.")
        assert "sister" not in let_in(made).get("/rights/follow/request/").content.decode()

    def test_whoever_writes_to_us_is_heard_by_the_ig_team(self, cast: Cast) -> None:
        made, igor = asked(cast), cast.igor
        actions.hear(made, at=timezone.now(), words="I moved", form_key=made.form_key)
        page = signed_in(igor).get(f"/rights/{made.reference}/").content.decode()
        assert "I moved" in page
        assert igor.notifications.filter(kind="rights_heard").count() == 1

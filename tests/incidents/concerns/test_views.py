"""The staff pages of concerns: who reads what, how one is written down, and each step over HTTP."""

import csv
import io
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache

from governance.accounts.models import User
from governance.ledger.models import Event
from governance.records.actor import acting_as
from governance.workflow.follow import code_for
from incidents.concerns import becoming
from incidents.concerns.models import Concern
from incidents.concerns.rules import Reach
from incidents.concerns.states import State
from incidents.incidents import actions as incidents
from tests.cast import NOON, Cast, signed_in
from tests.incidents.concerns.walk import SAID, acknowledged, answered, looking, raised, step, typed_in

pytestmark = pytest.mark.django_db
LIST, RECORD = "/concerns/", "/concerns/record/"
DAY = {"received_on_day": "22", "received_on_month": "11", "received_on_year": "2026"}
CALL = {"route": "phone", "words": SAID, "about": "shared", "reach": "phone", "contact": "0113 496 0000"}


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> Any:
    cache.clear()
    time_machine.move_to(NOON, tick=False)
    return time_machine


def seen(user: User, address: str, status: int = 200) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def detail(concern: Concern, verb: str = "") -> str:
    return f"{LIST}{concern.reference}/" + (f"{verb}/" if verb else "")


class TestWhoReads:
    @pytest.mark.parametrize(
        ("name", "reads"),
        [
            *((each, True) for each in ("igor", "priya", "gwen", "sol", "aled", "max")),
            *((each, False) for each in ("fay", "finn", "maya", "morag", "dana", "cora")),
        ],
    )
    def test_as_the_table_of_roles_says(self, cast: Cast, name: str, reads: bool) -> None:
        concern, user = raised(cast, by=cast.fay).concern, getattr(cast, name)
        assert (concern.reference in seen(user, LIST)) is reads
        seen(user, detail(concern), 200 if reads else 404)
        seen(
            user, detail(concern, "acknowledge"), 200 if name in ("igor", "priya") else 403 if reads else 404
        )

    def test_what_is_kept_from_the_manager_is_not_there_for_them(self, cast: Cast) -> None:
        concern = raised(cast, kept_from_manager=True).concern
        assert concern.reference not in seen(cast.max, LIST)
        seen(cast.max, detail(concern), 404)
        assert "The manager of the service" in seen(cast.igor, detail(concern))

    def test_one_about_no_service_is_no_managers(self, cast: Cast) -> None:
        seen(cast.max, detail(raised(cast, service=None).concern), 404)

    def test_the_auditor_reads_no_name_no_number_and_no_word(self, cast: Cast) -> None:
        concern = acknowledged(
            cast,
            name="Ann Poole",
            reach=Reach.PHONE,
            contact="07700 900123",
            safe_contact="After six",
            wants="Tell Ann",
        )
        text = seen(cast.aled, detail(concern)) + seen(cast.aled, LIST)
        assert "A••• P•••" in text
        for word in ("Poole", "07700", "After six", "Hepburn", "Tell Ann", "We have it."):
            assert word not in text

    def test_every_look_is_written_down(self, cast: Cast) -> None:
        concern = raised(cast).concern
        seen(cast.igor, detail(concern))
        looked = Event.objects.get(verb="view", register="concerns")
        assert (looked.actor_id, looked.reference) == (cast.igor.pk, concern.reference)

    def test_a_broken_reference_is_no_concern(self, cast: Cast) -> None:
        for reference in ("CNC-2026-999999", "x", "a%00b"):
            seen(cast.igor, f"{LIST}{reference}/", 404)


class TestOfARestrictedIncident:
    @pytest.fixture
    def concern(self, cast: Cast) -> Concern:
        """One that became an incident about Max, who manages the service."""
        concern, igor = raised(cast).concern, cast.igor
        assert cast.priya
        with acting_as(igor.pk):
            typed = {"read_version": concern.version, "form_key": uuid4()}
            concern = becoming.report(concern, by=igor, at=NOON, **typed)
            incidents.restrict(concern.incident, by=igor, at=NOON, subject=cast.max)
        return concern

    def test_whom_it_is_about_does_not_learn_of_it_from_the_concern(
        self, cast: Cast, concern: Concern
    ) -> None:
        text = seen(cast.max, detail(concern))
        assert "It became an incident" not in text
        assert concern.incident is not None
        assert concern.incident.reference not in text
        answer = signed_in(cast.max).post(detail(concern, "report"), {"read_version": concern.version})
        assert answer.status_code == 403
        assert "It is an incident already" not in answer.content.decode()

    @pytest.mark.parametrize("name", ["max", "gwen", "aled"])
    def test_to_whoever_may_not_read_it_nothing_looks_otherwise_than_before(
        self, cast: Cast, name: str
    ) -> None:
        concern, igor, user = raised(cast).concern, cast.igor, getattr(cast, name)
        assert cast.priya

        def pages() -> list[str]:
            found = [seen(user, each) for each in (detail(concern), LIST, "/desk/")]
            wanted = {"q": concern.reference}
            found.append(signed_in(user).post("/desk/search/", wanted, follow=True).content.decode())
            return [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", each) for each in found]

        before = pages()
        assert [concern.reference in each for each in before] == [True, True, False, True]
        with acting_as(igor.pk):
            typed = {"read_version": concern.version, "form_key": uuid4()}
            concern = becoming.report(concern, by=igor, at=NOON, **typed)
            incidents.restrict(concern.incident, by=igor, at=NOON)
        assert pages() == before

    def test_who_may_open_it_finds_it_there(self, cast: Cast, concern: Concern) -> None:
        text = seen(cast.igor, detail(concern))
        assert concern.incident is not None
        assert concern.incident.reference in text
        assert "It became an incident too" in text


class TestWritingOneDown:
    def test_frontline_write_down_a_call_and_give_the_code_away(self, cast: Cast, clock: Any) -> None:
        typed = CALL | DAY | {"service": str(cast.harbour.pk), "safe_contact": "Only mornings"}
        answer = typed_in(signed_in(cast.fay), RECORD, clock, typed)
        text = answer.content.decode()
        made = Concern.objects.get()
        assert (made.created_by, made.route, made.contact) == (cast.fay, "phone", "0113 496 0000")
        assert made.reference in text
        assert re.search(r"<strong>[\w]{4}-[\w]{4}-[\w]{4}</strong>", text)
        assert "Only mornings" in text
        assert "0113 496 0000" not in text

    def test_pressed_twice_it_is_one_and_the_code_is_the_same(self, cast: Cast) -> None:
        client = signed_in(cast.fay)
        form = client.get(RECORD).context["form"]
        typed = CALL | DAY | {"form_key": str(form["form_key"].value())}
        first, second = (
            re.findall(r"<strong>(.*?)</strong>", client.post(RECORD, typed).content.decode())
            for _ in range(2)
        )
        assert first == second
        assert Concern.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"route": ""}, "Choose an answer"),
            ({"contact": ""}, "We need your telephone number"),
            ({"received_on_year": "2027"}, "This day is still to come."),
            ({"words": ""}, "Fill in"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, cast: Cast, clock: Any, changes: dict[str, str], message: str
    ) -> None:
        text = typed_in(signed_in(cast.fay), RECORD, clock, CALL | DAY | changes).content.decode()
        assert "There is a problem" in text
        assert message in text
        assert not Concern.objects.exists()

    @pytest.mark.parametrize("name", ["max", "dana", "gwen", "aled"])
    def test_others_are_told_that_it_is_not_theirs(self, cast: Cast, name: str) -> None:
        assert "E-ROLE" in seen(getattr(cast, name), RECORD, 403)
        assert RECORD not in seen(getattr(cast, name), LIST)

    def test_frontline_find_it_on_their_way_and_the_data_team_does_not(self, cast: Cast) -> None:
        assert 'href="/concerns/"' in seen(cast.fay, "/desk/policies/")
        assert 'href="/concerns/"' not in seen(cast.dana, "/desk/policies/")


class TestTheSteps:
    def test_from_received_to_closed_by_the_buttons(self, cast: Cast, clock: Any) -> None:
        concern, client = raised(cast).concern, signed_in(cast.igor)
        for verb, typed, said in (
            ("acknowledge", {"words": "We have it.", "how": "page"}, "they know that we have it"),
            ("look_into", {}, "we are looking into it"),
            ("tell", {"words": "We asked the post.", "how": "phone"}, "what you told them"),
            ("hear", {"words": "It came.", "how": "phone"}, "what they told us"),
            ("tell", {"words": "Thank you.", "how": "page"}, "what you told them"),
            ("answer", {"outcome": "partly", "words": "In part.", "how": "page"}, "They are answered."),
            ("close", {"learned": "We look twice."}, "It is closed."),
        ):
            assert f'href="{detail(concern, verb)}"' in client.get(detail(concern)).content.decode()
            answer = typed_in(client, detail(concern, verb), clock, typed)
            assert answer.url == detail(concern)
            assert said in client.get(detail(concern)).content.decode()
        text = client.get(detail(concern)).content.decode()
        for words in (
            "We asked the post.",
            "It came.",
            "They were right in part",
            "We look twice.",
            "It was closed",
        ):
            assert words in text
        concern.refresh_from_db()
        assert concern.state == State.CLOSED

    def test_what_matters_for_their_safety_stands_where_something_leaves_for_them(self, cast: Cast) -> None:
        concern = looking(
            cast, reach=Reach.PHONE, contact="07700 900123", safe_contact="Say you are the dentist"
        )
        for verb in ("tell", "answer"):
            text = seen(cast.igor, detail(concern, verb))
            assert "Say you are the dentist" in text
            assert "07700 900123" in text
        assert "Say you are the dentist" in seen(cast.igor, detail(concern))

    def test_a_step_that_is_sent_twice_is_taken_once(self, cast: Cast) -> None:
        concern, client = raised(cast).concern, signed_in(cast.igor)
        form = client.get(detail(concern, "acknowledge")).context["form"]
        typed = {
            "words": "We have it.",
            "how": "page",
            "form_key": str(form["form_key"].value()),
            "read_version": "1",
        }
        answers = [client.post(detail(concern, "acknowledge"), typed) for _ in range(2)]
        assert [each.url for each in answers] == [detail(concern)] * 2
        assert concern.messages.count() == 1

    def test_a_stale_form_changes_nothing_and_keeps_what_was_typed(self, cast: Cast, clock: Any) -> None:
        concern, client = looking(cast), signed_in(cast.igor)
        form = client.get(detail(concern, "tell")).context["form"]
        typed_in(signed_in(cast.priya), detail(concern, "tell"), clock, {"words": "First", "how": "page"})
        held = {name: str(form[name].value()) for name in ("form_key", "read_version")}
        answer = client.post(detail(concern, "tell"), held | {"words": "Second", "how": "page"})
        assert answer.status_code == 409
        assert "Second" in answer.content.decode()
        assert concern.messages.filter(words="Second").count() == 0

    def test_what_was_typed_is_kept_where_the_step_has_closed_meanwhile(self, cast: Cast) -> None:
        concern, client = raised(cast).concern, signed_in(cast.igor)
        form = client.get(detail(concern, "tell")).context["form"]
        held = {name: str(form[name].value()) for name in ("form_key", "read_version")}
        step("set_aside", concern, cast.priya, reason="An advert")
        typed = held | {"words": "Ten minutes of typing.", "how": "page"}
        answer = client.post(detail(concern, "tell"), typed)
        assert answer.status_code == 409
        assert "Ten minutes of typing." in answer.content.decode()
        assert "Someone changed this record" in answer.content.decode()
        # Whose step it is not is shown nothing of it.
        assert signed_in(cast.aled).post(detail(concern, "tell"), typed).status_code == 403
        assert not concern.messages.exists()

    def test_a_step_that_is_not_open_says_so(self, cast: Cast) -> None:
        assert "not open" in seen(cast.igor, detail(raised(cast).concern, "answer"), 409)

    def test_late_the_form_asks_why(self, cast: Cast, clock: Any) -> None:
        concern = raised(cast).concern
        assert "Why is it late?" not in seen(cast.igor, detail(concern, "acknowledge"))
        clock.shift(31 * 24 * 3600)
        assert "Why is it late?" in seen(cast.igor, detail(concern, "acknowledge"))
        answer = typed_in(signed_in(cast.igor), detail(concern, "acknowledge"), clock, {"late_because": ""})
        assert "Fill in “The law’s last day is over. Why is it late?”" in answer.content.decode()

    def test_a_new_code_is_shown_once_and_to_whoever_presses_twice_again(self, cast: Cast) -> None:
        concern, client = raised(cast).concern, signed_in(cast.igor)
        form = client.get(detail(concern, "new_code")).context["form"]
        typed = {"form_key": str(form["form_key"].value()), "read_version": "1"}
        pages = [client.post(detail(concern, "new_code"), typed).content.decode() for _ in range(2)]
        codes = {re.findall(r"<strong>([\w]{4}-[\w]{4}-[\w]{4})</strong>", page)[0] for page in pages}
        assert len(codes) == 1
        assert codes.pop() not in client.get(detail(concern)).content.decode()
        assert Event.objects.filter(verb="new_code").count() == 1
        assert "We mean to tell them by 27 November 2026" in pages[0]

    def test_a_form_sent_again_does_not_show_a_code_that_is_worth_nothing_any_more(self, cast: Cast) -> None:
        concern, client = raised(cast).concern, signed_in(cast.igor)
        first = {"form_key": str(uuid4()), "read_version": "1"}
        client.post(detail(concern, "new_code"), first)
        client.post(detail(concern, "new_code"), {"form_key": str(uuid4()), "read_version": "2"})
        text = client.post(detail(concern, "new_code"), first).content.decode()
        assert code_for(UUID(first["form_key"])) not in text
        assert "The person was given a newer code since." in text

    def test_a_new_code_later_says_nothing_of_a_clock_that_is_over(self, cast: Cast, clock: Any) -> None:
        answer = typed_in(signed_in(cast.igor), detail(looking(cast), "new_code"), clock, {})
        assert "Their new code" in answer.content.decode()
        assert "We mean to tell them" not in answer.content.decode()

    @pytest.mark.parametrize("name", ["max", "gwen", "aled"])
    def test_whoever_only_reads_is_told_whose_it_is(self, cast: Cast, name: str) -> None:
        concern = raised(cast).concern
        text = seen(getattr(cast, name), detail(concern))
        assert "Only the IG team does this." in text
        assert signed_in(getattr(cast, name)).post(detail(concern, "new_code"), {}).status_code == 403


class TestTheList:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("", {"RECEIVED", "LOOKING_INTO", "ANSWERED"}),
            ("state=RECEIVED", {"RECEIVED"}),
            ("about=lost", {"LOOKING_INTO"}),
            ("waits=open", {"RECEIVED", "LOOKING_INTO"}),
            ("waits=us", set()),
            ("state=nonsense&about=\0", {"RECEIVED", "LOOKING_INTO", "ANSWERED"}),
        ],
    )
    def test_as_it_is_asked_for(self, cast: Cast, asked: str, found: set[str]) -> None:
        raised(cast), looking(cast, about="lost"), answered(cast)
        page = signed_in(cast.igor).get(f"{LIST}?{asked}").context["rows"]
        assert {str(state) for _, state in page} == found

    def test_the_ig_team_takes_it_away_without_a_name_or_a_word(self, cast: Cast) -> None:
        concern = raised(cast, name="Ann Poole", reach=Reach.PHONE, contact="07700 900123").concern
        answer = signed_in(cast.igor).get(f"{LIST}export/?format=csv")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        heads, line, _ = csv.reader(io.StringIO(text))
        row = dict(zip(heads, line, strict=True))
        assert (row["Reference"], row["State"], row["Service"]) == (concern.reference, "Received", "Harbour")
        assert not {"Poole", "07700", "Hepburn"} & set(re.findall(r"\w+", text))
        assert signed_in(cast.max).get(f"{LIST}export/?format=csv").status_code == 403

    def test_pages_ask_the_database_a_fixed_number_of_times(
        self, cast: Cast, django_assert_max_num_queries: Any
    ) -> None:
        concern = answered(cast)
        for _ in range(6):
            raised(cast)
        client = signed_in(cast.igor)
        with django_assert_max_num_queries(13):
            client.get(LIST)
        with django_assert_max_num_queries(15):
            client.get(detail(concern))

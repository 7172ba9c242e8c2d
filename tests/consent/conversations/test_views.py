"""The pages of conversations: who sees what on them, what is typed, and what they leave in the ledger."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.conversations.states import State
from governance.accounts.models import User
from governance.ledger.models import Event
from governance.people.actions import assign, close, open_case, report
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.conversations.talks import EXPLAINED, not_decided, talk_of

LIST = "/conversations/"
TYPED = {
    "asked_at_day": "22",
    "asked_at_month": "11",
    "asked_at_year": "2026",
    "asked_at_time": "11:30",
    "explained": EXPLAINED,
    "read_version": "1",
}


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def seen(user: User, address: str, status: int = 200) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def page_of(person: Person) -> str:
    return f"{LIST}{talk_of(person).reference}/"


class TestThePersonsPage:
    def test_it_says_by_when_with_both_ways_on(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert "We have not talked about sharing yet.</strong> Do it by 27 November 2026." in text
        assert f'href="/consents/new/?person={sam.reference}">Record what they say' in text
        assert f'href="{page_of(sam)}undecided/"' in text

    @pytest.mark.parametrize(("day", "late"), [(27, False), (28, True)])
    def test_from_the_day_after_it_says_that_it_is_late(
        self, cast: Cast, sam: Person, time_machine: Any, day: int, late: bool
    ) -> None:
        time_machine.move_to(NOON.replace(day=day))
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert ("That was to be done by 27 November 2026." in text) is late

    def test_not_decided_says_when_they_were_asked_and_when_to_ask_again(
        self, cast: Cast, sam: Person
    ) -> None:
        not_decided(cast, sam, ask_again_on=date(2026, 12, 3))
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert "They have not decided yet." in text
        assert "Ask again on 3 December 2026." in text

    def test_it_is_gone_with_the_answer_and_with_the_case(self, cast: Cast, sam: Person) -> None:
        kim = cast.person("Kim Lake")
        say(cast, sam)
        close(kim.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
        for person in (sam, kim):
            assert "Have we talked about sharing?" not in seen(cast.fay, f"/people/{person.reference}/")

    @pytest.mark.parametrize(
        ("name", "there"), [("gwen", True), ("igor", True), ("dana", False), ("aled", False)]
    )
    def test_who_reads_has_no_button_and_who_sees_no_names_has_no_card(
        self, cast: Cast, sam: Person, name: str, there: bool
    ) -> None:
        text = seen(getattr(cast, name), f"/people/{sam.reference}/")
        assert ("Have we talked about sharing?" in text) is there
        assert "/undecided/" not in text

    def test_another_services_conversation_is_for_that_service(self, cast: Cast, sam: Person) -> None:
        open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
        assert seen(cast.fay, f"/people/{sam.reference}/").count("We have not talked about sharing yet.") == 1
        assert (
            seen(cast.igor, f"/people/{sam.reference}/").count("We have not talked about sharing yet.") == 2
        )


class TestTheList:
    def test_the_most_urgent_first_with_by_when(self, cast: Cast, sam: Person) -> None:
        case = cast.person("Kim Lake", at=NOON - timedelta(days=10))
        not_decided(cast, cast.person("Noor Field"), ask_again_on=date(2026, 11, 24))
        answered, silent = cast.person("Una Vale"), cast.person("Wren Yates")
        say(cast, answered)
        not_decided(cast, silent)
        text = seen(cast.fay, LIST)
        assert text.index(talk_of(case).reference) < text.index("Noor Field") < text.index("Sam Rivers")
        assert "Overdue by" in text
        assert "Due in 5 days" in text
        assert "Asked on 22 November 2026, not decided." in text
        assert "Una Vale" not in text
        assert "Wren Yates" not in text

    def test_ones_own_and_one_service(self, cast: Cast, sam: Person) -> None:
        kim, rory = cast.person("Kim Lake"), cast.person("Rory Burn", worker=cast.isla)
        assign(kim.cases.get(), by=cast.max, at=NOON, key_worker=cast.dora)
        mine = seen(cast.fay, f"{LIST}?whose=mine")
        assert "Sam Rivers" in mine
        assert "Kim Lake" not in mine
        firth = seen(cast.igor, f"{LIST}?service={cast.firth.pk}")
        assert "Rory Burn" in firth
        assert "Sam Rivers" not in firth
        assert "Rory Burn" not in seen(cast.fay, f"{LIST}?service={cast.firth.pk}")
        assert rory.reference not in seen(cast.fay, LIST)

    @pytest.mark.parametrize("name", ["dana", "aled", "cora", "finn"])
    def test_whoever_sees_no_names_or_works_elsewhere_finds_nobody(
        self, cast: Cast, sam: Person, name: str
    ) -> None:
        text = seen(getattr(cast, name), LIST)
        assert "Nobody waits to be asked." in text
        assert talk_of(sam).reference not in text

    def test_whoever_knows_the_person_does_not_find_them(self, cast: Cast, sam: Person) -> None:
        address = page_of(sam)
        report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
        assert "Sam Rivers" not in seen(cast.fay, LIST)
        seen(cast.fay, address, 404)
        assert Event.objects.get(verb="exclusion_block").register == "conversations"

    def test_it_pages_and_costs_the_same_for_few_and_for_many(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(LIST)
            return len(queries)

        few = cost()
        for number in range(30):
            cast.person(f"Person {number}")
        assert cost() == few
        first = client.get(LIST).context
        second = client.get(LIST + first["page"].next_url).context
        names = [talk.person.name for page in (first, second) for talk, _ in page["rows"]]
        assert len(names) == len(set(names)) == 31

    def test_a_look_at_it_is_a_look_at_everyone_on_it(self, cast: Cast, sam: Person) -> None:
        seen(cast.fay, LIST)
        looked = Event.objects.get(register="conversations", verb="view")
        assert looked.detail["people"] == [sam.pk]


class TestOneConversation:
    def test_it_says_what_happened_and_the_look_is_noted(self, cast: Cast, sam: Person) -> None:
        not_decided(cast, sam)
        consent = say(cast, sam).consent
        text = seen(cast.fay, page_of(sam))
        for words in (
            EXPLAINED,
            "We were to ask about sharing",
            "They were asked about sharing, and did not decide",
            consent.reference,
        ):
            assert words in text
        assert "They have answered." in text
        looked = Event.objects.get(register="conversations", verb="view")
        assert (looked.person_id, looked.service_id) == (sam.pk, cast.harbour.pk)

    def test_its_title_names_nobody(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, page_of(sam))
        assert "Rivers" not in text.partition("<title>")[2].partition("</title>")[0]

    @pytest.mark.parametrize("name", ["dana", "aled", "cora", "finn", "maya"])
    @pytest.mark.parametrize("step", ["", "undecided/"])
    def test_to_a_stranger_it_is_not_there(self, cast: Cast, sam: Person, name: str, step: str) -> None:
        seen(getattr(cast, name), page_of(sam) + step, 404)
        assert signed_in(getattr(cast, name)).post(page_of(sam) + step, TYPED).status_code == 404

    def test_a_closed_case_asks_nobody(self, cast: Cast, sam: Person) -> None:
        close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
        text = seen(cast.fay, page_of(sam))
        assert "The case is closed, so nobody need ask any more." in text
        assert "/undecided/" not in text


class TestNotDecided:
    def test_it_is_written_down_from_the_page(self, cast: Cast, sam: Person) -> None:
        again = {"ask_again_on_day": "3", "ask_again_on_month": "12", "ask_again_on_year": "2026"}
        answer = signed_in(cast.fay).post(f"{page_of(sam)}undecided/", TYPED | again, follow=True)
        assert "It is written down that they have not decided." in answer.content.decode()
        talk = talk_of(sam)
        assert (talk.state, talk.explained) == (State.UNDECIDED, EXPLAINED)
        assert talk.asked_at == NOON - timedelta(minutes=30)
        assert talk.ask_again_on == date(2026, 12, 3)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"asked_at_time": "12:01"}, "This is in the future. Check the date and time."),
            ({"asked_at_day": "21"}, "The case opened on 22 November 2026, and this is before that."),
            ({"asked_at_day": ""}, "The date must include a day"),
            ({"explained": ""}, "Fill in “What did you explain, and how?”"),
            ({"explained": "x" * 301}, "is too long: use at most 300 letters"),
            ({"explained": "Told\u202ethem"}, "hidden character"),
            (
                {"ask_again_on_day": "21", "ask_again_on_month": "11", "ask_again_on_year": "2026"},
                "This day is past. Choose today or a later day.",
            ),
        ],
    )
    def test_what_is_wrong_is_said_beside_it_and_what_was_typed_is_kept(
        self, cast: Cast, sam: Person, changes: dict[str, str], message: str
    ) -> None:
        answer = signed_in(cast.fay).post(f"{page_of(sam)}undecided/", TYPED | changes)
        text = answer.content.decode()
        assert message in text
        assert "There is a problem" in text
        assert 'value="2026"' in text
        assert talk_of(sam).state == State.WAITING

    def test_a_form_that_somebody_overtook_is_shown_again(self, cast: Cast, sam: Person) -> None:
        not_decided(cast, sam)
        answer = signed_in(cast.dora).post(f"{page_of(sam)}undecided/", TYPED | {"asked_at_time": "12:00"})
        assert answer.status_code == 409
        assert EXPLAINED in answer.content.decode()
        assert talk_of(sam).asked_by == cast.fay

    def test_once_they_have_answered_the_step_is_not_open(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        seen(cast.fay, f"{page_of(sam)}undecided/", 409)

    @pytest.mark.parametrize("name", ["gwen", "igor"])
    def test_whoever_only_looks_is_refused(self, cast: Cast, sam: Person, name: str) -> None:
        answer = signed_in(getattr(cast, name)).post(f"{page_of(sam)}undecided/", TYPED)
        assert answer.status_code == 403
        assert talk_of(sam).state == State.WAITING

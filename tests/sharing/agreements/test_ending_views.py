"""The pages on which an agreement is reviewed and ended, and its dates on its own page."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from governance.organisations.models import Organisation
from sharing.agreements import ending
from sharing.agreements.dates import lines
from sharing.agreements.ending import Wanted
from sharing.agreements.models import Agreement, AtEnd
from sharing.agreements.rules import Direction, Type
from sharing.agreements.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.leaning import Leaning, leaning
from tests.sharing.agreements.walk import active, renewed, surgery

__all__ = ["leaning"]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TODAY, REVIEW, GRACE, END = NOON.date(), date(2027, 11, 22), date(2028, 2, 22), date(2028, 10, 31)
pytestmark = pytest.mark.django_db


class Clock:
    """What the pages take for now."""

    at = NOON + HOUR

    def set(self, day: date) -> None:
        self.at = datetime.combine(day, time(12), UTC)


@pytest.fixture
def clock() -> Iterator[Clock]:
    found = Clock()
    with patch.object(timezone, "now", lambda: found.at):
        yield found


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return surgery(cast)


@pytest.fixture
def ours(cast: Cast, elm: Organisation) -> Agreement:
    return active(cast, elm, at_end=AtEnd.DELETE.value)


def boxes(name: str, day: date, at: str = "") -> dict[str, str]:
    found = {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
    return found | ({f"{name}_time": at} if at else {})


def where(agreement: Agreement, verb: str = "") -> str:
    return f"/agreements/{agreement.reference}/" + (f"{verb}/" if verb else "")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def send(client: Client, agreement: Agreement, verb: str, **typed: Any) -> Any:
    version = Agreement.objects.get(pk=agreement.pk).version
    return client.post(where(agreement, verb), {"read_version": version, **typed})


# --- Review ------------------------------------------------------------------------------------


def test_a_manager_records_a_review_and_sees_when_the_next_one_is(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    clock.set(REVIEW + DAY)
    client = signed_in(cast.max)
    assert "It was reviewed" in page(client, where(ours))
    typed = {**boxes("done_on", REVIEW), "words": "What goes out each month is what it lists"}
    assert send(client, ours, "review", **typed).status_code == 302
    shown = page(client, where(ours))
    assert "Reviewed, written down on 23 November 2027" in shown
    assert "What goes out each month is what it lists" in shown


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (boxes("done_on", TODAY - DAY), "It began, or was last reviewed, on 22 November 2026"),
        (boxes("done_on", TODAY + DAY), "This day has not come yet"),
        ({"done_on_day": "31", "done_on_month": "2", "done_on_year": "2027"}, "Enter a real date"),
        (boxes("next_on", date(2027, 11, 23)), "by 22 November 2027 at the latest"),
        ({"words": ""}, "What did you look at, and what did you find?"),
        ({"words": "\u202etxet"}, "hidden character"),
    ],
)
def test_a_mistake_in_a_review_is_told_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, ours: Agreement, clock: Clock, wrong: dict[str, str], says: str
) -> None:
    typed = {**boxes("done_on", TODAY), "words": "It lists what we send", **wrong}
    answer = send(signed_in(cast.max), ours, "review", **typed)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert says in shown
    assert answer.context["form"].errors
    assert ours.reviews.count() == 0
    if "words" not in wrong:
        assert "It lists what we send" in shown


def test_a_form_from_before_somebody_elses_review_is_not_taken(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    ending.review(ours, by=cast.igor, at=NOON, read_version=ours.version, done_on=TODAY, words="Fine")
    typed = {**boxes("done_on", TODAY), "words": "Mine", "read_version": ours.version}
    answer = signed_in(cast.max).post(where(ours, "review"), typed)
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert ours.reviews.count() == 1


@pytest.mark.parametrize("verb", ["review", "terminate", "take_back_notice"])
def test_a_step_that_is_closed_says_so_before_anything_is_typed(
    cast: Cast, ours: Agreement, clock: Clock, verb: str
) -> None:
    clock.set(END + DAY)
    assert signed_in(cast.igor).get(where(ours, verb)).status_code == 409


@pytest.mark.parametrize("verb", ["wind_up", "add_duty"])
def test_what_follows_the_end_is_not_open_before_it(
    cast: Cast, ours: Agreement, clock: Clock, verb: str
) -> None:
    assert signed_in(cast.igor).get(where(ours, verb)).status_code == 409


@pytest.mark.parametrize(
    ("who", "verb", "status"),
    [
        ("max", "terminate", 403),
        ("fay", "review", 403),
        ("fay", "terminate", 403),
        ("maya", "review", 403),
        ("aled", "review", 403),
        ("igor", "terminate", 200),
        ("max", "review", 200),
    ],
)
def test_each_page_is_for_who_may_take_the_step(
    cast: Cast, ours: Agreement, clock: Clock, who: str, verb: str, status: int
) -> None:
    assert signed_in(getattr(cast, who)).get(where(ours, verb)).status_code == status


def test_another_services_agreement_that_is_over_is_not_there_for_a_manager(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    clock.set(END + DAY)
    assert signed_in(cast.maya).get(where(ours, "add_duty")).status_code == 404
    assert signed_in(cast.fay).get(where(ours, "finish_duty/1")).status_code == 404


# --- Ending early --------------------------------------------------------------------------------


def test_the_page_offers_what_the_agreement_says_of_its_end_for_whoever_received_something(
    cast: Cast, elm: Organisation, clock: Clock
) -> None:
    client = signed_in(cast.igor)
    ours = active(cast, elm, at_end=AtEnd.RETURN.value, direction=Direction.OUT.value)
    form = client.get(where(ours, "terminate")).context["form"]
    party = f"party_{ours.parties.get().pk}"
    assert (form[party].initial, form["ours"].initial) == ("return", "")
    shown = page(client, where(ours, "terminate"))
    assert "What must Elm Surgery do with what was shared?" in shown
    assert "when it ends: it is given back" in shown


def test_where_each_keeps_what_it_must_nothing_is_offered_and_all_is_allowed(
    cast: Cast, elm: Organisation, clock: Clock
) -> None:
    ours = active(cast, elm, at_end=AtEnd.KEEP.value)
    client = signed_in(cast.igor)
    form = client.get(where(ours, "terminate")).context["form"]
    party = f"party_{ours.parties.get().pk}"
    assert (form[party].initial, form["ours"].initial) == ("", "")
    typed = {
        **boxes("ended_at", TODAY, "12:30"),
        **boxes("due_on", TODAY + 30 * DAY),
        "reason": "They closed",
        party: "delete",
        "what": "Their copies",
        "sure": "on",
    }
    assert send(client, ours, "terminate", **typed).status_code == 302
    duty = ours.duties.get()
    assert (duty.holder, duty.what, duty.due_on) == ("Elm Surgery", "Their copies", TODAY + 30 * DAY)


def test_for_a_day_to_come_notice_is_given_and_can_be_taken_back(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    client = signed_in(cast.igor)
    assert "Take the notice back" not in page(client, where(ours))
    title = f"<title>End it early – {ours.reference}, Care with Elm Surgery – Sharewell</title>"
    assert title in page(client, where(ours, "terminate"))
    typed = {
        **boxes("ended_at", TODAY + 30 * DAY, "17:00"),
        **boxes("due_on", TODAY + 60 * DAY),
        "reason": "Their notice",
        "ours": "delete",
        "what": "Our file",
        "sure": "on",
    }
    assert send(client, ours, "terminate", **typed).status_code == 302
    shown = page(client, where(ours))
    for words in (
        "Notice is given. The agreement counts until then.",
        "It ends early: it counts until 22 December 2026, 17:00.",
        "It ends early, as notice was given, by Igor Example",
        "Our file",
        "Take the notice back",
    ):
        assert words in shown
    assert "Cannot be used now" not in shown
    assert send(client, ours, "take_back_notice", reason="They stay").status_code == 302
    shown = page(client, where(ours))
    assert "Notice given" not in shown
    assert Agreement.objects.get(pk=ours.pk).ended_at is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (boxes("ended_at", END + DAY, "10:00"), "It ends on 31 October 2028 anyway"),
        (boxes("ended_at", TODAY, "11:59"), "It began on 22 November 2026 only"),
        ({"ended_at_time": ""}, "must have a time with it"),
        ({"reason": ""}, "Why was it ended?"),
        ({"sure": ""}, "Tick “I am sure"),
        (boxes("due_on", TODAY - DAY), "It ends on 22 November 2026 only"),
        ({"due_on_day": "", "due_on_month": "", "due_on_year": ""}, "Say by when it must be done"),
        ({"what": ""}, "Say what it is"),
        ({"ours": "shred"}, "Choose one of the answers"),
    ],
)
def test_a_mistake_in_the_end_is_told_and_it_goes_on(
    cast: Cast, ours: Agreement, clock: Clock, wrong: dict[str, str], says: str
) -> None:
    typed = {
        **boxes("ended_at", TODAY, "12:30"),
        **boxes("due_on", TODAY + 30 * DAY),
        "reason": "They closed",
        "ours": "delete",
        "what": "Our file",
        "sure": "on",
        **wrong,
    }
    answer = send(signed_in(cast.igor), ours, "terminate", **typed)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert Agreement.objects.get(pk=ours.pk).state == State.ACTIVE
    assert ours.duties.count() == 0


def test_before_it_ends_the_page_says_what_stops_with_it_and_what_rests_on_it(
    cast: Cast, elm: Organisation, clock: Clock, leaning: Leaning
) -> None:
    above = active(cast, elm, title="The whole")
    active(cast, elm, type=Type.DSP, parent=above, title="The monthly extract")
    leaning.shares(above, NOON)
    leaning.shares(above, None)
    shown = page(signed_in(cast.igor), where(above, "terminate"))
    assert "These stop counting with it" in shown
    assert "The monthly extract" in shown
    assert "/leaning/LEA-1/" in shown
    assert "/leaning/LEA-2/" in shown
    typed = {**boxes("ended_at", TODAY, "12:30"), "reason": "They closed", "sure": "on"}
    assert send(signed_in(cast.igor), above, "terminate", **typed).status_code == 302
    # Nothing is cancelled by itself: each sharing asks whether it is covered.
    assert len(leaning.on[above.pk]) == 2


def test_of_a_renewal_that_has_not_begun_it_says_what_goes_on(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    new = renewed(cast, ours, date(2027, 3, 1), date(2030, 2, 28), title="The next one")
    shown = page(signed_in(cast.igor), where(new, "terminate"))
    assert "The agreement that it renews goes on" in shown
    assert ours.title in shown


# --- After the end -------------------------------------------------------------------------------


def test_a_duty_is_followed_on_the_agreements_page_to_its_end(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    wanted = [Wanted("Their copies", AtEnd.DELETE, TODAY + 30 * DAY, ours.parties.get())]
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON,
        "read_version": ours.version,
        "reason": "They closed",
    }
    ending.terminate(ours, ended_at=NOON, duties=wanted, **facts)
    duty = ours.duties.get()
    assert "To do" in page(signed_in(cast.max), where(ours))
    clock.set(TODAY + 31 * DAY)
    client = signed_in(cast.max)
    assert "Overdue" in page(client, where(ours))
    address = f"finish_duty/{duty.pk}"
    assert "What did Elm Surgery write, and when?" in page(client, where(ours, address))
    typed = {**boxes("done_on", TODAY + 31 * DAY), "evidence": "Letter of 22 December, in the file"}
    assert send(client, ours, address, **typed).status_code == 302
    shown = page(client, where(ours))
    assert "Letter of 22 December, in the file" in shown
    assert "Overdue" not in shown


@pytest.mark.parametrize("pk", [1, 2**63])
def test_a_duty_that_is_not_this_agreements_is_not_there(
    cast: Cast, ours: Agreement, clock: Clock, pk: int
) -> None:
    assert signed_in(cast.max).get(where(ours, f"finish_duty/{pk}")).status_code == 404


def test_one_that_ran_out_asks_to_be_settled_until_it_is(cast: Cast, ours: Agreement, clock: Clock) -> None:
    clock.set(END + DAY)
    client = signed_in(cast.igor)
    shown = page(client, where(ours))
    assert "Nothing is written down yet" in shown
    assert "Settle what follows" in shown
    typed = {"ours": "", f"party_{ours.parties.get().pk}": "", "sure": "on"}
    assert send(client, ours, "wind_up", **typed).status_code == 302
    shown = page(client, where(ours))
    assert "Nothing, as settled on 1 November 2028" in shown
    assert "Settle what follows" not in shown
    add = {"holder": "ours", "kind": "delete", "what": "Our file", **boxes("due_on", END + 30 * DAY)}
    assert send(client, ours, "add_duty", **add).status_code == 302
    assert ours.duties.get().what == "Our file"


# --- Its dates in words --------------------------------------------------------------------------


def test_the_dates_say_what_happens_when(ours: Agreement) -> None:
    found = [(each.on, each.words, each.passed) for each in lines(ours, NOON)]
    assert found == [
        (date(2026, 11, 1), "Its first day", True),
        (TODAY, "Everybody had signed", False),
        (REVIEW, "Last day for its review. After it, it can be used with a warning", False),
        (GRACE, "Last day to use it without a review. After it, nothing may be shared under it", False),
        (END, "Its last day. After it, nothing may be shared under it", False),
    ]


def test_what_an_early_end_overtakes_is_not_among_the_dates(cast: Cast, ours: Agreement) -> None:
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON + DAY,
        "read_version": ours.version,
        "reason": "They closed",
    }
    over = ending.terminate(ours, ended_at=NOON + DAY, **facts)
    last = lines(over, NOON + DAY)[-1]
    assert (last.on, last.words, last.detail) == (TODAY + DAY, "Ended early, by Igor Example", "They closed")


def test_of_one_that_is_replaced_the_review_before_that_is_among_the_dates(
    cast: Cast, ours: Agreement
) -> None:
    renewed(cast, ours, REVIEW + 9 * DAY, date(2030, 10, 31))
    found = lines(Agreement.objects.get(pk=ours.pk), NOON)
    assert [each.on for each in found][-2:] == [REVIEW, REVIEW + 9 * DAY]


def test_past_its_grace_the_page_says_that_it_cannot_be_used(
    cast: Cast, ours: Agreement, clock: Clock
) -> None:
    clock.set(GRACE)
    assert "Cannot be used now" not in page(signed_in(cast.max), where(ours))
    clock.set(GRACE + DAY)
    assert "Cannot be used now" in page(signed_in(cast.max), where(ours))

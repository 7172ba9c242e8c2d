"""The page that answers "is this covered?": for everyone, for now and for the past, without any personal data."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine

from governance.accounts.models import User
from governance.ledger.models import Event
from governance.organisations import actions as organisations
from governance.organisations.models import Organisation
from sharing.agreements.rules import Direction
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import active, surgery, written

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOON + HOUR, tick=False):
        yield


def ask(user: User, partner: Organisation | str, **asked: Any) -> str:
    usual = {"direction": "out", "purpose": "care", "items": ["care_plan"], "rung": "4"}
    query = urlencode({"partner": str(partner), **usual, **asked}, doseq=True)
    answer = signed_in(user).get(f"/agreements/covered/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def moment(at: datetime) -> dict[str, str]:
    return {
        "moment_day": str(at.day),
        "moment_month": str(at.month),
        "moment_year": str(at.year),
        "moment_time": f"{at:%H:%M}",
    }


@pytest.mark.parametrize("who", ["fay", "finn", "max", "dana", "igor", "cora", "gwen", "sol", "aled"])
def test_everyone_who_works_here_may_ask_and_is_told_which_agreement_it_is(cast: Cast, who: str) -> None:
    ours = active(cast, surgery(cast))
    page = ask(getattr(cast, who), "elm surgery")
    assert "Yes, an agreement covers this" in page
    assert f"/agreements/{ours.reference}/" in page
    assert ours.log_number in page


def test_asking_leaves_nothing_in_the_ledger(cast: Cast) -> None:
    ask(cast.fay, surgery(cast))
    assert not Event.objects.filter(register="agreements").exists()


def test_a_no_gives_the_code_the_reason_and_the_next_step(cast: Cast) -> None:
    elm = surgery(cast)
    page = ask(cast.fay, elm)
    for words in (
        "No, no agreement covers this",
        "E-AGREEMENT",
        "We have no agreement with them.",
        "Ask the IG team",
    ):
        assert words in page
    active(cast, elm, direction=Direction.OUT.value)
    assert "It is not for this purpose: research." in ask(cast.fay, elm, purpose="research")
    assert "It is only for sharing from us to them." in ask(cast.fay, elm, direction="in")


def test_an_overdue_review_is_a_yes_with_a_warning(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm)
    with time_machine.travel(datetime(2027, 11, 23, 12, tzinfo=UTC), tick=False):
        page = ask(cast.fay, elm)
    assert "Yes, with a warning" in page
    assert "It can be used until 22 February 2028." in page


def test_the_past_is_answered_as_it_was_then(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm)
    assert "It is not signed by everyone." in ask(cast.fay, elm, **moment(NOON - HOUR))
    with time_machine.travel(datetime(2028, 11, 1, 12, tzinfo=UTC), tick=False):
        assert "It ended on 31 October 2028." in ask(cast.fay, elm)
        assert "Yes, an agreement covers this" in ask(cast.fay, elm, **moment(NOON + HOUR))


def test_what_somebody_may_not_open_answers_them_without_its_name(cast: Cast) -> None:
    elm = surgery(cast)
    draft = written(cast, elm, title="Not to be known yet")
    page = ask(cast.fay, elm)
    assert "It is not signed by everyone." in page
    assert draft.title not in page
    assert draft.reference not in page
    assert draft.title in ask(cast.max, elm)
    ours = active(cast, elm, title="In force")
    page = ask(cast.fay, elm)
    assert ours.reference in page
    assert "One that you cannot open" in page
    assert draft.reference not in page


def test_what_several_say_that_may_not_be_opened_is_said_once(cast: Cast) -> None:
    elm = surgery(cast)
    for title in ("One", "Two", "Three"):
        written(cast, elm, title=title)
    assert ask(cast.fay, elm).count("It is not signed by everyone.") == 1
    assert ask(cast.max, elm).count("It is not signed by everyone.") == 3
    active(cast, elm, title="In force")
    assert ask(cast.fay, elm).count("It is not signed by everyone.") == 1


def test_a_name_of_before_leads_to_the_partner_of_now(cast: Cast) -> None:
    elm, oak = surgery(cast), surgery(cast, "Oak Practice")
    active(cast, elm)
    organisations.merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason="The same")
    for typed in ("Elm Surgery", "oak practice", elm.reference, oak.reference):
        assert "Yes, an agreement covers this" in ask(cast.fay, typed)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"partner": "Elm"}, "Did you mean: Elm Surgery?"),
        ({"partner": "Nowhere"}, "Look it up under Organisations"),
        ({"partner": "Elm\0"}, "hidden character"),
        ({"items": []}, "Choose an answer for “What is to be shared?”"),
        ({"items": ["palace"]}, "Choose one of the answers"),
        ({"purpose": "palace"}, "Choose one of the answers"),
        ({"rung": "5"}, "Choose one of the answers"),
        (moment(NOON + 2 * HOUR), "This is still to come"),
        ({"moment_day": "31", "moment_month": "2", "moment_year": "2026"}, "real date"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(cast: Cast, asked: dict[str, Any], says: str) -> None:
    active(cast, surgery(cast))
    page = ask(cast.fay, **{"partner": "Elm Surgery", **asked})
    assert says in page
    assert "app-answer" not in page


def test_the_address_of_an_answer_asks_for_the_same_moment(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm)
    client = signed_in(cast.fay)
    asked = {
        "partner": "Elm Surgery",
        "direction": "out",
        "purpose": "care",
        "items": "care_plan",
        "rung": "4",
    }
    kept = client.get("/agreements/covered/", asked).context["address"]
    with time_machine.travel(datetime(2029, 1, 1, tzinfo=UTC), tick=False):
        answer = signed_in(cast.fay).get(f"/agreements/covered/?{kept}")
    assert answer.context["moment"] == NOON + HOUR
    assert answer.context["cover"]

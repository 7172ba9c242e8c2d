"""The agreements with a partner stand on the partner's own page."""

from typing import Any

import pytest
import time_machine

from governance.accounts.models import User
from governance.organisations.actions import merge
from governance.organisations.models import Organisation
from sharing.agreements.partner_card import MOST
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import active, surgery, written


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def page(user: User, organisation: Organisation) -> str:
    answer = signed_in(user).get(f"/organisations/{organisation.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_everyone_sees_those_that_they_may_see(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm, title="In force")
    written(cast, elm, title="Being written")
    for user, whole in ((cast.fay, False), (cast.max, True), (cast.igor, True)):
        text = page(user, elm)
        assert "In force" in text
        assert ("Being written" in text) is whole


def test_without_one_it_says_so_and_leads_to_the_question(cast: Cast) -> None:
    elm = surgery(cast)
    text = page(cast.fay, elm)
    assert "There is no agreement with them that you can see." in text
    assert f"/agreements/covered/?partner={elm.reference}" in text
    asked = signed_in(cast.fay).get("/agreements/covered/", {"partner": elm.reference}).content.decode()
    assert f'value="{elm.reference}"' in asked
    assert "There is a problem" not in asked


def test_those_of_a_duplicate_stand_on_the_page_of_the_one_that_remains(cast: Cast) -> None:
    elm, oak = surgery(cast), surgery(cast, "Oak Practice")
    active(cast, elm, title="In force")
    merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason="The same")
    assert "In force" in page(cast.fay, oak)
    assert "In force" not in page(cast.fay, elm)


def test_of_many_the_newest_are_shown_and_the_rest_are_in_the_log(cast: Cast) -> None:
    elm = surgery(cast)
    for number in range(MOST + 1):
        written(cast, elm, title=f"Number {number:02}")
    text = page(cast.max, elm)
    assert "Number 10" in text
    assert "Number 00" not in text
    assert f"/agreements/?partner={elm.reference}" in text

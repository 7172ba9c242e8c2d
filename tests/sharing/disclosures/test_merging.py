"""Two records of a partner become one: what was shared names the one that remains."""

import pytest

from governance.organisations.actions import merge
from sharing.disclosures.states import State
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.sharing.agreements.walk import active, surgery
from tests.sharing.disclosures.sharing import logged

pytestmark = pytest.mark.django_db


def test_what_was_shared_names_the_one_that_remains_and_who_received_it_as_it_was_typed(cast: Cast) -> None:
    elm, oak, sam = surgery(cast), surgery(cast, "Oak Practice"), cast.person()
    active(cast, elm)
    say(cast, sam, organisation=elm, items=["care_plan"])
    shared = logged(cast, sam, organisation=elm.pk, items=frozenset({"care_plan"}))
    merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason="The same surgery")
    shared.refresh_from_db()
    assert (shared.organisation, shared.recipient) == (oak, "Elm Surgery")
    assert shared.state == State.SENT

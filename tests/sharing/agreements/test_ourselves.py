"""We are a party to every agreement, and so are nobody's partner: not in a draft, not sent in, not in an older log."""

from typing import Any

import pytest

from governance.errors import Denied
from governance.organisations.models import Organisation
from sharing.agreements import deciding, writing
from sharing.agreements.bringing_in.outlook import Fate
from sharing.agreements.bringing_in.partners import Known, known
from sharing.agreements.content import parties
from sharing.agreements.ourselves import is_us
from tests.cast import NOON, Cast
from tests.sharing.agreements.bringing_in.bring import line_of, loaded, mapped
from tests.sharing.agreements.bringing_in.logs import comma_separated
from tests.sharing.agreements.walk import PARTY, surgery, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tide(settings: Any) -> None:
    settings.CHARITY_NAME = "Tide & Shore"


@pytest.mark.parametrize(
    ("name", "ours"),
    [("Tide & Shore", True), ("  tide and  SHORE ", True), ("Tide", False), ("Elm Surgery", False)],
)
def test_our_name_is_ours_however_it_is_written(name: str, ours: bool) -> None:
    assert is_us(name) is ours


def test_while_we_have_no_name_nobody_is_us(settings: Any) -> None:
    settings.CHARITY_NAME = ""
    assert not is_us("")


def test_we_are_not_added_as_a_partner(cast: Cast) -> None:
    agreement = written(cast, surgery(cast))
    us = surgery(cast, "Tide and Shore")
    with pytest.raises(Denied, match="This is ourselves"):
        writing.add_party(
            agreement, by=cast.max, at=NOON, read_version=agreement.version, organisation=us, **PARTY
        )
    assert len(parties(agreement)) == 1


def test_what_is_made_with_nobody_but_ourselves_is_not_sent_in(cast: Cast, settings: Any) -> None:
    settings.CHARITY_NAME = "Unknown still"
    agreement = written(cast, surgery(cast, "Tide and Shore"))
    settings.CHARITY_NAME = "Tide & Shore"
    with pytest.raises(Denied, match="nobody but ourselves"):
        deciding.submit(agreement, by=cast.max, at=NOON, read_version=agreement.version)
    elm = surgery(cast)
    writing.add_party(
        agreement, by=cast.max, at=NOON, read_version=agreement.version, organisation=elm, **PARTY
    )
    agreement.refresh_from_db()
    deciding.submit(agreement, by=cast.max, at=NOON, read_version=agreement.version)


HEAD = ["Ref", "Type", "Name", "Partner", "Start", "End"]


def log(partner: str) -> bytes:
    return comma_separated([HEAD, ["1", "ISA", "Discharge", partner, "1/1/2026", "31/12/2027"]])


def test_a_row_of_an_older_log_with_nobody_but_ourselves_is_refused(cast: Cast) -> None:
    surgery(cast, "Tide and Shore")
    line = line_of(mapped(cast.igor, log("Tide & Shore"), decide=False), 2)
    assert (line.fate, line.why) == (Fate.UNREADABLE, ["None of the names in it is a partner."])


def test_a_row_that_names_us_beside_a_partner_is_with_the_partner_alone(cast: Cast) -> None:
    us, elm = surgery(cast, "Tide and Shore"), surgery(cast)
    brought = loaded(cast.igor, log("Tide & Shore; Elm Surgery"))
    agreement = brought.rows.exclude(agreement=None).get().agreement
    assert agreement is not None
    assert [each.organisation for each in parties(agreement)] == [elm]
    assert Organisation.objects.filter(pk=us.pk).exists()


def test_who_chose_us_for_a_name_has_chosen_nobody(cast: Cast) -> None:
    us = surgery(cast, "Tide and Shore")
    assert known(["T&S"], {"t and s": {"organisation": us.pk}}) == {"t and s": Known()}

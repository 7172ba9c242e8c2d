"""What left through a Stop and Check, as its disclosure says it (handbook sections 5 and 6)."""

import pytest

from sharing.disclosures.models import Disclosure
from tests.cast import Cast, signed_in
from tests.sharing.stop_checks.walk import ORDER, approved, partner, received, submitted

pytestmark = pytest.mark.django_db


def test_it_names_the_order_that_compelled_us_and_nothing_is_missing(cast: Cast) -> None:
    body, _ = partner(cast)
    received(approved(submitted(cast, body, compelled_by="COURT_ORDER"), cast.dana))
    made = Disclosure.objects.get()
    assert made.law == ORDER
    page = signed_in(cast.max).get(f"/disclosures/{made.reference}/").content.decode()
    assert ORDER in page
    assert "Not complete" not in page
    assert "Still to be written" not in page


def test_without_one_it_says_what_opened_the_first_lock(cast: Cast) -> None:
    body, _ = partner(cast)
    received(approved(submitted(cast, body, law="Care Act 2014, section 6"), cast.dana))
    assert Disclosure.objects.get().law == "Care Act 2014, section 6"

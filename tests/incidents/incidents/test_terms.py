"""What commissioners want to hear: set and ended by the IG team, and counted from the day on which it was set."""

import pytest

from governance.errors import Code, Denied
from incidents.incidents import terms
from incidents.incidents.clock_rows import panel
from incidents.incidents.models import Term
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk

FACTS = {"commissioner": "Leeds City Council", "hours": 24}


def test_only_the_ig_team_sets_one(cast: Cast) -> None:
    with pytest.raises(Denied) as refused:
        terms.set_term(by=cast.max, at=NOON, service=cast.harbour, **FACTS)
    assert refused.value.verdict.code is Code.ROLE
    assert signed_in(cast.max).get("/incident-terms/").status_code == 403
    assert not Term.objects.exists()


def test_one_runs_at_a_time(cast: Cast) -> None:
    first = terms.set_term(by=cast.igor, at=NOON, service=cast.harbour, **FACTS)
    with pytest.raises(Denied, match="already"):
        terms.set_term(by=cast.igor, at=NOON, service=cast.harbour, **FACTS)
    terms.end_term(first, by=cast.igor, at=NOON)
    terms.set_term(by=cast.igor, at=NOON, service=cast.harbour, commissioner="Leeds City Council", hours=12)
    assert Term.objects.filter(ended_on=None).get().hours == 12


def test_it_is_set_on_its_page_and_becomes_a_clock(cast: Cast) -> None:
    client = signed_in(cast.igor)
    typed = {"service": str(cast.harbour.pk), "commissioner": "Leeds City Council", "hours": "24"}
    page = client.post("/incident-terms/", typed, follow=True).content.decode()
    assert "Within 24 hours" in page
    Term.objects.update(since_on=NOON.date())
    assert "Tell Leeds City Council" in [each.name for each in panel(walk.reported(cast))]
    reference = Term.objects.get().reference
    assert "It has ended" in client.post(f"/incident-terms/{reference}/end/", follow=True).content.decode()

"""A refusal leaves nothing behind but its own event, and becomes a page that says what to do."""

import pytest
from django.test import Client

from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people.models import Person
from tests.cast import Cast, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.workflow.addresses")]


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def fay(cast: Cast) -> Client:
    return signed_in(cast.fay)


def newest() -> Event:
    return Event.objects.latest("id")


def test_a_denied_step_is_undone_and_told_with_its_code(sam: Person, fay: Client, cast: Cast) -> None:
    events = Event.objects.count()
    response = fay.post(f"/trials/{sam.reference}/denied/")
    assert response.status_code == 403
    page = response.content.decode()
    assert all(words in page for words in ("Two people must do this.", "Ask someone else.", "E-SAME-PERSON"))
    sam.refresh_from_db()
    assert (sam.name, sam.version, sam.history.count()) == ("Sam Rivers", 1, 1)
    assert Notification.objects.count() == 0
    assert Event.objects.count() == events + 1
    kept = newest()
    assert (kept.verb, kept.reference, kept.actor_id) == ("refused", sam.reference, cast.fay.pk)
    assert (kept.reason, kept.detail) == (
        "Two people must do this.",
        {"step": "denied", "code": "E-SAME-PERSON"},
    )


@pytest.mark.parametrize("verb", ["late", "stale"])
def test_who_comes_too_late_gets_a_409(sam: Person, fay: Client, verb: str) -> None:
    response = fay.post(f"/trials/{sam.reference}/{verb}/")
    assert response.status_code == 409
    assert "This step is closed" in response.content.decode()
    sam.refresh_from_db()
    assert sam.name == "Sam Rivers"
    assert newest().detail["step"] == verb


def test_what_may_not_be_seen_is_not_there_and_the_ledger_knows_why(sam: Person, fay: Client) -> None:
    assert fay.post(f"/trials/{sam.reference}/hidden/").status_code == 404
    assert (newest().verb, newest().reference) == ("exclusion_block", "PER-2026-000001")
    sam.refresh_from_db()
    assert sam.name == "Sam Rivers"


@pytest.mark.parametrize("reference", ["PER-2026-999999", "x" * 300, "a%00b", "%F0%9F%A6%80", "..%2f.."])
def test_a_reference_that_nobody_has_is_a_404(sam: Person, fay: Client, reference: str) -> None:
    assert fay.get(f"/people/{reference}/").status_code == 404
    assert fay.post(f"/trials/{reference}/denied/").status_code == 404

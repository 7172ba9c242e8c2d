"""A user's messages: theirs alone, never about someone they know, read when opened."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts.models import User
from governance.notifications.models import Notification
from governance.notifications.sending import notify
from governance.people import actions
from governance.people.models import Person
from tests.cast import Cast, signed_in


def tell(user: User, number: int = 1, *, person: Person | None = None) -> Notification:
    """Write one message; a higher number is newer."""
    reference = person.reference if person else f"PER-2026-{number:06}"
    notify(
        [user],
        "consent_review",
        register="people",
        reference=reference,
        at=timezone.now() - timedelta(hours=200 - number),
        occasion=str(number),
        person_id=person.pk if person else None,
        days_left=7,
    )
    return Notification.objects.get(effect_key=f"consent_review:{reference}:{number}:{user.pk}")


def test_messages_are_newest_first_page_by_page(cast: Cast) -> None:
    told = [tell(cast.fay, number) for number in range(30)]
    client = signed_in(cast.fay)
    first = client.get("/desk/inbox/").context["page"]
    second = client.get(f"/desk/inbox/{first.next_url}").context["page"]
    assert first.rows + second.rows == told[::-1]


def test_opening_a_message_marks_it_read_and_leads_to_the_record(cast: Cast) -> None:
    told, other = tell(cast.fay, 1), tell(cast.fay, 2)
    client = signed_in(cast.fay)
    page = client.get("/desk/inbox/").content.decode()
    assert page.count(">New</strong>") == 2
    assert "PER-2026-000001 is due in 7 days" in page
    assert client.post(f"/desk/inbox/{told.pk}/read/").url == "/people/PER-2026-000001/"
    told.refresh_from_db()
    other.refresh_from_db()
    assert told.read_at is not None
    assert other.read_at is None
    assert client.get("/desk/inbox/").content.decode().count(">New</strong>") == 1


def test_opening_twice_keeps_the_first_moment(cast: Cast) -> None:
    told, client = tell(cast.fay), signed_in(cast.fay)
    client.post(f"/desk/inbox/{told.pk}/read/")
    first = Notification.objects.get().read_at
    client.post(f"/desk/inbox/{told.pk}/read/")
    assert Notification.objects.get().read_at == first


def test_all_are_marked_read_at_once_and_only_ones_own(cast: Cast) -> None:
    for number in range(3):
        tell(cast.fay, number)
    theirs = tell(cast.dora)
    client = signed_in(cast.fay)
    page = client.post("/desk/inbox/read/", follow=True).content.decode()
    assert "All your messages are marked as read." in page
    assert "Mark all as read" not in page
    assert set(Notification.objects.filter(read_at=None)) == {theirs}


def test_another_users_message_is_not_there(cast: Cast) -> None:
    theirs = tell(cast.dora)
    client = signed_in(cast.fay)
    assert client.post(f"/desk/inbox/{theirs.pk}/read/").status_code == 404
    assert client.post(f"/desk/inbox/{10**30}/read/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None
    assert theirs.reference not in client.get("/desk/inbox/").content.decode()


def test_looking_changes_nothing_so_only_sending_does(cast: Cast) -> None:
    told, client = tell(cast.fay), signed_in(cast.fay)
    assert client.get(f"/desk/inbox/{told.pk}/read/").status_code == 405
    assert client.get("/desk/inbox/read/").status_code == 405
    assert Notification.objects.get().read_at is None


def test_a_message_about_someone_one_knows_is_hidden_while_the_exclusion_holds(cast: Cast) -> None:
    sam = cast.person()
    told = tell(cast.fay, person=sam)
    client = signed_in(cast.fay)
    assert sam.reference in client.get("/desk/inbox/").content.decode()

    exclusion = actions.report(
        person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=timezone.now()
    )
    page = client.get("/desk/inbox/").content.decode()
    assert sam.reference not in page
    assert "unread" not in page
    assert client.post(f"/desk/inbox/{told.pk}/read/").status_code == 404
    client.post("/desk/inbox/read/")
    told.refresh_from_db()
    assert told.read_at is None

    actions.end(exclusion, by=cast.max, at=timezone.now(), reason="They moved away")
    assert sam.reference in client.get("/desk/inbox/").content.decode()


@pytest.mark.parametrize(("messages", "shown"), [(0, None), (1, "1"), (99, "99"), (100, "99+")])
def test_the_count_at_the_top_stops_at_99(cast: Cast, messages: int, shown: str | None) -> None:
    for number in range(messages):
        tell(cast.fay, number)
    page = signed_in(cast.fay).get("/organisations/").content.decode()
    if shown is None:
        assert "unread" not in page
    else:
        assert f'href="/desk/inbox/"><span class="app-count">{shown}</span> unread</a>' in page


def test_the_inbox_costs_the_same_for_few_and_many(cast: Cast) -> None:
    client = signed_in(cast.fay)
    costs = []
    for first, last in ((0, 25), (25, 100)):
        for number in range(first, last):
            tell(cast.fay, number)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/inbox/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10

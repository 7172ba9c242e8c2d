"""A calendar by a secret link: what is due and when, and nobody's name."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from governance.accounts.models import User
from governance.calendar import DAY
from governance.desk.actions import make_calendar, withdraw_calendar
from governance.desk.feed import MOST
from governance.desk.models import CalendarLink
from governance.ledger.models import Event
from governance.people import actions as people
from tests.cast import Cast, signed_in
from tests.desk.conftest import Lay
from tests.incidents.incidents.walk import reported


def path(user: User) -> str:
    """The address of a new link, without the host."""
    return "/" + make_calendar(by=user, at=timezone.now()).split("/", 3)[3]


def events(address: str) -> list:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_day_is_a_whole_day_and_a_clock_of_hours_has_its_moment(cast: Cast, lay: Lay) -> None:
    reference = lay(3, worker=cast.fay, service=cast.harbour)
    (event,) = events(path(cast.fay))
    due = timezone.localdate() + 3 * DAY
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (due, due + DAY)
    assert type(event.decoded("dtstart")) is date
    assert reference not in str(event["summary"])
    incident = reported(cast, at=timezone.now())
    found = {str(event["summary"]): event for event in events(path(cast.igor))}
    clock = found[f"An incident: the 72 hours to tell the regulator: {incident.reference}"]
    assert clock.decoded("dtstart") == (incident.aware_at + timedelta(hours=72)).replace(microsecond=0)
    assert str(clock["url"]).endswith(f"/incidents/{incident.reference}/")


def test_it_names_nobody_and_not_a_persons_reference(cast: Cast) -> None:
    sam = cast.person(born=timezone.localdate().replace(year=timezone.localdate().year - 18) + 20 * DAY)
    text = Client().get(path(cast.fay)).content.decode()
    assert "18th birthday" in text
    for kept in ("Sam", "Rivers", "Fay", "Harbour", sam.reference, "PER-"):
        assert kept not in text


@pytest.mark.parametrize(("days", "there"), [(-1, False), (0, True), (90, True), (91, False)])
def test_it_reaches_from_today_over_ninety_days(cast: Cast, lay: Lay, days: int, there: bool) -> None:
    lay(days, worker=cast.fay, service=cast.harbour)
    assert bool(events(path(cast.fay))) is there


def test_whose_turn_it_is_has_no_day(cast: Cast, lay: Lay) -> None:
    lay(0, worker=cast.fay, service=cast.harbour, waits=True)
    assert events(path(cast.fay)) == []


def test_it_holds_two_hundred_at_most(cast: Cast, lay: Lay) -> None:
    for number in range(MOST + 3):
        lay(number % 80, worker=cast.fay, service=cast.harbour)
    assert len(events(path(cast.fay))) == MOST


def test_only_the_newest_link_works_and_none_that_was_taken_back_or_made_up(cast: Cast) -> None:
    first, second = path(cast.fay), path(cast.fay)
    assert [Client().get(each).status_code for each in (first, second)] == [404, 200]
    assert Client().get("/desk/calendar/nothing.ics").status_code == 404
    assert Client().get(f"/desk/calendar/{'x' * 5_000}.ics").status_code == 404
    withdraw_calendar(by=cast.fay)
    assert Client().get(second).status_code == 404


def test_who_has_left_has_no_calendar(cast: Cast) -> None:
    address = path(cast.fay)
    User.objects.filter(pk=cast.fay.pk).update(is_active=False)
    assert Client().get(address).status_code == 404


def test_whom_one_knows_is_out_of_it_at_once(cast: Cast, lay: Lay) -> None:
    sam = cast.person()
    lay(2, worker=cast.fay, service=cast.harbour, person=sam)
    address = path(cast.fay)
    assert events(address)
    people.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=timezone.now())
    assert events(address) == []


def test_no_cache_keeps_it_and_it_is_only_read(cast: Cast) -> None:
    address = path(cast.fay)
    answer = Client().get(address)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Client().post(address).status_code == 405


def test_the_link_is_shown_once_and_not_kept(cast: Cast) -> None:
    client = signed_in(cast.fay)
    page = client.post("/desk/settings/calendar/").content.decode()
    assert "We cannot show it again." in page
    token = page.split("/desk/calendar/")[1].split(".ics")[0]
    assert client.get(f"/desk/calendar/{token}.ics").status_code == 200
    assert token not in client.get("/desk/settings/").content.decode()
    assert token not in str(list(CalendarLink.objects.values()))
    assert token not in str(list(Event.objects.values_list("detail", flat=True)))
    client.post("/desk/settings/calendar/withdraw/")
    assert Client().get(f"/desk/calendar/{token}.ics").status_code == 404
    # Pressed twice, it is withdrawn once.
    client.post("/desk/settings/calendar/withdraw/")
    assert [event.verb for event in Event.objects.filter(register="desk").order_by("id")] == [
        "make_calendar",
        "withdraw_calendar",
    ]

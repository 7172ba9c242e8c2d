"""While somebody is away, a colleague who may see as much has their work too: on the desk, and in messages."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.accounts import access
from governance.accounts.models import Absence, Team, User
from governance.accounts.roles import Role
from governance.calendar import DAY, LONDON
from governance.deadlines.rules import Audience
from governance.deadlines.sweep import sweep
from governance.desk.absences import TWICE, could_cover, record, take_back
from governance.desk.worklist import waiting
from governance.errors import Denied
from governance.notifications.models import Notification
from governance.notifications.tasks import deliver
from governance.people import actions as people
from tests.cast import Cast, signed_in, user
from tests.desk.conftest import Lay


def today() -> date:
    return timezone.localdate()


def away(who: User, cover: User, first: int = 0, last: int = 5) -> Absence:
    """Written down without asking, so that a rule can be looked at by itself."""
    return Absence.objects.create(
        user=who, cover=cover, starts_on=today() + first * DAY, ends_on=today() + last * DAY
    )


def desk(who: User, at: datetime | None = None) -> set[str]:
    return {deadline.reference for deadline in waiting(who, at or timezone.now())}


def told(who: User) -> set[str]:
    return set(Notification.objects.filter(recipient=who).values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("first", "last", "stands"),
    [(0, 0, True), (0, 3, True), (-3, 0, True), (1, 3, False), (-3, -1, False), (-9, 9, True)],
)
def test_from_the_first_to_the_last_day_it_stands_on_both_desks_and_both_are_told(
    cast: Cast, lay: Lay, first: int, last: int, stands: bool
) -> None:
    task = lay(7, worker=cast.fay, service=cast.harbour)
    away(cast.fay, cast.dora, first, last)
    sweep(at=timezone.now())
    assert desk(cast.fay) == told(cast.fay) == {task}
    assert desk(cast.dora) == told(cast.dora) == ({task} if stands else set())


@pytest.mark.parametrize(("moment", "stands"), [(time(0, 0), True), (time(23, 59), True)])
def test_the_days_are_those_of_london(cast: Cast, lay: Lay, moment: time, stands: bool) -> None:
    task = lay(3, worker=cast.fay, service=cast.harbour)
    away(cast.fay, cast.dora, 0, 0)
    at = datetime.combine(today(), moment, LONDON)
    assert (task in desk(cast.dora, at)) is stands
    assert task not in desk(cast.dora, at - DAY) | desk(cast.dora, at + DAY)


@pytest.mark.parametrize("audience", [Audience.WORKER, Audience.OWNER, Audience.MANAGER, Audience.IG])
def test_the_desk_of_who_stands_in_shows_exactly_what_the_sweep_tells(
    cast: Cast, lay: Lay, audience: Audience
) -> None:
    """Two readings of one rule: they must not drift apart."""
    assert cast.igor
    mia = user("Mia", Role.MANAGER)
    for service in (cast.harbour, cast.quay):
        access.join(mia, service)
    access.join(cast.dora, cast.quay)
    elsewhere = access.open_service("Beacon", "SCT")
    access.join(cast.fay, elsewhere)
    for who, cover in ((cast.fay, cast.dora), (cast.max, mia), (cast.finn, cast.dora), (cast.maya, mia)):
        away(who, cover)
    for days in (-2, 0, 7):
        for worker in (cast.fay, cast.finn, cast.dora, None):
            for service in (cast.harbour, cast.quay, elsewhere, None):
                for excluded in ((), (cast.fay.pk,), (cast.dora.pk,), (cast.max.pk,), (mia.pk,)):
                    facts = {"worker": worker, "service": service, "excluded": excluded}
                    lay(days, told=(audience,), **facts)
                    lay(days, when_overdue=(audience,), **facts)
            lay(days, worker=worker, service=cast.harbour, told=(audience,), worker_until=-1)
            lay(days, worker=worker, service=cast.harbour, told=(audience,), team="comms")
    sweep(at=timezone.now())
    assert Notification.objects.exists()
    for each in (cast.fay, cast.dora, cast.finn, cast.max, cast.maya, mia, cast.igor):
        assert desk(each) == told(each), each


def test_nothing_goes_to_whoever_knows_the_person(cast: Cast, lay: Lay) -> None:
    sam = cast.person()
    people.report(person=sam, worker=cast.dora, relationship="cousin", by=cast.max, at=timezone.now())
    lay(3, worker=cast.fay, service=cast.harbour, person=sam, excluded=())
    lay(7, worker=cast.fay, service=cast.harbour, excluded=(cast.dora.pk,))
    away(cast.fay, cast.dora)
    sweep(at=timezone.now())
    assert desk(cast.dora) == set()
    assert len(told(cast.dora)) <= 1


@pytest.mark.parametrize("why", ["elsewhere", "another team", "left", "role"])
def test_nothing_goes_to_whoever_may_not_see_it(cast: Cast, lay: Lay, why: str) -> None:
    cover = cast.finn
    if why == "another team":
        cover = user("Tam", Role.FRONTLINE)
        access.join(cover, cast.harbour, Team.objects.create(service=cast.harbour, name="Young people"))
    elif why == "left":
        cover = cast.dora
        User.objects.filter(pk=cover.pk).update(is_active=False)
    elif why == "role":
        cover = user("Dan", Role.DATA)
        access.join(cover, cast.harbour)
    lay(7, worker=cast.fay, service=cast.harbour)
    away(cast.fay, cover)
    sweep(at=timezone.now())
    assert told(cover) == set()
    assert why == "left" or desk(cover) == set()


def test_who_stands_in_for_somebody_who_stands_in_has_only_theirs(cast: Cast, lay: Lay) -> None:
    lay(7, worker=cast.fay, service=cast.harbour)
    mine = lay(7, worker=cast.dora, service=cast.harbour)
    max_ = cast.max
    away(cast.fay, cast.dora)
    away(cast.dora, max_)
    assert desk(max_) == {mine}


def test_the_database_keeps_days_that_make_sense(cast: Cast) -> None:
    away(cast.fay, cast.dora, 0, 5)
    for first, last, cover in ((5, 9, cast.dora), (-3, 0, cast.max), (2, 3, cast.max)):
        with pytest.raises(IntegrityError), transaction.atomic():
            away(cast.fay, cover, first, last)
    with pytest.raises(IntegrityError), transaction.atomic():
        away(cast.dora, cast.max, 5, 4)
    with pytest.raises(IntegrityError), transaction.atomic():
        away(cast.dora, cast.dora)
    away(cast.fay, cast.dora, 6, 9)
    away(cast.dora, cast.max, 0, 5)


def test_who_could_stand_in_works_in_all_the_same_services(cast: Cast) -> None:
    assert set(could_cover(cast.fay)) == {cast.dora, cast.max}
    access.join(cast.fay, cast.quay)
    assert set(could_cover(cast.fay)) == set()
    access.join(cast.max, cast.quay)
    assert set(could_cover(cast.fay)) == {cast.max}
    assert set(could_cover(cast.igor)) == set()


def test_one_says_it_oneself_and_the_manager_says_it_and_nobody_else(cast: Cast) -> None:
    at = timezone.now()
    days = {"cover": cast.dora, "starts_on": today(), "ends_on": today()}
    for stranger in (cast.dora, cast.maya, cast.igor):
        with pytest.raises(Denied):
            record(cast.fay, by=stranger, at=at, **days)
    record(cast.fay, by=cast.fay, at=at, **days)
    for change in ({"cover": cast.max}, {"ends_on": today() + DAY}):
        with pytest.raises(Denied, match="") as refusal:
            record(cast.fay, by=cast.max, at=at, **days | change)
        assert refusal.value.verdict == TWICE
    tomorrow = {"starts_on": today() + DAY, "ends_on": today() + DAY}
    with pytest.raises(Denied):
        record(cast.fay, by=cast.max, at=at, cover=cast.finn, **tomorrow)


def test_whoever_stands_in_is_told_once_of_it_and_of_its_end(cast: Cast) -> None:
    days = {"cover": cast.dora, "starts_on": today(), "ends_on": today()}
    made = [record(cast.fay, by=by, at=timezone.now(), **days) for by in (cast.fay, cast.fay, cast.max)]
    assert len(set(made)) == 1
    take_back(made[0].pk, by=cast.max, at=timezone.now())
    assert [each.subject for each in Notification.objects.filter(recipient=cast.dora).order_by("pk")] == [
        "You are to stand in for a colleague",
        "You need not stand in for a colleague any more",
    ]
    # Who said it knows it.
    record(cast.fay, by=cast.max, at=timezone.now(), **days | {"cover": cast.max})
    assert Notification.objects.count() == 2


def test_the_mail_of_it_opens_the_desk_and_names_nobody(cast: Cast) -> None:
    days = {"cover": cast.dora, "starts_on": today(), "ends_on": today()}
    record(cast.fay, by=cast.fay, at=timezone.now(), **days)
    deliver(Notification.objects.get().pk)
    (sent,) = mail.outbox
    assert sent.subject == "You are to stand in for a colleague"
    assert "Open your desk" in sent.body
    assert "/desk/" in sent.body
    assert "Fay" not in sent.body


def typed(cover: User, first: date, last: date) -> dict[str, object]:
    boxes = {"cover": cover.pk}
    for name, day in (("starts_on", first), ("ends_on", last)):
        boxes |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return boxes


def test_it_is_said_and_taken_back_on_the_page_of_settings(cast: Cast, lay: Lay) -> None:
    client = signed_in(cast.fay)
    for _ in range(2):
        answer = client.post("/desk/settings/away/", typed(cast.dora, today(), today() + DAY))
        assert answer.url == "/desk/settings/"
    again = client.post("/desk/settings/away/", typed(cast.dora, today(), today() + 2 * DAY))
    assert "overlap with days that are written down already" in again.content.decode()
    assert "Dora Example stands in." in client.get("/desk/settings/").content.decode()
    assert "You stand in for Fay Example" in signed_in(cast.dora).get("/desk/").content.decode()
    absence = Absence.objects.get()
    for stranger in (cast.dora, cast.maya):
        assert signed_in(stranger).post(f"/desk/settings/away/{absence.pk}/back/").status_code == 404
    assert client.post(f"/desk/settings/away/{absence.pk}/back/").url == "/desk/settings/"
    assert client.post(f"/desk/settings/away/{absence.pk}/back/").status_code == 404
    assert Absence.history.filter(id=absence.pk, history_type="-").exists()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (2, 1, "The last day cannot be before the first"),
        (-9, -1, "The last day is over already"),
    ],
)
def test_days_that_make_no_sense_are_said_beside_the_field(
    cast: Cast, first: int, last: int, words: str
) -> None:
    days = typed(cast.dora, today() + first * DAY, today() + last * DAY)
    page = signed_in(cast.fay).post("/desk/settings/away/", days).content.decode()
    assert words in page
    assert not Absence.objects.exists()
    strange = typed(cast.finn, today(), today())
    again = signed_in(cast.fay).post("/desk/settings/away/", strange).content.decode()
    assert "Choose one of the answers for “Who stands in?”" in again


def test_a_desk_costs_the_same_for_one_and_for_many_who_are_away(cast: Cast, lay: Lay) -> None:
    costs = []
    for number in range(6):
        each = user(f"Kit{number}", Role.FRONTLINE)
        access.join(each, cast.harbour)
        lay(3, worker=each, service=cast.harbour)
        away(each, cast.dora)
        if number in (0, 5):
            with CaptureQueriesContext(connection) as queries:
                list(waiting(User.objects.get(pk=cast.dora.pk), timezone.now()))
            costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_sweep_tells_each_once_however_it_reaches_them(cast: Cast, lay: Lay) -> None:
    """Max stands in for Fay, and is the manager who hears of what is overdue."""
    late = lay(-1, worker=cast.fay, service=cast.harbour)
    away(cast.fay, cast.max)
    sweep(at=timezone.now())
    sweep(at=timezone.now() + timedelta(minutes=15))
    assert Notification.objects.filter(recipient=cast.max, reference=late).count() == 1

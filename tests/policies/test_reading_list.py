"""Everyone on the staff says that they have read what is in force; the IG team sees who has and who has not."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from governance.accounts.models import User
from governance.errors import Denied, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.policies import actions
from governance.policies.models import Acknowledgement, PolicyVersion
from governance.policies.reading_list import has_read, unread_by
from tests.cast import NOON, Cast, signed_in
from tests.exports.orders import fetched, made
from tests.policies.samples import draft, endorsed, published

SOON = NOON + timedelta(hours=1)
READERS = "/policies/readers/"


def corrected(cast: Cast, number: str) -> PolicyVersion:
    """A version that staff need not read again."""
    return actions.publish(endorsed(cast, version=number), by=cast.max, at=SOON, read_again=False)


def told(user: User) -> int:
    return Notification.objects.filter(recipient=user, kind="policy_to_read").count()


def test_everyone_who_works_here_is_asked_once_and_whoever_has_left_is_not(cast: Cast) -> None:
    User.objects.filter(pk=cast.finn.pk).update(is_active=False)
    version = published(cast)
    for user in (cast.fay, cast.max, cast.igor, cast.isla):
        assert told(user) == 1, user
        assert list(unread_by(user)) == [version]
    assert told(cast.finn) == 0
    note = Notification.objects.filter(kind="policy_to_read").first()
    assert note.subject == f"Policy to read: {version.reference}"


def test_it_is_said_once_and_stays_said(cast: Cast) -> None:
    version = published(cast)
    for at in (NOON, SOON):
        actions.acknowledge(version, by=cast.fay, at=at)
    assert Acknowledgement.objects.get().read_at == NOON
    assert Event.objects.filter(verb="acknowledge", reference=version.reference).count() == 1
    assert not unread_by(cast.fay).exists()
    assert list(unread_by(cast.max)) == [version]
    with pytest.raises(IntegrityError), transaction.atomic():
        Acknowledgement.objects.create(user=cast.fay, version=version, read_at=SOON)
    for change in (
        lambda: Acknowledgement.objects.update(read_at=SOON),
        lambda: Acknowledgement.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_a_new_version_asks_again(cast: Cast) -> None:
    actions.acknowledge(published(cast), by=cast.fay, at=NOON)
    second = published(cast, version="1.1", at=SOON)
    assert list(unread_by(cast.fay)) == [second]
    assert told(cast.fay) == 2


def test_a_small_correction_asks_only_those_who_had_not_read_it_before(cast: Cast) -> None:
    actions.acknowledge(published(cast), by=cast.fay, at=NOON)
    correction = corrected(cast, "1.0.1")
    assert not unread_by(cast.fay).exists()
    assert list(unread_by(cast.max)) == [correction]
    assert told(cast.fay) == told(cast.max) == 1
    actions.acknowledge(correction, by=cast.max, at=SOON)
    again = corrected(cast, "1.0.2")
    assert has_read(cast.fay, again)
    assert has_read(cast.max, again)


def test_what_was_not_read_before_is_read_with_the_next_that_asks(cast: Cast) -> None:
    first = published(cast)
    actions.acknowledge(first, by=cast.fay, at=NOON)
    corrected(cast, "1.0.1")
    new = published(cast, version="1.1", at=SOON)
    assert list(unread_by(cast.fay)) == [new]


def test_the_first_version_asks_whatever_its_sponsor_ticked(cast: Cast) -> None:
    version = corrected(cast, "1.0")
    assert version.read_again
    assert told(cast.fay) == 1


def test_a_version_that_was_replaced_is_not_acknowledged_and_the_page_leads_to_the_new_one(
    cast: Cast,
) -> None:
    first = published(cast)
    published(cast, version="1.1", at=SOON)
    with pytest.raises(Stale, match="replaced while you read it"):
        actions.acknowledge(first, by=cast.fay, at=SOON)
    answer = signed_in(cast.fay).post(f"/policies/{first.reference}/acknowledge/")
    assert answer.status_code == 409
    assert 'href="/policies/keys-policy/"' in answer.content.decode()
    assert "Version 1.0 was replaced while you read it." in answer.content.decode()
    assert not Acknowledgement.objects.exists()
    assert Event.objects.filter(verb="refused", reference=first.reference, actor_id=cast.fay.pk).exists()


def test_what_is_not_in_force_yet_is_not_acknowledged(cast: Cast) -> None:
    version = endorsed(cast)
    with pytest.raises(Denied):
        actions.acknowledge(version, by=cast.igor, at=NOON)
    assert signed_in(cast.fay).post(f"/policies/{version.reference}/acknowledge/").status_code == 404
    assert Client().post(f"/policies/{version.reference}/acknowledge/").status_code == 302


def test_it_is_read_and_said_in_the_browser(cast: Cast) -> None:
    version = published(cast)
    client, page = signed_in(cast.fay), "/policies/keys-policy/"
    assert "1 of them for you to read" in client.get("/policies/").content.decode()
    assert f'href="{page}"' in client.get("/policies/to-read/").content.decode()
    shown = client.get(page).content.decode()
    assert f'action="/policies/{version.reference}/acknowledge/"' in shown
    for _ in range(2):
        answer = client.post(f"/policies/{version.reference}/acknowledge/")
        assert answer.headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "You have said that you read this version." in shown
    assert "/acknowledge/" not in shown
    assert "You have read every policy that is in force" in client.get("/policies/to-read/").content.decode()
    assert Acknowledgement.objects.count() == 1


def test_the_sponsor_ticks_that_staff_need_not_read_it_again(cast: Cast) -> None:
    first = endorsed(cast)
    client = signed_in(cast.max)
    assert b"need not read it again" not in client.get(f"/policies/{first.reference}/publish/").content
    actions.publish(first, by=cast.max, at=NOON)
    second = endorsed(cast, version="1.0.1")
    step = f"/policies/{second.reference}/publish/"
    assert b"need not read it again" in client.get(step).content
    client.post(step, {"read_version": second.version, "small": "on"})
    second.refresh_from_db()
    assert not second.read_again
    assert second.read_with == first


# --- Who has, and who has not ---------------------------------------------------------


def test_the_ig_team_sees_who_has_read_it_by_service(cast: Cast) -> None:
    version = published(cast)
    actions.acknowledge(version, by=cast.fay, at=NOON)
    client = signed_in(cast.igor)
    page = client.get(READERS, {"version": version.reference}).content.decode()
    assert "8 of 9 have not said yet" in page
    here = {"version": version.reference, "service": cast.harbour.pk}
    unread = client.get(READERS, {**here, "read": "no"}).content.decode()
    assert cast.max.email in unread
    assert cast.fay.email not in unread
    assert cast.finn.email not in unread
    assert "2 of 3 there have not said" in unread
    have = client.get(READERS, {**here, "read": "yes"}).content.decode()
    assert cast.fay.email in have
    assert cast.max.email not in have
    nowhere = client.get(READERS, {"version": version.reference, "service": "none"}).content.decode()
    assert cast.igor.email in nowhere
    assert cast.fay.email not in nowhere


@pytest.mark.parametrize("asked", [{}, {"version": "POL-1999-0001"}, {"service": "x\0"}, {"read": "maybe"}])
def test_what_is_not_known_of_the_address_is_left_out(cast: Cast, asked: dict[str, str]) -> None:
    published(cast)
    assert signed_in(cast.igor).get(READERS, asked).status_code == 200


def test_without_a_policy_the_list_says_so(cast: Cast) -> None:
    assert b"No policy is published yet" in signed_in(cast.igor).get(READERS).content
    assert signed_in(cast.igor).get(f"{READERS}export/").status_code == 200


def test_nobody_else_sees_who_has_read_what(cast: Cast) -> None:
    version = published(cast)
    for user in (cast.fay, cast.max, cast.dana, cast.gwen, cast.aled):
        client = signed_in(user)
        assert client.get(READERS).status_code == 403
        assert client.get(f"{READERS}export/").status_code == 403
        assert b"/policies/readers/" not in client.get(f"/policies/{version.reference}/").content


def test_the_list_costs_the_same_for_few_and_many(cast: Cast) -> None:
    version = published(cast)
    client = signed_in(cast.igor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(READERS, {"version": version.reference})
        return len(queries)

    few = asked()
    User.objects.bulk_create(
        User(email=f"n{n}@example.org", name=f"N{n}", role="frontline", password="!") for n in range(60)
    )
    assert asked() == few <= 19
    with CaptureQueriesContext(connection) as queries:
        list(unread_by(cast.fay))
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_the_list_leaves_as_csv_and_as_a_spreadsheet(cast: Cast) -> None:
    version = published(cast)
    actions.acknowledge(version, by=cast.fay, at=NOON)
    answer = signed_in(cast.igor).get(f"{READERS}export/?version={version.reference}&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    (fay,) = [row for row in rows if "fay@example.org" in row]
    assert fay == [
        version.reference,
        "Keys policy",
        "1.0",
        "Fay Example",
        "fay@example.org",
        "Frontline",
        "Harbour",
        "2026-11-22 12:00:00",
    ]
    (max_,) = [row for row in rows if "max@example.org" in row]
    assert max_[-1] == ""
    export = made(cast.igor, f"{READERS}export/?version={version.reference}&read=no&format=xlsx")
    sheet = load_workbook(io.BytesIO(fetched(cast.igor, export))).active
    emails = {row[4].value for row in sheet.iter_rows(min_row=2)}
    assert cast.max.email in emails
    assert cast.fay.email not in emails


def test_a_draft_is_not_among_what_can_be_read(cast: Cast) -> None:
    published(cast)
    other = draft(cast, number="HL-8")
    assert other.reference not in signed_in(cast.igor).get(READERS).content.decode()

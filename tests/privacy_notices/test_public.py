"""Privacy notices and leaflets for everyone: what is in force, what was, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from governance.documents import door
from governance.privacy_notices.documents import source
from governance.privacy_notices.rules import Kind, Routine, Style
from tests.cast import NOON, Cast, signed_in
from tests.privacy_notices.notices import draft, leaflet, published, submitted

PAGE = "/privacy-notices/harbour/"
LATER = NOON + timedelta(days=1)
EASY = "Hello.\n\n(picture: lock)\nWe lock it.\n"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    caches["pages"].clear()


def read(address: str) -> str:
    return Client().get(address).content.decode()


def test_anyone_reads_what_a_service_does_and_what_goes_to_the_whole_country(cast: Cast) -> None:
    published(cast)
    page = read(PAGE)
    for words in (
        "Your information at Harbour",
        ">What we hold</h2>",
        "Castle Street Surgery",
        "What we prescribe",
        "To look after people together",
        "some figures go to the NDTMS",
        "This is version 1",
        '<time datetime="2026-11-22">22 November 2026</time>',
        "by 22 November 2027 at the latest",
        'href="/privacy-notices/harbour/versions/1/pdf/"',
    ):
        assert words in page, words


def test_the_agreement_behind_it_and_who_wrote_it_stay_inside(cast: Cast) -> None:
    version = published(cast, routine=[Routine("Elm", "care", "It", "ISA-2026-0001")])
    page = read(PAGE)
    for inside in ("ISA-2026-0001", version.reference, "Max", "Igor"):
        assert inside not in page


@pytest.mark.parametrize("make", [draft, submitted])
def test_what_is_not_published_is_not_there(cast: Cast, make: object) -> None:
    version = make(cast)  # type: ignore[operator]
    for address in (
        PAGE,
        f"{PAGE}versions/1/",
        f"{PAGE}versions/1/pdf/",
        f"/privacy-notices/{version.reference}/",
    ):
        assert Client().get(address).status_code in {302, 404}
    assert "Harbour" not in read("/privacy-notices/")


@pytest.mark.parametrize(
    "address",
    [
        "/privacy-notices/nowhere/",
        f"{PAGE}versions/2/",
        f"{PAGE}versions/{2**40}/",
        f"{PAGE}versions/0/",
        "/leaflets/harbour/",
        "/leaflets/nothing/",
        "/privacy-notices/england/",
    ],
)
def test_an_address_of_nothing_or_of_the_other_kind_is_not_found(cast: Cast, address: str) -> None:
    published(cast)
    leaflet(cast)
    assert Client().get(address).status_code == 404


def test_a_replaced_version_says_so_and_stays(cast: Cast) -> None:
    published(cast)
    published(cast, at=LATER, title="Your information, again", what_changed="More of it.")
    old = read(f"{PAGE}versions/1/")
    assert "This is an old version." in old
    assert "Read version 2" in old
    assert "Your information at Harbour" in old
    new = read(PAGE)
    assert "Your information, again" in new
    assert "More of it." in new
    assert "This is an old version." not in new


def test_what_was_published_a_moment_ago_is_read_at_once_and_a_page_is_kept_until_then(cast: Cast) -> None:
    published(cast)
    first = Client().get(PAGE)
    assert first["Cache-Control"] == "public, max-age=60"
    assert Client().get(PAGE, headers={"If-None-Match": first["ETag"]}).status_code == 304
    published(cast, at=LATER, title="Another", what_changed="All")
    again = Client().get(PAGE, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, "Another" in again.content.decode()) == (200, True)


def test_staff_read_the_same_in_a_page_that_no_cache_keeps_and_come_to_its_record(cast: Cast) -> None:
    version = published(cast)
    page = signed_in(cast.fay).get(PAGE)
    assert page["Cache-Control"] == "private, no-store"
    assert f"/privacy-notices/{version.reference}/" in page.content.decode()


@pytest.mark.parametrize(
    ("on", "late"),
    [(datetime(2027, 11, 22, 12, tzinfo=UTC), False), (datetime(2027, 11, 23, 12, tzinfo=UTC), True)],
)
def test_only_staff_are_told_that_its_review_is_overdue(cast: Cast, on: datetime, late: bool) -> None:
    published(cast)
    with time_machine.travel(on):
        assert ("overdue" in signed_in(cast.fay).get(PAGE).content.decode()) is late
        assert "overdue" not in read(PAGE)


def test_leaflets_are_listed_in_their_order(cast: Cast) -> None:
    for kind in (Kind.MENTAL_HEALTH, Kind.ENGLAND):
        leaflet(cast, kind=kind)
    leaflet(cast, style=Style.EASY_READ, body=EASY)
    page = read("/leaflets/")
    places = [
        page.index(f'href="/leaflets/{slug}/"') for slug in ("england", "england-easy-read", "mental-health")
    ]
    assert places == sorted(places)
    assert 'href="/leaflets/england/"' in read("/privacy-notices/")


def test_easy_read_has_its_pictures_beside_the_words_and_large_letters(cast: Cast) -> None:
    leaflet(cast, style=Style.EASY_READ, body=EASY)
    page = read("/leaflets/england-easy-read/")
    assert page.count("<svg") == 2  # ours in the header, and the lock
    assert "app-easy-read__block" in page
    assert "(picture:" not in page
    assert "whole country" not in page


def test_without_a_pdf_yet_it_says_where_the_text_is(cast: Cast) -> None:
    published(cast)
    answer = Client().get(f"{PAGE}versions/1/pdf/")
    assert answer.status_code == 404
    assert f'href="{PAGE}versions/1/"' in answer.content.decode()


def test_its_pdf_is_for_everyone(cast: Cast, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    from governance.documents.models import Document

    leaflet(cast, style=Style.EASY_READ, body=EASY)
    door.make(Document.objects.get(kind="privacy_notice").pk)
    answer = Client().get("/leaflets/england-easy-read/versions/1/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert b"".join(answer).startswith(b"%PDF")  # type: ignore[arg-type]


def test_what_is_printed_says_which_version_and_whom_to_ask(cast: Cast, settings: object) -> None:
    settings.CHARITY_TELEPHONE = "01632 960123"  # type: ignore[attr-defined]
    version = published(cast)
    from django.template.loader import render_to_string

    made = source(version.pk)
    text = render_to_string(made.template, made.context)
    for words in (f"{version.reference}, version 1", "Castle Street Surgery", "01632 960123", PAGE):
        assert words in text


def test_a_public_page_is_only_for_reading(cast: Cast) -> None:
    published(cast)
    for address in (PAGE, "/privacy-notices/", "/leaflets/", f"{PAGE}versions/1/"):
        assert Client().post(address).status_code == 405

"""Who reads what on the public's addresses, and what a cache may keep of it (design section 3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.policies import actions
from governance.policies.models import PolicyVersion, Section
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, draft, published, text

PAGE = "/policies/keys-policy/"
MARKS = (b"staff-box", b"staff only", b"overdue", b"csrf", b"Sign out")


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    caches["pages"].clear()


def staff_words_in(content: bytes) -> set[str]:
    return {word for word in STAFF_WORDS if word in content.decode().lower()}


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_the_public_reads_the_policy_without_the_boxes_for_staff(cast: Cast) -> None:
    published(cast)
    page = Client().get(PAGE)
    assert staff_words_in(page.content) == set()
    assert not [mark for mark in MARKS if mark in page.content]
    for words in (
        "Keys policy",
        "HL-7, version 1.0",
        "Head of Buildings",
        "Everyone",
        "June 2026",
        "30 June 2027",
        '<a href="#doors">Doors</a>',
        "<strong>front desk</strong>",
        'href="https://example.org/locks"',
        "Parking policy",
        "First issue.",
        "Uncontrolled when printed",
    ):
        assert words in page.content.decode(), words


def test_staff_see_their_boxes_on_the_same_page_marked_as_theirs(cast: Cast) -> None:
    published(cast)
    page = signed_in(cast.fay).get(PAGE)
    assert staff_words_in(page.content) == set(STAFF_WORDS)
    assert page.content.count(b'class="app-staff-box"') == 2
    assert page.content.count(b"For staff only") == 2
    assert page.content.count(b'class="app-further-reading"') == 1


def test_the_contents_list_names_no_box_even_to_staff(cast: Cast) -> None:
    published(cast)
    page = signed_in(cast.fay).get(PAGE)
    listed = page.content.decode().split("app-contents", 1)[1].split("</nav>")[0]
    assert 'href="#doors"' in listed
    assert "Resources" not in listed
    assert "Further reading" not in listed


def test_boxes_for_staff_are_not_even_fetched_for_the_public(cast: Cast) -> None:
    published(cast)
    with CaptureQueriesContext(connection) as asked:
        Client().get(PAGE)
    [of_sections] = [query["sql"] for query in asked if "policies_section" in query["sql"]]
    assert "NOT" in of_sections
    assert "'resources'" in of_sections


def test_a_smaller_heading_in_a_box_stays_in_that_box(cast: Cast) -> None:
    published(cast)
    version = PolicyVersion.objects.get()
    box = version.sections.get(heading__contains="zebrafinch")
    version.sections.filter(position__gt=box.position).delete()
    Section.objects.create(
        version=version, position=90, kind="resources", heading="More", level=box.level + 1, anchor="more"
    )
    Section.objects.create(
        version=version, position=91, kind="resources", heading="Another", level=box.level, anchor="another"
    )
    page = signed_in(cast.fay).get(PAGE).content.decode()
    first, second = (part.split("</section>")[0] for part in page.split('<section class="app-staff-box"')[1:])
    assert 'id="more"' in first
    assert 'id="another"' in second


# --- What a cache may keep ----------------------------------------------------------


def test_the_page_of_a_visitor_may_be_cached_and_names_nobody(cast: Cast) -> None:
    published(cast)
    page = Client().get(PAGE)
    assert page["Cache-Control"] == "public, max-age=60"
    assert page["Vary"] == "Cookie"
    assert page["ETag"].startswith('"')
    assert not page.cookies


def test_the_page_of_a_signed_in_visitor_may_not(cast: Cast) -> None:
    published(cast)
    for address in (PAGE, "/policies/", f"{PAGE}versions/1.0/"):
        page = signed_in(cast.fay).get(address)
        assert page["Cache-Control"] == "private, no-store", address
        assert page["Vary"] == "Cookie"
        assert "ETag" not in page
        assert "Last-Modified" not in page


@pytest.mark.parametrize(
    "header",
    [
        {"Cookie": "sessionid=not-a-session"},
        {"Cookie": "sessionid="},
        {"Cookie": "sessionid"},
        {"Cookie": "sessionid=a; sessionid=b"},
        {"Cookie": ";;==\x7f"},
        {"Cookie": "csrftoken=abc"},
        {"Authorization": "Basic c3RhZmY6c3RhZmY="},
    ],
)
def test_whoever_sends_any_cookie_or_credentials_gets_nothing_a_cache_may_keep(
    cast: Cast, header: dict[str, str]
) -> None:
    published(cast)
    tag = Client().get(PAGE)["ETag"]
    for address in (PAGE, "/policies/"):
        page = Client().get(address, headers=header | {"If-None-Match": tag})
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert "ETag" not in page
        assert staff_words_in(page.content) == set()


@pytest.mark.parametrize("order", list(permutations(["visitor", "staff", "visitor again", "staff head"])))
def test_no_order_of_visits_shows_the_public_a_word_for_staff(cast: Cast, order: tuple[str, ...]) -> None:
    published(cast)
    staff, tags = signed_in(cast.fay), []
    for who in order:
        if who == "staff":
            page = staff.get(PAGE, headers={"If-None-Match": ", ".join(tags) or "*"})
            assert page.status_code == 200
            assert staff_words_in(page.content) == set(STAFF_WORDS)
        elif who == "staff head":
            assert "ETag" not in staff.head(PAGE)
        else:
            page = Client().get(PAGE)
            assert staff_words_in(page.content) == set()
            tags.append(page["ETag"])
    assert len(set(tags)) == 1


def test_a_visitor_who_has_the_page_already_is_told_so(cast: Cast) -> None:
    published(cast)
    tag = Client().get(PAGE)["ETag"]
    for method in ("get", "head"):
        again = getattr(Client(), method)(PAGE, headers={"If-None-Match": tag})
        assert again.status_code == 304
        assert again.content == b""
        assert (again["ETag"], again["Cache-Control"], again["Vary"]) == (tag, "public, max-age=60", "Cookie")
    assert Client().get(PAGE, headers={"If-None-Match": '"of another page"'}).status_code == 200


def test_a_new_version_changes_the_tag_at_once(cast: Cast) -> None:
    published(cast)
    tag = Client().get(PAGE)["ETag"]
    published(cast, version="1.1", at=NOON + timedelta(hours=1))
    page = Client().get(PAGE, headers={"If-None-Match": tag})
    assert page.status_code == 200
    assert "HL-7, version 1.1" in page.content.decode()


def test_a_policy_named_under_read_with_this_is_linked_once_it_is_published(cast: Cast) -> None:
    published(cast)
    assert "/policies/parking-policy/" not in Client().get(PAGE).content.decode()
    published(cast, title="Parking policy", number="HL-8", at=NOON + timedelta(hours=1))
    assert 'href="/policies/parking-policy/"' in Client().get(PAGE).content.decode()


def test_a_cached_page_costs_one_query_and_another_a_handful(cast: Cast) -> None:
    published(cast)
    visitor = Client()
    assert queries(lambda: visitor.get(PAGE)) <= 5
    assert queries(lambda: visitor.get(PAGE)) == 1
    assert queries(lambda: visitor.get("/policies/")) == 2
    assert queries(lambda: visitor.get("/policies/")) == 1


def test_staff_neither_fill_nor_read_what_is_kept_for_the_public(cast: Cast) -> None:
    published(cast)
    signed_in(cast.fay).get(PAGE)
    assert queries(lambda: Client().get(PAGE)) > 1
    caches["pages"].clear()
    signed_in(cast.fay).get("/policies/")
    assert queries(lambda: Client().get("/policies/")) == 2


def test_without_valkey_the_page_is_the_same(cast: Cast, settings: object) -> None:
    published(cast)
    page = Client().get(PAGE)
    settings.CACHES = settings.CACHES | {  # type: ignore[attr-defined]
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    assert Client().get(PAGE)["ETag"] == page["ETag"]


# --- Versions -------------------------------------------------------------------------


def test_the_public_reads_nothing_that_is_not_published(cast: Cast) -> None:
    version = draft(cast)
    for address in (PAGE, f"{PAGE}versions/1.0/", f"{PAGE}versions/1.0/pdf/", "/policies/drafts-policy/"):
        assert Client().get(address).status_code == 404
        assert signed_in(cast.igor).get(address).status_code == 404
    assert version.title not in Client().get("/policies/").content.decode()


def test_a_replaced_version_says_so_and_links_to_the_one_in_force(cast: Cast) -> None:
    published(cast)
    published(cast, version="1.1", at=NOON + timedelta(hours=1))
    old = Client().get(f"{PAGE}versions/1.0/").content.decode()
    assert "This is an old version." in old
    assert "Read version 1.1" in old
    assert "Next update" not in old
    new = Client().get(PAGE).content.decode()
    assert "This is an old version." not in new
    assert f'href="{PAGE}versions/1.0/"' in new


def test_every_policy_in_force_is_listed_once_with_its_dates(cast: Cast) -> None:
    published(cast)
    published(cast, version="1.1", at=NOON + timedelta(hours=1))
    published(cast, title="Parking policy", number="HL-8", at=NOON + timedelta(hours=2))
    listed = Client().get("/policies/").content.decode()
    assert listed.count("app-card__link") == 2
    assert 'Last updated <time datetime="2026-11-22">22 November 2026</time>.' in listed
    assert "Next update by 30 June 2027." in listed


@pytest.mark.parametrize(("on", "late"), [(date(2027, 6, 30), False), (date(2027, 7, 1), True)])
def test_staff_are_told_from_the_day_after_that_a_review_is_overdue_and_the_public_never(
    cast: Cast, on: date, late: bool
) -> None:
    published(cast)
    with time_machine.travel(datetime(on.year, on.month, on.day, 10, tzinfo=UTC)):
        staff = signed_in(cast.fay)
        for address in (PAGE, "/policies/"):
            assert (b"overdue" in staff.get(address).content) is late
            assert b"overdue" not in Client().get(address).content


def test_an_overdue_version_that_was_replaced_is_not_called_overdue(cast: Cast) -> None:
    published(cast)
    published(cast, version="1.1", at=NOON + timedelta(hours=1))
    with time_machine.travel(datetime(2028, 1, 1, tzinfo=UTC)):
        assert b"overdue" not in signed_in(cast.fay).get(f"{PAGE}versions/1.0/").content


@pytest.mark.parametrize(
    "path", ["versions/9.9/", "versions/1.0%00/x/", "versions/%00/", "versions/%00/pdf/", "versions/'/"]
)
def test_an_address_of_nothing_is_not_found(cast: Cast, path: str) -> None:
    published(cast)
    assert Client().get(PAGE + path).status_code == 404
    assert signed_in(cast.fay).get(PAGE + path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_public_page_is_only_for_reading(cast: Cast, method: str) -> None:
    published(cast)
    assert getattr(Client(), method)(PAGE).status_code == 405


def test_a_text_of_markup_is_shown_and_not_obeyed(cast: Cast) -> None:
    nasty = text(title="Keys policy").replace("Keep them shut.", "<script>alert(1)</script> <b>bold</b>")
    nasty = nasty.replace("First issue.", "<img src=x>").replace("Everyone", "<i>All</i>")
    version = actions.import_text(nasty, by=cast.igor, at=NOON, sponsor=cast.max)
    version = actions.submit(version, by=cast.igor, at=NOON)
    actions.publish(actions.endorse(version, by=cast.priya, at=NOON), by=cast.max, at=NOON)
    page = Client().get(PAGE).content.decode()
    for tag in ("<script>alert", "<b>bold", "<img src=x", "<i>All"):
        assert tag not in page
    assert "&lt;script&gt;alert(1)" in page

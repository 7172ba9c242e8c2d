"""What anyone may read of the library: the same, to the byte, whether or not there is more for staff."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from governance.attachments import tasks as files
from governance.attachments.models import Attachment
from governance.resources import actions
from governance.resources.kinds import Kind
from governance.resources.models import Resource
from governance.resources.rules import Content
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import published
from tests.resources.adding import STAFF_WORDS, added, for_everyone, linked, secret

PAGES = ("/resources/", "/resources/your-choices-in-short/", "/search/?q=choices", "/sitemap.xml")


@pytest.fixture(autouse=True)
def _alone(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def read() -> list[tuple[int, bytes]]:
    caches["pages"].clear()
    answers = [Client().get(page) for page in PAGES]
    return [(answer.status_code, answer.content) for answer in answers]


def hidden(content: bytes) -> bool:
    text = content.decode().lower()
    return not any(word in text for word in (*STAFF_WORDS, "res-2026", "staff only"))


def test_anyone_reads_what_is_not_for_staff_only(cast: Cast) -> None:
    policy = published(cast).policy
    made = for_everyone(cast, policy=policy, anchor="doors")
    linked(cast, staff_only=False)
    listed = Client().get("/resources/").content.decode()
    assert "Your choices in short" in listed
    assert "The regulator" in listed
    page = Client().get(f"/resources/{made.slug}/")
    for words in ("<strong>name</strong>", "Keys policy: Doors", "Leaflet"):
        assert words in page.content.decode()
    for words in ("Max", "RES-2026", "staff only", "csrf"):
        assert words not in page.content.decode()
    assert 'href="https://ico.example.org/"' in Client().get("/resources/the-regulator/").content.decode()


def test_the_public_pages_are_the_same_to_the_byte_whatever_there_is_for_staff(cast: Cast) -> None:
    for_everyone(cast)
    alone = read()
    assert all(status == 200 for status, _ in alone)
    secret(cast)
    added(cast, title="Your choices in short", kind=Kind.LEAFLET)
    assert read() == alone


def test_and_whatever_was_there_for_staff_before(cast: Cast) -> None:
    secret(cast)
    added(cast, title="Your choices in short", kind=Kind.LEAFLET)
    for_everyone(cast)
    among = read()
    assert all(hidden(content) for _, content in among)
    assert Resource.objects.get(staff_only=False).slug == "your-choices-in-short"


def test_one_for_staff_and_one_that_is_withdrawn_look_like_none(cast: Cast) -> None:
    gone = for_everyone(cast, title="Gone")
    actions.withdraw(gone, by=cast.igor, at=NOON, reason="Old")
    secret(cast)
    answers = [
        Client().get(f"/resources/{slug}/").content for slug in ("gone", "the-marzipan-guide", "never-there")
    ]
    assert len(set(answers)) == 1
    for address in ("/resources/gone/", "/resources/the-marzipan-guide/", "/resources/gone/file/"):
        assert Client().get(address).status_code == 404
    assert "Gone" not in Client().get("/resources/").content.decode()


def test_the_record_of_one_asks_for_a_sign_in_whether_it_is_there_or_not(cast: Cast) -> None:
    made = for_everyone(cast)
    for reference in (made.reference, "RES-2026-000099"):
        assert Client().get(f"/resources/{reference}/").url.startswith("/accounts/login/")


def test_one_that_becomes_for_staff_only_is_gone_at_once(cast: Cast) -> None:
    made = for_everyone(cast)
    where = f"/resources/{made.slug}/"
    assert Client().get(where).status_code == 200
    facts = {"title": made.title, "kind": Kind.LEAFLET, "summary": "x", "owner": cast.max}
    actions.edit(made, by=cast.igor, at=NOON, content=Content.TEXT, text="x", **facts)
    assert Client().get(where).status_code == 404
    assert made.title not in Client().get("/resources/").content.decode()


@pytest.mark.parametrize("address", ["/resources/", "/resources/your-choices-in-short/"])
def test_what_a_cache_may_keep_is_what_nobody_in_particular_gets(cast: Cast, address: str) -> None:
    for_everyone(cast)
    page = Client().get(address)
    assert (page["Cache-Control"], page["Vary"]) == ("public, max-age=60", "Cookie")
    assert page["ETag"]
    assert not page.cookies
    assert Client().get(address, headers={"If-None-Match": page["ETag"]}).status_code == 304
    for other in (signed_in(cast.fay).get(address), Client().get(address, headers={"Cookie": "sessionid=x"})):
        assert other["Cache-Control"] == "private, no-store"
        assert "ETag" not in other


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_public_page_is_only_for_reading(cast: Cast, method: str) -> None:
    for_everyone(cast)
    for address in PAGES[:3]:
        assert getattr(Client(), method)(address).status_code == 405


def test_a_text_of_markup_is_shown_and_not_obeyed(cast: Cast) -> None:
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=y>"
    made = for_everyone(cast, text=nasty, summary="<i>all</i>")
    for address in (f"/resources/{made.slug}/", "/resources/", "/search/?q=alert"):
        page = Client().get(address).content.decode()
        for tag in ("<script>alert", 'href="javascript', "<img src", "<i>all"):
            assert tag not in page, address


class TestFiles:
    def test_anyone_gets_the_copy_that_was_made_safe(self, cast: Cast) -> None:
        made = for_everyone(cast, content=Content.FILE, text="", upload=upload(pdf()))
        where = f"/resources/{made.slug}/file/"
        assert f'href="{where}"' in Client().get(f"/resources/{made.slug}/").content.decode()
        early = Client().get(where)
        assert early.status_code == 404
        assert "We check each file before anyone gets it" in early.content.decode()
        files.clean("attachments", Attachment.objects.get().cleaning.pk)
        answer = Client().get(where)
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == 'attachment; filename="your-choices-in-short.pdf"'
        assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == (
            "public, max-age=60",
            "nosniff",
        )
        assert signed_in(cast.fay).get(where)["Cache-Control"] == "private, no-store"

    def test_the_file_that_was_there_before_is_for_nobody(self, cast: Cast) -> None:
        made = added(cast, kind=Kind.LEAFLET, content=Content.FILE, text="", upload=upload(pdf()))
        first = Attachment.objects.get()
        files.clean("attachments", first.cleaning.pk)
        facts = {"title": made.title, "kind": Kind.LEAFLET, "summary": "x", "owner": cast.max}
        facts |= {"content": Content.FILE, "staff_only": False}
        made = actions.edit(made, by=cast.igor, at=NOON, upload=upload(pdf(2)), **facts)
        assert Client().get(f"/resources/{made.slug}/file/").status_code == 404
        assert Client().get(f"/attachments/{first.reference}/").status_code == 302

    def test_a_file_that_is_lost_is_told_of_in_words(self, cast: Cast) -> None:
        made = for_everyone(cast, content=Content.FILE, text="", upload=upload(pdf()))
        file = Attachment.objects.get()
        files.clean("attachments", file.cleaning.pk)
        file.refresh_from_db()
        from django.core.files.storage import default_storage

        default_storage.delete(file.copy_file)
        answer = Client().get(f"/resources/{made.slug}/file/")
        assert answer.status_code == 404
        assert "is lost" in answer.content.decode()

    def test_one_that_is_no_file_has_none(self, cast: Cast) -> None:
        made = for_everyone(cast)
        assert Client().get(f"/resources/{made.slug}/file/").status_code == 404

"""The pages of the staff: who sees what, each step by its form, what is wrong said beside its field, nothing lost."""

from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from governance.documents import tasks as documents
from governance.documents.models import Document
from governance.resources import actions
from governance.resources import documents as documents_of
from governance.resources.blanks import BLANKS
from governance.resources.models import Resource
from governance.resources.states import State
from tests.attachments.papers import pdf, pdf_with_attachment, upload
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import published
from tests.resources.adding import REVIEW, SHEET, added, for_everyone, linked, made_here

NEW = "/resources/new/"


@pytest.fixture(autouse=True)
def _noon(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOON, tick=False):
        yield


def form(cast: Cast, **other: Any) -> dict[str, Any]:
    day = {"review_on_day": REVIEW.day, "review_on_month": REVIEW.month, "review_on_year": REVIEW.year}
    facts = {
        "title": "Send a letter safely",
        "kind": "how_to",
        "summary": "What to look at before it goes.",
        "staff_only": "staff",
        "section": "",
        "owner": cast.max.email,
        "text": "Read the name twice.",
        "form_key": str(uuid4()),
    }
    return facts | day | other


def say(answer: Any, words: str) -> None:
    assert answer.status_code == 200
    summary = answer.content.decode().partition("govuk-error-summary__body")[2].partition("</ul>")[0]
    assert words in unescape(summary), summary


def test_all_staff_read_the_library_and_the_ig_team_writes_in_it(cast: Cast) -> None:
    made = added(cast)
    for user in (cast.fay, cast.max, cast.dana, cast.cora, cast.gwen, cast.aled, cast.igor):
        writes, client = user == cast.igor, signed_in(user)
        assert made.title in client.get("/resources/").content.decode()
        assert ("Add a resource" in client.get("/resources/").content.decode()) is writes
        page = client.get(f"/resources/{made.reference}/").content.decode()
        assert "<strong>name</strong>" in page
        assert ("Only the IG team changes resources" in page) is not writes
        for address in (NEW, f"/resources/{made.reference}/edit/", f"/resources/{made.reference}/review/"):
            assert client.get(address).status_code == (200 if writes else 403), address


def test_one_is_added_with_its_section_and_owner(cast: Cast) -> None:
    published(cast)
    answer = signed_in(cast.igor).post(NEW, form(cast, section="keys-policy#who-has-a-key"))
    made = Resource.objects.get()
    assert answer.url == f"/resources/{made.reference}/"
    assert (made.policy.slug, made.anchor, made.owner) == ("keys-policy", "who-has-a-key", cast.max)
    page = signed_in(cast.fay).get(answer.url).content.decode()
    assert 'href="/policies/keys-policy/#who-has-a-key">Keys policy: Who has a key</a>' in page


def test_no_section_for_staff_can_be_chosen(cast: Cast) -> None:
    published(cast)
    page = signed_in(cast.igor).get(NEW).content.decode()
    assert "Who has a key" in page
    assert "zebrafinch" not in page
    say(signed_in(cast.igor).post(NEW, form(cast, section="keys-policy#zebrafinch")), "Choose")


def test_the_second_press_adds_no_second_one(cast: Cast) -> None:
    client, sent = signed_in(cast.igor), form(cast)
    assert client.post(NEW, sent).url == client.post(NEW, sent).url
    assert Resource.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "“How-to guide” needs a text"),
        ({"address": "https://example.org/"}, "Keep one of them"),
        ({"kind": "link"}, "“Link” goes with the address of a page"),
        ({"kind": "link", "text": "", "address": "javascript:alert(1)"}, "begins with https://"),
        ({"kind": "link", "text": "", "address": "http://example.org/"}, "begins with https://"),
        ({"kind": "form", "text": "", "blank": SHEET.key, "staff_only": "everyone"}, "for staff only"),
        ({"kind": "form", "text": "", "blank": "no-such-form"}, "Choose"),
        ({"kind": ""}, "Choose"),
        ({"owner": "nobody@example.org"}, "has an account"),
        ({"review_on_year": 2025}, "That day is past"),
        ({"review_on_year": 2030}, "three years"),
        ({"review_on_day": 31, "review_on_month": 2}, "real date"),
        ({"title": "x" * 151}, "at most 150"),
        ({"text": "x" * 40_001}, "at most 40"),
        ({"text": "a\0b"}, "hidden"),
        ({"title": "a‮b"}, "hidden"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, wrong: dict[str, Any], words: str
) -> None:
    answer = signed_in(cast.igor).post(NEW, form(cast, **wrong))
    say(answer, words)
    assert "What to look at before it goes." in answer.content.decode()
    assert not Resource.objects.exists()


def test_a_file_is_kept_and_a_bad_one_is_refused_beside_its_field(cast: Cast) -> None:
    client = signed_in(cast.igor)
    sent = form(cast, kind="form", text="")
    say(client.post(NEW, sent | {"file": upload(b"MZ" + b"x" * 99)}), "none of them")
    say(client.post(NEW, sent | {"file": upload(pdf_with_attachment())}), "holds a program or other files")
    say(client.post(NEW, sent | {"file": upload(b"%PDF-" + b"x" * (15 * 1024 * 1024))}), "larger than 15 MB")
    assert client.post(NEW, sent | {"file": upload(pdf())}).status_code == 302
    made = Resource.objects.get()
    page = client.get(f"/resources/{made.reference}/").content.decode()
    file = page.split('href="/attachments/')[1].split('"')[0]
    assert signed_in(cast.fay).get(f"/attachments/{file}").status_code == 200
    # What it has stays when it is changed without another.
    edit = f"/resources/{made.reference}/edit/"
    assert client.post(edit, sent | {"title": "Another title", "read_version": 1}).status_code == 302


def test_a_text_of_markup_is_shown_and_not_obeyed(cast: Cast) -> None:
    nasty = "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://example.org/x.png) <img src=x onerror=y>"
    made = added(cast, text=nasty, title="<b>bold</b>", summary="<i>all</i>")
    for address in (f"/resources/{made.reference}/", "/resources/"):
        page = signed_in(cast.fay).get(address).content.decode()
        for tag in ("<script>alert", 'href="javascript', "<img", "<b>bold", "<i>all"):
            assert tag not in page, address


def test_each_step_by_its_form(cast: Cast) -> None:
    made, client = added(cast), signed_in(cast.igor)
    where = f"/resources/{made.reference}/"
    shown = client.get(f"{where}edit/")
    assert shown.context["form"].initial["owner"] == cast.max.email
    assert client.post(f"{where}edit/", form(cast, title="Another", read_version=1)).url == where
    day = {"review_on_day": 1, "review_on_month": 6, "review_on_year": 2028}
    assert client.post(f"{where}review/", day | {"read_version": 2}).url == where
    assert client.post(f"{where}withdraw/", {"reason": "Too old", "read_version": 3}).url == where
    page = signed_in(cast.fay).get(where).content.decode()
    assert "Do not use this any more" in page
    assert "Too old" in page
    assert "Read the" not in page
    assert "Another" not in signed_in(cast.fay).get("/resources/").content.decode()
    assert "Another" in signed_in(cast.fay).get("/resources/?state=WITHDRAWN").content.decode()
    assert client.post(f"{where}give_back/", day | {"read_version": 4}).url == where
    made.refresh_from_db()
    assert (made.state, made.title, made.review_on.year) == (State.LIVE, "Another", 2028)


def test_on_a_stale_page_nothing_is_written_over_and_nothing_typed_is_lost(cast: Cast) -> None:
    made, client = added(cast), signed_in(cast.igor)
    where = f"/resources/{made.reference}/edit/"
    client.post(where, form(cast, text="The first.", read_version=1))
    answer = client.post(where, form(cast, text="The second.", read_version=1))
    assert answer.status_code == 409
    assert "The second." in answer.content.decode()
    assert Resource.objects.get().text == "The first."


def test_a_second_press_on_withdraw_changes_nothing(cast: Cast) -> None:
    made, client = added(cast), signed_in(cast.igor)
    where, sent = f"/resources/{made.reference}/withdraw/", {"reason": "Old", "read_version": 1}
    assert client.post(where, sent).status_code == 302
    assert client.post(where, sent).status_code == 409
    assert Resource.objects.get().version == 2


def test_the_list_shows_one_kind_or_one_section(cast: Cast) -> None:
    policy = published(cast).policy
    added(cast, title="Of the whole", policy=policy)
    added(cast, title="Of the doors", policy=policy, anchor="doors")
    linked(cast, title="Of nothing")
    client = signed_in(cast.fay)

    def titles(query: str) -> set[str]:
        return {row[0].title for row in client.get(f"/resources/{query}").context["rows"]}

    assert titles("") == {"Of the whole", "Of the doors", "Of nothing"}
    assert titles("?kind=link") == {"Of nothing"}
    assert titles("?section=keys-policy") == {"Of the whole", "Of the doors"}
    assert titles("?section=keys-policy%23doors") == {"Of the doors"}
    assert titles("?kind=nonsense&section=%00") == titles("")


def test_a_review_is_overdue_from_the_day_after(cast: Cast) -> None:
    made = added(cast)
    for days, late in ((0, False), (1, True)):
        on = NOON.replace(year=REVIEW.year) + timedelta(days=days)
        with time_machine.travel(on, tick=False):
            for address in ("/resources/", f"/resources/{made.reference}/"):
                page = signed_in(cast.fay).get(address).content.decode().lower()
                assert ("overdue" in page) is late


@pytest.mark.parametrize(
    "path", ["RES-2026-000099/", "RES-2026-%00/", "forms/nothing/", "nothing/", "nothing/file/"]
)
def test_an_address_of_nothing_is_not_found(cast: Cast, path: str) -> None:
    assert signed_in(cast.igor).get(f"/resources/{path}").status_code == 404


def test_a_step_that_there_is_not_is_not_found(cast: Cast) -> None:
    made = added(cast)
    assert signed_in(cast.igor).get(f"/resources/{made.reference}/publish/").status_code == 404


def test_the_list_asks_as_little_however_many_there_are(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    policy = published(cast).policy
    for number in range(30):
        added(cast, title=f"Guide {number}", policy=policy, anchor="doors")
    client = signed_in(cast.fay)
    with django_assert_max_num_queries(16):
        assert client.get("/resources/").status_code == 200


# --- The forms that Sharewell makes --------------------------------------------------------


def test_a_form_that_sharewell_makes_is_made_when_it_is_wanted(cast: Cast, settings: Any) -> None:
    settings.PDF = True
    made, client = made_here(cast), signed_in(cast.fay)
    page = client.get(f"/resources/{made.reference}/").content.decode()
    where = f"/resources/forms/{SHEET.key}/"
    assert f'href="{where}"' in page
    assert f'href="{SHEET.fill_in}"' in page
    assert "We are making your PDF" in client.get(where).content.decode()
    assert "We are making your PDF" in client.get(where).content.decode()
    document = Document.objects.get()
    assert documents.render(document.pk)
    answer = client.get(where)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("who", "may"), [("fay", True), ("max", True), ("cora", False), ("aled", False)])
def test_only_whoever_may_fill_it_in_here_is_led_there(cast: Cast, who: str, may: bool) -> None:
    made, client = made_here(cast), signed_in(getattr(cast, who))
    for where in (f"/resources/{made.reference}/", f"/resources/forms/{SHEET.key}/"):
        assert (SHEET.fill_in in client.get(where).content.decode()) is may


def test_it_is_made_anew_once_it_reads_otherwise(cast: Cast, settings: Any, monkeypatch: Any) -> None:
    client, where = signed_in(cast.fay), f"/resources/forms/{SHEET.key}/"
    client.get(where)
    other = SHEET.source()._replace(context={"name": "Another title"})
    monkeypatch.setitem(BLANKS, SHEET.key, replace(SHEET, source=lambda: other))
    client.get(where)
    assert Document.objects.count() == 2


def test_a_form_with_the_day_in_its_foot_is_made_once_however_many_days_it_is_asked_for(cast: Cast) -> None:
    blank = BLANKS["stop-and-check-sheet"]
    for days in (0, 1):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            documents_of.newest(blank, at=NOON + timedelta(days=days))
    assert Document.objects.count() == 1


def test_a_form_that_was_withdrawn_is_given_to_nobody_until_it_is_given_back(cast: Cast) -> None:
    made, client = made_here(cast), signed_in(cast.fay)
    where = f"/resources/forms/{SHEET.key}/"
    made = actions.withdraw(made, by=cast.igor, at=NOON, reason="Another is coming")
    assert client.get(where).status_code == 404
    actions.give_back(made, by=cast.igor, at=NOON, review_on=REVIEW)
    assert client.get(where).status_code == 200


def test_where_no_pdf_can_be_made_the_page_says_so(cast: Cast, settings: Any) -> None:
    settings.PDF = False
    assert "We cannot make PDFs" in signed_in(cast.fay).get(f"/resources/forms/{SHEET.key}/").content.decode()


def test_the_forms_are_for_staff(cast: Cast) -> None:
    assert Client().get(f"/resources/forms/{SHEET.key}/").url.startswith("/accounts/login/")


def test_one_that_is_not_made_any_more_says_so(cast: Cast, monkeypatch: Any) -> None:
    made = made_here(cast)
    monkeypatch.delitem(BLANKS, made.blank)
    client = signed_in(cast.igor)
    assert "does not make this form any more" in client.get(f"/resources/{made.reference}/").content.decode()
    assert client.get(f"/resources/{made.reference}/edit/").status_code == 200


def test_staff_see_what_everyone_does_with_the_way_to_its_record(cast: Cast) -> None:
    made = for_everyone(cast)
    page = signed_in(cast.fay).get(f"/resources/{made.slug}/").content.decode()
    assert f'href="/resources/{made.reference}/"' in page

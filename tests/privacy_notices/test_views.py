"""Writing and publishing over HTTP: each role, the whole way, and what was typed wrong."""

import pytest
from django.test import Client

from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.states import State
from tests.cast import Cast, signed_in
from tests.privacy_notices.notices import draft, leaflet, published, submitted
from tests.sharing.agreements.walk import active, surgery

NEW = "/privacy-notices/new/"


def typed(cast: Cast, **changed: str) -> dict[str, str]:
    return {
        "of": str(cast.harbour.pk),
        "title": "Your information",
        "body": "# What we hold\r\n\r\nYour name.",
        "national": "Nothing goes.",
        "review_on_day": "1",
        "review_on_month": "3",
        "review_on_year": "2199",
        **changed,
    }


def step(client: Client, version: NoticeVersion, verb: str, **sent: object) -> object:
    version.refresh_from_db()
    return client.post(
        f"/privacy-notices/{version.reference}/{verb}/", {"read_version": version.version, **sent}
    )


def test_from_an_empty_page_to_the_public(cast: Cast) -> None:
    manager, ig = signed_in(cast.max), signed_in(cast.igor)
    assert manager.post(NEW, typed(cast)).status_code == 302
    version = NoticeVersion.objects.get()
    assert version.body == "# What we hold\n\nYour name."
    step(manager, version, "add_sharing", recipient="Elm Surgery", purpose="care", what="Letters")
    step(manager, version, "add_sharing", recipient="Oak Surgery", purpose="care", what="Letters")
    step(manager, version, "remove_sharing", place="1")
    step(manager, version, "submit")
    page = ig.get(f"/privacy-notices/{version.reference}/publish/").content.decode()
    assert "Elm Surgery" in page
    assert "Oak Surgery" not in page
    version.refresh_from_db()
    step(ig, version, "publish", content_hash=version.content_hash)
    version.refresh_from_db()
    assert version.state == State.PUBLISHED
    assert "Elm Surgery" in Client().get("/privacy-notices/harbour/").content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"of": ""}, "Choose an answer for “What is it?”"),
        ({"of": "ENGLAND-STANDARD"}, "Choose one of the answers"),
        ({"of": "999999"}, "Choose one of the answers"),
        ({"title": ""}, "Fill in “Title”"),
        ({"body": "(picture: elephant)\nBig."}, "There is no picture called elephant"),
        ({"national": ""}, "whole country"),
        ({"review_on_day": "31", "review_on_month": "2"}, "real date"),
        ({"review_on_year": "2020"}, "must be to come"),
        ({"title": "Your\u202e information"}, "hidden character"),
    ],
)
def test_what_is_typed_wrong_comes_back_with_the_reason(
    cast: Cast, changed: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.max).post(NEW, typed(cast, **changed))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not NoticeVersion.objects.exists()


def retyped(version: NoticeVersion, **changed: str) -> dict[str, object]:
    words = {"title": "Mine", "body": "# Ten minutes of typing", "national": "Nothing goes."}
    day = {"review_on_day": "1", "review_on_month": "3", "review_on_year": "2199"}
    return {"read_version": version.version, **words, **day, **changed}


def test_where_another_saved_first_both_are_shown_and_a_second_press_saves(cast: Cast) -> None:
    version = draft(cast)
    mine, where = retyped(version), f"/privacy-notices/{version.reference}/edit/"
    step(signed_in(cast.igor), version, "edit", **retyped(version, body="# What they wrote"))
    manager = signed_in(cast.max)
    answer = manager.post(where, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ten minutes of typing" in page
    assert "What changed meanwhile" in page
    assert "they" in page.partition("What changed meanwhile")[2].partition("<form")[0]
    version.refresh_from_db()
    assert f'name="read_version" value="{version.version}"' in page
    assert manager.post(where, {**mine, "read_version": version.version}).status_code == 302
    version.refresh_from_db()
    assert version.body == "# Ten minutes of typing"


def test_another_title_and_review_are_shown_too_before_they_are_saved_over(cast: Cast) -> None:
    version = draft(cast)
    mine, where = retyped(version), f"/privacy-notices/{version.reference}/edit/"
    theirs = retyped(version, body=version.body, national=version.national, title="Theirs")
    step(signed_in(cast.igor), version, "edit", **theirs)
    page = signed_in(cast.max).post(where, mine).content.decode()
    shown = page.partition("What changed meanwhile")[2].partition("<form")[0]
    assert "Theirs" in shown
    assert "2199" in shown
    assert "The text itself is as you read it" not in page


def test_what_was_typed_stays_where_it_was_sent_in_meanwhile(cast: Cast) -> None:
    version = draft(cast)
    mine, manager = retyped(version), signed_in(cast.max)
    step(manager, version, "submit")
    answer = manager.post(f"/privacy-notices/{version.reference}/edit/", mine)
    assert answer.status_code == 409
    assert "Ten minutes of typing" in answer.content.decode()
    assert "Keep a copy of your text" in answer.content.decode()


def test_the_reason_stays_where_it_was_published_meanwhile(cast: Cast) -> None:
    version = submitted(cast)
    read = version.version
    step(signed_in(cast.priya), version, "publish", content_hash=version.content_hash)
    where = f"/privacy-notices/{version.reference}/send_back/"
    answer = signed_in(cast.igor).post(where, {"read_version": read, "reason": "Say who gets it."})
    assert answer.status_code == 409
    assert "Say who gets it." in answer.content.decode()


def test_an_agreement_is_named_by_its_reference(cast: Cast) -> None:
    version = draft(cast)
    answer = step(
        signed_in(cast.max),
        version,
        "add_sharing",
        recipient="Elm",
        purpose="care",
        what="It",
        agreement="the old one",
    )
    assert "Enter a reference" in answer.content.decode()  # type: ignore[attr-defined]


def test_a_manager_is_offered_their_services_and_ig_everything(cast: Cast) -> None:
    page = signed_in(cast.max).get(NEW).content.decode()
    assert "Privacy notice, Harbour" in page
    assert "Quay" not in page
    assert "Leaflet" not in page.partition("</select>")[0].partition("<select")[2]
    page = signed_in(cast.igor).get(NEW).content.decode()
    assert "Privacy notice, Quay" in page
    assert "Leaflet for Scotland, easy read" in page


def test_the_next_version_begins_with_the_words_of_the_last(cast: Cast) -> None:
    version = published(cast)
    page = signed_in(cast.max).get(f"{NEW}?from={version.reference}").content.decode()
    assert "Your information at Harbour" in page
    assert f'value="{cast.harbour.pk}" selected' in page
    assert (
        "Write the next version"
        in signed_in(cast.max).get(f"/privacy-notices/{version.reference}/").content.decode()
    )


@pytest.mark.parametrize("make", [draft, submitted])
def test_a_draft_is_not_there_for_others(cast: Cast, make: object) -> None:
    version = make(cast)  # type: ignore[operator]
    for user in (cast.max, cast.igor):
        assert signed_in(user).get(f"/privacy-notices/{version.reference}/").status_code == 200
        assert version.reference in signed_in(user).get("/privacy-notices/drafts/").content.decode()
    for user in (cast.fay, cast.maya, cast.dana, cast.gwen, cast.aled):
        for verb in ("", "edit/", "submit/", "publish/"):
            assert signed_in(user).get(f"/privacy-notices/{version.reference}/{verb}").status_code == 404
        assert version.reference not in signed_in(user).get("/privacy-notices/drafts/").content.decode()


def test_who_only_reads_gets_no_step(cast: Cast) -> None:
    version = published(cast)
    page = signed_in(cast.fay).get(f"/privacy-notices/{version.reference}/").content.decode()
    assert "Next steps" not in page
    assert signed_in(cast.fay).get(NEW).status_code == 403
    assert signed_in(cast.maya).post(NEW, typed(cast)).status_code == 200
    assert NoticeVersion.objects.count() == 1


def test_a_step_that_is_none_is_not_found(cast: Cast) -> None:
    version = published(cast)
    assert signed_in(cast.igor).get(f"/privacy-notices/{version.reference}/discard/").status_code == 404
    assert signed_in(cast.igor).get(f"/privacy-notices/{version.reference}/publish/").status_code == 409


def test_a_leaflet_is_not_asked_for_what_is_shared(cast: Cast) -> None:
    version = leaflet(cast)
    page = signed_in(cast.igor).get(f"/privacy-notices/{version.reference}/").content.decode()
    assert "Write the next version" in page
    assert "add_sharing" not in page


def test_publishing_twice_from_an_old_page_is_refused(cast: Cast) -> None:
    version = submitted(cast)
    client = signed_in(cast.igor)
    sent = {"read_version": version.version, "content_hash": version.content_hash}
    where = f"/privacy-notices/{version.reference}/publish/"
    assert client.post(where, sent).status_code == 302
    assert client.post(where, sent).status_code == 409


def test_the_agreement_behind_is_linked_for_staff(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    version = draft(cast, routine=[])
    step(
        signed_in(cast.max),
        version,
        "add_sharing",
        recipient="Elm Surgery",
        purpose="care",
        what="Letters",
        agreement=ours.reference,
    )
    page = signed_in(cast.max).get(f"/privacy-notices/{version.reference}/").content.decode()
    assert f'href="/agreements/{ours.reference}/"' in page

"""Media over HTTP: who reads what, how each refusal is told, and how a film is given a part at a time."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from consent.consents import actions as consents
from consent.kinds import Channel
from consent.media import actions, documents
from consent.media.models import Asset
from governance.attachments.models import SealedFile
from governance.attachments.sealed import read
from governance.documents import door
from governance.documents.models import Document
from governance.ledger.models import Event
from governance.people.actions import report
from tests.attachments.films import mp4, webm
from tests.attachments.papers import pdf, photograph, picture
from tests.cast import NOON, Cast, signed_in
from tests.consent.media.walk import (
    CAMPAIGN,
    DAY,
    OURS,
    PAPER,
    again,
    deleted,
    kept,
    published,
    take_back,
    taken_down,
    with_people,
    yes,
)

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 1_000


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def on(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "photo",
        "title": "Two people in our garden",
        "campaign": CAMPAIGN,
        "made_by": "Cora Example",
        **on("made_on", NOON.date()),
        "shown": "1",
        "file": SimpleUploadedFile("sam.jpg", photograph()),
        **changes,
    }


def page(client: Client, asset: Asset, *path: str) -> str:
    answer = client.get("/" + "/".join(["media", asset.reference, *path]) + "/")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_picture_is_kept_encrypted_and_without_what_the_camera_added(cast: Cast) -> None:
    answer = signed_in(cast.cora).post("/media/new/", typed())
    made = Asset.objects.get()
    assert answer.url == f"/media/{made.reference}/"
    content = b"".join(read(made.file))
    assert content.startswith(b"\xff\xd8\xff")
    assert b"Spy Camera" not in content


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": SimpleUploadedFile("x.pdf", pdf())}, "Choose a JPEG or PNG picture"),
        ({"file": SimpleUploadedFile("x.jpg", b"\xff\xd8\xff" + b"no picture")}, "damaged"),
        ({"file": SimpleUploadedFile("x.jpg", b"")}, "The file is empty"),
        ({"file": "", "location": ""}, "Choose the file, or say below where it is"),
        (on("made_on", NOON.date() + DAY), "That day is still to come"),
        ({"shown": "-1"}, "Write 0 where nobody can be recognised"),
        ({"shown": "501"}, "Write 500 where there are more"),
        ({"kind": "video"}, "Choose an MP4, MOV or WebM film"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(cast: Cast, changes: dict[str, Any], words: str) -> None:
    answer = signed_in(cast.cora).post("/media/new/", typed(**changes))
    assert words in answer.content.decode()
    assert "Two people in our garden" in answer.content.decode()
    assert not Asset.objects.exists()
    assert not SealedFile.objects.exists()


def test_a_film_is_given_a_part_at_a_time_and_each_opening_is_written_down(cast: Cast) -> None:
    client = signed_in(cast.cora)
    client.post("/media/new/", typed(kind="video", file=SimpleUploadedFile("film.mp4", FILM)))
    made = Asset.objects.get()
    where = f"/media/{made.reference}/file/"
    assert body(client.get(where)) == FILM
    for asked, expected, said in (
        ("bytes=0-", FILM, f"bytes 0-{len(FILM) - 1}/{len(FILM)}"),
        ("bytes=70000-70009", FILM[70_000:70_010], f"bytes 70000-70009/{len(FILM)}"),
    ):
        answer = client.get(where, headers={"range": asked})
        assert (answer.status_code, answer["Content-Range"]) == (206, said)
        assert body(answer) == expected
    assert client.get(where, headers={"range": f"bytes={len(FILM)}-"}).status_code == 416
    opened = Event.objects.filter(verb="download", register="media", reference=made.reference)
    assert opened.count() == 2, "the middle of a film that is open is no new opening"
    assert (
        body(signed_in(cast.igor).get(where, headers={"range": "bytes=70000-70001"})) == FILM[70_000:70_002]
    )
    assert opened.count() == 3


@pytest.mark.parametrize(
    ("name", "status"), [("igor", 200), ("max", 200), ("aled", 403), ("maya", 404), ("fay", 404)]
)
def test_the_file_is_for_those_who_see_the_names(cast: Cast, name: str, status: int) -> None:
    made = with_people(cast, yes(cast, cast.person()))
    answer = signed_in(getattr(cast, name)).get(f"/media/{made.reference}/file/")
    assert answer.status_code == status


def test_the_page_says_first_where_it_may_be_used_and_who_is_missing(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    made = with_people(cast, yes(cast, sam), yes(cast, kim, channels=["website"]))
    read = page(signed_in(cast.cora), made)
    assert "E-CONSENT" in read
    assert "Not yet: Kim Lake" in read
    looked = Event.objects.filter(verb="view", register="media", reference=made.reference).get()
    assert looked.detail["people"] == sorted([sam.pk, kim.pk])


@pytest.mark.parametrize("where", ["/media/", "/media/MED-2026-0001/"])
def test_the_tag_says_how_it_stands(cast: Cast, where: str) -> None:
    sam, client = cast.person(), signed_in(cast.cora)

    def tags() -> list[str]:
        return re.findall(
            r'govuk-tag--(\w+">(?:Shown|May|Waits|Taken)[^<]*)', client.get(where).content.decode()
        )[:1]

    made = actions.add_person(kept(cast), by=cast.cora, at=NOON, person=sam, consent=None)
    assert tags() == ['yellow">Waits for consent']
    given = yes(cast, sam)
    assert tags() == ['green">May be used']
    made = published(cast, again(made))
    assert tags() == ['blue">Shown']
    made = actions.note(
        made, by=cast.cora, at=NOON, from_on=NOON.date(), **PAPER | {"channel": Channel.SOCIAL}
    )
    assert tags() == ['red">Shown without consent']
    take_back(cast, given, at=NOON)
    assert tags() == ['red">Taken back']


def test_who_has_not_answered_is_asked_again(cast: Cast) -> None:
    given = yes(cast, cast.person())
    made = published(cast, with_people(cast, given))
    take_back(cast, given, at=NOON)
    where = f"/media/{made.reference}/shown/2/notice/"
    sent = {"notice_on": NOON.date(), "notice_how": "By email"}
    made = actions.send_notice(again(made), by=cast.cora, at=NOON, number=2, **sent)
    assert f'{where}">Ask them again' in page(signed_in(cast.cora), made)
    made = actions.send_notice(made, by=cast.cora, at=NOON, number=2, **sent)
    answer = {"answered_on": NOON.date(), "answer": "They keep it"}
    made = actions.answer(made, by=cast.cora, at=NOON, number=2, **answer)
    assert where not in page(signed_in(cast.cora), made)


def test_whose_yes_has_ended_says_it_no_more(cast: Cast, time_machine: Any) -> None:
    made = with_people(cast, yes(cast, cast.person(), ends_on=NOON.date()))
    time_machine.move_to(NOON + DAY, tick=False)
    assert "Not any more: Sam Rivers" in page(signed_in(cast.cora), made)


def test_what_ended_somebodys_yes_stands_beside_them(cast: Cast) -> None:
    given = yes(cast, cast.person())
    made = with_people(cast, given)
    consents.invalidate(given, by=cast.cora, at=NOON, reason="The scan is of another paper.")
    assert 'red">Their yes was not valid' in page(signed_in(cast.cora), made)


def test_the_file_of_what_was_taken_back_comes_back_as_nothing_new(cast: Cast) -> None:
    given = yes(cast, cast.person())
    made = with_people(cast, given)
    take_back(cast, given, at=NOON)
    answer = signed_in(cast.cora).post("/media/new/", typed(file=SimpleUploadedFile("x.jpg", picture())))
    assert "somebody in it has taken back their yes" in answer.content.decode()
    assert Asset.objects.get() == made


def test_the_auditor_reads_names_masked_and_a_manager_none_of_another_service(cast: Cast) -> None:
    elsewhere = cast.person("Finn Only", worker=cast.finn)
    made = kept(cast)
    actions.add_person(made, by=cast.cora, at=NOON, person=elsewhere, consent=None)
    assert "F••• O•••" in page(signed_in(cast.aled), made)
    managers = page(signed_in(cast.max), made)
    assert "Finn Only" not in managers
    assert "Somebody of another service" in managers
    assert "Finn Only" in page(signed_in(cast.igor), made)


def test_whoever_knows_somebody_in_it_gets_404_everywhere(cast: Cast) -> None:
    kim = cast.person("Kim Lake")
    made = published(cast, with_people(cast, yes(cast, kim)))
    report(person=kim, worker=cast.cora, relationship="cousin", by=cast.max, at=NOON)
    client, where = signed_in(cast.cora), f"/media/{made.reference}/"
    for path in ("", "file/", "publish/", "edit/", "people/1/remove/", "shown/1/take-down/", "add_person/"):
        assert client.get(where + path).status_code == 404, path
    assert made.reference not in client.get("/media/").content.decode()
    assert Event.objects.filter(verb="exclusion_block", register="media").exists()


def test_the_list_is_chosen_from(cast: Cast) -> None:
    covered = published(cast, with_people(cast, yes(cast, cast.person())))
    open_one = kept(cast, title="A walk by the sea", campaign="Walks")
    client = signed_in(cast.cora)
    for asked, expected in (
        ("state=LIVE", {covered, open_one}),
        ("state=DELETED", set()),
        ("channel=press", {covered}),
        ("channel=events", set()),
        ("campaign=Walks", {open_one}),
        ("consent=without", {open_one}),
        ("state=nonsense", {covered, open_one}),
    ):
        read = client.get(f"/media/?{asked}").content.decode()
        assert {each for each in (covered, open_one) if each.reference in read} == expected, asked


def test_a_person_is_added_by_their_consent_or_their_reference(cast: Cast) -> None:
    sam, kim, never = cast.person(), cast.person("Kim Lake"), cast.person("Noa Brook")
    sams = yes(cast, sam)
    yes(cast, kim, named="Stories")
    made, client = kept(cast, shown=2), signed_in(cast.cora)
    where = f"/media/{made.reference}/add_person/"
    offered = client.get(where).content.decode()
    assert "Sam Rivers" in offered
    assert "Kim Lake" not in offered
    assert client.post(where, {"read_version": made.version, "consent": sams.reference}).status_code == 302
    made = again(made)
    other = {"read_version": made.version, "consent": "other"}
    refused = client.post(where, {**other, "reference": never.reference}).content.decode()
    assert "Ask their worker to ask them first" in refused
    assert "Noa Brook" not in refused
    assert client.post(where, {**other, "reference": kim.reference}).status_code == 302
    assert [each.person for each in made.people.order_by("number")] == [sam, kim]


def test_asking_them_leads_to_the_form_with_the_campaign_filled_in(cast: Cast) -> None:
    kim = cast.person("Kim Lake")
    yes(cast, kim, named="Stories")
    made, client = kept(cast), signed_in(cast.cora)
    made = actions.add_person(made, by=cast.cora, at=NOON, person=kim, consent=None)
    answer = client.post(f"/media/{made.reference}/people/1/ask/", follow=True)
    read = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{CAMPAIGN}"' in read


def test_publishing_without_consent_is_refused_in_the_form_and_kept_in_the_ledger(cast: Cast) -> None:
    made, client = kept(cast), signed_in(cast.cora)
    sent = {
        "read_version": made.version,
        "channel": "website",
        "ours": "yes",
        "where": "Our home page",
        **on("from_on", NOON.date()),
    }
    read = client.post(f"/media/{made.reference}/publish/", sent).content.decode()
    assert "(E-CONSENT)" in read
    assert "Our home page" in read
    assert Event.objects.get(verb="refused", register="media").detail["code"] == "E-CONSENT"


def test_a_form_that_is_sent_twice_publishes_once(cast: Cast) -> None:
    made, client = with_people(cast, yes(cast, cast.person())), signed_in(cast.cora)
    sent = {
        "read_version": made.version,
        "form_key": "6f9619ff-8b86-4d01-b42d-00c04fc964ff",
        "channel": "press",
        "ours": "no",
        "publisher": "The Harbour Gazette",
        "where": "Page 3",
        **on("from_on", NOON.date()),
    }
    for _ in range(2):
        assert client.post(f"/media/{made.reference}/publish/", sent).status_code == 302
    assert made.publications.get().publisher == "The Harbour Gazette"


def test_somebody_else_who_shows_it_must_be_named(cast: Cast) -> None:
    made, client = with_people(cast, yes(cast, cast.person())), signed_in(cast.cora)
    sent = {"read_version": made.version, "channel": "press", "ours": "no", "where": "Page 3"}
    read = client.post(
        f"/media/{made.reference}/publish/", {**sent, **on("from_on", NOON.date())}
    ).content.decode()
    assert "Write who shows it" in read


def test_the_notice_and_the_words_are_on_their_pages_and_on_paper(
    cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    take_back(cast, sams, at=NOON)
    client = signed_in(cast.cora)
    notice, words = page(client, made, "shown", "2", "notice"), page(client, made, "people", "1", "tell")
    assert "The Harbour Gazette" in notice
    assert "Sam" not in notice
    assert "public domain" in words
    assert "The Harbour Gazette" in words
    where = f"/media/{made.reference}"
    assert client.get(f"{where}/shown/2/notice/pdf/").status_code == 404
    for waiting in Document.objects.filter(kind__in=[documents.NOTICE, documents.WORDS]):
        door.make(waiting.pk)
    for path in ("shown/2/notice/pdf/", "people/1/words/"):
        answer = client.get(f"{where}/{path}")
        assert answer["Content-Type"] == "application/pdf"
        assert body(answer).startswith(b"%PDF")


def test_what_was_deleted_is_not_opened_and_the_deleter_is_told_who_confirms(cast: Cast) -> None:
    made = published(cast, with_people(cast, yes(cast, cast.person())))
    made = actions.finish(made, by=cast.cora, at=NOON, reason="Over.")
    made = deleted(cast, taken_down(cast, made, 1, at=NOON), at=NOON)
    client = signed_in(cast.cora)
    assert client.get(f"/media/{made.reference}/file/").status_code == 404
    read = page(client, made)
    assert "E-SAME-PERSON" in read
    assert "It was destroyed here" in read
    refused = client.post(
        f"/media/{made.reference}/confirm/", {"confirmed_how": "x", "read_version": made.version}
    )
    assert refused.status_code == 403
    assert "E-SAME-PERSON" in refused.content.decode()


def test_every_page_of_a_part_that_is_not_there_is_404(cast: Cast) -> None:
    made, client = published(cast, with_people(cast, yes(cast, cast.person()))), signed_in(cast.cora)
    for path in (
        "people/9/remove/",
        "people/1/tell/",
        "people/9/words/",
        "shown/9/take-down/",
        "shown/9/notice/pdf/",
    ):
        assert client.get(f"/media/{made.reference}/{path}").status_code == 404, path


def test_a_version_without_them_is_begun_from_what_it_was(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    sams = yes(cast, sam)
    made = with_people(cast, sams, yes(cast, kim))
    client = signed_in(cast.cora)
    assert client.get(f"/media/{made.reference}/version/").status_code == 403
    take_back(cast, sams, at=NOON)
    assert "Two people in our garden" in page(client, made, "version")
    sent = typed(title="Somebody in our garden", file=SimpleUploadedFile("cut.jpg", picture(size=(40, 40))))
    client.post(f"/media/{made.reference}/version/", sent)
    cut = Asset.objects.get(follows=made)
    assert [each.person for each in cut.people.all()] == [kim]
    assert cut.reference in page(client, again(made))


def test_the_file_that_was_opened_here_is_no_version_without_them(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    client = signed_in(cast.cora)
    client.post("/media/new/", typed())
    made = actions.add_person(Asset.objects.get(), by=cast.cora, at=NOON, person=sams.person, consent=sams)
    opened = body(client.get(f"/media/{made.reference}/file/"))
    take_back(cast, sams, at=NOON)
    for again_sent in (opened, photograph()):
        sent = typed(file=SimpleUploadedFile("cut.jpg", again_sent))
        answer = client.post(f"/media/{made.reference}/version/", sent)
        assert "This is the very same file" in answer.content.decode()
    assert not Asset.objects.filter(follows=made).exists()


@pytest.mark.parametrize(
    ("name", "status"), [("cora", 200), ("igor", 200), ("max", 403), ("gwen", 403), ("sol", 403)]
)
def test_taken_back_only_who_takes_it_down_and_the_ig_team_open_it(
    cast: Cast, name: str, status: int
) -> None:
    sams = yes(cast, cast.person())
    made = with_people(cast, sams)
    client = signed_in(getattr(cast, name))
    assert client.get(f"/media/{made.reference}/file/").status_code == 200
    take_back(cast, sams, at=NOON)
    assert client.get(f"/media/{made.reference}/file/").status_code == status


def test_whose_names_somebody_does_not_read_they_do_not_see_either(cast: Cast) -> None:
    quinn = cast.person("Quinn Lake", worker=cast.finn)
    made = with_people(cast, yes(cast, quinn, by=cast.finn))
    manager = signed_in(cast.max)
    assert "Somebody of another service" in page(manager, made)
    assert manager.get(f"/media/{made.reference}/file/").status_code == 403
    assert signed_in(cast.cora).get(f"/media/{made.reference}/file/").status_code == 200


def test_it_is_published_is_offered_only_where_it_may_be(cast: Cast) -> None:
    client = signed_in(cast.cora)
    waits = kept(cast)
    assert f"/media/{waits.reference}/publish/" not in page(client, waits)
    made = with_people(cast, yes(cast, cast.person()))
    assert f"/media/{made.reference}/publish/" in page(client, made)


@pytest.mark.parametrize(("hidden", "name"), [(False, "igor"), (True, "cora")])
def test_while_it_is_shown_the_ig_team_is_led_to_take_somebody_off(
    cast: Cast, hidden: bool, name: str
) -> None:
    made = published(cast, with_people(cast, yes(cast, cast.person())))
    shown = page(signed_in(getattr(cast, name)), made)
    assert ("Not in it" not in shown) is hidden


def test_a_film_is_no_sound(cast: Cast) -> None:
    client = signed_in(cast.cora)
    for content in (mp4(b"soun", b"vide"), webm(1, 2)):
        sent = typed(kind="sound", file=SimpleUploadedFile("talk.m4a", content))
        assert "There is a picture in this file" in client.post("/media/new/", sent).content.decode()
    assert not Asset.objects.exists()
    client.post("/media/new/", typed(kind="sound", file=SimpleUploadedFile("talk.m4a", mp4(b"soun"))))
    assert Asset.objects.get().media_type == "audio/mp4"


def test_what_was_found_on_a_withdrawn_one_gets_its_notice_too(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = with_people(cast, sams)
    take_back(cast, sams, at=NOON)
    made = actions.note(again(made), by=cast.cora, at=NOON, from_on=NOON.date(), **PAPER)
    assert Document.objects.filter(kind=documents.NOTICE, record_id=made.publications.get().pk).exists()
    assert OURS["where"] not in page(signed_in(cast.cora), made)


def test_the_page_of_a_person_says_what_they_are_in(cast: Cast) -> None:
    sam = cast.person()
    made = with_people(cast, yes(cast, sam))
    for name, sees in (("max", True), ("igor", True), ("fay", False)):
        read = signed_in(getattr(cast, name)).get(f"/people/{sam.reference}/").content.decode()
        assert (made.reference in read) is sees, name

"""The pages of recordings and of devices: who sees what, what they offer, and how a film is given out."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from consent.consents import actions as consents
from consent.recordings import actions_ending
from consent.recordings.models import Device, Part, Recording
from consent.recordings.register import RECORDINGS
from consent.recordings.rules import Medium, Place
from consent.recordings.states import State
from governance.accounts.models import User
from governance.calendar import local_day
from governance.ledger.models import Event
from governance.people import actions as people
from tests.attachments.films import mp4, webm
from tests.cast import Cast, signed_in
from tests.consent.recordings.sessions import (
    FILM,
    TITLE,
    deleted,
    device,
    gone,
    kept,
    planned,
    ready,
    recorded,
    stored,
    wrong,
)

HOUR = timedelta(hours=1)


def now() -> Any:
    return timezone.now() - HOUR


def day(name: str, on: Any) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def moment(name: str, at: Any) -> dict[str, Any]:
    local = timezone.localtime(at)
    return {**day(name, local), f"{name}_time": f"{local:%H:%M}"}


def page(user: User, where: str) -> str:
    answer = signed_in(user).get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return answer.content.decode()


class TestWhoSeesWhat:
    def test_the_auditor_reads_what_is_known_and_no_name_and_no_text(self, cast: Cast) -> None:
        made = stored(cast, cast.person("Sam Rivers"), at=now())
        for where in ("/recordings/", RECORDINGS.url(made)):
            shown = page(cast.aled, where)
            assert made.reference in shown
            for text in ("Sam Rivers", TITLE, "Counselling course", "folder 12"):
                assert text not in shown, (where, text)
        assert "Sam Rivers" in page(cast.gwen, RECORDINGS.url(made))

    @pytest.mark.parametrize("name", ["finn", "maya", "isla", "dana", "cora"])
    def test_a_stranger_gets_404_for_every_address_of_one_and_no_line_of_the_list(
        self, cast: Cast, name: str
    ) -> None:
        made = kept(cast, stored(cast, cast.person(), at=now()), at=now())
        client = signed_in(getattr(cast, name))
        inside = made.participants.first()
        assert inside is not None
        wheres = [RECORDINGS.url(made), f"{RECORDINGS.url(made)}play/", f"{RECORDINGS.url(made)}play/1/"]
        wheres += [
            RECORDINGS.url(made, verb) for verb in RECORDINGS.verbs if verb not in ("plan", "remove", "seal")
        ]
        for where in wheres:
            for method in ("get", "post"):
                assert getattr(client, method)(where).status_code in (404, 405), (method, where)
        for where in (f"ask/{inside.pk}/", f"remove/{inside.pk}/"):
            assert client.post(RECORDINGS.url(made) + where).status_code == 404
        assert made.reference not in client.get("/recordings/").content.decode()

    def test_whoever_knows_somebody_in_it_is_kept_out(self, cast: Cast) -> None:
        sam = cast.person()
        made = planned(cast, sam, at=now())
        people.report(person=sam, worker=cast.dora, relationship="sister", by=cast.max, at=now())
        assert signed_in(cast.dora).get(RECORDINGS.url(made)).status_code == 404
        assert Event.objects.filter(verb="exclusion_block", reference=made.reference).exists()

    def test_a_look_is_a_look_at_everybody_in_it(self, cast: Cast) -> None:
        sam, kim = cast.person(), cast.person("Kim")
        made = planned(cast, sam, kim, at=now())
        page(cast.fay, RECORDINGS.url(made))
        look = Event.objects.filter(verb="view", reference=made.reference).latest("id")
        assert look.detail["people"] == sorted([sam.pk, kim.pk])

    def test_the_page_says_who_took_it_back_since(self, cast: Cast) -> None:
        sam = cast.person("Sam Rivers")
        made = recorded(cast, sam, at=now())
        assert "Since then" not in page(cast.fay, RECORDINGS.url(made))
        at = timezone.now()
        consents.withdraw(sam.consents.get(), by=cast.fay, at=at, withdrawn_at=at)
        assert "Since then: they took their yes back" in page(cast.fay, RECORDINGS.url(made))

    def test_a_device_of_another_service_is_not_there(self, cast: Cast) -> None:
        found = device(cast, at=now())
        where = f"/recording-devices/{found.reference}/"
        assert "Safe in room 2" in page(cast.dora, where)
        for user in (cast.finn, cast.dana, cast.cora):
            assert signed_in(user).get(where).status_code == 404
            assert signed_in(user).get(f"{where}lose/").status_code == 404
            assert found.reference not in signed_in(user).get("/recording-devices/").content.decode()


class TestTheMomentBefore:
    def test_everybody_said_yes(self, cast: Cast) -> None:
        made = ready(cast, cast.person(), at=now())
        shown = page(cast.fay, RECORDINGS.url(made, "record"))
        assert "Everybody said yes: you may switch it on" in shown

    def test_somebody_did_not_and_stands_there_by_name(self, cast: Cast) -> None:
        made = planned(cast, cast.person("Sam Rivers"), at=now(), device=device(cast, at=now()))
        shown = page(cast.fay, RECORDINGS.url(made, "record"))
        assert "Stop: do not switch it on" in shown
        assert "Sam Rivers" in shown
        assert "We have switched it on" not in shown

    def test_what_was_taken_back_since_may_have_begun_before(self, cast: Cast) -> None:
        sam = cast.person()
        made = ready(cast, sam, at=now())
        at = timezone.now()
        consents.withdraw(sam.consents.get(), by=cast.fay, at=at, withdrawn_at=at)
        shown = page(cast.fay, RECORDINGS.url(made, "record"))
        assert "Stop: do not switch it on" in shown
        assert "We have switched it on" in shown

    def send(self, cast: Cast, made: Recording, **typed: Any) -> Any:
        facts = {"read_version": made.version, **moment("started_at", timezone.now())}
        return signed_in(cast.fay).post(RECORDINGS.url(made, "record"), facts | typed)

    def test_pressed_it_is_recorded(self, cast: Cast) -> None:
        made = ready(cast, cast.person(), at=now())
        answer = self.send(cast, made, device=made.device_id)
        assert answer.status_code == 302
        made.refresh_from_db()
        assert made.state == State.RECORDED

    def test_a_refusal_comes_back_with_its_code_and_is_in_the_ledger(self, cast: Cast) -> None:
        made = ready(cast, cast.person(), at=now())
        answer = self.send(cast, made, device="")
        assert "E-DEVICE" in answer.content.decode()
        refusal = Event.objects.get(verb="refused", reference=made.reference)
        assert (refusal.detail["code"], refusal.detail["step"]) == ("E-DEVICE", "record")
        made.refresh_from_db()
        assert made.state == State.PLANNED

    def test_the_future_is_told_beside_what_was_typed(self, cast: Cast) -> None:
        made = ready(cast, cast.person(), at=now())
        typed = moment("started_at", timezone.now() + timedelta(days=2))
        answer = self.send(cast, made, device=made.device_id, **typed)
        assert "still to come" in answer.content.decode()


class TestPlanning:
    def test_from_a_persons_page_they_take_part_at_once(self, cast: Cast) -> None:
        sam = cast.person(at=now())
        client = signed_in(cast.fay)
        assert "Plan a recording" in client.get(f"/people/{sam.reference}/").content.decode()
        facts = {
            "service": cast.harbour.pk,
            "title": TITLE,
            "purpose": "Course",
            "medium": "sound",
            **day("planned_for", local_day(timezone.now())),
        }
        answer = client.post(f"/recordings/new/?person={sam.reference}", facts)
        made = Recording.objects.get()
        assert answer.url == RECORDINGS.url(made)
        assert made.participants.filter(person=sam).exists()

    def test_a_participant_is_found_by_reference_and_a_stranger_is_not(self, cast: Cast) -> None:
        made = planned(cast, at=now())
        sam, quinn = cast.person(at=now()), cast.person("Quinn", worker=cast.finn, at=now())
        client, where = signed_in(cast.fay), RECORDINGS.url(made, "add")
        version = {"read_version": made.version}
        refused = client.post(where, version | {"reference": quinn.reference})
        assert "Nobody with an open case" in refused.content.decode()
        assert "Choose one person" in client.post(where, version).content.decode()
        assert client.post(where, version | {"reference": sam.reference.lower()}).status_code == 302
        assert made.participants.filter(person=sam).exists()

    def test_asking_leads_to_the_consent_with_the_session_filled_in(self, cast: Cast) -> None:
        sam = cast.person(at=now())
        made = planned(cast, sam, at=now())
        client = signed_in(cast.fay)
        inside = made.participants.get(person=sam)
        answer = client.post(f"{RECORDINGS.url(made)}ask/{inside.pk}/", follow=True)
        shown = answer.content.decode()
        assert "Video recording" in shown
        assert TITLE in shown
        assert "Counselling course" in shown

    def test_somebody_is_taken_out(self, cast: Cast) -> None:
        sam = cast.person(at=now())
        made = planned(cast, sam, at=now())
        inside = made.participants.get(person=sam)
        assert signed_in(cast.fay).post(f"{RECORDINGS.url(made)}remove/{inside.pk}/").status_code == 302
        assert not made.participants.filter(person=sam).exists()
        again = signed_in(cast.fay).post(f"{RECORDINGS.url(made)}remove/{inside.pk}/")
        assert again.status_code == 302, "pressed twice, they are taken out once"
        assert Event.objects.filter(verb="remove").count() == 1

    def test_what_nobody_planned_is_reported(self, cast: Cast) -> None:
        facts = {
            "service": cast.harbour.pk,
            "wrong": "personal_device",
            "wrong_words": "With a telephone",
            "medium": "video",
            **moment("started_at", now()),
        }
        answer = signed_in(cast.fay).post("/recordings/report/", facts)
        made = Recording.objects.get()
        assert answer.url == RECORDINGS.url(made)
        assert (made.state, made.wrong) == (State.RECORDED, "personal_device")


class TestSteps:
    def press(self, user: User, made: Recording, verb: str, **typed: Any) -> Any:
        made.refresh_from_db()
        return signed_in(user).post(RECORDINGS.url(made, verb), {"read_version": made.version, **typed})

    def test_from_the_store_to_evidence_that_somebody_else_confirms(self, cast: Cast) -> None:
        made = recorded(cast, cast.person(), at=now())
        assert self.press(cast.fay, made, "store", location="Folder 1", wiped="on").status_code == 302
        half = {"deletion_method": "wiped", "deletion_words": "Looked", **day("deleted_on", local_day(now()))}
        places = dict.fromkeys(Place.values, "gone")
        without_backups = {**places, "backups": ""}
        assert self.press(cast.fay, made, "delete", **half, **without_backups).status_code == 200
        assert self.press(cast.fay, made, "delete", **half, **places).status_code == 302
        refused = self.press(cast.fay, made, "confirm_deletion", sure="on")
        assert (refused.status_code, b"E-SAME-PERSON" in refused.content) == (403, True)
        assert "Looked" in page(cast.max, RECORDINGS.url(made, "confirm_deletion"))
        assert self.press(cast.max, made, "confirm_deletion", sure="on").status_code == 302
        made.refresh_from_db()
        assert made.state == State.DELETED

    def test_a_hold_without_a_reason_is_told_beside_the_field(self, cast: Cast) -> None:
        made = stored(cast, cast.person(), at=now())
        assert self.press(cast.igor, made, "hold", reason=" ").status_code == 200
        assert self.press(cast.igor, made, "hold", reason="A claim").status_code == 302
        assert "A claim" in page(cast.fay, RECORDINGS.url(made))
        assert "A claim" not in page(cast.aled, RECORDINGS.url(made))
        assert "It is held" in page(cast.aled, RECORDINGS.url(made))

    def test_the_same_form_twice_takes_its_step_once(self, cast: Cast) -> None:
        made = planned(cast, at=now())
        key = "0f1c9bc2-9de0-4f9b-9a3c-1de1d7d43a05"
        for _ in range(2):
            answer = signed_in(cast.fay).post(
                RECORDINGS.url(made, "cancel"),
                {"read_version": made.version, "cancel_reason": "They are ill", "form_key": key},
            )
            assert answer.status_code == 302
        assert Event.objects.filter(verb="cancel").count() == 1

    def test_every_page_of_every_step_opens_for_whom_it_is_for(self, cast: Cast) -> None:
        sam = cast.person(at=now())
        plan = planned(cast, sam, at=now(), device=device(cast, at=now()))
        for verb in ("edit", "add", "take_back", "record", "report_wrong", "cancel"):
            page(cast.fay, RECORDINGS.url(plan, verb))
        kept_now = stored(
            cast,
            cast.person("Kim", at=now()),
            at=now(),
            device=device(cast, number="2", at=now()),
            title="Other",
        )
        for verb in ("keep", "shorten", "delete", "take_back", "report_wrong"):
            page(cast.fay, RECORDINGS.url(kept_now, verb))
        page(cast.priya, RECORDINGS.url(kept_now, "lengthen"))
        page(cast.igor, RECORDINGS.url(kept_now, "hold"))
        page(cast.igor, RECORDINGS.url(wrong(cast, at=now()), "note_incident"))
        reported = deleted(kept_now, by=cast.fay, at=now())
        page(cast.max, RECORDINGS.url(reported, "still_there"))
        for where in ("/recordings/", "/recordings/new/", "/recordings/report/", "/recording-devices/new/"):
            page(cast.max, where)
        entered = Device.objects.earliest("id")
        for verb in ("hand_over", "give_back", "wipe", "lose", "retire"):
            page(cast.max, f"/recording-devices/{entered.reference}/{verb}/")

    def test_the_list_shows_what_is_asked_for(self, cast: Cast) -> None:
        one, other = planned(cast, at=now()), wrong(cast, at=now())
        for query, first, second in (
            ("", True, True),
            ("state=PLANNED", True, False),
            ("due=must_go", False, True),
            ("due=held", False, False),
            ("medium=video", True, True),
        ):
            shown = page(cast.fay, f"/recordings/?{query}")
            assert (one.reference in shown, other.reference in shown) == (first, second), query

    def test_the_page_of_what_is_gone_keeps_the_evidence(self, cast: Cast) -> None:
        shown = page(cast.max, RECORDINGS.url(gone(cast, cast.person(), at=now())))
        assert "Looked in the folder" in shown
        assert "This entry stays until" in shown


class TestDevices:
    def test_it_is_entered_handed_on_lost_and_found(self, cast: Cast) -> None:
        manager = signed_in(cast.max)
        typed = {"service": cast.harbour.pk, "name": "Camera", "asset_number": "R-1", "location": "Safe"}
        answer = manager.post("/recording-devices/new/", typed | {"ours": "on", "encrypted": "on"})
        found = Device.objects.get()
        assert answer.url == f"/recording-devices/{found.reference}/"
        again = manager.post("/recording-devices/new/", typed)
        assert "entered already" in again.content.decode()
        for user, verb, more in (
            (cast.fay, "hand_over", {"holder": cast.fay.pk}),
            (cast.dora, "lose", {"reason": "Not in the bag"}),
            (cast.fay, "find", {}),
            (cast.fay, "give_back", {"location": "Safe"}),
            (cast.max, "wipe", {}),
            (cast.max, "retire", {"reason": "Broken"}),
        ):
            found.refresh_from_db()
            where = f"/recording-devices/{found.reference}/{verb}/"
            sent = signed_in(user).post(where, {"read_version": found.version, **more})
            assert sent.status_code == 302, verb
        assert [each.lost for each in found.chain.order_by("id")] == [False, False, True, False, False, False]

    def test_a_frontline_worker_enters_none(self, cast: Cast) -> None:
        assert signed_in(cast.fay).get("/recording-devices/new/").status_code == 403


class TestTheFile:
    @pytest.fixture
    def made(self, cast: Cast) -> Recording:
        return kept(cast, stored(cast, cast.person(), at=now()), at=now())

    def opened(self, user: User, made: Recording) -> Client:
        client = signed_in(user)
        assert client.post(f"{RECORDINGS.url(made)}play/").status_code == 200
        return client

    def read(self, client: Client, made: Recording, asked: str = "") -> Any:
        headers = {"Range": asked} if asked else {}
        return client.get(f"{RECORDINGS.url(made)}play/1/", headers=headers)

    def test_it_is_put_here_as_it_comes_and_encrypted(self, cast: Cast) -> None:
        made = stored(cast, cast.person(), at=now())
        client, where = signed_in(cast.fay), RECORDINGS.url(made, "keep")
        film = SimpleUploadedFile("film.mp4", FILM)
        answer = client.post(where, {"read_version": made.version, "file": film})
        assert answer.status_code == 302
        part = Part.objects.get()
        assert (part.content_type, part.sealed.size) == ("video/mp4", len(FILM))

    @pytest.mark.parametrize(
        ("content", "words"), [(b"", "empty"), (b"%PDF-1.7 a paper", "no film and no sound")]
    )
    def test_what_is_no_film_is_refused_beside_the_field(
        self, cast: Cast, content: bytes, words: str
    ) -> None:
        made = stored(cast, cast.person(), at=now())
        file = SimpleUploadedFile("film.mp4", content)
        sent = {"read_version": made.version, "file": file}
        answer = signed_in(cast.fay).post(RECORDINGS.url(made, "keep"), sent)
        assert words in answer.content.decode()
        assert not Part.objects.exists()

    def test_a_session_where_they_said_yes_to_sound_takes_no_picture(self, cast: Cast) -> None:
        made = stored(cast, cast.person(), at=now(), medium=Medium.SOUND)
        client, where = signed_in(cast.fay), RECORDINGS.url(made, "keep")

        def sent(content: bytes) -> str:
            file = SimpleUploadedFile("talk.m4a", content)
            return str(client.post(where, {"read_version": made.version, "file": file}).content.decode())

        assert "they said yes to sound only" in sent(mp4(b"soun", b"vide"))
        assert "they said yes to sound only" in sent(webm(2, 1))
        assert "We cannot tell what is in this file" in sent(FILM)
        assert not Part.objects.exists()
        sent(mp4(b"soun"))
        assert Part.objects.get().content_type == "audio/mp4"

    def test_its_file_destroyed_and_a_copy_found_nobody_is_led_to_play_it(
        self, cast: Cast, made: Recording
    ) -> None:
        assert "Play it" in page(cast.fay, RECORDINGS.url(made))
        made = deleted(made, by=cast.fay, at=now())
        actions_ending.still_there(made, by=cast.max, at=now(), reason="In the backup")
        assert "Play it" not in page(cast.fay, RECORDINGS.url(made))

    def test_opened_once_it_is_given_whole_or_in_part(self, cast: Cast, made: Recording) -> None:
        client = self.opened(cast.fay, made)
        whole = self.read(client, made)
        assert (whole.status_code, whole.getvalue()) == (200, FILM)
        middle = self.read(client, made, "bytes=100000-100099")
        assert (middle.status_code, middle.getvalue()) == (206, FILM[100_000:100_100])
        assert middle["Content-Range"] == f"bytes 100000-100099/{len(FILM)}"
        assert middle["Cache-Control"] == "private, no-store"
        assert self.read(client, made, "bytes=-10").getvalue() == FILM[-10:]
        beyond = self.read(client, made, f"bytes={len(FILM)}-")
        assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(FILM)}")
        plays = Event.objects.filter(verb="play", reference=made.reference)
        assert [each.actor_id for each in plays] == [cast.fay.pk]

    def test_nobody_gets_it_without_having_opened_it(self, cast: Cast, made: Recording) -> None:
        assert self.read(signed_in(cast.fay), made).status_code == 403
        self.opened(cast.fay, made)
        assert self.read(signed_in(cast.max), made).status_code == 403

    @pytest.mark.parametrize("name", ["dora", "aled"])
    def test_who_reads_the_entry_need_not_play_it(self, cast: Cast, made: Recording, name: str) -> None:
        client = signed_in(getattr(cast, name))
        assert client.post(f"{RECORDINGS.url(made)}play/").status_code == 403
        assert self.read(client, made).status_code == 403
        assert not Event.objects.filter(verb="play").exists()

    def test_once_somebody_takes_their_yes_back_it_stops_at_once(self, cast: Cast, made: Recording) -> None:
        client = self.opened(cast.fay, made)
        consent = made.participants.get(person__isnull=False).consent
        assert consent is not None
        at = timezone.now()
        consents.withdraw(consent, by=cast.fay, at=at, withdrawn_at=at)
        assert self.read(client, made).status_code == 403

    def test_deleted_it_is_nowhere(self, cast: Cast, made: Recording) -> None:
        client = self.opened(cast.fay, made)
        deleted(made, by=cast.fay, at=now())
        assert self.read(client, made).status_code == 403

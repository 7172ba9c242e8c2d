"""The bad input that the register must stand: a clear error, nothing half-saved, nothing typed is lost."""

import re
from datetime import date, timedelta
from html import unescape
from threading import BoundedSemaphore
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from consent.consents.models import Consent
from consent.consents.rules import State
from consent.evidence.models import Cleaning, Evidence
from consent.kinds import KINDS, Kind
from consent.wording.rules import Purpose
from governance.attachments import at_once, tasks
from governance.attachments.first_look import MOST_BYTES
from governance.deadlines.models import Deadline
from governance.ledger.models import Event
from governance.people.models import Person
from tests.attachments import papers
from tests.attachments.papers import upload
from tests.cast import NOON, Cast, signed_in
from tests.consent.conftest import kept_in
from tests.consent.consents.answers import say
from tests.consent.consents.test_forms import typed, words
from tests.consent.wording.samples import approved
from tests.threads import together

DAY = timedelta(days=1)
TYPED = ("To plan their care together", "Known to me", "Yes, tell my doctor")


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def sam(cast: Cast) -> Person:
    for kind in Kind:
        for purpose in Purpose:
            approved(cast, kind=kind, purpose=purpose, at=NOON.replace(year=1979))
    return cast.person(at=NOON - 100 * DAY)


def sent(client: Client, person: Person, **changes: object) -> str:
    answered = client.post(f"/consents/new/?person={person.reference}", typed(person, **changes), follow=True)
    assert answered.status_code == 200
    return answered.content.decode()


def paper(kind: str = "SHARE_CARE", **changes: object) -> dict[str, object]:
    return {"kind": kind, "method": "PAPER", "wording": words(kind, Purpose.FORM), **changes}


def nothing_is_saved() -> bool:
    """No record, no file, no deadline, and no event but that it was refused."""
    events = Event.objects.filter(register__in=["consents", "evidence"]).exclude(verb="refused")
    return not (
        Consent.objects.exists()
        or Evidence.objects.exists()
        or Deadline.objects.filter(register="consents").exists()
        or events.exists()
    )


class TestAMomentThatCannotBe:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"said_at_time": "12:01"}, "This is in the future. Check the date and time."),
            ({"said_at_day": "23"}, "This is in the future. Check the date and time."),
            (
                {"said_at_day": "30", "said_at_month": "4", "said_at_year": "1980"},
                "before they were born. Check the date.",
            ),
        ],
    )
    def test_the_future_and_the_time_before_birth_are_refused_beside_the_field(
        self, cast: Cast, sam: Person, changes: dict[str, object], message: str
    ) -> None:
        text = sent(signed_in(cast.fay), sam, **changes)
        assert message in text
        assert 'href="#id_said_at' in text
        assert all(each in text for each in TYPED)
        assert nothing_is_saved()

    @pytest.mark.parametrize(
        "changes",
        [{"said_at_time": "12:00"}, {"said_at_day": "1", "said_at_month": "5", "said_at_year": "1980"}],
    )
    def test_this_minute_and_the_day_of_birth_are_possible(
        self, cast: Cast, sam: Person, changes: dict[str, object]
    ) -> None:
        sent(signed_in(cast.fay), sam, **changes)
        assert Consent.objects.count() == 1

    @pytest.mark.parametrize(
        ("day", "message"), [("19", "This is before they said yes."), ("23", "This is in the future.")]
    )
    def test_nor_can_it_be_taken_back_then_and_the_page_says_what_to_check(
        self, cast: Cast, sam: Person, day: str, message: str
    ) -> None:
        consent = say(cast, sam, at=NOON - 2 * DAY).consent
        moment = {"day": day, "month": "11", "year": "2026", "time": "09:15"}
        data = {f"withdrawn_at_{box}": text for box, text in moment.items()}
        data |= {"withdrawal_route": "telephone", "read_version": str(consent.version)}
        answered = signed_in(cast.fay).post(f"/consents/{consent.reference}/withdraw/", data)
        assert f"{message} Check the date and time." in answered.content.decode()
        consent.refresh_from_db()
        assert consent.state == State.ACTIVE


def test_a_second_yes_to_the_same_replaces_the_first_and_says_so(cast: Cast, sam: Person) -> None:
    first = say(cast, sam, at=NOON - DAY).consent
    text = sent(signed_in(cast.fay), sam)
    assert f"It replaces {first.reference}." in text
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED
    assert Consent.objects.filter(state=State.ACTIVE).count() == 1


class TestWhatItIsFor:
    @pytest.mark.parametrize("kind", [kind.value for kind in Kind if KINDS[kind].named])
    def test_a_study_campaign_session_or_group_without_its_name(
        self, cast: Cast, sam: Person, kind: str
    ) -> None:
        text = sent(signed_in(cast.fay), sam, **paper(kind, named="", channels=["print"]))
        named = KINDS[Kind(kind)].named
        assert named is not None
        assert f"Fill in “{named.question}”" in text
        assert "To plan their care together" in text
        assert nothing_is_saved()

    @pytest.mark.parametrize("kind", ["RESEARCH", "MEDIA"])
    def test_an_end_before_their_answer(self, cast: Cast, sam: Person, kind: str) -> None:
        end = {"ends_on_day": "21", "ends_on_month": "11", "ends_on_year": "2026"}
        items = ["contact"] if kind == "RESEARCH" else ["story"]
        facts = paper(kind, named="Sleep and drinking", channels=["print"], items=items)
        text = sent(signed_in(cast.fay), sam, **facts, **end)
        assert "ended before they answered" in text
        assert "Check the date on which it ends" in text
        assert "Sleep and drinking" in text
        assert 'value="21"' in text
        assert nothing_is_saved()

    def test_an_end_before_the_review_takes_the_review_with_it(self, cast: Cast, sam: Person) -> None:
        end = {"ends_on_day": "1", "ends_on_month": "3", "ends_on_year": "2027"}
        facts = paper("RESEARCH", named="Sleep and drinking", items=["contact"])
        sent(signed_in(cast.fay), sam, **facts, **end, upload=upload(papers.pdf()))
        consent = Consent.objects.get()
        assert (consent.state, consent.expires_on, consent.review_on) == (
            State.ACTIVE,
            date(2027, 3, 1),
            None,
        )


@pytest.fixture
def nobody_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many files come at once that this one is left to the worker."""
    monkeypatch.setattr(at_once, "_places", BoundedSemaphore(1))
    assert at_once._places.acquire()


def ask_anew(page: str) -> str:
    """Where the button leads."""
    (way,) = re.findall(r'href="([^"]+)">Ask them anew', page)
    return unescape(way)


class TestAFile:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"", "The file is empty"),
            (b"MZ\x90\x00 a program", "We take PDF, JPEG and PNG files"),
            (papers.zipped(), "Save it as a PDF"),
            (papers.picture() + papers.zipped(), "another file hidden in this one"),
            (papers.pdf() + b"\0" * MOST_BYTES, "larger than 15 MB"),
            (papers.locked_pdf(), "locked with a password"),
            (papers.pdf(OpenAction=papers.script()), "holds a program or other files"),
            (papers.pdf_with_attachment(), "holds a program or other files"),
            (papers.pdf()[:200], "damaged or cut off"),
            (papers.picture("PNG", (600, 400))[:-100], "damaged or cut off"),
            (papers.pdf(21), "more than 20 pages"),
            (papers.huge_png(), "The picture is too large"),
        ],
        ids=[
            *("empty", "program", "document", "two in one", "oversized"),
            *("encrypted", "program in it", "file in it", "cut off", "cut picture", "too long", "bomb"),
        ],
    )
    def test_that_is_no_good_is_refused_beside_the_field_and_what_was_typed_stays(
        self, cast: Cast, sam: Person, store: Any, content: bytes, message: str
    ) -> None:
        text = sent(signed_in(cast.fay), sam, **paper(upload=upload(content, "Sam Rivers.pdf")))
        assert message in text
        assert "To plan their care together" in text
        assert nothing_is_saved()
        assert kept_in(store) == []

    def test_that_only_the_worker_finds_bad_makes_the_consent_not_valid_and_they_are_asked_anew(
        self, cast: Cast, sam: Person, nobody_has_time: None
    ) -> None:
        client = signed_in(cast.fay)
        sent(client, sam, **paper(upload=upload(papers.locked_pdf(), "form.pdf")))
        consent = Consent.objects.get()
        assert consent.state == State.ACTIVE
        tasks.clean("evidence", Cleaning.objects.get().pk)
        page = client.get(f"/evidence/{consent.evidence.reference}/").content.decode()
        assert "locked with a password" in page
        consent.refresh_from_db()
        assert (consent.state, consent.invalidated_at, consent.invalidated_by) == (State.INVALID, NOON, None)
        card = client.get(f"/people/{sam.reference}/").content.decode()
        assert "Their yes was found not valid: ask them again" in card
        text = client.get(f"/consents/{consent.reference}/").content.decode()
        assert "Do not share on this" in text
        assert "The proof cannot be used. The PDF is locked with a password." in text
        form = client.get(ask_anew(text)).content.decode()
        assert 'value="To plan their care together"' in form
        assert 'name="method" value="PAPER"' in form
        sent(client, sam, **paper(upload=upload(papers.pdf(), "again.pdf")))
        assert Consent.objects.exclude(pk=consent.pk).get().state == State.ACTIVE

    def test_that_turns_out_bad_keeps_a_draft_from_being_finished(
        self, cast: Cast, sam: Person, nobody_has_time: None
    ) -> None:
        client = signed_in(cast.fay)
        sent(client, sam, **paper(upload=upload(papers.locked_pdf(), "form.pdf")), check_free="no")
        draft = Consent.objects.get()
        tasks.clean("evidence", Cleaning.objects.get().pk)
        again = typed(sam, **paper(read_version=draft.version))
        client.post(f"/consents/{draft.reference}/amend/", again)
        draft.refresh_from_db()
        assert draft.state == State.DRAFT
        text = client.get(f"/consents/{draft.reference}/").content.decode()
        assert "E-VALIDITY" in text
        assert "add a scan or a photograph of the signed form" in text
        assert "this one cannot be used. The PDF is locked with a password" in text
        draft.refresh_from_db()
        again = typed(sam, **paper(read_version=draft.version, upload=upload(papers.pdf(), "good.pdf")))
        client.post(f"/consents/{draft.reference}/amend/", again)
        draft.refresh_from_db()
        assert draft.state == State.ACTIVE


class TestTwoAtOnce:
    def test_the_second_of_two_who_correct_a_draft_keeps_what_was_typed(
        self, cast: Cast, sam: Person
    ) -> None:
        draft = say(cast, sam, checklist={}).consent
        address = f"/consents/{draft.reference}/amend/"
        unfinished = {"check_free": "no", "read_version": draft.version}
        first = typed(sam, purpose="First", **unfinished)
        second = typed(sam, purpose="Second", **unfinished)
        assert signed_in(cast.fay).post(address, first).status_code == 302
        answered = signed_in(cast.dora).post(address, second)
        assert answered.status_code == 409
        text = answered.content.decode()
        assert "Someone changed this record while you had it open" in text
        assert 'value="Second"' in text
        draft.refresh_from_db()
        assert (draft.purpose, draft.state) == ("First", State.DRAFT)

    def test_a_step_that_the_other_took_already_is_closed_and_says_so(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        moment = {"day": "22", "month": "11", "year": "2026", "time": "12:00"}
        data = {f"withdrawn_at_{box}": text for box, text in moment.items()}
        data |= {"withdrawal_route": "telephone", "read_version": str(consent.version)}
        address = f"/consents/{consent.reference}/withdraw/"
        assert signed_in(cast.fay).post(address, data).status_code == 302
        answered = signed_in(cast.dora).post(address, data)
        assert answered.status_code == 409
        assert "This step is closed" in answered.content.decode()
        assert Event.objects.filter(verb="withdraw").count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_one_form_pressed_twice_at_the_same_moment_is_one_record(self, cast: Cast, sam: Person) -> None:
        form = typed(sam, form_key=str(uuid4()))
        client, address = signed_in(cast.fay), f"/consents/new/?person={sam.reference}"
        answered = together(*[lambda: client.post(address, form).status_code] * 2)
        assert answered == [302, 302]
        assert Consent.objects.count() == 1
        assert Event.objects.filter(register="consents", verb="give").count() == 1

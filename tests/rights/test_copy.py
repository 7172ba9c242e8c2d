"""The copy of what we hold: gathered by a worker, read by somebody, redacted, and only then let go."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.documents import door
from governance.documents.models import Document
from governance.errors import Denied, Stale
from governance.ledger.models import Event
from governance.people import actions as people
from governance.people.models import Person
from governance.records.actor import acting_as
from governance.rights import gathering, tasks
from governance.rights.models import Gathering, Piece, RightsRequest
from governance.rights.redaction import BLACKED_OUT, TAKEN_OUT, black_out, redacted
from governance.rights.rules import Right
from governance.workflow.register import REGISTERS, Register
from incidents.incidents import actions as incidents
from incidents.incidents import telling
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Telling
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk
from tests.rights.asking import asked, at_work, gathered, released, step


@pytest.fixture
def sam(cast: Cast) -> Person:
    """Sam, whom Isla knows."""
    sam = cast.person(safe_contact="Ring after six", nhs_number="9434765919")
    with acting_as(cast.fay.pk):
        people.report(person=sam, worker=cast.isla, relationship="her cousin", by=cast.fay, at=NOON)
    return sam


class TestRedaction:
    LINES = [
        {"key": "Who", "value": "Isla Example", "others": True},
        {"key": "Note", "value": "Ann  Lee and Annual ANN LEE’s dog", "others": False},
    ]

    def test_a_line_is_taken_out_whole_and_a_name_wherever_it_stands(self) -> None:
        found = redacted(self.LINES, {0}, ["Ann Lee", "Ann"])
        assert found[0] == {"what": "Who", "words": TAKEN_OUT}
        assert found[1]["words"] == f"{BLACKED_OUT} and Annual {BLACKED_OUT}’s dog"

    @given(
        st.text("abcéÅ ’", max_size=20), st.lists(st.sampled_from(["a", "ab", "é", "Åb", "cab"]), max_size=3)
    )
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_no_word_that_was_named_stays_by_itself(self, text: str, words: list[str]) -> None:
        left = black_out(f"{text} {' '.join(words)}", words)
        assert not set(words) & set(re.findall(r"\w+", left))

    @pytest.mark.parametrize("word", ["(", ".*", "\\", "[a", " "])
    def test_signs_mean_themselves(self, word: str) -> None:
        assert black_out("Nothing of it changes", [word]) == "Nothing of it changes"


class TestGathering:
    def test_each_register_that_can_says_what_it_holds_and_the_others_are_named(
        self, cast: Cast, sam: Person
    ) -> None:
        made = gathered(cast, at_work(cast, person=sam))
        assert made.looked == made.expected == len(gathering.holding())
        found = {piece.register: piece for piece in made.pieces.all()}
        assert {"people", "cases", "exclusions", "rights"} <= set(found)
        lines = {line["key"]: line["value"] for line in found["people"].lines}
        assert lines["Name"] == "Sam Rivers"
        assert lines["Date of birth"] == "1 May 1980"
        assert lines["Safe contact instructions"] == "Ring after six"
        assert "files" not in found
        assert "attachments" in made.by_hand, made.by_hand
        assert "policies" not in made.by_hand
        told = cast.igor.notifications.get(kind="rights_gathered")
        assert "Sam" not in told.subject

    def test_what_is_about_somebody_else_is_marked_to_be_taken_out(self, cast: Cast, sam: Person) -> None:
        made = gathered(cast, at_work(cast, person=sam))
        piece = made.pieces.get(register="exclusions")
        assert [piece.lines[number]["value"] for number in piece.taken_out] == ["Isla Example", "her cousin"]

    def test_nothing_of_anybody_else_is_in_it(self, cast: Cast, sam: Person) -> None:
        other = cast.person("Kit Moss")
        asked(cast, person=other)
        made = gathered(cast, at_work(cast, person=sam))
        assert "Kit Moss" not in json.dumps([piece.lines for piece in made.pieces.all()])

    def test_an_incident_about_them_is_in_it_and_one_that_is_kept_from_them_is_looked_for_by_hand(
        self, cast: Cast, sam: Person
    ) -> None:
        told, kept, hidden = (
            incidents.affect(walk.graded(cast, 2, 2), by=cast.max, at=NOON, person=sam) for _ in range(3)
        )
        kept = telling.decide_telling(kept, by=cast.igor, at=NOON, telling=Telling.TELL)
        facts = {"affected": kept.affected.get(), "because": "He reads her letters."}
        telling.withhold(kept, by=cast.priya, at=NOON, **facts)
        incidents.restrict(hidden, by=cast.igor, at=NOON, subject=cast.max)
        made = gathered(cast, at_work(cast, person=sam))
        assert list(made.pieces.filter(register="incidents").values_list("reference", flat=True)) == [
            told.reference
        ]
        assert any("restricted" in each for each in made.by_hand)
        # Whether there is one is not to be seen from that.
        other = gathered(cast, at_work(cast, person=cast.person("Kit Moss")))
        assert other.by_hand == made.by_hand

    def test_whoever_takes_up_the_work_of_a_worker_that_died_does_nothing_twice(
        self, cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        order = gathering.order(at_work(cast, person=sam), by=cast.igor, at=NOON)
        last = gathering.holding()[-1]
        look = gathering._look

        def die(found: Gathering, register: Any) -> None:
            if register is last:
                raise OSError("died")
            look(found, register)

        with monkeypatch.context() as broken:
            broken.setattr(gathering, "_look", die)
            with pytest.raises(OSError, match="died"):
                gathering.gather(order.pk, clock=lambda: NOON)
        order.refresh_from_db()
        assert (order.looked, order.done_at) == (order.expected - 1, None)
        page = signed_in(cast.igor).get(f"/rights/{order.request.reference}/copy/").content.decode()
        assert f"{order.looked} of {order.expected} parts of Sharewell are looked through" in page
        assert gathering.gather(order.pk, clock=lambda: NOON)
        assert not gathering.gather(order.pk, clock=lambda: NOON)
        assert order.pieces.filter(register="people").count() == 1

    def test_the_worker_does_it_as_the_application(self, cast: Cast, sam: Person) -> None:
        order = gathering.order(at_work(cast, person=sam), by=cast.igor, at=timezone.now())
        assert tasks.gather(order.pk)
        assert not tasks.gather(order.pk)

    def test_not_before_we_know_whose_it_is_and_anew_in_its_place(self, cast: Cast, sam: Person) -> None:
        with pytest.raises(Denied):
            gathering.order(asked(cast), by=cast.igor, at=NOON)
        made = at_work(cast, person=sam)
        first, second = gathered(cast, made), gathered(cast, made)
        assert first.pk != second.pk
        assert set(Piece.objects.values_list("gathering", flat=True)) == {second.pk}


class TestWhatIsKeptBackSince:
    """An incident about Sam was gathered and read, and only then restricted, or kept from her."""

    @pytest.fixture
    def incident(self, cast: Cast, sam: Person) -> Incident:
        return incidents.affect(walk.graded(cast, 2, 2), by=cast.max, at=NOON, person=sam)

    def read(self, cast: Cast, request: RightsRequest) -> Gathering:
        made = gathered(cast, request)
        for piece in made.pieces.all():
            gathering.review(piece, by=cast.igor, at=NOON, taken_out=piece.taken_out)
        return made

    def restrict(self, cast: Cast, incident: Incident) -> None:
        incidents.restrict(incident, by=cast.priya, at=NOON)

    def withhold(self, cast: Cast, incident: Incident) -> None:
        found = telling.decide_telling(incident, by=cast.igor, at=NOON, telling=Telling.TELL)
        facts = {"affected": found.affected.get(), "because": "He reads her letters."}
        telling.withhold(found, by=cast.priya, at=NOON, **facts)

    @pytest.mark.parametrize("keep_back", ["restrict", "withhold"])
    def test_it_is_gathered_anew_before_anything_is_shown_or_released(
        self, cast: Cast, sam: Person, incident: Incident, keep_back: str
    ) -> None:
        request = at_work(cast, person=sam)
        made = self.read(cast, request)
        number = list(made.pieces.values_list("register", flat=True)).index("incidents") + 1
        client, here = signed_in(cast.igor), f"/rights/{request.reference}/copy/"
        assert incident.reference in client.get(here).content.decode()
        assert incident.reference in client.get(f"{here}{number}/").content.decode()
        getattr(self, keep_back)(cast, incident)
        page = client.get(here).content.decode()
        assert "Gather it anew" in page
        assert incident.reference not in page
        assert "Release the copy" not in page
        for answer in (client.get(f"{here}{number}/"), client.post(f"{here}{number}/", {})):
            assert answer.url == here
        with pytest.raises(Denied, match="may not be given any more"):
            step(cast, request, "release")
        made = self.read(cast, request)
        assert incident.reference not in client.get(here).content.decode()
        step(cast, request, "release")
        made.refresh_from_db()
        assert incident.reference not in json.dumps(made.frozen)

    def test_what_was_released_stays_as_it_was(self, cast: Cast, sam: Person, incident: Incident) -> None:
        request = at_work(cast, person=sam)
        made = released(cast, request)
        self.restrict(cast, incident)
        page = signed_in(cast.igor).get(f"/rights/{request.reference}/copy/").content.decode()
        assert "It is released" in page
        assert "Gather it anew" not in page
        made.refresh_from_db()
        assert incident.reference in json.dumps(made.frozen)


class TestRelease:
    def test_nothing_leaves_that_nobody_has_read(self, cast: Cast, sam: Person) -> None:
        request = at_work(cast, person=sam)
        with pytest.raises(Denied, match="not gathered yet"):
            step(cast, request, "release")
        made = gathered(cast, request)
        with pytest.raises(Denied, match="parts are not read yet"):
            step(cast, request, "release")
        client = signed_in(cast.igor)
        for page in ("copy/pdf/", "copy/data/"):
            assert client.get(f"/rights/{request.reference}/{page}").status_code == 404
        assert made.frozen is None

    def test_nothing_leaves_before_we_know_who_asks(self, cast: Cast, sam: Person) -> None:
        request = asked(cast, person=sam)
        for piece in gathered(cast, request).pieces.all():
            gathering.review(piece, by=cast.igor, at=NOON, taken_out=piece.taken_out)
        with pytest.raises(Denied, match="who asks"):
            step(cast, request, "release")

    def test_what_was_released_about_one_person_answers_nobody_else(self, cast: Cast, sam: Person) -> None:
        request = at_work(cast, person=sam)
        released(cast, request)
        with pytest.raises(Denied, match="about somebody else was released"):
            step(cast, request, "link", person=cast.person("Kit Moss"))

    def test_what_is_answered_is_not_gathered_again(self, cast: Cast, sam: Person) -> None:
        request = step(cast, at_work(cast, person=sam), "drop", words="She rang.")
        with pytest.raises(Denied):
            gathering.order(request, by=cast.igor, at=NOON)

    def test_what_is_about_others_stays_in_only_with_a_reason(self, cast: Cast, sam: Person) -> None:
        piece = gathered(cast, at_work(cast, person=sam)).pieces.get(register="exclusions")
        with pytest.raises(Denied):
            gathering.review(piece, by=cast.igor, at=NOON, taken_out=[])
        gathering.review(piece, by=cast.igor, at=NOON, taken_out=[], kept_in_because="Isla agreed.")
        piece.refresh_from_db()
        assert piece.reviewed_by == cast.igor

    def test_it_is_frozen_as_it_was_read_and_does_not_change_any_more(self, cast: Cast, sam: Person) -> None:
        request = at_work(cast, person=sam)
        made = gathered(cast, request)
        for piece in made.pieces.all():
            withheld = "harm" if piece.register == "cases" else ""
            words = ["Ring after six"]
            facts = {"taken_out": piece.taken_out, "blacked_out": words, "withheld": withheld}
            gathering.review(piece, by=cast.igor, at=NOON, **facts)
        step(cast, request, "release")
        made.refresh_from_db()
        text = json.dumps(made.frozen, ensure_ascii=False)
        for gone in ("Isla", "cousin", "Ring after six", "Opened on"):
            assert gone not in text, gone
        assert {"kept_back": "It could badly harm somebody"} in made.frozen["parts"]
        with pytest.raises(Denied, match="released already"):
            gathering.review(made.pieces.first(), by=cast.igor, at=NOON, taken_out=[])

    def test_the_files_are_what_was_released_and_each_download_is_in_the_ledger(
        self, cast: Cast, sam: Person
    ) -> None:
        request = at_work(cast, Right.PORTABILITY, person=sam)
        made = released(cast, request)
        client = signed_in(cast.igor)
        data = client.get(f"/rights/{request.reference}/copy/data/")
        assert json.loads(b"".join(data)) == made.frozen
        assert "Sam" not in data["Content-Disposition"]
        order = Document.objects.get(kind="rights_copy", record_id=made.pk)
        assert door.make(order.pk)
        paper = b"".join(client.get(f"/rights/{request.reference}/copy/pdf/"))
        assert paper.startswith(b"%PDF")
        formats = Event.objects.filter(verb="download", register="rights").values_list(
            "detail__format", flat=True
        )
        assert list(formats) == ["json", "pdf"]

    def test_a_page_of_what_was_gathered_before_marks_nothing_as_read(self, cast: Cast, sam: Person) -> None:
        request = at_work(cast, person=sam)
        old = gathered(cast, request).pieces.first()
        anew = gathered(cast, request)
        with pytest.raises(Stale):
            gathering.review(old, by=cast.igor, at=NOON, taken_out=old.taken_out)
        facts = {"taken_out": old.taken_out, "blacked_out": "Isla", "read_piece": old.pk}
        where = f"/rights/{request.reference}/copy/1/"
        answer = signed_in(cast.igor).post(where, facts | {"form_key": str(uuid4())})
        assert answer.status_code == 409
        assert "gathered anew" in answer.content.decode()
        assert not anew.pieces.exclude(reviewed_at=None).exists()

    def test_read_part_by_part_by_its_forms(self, cast: Cast, sam: Person) -> None:
        request = at_work(cast, person=sam)
        made = gathered(cast, request)
        client, here = signed_in(cast.igor), f"/rights/{request.reference}/copy/"
        for number, piece in enumerate(made.pieces.all(), 1):
            page = client.get(f"{here}{number}/").content.decode()
            assert ("(about somebody else)" in page) is bool(piece.others)
            facts = {"taken_out": piece.taken_out, "blacked_out": "Isla\n\nIsla", "read_piece": piece.pk}
            facts["form_key"] = str(uuid4())
            answer = client.post(f"{here}{number}/", facts)
            assert answer.status_code == 302, answer.content.decode()
        assert answer.url == here
        assert client.get(f"{here}99/").status_code == 404
        page = client.get(here).content.decode()
        assert "Release the copy" in page
        request.refresh_from_db()
        facts = {"read_version": request.version, "form_key": str(uuid4())}
        for _ in range(2):
            assert client.post(f"/rights/{request.reference}/release/", facts).url == here
        assert "It is released" in client.get(here).content.decode()
        assert Event.objects.filter(verb="release").count() == 1


def test_the_letters_are_made(cast: Cast) -> None:
    request = at_work(cast, Right.ERASURE)
    step(cast, request, "extend", ground="number", because="Four at once.")
    step(cast, request, "refuse", ground="must_keep", words="The law keeps it.", given_how="By letter")
    client = signed_in(cast.igor)
    for kind, page in (("rights_extension", "longer"), ("rights_answer", "letter")):
        assert client.get(f"/rights/{request.reference}/{page}/").status_code == 302
        assert door.make(Document.objects.get(kind=kind).pk)
        letter = client.get(f"/rights/{request.reference}/{page}/")
        assert b"".join(letter).startswith(b"%PDF")
        assert letter["Content-Disposition"].startswith("attachment")


def test_every_register_with_a_card_says_what_it_holds() -> None:
    silent = {
        name for name, each in REGISTERS.items() if each.held is None and each.card is not Register.card
    }
    assert not silent

"""The pages of assessments: who sees what on them, how one is recorded, and what they leave in the ledger."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from consent.ability import Finding
from consent.capacity.actions import correct
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from governance.accounts.models import User
from governance.calendar import Nation
from governance.ledger.models import Event
from governance.people.actions import open_case, report
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.capacity.typed import DECISION, able, answers, assess, lacking, not_today

ENG, SCT = Nation.ENG, Nation.SCT
DAY = timedelta(days=1)
FACTS = able(Kind.CAPACITY, ENG)


@pytest.fixture(autouse=True)
def _noon(time_machine: object) -> None:
    time_machine.move_to(NOON, tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def seen(user: User, address: str, status: int = 200) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def boxes(facts: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for these facts."""
    typed: dict[str, Any] = {}
    for name, value in facts.items():
        if name == "answers":
            for key, each in value.items():
                typed[f"able_{key}"] = "yes" if each["yes"] else "no"
                typed[f"seen_{key}"] = each["what"]
        elif name == "care":
            typed |= {f"care_{key}": text for key, text in value.items()}
        elif name == "impairment":
            typed[name] = "yes" if value else "no"
        elif isinstance(value, date):
            typed |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
        elif name != "kind":
            typed[name] = value
    now = {"day": 22, "month": 11, "year": 2026, "time": "11:30"}
    return {f"assessed_at_{box}": value for box, value in now.items()} | typed


def where(person: Person, kind: Kind, again: str = "") -> str:
    more = f"&again={again}" if again else ""
    return f"/capacity/record/?case={person.cases.get().reference}&kind={kind.value.lower()}{more}"


def send(user: User, address: str, facts: dict[str, Any]) -> HttpResponse:
    return signed_in(user).post(address, boxes(facts))  # type: ignore[return-value]


class TestThePersonsPage:
    def test_the_newest_of_each_decision_with_a_button(self, cast: Cast, sam: Person) -> None:
        assess(cast, sam, not_today(Kind.CAPACITY, ENG))
        newer = assess(cast, sam, FACTS, at=NOON)
        other = assess(cast, sam, lacking(ENG), decision="Whether we may ring their sister")
        text = seen(cast.fay, f"/people/{sam.reference}/")
        for each in (newer, other):
            assert f"/capacity/{each.reference}/" in text
        assert "/capacity/CAP-2026-000001/" not in text
        assert "Can decide" in text
        assert "Cannot decide" in text
        assert f"/capacity/new/?person={sam.reference}" in text

    def test_an_error_is_not_shown_there(self, cast: Cast, sam: Person) -> None:
        correct(assess(cast, sam, FACTS), by=cast.max, at=NOON, reason="About somebody else")
        assert DECISION not in seen(cast.fay, f"/people/{sam.reference}/")

    @pytest.mark.parametrize(("name", "there"), [("gwen", True), ("igor", True), ("dana", False)])
    def test_who_reads_has_no_button_and_the_data_team_has_no_card(
        self, cast: Cast, sam: Person, name: str, there: bool
    ) -> None:
        assess(cast, sam, FACTS)
        text = seen(getattr(cast, name), f"/people/{sam.reference}/")
        assert (DECISION in text) is there
        assert "/capacity/new/" not in text


class TestChoosing:
    def test_the_test_that_fits_and_why_the_others_do_not(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, f"/capacity/new/?person={sam.reference}")
        assert "kind=capacity" in text
        for other in ("gillick", "fraser", "understanding", "treatment"):
            assert f"kind={other}" not in text
        assert "Gillick competence, under 16: They are 16 or over." in text

    def test_for_a_child_in_scotland_treatment_is_a_doctors(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", born=date(2015, 5, 1), worker=cast.isla)
        text = seen(cast.isla, f"/capacity/new/?person={rory.reference}")
        assert "kind=understanding" in text
        assert "kind=treatment" not in text
        assert "Only a doctor can say" in text
        refused = signed_in(cast.isla).post(where(rory, Kind.TREATMENT), boxes(able(Kind.TREATMENT, SCT)))
        assert refused.status_code == 403
        assert "E-ROLE" in refused.content.decode()
        assert not Assessment.objects.exists()

    def test_each_service_by_its_own_nation(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", born=date(2015, 5, 1), worker=cast.isla)
        open_case(rory, by=cast.fay, at=NOON, service=cast.harbour)
        text = seen(cast.fay, f"/capacity/new/?person={rory.reference}")
        assert "Harbour (England)" in text
        assert "Firth" not in text

    def test_without_a_person_one_is_sent_to_find_one(self, cast: Cast) -> None:
        for address in ("/capacity/new/", "/capacity/record/", "/capacity/record/?case=X&kind=none"):
            answer = signed_in(cast.fay).get(address, follow=True)
            assert "First choose the person" in answer.content.decode()

    @pytest.mark.parametrize(("name", "status"), [("gwen", 403), ("igor", 403), ("dana", 403), ("finn", 404)])
    def test_whoever_may_not_record_is_refused(self, cast: Cast, sam: Person, name: str, status: int) -> None:
        user = getattr(cast, name)
        for address in (f"/capacity/new/?person={sam.reference}", where(sam, Kind.CAPACITY)):
            seen(user, address, status)
        assert send(user, where(sam, Kind.CAPACITY), FACTS).status_code == status
        assert not Assessment.objects.exists()


class TestRecording:
    @pytest.mark.parametrize(
        ("kind", "nation", "born", "facts"),
        [
            (Kind.CAPACITY, ENG, date(1980, 5, 1), FACTS),
            (Kind.CAPACITY, ENG, date(1980, 5, 1), lacking(ENG)),
            (Kind.CAPACITY, ENG, date(1980, 5, 1), not_today(Kind.CAPACITY, ENG)),
            (Kind.CAPACITY, SCT, date(1980, 5, 1), lacking(SCT)),
            (Kind.GILLICK, ENG, date(2013, 5, 1), able(Kind.GILLICK, ENG)),
            (Kind.FRASER, ENG, date(2013, 5, 1), able(Kind.FRASER, ENG)),
            (Kind.UNDERSTANDING, SCT, date(2013, 5, 1), able(Kind.UNDERSTANDING, SCT)),
            (Kind.UNDERSTANDING, SCT, None, able(Kind.UNDERSTANDING, SCT)),
        ],
    )
    def test_what_was_typed_is_what_is_kept(
        self, cast: Cast, kind: Kind, nation: Nation, born: date | None, facts: dict[str, Any]
    ) -> None:
        worker = cast.fay if nation == ENG else cast.isla
        person = cast.person(born=born, worker=worker)
        answer = send(worker, where(person, kind), facts)
        found = Assessment.objects.get()
        assert answer.status_code == 302, answer.content.decode()
        assert answer.headers["Location"] == f"/capacity/{found.reference}/"
        kept = {name: getattr(found, name) for name in facts}
        if not found.is_presumed_able(NOON.date()):
            kept["doubt"] = facts["doubt"]
        assert kept == facts
        assert found.assessed_at == NOON - timedelta(minutes=30)
        seen(worker, f"/capacity/{found.reference}/")

    def test_the_form_asks_in_the_order_of_the_test(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, where(sam, Kind.CAPACITY))
        order = ["able_understand", "able_communicate", "impairment", "link", "outcome", "care_options"]
        places = [text.index(f'name="{name}"') for name in order]
        assert places == sorted(places)
        assert "Start from the belief that they can decide." in text

    def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(
        self, cast: Cast, sam: Person
    ) -> None:
        answer = send(cast.fay, where(sam, Kind.CAPACITY), lacking(ENG, care={}))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert 'id="id_care_options_error"' in text
        assert "They forget the question because of it" in text
        assert not Assessment.objects.exists()

    def test_all_that_is_missing_is_said_at_once(self, cast: Cast, sam: Person) -> None:
        facts = lacking(ENG, care={}, decision="", helped=[], evidence="", trained_on="")
        bad = boxes(facts) | {"assessed_at_day": "40", "seen_weigh": ""}
        text = signed_in(cast.fay).post(where(sam, Kind.CAPACITY), bad).content.decode()
        for name in ("decision", "helped", "evidence", "assessed_at", "seen_weigh", "care_wishes"):
            assert f'id="id_{name}_error"' in text, name
        assert "Write the one decision" not in text

    def test_half_a_form_is_no_fault_of_ours(self, cast: Cast, sam: Person) -> None:
        client, address = signed_in(cast.fay), where(sam, Kind.CAPACITY)
        for sent in ({}, {"outcome": "LACKS_CAPACITY"}, {"outcome": "nonsense"}, {"form_key": "nonsense"}):
            assert client.post(address, sent).status_code == 200
        assert not Assessment.objects.exists()

    def test_a_rule_that_refuses_says_its_code_and_what_to_do(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", worker=cast.isla)
        facts = lacking(SCT, causes=["dependence"], cause="Alcohol")
        text = send(cast.isla, where(rory, Kind.CAPACITY), facts).content.decode()
        assert "Dependence on alcohol or drugs alone is not a mental disorder. (E-CAPACITY)" in text
        assert "choose “not today”" in text
        assert 'value="dependence"' in text
        assert Event.objects.get(verb="refused").detail["code"] == "E-CAPACITY"

    def test_not_today_needs_its_day(self, cast: Cast, sam: Person) -> None:
        facts = {**not_today(Kind.CAPACITY, ENG), "reassess_on": ""}
        text = send(cast.fay, where(sam, Kind.CAPACITY), facts).content.decode()
        assert "someone must look again. (E-CAPACITY) Write the day to look again." in text

    def test_the_care_record_of_somebody_who_can_decide_is_left_out(self, cast: Cast, sam: Person) -> None:
        send(cast.fay, where(sam, Kind.CAPACITY), {**lacking(ENG), **FACTS, "care": {"options": "None"}})
        assert Assessment.objects.get().care == {}

    def test_old_training_is_said_and_is_no_refusal(self, cast: Cast, sam: Person) -> None:
        facts = {**FACTS, "trained_on": date(2023, 11, 21)}
        answer = signed_in(cast.fay).post(where(sam, Kind.CAPACITY), boxes(facts), follow=True)
        text = answer.content.decode()
        assert "You had no training in this in the three years before" in text
        assert "There was no training in the three years before" in text

    def test_looking_again_is_about_the_same_decision(self, cast: Cast, sam: Person) -> None:
        tonight = assess(cast, sam, not_today(Kind.CAPACITY, ENG), at=NOON - timedelta(hours=1))
        address = f"/capacity/new/?person={sam.reference}&again={tonight.reference}"
        assert address.replace("&", "&amp;") in seen(cast.fay, f"/capacity/{tonight.reference}/")
        assert f"again={tonight.reference}" in seen(cast.fay, address)
        facts = {**FACTS, "decision": "Something else"}
        send(cast.fay, where(sam, Kind.CAPACITY, tonight.reference), facts)
        again = Assessment.objects.exclude(pk=tonight.pk).get()
        assert again.decision == DECISION
        assert again.reference in seen(cast.fay, f"/capacity/{tonight.reference}/")

    def test_another_persons_assessment_is_not_looked_at_again(self, cast: Cast, sam: Person) -> None:
        other = assess(cast, cast.person("Kim Lake"), not_today(Kind.CAPACITY, ENG))
        seen(cast.fay, where(sam, Kind.CAPACITY, other.reference), 404)

    @pytest.mark.parametrize("text", ["\0", "CAP-2026-999999", "x" * 500])
    def test_nonsense_in_the_address_is_404(self, cast: Cast, sam: Person, text: str) -> None:
        client = signed_in(cast.fay)
        for query in (
            {"person": text},
            {"person": sam.reference, "again": text},
        ):
            assert client.get("/capacity/new/", query).status_code == 404
        assert client.get("/capacity/record/", {"case": text, "kind": "capacity"}).status_code == 404


class TestOneAssessment:
    def test_a_finding_with_its_reasons(self, cast: Cast, sam: Person) -> None:
        found = assess(cast, sam, lacking(ENG))
        text = seen(cast.fay, f"/capacity/{found.reference}/")
        for words in (
            "Cannot decide",
            DECISION,
            "No. Said it back to me",
            "Dementia",
            "It is likely to stay",
            "They forget the question because of it",
            "We talked it through",
            "With pictures, in a quiet room",
            "Easy read or pictures",
            "Fay Example",
        ):
            assert words in text, words

    def test_a_title_and_an_address_name_nobody(self, cast: Cast, sam: Person) -> None:
        found = assess(cast, sam, FACTS)
        for address in (f"/capacity/{found.reference}/", where(sam, Kind.CAPACITY)):
            assert "Rivers" not in seen(cast.fay, address).partition("</title>")[0]

    def test_looking_is_in_the_ledger(self, cast: Cast, sam: Person) -> None:
        found = assess(cast, sam, FACTS)
        seen(cast.fay, f"/capacity/{found.reference}/")
        seen(cast.fay, "/capacity/")
        one, listed = Event.objects.filter(verb="view", register="capacity").order_by("id")
        assert (one.reference, one.person_id, one.service_id) == (found.reference, sam.pk, cast.harbour.pk)
        assert listed.detail["people"] == [sam.pk]

    def test_the_auditor_sees_no_names_and_nothing_that_can_hold_one(self, cast: Cast, sam: Person) -> None:
        names = ("decision", "doubt", "explained", "evidence", "cause", "link", "aids")
        facts = lacking(ENG) | dict.fromkeys(names, "Jane Rivers")
        facts["answers"] = {key: {**each, "what": "Jane"} for key, each in facts["answers"].items()}
        facts["care"] = dict.fromkeys(facts["care"], "Jane")
        found = assess(cast, sam, facts)
        correct(found, by=cast.max, at=NOON, reason="It was Jane Rivers")
        assess(cast, sam, facts)
        for address in (f"/capacity/{found.reference}/", "/capacity/", f"/people/{sam.reference}/"):
            text = seen(cast.aled, address)
            assert "Jane" not in text, address
            assert "Rivers" not in text, address
            assert "Hidden for your role" in text, address

    @pytest.mark.parametrize("name", ["dana", "cora", "finn", "maya", "isla"])
    def test_a_stranger_and_the_data_team_get_404_and_an_empty_list(
        self, cast: Cast, sam: Person, name: str
    ) -> None:
        reference, user = assess(cast, sam, not_today(Kind.CAPACITY, ENG)).reference, getattr(cast, name)
        for verb in ("", "correct/"):
            seen(user, f"/capacity/{reference}/{verb}", 404)
            assert signed_in(user).post(f"/capacity/{reference}/{verb}").status_code == 404
        for address in ("/capacity/", "/capacity/?due=reassess"):
            assert reference not in seen(user, address)

    def test_an_excluded_worker_gets_404_and_it_is_in_the_ledger(self, cast: Cast, sam: Person) -> None:
        reference = assess(cast, sam, not_today(Kind.CAPACITY, ENG)).reference
        report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
        for address in (f"/capacity/{reference}/", f"/capacity/{reference}/correct/"):
            seen(cast.fay, address, 404)
        for address in (f"/capacity/new/?person={sam.reference}", where(sam, Kind.CAPACITY)):
            seen(cast.fay, address, 404)
        for address in ("/capacity/", "/capacity/?due=reassess"):
            assert reference not in seen(cast.fay, address)
        blocked = Event.objects.filter(verb="exclusion_block", actor_id=cast.fay.pk)
        assert blocked.filter(register="capacity", reference=reference).count() == 2


class TestCorrecting:
    def test_the_manager_marks_it_and_is_asked_for_a_new_one(self, cast: Cast, sam: Person) -> None:
        found = assess(cast, sam, FACTS)
        address = f"/capacity/{found.reference}/correct/"
        assert address in seen(cast.max, f"/capacity/{found.reference}/")
        client = signed_in(cast.max)
        empty = client.post(address, {"read_version": 1, "reason": ""})
        assert "Fill in" in empty.content.decode()
        text = client.post(
            address, {"read_version": 1, "reason": "About somebody else"}, follow=True
        ).content.decode()
        for words in (
            "Now the assessment must be recorded anew.",
            "Recorded in error: do not rely on this",
            "Record the assessment anew",
            "About somebody else",
        ):
            assert words in text
        assert address not in text

    def test_a_worker_is_told_whom_to_ask(self, cast: Cast, sam: Person) -> None:
        found = assess(cast, sam, FACTS)
        text = seen(cast.fay, f"/capacity/{found.reference}/")
        assert f"/capacity/{found.reference}/correct/" not in text
        assert "Tell the manager of the service what is wrong with it." in text
        assert "E-ROLE" in seen(cast.fay, f"/capacity/{found.reference}/correct/", 403)

    def test_whoever_was_slower_keeps_what_they_typed(self, cast: Cast, sam: Person) -> None:
        found = assess(cast, sam, FACTS)
        answer = signed_in(cast.max).post(
            f"/capacity/{found.reference}/correct/", {"read_version": 0, "reason": "About somebody else"}
        )
        assert answer.status_code == 409
        assert "About somebody else" in answer.content.decode()


def test_what_is_to_be_looked_at_again_is_listed_soonest_first(cast: Cast, sam: Person) -> None:
    made = [
        assess(
            cast, sam, not_today(Kind.CAPACITY, ENG), decision=f"{days}", reassess_on=NOON.date() + days * DAY
        )
        for days in (9, 1, 5)
    ]
    done = assess(cast, sam, FACTS)
    text = seen(cast.fay, "/capacity/?due=reassess")
    later, soon, between = (text.index(f"/capacity/{each.reference}/") for each in made)
    assert soon < between < later
    assert "Due tomorrow" in text
    assert f"/capacity/{done.reference}/" not in text
    assert f"/capacity/{done.reference}/" in seen(cast.fay, "/capacity/")


def test_a_gillick_no_can_be_typed(cast: Cast) -> None:
    sam = cast.person(born=date(2013, 5, 1))
    unable = answers(Kind.GILLICK, ENG, no="weigh")
    facts = able(Kind.GILLICK, ENG, outcome=Finding.NOT_COMPETENT, answers=unable)
    send(cast.fay, where(sam, Kind.GILLICK), facts)
    assert Assessment.objects.get().finding == Finding.NOT_COMPETENT

"""The pages of disclosures: who sees what, and how a step is taken."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from governance.ledger.models import Event
from governance.people.actions import report
from governance.people.models import Person
from sharing.disclosing import Reason
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.disclosures.sharing import ALWAYS, HARM, SHARED, approved, drafted, in_emergency, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def typed(**changes: Any) -> dict[str, Any]:
    """What is typed into the form of a draft for serious harm."""
    return {**SHARED, "unlisted": "body", **HARM, **ALWAYS, "form_key": str(uuid4()), **changes}


class TestTheList:
    def test_it_shows_what_was_shared_and_is_logged_as_a_look(self, cast: Cast, sam: Person) -> None:
        found = sent(cast, sam)
        page = signed_in(cast.fay).get("/disclosures/").content.decode()
        assert found.reference in page
        assert "Sam Rivers: Leeds police control room" in page
        assert Event.objects.filter(verb="view", register="disclosures", detail__people=[sam.pk]).exists()

    def test_an_auditor_reads_no_name_and_no_free_text(self, cast: Cast, sam: Person) -> None:
        found = sent(cast, sam)
        client = signed_in(cast.aled)
        for where in ("/disclosures/", f"/disclosures/{found.reference}/"):
            page = client.get(where).content.decode()
            assert "S••• R•••" in page
            for secret in ("Rivers", "Leeds police", "hit his brother", "He may trust us less", "I rang 101"):
                assert secret not in page, (where, secret)

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("state=SENT", {"sent", "emergency"}),
            ("state=DRAFT", {"draft"}),
            ("reason=MISSING_PERSON", {"draft"}),
            ("reason=consent", set()),
            ("flag=emergency", {"emergency"}),
            ("flag=review", {"emergency"}),
            ("flag=untold", {"emergency"}),
            ("flag=gap", {"sent", "emergency"}),
            ("since=2026-11-23", set()),
            ("until=2026-11-21", set()),
            ("since=2026-11-22&until=2026-11-22", {"sent", "emergency", "draft"}),
            ("state=LOST&since=yesterday&service=999&recipient=x", {"sent", "emergency", "draft"}),
        ],
    )
    def test_it_is_chosen_from(self, cast: Cast, sam: Person, query: str, shown: set[str]) -> None:
        made = {
            "sent": sent(cast, sam),
            "emergency": in_emergency(cast, sam),
            "draft": drafted(cast, sam, Reason.MISSING_PERSON),
        }
        page = signed_in(cast.fay).get(f"/disclosures/?{query}").content.decode()
        assert {name for name, each in made.items() if each.reference in page} == shown

    def test_the_cost_of_a_page_does_not_grow(
        self, cast: Cast, sam: Person, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(6):
            in_emergency(cast, sam)
        client = signed_in(cast.max)
        client.get("/disclosures/")
        with django_assert_max_num_queries(20):
            client.get("/disclosures/")

    def test_the_ig_team_takes_it_away_as_a_file(self, cast: Cast, sam: Person) -> None:
        found = sent(cast, sam)
        answer = signed_in(cast.igor).get("/disclosures/export/?format=csv")
        assert found.reference in b"".join(answer.streaming_content).decode()
        assert signed_in(cast.fay).get("/disclosures/export/?format=csv").status_code == 403


class TestOne:
    def test_it_says_what_is_next_and_whose_turn_it_is(self, cast: Cast, sam: Person) -> None:
        draft = drafted(cast, sam, Reason.SERIOUS_HARM)
        page = signed_in(cast.fay).get(f"/disclosures/{draft.reference}/").content.decode()
        assert "Ask for approval" in page
        assert "Fay Example’s: finish it" in page
        assert f"/disclosures/{draft.reference}/send/" not in page

    def test_whoever_knows_the_person_gets_404_everywhere(self, cast: Cast, sam: Person) -> None:
        found = sent(cast, sam)
        report(person=sam, worker=cast.dora, relationship="cousin", by=cast.fay, at=NOON)
        client = signed_in(cast.dora)
        for where in ("", "recall/", "tell/"):
            assert client.get(f"/disclosures/{found.reference}/{where}").status_code == 404
        assert found.reference not in client.get("/disclosures/").content.decode()

    def test_the_title_names_nobody(self, cast: Cast, sam: Person) -> None:
        found = sent(cast, sam)
        page = signed_in(cast.fay).get(f"/disclosures/{found.reference}/").content.decode()
        assert f"<title>{found.reference} – Sharewell</title>" in page


class TestBeginning:
    def test_a_reason_then_its_own_questions(self, cast: Cast, sam: Person) -> None:
        client, where = signed_in(cast.fay), f"/disclosures/draft/?person={sam.reference}"
        assert f'action="{where}"' in client.get(f"/disclosures/new/?person={sam.reference}").content.decode()
        page = client.post(where, {"reason": "SERIOUS_CRIME", "begin": "reason"}).content.decode()
        assert "By which power in law" in page
        assert "Which disease" not in page
        assert "There is a problem" not in page

    @pytest.mark.parametrize("reason", ["", "BECAUSE"])
    def test_without_a_reason_it_is_asked_again(self, cast: Cast, sam: Person, reason: str) -> None:
        where = f"/disclosures/draft/?person={sam.reference}"
        page = signed_in(cast.fay).post(where, {"reason": reason, "begin": "reason"}).content.decode()
        assert "There is a problem" in page
        assert "Why do you share without their consent?" in page

    def test_the_same_form_twice_makes_one(self, cast: Cast, sam: Person) -> None:
        client, form = signed_in(cast.fay), typed(case=sam.cases.get().pk, reason="SERIOUS_HARM")
        where = f"/disclosures/draft/?person={sam.reference}"
        first, second = client.post(where, form), client.post(where, form)
        assert first.status_code == second.status_code == 302
        assert first.url == second.url
        assert Disclosure.objects.count() == 1

    def test_a_police_request_is_no_order_and_what_was_typed_is_kept(self, cast: Cast, sam: Person) -> None:
        # There is nothing to upload: that it is no order is said first.
        form = typed(
            case=sam.cases.get().pk, paper="police", commanded=["contact", "risk"], reason="COURT_ORDER"
        )
        where = f"/disclosures/draft/?person={sam.reference}"
        page = signed_in(cast.fay).post(where, form).content.decode()
        assert "E-REASON" in page
        assert "The duty manager" in page
        assert not Disclosure.objects.exists()
        assert Event.objects.filter(verb="refused", detail__code="E-REASON").exists()

    def test_of_an_order_the_paper_itself_is_asked_for(self, cast: Cast, sam: Person) -> None:
        form = typed(case=sam.cases.get().pk, paper="order", commanded=["contact"], reason="COURT_ORDER")
        answer = signed_in(cast.fay).post(f"/disclosures/draft/?person={sam.reference}", form)
        assert "upload" in answer.context["form"].errors

    def test_a_refused_way_says_what_to_do_instead(self, cast: Cast, sam: Person) -> None:
        form = typed(case=sam.cases.get().pk, route="fax", reason="SERIOUS_HARM")
        where = f"/disclosures/draft/?person={sam.reference}"
        page = signed_in(cast.fay).post(where, form).content.decode()
        assert "E-METHOD" in page
        assert "Use secure email" in page
        assert not Disclosure.objects.exists()

    def test_without_a_person_one_is_chosen_first(self, cast: Cast) -> None:
        for where in ("new", "draft", "emergency", "not-shared"):
            assert signed_in(cast.fay).get(f"/disclosures/{where}/").url == "/people/"

    def test_who_only_looks_begins_nothing(self, cast: Cast, sam: Person) -> None:
        for user in (cast.dana, cast.gwen, cast.aled):
            assert signed_in(user).get(f"/disclosures/emergency/?person={sam.reference}").status_code == 403

    def test_what_is_not_shared_is_written_down(self, cast: Cast, sam: Person) -> None:
        form = {
            "case": sam.cases.get().pk,
            "recipient": "His landlord",
            "unlisted": "person",
            "purpose": "housing",
            "items": ["attendance"],
            "route": "email",
            "decline_reason": "He said no, and nobody is in danger",
            "form_key": str(uuid4()),
        }
        signed_in(cast.fay).post(f"/disclosures/not-shared/?person={sam.reference}", form)
        found = Disclosure.objects.get()
        assert (found.state, found.declined_by, found.sent_at) == (State.DECLINED, cast.fay, None)

    def test_what_the_police_ask_for_and_do_not_get_is_written_down_with_the_power_they_named(
        self, cast: Cast, sam: Person
    ) -> None:
        form = {
            "case": sam.cases.get().pk,
            "recipient": "A detective",
            "unlisted": "body",
            "purpose": "justice",
            "items": ["contact"],
            "route": "call_back",
            "paper": "police",
            "reason": "SERIOUS_CRIME",
            "why_asked": "To find a witness",
            "power": "None: they only asked",
            "decline_reason": "It is no serious crime",
            "form_key": str(uuid4()),
        }
        client = signed_in(cast.fay)
        answer = client.post(f"/disclosures/not-shared/?person={sam.reference}", form)
        page = client.get(answer["Location"]).content.decode()
        for words in (
            "A police request",
            "To find a witness",
            "None: they only asked",
            "It is no serious crime",
        ):
            assert words in page
        assert Disclosure.objects.get().state == State.DECLINED
        masked = signed_in(cast.aled).get(answer["Location"]).content.decode()
        assert "To find a witness" not in masked
        assert "they only asked" not in masked


class TestSteps:
    def test_the_sender_cannot_approve_by_any_address(self, cast: Cast, sam: Person) -> None:
        from sharing.disclosures import actions_deciding

        asked = actions_deciding.ask(drafted(cast, sam, Reason.SERIOUS_HARM), by=cast.fay, at=NOON)
        client = signed_in(cast.fay)
        answer = client.post(f"/disclosures/{asked.reference}/approve/", {"read_version": asked.version})
        assert answer.status_code == 403
        asked.refresh_from_db()
        assert asked.state == State.AWAITING_APPROVAL

    def test_a_step_twice_is_taken_once(self, cast: Cast, sam: Person) -> None:
        found, client = approved(cast, sam), signed_in(cast.fay)
        form = {
            "read_version": found.version,
            "form_key": str(uuid4()),
            "verified": "I rang back",
            "telling": "told",
            "told_how": "By phone",
        }
        where = f"/disclosures/{found.reference}/send/"
        first, second = client.post(where, form), client.post(where, form)
        assert first.url == second.url == f"/disclosures/{found.reference}/"
        found.refresh_from_db()
        assert (found.state, found.version) == (State.SENT, 4)

    def test_whoever_does_not_tell_says_why(self, cast: Cast, sam: Person) -> None:
        found = approved(cast, sam)
        form = {"read_version": found.version, "verified": "I rang back", "telling": "worse"}
        page = signed_in(cast.fay).post(f"/disclosures/{found.reference}/send/", form).content.decode()
        assert "Write why they are not told" in page
        assert "I rang back" in page

    def test_each_open_step_shows_its_form(self, cast: Cast, sam: Person) -> None:
        found = in_emergency(cast, sam)
        for user, verbs in ((cast.fay, ("write_up", "tell", "recall")), (cast.max, ("review", "recall"))):
            for verb in verbs:
                assert signed_in(user).get(f"/disclosures/{found.reference}/{verb}/").status_code == 200, verb


class TestEmergency:
    def test_one_press_now_and_the_form_later(self, cast: Cast, sam: Person) -> None:
        client = signed_in(cast.fay)
        key = str(uuid4())
        where = f"/disclosures/emergency/?person={sam.reference}"
        later = {"later": "yes", "case": sam.cases.get().pk, "form_key": key}
        answer = client.post(where, later)
        assert client.post(where, later).url == answer.url
        begun = Disclosure.objects.get()
        assert (begun.state, begun.emergency, begun.sent_by) == (State.DRAFT, True, cast.fay)
        page = client.get(answer.url).content.decode()
        assert "To be written down" in page
        form = {
            **{name: SHARED[name] for name in ("recipient", "items", "what", "route")},
            **HARM,
            "reason": "SERIOUS_HARM",
            **{f"sent_at_{box}": value for box, value in boxes(timezone.now() - timedelta(hours=1)).items()},
            "telling": "told",
            "told_how": "By phone",
            "read_version": begun.version,
            "case": begun.case_id,
            "form_key": str(uuid4()),
        }
        answer = client.post(f"/disclosures/{begun.reference}/record_emergency/", form)
        assert answer.status_code == 302, answer.content.decode()
        begun.refresh_from_db()
        assert begun.state == State.SENT


def boxes(at: Any) -> dict[str, str]:
    local = timezone.localtime(at)
    return {
        "day": str(local.day),
        "month": str(local.month),
        "year": str(local.year),
        "time": f"{local:%H:%M}",
    }

"""The button of an answer does the next step, with what was asked filled in and nothing of it in an address."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from consent.purposes import Purpose
from governance.accounts.models import User
from governance.errors import Code
from governance.organisations.models import Organisation
from governance.people.models import Person
from sharing.answers import read
from sharing.decision import Outcome
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from sharing.ladder import Rung
from sharing.may_we_share.next_steps import Button
from sharing.routes import Route
from sharing.stop_checks import states as stop_checks
from sharing.stop_checks.models import StopCheck
from tests.cast import Cast, signed_in
from tests.consent.sharing.stories import says
from tests.sharing.agreements.walk import active
from tests.sharing.may_we_share.test_views import ask, elm, outcome, presses, question, sam

__all__ = ["elm", "sam"]
pytestmark = pytest.mark.django_db


def follow(client: Client, button: Button) -> HttpResponse:
    """Press a button that goes on to a form."""
    sent: dict[str, list[str]] = {}
    for name, value in button.fields or []:
        sent.setdefault(name, []).append(value)
    return client.post(button.url, sent)


def called(answer: HttpResponse, words: str) -> Button:
    return next(button for button in answer.context["buttons"] if button.words == words)


class TestOnToAForm:
    WORDS = "Write down the facts, and ask for approval"

    def test_the_facts_of_sharing_without_consent(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        answer = ask(cast.fay, sam, reason="SERIOUS_HARM", route="call_back", items=["risk", "contact"])
        button = called(answer, self.WORDS)
        for secret in ("SERIOUS", "Elm", "risk", "care"):
            assert secret not in button.url
        page = follow(signed_in(cast.fay), button)
        form = page.context["form"]
        assert not form.is_bound
        assert (form["organisation"].value(), form["recipient"].value()) == (str(elm.pk), "Elm Surgery")
        assert (form["purpose"].value(), form["route"].value()) == (Purpose.CARE.value, "call_back")
        assert (form["items"].value(), form["rung"].value()) == (["contact", "risk"], "4")
        assert form["reason"].value() == "SERIOUS_HARM"

    def test_what_goes_on_is_written_down_as_it_was_asked(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        client = signed_in(cast.fay)
        page = follow(client, called(ask(cast.fay, sam, reason="SERIOUS_HARM"), self.WORDS))
        form = page.context["form"]
        typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
        typed |= {"what": "The letter of 3 May", "what_happened": "He said so"}
        answer = client.post(f"/disclosures/draft/?person={sam.reference}", typed)
        assert answer.status_code == 302, answer.context["form"].errors
        made = Disclosure.objects.get()
        assert (made.organisation, made.reason, made.state) == (elm, "SERIOUS_HARM", State.DRAFT)

    def test_an_emergency(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        answer = ask(cast.fay, sam, reason="SERIOUS_HARM", emergency="on", route="call_back")
        page = follow(signed_in(cast.fay), called(answer, "Write down this emergency"))
        form = page.context["form"]
        assert (form["reason"].value(), form["route"].value()) == ("SERIOUS_HARM", "call_back")
        assert form["recipient"].value() == "Elm Surgery"
        assert not Disclosure.objects.exists()

    def test_what_somebody_sends_that_is_none_of_it_is_left_out(self, cast: Cast, sam: Person) -> None:
        sent = {
            "begin": "answer",
            "reason": "SERIOUS_HARM",
            "organisation": "٣x",
            "items": ["risk", "nonsense"],
            "suspected_at": "2026-13-45T99:00",
        }
        page = signed_in(cast.fay).post(f"/disclosures/draft/?person={sam.reference}", sent)
        assert page.status_code == 200
        assert page.context["form"]["items"].value() == ["risk"]

    def test_a_decision_not_to_share_what_could_be_shared(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        answer = ask(cast.fay, sam, reason="SERIOUS_HARM")
        page = follow(signed_in(cast.fay), called(answer, "We decide not to share it"))
        assert page.context["form"]["reason"].value() == "SERIOUS_HARM"
        assert page.context["form"]["recipient"].value() == "Elm Surgery"


class TestADisease:
    def hepatitis(self, user: User, sam: Person, **changes: Any) -> HttpResponse:
        return ask(user, sam, reason="NOTIFIABLE_DISEASE", disease="acute_hepatitis", **changes)

    def test_a_doctor_in_england_reports_it_with_all_filled_in(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        answer = self.hepatitis(cast.dora, sam, significant_harm="on")
        assert "health protection team" in answer.content.decode()
        page = follow(signed_in(cast.dora), called(answer, "Write it down, and report it"))
        form = page.context["form"]
        assert form["disease"].value() == "acute_hepatitis"
        assert form["suspected_at"].value() is not None
        assert form["significant_harm"].value()

    def test_somebody_else_leaves_it_to_a_doctor(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        answer = self.hepatitis(cast.fay, sam)
        assert "Write it down, and report it" not in presses(answer)
        assert "so the doctor tells" in answer.content.decode()

    def test_in_scotland_the_doctors_list_has_no_hepatitis(self, cast: Cast, elm: Organisation) -> None:
        ailsa = cast.person(name="Ailsa Reid", worker=cast.isla)
        answer = self.hepatitis(cast.isla, ailsa)
        assert outcome(answer) is Outcome.NO
        assert Code.REASON in answer.content.decode()
        assert "the laboratory reports it" in answer.content.decode()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"disease": ""}, "Choose which disease it is"),
            (
                {f"suspected_at_{box}": value for box, value in
                 {"day": "1", "month": "1", "year": "2100", "time": "10:00"}.items()},
                "This is in the future",
            ),
        ],
    )  # fmt: skip
    def test_which_and_since_when_must_be_told(
        self, cast: Cast, sam: Person, elm: Organisation, changes: dict[str, str], words: str
    ) -> None:
        answer = ask(
            cast.fay, sam, **{"reason": "NOTIFIABLE_DISEASE", "disease": "acute_hepatitis", **changes}
        )
        assert words in answer.content.decode()
        assert "shown" not in answer.context


class TestNotShared:
    WORDS = "We do not share it: write that down"

    def decline(self, client: Client, sam: Person, **changes: Any) -> HttpResponse:
        typed = question(case=sam.cases.get().pk, decline="yes", **changes)
        return client.post(f"/may-we-share/{sam.reference}/", typed)

    def test_one_press_writes_it_down_with_the_answer(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        assert self.WORDS in presses(ask(cast.fay, sam))
        client, key = signed_in(cast.fay), str(uuid4())
        places = {self.decline(client, sam, form_key=key)["Location"] for _ in range(2)}
        made = Disclosure.objects.get()
        assert places == {f"/disclosures/{made.reference}/"}
        assert (made.state, made.organisation, made.sent_at) == (State.DECLINED, elm, None)
        assert read(made.answer).outcome is Outcome.ASK
        assert "They have not said yes to this." in made.decline_reason
        page = client.get(f"/disclosures/{made.reference}/").content.decode()
        assert "Asked of us, and not shared" in page

    def test_about_a_group_too(self, cast: Cast, elm: Organisation) -> None:
        typed = question(service=cast.harbour.pk, people="60", decline="yes")
        answer = signed_in(cast.fay).post("/may-we-share/group/", typed)
        made = Disclosure.objects.get()
        assert answer["Location"] == f"/disclosures/{made.reference}/"
        assert (made.state, made.people, made.person, made.service) == (
            State.DECLINED,
            60,
            None,
            cast.harbour,
        )

    def test_a_refused_way_may_be_what_was_asked_for(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        says(cast, sam, organisation=elm)
        assert presses(ask(cast.fay, sam, route="fax"))[0] == "Choose another way to send it"
        self.decline(signed_in(cast.fay), sam, route="fax")
        assert Disclosure.objects.get().route == Route.FAX


class TestAStopAndCheck:
    def start(self, client: Client, cast: Cast, **changes: Any) -> HttpResponse:
        typed = question(
            service=cast.harbour.pk, people="60", check="yes", handover="on", recurring="on", **changes
        )
        return client.post("/may-we-share/group/", typed)

    def test_it_is_begun_with_everything_that_was_said(self, cast: Cast, elm: Organisation) -> None:
        active(cast, elm)
        client, key = signed_in(cast.fay), str(uuid4())
        places = {self.start(client, cast, form_key=key)["Location"] for _ in range(2)}
        made = StopCheck.objects.get()
        assert places == {f"/stop-checks/{made.reference}/"}
        assert (made.state, made.sender, made.service) == (
            stop_checks.State.DRAFT,
            cast.fay,
            cast.harbour,
        )
        assert (made.organisation, made.purpose, made.items) == (elm, Purpose.CARE, ["care_plan"])
        assert (made.people, made.rung, made.route) == (60, Rung.IDENTIFIABLE, "secure_email")
        assert (made.handover, made.whole_caseload, made.recurring) == (True, False, True)
        assert (made.title, made.recipient) == ("Their care and treatment: Elm Surgery", "")
        # These two people think about, and nobody beforehand.
        assert (made.opt_out, made.basis) == ("", "")
        assert "with what you said filled in" in client.get(places.pop()).content.decode()

    def test_the_button_is_the_next_step(self, cast: Cast, elm: Organisation) -> None:
        active(cast, elm)
        typed = question(service=cast.harbour.pk, people="60")
        answer = signed_in(cast.fay).post("/may-we-share/group/", typed)
        assert outcome(answer) is Outcome.STOP
        assert presses(answer)[0] == "Start a Stop and Check"

    def test_what_a_court_orders_about_two_people_goes_through_one(
        self, cast: Cast, elm: Organisation
    ) -> None:
        typed = question(service=cast.harbour.pk, people="2", reason="COURT_ORDER")
        client = signed_in(cast.fay)
        answer = client.post("/may-we-share/group/", typed)
        assert outcome(answer) is Outcome.STOP
        assert presses(answer) == ["Start a Stop and Check"]
        client.post("/may-we-share/group/", typed | {"check": "yes"})
        assert StopCheck.objects.get().compelled_by == "COURT_ORDER"

    def test_a_way_that_is_refused_is_left_open(self, cast: Cast, elm: Organisation) -> None:
        self.start(signed_in(cast.fay), cast, route="email")
        assert StopCheck.objects.get().route == ""

    def test_one_person_on_a_drive_needs_one_too(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        says(cast, sam, organisation=elm)
        active(cast, elm)
        answer = ask(cast.fay, sam, route="drive")
        assert outcome(answer) is Outcome.STOP
        assert presses(answer)[0] == "Start a Stop and Check"

    def test_a_missing_agreement_is_written_first(self, cast: Cast, elm: Organisation) -> None:
        typed = question(service=cast.harbour.pk, people="60")
        answer = signed_in(cast.max).post("/may-we-share/group/", typed)
        assert presses(answer)[0] == "Write an agreement with them"
        assert "Start a Stop and Check" not in presses(answer)

    def test_who_starts_none_is_offered_none(self, cast: Cast, elm: Organisation) -> None:
        active(cast, elm)
        typed = question(service=cast.harbour.pk, people="60")
        answer = signed_in(cast.gwen).post("/may-we-share/group/", typed)
        assert presses(answer) == []
        assert "Whoever works with them here writes it down." in answer.content.decode()


def test_where_nobody_found_that_they_cannot_decide_that_is_looked_at_first(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    answer = ask(cast.fay, sam, reason="LACKS_CAPACITY")
    assert outcome(answer) is Outcome.NO
    assert presses(answer)[0] == "Check whether they can decide this"


def test_numbers_about_a_group_are_logged_in_one_press(cast: Cast, sam: Person, elm: Organisation) -> None:
    says(cast, sam, organisation=elm)
    client = signed_in(cast.fay)
    # They got something this way before.
    client.post(
        f"/may-we-share/{sam.reference}/", question(case=sam.cases.get().pk, route="portal", log="yes")
    )
    typed = question(service=cast.harbour.pk, people="20", rung="1", route="portal")
    answer = client.post("/may-we-share/group/", typed)
    assert (outcome(answer), presses(answer)) == (Outcome.YES_AND, ["Log it: I share this now"])
    client.post("/may-we-share/group/", typed | {"log": "yes"})
    assert set(Disclosure.objects.values_list("people", "state")) == {(1, State.SENT), (20, State.SENT)}

"""May we share? over HTTP: who may ask, what they read, and what one more press does."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.errors import Code
from governance.ledger.models import Event
from governance.organisations.models import Organisation
from governance.people.actions import report
from governance.people.models import Person
from sharing.decision import Outcome
from sharing.ladder import Rung
from tests.cast import Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.sharing.stories import now, says
from tests.sharing.agreements.walk import active, surgery

pytestmark = pytest.mark.django_db


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return surgery(cast)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def question(**changes: Any) -> dict[str, Any]:
    """Elm Surgery would get the care plan of one person, by secure email."""
    return {
        "form_key": str(uuid4()),
        "to": "organisation",
        "recipient": "Elm Surgery",
        "purpose": Purpose.CARE.value,
        "items": [DataItem.CARE_PLAN.value],
        "rung": str(Rung.IDENTIFIABLE.value),
        "route": "secure_email",
        **changes,
    }


def ask(user: User, sam: Person, **changes: Any) -> HttpResponse:
    case = sam.cases.first()
    typed = question(**{"case": case.pk if case else "", **changes})
    return signed_in(user).post(f"/may-we-share/{sam.reference}/", typed)


def outcome(answer: HttpResponse) -> Outcome:
    assert answer.status_code == 200, answer.content
    assert not answer.context["form"].errors
    return answer.context["shown"].answer.outcome


def presses(answer: HttpResponse) -> list[str]:
    return [button.words for button in answer.context["buttons"]]


class TestTheAnswer:
    def test_a_yes_names_the_consent_and_the_agreement(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent, agreement = says(cast, sam, organisation=elm), active(cast, elm)
        answer = ask(cast.fay, sam)
        assert outcome(answer) is Outcome.YES
        text = answer.content.decode()
        assert f"/consents/{consent.reference}/" in text
        assert f"/agreements/{agreement.reference}/" in text
        assert presses(answer)[0] == "Log it: I share this now"

    def test_nobody_asked_them_yet(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        answer = ask(cast.fay, sam)
        assert outcome(answer) is Outcome.ASK
        assert Code.CONSENT in answer.content.decode()
        assert presses(answer) == [
            "Ask them, and write down what they say",
            "We do not share it: write that down",
        ]

    def test_they_are_asked_with_what_was_typed_filled_in_and_in_no_address(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        client = signed_in(cast.fay)
        typed = question(case=sam.cases.get().pk, purpose="housing", ask="yes")
        answer = client.post(f"/may-we-share/{sam.reference}/", typed)
        assert answer.status_code == 302
        assert "Elm" not in answer["Location"]
        form = client.get(answer["Location"]).context["form"]
        assert form["organisation"].value() == elm.pk
        assert (form["recipient"].value(), form["aim"].value()) == ("Elm Surgery", "housing")
        assert form["items"].value() == ["care_plan"]

    def test_without_their_consent_the_facts_are_written_down(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        answer = ask(cast.fay, sam, reason="SERIOUS_HARM")
        assert outcome(answer) is Outcome.YES_AND
        assert presses(answer)[0] == "Write down the facts, and ask for approval"
        assert presses(ask(cast.fay, sam, reason="SERIOUS_HARM", emergency="on"))[0] == (
            "Write down this emergency"
        )

    def test_one_of_those_whom_they_named_is_chosen(self, cast: Cast, sam: Person) -> None:
        mother = say(cast, sam, recipient="Ann Rivers", kind="SHARE_FAMILY", relationship="mother", at=now())
        answer = ask(cast.fay, sam, to=f"c{mother.consent.pk}", recipient="")
        assert outcome(answer) is Outcome.YES
        assert "Ann Rivers, mother" in answer.content.decode()


class TestWhoMayAsk:
    def test_a_stranger_and_who_knows_them_get_404(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        assert ask(cast.finn, sam).status_code == 404
        report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=now())
        assert ask(cast.fay, sam).status_code == 404

    @pytest.mark.parametrize("who", ["dana", "aled", "cora"])
    def test_who_does_not_read_what_people_said_is_refused(self, cast: Cast, sam: Person, who: str) -> None:
        user = getattr(cast, who)
        for address in ("/may-we-share/", f"/may-we-share/{sam.reference}/", "/may-we-share/group/"):
            assert signed_in(user).get(address).status_code in (403, 404), address

    def test_asking_is_a_look_at_the_person(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        before = Event.objects.filter(verb="view", reference=sam.reference).count()
        ask(cast.fay, sam)
        assert Event.objects.filter(verb="view", reference=sam.reference).count() == before + 1

    def test_they_are_found_by_name_in_ones_own_caseload(self, cast: Cast, sam: Person) -> None:
        answer = signed_in(cast.fay).post("/may-we-share/", {"q": "rivers"})
        assert f"/may-we-share/{sam.reference}/" in answer.content.decode()
        assert (
            sam.reference not in signed_in(cast.finn).post("/may-we-share/", {"q": "rivers"}).content.decode()
        )

    def test_the_persons_page_leads_here(self, cast: Cast, sam: Person) -> None:
        page = signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()
        assert f'href="/may-we-share/{sam.reference}/"' in page


class TestAPastMoment:
    def moment(self, at: Any) -> dict[str, str]:
        boxes = {"day": at.day, "month": at.month, "year": at.year, "time": f"{at:%H:%M}"}
        return {f"moment_{box}": str(value) for box, value in boxes.items()}

    def test_true_then_and_known_then_stand_side_by_side(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        yesterday = now() - timedelta(days=1)
        says(cast, sam, organisation=elm, said_at=yesterday - timedelta(hours=2))
        answer = ask(cast.max, sam, **self.moment(yesterday))
        assert outcome(answer) is Outcome.YES_AND
        assert answer.context["known"].answer.outcome is Outcome.ASK
        assert presses(answer) == []

    def test_a_worker_is_not_asked_for_one(self, cast: Cast, sam: Person) -> None:
        page = signed_in(cast.fay).get(f"/may-we-share/{sam.reference}/")
        assert "moment" not in page.context["form"].fields

    def test_the_future_is_none(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        answer = ask(cast.max, sam, **self.moment(now() + timedelta(days=2)))
        assert "This is in the future" in answer.content.decode()


def test_an_organisation_that_is_called_a_person_is_an_organisation(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    answer = ask(cast.fay, sam, to="person", recipient="elm  surgery", reason="SERIOUS_HARM")
    assert answer.context["shown"].answer.agreement_gap


def test_a_person_needs_no_agreement_and_an_organisation_that_we_do_not_know_has_none(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    typed = {"recipient": "Elm Surgrey", "reason": "SERIOUS_HARM"}
    person, body = (ask(cast.fay, sam, to=to, **typed) for to in ("person", "body"))
    assert [each.context["shown"].answer.agreement_gap for each in (person, body)] == [False, True]
    assert "Did you mean: Elm Surgery?" in body.content.decode()
    # What cannot wait is answered, and the name is said beside the answer.
    urgent = ask(cast.fay, sam, **typed, emergency="on")
    assert "Did you mean: Elm Surgery?" in urgent.content.decode()
    assert outcome(urgent) is Outcome.YES_AND
    assert "recipient" in ask(cast.fay, sam, **typed).context["form"].errors


@pytest.mark.parametrize("rung", ["1", "2"])
def test_about_one_person_nobody_chooses_that_nobody_shows(
    cast: Cast, sam: Person, elm: Organisation, rung: str
) -> None:
    answer = ask(cast.fay, sam, rung=rung)
    assert "rung" in answer.context["form"].errors


class TestAGroup:
    def ask(self, user: User, **changes: Any) -> HttpResponse:
        service = user.memberships.get().service_id
        typed = question(**{"service": service, "people": "60", **changes})
        return signed_in(user).post("/may-we-share/group/", typed)

    def test_sixty_people_without_an_agreement(self, cast: Cast, elm: Organisation) -> None:
        answer = self.ask(cast.fay)
        assert outcome(answer) is Outcome.NO
        assert Code.AGREEMENT in answer.content.decode()

    def test_fifty_and_forty_nine(self, cast: Cast, elm: Organisation) -> None:
        active(cast, elm)
        fifty, fewer = (self.ask(cast.fay, people=number) for number in ("50", "49"))
        assert [outcome(each) for each in (fifty, fewer)] == [Outcome.STOP, Outcome.STOP]
        assert "It is about 50 people or more" in fifty.content.decode()
        # They never got anything this way before.
        assert "It is about 50 people or more" not in fewer.content.decode()
        assert "This way to send is used for the first time" in fewer.content.decode()

    @pytest.mark.parametrize(
        ("typed", "words"),
        [("Elm", "Did you mean: Elm Surgery?"), ("", "Write the name of the organisation")],
    )
    def test_whom_we_do_not_know_is_said_and_nothing_is_lost(
        self, cast: Cast, elm: Organisation, typed: str, words: str
    ) -> None:
        answer = self.ask(cast.fay, recipient=typed)
        assert words in answer.content.decode()
        assert answer.context["form"]["people"].value() == "60"

    def test_names_do_not_go_as_numbers(self, cast: Cast, elm: Organisation) -> None:
        answer = self.ask(cast.fay, rung="2", items=["contact"])
        assert "own numbers show who they are" in answer.content.decode()

    def test_a_whole_caseload(self, cast: Cast, elm: Organisation) -> None:
        active(cast, elm)
        assert outcome(self.ask(cast.fay, people="3", whole_caseload="on")) is Outcome.STOP


class TestWhatIsTypedWrongly:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"recipient": ""}, "Write the name of the organisation"),
            ({"recipient": "Elm"}, "Did you mean: Elm Surgery?"),
            ({"recipient": "Nobody"}, "We know no organisation with this name"),
            ({"to": "person", "recipient": " "}, "Write the name of the person"),
            ({"to": "c999999"}, "Choose"),
            ({"items": []}, "What would you share?"),
            ({"purpose": "research"}, "Write what the study is called"),
            ({"emergency": "on"}, "Choose why it cannot wait"),
            ({"recipient": "Elm\0Surgery"}, "hidden character"),
        ],
    )
    def test_it_is_said_beside_the_field_and_what_was_typed_is_kept(
        self, cast: Cast, sam: Person, elm: Organisation, changes: dict[str, Any], words: str
    ) -> None:
        answer = ask(cast.fay, sam, **changes)
        assert answer.status_code == 200
        assert words in answer.content.decode()
        assert "shown" not in answer.context
        assert answer.context["form"]["route"].value() == "secure_email"

    def test_a_refused_way_is_answered_with_what_to_do_instead(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        says(cast, sam, organisation=elm)
        answer = ask(cast.fay, sam, route="fax")
        assert outcome(answer) is Outcome.NO
        assert "call back on a number you found yourself" in answer.content.decode()


def test_the_page_asks_the_database_a_fixed_number_of_times(
    cast: Cast, sam: Person, elm: Organisation, django_assert_max_num_queries: Any
) -> None:
    active(cast, elm)
    for number in range(5):
        says(cast, sam, organisation=elm, recipient=f"Doctor {number}")
    client, typed = signed_in(cast.fay), question(case=sam.cases.get().pk)
    with django_assert_max_num_queries(25):
        client.post(f"/may-we-share/{sam.reference}/", typed)


@pytest.mark.parametrize(
    ("group", "press", "most"),
    [(True, "", 16), (True, "check", 36), (False, "log", 33), (False, "decline", 33)],
)
def test_so_does_each_press(
    cast: Cast,
    sam: Person,
    elm: Organisation,
    django_assert_max_num_queries: Any,
    group: bool,
    press: str,
    most: int,
) -> None:
    for number in range(3):
        active(cast, elm, title=f"Letters {number}")
        says(cast, sam, organisation=elm, recipient=f"Doctor {number}")
    says(cast, sam, organisation=elm)
    route = "fax" if press == "decline" else "secure_email"
    typed = question(service=cast.harbour.pk, people="60") if group else question(case=sam.cases.get().pk)
    where = "group" if group else sam.reference
    client = signed_in(cast.fay)
    with django_assert_max_num_queries(most):
        answer = client.post(
            f"/may-we-share/{where}/", {**typed, "route": route, **({press: "yes"} if press else {})}
        )
    assert answer.status_code == (302 if press else 200)

"""The review round: who is on it, whose it is, and the way there and back with the person present."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.consents.actions import Proof, withdraw
from consent.consents.models import Consent
from consent.kinds import Kind, Method
from consent.wording.models import WordingVersion
from consent.wording.rules import Style
from governance.accounts.models import User
from governance.calendar import Nation, add_months, local_day
from governance.ledger.models import Event
from governance.people.actions import open_case, report
from governance.people.models import Person
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, service, signed_in
from tests.consent.consents.answers import say
from tests.consent.wording.samples import approved

DAY = timedelta(days=1)
ROUND = "/consents/reviews/"
LATE = NOON - 200 * DAY


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def script(cast: Cast) -> WordingVersion:
    return approved(cast, at=NOON - 500 * DAY)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 400 * DAY)


def shown(user: User, asked: str = "", status: int = 200) -> str:
    answer = signed_in(user).get(f"{ROUND}{asked}")
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def people_on(page: str) -> list[str]:
    return re.findall(r'<h2[^>]*><a class="govuk-link" href="/people/[^"]+/">([^<]+)</a>', page)


def ways_on(page: str) -> list[str]:
    """The addresses behind “Ask again”, in the order of the page."""
    return [
        found.replace("&amp;", "&")
        for found in re.findall(r'govuk-button--secondary" href="([^"]+)">Ask', page)
    ]


class TestWhoIsOnIt:
    @pytest.mark.parametrize(("days", "there"), [(28, True), (29, False)])
    def test_a_review_four_weeks_ahead(
        self, cast: Cast, sam: Person, time_machine: Any, days: int, there: bool
    ) -> None:
        consent = say(cast, sam).consent
        assert consent.review_on is not None
        time_machine.move_to(NOON.replace(hour=1) + (consent.review_on - local_day(NOON)) - days * DAY)
        assert ("Sam Rivers" in shown(cast.fay)) is there

    def test_overdue_ones_come_first_and_are_counted(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, at=NOON - 170 * DAY)
        late = cast.person("Kim Lake", at=NOON - 400 * DAY)
        say(cast, late, at=LATE)
        page = shown(cast.fay)
        assert people_on(page) == ["Kim Lake", "Sam Rivers"]
        assert "<strong>1 overdue.</strong> 2 people wait" in page

    def test_all_of_a_persons_stand_together_whatever_is_due_between(self, cast: Cast, sam: Person) -> None:
        kim = cast.person("Kim Lake", at=NOON - 400 * DAY)
        say(cast, sam, at=NOON - 190 * DAY)
        say(cast, kim, at=NOON - 185 * DAY)
        say(cast, sam, at=NOON - 170 * DAY, recipient="Oak Housing")
        page = shown(cast.fay)
        assert people_on(page) == ["Sam Rivers", "Kim Lake"]
        assert page.index("Oak Housing") < page.index("Kim Lake")
        assert "2 people wait" in page

    def test_review_and_end_of_one_consent_are_one_line(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, at=NOON - 350 * DAY)
        assert shown(cast.fay).count("Elm Surgery") == 1

    def test_what_ran_out_is_asked_anew(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, at=NOON - 370 * DAY)
        page = shown(cast.fay)
        assert "Their yes has run out." in page
        (way,) = ways_on(page)
        assert way.startswith(f"/consents/new/?person={sam.reference}&kind=SHARE_CARE&how=IN_PERSON_VERBAL")

    def test_what_was_taken_back_is_gone(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, at=LATE).consent
        withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        assert "Nobody has to be asked again" in shown(cast.fay)

    def test_whoever_knows_the_person_does_not_see_them(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, at=LATE)
        report(person=sam, worker=cast.fay, by=cast.dora, at=NOON, relationship="cousin")
        for asked in ("", "?whose=all", f"?person={sam.reference}"):
            assert "Sam Rivers" not in shown(cast.fay, asked)
        assert "Sam Rivers" in shown(cast.max)

    def test_communications_read_the_name_and_ask_again_and_anew(self, cast: Cast) -> None:
        sam = cast.person(at=NOON - 900 * DAY)
        publicity = {
            "kind": Kind.MEDIA,
            "named": "Open day",
            "channels": ["print"],
            "recipient": "The public",
            "items": ["story"],
            "method": Method.PAPER,
        }
        gone, due = (
            say(
                cast, sam, at=NOON - days * DAY, proof=Proof(upload=upload(pdf())), **publicity | named
            ).consent
            for days, named in ((800, {}), (340, {"named": "Film"}))
        )
        page = shown(cast.cora)
        assert "Sam Rivers" in page
        assert gone.reference in page
        assert f"/people/{sam.reference}/" not in page
        anew, again = ways_on(page)
        assert anew.startswith(f"/consents/new/?person={sam.reference}&kind=MEDIA&how=E_FORM")
        assert again.startswith(f"/consents/{due.reference}/reconfirm/")
        for way in (anew, again):
            assert signed_in(cast.cora).get(way).status_code == 200

    def test_who_records_no_consents_is_told_where_to_look(self, cast: Cast) -> None:
        for user in (cast.dana, cast.priya, cast.gwen, cast.aled):
            assert "Choose “Review due” on the page of consents" in shown(user, status=403)

    def test_every_name_on_it_is_a_view(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, at=LATE)
        shown(cast.fay)
        view = Event.objects.filter(verb="view", register="consents").latest("id")
        assert view.detail["people"] == [sam.pk]


class TestWhose:
    @pytest.fixture
    def kim(self, cast: Cast, sam: Person) -> Person:
        kim = cast.person("Kim Lake", worker=cast.dora, at=NOON - 400 * DAY)
        say(cast, sam, at=LATE)
        say(cast, kim, by=cast.dora, at=NOON - 190 * DAY)
        return kim

    def test_a_worker_begins_with_their_own_and_can_see_everybodys(self, cast: Cast, kim: Person) -> None:
        assert people_on(shown(cast.fay)) == ["Sam Rivers"]
        assert people_on(shown(cast.fay, "?whose=all")) == ["Sam Rivers", "Kim Lake"]
        assert people_on(shown(cast.dora, "?whose=mine")) == ["Kim Lake"]

    def test_a_manager_sees_who_is_behind_and_chooses_a_worker(self, cast: Cast, kim: Person) -> None:
        page = shown(cast.max)
        assert people_on(page) == ["Sam Rivers", "Kim Lake"]
        assert ", with Fay Example." in page
        assert "with Fay Example" not in shown(cast.fay)
        assert re.findall(r'href="\?whose=(\d+)">', page) == [str(cast.dora.pk), str(cast.fay.pk)]
        assert people_on(shown(cast.max, f"?whose={cast.dora.pk}")) == ["Kim Lake"]
        assert "Overdue, by worker" not in shown(cast.fay)

    def test_a_worker_chooses_nobody_else(self, cast: Cast, kim: Person) -> None:
        assert people_on(shown(cast.fay, f"?whose={cast.dora.pk}")) == ["Sam Rivers"]

    @pytest.mark.parametrize(
        "asked", ["?whose=x", "?whose=%00", "?service=%00", "?service=999999", "?person=%00"]
    )
    def test_nonsense_asks_for_nothing(self, cast: Cast, kim: Person, asked: str) -> None:
        assert people_on(shown(cast.fay, asked)) == ["Sam Rivers"]

    def test_by_service(self, cast: Cast, kim: Person) -> None:
        other = service("Moor", Nation.ENG, cast.max, cast.fay)
        away = open_case(kim, by=cast.fay, at=NOON - 300 * DAY, service=other, key_worker=cast.fay)
        say(cast, kim, case=away, recipient="Oak Housing", at=LATE)
        assert people_on(shown(cast.fay, f"?whose=all&service={other.pk}")) == ["Kim Lake"]

    def test_another_services_manager_sees_none(self, cast: Cast, kim: Person) -> None:
        assert people_on(shown(cast.maya)) == []


class TestPaging:
    def test_more_than_a_page_of_people_costs_no_more_queries_than_three(self, cast: Cast) -> None:
        def more(number: int) -> None:
            for each in range(number):
                person = cast.person(f"Pat {each}", at=NOON - 400 * DAY)
                say(cast, person, at=LATE)
                say(cast, person, at=LATE, recipient="Oak Housing")

        def queries(user: User) -> int:
            client = signed_in(user)
            client.get(ROUND)
            with CaptureQueriesContext(connection) as asked:
                client.get(ROUND)
            return len(asked)

        more(3)
        few = [queries(user) for user in (cast.fay, cast.max)]
        more(24)
        assert [queries(user) for user in (cast.fay, cast.max)] == few
        assert max(few) <= 25
        first = shown(cast.fay)
        assert "27 people wait" in first
        second = shown(cast.fay, re.findall(r'href="(\?[^"]*after=\d+)"', first)[0].replace("&amp;", "&"))
        references = [re.findall(r"/people/(PER-[0-9-]+)/", page) for page in (first, second)]
        assert [len(each) for each in references] == [25, 2]
        assert not set(references[0]) & set(references[1])


class TestWithThePersonThere:
    @pytest.fixture
    def consent(self, cast: Cast, sam: Person, script: WordingVersion) -> Consent:
        return say(cast, sam, at=LATE, wording=script).consent

    def typed(self, client: Client, way: str) -> dict[str, Any]:
        """What the browser sends when nothing is typed and only “Yes” is chosen."""
        form = client.get(way).context["form"]
        sent: dict[str, Any] = {"unchanged": "yes"}
        for field in form:
            box = field.subwidgets[0].data if field.name == "said_at" else None
            if box:
                sent |= {each["name"]: each["value"] for each in box["boxes"]}
            elif field.name != "unchanged" and field.value() not in (None, False):
                sent[field.html_name] = field.value()
        return sent

    def press(self, cast: Cast, asked: str = "") -> Any:
        """“Ask again”, “Yes”, “Record”."""
        client = signed_in(cast.fay)
        (way, *_) = ways_on(shown(cast.fay, asked))
        return client.post(way, self.typed(client, way))

    def test_nothing_has_to_be_typed(self, cast: Cast, consent: Consent, script: WordingVersion) -> None:
        assert self.press(cast).status_code == 302
        consent.refresh_from_db()
        assert (consent.reconfirmed_at, consent.wording) == (NOON, script)
        assert (consent.identity_check, consent.answer_words) == (
            "Known to me for two years",
            "Yes, and everything is as it was",
        )
        assert consent.review_on == add_months(local_day(NOON), 6)
        assert "Sam Rivers" not in shown(cast.fay)

    def test_after_a_paper_form_a_talk_is_enough(self, cast: Cast, consent: Consent) -> None:
        Consent.objects.filter(pk=consent.pk).update(method=Method.PAPER, identity_check="", wording=None)
        assert self.press(cast).status_code == 302
        consent.refresh_from_db()
        assert (consent.method, consent.identity_check) == (
            Method.IN_PERSON_VERBAL,
            "Known to us from before",
        )

    def test_words_that_were_replaced_are_not_read_again(
        self, cast: Cast, consent: Consent, script: WordingVersion
    ) -> None:
        approved(cast, style=Style.EASY_READ, at=NOON - 500 * DAY)
        newer = approved(cast, body="You choose, as ever.", what_changed="Shorter", at=NOON - 10 * DAY)
        assert newer.wording == script.wording
        self.press(cast)
        consent.refresh_from_db()
        assert (consent.wording, consent.script_version) == (newer, newer.label)

    def test_where_several_remain_the_worker_chooses(
        self, cast: Cast, consent: Consent, script: WordingVersion
    ) -> None:
        approved(cast, style=Style.EASY_READ, at=NOON - 500 * DAY)
        Consent.objects.filter(pk=consent.pk).update(wording=None)
        assert "Choose the words that were used" in self.press(cast).content.decode()
        consent.refresh_from_db()
        assert consent.reconfirmed_at is None

    def test_without_approved_words_nothing_is_confirmed(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, at=LATE).consent
        assert "Ask the IG team for them" in self.press(cast).content.decode()
        consent.refresh_from_db()
        assert consent.reconfirmed_at is None

    def test_one_comes_back_to_the_round_with_the_same_person_first(
        self, cast: Cast, sam: Person, consent: Consent
    ) -> None:
        kim = cast.person("Kim Lake", at=NOON - 400 * DAY)
        say(cast, kim, at=NOON - 199 * DAY)
        say(cast, sam, at=NOON - 170 * DAY, recipient="Oak Housing")
        answer = self.press(cast, "?whose=all")
        assert answer["Location"] == f"{ROUND}?whose=all&person={sam.reference}"
        page = shown(cast.fay, f"?whose=all&person={sam.reference}")
        assert people_on(page) == ["Sam Rivers", "Kim Lake"]
        assert "Still with them? This is due too." in page
        assert "1 other person waits" in page

    def test_a_reference_tells_nothing_of_whom_one_does_not_see(self, cast: Cast, consent: Consent) -> None:
        elsewhere = cast.person("Noor Field", worker=cast.finn)
        pages = [
            shown(cast.fay, f"?person={reference}") for reference in (elsewhere.reference, "PER-2026-009999")
        ]
        assert ["1 person waits" in page for page in pages] == [True, True]

    @pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/people/"])
    def test_there_is_no_way_to_anywhere_else(self, cast: Cast, consent: Consent, elsewhere: str) -> None:
        client = signed_in(cast.fay)
        way = f"/consents/{consent.reference}/reconfirm/?round={elsewhere}&whose={elsewhere}&next={elsewhere}"
        answer = client.post(way, self.typed(client, way))
        assert answer["Location"].startswith(f"{ROUND}?whose=")
        assert people_on(client.get(answer["Location"]).content.decode()) == []

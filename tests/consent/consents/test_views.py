"""The pages of consents: who sees what on them, and what they leave in the ledger."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from consent.consents.actions import invalidate, withdraw
from consent.consents.filters import chosen, filters
from consent.consents.models import Consent
from consent.kinds import Kind
from governance.ledger.models import Event
from governance.organisations import actions as organisations
from governance.people.actions import assign, open_case, report
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import PANEL, say
from tests.organisations.partners import surgery

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine: object) -> None:
    time_machine.move_to(NOON, tick=False)  # type: ignore[attr-defined]


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 400 * DAY)


def seen(user: object, address: str, status: int = 200) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestThePersonsPage:
    def test_nothing_recorded_says_so(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert "Nothing is recorded yet" in text
        assert f"/consents/new/?person={sam.reference}" in text

    def test_who_what_why_until_when_and_who_not(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, not_to_share="My HIV test")
        say(cast, sam, yes=False, recipient="Jane Rivers", relationship="mother")
        gone = say(cast, sam, recipient="Oak Housing").consent
        withdraw(gone, by=cast.fay, at=NOON, withdrawn_at=NOON)
        text = seen(cast.fay, f"/people/{sam.reference}/")
        yes, no_ = text.index("You may share with"), text.index("Do not share with")
        assert yes < text.index("Elm Surgery") < no_ < text.index("Jane Rivers, mother")
        assert no_ < text.index("Oak Housing")
        for words in (
            "Name and contact details; their care plan",
            "To plan their care together",
            "My HIV test",
            "Until 22 November 2027",
            "They said no on 22 November 2026",
            "They took it back on 22 November 2026",
        ):
            assert words in text

    @pytest.mark.parametrize(
        ("given", "heading", "words"),
        [
            (NOON - 200 * DAY, "but ask again", "We should have asked again by"),
            (datetime(2025, 12, 20, tzinfo=UTC), "but ask again", ""),
            (NOON - 370 * DAY, "Do not share with", "Their yes ran out on 17 November 2026"),
        ],
    )
    def test_what_is_overdue_is_still_usable_and_what_ran_out_is_not(
        self, cast: Cast, sam: Person, given: datetime, heading: str, words: str
    ) -> None:
        say(cast, sam, at=given)
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert heading in text
        assert words in text

    def test_a_newer_answer_to_the_same_is_the_only_one_shown(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, yes=False, at=NOON - 5 * DAY)
        say(cast, sam)
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert "You may share with" in text
        assert "Do not share with" not in text

    def test_a_draft_is_not_an_answer(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, checklist={})
        text = seen(cast.fay, f"/people/{sam.reference}/")
        assert "Not finished: do not share on these yet" in text
        assert "You may share with" not in text

    def test_the_data_team_sees_the_status_alone(self, cast: Cast, sam: Person) -> None:
        reference = say(cast, sam).consent.reference
        for address in (f"/people/{sam.reference}/", f"/consents/{reference}/", "/consents/"):
            text = seen(cast.dana, address)
            assert "Active" in text
            assert "Share with a professional or service" in text
            for hidden in ("Elm Surgery", "To plan their care", "care plan", "Yes, tell my doctor"):
                assert hidden not in text, (address, hidden)

    def test_the_auditor_sees_no_names_and_nothing_that_can_hold_one(self, cast: Cast, sam: Person) -> None:
        names = (
            "recipient relationship purpose not_to_share giver_name identity_check answer_words"
            " scan_reference explained understood supporter safe_to_involve"
        )
        typed = dict.fromkeys(names.split(), "Jane Rivers")
        consent = say(cast, sam, kind="SHARE_FAMILY", **typed).consent
        pages = (f"/people/{sam.reference}/", "/consents/{}/", "/consents/{}/withdraw/", "/consents/")
        for page in pages:
            text = seen(cast.aled, page.format(consent.reference))
            assert "Jane" not in text, page
            assert "Hidden for your role" in text, page
        text = seen(cast.aled, f"/consents/{consent.reference}/")
        for kept in ("Share with family or a friend", "Active", "Spoken, face to face", "10 of 10 are yes"):
            assert kept in text
        invalidate(consent, by=cast.max, at=NOON, reason="Jane Rivers was with them")
        assert "Jane" not in seen(cast.aled, f"/consents/{consent.reference}/")

    def test_an_organisation_is_no_secret_from_the_auditor_but_who_in_it_is(
        self, cast: Cast, sam: Person
    ) -> None:
        elm = organisations.create(by=cast.max, at=NOON, name="Elm Surgery", kind="health", secure_route="")
        consent = say(cast, sam, organisation=elm, recipient="Dr Green").consent
        text = seen(cast.aled, f"/consents/{consent.reference}/")
        assert "Elm Surgery" in text
        assert "Green" not in text

    def test_a_colleague_elsewhere_learns_only_that_it_is_there(self, cast: Cast, sam: Person) -> None:
        reference = say(cast, sam).consent.reference
        open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
        text = seen(cast.finn, f"/people/{sam.reference}/")
        assert reference in text
        asked = seen(cast.finn, f"/consents/{reference}/withdraw/")
        for hidden in ("Elm Surgery", "Harbour"):
            assert hidden not in text
            assert hidden not in asked
        seen(cast.finn, f"/consents/{reference}/", 404)
        seen(cast.finn, f"/consents/{reference}/reconfirm/", 404)


class TestOneConsent:
    def test_a_title_and_an_address_name_nobody(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, f"/consents/{say(cast, sam).consent.reference}/")
        assert "Rivers" not in text.partition("</title>")[0]

    def test_looking_is_in_the_ledger(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam).consent
        seen(cast.fay, f"/consents/{consent.reference}/")
        event = Event.objects.get(verb="view")
        assert (event.reference, event.person_id, event.service_id, event.actor_id) == (
            consent.reference,
            sam.pk,
            cast.harbour.pk,
            cast.fay.pk,
        )

    @pytest.mark.parametrize(
        ("name", "buttons"),
        [
            ("fay", ["reconfirm", "withdraw"]),
            ("max", ["reconfirm", "withdraw", "invalidate"]),
            ("igor", ["withdraw", "invalidate"]),
            ("dana", ["withdraw"]),
            ("gwen", ["withdraw"]),
        ],
    )
    def test_each_role_gets_its_buttons(self, cast: Cast, sam: Person, name: str, buttons: list[str]) -> None:
        reference = say(cast, sam).consent.reference
        text = seen(getattr(cast, name), f"/consents/{reference}/")
        steps = ("reconfirm", "withdraw", "invalidate", "amend", "give", "refuse", "told")
        assert [verb for verb in steps if f'href="/consents/{reference}/{verb}/"' in text] == buttons

    def test_a_missing_button_is_explained(self, cast: Cast, sam: Person) -> None:
        text = seen(cast.fay, f"/consents/{say(cast, sam).consent.reference}/")
        assert "Only a manager of the service or the IG team can say that" in text

    def test_the_timeline_tells_what_happened_and_who_wrote_it_down(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, at=NOON - DAY).consent
        withdraw(consent, by=cast.max, at=NOON, withdrawn_at=NOON - timedelta(hours=3))
        text = seen(cast.fay, f"/consents/{consent.reference}/")
        events = text[text.index("What happened") :]
        assert (
            events.index("They took it back")
            < events.index("They said yes")
            < events.index("An answer was written down")
        )
        assert "They said it on 22 November 2026 at 09:00." in events
        assert "by Max Example" in events

    @pytest.mark.parametrize("name", ["finn", "maya", "isla", "cora"])
    def test_another_service_gets_404_for_every_step(self, cast: Cast, sam: Person, name: str) -> None:
        reference, user = say(cast, sam).consent.reference, getattr(cast, name)
        for verb in ("", "amend/", "reconfirm/", "withdraw/", "invalidate/", "told/", "nonsense/"):
            seen(user, f"/consents/{reference}/{verb}", 404)

    def test_an_excluded_worker_gets_404_and_it_is_in_the_ledger(self, cast: Cast, sam: Person) -> None:
        reference = say(cast, sam).consent.reference
        report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
        for verb in ("", "withdraw/", "reconfirm/"):
            seen(cast.fay, f"/consents/{reference}/{verb}", 404)
        seen(cast.fay, f"/consents/new/?person={sam.reference}", 404)
        blocked = Event.objects.filter(verb="exclusion_block", actor_id=cast.fay.pk)
        assert blocked.filter(register="consents", reference=reference).count() == 3
        assert "Sam" not in seen(cast.fay, "/consents/")

    @pytest.mark.parametrize(
        "address",
        [
            "/consents/CON%00/",
            "/consents/%00/withdraw/",
            "/consents/%00/amend/",
            "/consents/new/?person=PER%00",
            "/consents/x/y/",
        ],
    )
    def test_an_address_that_leads_nowhere(self, cast: Cast, address: str) -> None:
        seen(cast.fay, address, 404)

    def test_a_step_that_is_not_open_any_more_says_so(self, cast: Cast, sam: Person) -> None:
        consent = say(cast, sam, yes=False).consent
        assert "This step is closed" in seen(cast.fay, f"/consents/{consent.reference}/withdraw/", 409)

    @pytest.mark.parametrize("name", ["igor", "dana", "gwen", "aled"])
    def test_who_only_oversees_records_no_answers(self, cast: Cast, sam: Person, name: str) -> None:
        assert "Your role" in seen(getattr(cast, name), f"/consents/new/?person={sam.reference}", 403)


class TestTheList:
    def test_it_shows_ones_own_service_and_is_one_look(self, cast: Cast, sam: Person) -> None:
        ours = say(cast, sam).consent
        theirs = say(cast, cast.person("Kim Lake", worker=cast.finn), by=cast.finn).consent
        text = seen(cast.fay, "/consents/")
        assert ours.reference in text
        assert theirs.reference not in text
        assert Event.objects.filter(verb="view", register="consents").count() == 1

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("state=ACTIVE", {"fresh", "review", "ending"}),
            ("state=EXPIRED", {"expired"}),
            ("state=REFUSED", {"no"}),
            ("state=WITHDRAWN", {"gone"}),
            ("due=review", {"review", "ending"}),
            ("due=expiry", {"ending"}),
            ("due=tell", {"gone"}),
            ("state=%00&due=soon&service=9", {"fresh", "review", "ending", "expired", "no", "gone"}),
        ],
    )
    def test_by_how_it_stands_and_what_is_due(
        self, cast: Cast, sam: Person, query: str, found: set[str]
    ) -> None:
        when = {
            "fresh": NOON,
            "review": datetime(2026, 5, 30, tzinfo=UTC),
            "ending": datetime(2025, 12, 1, tzinfo=UTC),
            "expired": NOON - 370 * DAY,
            "gone": NOON - DAY,
        }
        made = {name: say(cast, sam, at=at, recipient=name).consent for name, at in when.items()}
        made["no"] = say(cast, sam, yes=False, recipient="no").consent
        withdraw(made["gone"], by=cast.fay, at=NOON, withdrawn_at=NOON)
        text = seen(cast.fay, f"/consents/?{query}")
        assert {name for name, consent in made.items() if consent.reference in text} == found

    def test_by_what_it_is_for_who_receives_it_and_whose_case_it_is(self, cast: Cast, sam: Person) -> None:
        elm = surgery(cast, "Elm Surgery")
        kim = cast.person("Kim Lake", worker=cast.dora)
        bob = cast.person("Bob Hill")
        assign(bob.cases.get(), by=cast.max, at=NOON, key_worker=None)
        made = {
            "elm": say(cast, sam, organisation=elm).consent,
            "family": say(cast, sam, kind=Kind.SHARE_FAMILY, recipient="Rosa").consent,
            "doras": say(cast, kim).consent,
            "nobodys": say(cast, bob).consent,
        }
        for query, found in {
            "kind=SHARE_FAMILY": {"family"},
            f"organisation={elm.pk}": {"elm"},
            f"worker={cast.dora.pk}": {"doras"},
            f"worker={cast.fay.pk}&kind=SHARE_CARE": {"elm"},
            "worker=nobody": {"nobodys"},
            f"worker={cast.finn.pk}&kind=x&organisation={10**30}": set(made),
            "worker=%00&organisation=²": set(made),
        }.items():
            text = seen(cast.fay, f"/consents/?{query}")
            assert {name for name, each in made.items() if each.reference in text} == found, query
            wanted = filters(cast.fay, QueryDict(query))
            assert text.count(" selected>") == len(wanted), query
            assert set(chosen(cast.fay, wanted, NOON)) == {made[name] for name in found}, query

    def test_who_learns_only_how_it_stands_cannot_ask_who_receives_it(self, cast: Cast, sam: Person) -> None:
        elm = surgery(cast, "Elm Surgery")
        say(cast, sam)
        assert filters(cast.dana, {"organisation": str(elm.pk), "kind": "MEDIA"}) == {"kind": "MEDIA"}
        assert 'name="organisation"' not in seen(cast.dana, "/consents/")

    @pytest.mark.parametrize("due", ["review", "tell"])
    def test_what_is_due_is_paged_soonest_first_and_of_the_service_that_was_chosen(
        self, cast: Cast, sam: Person, due: str
    ) -> None:
        days = 175 if due == "review" else 1
        made = [say(cast, sam, at=NOON - (days + n) * DAY, recipient=f"Name {n}").consent for n in range(27)]
        if due == "tell":
            for n, consent in enumerate(made):
                withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON - (26 - n) * timedelta(minutes=1))
        seen_now, address = [], f"?due={due}&service={cast.harbour.pk}"
        while address:
            context = signed_in(cast.fay).get(f"/consents/{address}").context
            seen_now += [row["consent"].reference for row in context["rows"]]
            address = context["page"].next_url
        assert sorted(seen_now) == sorted(consent.reference for consent in made)
        if due == "review":
            days_due = [Consent.objects.get(reference=each).review_on for each in seen_now]
            assert days_due == sorted(days_due)
        assert signed_in(cast.fay).get(f"/consents/?due={due}&service={cast.quay.pk}").status_code == 200

    def test_search_by_name_or_reference_by_post(self, cast: Cast, sam: Person) -> None:
        Person.objects.filter(pk=sam.pk).update(nhs_number="9434765919")
        consent = say(cast, sam).consent
        for user, wanted, found in (
            (cast.fay, "rive", True),
            (cast.fay, consent.reference.lower(), True),
            (cast.fay, "ri", False),
            (cast.fay, "ri\0ve", True),
            (cast.fay, "x" * 500, False),
            (cast.fay, "943 476 5919", True),
            (cast.fay, sam.reference, True),
            (cast.finn, "rive", False),
            (cast.dana, "rive", True),
            (cast.aled, sam.reference, False),
            (cast.aled, "rive", False),
            (cast.aled, consent.reference, True),
        ):
            text = signed_in(user).post("/consents/search/", {"q": wanted}).content.decode()
            assert (f"/consents/{consent.reference}/" in text) is found, (user, wanted)
        assert signed_in(cast.fay).get("/consents/search/").url == "/consents/"

    def test_the_hint_of_the_search_says_what_ones_role_finds(self, cast: Cast) -> None:
        hints = [seen(user, "/consents/") for user in (cast.fay, cast.aled)]
        assert ["part of the person’s name" in text for text in hints] == [True, False]
        assert all("A whole reference" in text for text in hints)

    def test_a_look_at_the_list_is_a_look_at_each_of_them(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        seen(cast.fay, "/consents/")
        assert Event.objects.get(verb="view", register="consents").detail["people"] == [sam.pk]

    @pytest.mark.parametrize("start", ["?", "?due=review&", "?due=expiry&", "?due=tell&", "?state=REFUSED&"])
    @pytest.mark.parametrize("side", ["after", "before"])
    def test_the_place_in_another_list_is_no_fault(
        self, cast: Cast, sam: Person, start: str, side: str
    ) -> None:
        newest = say(cast, sam, yes=False).consent
        for token in (newest.pk, sam.pk, 10**30, "-1", "x:y", "%00", ""):
            seen(cast.fay, f"/consents/{start}{side}={token}")

    def test_hundred_rows_cost_no_more_queries_than_twentyfive(self, cast: Cast, sam: Person) -> None:
        first = say(cast, sam).consent
        client = signed_in(cast.fay)

        def fill(number: int) -> None:
            copies = []
            for _ in range(number):
                first.pk, first._state.adding = None, True
                copy = Consent(**{f.attname: getattr(first, f.attname) for f in Consent._meta.fields})
                copy.reference = f"CON-2025-{Consent.objects.count() + len(copies):06}"
                copies.append(copy)
            Consent.objects.bulk_create(copies)

        def queries(address: str) -> int:
            with CaptureQueriesContext(
                connection,
            ) as captured:
                assert client.get(address).status_code == 200
            return len(captured)

        fill(24)
        few = [queries("/consents/"), queries("/consents/?due=expiry"), queries("/consents/?state=ACTIVE")]
        fill(75)
        assert Consent.objects.count() == 100
        many = [queries("/consents/"), queries("/consents/?due=expiry"), queries("/consents/?state=ACTIVE")]
        assert many == few
        assert max(many) <= 14

    def test_page_after_page_shows_every_consent_once(self, cast: Cast, sam: Person) -> None:
        import re

        for number in range(30):
            say(
                cast,
                sam,
                recipient=f"Surgery {number}",
                at=datetime(2026, 5, 24, tzinfo=UTC) + number % 3 * DAY,
            )
        for start in ("/consents/", "/consents/?due=review"):
            address, found = start, []
            while address:
                text = seen(cast.fay, address)
                found += re.findall(r'href="/consents/(CON-[0-9-]+)/"', text)
                following = re.search(r'href="(\?[^"]*)" rel="next"', text)
                address = f"/consents/{following[1].replace('&amp;', '&')}" if following else ""
            assert len(found) == len(set(found)) == 30


def test_a_childs_record_says_so(cast: Cast) -> None:
    ash = cast.person("Ash Rivers", born=date(2009, 6, 10))
    consent = say(cast, ash, **PANEL).consent
    for address in (f"/consents/{consent.reference}/", f"/people/{ash.reference}/"):
        assert "They count as a child in England" in seen(cast.fay, address)


class TestAskingAnew:
    ASK = "Ask them anew"

    def test_what_ran_out_leads_to_a_new_answer_until_there_is_one(self, cast: Cast, sam: Person) -> None:
        gone = say(cast, sam, at=NOON - 370 * DAY).consent
        address = f"/consents/{gone.reference}/"
        same = f"kind=SHARE_CARE&amp;how=IN_PERSON_VERBAL&amp;again={gone.reference}"
        assert f'?person={sam.reference}&amp;{same}">{self.ASK}' in seen(cast.fay, address)
        assert self.ASK not in seen(cast.priya, address)
        say(cast, sam, yes=False)
        assert self.ASK not in seen(cast.fay, address)

    def test_what_was_asked_about_is_filled_in_and_what_they_say_now_is_not(
        self, cast: Cast, sam: Person
    ) -> None:
        gone = say(cast, sam, at=NOON - 370 * DAY, items=["contact"], giver_name="").consent
        same = f"kind=SHARE_CARE&how=IN_PERSON_VERBAL&again={gone.reference}"
        form = seen(cast.fay, f"/consents/new/?person={sam.reference}&{same}")
        assert 'value="Elm Surgery"' in form
        assert 'value="To plan their care together"' in form
        assert form.count(" checked") == 3  # what it is for, what may be shared, and that the person answers
        other = cast.person("Kim Lake")
        form = seen(cast.fay, f"/consents/new/?person={other.reference}&{same}")
        assert "Elm Surgery" not in form

    def test_what_stands_is_not_asked_anew(self, cast: Cast, sam: Person) -> None:
        assert self.ASK not in seen(cast.fay, f"/consents/{say(cast, sam).consent.reference}/")

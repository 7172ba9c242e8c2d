"""The staff pages of help with choices and of statements, and what they leave in the ledger."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.accounts import roles
from governance.accounts.models import User
from governance.accounts.roles import Role, cell
from governance.exports.lists import find
from governance.ledger.models import Event
from governance.people.models import Person
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.rules import IN_SHORT, POSITION
from tests.cast import NOON, Cast, signed_in
from tests.sharing.opt_outs.helping import helped, in_force_although_it_applies, stated, waiting

LIST, NEW, STATEMENTS = "/opt-outs/", "/opt-outs/new/", "/opt-out-statements/"
DAY = {"helped_on_day": "22", "helped_on_month": "11", "helped_on_year": "2026"}
TYPED = {"about": "spire", "question": "How to get the form", "leaflet": "spire", **DAY}


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


def seen(user: User, address: str, status: int = 200) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def sent(user: User, address: str, typed: dict[str, str]) -> Any:
    """The form of the page, filled in so and sent."""
    client = signed_in(user)
    form = client.get(address).context["form"]
    hidden = {name: form[name].value() for name in form.fields if form.fields[name].widget.is_hidden}
    return client.post(address, {k: v for k, v in hidden.items() if v is not None} | typed, follow=True)


class TestWritingItDown:
    def test_from_the_persons_page_and_back_to_it(self, cast: Cast, sam: Person) -> None:
        page = seen(cast.fay, f"/people/{sam.reference}/")
        assert "Nobody has written down that they asked" in page
        assert f'href="{NEW}?person={sam.reference}"' in page
        answer = sent(cast.fay, f"{NEW}?person={sam.reference}", TYPED)
        assert answer.redirect_chain == [(f"/people/{sam.reference}/", 302)]
        text = answer.content.decode()
        assert "Your help is written down." in text
        assert "SPIRE (Scotland)" in text
        made = Help.objects.get()
        assert (made.person, made.service, made.question) == (sam, cast.harbour, "How to get the form")

    def test_nobody_needs_to_be_named(self, cast: Cast) -> None:
        answer = sent(cast.fay, NEW, TYPED)
        assert answer.redirect_chain == [(LIST, 302)]
        assert "Nobody by name: SPIRE (Scotland)" in answer.content.decode()
        assert Help.objects.get().person is None

    def test_the_form_says_that_the_choice_is_never_kept_and_where_to_find_a_person(self, cast: Cast) -> None:
        text = seen(cast.fay, NEW)
        assert "Never write whether they opted out" in text
        assert 'href="/people/">Find them' in text

    def test_today_is_there_already_and_one_service_is_not_asked_for(self, cast: Cast, sam: Person) -> None:
        address = f"{NEW}?person={sam.reference}"
        assert signed_in(cast.fay).get(address).context["form"]["helped_on"].value() == NOON.date()
        text = seen(cast.fay, address)
        assert "In which service?" not in text
        assert "In which service?" in seen(cast.igor, NEW)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"about": ""}, "What did they ask about?"),
            ({"leaflet": ""}, "Which leaflet did you give them?"),
            ({"helped_on_day": "23"}, "This day is still to come."),
            ({"question": "She opted out"}, "This seems to say what they chose. We never keep that."),
            ({"about": "other", "question": ""}, "You have not said what it was about."),
            ({"question": "x" * 301}, "at most 300"),
            ({"place": "999"}, "There is a problem"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, cast: Cast, sam: Person, changes: dict[str, str], message: str
    ) -> None:
        text = sent(cast.fay, f"{NEW}?person={sam.reference}", TYPED | changes).content.decode()
        assert "There is a problem" in text
        assert message in text
        assert 'value="2026"' in text
        assert not Help.objects.exists()

    def test_sent_twice_it_is_written_down_once(self, cast: Cast, sam: Person) -> None:
        client, address = signed_in(cast.fay), f"{NEW}?person={sam.reference}"
        form = client.get(address).context["form"]
        body = TYPED | {"place": form["place"].value(), "form_key": str(form["form_key"].value())}
        assert [client.post(address, body).status_code for _ in range(2)] == [302, 302]
        assert Help.objects.count() == 1

    @pytest.mark.parametrize(("name", "status"), [("max", 403), ("gwen", 403), ("dana", 403), ("finn", 404)])
    def test_who_may_not_is_told_or_finds_nobody(
        self, cast: Cast, sam: Person, name: str, status: int
    ) -> None:
        seen(getattr(cast, name), f"{NEW}?person={sam.reference}", status)
        assert (
            "Record help with a choice"
            not in signed_in(getattr(cast, name)).get(f"/people/{sam.reference}/").content.decode()
        )


class TestTheList:
    def test_the_latest_first_with_the_statement_above(self, cast: Cast, sam: Person) -> None:
        helped(cast, sam)
        stated(cast)
        text = seen(cast.fay, LIST)
        assert "Sam Rivers: The national opt-out (England)" in text
        assert "there is nobody whom we would have to leave out" in text
        assert "Confirmed by Priya Example on 22 November 2026" in text

    @pytest.mark.parametrize("name", ["finn", "maya", "dana", "cora"])
    def test_others_see_nothing_of_it(self, cast: Cast, sam: Person, name: str) -> None:
        made = helped(cast, sam)
        assert made.reference not in seen(getattr(cast, name), LIST)
        seen(getattr(cast, name), f"{LIST}{made.reference}/", 404)

    def test_the_auditor_reads_no_name_and_no_free_text(self, cast: Cast, sam: Person) -> None:
        made = helped(cast, sam, question="Her sister Ann told her")
        for text in (seen(cast.aled, LIST), seen(cast.aled, f"{LIST}{made.reference}/")):
            assert "S••• R•••" in text
            assert "Rivers" not in text
            assert "Ann" not in text

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("about=spire", {"spire"}),
            ("leaflet=none", {"spire"}),
            ("whom=person", {"national"}),
            ("whom=nobody", {"spire"}),
            ("year=2026", {"national", "spire"}),
            ("year=2025", set()),
            ("year=nonsense&about=nonsense&service=1&whom=x", {"national", "spire"}),
        ],
    )
    def test_it_is_chosen_from(self, cast: Cast, sam: Person, asked: str, found: set[str]) -> None:
        helped(cast, sam)
        helped(cast, about="spire", leaflet="none")
        listed = signed_in(cast.fay).get(f"{LIST}?{asked}").context["rows"]
        assert {help.about for help, _ in listed} == found

    def test_one_service_of_many(self, cast: Cast, sam: Person) -> None:
        helped(cast, sam)
        helped(cast, by=cast.isla)
        listed = signed_in(cast.igor).get(f"{LIST}?service={cast.firth.pk}").context["rows"]
        assert [help.service for help, _ in listed] == [cast.firth]

    def test_a_look_at_it_is_a_look_at_everyone_on_it(self, cast: Cast, sam: Person) -> None:
        made = helped(cast, sam)
        seen(cast.max, LIST)
        assert Event.objects.get(register="opt_outs", verb="view").detail["people"] == [sam.pk]
        seen(cast.max, f"{LIST}{made.reference}/")
        assert Event.objects.filter(register="opt_outs", verb="view").last().person_id == sam.pk

    def test_what_is_about_nobody_is_not_noted(self, cast: Cast) -> None:
        made = helped(cast)
        seen(cast.fay, LIST)
        seen(cast.fay, f"{LIST}{made.reference}/")
        assert not Event.objects.filter(register="opt_outs", verb="view").exists()

    def test_it_costs_the_same_for_few_and_for_many(self, cast: Cast, sam: Person) -> None:
        helped(cast, sam)
        client = signed_in(cast.fay)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(LIST)
            return len(queries)

        few = cost()
        for _ in range(30):
            helped(cast, sam)
        # One more, as the count does not stop at the first page.
        assert cost() <= few + 1

    def test_a_view_of_it_is_saved(self, cast: Cast) -> None:
        helped(cast)
        assert "/saved-views/new/opt_outs/?about=national" in seen(cast.fay, f"{LIST}?about=national")


class TestTakingItAway:
    """The handbook's table gives nobody an X for this list."""

    @pytest.mark.parametrize("name", ["fay", "max", "igor", "priya", "dana", "gwen", "aled"])
    def test_no_role_does(self, cast: Cast, name: str) -> None:
        helped(cast)
        user: User = getattr(cast, name)
        assert "E-ROLE" in seen(user, f"{LIST}export/?format=csv", 403)
        assert "Download as CSV" not in seen(user, LIST)

    def test_with_an_x_there_is_a_line_for_each_and_no_choice(
        self, cast: Cast, sam: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(roles.TABLE["opt_outs"], Role.IG, cell("VCEAXa"))
        made = helped(cast, sam)
        assert f'href="{LIST}export/?format=csv"' in seen(cast.igor, LIST)
        answer = signed_in(cast.igor).get(f"{LIST}export/?format=csv")
        lines = b"".join(answer.streaming_content).decode("utf-8-sig")
        heads, line, _ = csv.reader(io.StringIO(lines))
        assert dict(zip(heads, line, strict=True)) == {
            "Reference": made.reference,
            "Day": "2026-11-22",
            "Person": sam.reference,
            "Name": "Sam Rivers",
            "Service": "Harbour",
            "What it was about": "The national opt-out (England)",
            "What they asked": "How to find the page",
            "Leaflet": "The NHS leaflet about the national opt-out",
            "Who helped": "Fay Example",
        }

    def test_where_names_are_masked_they_are_in_a_file_too(self, cast: Cast, sam: Person) -> None:
        helped(cast, sam)
        columns = find("opt_outs").columns(cast.aled, NOON)
        rows = find("opt_outs").rows(cast.aled, {}, NOON).values_list(*[each.value for each in columns])
        assert {"S••• R•••", "Hidden for your role"} <= set(rows.get())


class TestOneEntry:
    def test_it_says_what_was_given_and_that_no_choice_is_kept(self, cast: Cast, sam: Person) -> None:
        made = helped(cast, sam)
        text = seen(cast.fay, f"{LIST}{made.reference}/")
        assert "What they chose is not kept here, or anywhere with us." in text
        assert "Rivers" not in text.partition("<title>")[2].partition("</title>")[0]
        assert "/correct/" not in text

    def test_the_ig_team_corrects_it(self, cast: Cast, sam: Person) -> None:
        made = helped(cast, sam)
        answer = sent(
            cast.igor, f"{LIST}{made.reference}/correct/", TYPED | {"reason": "It was about Scotland"}
        )
        assert "It is corrected." in answer.content.decode()
        made.refresh_from_db()
        assert (made.about, made.version) == ("spire", 2)
        assert "It was about Scotland" in answer.content.decode()

    def test_nobody_else_does(self, cast: Cast, sam: Person) -> None:
        made = helped(cast, sam)
        for user in (cast.fay, cast.max, cast.gwen):
            seen(user, f"{LIST}{made.reference}/correct/", 403)


class TestStatements:
    @pytest.mark.parametrize("name", ["fay", "max", "dana", "cora", "igor", "gwen", "sol", "aled"])
    def test_everybody_who_works_here_reads_them(self, cast: Cast, name: str) -> None:
        made = stated(cast)
        user: User = getattr(cast, name)
        assert made.reference in seen(user, STATEMENTS)
        text = seen(user, f"{STATEMENTS}{made.reference}/")
        assert "there is nobody whom we would have to leave out" in text
        assert "Confirmed by Priya Example" in text

    def test_two_years_are_there_the_newest_first(self, cast: Cast, time_machine: Any) -> None:
        old = stated(cast, words="As we saw it in the first year")
        time_machine.move_to(NOON.replace(year=2027), tick=False)
        new = stated(cast, at=NOON.replace(year=2027))
        text = seen(cast.fay, STATEMENTS)
        assert text.index(new.reference) < text.index(old.reference)
        assert text.count("Holds now") == 1
        assert "As we saw it in the first year" in seen(cast.fay, f"{STATEMENTS}{old.reference}/")

    def test_the_dpo_makes_it_from_the_desk(self, cast: Cast) -> None:
        waits = waiting()
        assert f'href="{STATEMENTS}{waits.reference}/"' in seen(cast.priya, reverse("desk:work"))
        assert "Confirm the statement" in seen(cast.priya, f"{STATEMENTS}{waits.reference}/")
        address = f"{STATEMENTS}{waits.reference}/confirm/"
        typed = {"words": POSITION, "in_short": IN_SHORT, "sure": "on"}
        answer = sent(cast.priya, address, typed)
        assert "The statement is made." in answer.content.decode()
        waits.refresh_from_db()
        assert (waits.state, waits.confirmed_by) == ("CONFIRMED", cast.priya)

    def test_last_years_words_are_there_already(self, cast: Cast) -> None:
        stated(cast, words="What I wrote last year", in_short="Short as last year")
        text = seen(cast.priya, f"{STATEMENTS}{waiting().reference}/confirm/")
        assert "What I wrote last year" in text
        assert "Short as last year" in text

    def test_who_has_not_looked_or_says_not_how_it_fits_is_asked_again(self, cast: Cast) -> None:
        in_force_although_it_applies(cast)
        address = f"{STATEMENTS}{waiting().reference}/confirm/"
        assert "How is the statement true all the same?" in seen(cast.priya, address)
        text = sent(cast.priya, address, {"words": POSITION, "in_short": IN_SHORT}).content.decode()
        assert "There are agreements that the opt-out applies to." in text
        assert "I have looked at what it rests on" in text
        assert Statement.objects.get().state == "WAITING"

    @pytest.mark.parametrize("name", ["fay", "igor", "sol", "aled"])
    def test_nobody_but_the_dpo_has_the_button_or_the_form(self, cast: Cast, name: str) -> None:
        user, waits = getattr(cast, name), waiting()
        text = seen(user, f"{STATEMENTS}{waits.reference}/")
        assert "/confirm/" not in text
        assert "Only the Data Protection Officer makes this statement." in text
        address = f"{STATEMENTS}{waits.reference}/confirm/"
        seen(user, address, 403)
        assert signed_in(user).post(address, {"words": "x", "in_short": "x", "sure": "on"}).status_code == 403

    def test_what_is_made_is_made(self, cast: Cast) -> None:
        made = stated(cast)
        seen(cast.priya, f"{STATEMENTS}{made.reference}/confirm/", 409)

"""The pages of the staff: who sees what, each step by its form, and little asked of the database."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from governance.people import actions as people
from governance.records.actor import acting_as
from governance.rights.models import RightsRequest
from governance.rights.rules import Right
from governance.rights.states import State
from governance.workflow.follow import code_for
from tests.cast import Cast, signed_in
from tests.rights.asking import WORDS, asked, at_work, searched, step

DAY = timedelta(days=1)


def day(moment: Any, name: str = "on") -> dict[str, int]:
    return {f"{name}_day": moment.day, f"{name}_month": moment.month, f"{name}_year": moment.year}


class TestWhoSees:
    def test_all_of_them_their_services_alone_or_nothing(self, cast: Cast) -> None:
        now = timezone.now()
        ours, nobodys = asked(cast, person=cast.person(), at=now), asked(cast, at=now)
        theirs = asked(cast, at=now, service=cast.quay)
        seen = {
            "igor": (cast.igor, {ours, nobodys, theirs}),
            "gwen": (cast.gwen, {ours, nobodys, theirs}),
            "aled": (cast.aled, {ours, nobodys, theirs}),
            "max": (cast.max, {ours}),
            "maya": (cast.maya, {theirs}),
            "fay": (cast.fay, set()),
            "cora": (cast.cora, set()),
        }
        for name, (user, expected) in seen.items():
            client = signed_in(user)
            page = client.get("/rights/").content.decode()
            for each in (ours, nobodys, theirs):
                assert (each.reference in page) is (each in expected), name
                status = client.get(f"/rights/{each.reference}/").status_code
                assert status == (200 if each in expected else 404), name

    def test_not_who_knows_the_person(self, cast: Cast) -> None:
        sam = cast.person()
        made = asked(cast, person=sam)
        with acting_as(cast.fay.pk):
            people.report(person=sam, worker=cast.igor, relationship="friend", by=cast.fay, at=timezone.now())
        client = signed_in(cast.igor)
        assert client.get(f"/rights/{made.reference}/").status_code == 404
        assert made.reference not in client.get("/rights/").content.decode()

    def test_the_auditor_sees_no_name_and_no_words(self, cast: Cast) -> None:
        made = asked(cast, person=cast.person())
        page = signed_in(cast.aled).get(f"/rights/{made.reference}/").content.decode()
        assert "Sam Rivers" not in page
        assert WORDS not in page
        assert "S•••" in page

    def test_whoever_only_looks_takes_no_step(self, cast: Cast) -> None:
        made = at_work(cast, at=timezone.now())
        for user in (cast.max, cast.gwen, cast.aled):
            client = signed_in(user)
            assert client.post(f"/rights/{made.reference}/drop/", {"words": "No"}).status_code == 403
            assert client.get(f"/rights/{made.reference}/copy/").status_code == 403
        made.refresh_from_db()
        assert made.state == State.IN_PROGRESS


class TestTakingItIn:
    def facts(self, **changes: Any) -> dict[str, Any]:
        now = timezone.localtime()
        usual = {"right": "access", "words": WORDS, "channel": "telephone", "name": "Robin Banks"}
        return usual | day(now, "received_on") | {"form_key": str(uuid4())} | changes

    def test_frontline_write_it_down_and_get_the_code_to_tell_once_pressed_twice_too(
        self, cast: Cast
    ) -> None:
        client, facts = signed_in(cast.fay), self.facts()
        for _ in range(2):
            assert client.post("/rights/record/", facts).url == "/rights/recorded/"
        made = RightsRequest.objects.get()
        assert made.created_by == cast.fay
        # Whoever asks for the head alone has not read it.
        assert client.head("/rights/recorded/").status_code == 200
        page = client.get("/rights/recorded/").content.decode()
        assert code_for(made.form_key) in page
        assert made.reference in page
        # Shown once, and to nobody else.
        assert client.get("/rights/recorded/").url == "/rights/"
        assert signed_in(cast.cora).get("/rights/recorded/").url == "/rights/"

    def test_the_service_they_name_decides_which_days_are_free(self, cast: Cast) -> None:
        signed_in(cast.fay).post("/rights/record/", self.facts(service=cast.quay.pk))
        assert RightsRequest.objects.get().service == cast.quay

    def test_about_somebody_whom_they_know_from_that_persons_page(self, cast: Cast) -> None:
        sam, client = cast.person(safe_contact="Text only"), signed_in(cast.fay)
        where = f"/rights/record/?person={sam.reference}"
        assert where in client.get(f"/people/{sam.reference}/").content.decode()
        page = client.get(where).content.decode()
        assert "Text only" in page
        assert 'name="name"' not in page
        client.post(where, self.facts())
        made = RightsRequest.objects.get()
        assert (made.person, made.name, made.service) == (sam, "Sam Rivers", cast.harbour)

    def test_a_stranger_s_page_is_not_there_and_the_data_team_writes_none(self, cast: Cast) -> None:
        sam = cast.person()
        assert signed_in(cast.finn).get(f"/rights/record/?person={sam.reference}").status_code == 404
        assert signed_in(cast.dana).get("/rights/record/").status_code == 403

    def test_what_is_wrong_is_said_with_everything_kept(self, cast: Cast) -> None:
        tomorrow = timezone.localtime() + DAY
        page = signed_in(cast.fay).post("/rights/record/", self.facts(**day(tomorrow, "received_on")))
        assert "This day is still to come" in page.content.decode()
        assert "Robin Banks" in page.content.decode()
        hidden = signed_in(cast.fay).post("/rights/record/", self.facts(words="a\u202eb"))
        assert "hidden character" in hidden.content.decode()
        assert not RightsRequest.objects.exists()


class TestSteps:
    def test_each_step_by_its_form(self, cast: Cast) -> None:
        now = timezone.localtime()
        made = asked(cast, person=cast.person(), at=now)
        client, here = signed_in(cast.igor), f"/rights/{made.reference}/"
        today = day(now)

        def press(verb: str, **facts: Any) -> None:
            assert client.get(f"{here}{verb}/").status_code == 200, verb
            made.refresh_from_db()
            facts |= {"read_version": made.version, "form_key": str(uuid4())}
            answer = client.post(f"{here}{verb}/", facts)
            assert answer.status_code == 302, answer.content.decode()
            assert client.get(here).status_code == 200
            made.refresh_from_db()

        press("ask_identity", words="A bus pass")
        press("identify", how="She showed it", **today)
        press("pause", question="Which year?", **today)
        press("resume", reply="All of them", **today)
        press("extend", ground="complex", because="Four services")
        press("write", words="We are at it")
        press(
            "correct",
            right="access",
            name="Sam",
            reason="Her name",
            **day(now, "received_on"),
        )
        press("search", **{f"found_{number}": "nothing" for number in range(1, 11)}, another="The van")
        press(
            "search",
            found_11="not_needed",
            note_11="It was sold",
            **{f"found_{n}": "nothing" for n in range(1, 11)},
        )
        assert not made.searches.filter(found="").exists()
        press("answer", outcome="nothing", words="We hold nothing.", given_how="By hand")
        assert made.state == State.ANSWERED

    def test_a_form_that_is_sent_twice_takes_its_step_once(self, cast: Cast) -> None:
        made = at_work(cast, Right.ERASURE, at=timezone.now())
        client, facts = signed_in(cast.igor), {"read_version": made.version, "form_key": str(uuid4())}
        facts |= {"ground": "must_keep", "words": "The law keeps it.", "given_how": "By letter"}
        for _ in range(2):
            assert client.post(f"/rights/{made.reference}/refuse/", facts).status_code == 302
        assert "What must be kept" in client.get(f"/rights/{made.reference}/").content.decode()
        # Another one comes too late, and is told so with what was typed.
        late = client.post(f"/rights/{made.reference}/refuse/", facts | {"form_key": str(uuid4())})
        assert late.status_code == 409
        assert "The law keeps it." in late.content.decode()
        assert "Someone changed this record" in late.content.decode()
        # Where it is not asked for by a form that was typed in, it is a page of its own.
        assert client.get(f"/rights/{made.reference}/refuse/").status_code == 409

    def test_two_people_at_the_list_of_places_do_not_undo_each_other(self, cast: Cast) -> None:
        made = at_work(cast, at=timezone.now())
        igor, priya = signed_in(cast.igor), signed_in(cast.priya)
        where = f"/rights/{made.reference}/search/"

        def drawn(client: Any) -> dict[str, str]:
            page = client.get(where).content.decode()
            assert 'name="initial-found_1"' in page
            fields = client.get(where).context["form"]
            shown = {name: fields[name].value() or "" for name in fields.fields}
            return shown | {fields[name].html_initial_name: shown[name] for name in shown if "_" in name}

        his, hers = drawn(igor), drawn(priya)
        assert igor.post(where, his | {"found_1": "something", "note_1": "Two boxes"}).status_code == 302
        assert priya.post(where, hers | {"found_2": "nothing"}).status_code == 302
        assert [each.found for each in made.searches.all()[:2]] == ["something", "nothing"]
        # One who changes what somebody else has changed is told so, and what was typed is shown.
        late = priya.post(where, hers | {"found_1": "nothing", "note_1": "Empty", "form_key": str(uuid4())})
        assert late.status_code == 409
        assert "Somebody else ticked this meanwhile" in late.content.decode()
        assert "Empty" in late.content.decode()
        assert made.searches.first().note == "Two boxes"

    def test_whose_it_is_is_chosen_among_those_who_look_like_them(self, cast: Cast) -> None:
        sam = cast.person("Robin Banks")
        made = asked(cast, at=timezone.now())
        client = signed_in(cast.igor)
        page = client.get(f"/rights/{made.reference}/link/").content.decode()
        assert f"{sam.name}, {sam.reference}, born 1 May 1980" in page
        facts = {"read_version": made.version, "form_key": str(uuid4())}
        wrong = client.post(f"/rights/{made.reference}/link/", facts | {"reference": "PER-2000-000001"})
        assert "We know nobody with this reference" in wrong.content.decode()
        client.post(f"/rights/{made.reference}/link/", facts | {"who": sam.reference})
        made.refresh_from_db()
        assert made.person == sam

    def test_a_refusal_of_a_rule_comes_back_with_what_was_typed(self, cast: Cast) -> None:
        made = at_work(cast, at=timezone.now())
        facts = {
            "read_version": made.version,
            "outcome": "granted",
            "words": "Here it is",
            "given_how": "By hand",
        }
        page = signed_in(cast.igor).post(f"/rights/{made.reference}/answer/", facts).content.decode()
        assert "10 places are not searched yet" in page
        assert "Here it is" in page


class TestANewCode:
    def test_it_is_shown_to_whoever_presses_twice_and_only_while_it_is_good(self, cast: Cast) -> None:
        made, client = asked(cast, at=timezone.now()), signed_in(cast.igor)
        where = f"/rights/{made.reference}/new_code/"
        assert where in client.get(f"/rights/{made.reference}/").content.decode()
        first = {"read_version": made.version, "form_key": str(uuid4())}
        for _ in range(2):
            assert code_for(UUID(first["form_key"])) in client.post(where, first).content.decode()
        client.post(where, {"read_version": made.version + 1, "form_key": str(uuid4())})
        dead = client.post(where, first).content.decode()
        assert code_for(UUID(first["form_key"])) not in dead
        assert "given a newer code since" in dead
        stale = client.post(where, {"read_version": made.version, "form_key": str(uuid4())})
        assert stale.status_code == 409

    def test_the_ig_team_alone_gives_it(self, cast: Cast) -> None:
        made = asked(cast, service=cast.harbour)
        for user, status in ((cast.max, 403), (cast.gwen, 403), (cast.fay, 404)):
            assert signed_in(user).post(f"/rights/{made.reference}/new_code/", {}).status_code == status


class TestMarks:
    def test_an_objection_stands_on_the_page_for_everybody_who_sees_the_person(self, cast: Cast) -> None:
        made = at_work(cast, Right.OBJECTION)
        page = signed_in(cast.fay).get(f"/people/{made.person.reference}/").content.decode()
        assert "They object to something" in page
        assert "No letters" in page
        # What they asked besides is for the IG team and the manager.
        assert made.reference not in page
        assert made.reference in signed_in(cast.max).get(f"/people/{made.person.reference}/").content.decode()
        assert (
            "No letters" not in signed_in(cast.aled).get(f"/people/{made.person.reference}/").content.decode()
        )


def test_the_pages_ask_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    sam = cast.person()
    for _ in range(6):
        asked(cast, person=sam, at=timezone.now())
    made = searched(cast, at_work(cast, person=sam, at=timezone.now()))
    step(cast, made, "pause", at=timezone.now(), question="Which year?", on=timezone.localdate())
    client = signed_in(cast.igor)
    for where, most in {"/rights/": 16, f"/rights/{made.reference}/": 26}.items():
        client.get(where)
        with django_assert_max_num_queries(most):
            assert client.get(where).status_code == 200


@pytest.mark.parametrize("where", ["/rights/?right=nonsense&state=open", "/rights/?service=0&state=%00"])
def test_an_address_that_asks_for_nonsense_shows_the_list(cast: Cast, where: str) -> None:
    assert signed_in(cast.igor).get(where).status_code == 200

"""The pages of incidents: who sees them, what they say, and that what is wrong comes back with what was typed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from governance.calendar import LONDON
from governance.ledger.models import Event
from incidents.incidents import actions, deciding
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Certainty
from incidents.incidents.states import State
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk

HOUR = timedelta(hours=1)


def text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return answer.content.decode()


def moment(name: str, at: Any) -> dict[str, str]:
    local = at.astimezone(LONDON)
    boxes = {"day": local.day, "month": local.month, "year": local.year, "time": f"{local:%H:%M}"}
    return {f"{name}_{box}": str(value) for box, value in boxes.items()}


def typed(**facts: Any) -> dict[str, Any]:
    said = {
        "certainty": "known",
        "what_happened": "A letter went to the wrong house.",
        "type": "misdirected",
        "data_sorts": ["health"],
        "people_count": "2",
        "contained": "no",
        "source": "staff",
        "form_key": str(uuid4()),
        **moment("known_at", timezone.now() - HOUR),
    }
    return said | facts


def post(client: Client, found: Incident, step: str, **facts: Any) -> Any:
    found.refresh_from_db()
    said = {"read_version": str(found.version), "form_key": str(uuid4()), **facts}
    return client.post(f"/incidents/{found.reference}/{step}/", said)


class TestReporting:
    def test_from_any_page_for_who_may(self, cast: Cast) -> None:
        for user in (cast.fay, cast.max, cast.dana, cast.igor, cast.cora):
            assert 'href="/incidents/new/"' in text(signed_in(user), "/desk/"), user
        for user in (cast.gwen, cast.aled):
            assert 'href="/incidents/new/"' not in text(signed_in(user), "/desk/"), user
            assert signed_in(user).get("/incidents/new/").status_code == 403

    def test_it_is_reported_and_shown(self, cast: Cast) -> None:
        client = signed_in(cast.fay)
        answer = client.post("/incidents/new/", typed(service=cast.harbour.pk), follow=True)
        page = answer.content.decode()
        found = Incident.objects.get()
        assert (found.service, found.reported_by, found.people_count) == (cast.harbour, cast.fay, 2)
        assert "A letter went to the wrong house." in page
        assert "Tell the regulator" in page

    def test_what_sort_of_thing_it_is_nobody_chose_for_them(self, cast: Cast) -> None:
        answer = signed_in(cast.fay).post("/incidents/new/", typed(service=cast.harbour.pk, type=""))
        assert (answer.status_code, Incident.objects.exists()) == (200, False)
        assert "type" in answer.context["form"].errors

    def test_the_same_form_twice_reports_once(self, cast: Cast) -> None:
        client, said = signed_in(cast.fay), typed(service=cast.harbour.pk)
        first = client.post("/incidents/new/", said)
        assert client.post("/incidents/new/", said)["Location"] == first["Location"]
        assert Incident.objects.count() == 1

    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, cast: Cast) -> None:
        client = signed_in(cast.fay)
        future = moment("known_at", timezone.now() + 5 * HOUR)
        page = client.post("/incidents/new/", typed(service=cast.harbour.pk, **future)).content.decode()
        assert "in the future" in page
        assert "A letter went to the wrong house." in page
        page = client.post("/incidents/new/", typed(service=cast.harbour.pk, certainty="")).content.decode()
        assert "A letter went to the wrong house." in page
        assert not Incident.objects.exists()

    def test_about_a_colleague_it_is_restricted_from_the_first_moment(self, cast: Cast) -> None:
        assert cast.priya
        said = typed(service=cast.harbour.pk, about_staff="on", subject=cast.max.pk)
        signed_in(cast.fay).post("/incidents/new/", said)
        found = Incident.objects.get()
        where = f"/incidents/{found.reference}/"
        assert signed_in(cast.fay).get(where).status_code == 200
        assert signed_in(cast.max).get(where).status_code == 404

    def test_a_colleague_without_the_tick_is_asked_about(self, cast: Cast) -> None:
        said = typed(service=cast.harbour.pk, subject=cast.max.pk)
        assert "Tick this too" in signed_in(cast.fay).post("/incidents/new/", said).content.decode()


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *((name, 200) for name in ("fay", "max", "igor", "priya", "gwen", "sol", "aled")),
        *((name, 404) for name in ("dora", "maya", "finn", "dana", "cora")),
    ],
)
def test_who_sees_one(cast: Cast, name: str, status: int) -> None:
    found = walk.reported(cast)
    assert signed_in(getattr(cast, name)).get(f"/incidents/{found.reference}/").status_code == status


class TestRestricted:
    @pytest.mark.parametrize("name", ["priya", "igor", "gwen", "sol", "aled", "max"])
    def test_the_subject_gets_404_whatever_their_role(self, cast: Cast, name: str) -> None:
        subject = getattr(cast, name)
        found = walk.restricted(cast, subject=subject)
        client = signed_in(subject)
        for where in (f"/incidents/{found.reference}/", f"/incidents/{found.reference}/note/"):
            assert client.get(where).status_code == 404
        assert found.reference not in text(client, "/incidents/")

    def test_the_ledger_tells_of_it_only_to_those_named(self, cast: Cast) -> None:
        found = walk.restricted(cast, subject=cast.igor)
        assert Event.objects.filter(reference=found.reference).exists()
        for user, tells in ((cast.priya, True), (cast.igor, False), (cast.aled, False)):
            page = text(signed_in(user), "/ledger/?register=incidents")
            assert (found.reference in page) is tells, user

    def test_its_files_are_not_there_either(self, cast: Cast) -> None:
        found = actions.note(
            walk.restricted(cast, subject=cast.igor),
            by=cast.fay,
            at=NOON,
            words="A copy.",
            upload=upload(pdf()),
        )
        file = found.entries.get().attachment
        assert file is not None
        assert signed_in(cast.igor).get(f"/attachments/{file.reference}/").status_code == 404


def test_an_auditor_reads_no_words_and_no_names(cast: Cast) -> None:
    sam = cast.person()
    found = actions.affect(walk.graded(cast), by=cast.max, at=NOON, person=sam)
    found = actions.note(found, by=cast.fay, at=NOON, words="They rang us.")
    found = deciding.tell_regulator(found, by=cast.priya, at=NOON, sent_at=NOON, is_last=True)
    page = text(signed_in(cast.aled), f"/incidents/{found.reference}/")
    for hidden in ("A letter went", "They rang us", "By what we know", "Sam Rivers"):
        assert hidden not in page
    assert signed_in(cast.aled).get(f"/incidents/{found.reference}/parts/1/text/").status_code == 403


def test_how_to_reach_somebody_safely_stands_beside_them(cast: Cast) -> None:
    sam = cast.person(safe_contact="Ring after six only")
    found = actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=sam)
    assert "Ring after six only" in text(signed_in(cast.max), f"/incidents/{found.reference}/")


class TestGrading:
    def test_a_press_says_what_follows_and_keeps_nothing(self, cast: Cast) -> None:
        found, client = walk.reported(cast), signed_in(cast.priya)
        page = text(client, f"/incidents/{found.reference}/grade/")
        assert page.count('name="cell"') == 25
        assert "Grade it so" not in page
        page = text(client, f"/incidents/{found.reference}/grade/?cell=1-1")
        assert "It would be graded as severity 2, likelihood 2." in page
        assert Incident.objects.get().state == State.REPORTED

    def test_with_a_reason_it_is_graded(self, cast: Cast) -> None:
        found, client = walk.reported(cast), signed_in(cast.priya)
        said = {"severity": "3", "likelihood": "4", "vulnerable": "yes", "because": "It names an illness."}
        assert "Grade it so" in post(client, found, "grade", **said | {"because": ""}).content.decode()
        post(client, found, "grade", **said)
        found.refresh_from_db()
        assert (found.state, found.severity, found.likelihood) == (State.ASSESSED, 3, 4)
        page = text(client, f"/incidents/{found.reference}/")
        assert "It names an illness." in page
        assert "hours to tell the regulator: 72" in page

    def test_lowering_goes_over_two_people(self, cast: Cast) -> None:
        found = walk.graded(cast)
        page = post(
            signed_in(cast.priya),
            found,
            "grade",
            severity="2",
            likelihood="2",
            vulnerable="no",
            because="Ok.",
        )
        assert "E-SAME-PERSON" in page.content.decode()
        post(signed_in(cast.priya), found, "lower", severity="2", likelihood="2", because="It was encrypted.")
        assert "It was encrypted." in text(signed_in(cast.sol), f"/incidents/{found.reference}/countersign/")
        post(signed_in(cast.sol), found, "countersign")
        found.refresh_from_db()
        assert (found.severity, found.is_reportable) == (2, False)


class TestTheRegulator:
    def test_the_report_is_put_together_and_says_what_is_missing(self, cast: Cast) -> None:
        found, client = walk.graded(cast), signed_in(cast.priya)
        page = text(client, f"/incidents/{found.reference}/tell_regulator/")
        assert "Data Security and Protection Toolkit" in page
        assert "Missing" in page
        draft = text(client, f"/incidents/{found.reference}/draft/")
        assert "What happened\nA letter went to the wrong house." in draft

    def test_a_part_can_be_had_as_text_as_it_was_sent(self, cast: Cast) -> None:
        now = timezone.now()
        found, client = walk.graded(cast, at=now), signed_in(cast.priya)
        post(client, found, "tell_regulator", is_last="no", **moment("sent_at", now - HOUR))
        found = actions.edit(found, by=cast.max, at=now, what_happened="Two letters.")
        sent = text(client, f"/incidents/{found.reference}/parts/1/text/")
        assert "A letter went to the wrong house." in sent
        assert client.get(f"/incidents/{found.reference}/parts/2/text/").status_code == 404

    def test_a_late_one_says_why(self, cast: Cast) -> None:
        now = timezone.now()
        found, client = walk.graded(cast, at=now - 80 * HOUR), signed_in(cast.priya)
        said = {"is_last": "yes", **moment("sent_at", now - HOUR)}
        page = post(client, found, "tell_regulator", **said).content.decode()
        assert "no reason is given. (E-REASON)" in page
        post(client, found, "tell_regulator", late_because="Nobody was there.", **said)
        assert "Nobody was there." in text(client, f"/incidents/{found.reference}/")
        assert "Nobody was there." in text(client, f"/incidents/{found.reference}/parts/1/text/")


def test_a_file_that_is_hostile_is_refused_and_the_words_are_kept(cast: Cast) -> None:
    found = walk.reported(cast)
    said = {
        "words": "The letter.",
        "upload": upload(b"MZ\x90 no paper", "letter.pdf"),
        **moment("happened_at", NOON),
    }
    page = post(signed_in(cast.fay), found, "note", **said).content.decode()
    assert "The letter." in page
    assert not found.entries.exists()


@pytest.mark.usefixtures("unhurried")
def test_every_page_of_every_state_opens(cast: Cast) -> None:
    stages = [
        walk.suspected(cast),
        walk.graded(cast),
        walk.lowered(cast),
        deciding.tell_regulator(walk.graded(cast), by=cast.priya, at=NOON, sent_at=NOON, is_last=False),
        deciding.leave_regulator(walk.graded(cast, 3, 2), by=cast.igor, at=NOON, because="No harm."),
        actions.dismiss(walk.reported(cast), by=cast.igor, at=NOON, reason="Ours."),
        actions.name(walk.restricted(cast), by=cast.priya, at=NOON, reader=cast.sol),
        actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=cast.person()),
    ]
    for found in stages:
        for client in map(signed_in, (cast.fay, cast.max, cast.priya, cast.sol)):
            where = f"/incidents/{found.reference}/"
            if client.get(where).status_code == 404:
                assert found.restricted
                continue
            links = {part.split('"')[0] for part in text(client, where).split('href="')[1:]}
            for link in sorted(each for each in links if each.startswith(where) and each != where):
                assert client.get(link).status_code in (200, 302), link


def test_the_list_shows_what_is_wanted(cast: Cast) -> None:
    one = walk.reported(cast)
    other = actions.dismiss(walk.reported(cast, type="lost"), by=cast.igor, at=NOON, reason="Ours.")
    client = signed_in(cast.igor)
    for query, shown in (
        ("", {one, other}),
        ("?state=running", {one}),
        ("?state=DISMISSED", {other}),
        ("?type=lost", {other}),
        (f"?service={cast.quay.pk}", set()),
    ):
        page = text(client, f"/incidents/{query}")
        assert {each for each in (one, other) if each.reference in page} == shown, query


def test_what_went_wrong_like_it_before_is_shown(cast: Cast) -> None:
    before = walk.reported(cast)
    hidden = walk.restricted(cast, subject=cast.max)
    found, later = walk.reported(cast), walk.reported(cast)
    page = text(signed_in(cast.max), f"/incidents/{found.reference}/")
    assert before.reference in page
    assert later.reference not in page
    assert hidden.reference not in page


def test_the_ig_team_takes_the_list_away_and_nobody_else(cast: Cast) -> None:
    walk.reported(cast)
    for user, status in ((cast.igor, 200), (cast.max, 403), (cast.gwen, 403)):
        assert signed_in(user).get("/incidents/export/?format=csv").status_code in (status, status + 102), (
            user
        )


def test_the_pages_keep_within_their_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = walk.graded(cast)
    for number in range(12):
        found = actions.note(found, by=cast.fay, at=NOON, words=f"Line {number}.")
        walk.reported(cast)
    found = actions.affect(found, by=cast.max, at=NOON, person=cast.person())
    client = signed_in(cast.priya)
    client.get("/incidents/")
    with django_assert_max_num_queries(16):
        client.get("/incidents/")
    with django_assert_max_num_queries(55):
        client.get(f"/incidents/{found.reference}/")
    with django_assert_max_num_queries(20):
        client.get("/incidents/new/")


def test_a_draft_is_reported_with_the_words_that_it_came_with(cast: Cast) -> None:
    draft = Incident.objects.create(
        state=State.DRAFT,
        certainty=Certainty.SUSPECTED,
        type="misdirected",
        service=cast.harbour,
        reference="INC-2026-900001",
        created_at=timezone.now() - HOUR,
        what_happened="Something else came.",
        source_register="stop_checks",
        source_reference="SAC-2026-000001",
        source_verb="confirm",
    )
    client = signed_in(cast.igor)
    page = text(client, f"/incidents/{draft.reference}/report/")
    assert "Something else came." in page
    said = {
        "certainty": "known",
        "what_happened": "Two letters.",
        **moment("known_at", timezone.now() - HOUR),
    }
    post(client, draft, "report", **said)
    draft.refresh_from_db()
    assert (draft.state, draft.reported_by, draft.what_happened) == (
        State.REPORTED,
        cast.igor,
        "Two letters.",
    )


@pytest.mark.parametrize(
    ("step", "box"),
    [("note", "words"), ("edit", "what_happened"), ("grade", "because"), ("contact", "words")],
)
def test_what_was_typed_stays_when_the_step_has_closed_meanwhile(cast: Cast, step: str, box: str) -> None:
    found = walk.reported(cast)
    client, said = signed_in(cast.priya), {"read_version": str(found.version), "form_key": str(uuid4())}
    actions.dismiss(found, by=cast.igor, at=NOON, reason="Ours.")
    said |= {"severity": "3", "likelihood": "3", box: "Ten minutes of typing."}
    answer = client.post(f"/incidents/{found.reference}/{step}/", said)
    assert "Ten minutes of typing." in answer.content.decode()


def test_a_step_that_has_closed_says_so_beside_what_was_typed(cast: Cast) -> None:
    found = walk.reported(cast)
    actions.dismiss(found, by=cast.igor, at=NOON, reason="Ours.")
    said = {"words": "Ten minutes of typing.", **moment("happened_at", NOON)}
    answer = post(signed_in(cast.fay), found, "note", **said)
    assert answer.status_code == 409
    assert "Ten minutes of typing." in answer.content.decode()

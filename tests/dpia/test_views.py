"""The pages of an assessment: who sees them, what they say, and that what is wrong comes back with what was typed."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client

from dpia import actions, afterwards, deciding, documents, parts
from dpia.content import content
from dpia.models import Action, Dpia, Kind
from dpia.reading import compared
from dpia.states import State
from governance.accounts.models import User
from governance.calendar import local_day
from governance.documents import door
from governance.documents.models import Document
from governance.ledger.models import Event
from tests.attachments.papers import pdf, picture, upload
from tests.cast import NOON, Cast, signed_in
from tests.dpia import walk
from tests.sharing.agreements import walk as agreements

TODAY = local_day(NOON)


def text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, (where, answer.status_code)
    return answer.content.decode()


def post(client: Client, made: Dpia, step: str, **typed: str) -> HttpResponse:
    """Send the form of a step as it was opened now."""
    made.refresh_from_db()
    return client.post(f"/dpias/{made.reference}/{step}/", {**typed, "read_version": str(made.version)})


def test_who_sees_one(cast: Cast) -> None:
    where = f"/dpias/{walk.begun(cast).reference}/"
    seen = {cast.max, cast.priya, cast.igor, cast.gwen, cast.sol, cast.aled}
    for user in seen | {cast.fay, cast.maya, cast.dana, cast.cora}:
        assert signed_in(user).get(where).status_code == (200 if user in seen else 404), user


def test_the_data_and_communications_teams_see_their_own_entries(cast: Cast) -> None:
    for user, other in ((cast.dana, cast.cora), (cast.cora, cast.dana)):
        where = f"/dpias/{walk.begun(cast, by=user).reference}/"
        assert signed_in(user).get(where).status_code == 200
        assert signed_in(other).get(where).status_code == 404


@pytest.mark.parametrize("who", ["max", "dana", "cora"])
def test_who_starts_one(cast: Cast, who: str) -> None:
    client, user = signed_in(getattr(cast, who)), getattr(cast, who)
    typed = {"kind": "project", "title": "A new list", "service": str(cast.harbour.pk)}
    answer = client.post("/dpias/new/", typed)
    made = Dpia.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/dpias/{made.reference}/screen/")
    assert (made.created_by, made.owner) == (user, user)


@pytest.mark.parametrize("who", ["fay", "igor", "sol", "aled"])
def test_who_does_not(cast: Cast, who: str) -> None:
    typed = {"kind": "project", "title": "A new list", "service": str(cast.harbour.pk)}
    assert signed_in(getattr(cast, who)).post("/dpias/new/", typed).status_code in (403, 404)
    assert not Dpia.objects.exists()


class TestScreening:
    def typed(self, made: Dpia, *yes: str, **more: str) -> dict[str, str]:
        answers = {code: "yes" if code in yes else "no" for code in walk.ASKED}
        return {**answers, "read_version": str(made.version), **more}

    def test_decides_and_says_why(self, cast: Cast) -> None:
        made, client = walk.begun(cast), signed_in(cast.max)
        answer = client.post(f"/dpias/{made.reference}/screen/", self.typed(made, "C4", "C7"), follow=True)
        page = answer.content.decode()
        assert "An assessment is needed." in page
        assert "C7: Is it about people who cannot easily say no?" in page

    def test_what_is_left_open_is_asked_for(self, cast: Cast) -> None:
        made, client = walk.begun(cast), signed_in(cast.max)
        typed = {**self.typed(made), "A1": ""}
        answer = client.post(f"/dpias/{made.reference}/screen/", typed)
        assert "Choose an answer for" in answer.content.decode()
        assert Dpia.objects.get().state == State.SCREENING

    def test_nothing_needs_a_reason(self, cast: Cast) -> None:
        made, client = walk.begun(cast), signed_in(cast.max)
        answer = client.post(f"/dpias/{made.reference}/screen/", self.typed(made))
        assert "Write why no assessment is needed." in answer.content.decode()
        client.post(f"/dpias/{made.reference}/screen/", self.typed(made, because="Only a chair."))
        assert Dpia.objects.get().state == State.NOT_REQUIRED


def test_each_step_is_saved_and_says_what_is_open(cast: Cast) -> None:
    made, client = walk.draft(cast), signed_in(cast.max)
    where = f"/dpias/{made.reference}/steps/need/"
    assert "Write what you want to do" in text(client, where)
    answer = client.post(where, {"aim": "Book by telephone.", "read_version": str(made.version)})
    assert answer["Location"] == f"/dpias/{made.reference}/steps/what/"
    assert Dpia.objects.get().aim == "Book by telephone."


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    made, client = walk.draft(cast), signed_in(cast.max)
    actions.edit(made, by=cast.max, at=NOON, need="As the screening says.")
    answer = client.post(
        f"/dpias/{made.reference}/steps/need/", {"aim": "Mine.", "read_version": str(made.version)}
    )
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()


def test_risks_and_measures_over_their_pages(cast: Cast) -> None:
    made, client = walk.draft(cast), signed_in(cast.max)
    typed = {"words": "A letter goes astray.", "severity": "3", "likelihood": "2", "owner": "Max"}
    post(client, made, "risks/new", **typed)
    page = text(client, f"/dpias/{made.reference}/steps/risks/")
    assert "A letter goes astray." in page
    assert "High" in page
    typed = {
        "measures": "Ask first.",
        "effect": "reduced",
        "residual_severity": "3",
        "residual_likelihood": "1",
    }
    post(client, made, "risks/1/measures", **typed)
    assert Dpia.objects.get().risks.get().residual == "low"
    post(client, made, "risks/1/remove")
    assert not Dpia.objects.get().risks.exists()


class TestCameras:
    def typed(self, **facts: str) -> dict[str, str]:
        said = {"name": "Door", "place": "entrance", "watched_by": "Us", "records": "no", "sound": "no"}
        return said | {"masked": "Nothing needs to be."} | facts

    def post(self, cast: Cast, **facts: str) -> str:
        made = walk.draft(cast, kind=Kind.CCTV)
        client = signed_in(cast.max)
        answer = post(client, made, "cameras/new", **self.typed(**facts))
        where = f"/dpias/{made.reference}/steps/cameras/"
        return text(client, where) if answer.status_code == 302 else answer.content.decode()

    def test_one_that_looks_live(self, cast: Cast) -> None:
        assert "Live only" in self.post(cast)

    @pytest.mark.parametrize(
        ("facts", "says"),
        [
            ({"place": "toilet"}, "No camera may look here: toilet or washroom. (E-DPIA)"),
            ({"masked": ""}, "What is in view, and what of it is blacked out?"),
            ({"sound": "yes"}, "Write why it takes up sound"),
            ({"records": "yes", "retention_days": "31"}, "Write why it is kept for longer than 30 days"),
            ({"records": "yes", "retention_days": ""}, "Write for how many days it is kept"),
            ({"x": "10"}, "Write both numbers, or none of them"),
        ],
    )
    def test_what_is_wrong_is_said(self, cast: Cast, facts: dict[str, str], says: str) -> None:
        assert says in self.post(cast, **facts)
        assert not Dpia.objects.get().cameras.exists()

    @pytest.mark.parametrize("content", [pdf(), b"just words"])
    def test_a_floor_plan_that_is_no_picture_is_refused(self, cast: Cast, content: bytes) -> None:
        made = walk.draft(cast, kind=Kind.CCTV)
        answer = signed_in(cast.max).post(
            f"/dpias/{made.reference}/floor-plan/",
            {"file": upload(content, "plan.png"), "read_version": str(made.version)},
        )
        assert "A floor plan must be a picture" in answer.content.decode()
        assert Dpia.objects.get().floor_plan is None

    @pytest.mark.parametrize(("content", "says"), [(b"", "The file is empty. Choose another picture")])
    def test_what_to_do_about_a_plan_never_leads_to_a_pdf(
        self, cast: Cast, content: bytes, says: str
    ) -> None:
        made = walk.draft(cast, kind=Kind.CCTV)
        answer = signed_in(cast.max).post(
            f"/dpias/{made.reference}/floor-plan/",
            {"file": upload(content, "plan.png"), "read_version": str(made.version)},
        )
        assert says in answer.content.decode()

    @pytest.mark.parametrize(("size", "foot"), [((30, 60), "300.0 600.0"), ((60, 30), "300.0 150.0")])
    def test_a_camera_in_the_corner_stands_in_the_corner_of_the_picture(
        self, cast: Cast, size: tuple[int, int], foot: str
    ) -> None:
        made = walk.written(cast, kind=Kind.CCTV)
        corner = walk.CAMERA | {"x": 100, "y": 100}
        made = parts.write_camera(made, by=cast.max, at=NOON, number=1, **corner)
        made = parts.put_plan(made, by=cast.max, at=NOON, upload=upload(picture()))
        assert made.floor_plan is not None
        walk.checked(made.floor_plan, content=picture(size=size))
        for where in ("steps/cameras/", ""):
            assert f"translate({foot})" in text(signed_in(cast.max), f"/dpias/{made.reference}/{where}")

    def test_the_plan_shows_each_camera_by_its_number(
        self, cast: Cast, django_capture_on_commit_callbacks: object
    ) -> None:
        made, client = walk.written(cast, kind=Kind.CCTV), signed_in(cast.max)
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            client.post(
                f"/dpias/{made.reference}/floor-plan/",
                {"file": upload(picture(), "plan.jpg"), "read_version": str(made.version)},
            )
        page = text(client, f"/dpias/{made.reference}/steps/cameras/")
        assert "<title>1: Front door</title>" in page
        assert f"/attachments/{Dpia.objects.get().floor_plan.reference}/" in page  # type: ignore[union-attr]


def test_the_page_says_whose_turn_it_is_and_what_is_next(cast: Cast) -> None:
    made = walk.sent_in(cast)
    assert "The Data Protection Officer’s: give advice" in text(
        signed_in(cast.max), f"/dpias/{made.reference}/"
    )
    assert "Give advice" in text(signed_in(cast.priya), f"/dpias/{made.reference}/")


@pytest.mark.usefixtures("unhurried")
def test_every_page_of_every_state_opens(cast: Cast) -> None:
    stages = [
        walk.begun(cast),
        walk.draft(cast),
        walk.written(cast, kind=Kind.CCTV),
        walk.sent_in(cast),
        walk.advised(cast),
        walk.answered(cast, risk=walk.STAYS_HIGH),
        walk.live(cast),
    ]
    high = walk.answered(cast, risk=walk.STAYS_HIGH)
    stages.append(deciding.consult_ico(high, by=cast.sol, at=NOON, sent_on=TODAY))
    users: list[User] = [cast.max, cast.priya, cast.sol]
    for made in stages:
        for client in map(signed_in, users):
            page = text(client, f"/dpias/{made.reference}/")
            links = {part.split('"')[0] for part in page.split('href="')[1:]}
            for where in sorted(link for link in links if link.startswith(f"/dpias/{made.reference}/")):
                assert client.get(where, follow=True).status_code == 200, (made.state, where)


def test_the_steps_over_their_pages(cast: Cast) -> None:
    made, max_ = walk.sent_in(cast), signed_in(cast.max)
    post(signed_in(cast.priya), made, "advise", advice="Ask the children too.")
    post(max_, made, "respond", advice_followed="no")
    made.refresh_from_db()
    assert made.responded_at is None
    post(max_, made, "respond", advice_followed="no", overruled_because="There are none.")
    post(signed_in(cast.sol), made, "approve", accepted_because="It is small.")
    made.refresh_from_db()
    assert (made.state, made.overruled_because) == (State.APPROVED, "There are none.")


def test_a_second_press_takes_the_step_once(cast: Cast) -> None:
    made, client = walk.written(cast), signed_in(cast.max)
    typed = {"form_key": "7b1c8c9e-7d1b-4a65-8d0e-3f3a3c1e9a10", "read_version": str(made.version)}
    for _ in range(2):
        answer = client.post(f"/dpias/{made.reference}/send_to_dpo/", typed)
        assert answer.status_code == 302
    assert Event.objects.filter(reference=made.reference, verb="send_to_dpo").count() == 1


def test_approval_by_its_adviser_is_refused_with_its_code_and_kept_in_the_ledger(cast: Cast) -> None:
    made = walk.answered(cast)
    cast.priya.is_dpo, cast.priya.is_siro = False, True
    cast.priya.save()
    answer = signed_in(cast.priya).post(f"/dpias/{made.reference}/approve/", {"accepted_because": "Fine."})
    assert answer.status_code == 403
    assert "E-SAME-PERSON" in answer.content.decode()
    assert Event.objects.filter(verb="refused", reference=made.reference).exists()


def test_two_versions_are_compared_word_by_word(cast: Cast) -> None:
    old = walk.approved(cast)
    new = actions.renew(old, by=cast.max, at=NOON, reason="It grew.")
    actions.edit(new, by=cast.max, at=NOON, scope="A name and a time, of six hundred people.")
    page = text(signed_in(cast.max), f"/dpias/{new.reference}/compare/")
    assert '<del><span class="govuk-visually-hidden">gone: </span>sixty</del>' in page
    assert '<ins><span class="govuk-visually-hidden">new: </span>six hundred</ins>' in page


def test_another_floor_plan_is_a_difference(cast: Cast) -> None:
    old = walk.approved(cast, kind=Kind.CCTV)
    new = actions.renew(old, by=cast.max, at=NOON, reason="We built.")
    page = text(signed_in(cast.max), f"/dpias/{new.reference}/compare/")
    assert "both say the same" in page
    parts.put_plan(new, by=cast.max, at=NOON, upload=upload(picture(size=(80, 80))))
    page = text(signed_in(cast.max), f"/dpias/{new.reference}/compare/")
    assert "The floor plan" in page
    assert "both say the same" not in page


def test_a_screening_that_was_answered_otherwise_is_a_difference(cast: Cast) -> None:
    said = content(walk.draft(cast))
    other = said | {"screening": said["screening"] | {"A5": False}}
    [found] = compared(said, other)
    assert found.key.startswith("The screening, A5")
    assert [(piece.text, piece.how) for piece in found.pieces] == [("Yes", "gone"), ("No", "new")]


def test_the_report_is_made_from_what_was_decided(cast: Cast) -> None:
    made = walk.approved(cast, kind=Kind.CCTV)
    door.make(Document.objects.get(kind=documents.REPORT).pk)
    answer = signed_in(cast.max).get(f"/dpias/{made.reference}/report/")
    assert answer["Content-Type"] == "application/pdf"


def test_the_report_holds_the_screening_the_matrix_the_floor_plan_and_the_signs(cast: Cast) -> None:
    made = walk.with_sign(cast, walk.approved(cast, kind=Kind.CCTV))
    assert made.floor_plan is not None
    walk.checked(made.floor_plan)
    source = documents.source(made.pk)
    assert door.pdf(source).startswith(b"%PDF")
    page = render_to_string(source.template, source.context)
    assert "A5: " in page
    assert "A13: It is about cameras" in page
    assert page.count("<table>") == 2
    assert "Medium: <strong>risk 1" not in page
    assert "High: <strong>risk 1" in page
    assert "Low: <strong>risk 1" in page
    assert page.count('<img src="data:image/jpeg;base64,') == 2
    assert "At the gate, photographed on 22 November 2026" in page


class TestOneAction:
    def given(self, cast: Cast, owner: User) -> str:
        made = afterwards.add_action(
            walk.approved(cast), by=cast.max, at=NOON, words="Train all.", owner=owner, due_on=TODAY
        )
        return f"/dpias/{made.reference}/"

    def test_leads_whoever_has_to_do_it_there_and_says_nothing_else(self, cast: Cast) -> None:
        where, client = self.given(cast, cast.fay), signed_in(cast.fay)
        answer = client.get(where, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(f"{where}actions/1/", 302)]
        assert "Train all." in page
        assert walk.SAID["creep"] not in page
        client.post(f"{where}actions/1/", {"evidence": "The list of names."})
        assert Action.objects.get().done_by == cast.fay
        # Sent twice, it is done once.
        page = client.post(f"{where}actions/1/", {"evidence": "Twice."}).content.decode()
        assert "The list of names." in page
        assert "Twice." not in page

    def test_is_not_there_for_others(self, cast: Cast) -> None:
        where = self.given(cast, cast.fay)
        for user in (cast.finn, cast.dora, cast.maya, cast.dana):
            for path in (where, f"{where}actions/1/", f"{where}actions/2/"):
                assert signed_in(user).get(path).status_code == 404
        assert signed_in(cast.fay).get(f"{where}settle_action/").status_code == 404

    def test_who_sees_the_assessment_opens_it_there(self, cast: Cast) -> None:
        where = self.given(cast, cast.fay)
        assert f'{where}actions/1/"' in text(signed_in(cast.aled), where)
        assert "It is done</button>" not in text(signed_in(cast.aled), f"{where}actions/1/")
        assert "It is done</button>" in text(signed_in(cast.max), f"{where}actions/1/")


def test_the_page_of_starting_says_with_its_code_why_it_may_not(cast: Cast) -> None:
    made = walk.sent_in(cast)
    for method in ("get", "post"):
        answer = getattr(signed_in(cast.max), method)(f"/dpias/{made.reference}/go_live/")
        assert answer.status_code == 403
        assert "E-DPIA" in answer.content.decode()


def test_a_summary_is_taken_off_the_public_pages(cast: Cast) -> None:
    made = afterwards.publish(walk.live(cast), by=cast.max, at=NOON, summary="Two cameras.")
    post(signed_in(cast.max), made, "unpublish", reason="It says too much.")
    assert Client().get(f"/impact-assessments/{made.reference}/").status_code == 404


def test_the_summary_of_what_has_ended_leaves_the_public_pages(cast: Cast) -> None:
    made = afterwards.publish(walk.live(cast), by=cast.max, at=NOON, summary="Two cameras.")
    where = f"/impact-assessments/{made.reference}/"
    assert "It runs since" in text(Client(), where)
    assert where in text(signed_in(cast.max), f"/dpias/{made.reference}/")
    afterwards.stop(made, by=cast.max, at=NOON, stopped_on=TODAY, reason="We moved.")
    assert Client().get(where).status_code == 404
    assert where not in text(signed_in(cast.max), f"/dpias/{made.reference}/")


def test_the_page_says_that_the_summary_is_to_be_published_anew(cast: Cast) -> None:
    old = afterwards.publish(walk.live(cast), by=cast.max, at=NOON, summary="Two cameras.")
    new = deciding.approve(walk.renewed(cast, old), by=cast.sol, at=NOON, accepted_because="Fine.")
    client = signed_in(cast.max)
    assert "publish it anew" in text(client, f"/dpias/{new.reference}/")
    post(client, new, "unpublish", reason="Not needed.")
    assert "publish it anew" not in text(client, f"/dpias/{new.reference}/")


def test_an_agreement_says_where_its_assessments_stand(cast: Cast) -> None:
    agreement = agreements.active(cast, agreements.surgery(cast))
    made = actions.link(walk.approved(cast), by=cast.max, at=NOON, agreement=agreement)
    where = f"/agreements/{agreement.reference}/"
    assert f"({made.reference}): Approved" in text(signed_in(cast.max), where)
    # Frontline staff read agreements, and no assessments.
    assert made.reference not in text(signed_in(cast.fay), where)


def test_the_list_shows_what_is_wanted(cast: Cast) -> None:
    one, other = walk.begun(cast), walk.approved(cast)
    actions.mark_changed(other, by=cast.max, at=NOON, reason="It grew.")
    client = signed_in(cast.max)
    for query, shown in (
        ("", {one, other}),
        ("?state=SCREENING", {one}),
        ("?date=out", {other}),
        ("?kind=cctv", set()),
    ):
        page = text(client, f"/dpias/{query}")
        assert {each for each in (one, other) if each.reference in page} == shown, query


class TestForEveryone:
    def test_cameras_are_there_once_they_are_switched_on_and_gone_when_they_are_off(self, cast: Cast) -> None:
        made = walk.with_sign(cast, walk.approved(cast, kind=Kind.CCTV))
        assert "Front door" not in text(Client(), "/cameras/")
        made = afterwards.go_live(made, by=cast.max, at=NOON, live_on=TODAY)
        page = text(Client(), "/cameras/")
        assert "Front door" in page
        assert "kept for 30 days" in page
        # Who watches, and what is blacked out, is for us.
        assert walk.CAMERA["watched_by"] not in page
        assert walk.CAMERA["masked"] not in page
        afterwards.stop(made, by=cast.max, at=NOON, stopped_on=TODAY, reason="We moved.")
        assert "Front door" not in text(Client(), "/cameras/")

    def test_only_what_was_published_can_be_read(self, cast: Cast) -> None:
        made = walk.approved(cast)
        where = f"/impact-assessments/{made.reference}/"
        assert Client().get(where).status_code == 404
        afterwards.publish(made, by=cast.max, at=NOON, summary="You can book from your telephone.")
        page = text(Client(), where)
        assert "You can book from your telephone." in page
        assert walk.SAID["creep"] not in page
        assert made.title in text(Client(), "/impact-assessments/")

    def test_what_is_no_reference_is_not_there(self, db: None) -> None:
        assert Client().get("/impact-assessments/%00/").status_code == 404


def test_a_draft_keeps_its_place_when_it_is_looked_at_later(cast: Cast) -> None:
    made = walk.live(cast, at=NOON)
    again = afterwards.test_need(
        made, by=cast.max, at=NOON + timedelta(days=3), need_tested_on=TODAY, need_words="Two more break-ins."
    )
    assert "Two more break-ins." in text(signed_in(cast.max), f"/dpias/{again.reference}/")

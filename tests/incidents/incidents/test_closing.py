"""What is learnt, followed to its end, and closing when nothing is missing (handbook sections 10 and 13, row 20)."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from governance.errors import Code, Denied, IllegalTransition
from governance.notifications.models import Notification
from incidents.incidents import actions, candour, closing, lessons, telling
from incidents.incidents.models import Incident
from incidents.incidents.outstanding import may_close, parts
from incidents.incidents.sorts import Cause, Harm, Telling
from incidents.incidents.states import State
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk
from tests.incidents.incidents.test_deadlines import on_desk, told_at
from tests.incidents.incidents.test_views import moment, post, text

DUE = date(2026, 11, 29)


def learnt(cast: Cast, found: Incident, **facts: object) -> Incident:
    said = {"cause": Cause.SLIP, "action": "Two people check each address.", "owner": cast.fay, "due_on": DUE}
    return lessons.add_lesson(found, by=cast.max, at=NOON, **said | facts)


class TestLessons:
    def test_its_owner_has_it_on_the_desk_and_the_manager_when_it_is_late(self, cast: Cast) -> None:
        found = learnt(cast, walk.graded(cast))
        assert told_at(NOON, "incident_lesson") == {cast.fay}
        assert "incident_lesson" in on_desk(cast.fay)
        late = datetime(2026, 11, 30, 9, tzinfo=NOON.tzinfo)
        assert told_at(late, "incident_lesson") == {cast.fay, cast.max}
        lessons.settle_lesson(found, by=cast.fay, at=NOON, lesson=found.lessons.get(), evidence="The log.")
        assert "incident_lesson" not in on_desk(cast.fay)

    def test_somebody_who_works_elsewhere_has_it_on_the_desk_too(self, cast: Cast) -> None:
        assert cast.igor
        found = learnt(cast, walk.graded(cast), owner=cast.dana)
        assert "incident_lesson" in on_desk(cast.dana)
        assert "incident_lesson" not in on_desk(cast.max)
        assert told_at(NOON, "incident_lesson") == {cast.dana}
        late = datetime(2026, 11, 30, 9, tzinfo=NOON.tzinfo)
        # The manager is of the service in which it happened.
        assert told_at(late, "incident_lesson") == {cast.dana, cast.max}
        assert "incident_lesson" in on_desk(cast.max, late)
        assert "incident_lesson" not in on_desk(cast.igor, late)
        assert signed_in(cast.dana).get(f"/incidents/{found.reference}/settle_lesson/").status_code == 200

    def test_who_has_left_hands_it_to_the_manager_of_the_service(self, cast: Cast) -> None:
        assert cast.igor
        learnt(cast, walk.graded(cast), owner=cast.dana)
        cast.dana.is_active = False
        cast.dana.save()
        assert told_at(NOON, "incident_lesson") == {cast.max}

    def test_restricted_since_its_owner_hears_as_long_as_they_are_named(self, cast: Cast) -> None:
        found = actions.restrict(learnt(cast, walk.graded(cast)), by=cast.priya, at=NOON)
        messages = Notification.objects.filter(recipient=cast.fay, reference=found.reference)
        assert not messages.exists()
        # Somebody sees that it goes to somebody who may read it.
        assert told_at(NOON, "incident_lesson_named") == {cast.priya}
        assert on_desk(cast.fay) == set()
        found = actions.name(found, by=cast.priya, at=NOON, reader=cast.fay)
        assert told_at(NOON, "incident_lesson_named") == {cast.fay}
        assert "incident_lesson_named" not in on_desk(cast.priya)
        actions.unname(found, by=cast.priya, at=NOON, reader=cast.fay)
        assert not messages.exists()
        assert on_desk(cast.fay) == set()
        assert told_at(datetime(2026, 11, 30, 9, tzinfo=NOON.tzinfo), "incident_lesson_named") == {cast.priya}

    def test_who_may_not_read_it_does_not_get_it(self, cast: Cast) -> None:
        for owner in (cast.aled, cast.max):
            with pytest.raises(Denied, match="may not read"):
                lessons.add_lesson(
                    walk.restricted(cast, subject=cast.max),
                    by=cast.priya,
                    at=NOON,
                    cause=Cause.SLIP,
                    action="Train.",
                    owner=owner,
                    due_on=DUE,
                )

    def test_it_needs_evidence_and_its_owner(self, cast: Cast) -> None:
        found = learnt(cast, walk.graded(cast))
        lesson = found.lessons.get()
        with pytest.raises(Denied) as refused:
            lessons.settle_lesson(found, by=cast.fay, at=NOON, lesson=lesson, evidence=" ")
        assert refused.value.verdict.code is Code.REASON
        with pytest.raises(Denied):
            lessons.settle_lesson(found, by=cast.gwen, at=NOON, lesson=lesson, evidence="The log.")
        found = lessons.change_lesson(
            found, by=cast.max, at=NOON, lesson=lesson, owner=cast.dora, due_on=DUE, reason="Fay is ill."
        )
        assert "incident_lesson" in on_desk(cast.dora)

    def test_none_needs_a_reason_and_that_there_is_none(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            lessons.no_lessons(walk.graded(cast), by=cast.max, at=NOON, because=" ")
        with pytest.raises(Denied, match="a lesson already"):
            lessons.no_lessons(learnt(cast, walk.graded(cast)), by=cast.max, at=NOON, because="None.")
        found = lessons.no_lessons(walk.graded(cast), by=cast.max, at=NOON, because="None.")
        assert learnt(cast, found).no_lessons_because == ""


class TestClosing:
    def test_it_names_everything_that_is_missing(self, cast: Cast) -> None:
        verdict = may_close(parts(walk.with_sam(cast)))
        for words in ("regulator is told", "people are told", "duty of candour", "what we learn"):
            assert words in verdict.reason
        assert may_close(parts(walk.to_be_closed(cast)))

    def test_each_alone_keeps_it_open(self, cast: Cast) -> None:
        whole = walk.to_be_closed(cast)
        lower = walk.lowered(cast)
        harmed = candour.decide_candour(
            walk.to_be_closed(cast), by=cast.gwen, at=NOON, applies=True, harm=Harm.BODY, because="Hurt."
        )
        lesson = learnt(cast, walk.to_be_closed(cast))
        another = actions.affect(
            walk.to_be_closed(cast), by=cast.max, at=NOON, person=cast.person("Kim Hill", worker=cast.fay)
        )
        for found, part in (
            (lower, "The grade"),
            (harmed, "The duty of candour"),
            (lesson, "What we learn"),
            (another, "The people"),
        ):
            assert part in {each.name for each in parts(found) if not each.verdict}
            with pytest.raises(Denied):
                closing.close(found, by=cast.priya, at=NOON, closing_words="Over.")
        with pytest.raises(Denied) as refused:
            closing.close(whole, by=cast.max, at=NOON, closing_words="Over.")
        assert refused.value.verdict.code is Code.ROLE

    def test_closed_it_is_opened_by_ig_with_a_reason_only(self, cast: Cast) -> None:
        found = closing.close(walk.to_be_closed(cast), by=cast.priya, at=NOON, closing_words="Over.")
        assert (found.state, found.closed_by) == (State.CLOSED, cast.priya)
        assert on_desk(cast.priya) == on_desk(cast.max) == set()
        with pytest.raises(IllegalTransition):
            learnt(cast, found)
        with pytest.raises(Denied):
            actions.reopen(found, by=cast.gwen, at=NOON, reason="More came to light.")
        with pytest.raises(Denied):
            actions.reopen(found, by=cast.igor, at=NOON, reason=" ")
        found = actions.reopen(found, by=cast.igor, at=NOON, reason="More came to light.")
        assert (found.state, found.closed_at, found.telling) == (State.ASSESSED, None, Telling.TELL)


def test_from_the_grade_to_the_end_over_the_pages(cast: Cast) -> None:
    now = timezone.now()
    found = walk.graded(cast, at=now)
    dpo, manager = signed_in(cast.priya), signed_in(cast.max)
    sam = cast.person(safe_contact="Ring after six only")
    post(manager, found, "affect", reference=sam.reference.lower())
    where = f"/incidents/{found.reference}/"
    assert "By the grade the law wants them told without delay" in text(manager, where)
    post(dpo, found, "tell_regulator", is_last="yes", **moment("sent_at", now))
    page = post(
        dpo, found, "decide_telling", telling="withhold", because="He would hit her."
    ).content.decode()
    assert "E-REASON" in page
    assert "He would hit her." in page
    post(dpo, found, "decide_telling", telling="tell")
    page = text(manager, f"{where}contact/")
    assert "Ring after six only" in page
    said = {
        "affected": str(found.affected.get().pk),
        "how": "telephone",
        "who": "Max",
        "reached": "yes",
        "words": "They thanked us.",
        **moment("told_at", now),
    }
    assert "Say whether this way keeps" in post(manager, found, "contact", **said).content.decode()
    assert "not how they asked" in post(manager, found, "contact", keeps_to_it="no", **said).content.decode()
    once = str(uuid4())
    for _ in range(2):
        post(manager, found, "contact", keeps_to_it="yes", **said | {"form_key": once})
    assert found.contacts.count() == 1
    post(dpo, found, "decide_candour", applies="no", because="About a letter.")
    due = {"due_on_day": "1", "due_on_month": "2", "due_on_year": "2099"}
    lesson = {"cause": "slip", "action": "Check each address.", "owner": str(cast.fay.pk), **due}
    post(manager, found, "add_lesson", **lesson)
    assert "1 lesson is not done" in text(dpo, where)
    post(signed_in(cast.fay), found, "settle_lesson", lesson=str(found.lessons.get().pk), evidence="The log.")
    post(dpo, found, "close", closing_words="We check twice now.")
    found.refresh_from_db()
    assert found.state == State.CLOSED
    page = text(dpo, where)
    for words in ("They thanked us.", "The log.", "We check twice now."):
        assert words in page
        assert words not in text(signed_in(cast.aled), where)
    assert "Sam Rivers" not in text(signed_in(cast.aled), where)


def test_every_step_opens_for_who_may_and_within_its_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = learnt(cast, walk.to_be_closed(cast))
    found = candour.decide_candour(
        found, by=cast.priya, at=NOON, applies=True, harm=Harm.BODY, because="Hurt."
    )
    for _ in range(8):
        found = walk.told(cast, found)
        found = telling.write_letter(found, by=cast.max, at=NOON, affected=None, words="Words.")
        found = learnt(cast, found)
    client = signed_in(cast.priya)
    where = f"/incidents/{found.reference}/"
    links = {part.split('"')[0] for part in text(client, where).split('href="')[1:]}
    opened = {link.removeprefix(where).strip("/") for link in links if link.startswith(where)}
    assert {"decide_telling", "contact", "write_letter", "decide_candour", "candour_step"} <= opened
    assert {"add_lesson", "change_lesson", "settle_lesson"} <= opened
    assert "close" not in opened
    for step in ("decide_telling", "contact", "write_letter", "decide_candour", "candour_step", "add_lesson"):
        with django_assert_max_num_queries(40):
            assert client.get(f"{where}{step}/").status_code == 200
    with django_assert_max_num_queries(60):
        client.get(where)

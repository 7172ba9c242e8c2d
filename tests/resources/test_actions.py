"""The verbs of resources: who may, what is refused, and that nothing is written twice or over another's words."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from governance.deadlines.models import Deadline
from governance.errors import Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.resources import actions
from governance.resources.blanks import BLANKS
from governance.resources.kinds import Kind
from governance.resources.models import Resource
from governance.resources.own_resources import enter_blanks
from governance.resources.rules import Content
from governance.resources.states import State
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast
from tests.policies.samples import published
from tests.resources.adding import REVIEW, SHEET, added, for_everyone, linked, made_here
from tests.threads import together

LATER = NOON + timedelta(days=30)
FACTS: dict[str, Any] = {"title": "A guide", "kind": Kind.HOW_TO, "summary": "For this."}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def due(resource: Resource) -> list[tuple[str, date, int | None]]:
    found = Deadline.objects.filter(register="resources", record_id=resource.pk, ended_at=None)
    return list(found.values_list("rule", "due_on", "worker_id"))


def test_the_ig_team_adds_one_and_its_owner_is_told_when_its_review_is_near(cast: Cast) -> None:
    made = added(cast)
    assert made.reference == "RES-2026-000001"
    assert made.state == State.LIVE
    assert made.staff_only
    assert due(made) == [("resource_review", REVIEW, cast.max.pk)]
    assert Event.objects.get(register="resources", verb="add").reference == made.reference


@pytest.mark.parametrize("who", ["fay", "max", "dana", "cora", "gwen", "aled"])
def test_nobody_else_writes(cast: Cast, who: str) -> None:
    made, user = added(cast), getattr(cast, who)
    facts = FACTS | {"owner": user, "content": Content.TEXT, "text": "x"}
    for refused in (
        lambda: actions.add(by=user, at=NOON, review_on=REVIEW, **facts),
        lambda: actions.edit(made, by=user, at=NOON, **facts),
        lambda: actions.review(made, by=user, at=NOON, review_on=REVIEW),
        lambda: actions.withdraw(made, by=user, at=NOON, reason="Old"),
    ):
        with pytest.raises(Denied), transaction.atomic():
            refused()
    assert Resource.objects.get().version == 1


def test_a_review_says_until_when_it_holds_now(cast: Cast) -> None:
    made = added(cast)
    actions.review(made, by=cast.priya, at=LATER, review_on=date(2029, 12, 22))
    assert due(made) == [("resource_review", date(2029, 12, 22), cast.max.pk)]
    for day in (date(2026, 12, 21), date(2029, 12, 23)):
        with pytest.raises(Denied):
            actions.review(made, by=cast.priya, at=LATER, review_on=day)


def test_one_that_is_withdrawn_falls_due_no_more_until_it_is_given_back(cast: Cast) -> None:
    made = actions.withdraw(added(cast), by=cast.igor, at=NOON, reason="There is a newer one")
    assert made.state == State.WITHDRAWN
    assert due(made) == []
    with pytest.raises(IllegalTransition):
        actions.withdraw(made, by=cast.igor, at=NOON, reason="Again")
    with pytest.raises(IllegalTransition):
        actions.edit(made, by=cast.igor, at=NOON)
    made = actions.give_back(made, by=cast.igor, at=LATER, review_on=REVIEW)
    assert (made.state, made.withdrawn_because) == (State.LIVE, "")
    assert due(made) == [("resource_review", REVIEW, cast.max.pk)]


def test_nothing_is_withdrawn_without_a_reason(cast: Cast) -> None:
    with pytest.raises(Denied):
        actions.withdraw(added(cast), by=cast.igor, at=NOON, reason="  ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": Content.ADDRESS, "address": "https://example.org/"},
        {"text": " \n "},
        {"kind": Kind.LINK, "content": Content.ADDRESS, "address": "javascript:alert(1)"},
        {"kind": Kind.FORM, "content": Content.BLANK, "blank": "no-such-form"},
        {"kind": Kind.FORM, "content": Content.BLANK, "blank": SHEET.key, "staff_only": False},
        {"kind": Kind.FORM, "content": Content.FILE},
        {"review_on": date(2026, 11, 21)},
        {"review_on": date(2029, 11, 23)},
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(Denied):
        added(cast, **wrong)
    assert not Resource.objects.exists()


def test_it_is_made_of_one_thing_whatever_else_is_sent(cast: Cast) -> None:
    made = linked(cast, text="Left over", blank=SHEET.key)
    assert (made.address, made.text, made.blank) == ("https://ico.example.org/", "", "")
    facts = FACTS | {
        "owner": cast.max,
        "content": Content.TEXT,
        "text": "Now a text",
        "address": "https://x.org/",
    }
    made = actions.edit(made, by=cast.igor, at=NOON, **facts)
    assert (made.address, made.text) == ("", "Now a text")


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "https://example.org/"},
        {"text": ""},
        {"content": "address"},
        {"content": "blank", "text": "", "blank": SHEET.key},
        {"staff_only": False},
        {"anchor": "somewhere"},
        {"state": "GONE"},
        {"state": "WITHDRAWN"},
    ],
)
def test_the_database_holds_the_same(cast: Cast, wrong: dict[str, Any]) -> None:
    made = added(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.filter(pk=made.pk).update(**wrong)


def test_a_file_stays_until_there_is_another_and_the_last_one_counts(cast: Cast) -> None:
    made = added(cast, kind=Kind.FORM, content=Content.FILE, text="", upload=upload(pdf()))
    facts = FACTS | {"kind": Kind.FORM, "owner": cast.max, "content": Content.FILE}
    made = actions.edit(made, by=cast.igor, at=NOON, **facts)
    assert made.content == Content.FILE
    made = actions.edit(
        made, by=cast.igor, at=NOON, **facts | {"content": Content.TEXT, "kind": Kind.HOW_TO, "text": "x"}
    )
    with pytest.raises(Denied):
        actions.edit(made, by=cast.igor, at=NOON, **facts)


def test_the_same_form_twice_adds_one(cast: Cast) -> None:
    key = uuid4()
    assert added(cast, form_key=key) == added(cast, form_key=key, title="Another title")
    assert Resource.objects.count() == 1


def test_whoever_looked_at_an_older_one_is_told_and_writes_over_nobody(cast: Cast) -> None:
    made = added(cast)
    facts = FACTS | {"owner": cast.max, "content": Content.TEXT}
    actions.edit(made, by=cast.igor, at=NOON, read_version=1, text="Igor’s", **facts)
    with pytest.raises(Stale):
        actions.edit(made, by=cast.priya, at=NOON, read_version=1, text="Priya’s", **facts)
    assert Resource.objects.get().text == "Igor’s"


def test_its_address_for_the_public_stays_and_tells_nothing_of_others(cast: Cast) -> None:
    assert added(cast, title="Your choices in short").slug is None
    made = for_everyone(cast)
    assert made.slug == "your-choices-in-short"
    assert for_everyone(cast).slug == "your-choices-in-short-2"
    assert for_everyone(cast, title="New").slug == "new-2"
    assert for_everyone(cast, title="→").slug == "resource"
    assert len(for_everyone(cast, title="long words " * 13).slug or "") <= 80
    facts = FACTS | {"owner": cast.max, "content": Content.TEXT, "text": "x"}
    made = actions.edit(made, by=cast.igor, at=NOON, **facts)
    assert (made.staff_only, made.slug) == (True, "your-choices-in-short")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_addresses() -> None:
    cast = Cast()
    assert cast.igor.pk
    made = together(lambda: for_everyone(cast), lambda: for_everyone(cast))
    assert {each.slug for each in made} == {"your-choices-in-short", "your-choices-in-short-2"}


# --- The forms that Sharewell makes --------------------------------------------------------


def test_every_form_that_sharewell_makes_becomes_a_resource_once(cast: Cast) -> None:
    published(cast)
    entered = enter_blanks(by=cast.igor, owner=cast.max, at=NOON)
    assert {each.blank for each in entered} == set(BLANKS)
    assert all(each.staff_only and each.owner == cast.max for each in entered)
    sheet = next(each for each in entered if each.blank == SHEET.key)
    assert (sheet.policy and sheet.policy.slug, sheet.anchor) == ("keys-policy", "doors")
    actions.withdraw(entered[0], by=cast.igor, at=NOON, reason="Not for us")
    assert enter_blanks(by=cast.igor, owner=cast.max, at=NOON) == []


def test_one_of_them_alone_is_not_entered_again(cast: Cast) -> None:
    made = made_here(cast)
    assert made.blank not in {each.blank for each in enter_blanks(by=cast.igor, owner=cast.max, at=NOON)}


def test_the_command_enters_them_for_who_may(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    for email in ("nobody@example.org", cast.fay.email):
        with pytest.raises(CommandError):
            call_command("own_resources", by=email)
    assert not Resource.objects.exists()
    call_command("own_resources", by=cast.igor.email)
    call_command("own_resources", by=cast.igor.email)
    assert capsys.readouterr().out.splitlines() == [
        f"{len(BLANKS)} forms and templates are in the library now.",
        "All of them are there.",
    ]

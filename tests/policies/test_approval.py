"""An approval is of the text that was read, down to the letter (handbook section 1)."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from governance.errors import Denied
from governance.policies import actions
from governance.policies.fingerprint import fingerprint
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import draft, endorsed, published

TOMORROW = date(2026, 11, 23)


def test_both_approvals_keep_the_hash_of_what_was_read(cast: Cast) -> None:
    version = endorsed(cast)
    assert version.reviewed_hash == fingerprint(version)
    assert version.published_hash == ""
    version = actions.publish(version, by=cast.max, at=NOON)
    assert version.published_hash == version.reviewed_hash == fingerprint(version)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Another title"),
        ("sponsor_title", "Another"),
        ("audience", "Staff"),
        ("issued_on", date(2026, 6, 2)),
        ("review_on", date(2027, 6, 29)),
        ("related", []),
        ("issues", []),
        ("number", "1.0.0"),
    ],
)
def test_another_fact_is_another_fingerprint(cast: Cast, name: str, value: Any) -> None:
    version = draft(cast)
    before = fingerprint(version)
    setattr(version, name, value)
    assert fingerprint(version) != before


@pytest.mark.parametrize(
    ("name", "value"),
    [("body", "Open."), ("heading", "Gates"), ("level", 5), ("anchor", "x"), ("kind", "text")],
)
def test_another_letter_of_a_section_or_of_a_box_is_another_fingerprint(
    cast: Cast, name: str, value: Any
) -> None:
    version = draft(cast)
    before = fingerprint(version)
    box = version.sections.filter(kind="resources").first()
    version.sections.filter(pk=box.pk).update(**{name: value})
    assert fingerprint(version) != before


def test_a_text_that_changed_after_its_review_is_neither_published_nor_given_a_day(cast: Cast) -> None:
    version = endorsed(cast)
    version.sections.filter(heading="Doors").update(body="Leave them open.")
    for step, options in ((actions.publish, {}), (actions.schedule, {"publish_on": TOMORROW})):
        with pytest.raises(Denied, match="not the one that was reviewed"):
            step(version, by=cast.max, at=NOON, **options)
    version.refresh_from_db()
    assert version.state == State.SPONSOR_APPROVAL
    page = signed_in(cast.max).get(f"/policies/{version.reference}/").content.decode()
    assert "This text is not the one that was reviewed." in page


def test_the_page_of_a_version_shows_the_fingerprint_in_short(cast: Cast) -> None:
    version = published(cast)
    page = signed_in(cast.fay).get(f"/policies/{version.reference}/").content.decode()
    assert f"<code>{fingerprint(version)[:16]}</code>, as it was reviewed and published" in page
    assert "not the one that was reviewed" not in page


def test_a_text_that_came_back_loses_the_hash_of_its_first_review(cast: Cast) -> None:
    version = actions.send_back(endorsed(cast), by=cast.max, at=NOON, reason="Say which door.")
    version = actions.submit(version, by=cast.igor, at=NOON)
    assert version.reviewed_hash == ""


@pytest.mark.parametrize(
    "change",
    [
        {"published_hash": "0" * 64},
        {"published_hash": ""},
        {"reviewed_hash": ""},
        {"reviewed_hash": "nonsense", "published_hash": "nonsense"},
        {"read_with": None},
        {"publish_on": TOMORROW},
    ],
)
def test_the_database_keeps_to_it_too(cast: Cast, change: dict[str, Any]) -> None:
    version = published(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(**change)


@pytest.mark.parametrize("ago", [0, 1])
def test_an_overdue_text_sets_out_only_when_somebody_says_that_they_know(cast: Cast, ago: int) -> None:
    """The review date is the last good day (rule T3)."""
    version = draft(cast)
    late = NOON.replace(year=2027, month=6, day=30) + timedelta(days=ago)
    if ago:
        with pytest.raises(Denied, match="overdue already"):
            actions.submit(version, by=cast.igor, at=late)
        version = actions.submit(version, by=cast.igor, at=late, overdue_known=True)
    else:
        version = actions.submit(version, by=cast.igor, at=late)
    assert version.state == State.IG_REVIEW


def test_a_text_whose_review_passed_while_it_waited_is_published_only_knowingly(cast: Cast) -> None:
    version = endorsed(cast)
    last = NOON.replace(year=2027, month=6, day=30)
    step = f"/policies/{version.reference}/publish/"
    with time_machine.travel(last, tick=False):
        assert "overdue" not in signed_in(cast.max).get(step).content.decode()
    with time_machine.travel(last + timedelta(days=1), tick=False):
        client = signed_in(cast.max)
        assert "It was due by 30 June 2027." in client.get(step).content.decode()
        refused = client.post(step, {"read_version": version.version})
        assert "Tick the box if that is so" in refused.content.decode()
        with pytest.raises(Denied, match="overdue already"):
            actions.publish(version, by=cast.max, at=last + timedelta(days=1))
        sent = {"read_version": version.version, "overdue_known": "on"}
        assert client.post(step, sent).status_code == 302
    version.refresh_from_db()
    assert version.state == State.PUBLISHED


def test_on_the_last_day_of_its_review_nothing_is_asked(cast: Cast) -> None:
    version = endorsed(cast)
    last = NOON.replace(year=2027, month=6, day=30)
    assert actions.publish(version, by=cast.max, at=last).state == State.PUBLISHED

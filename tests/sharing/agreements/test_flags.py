"""What has to be known of an agreement that leans on another one: it says what the answer about its cover says."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from governance.organisations.models import Organisation
from sharing.agreements import dates
from sharing.agreements.ending import review, terminate
from sharing.agreements.flags import flags
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Type
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import active, renewed, surgery

pytestmark = pytest.mark.django_db
LATE, TOO_LATE = datetime(2027, 11, 23, tzinfo=UTC), datetime(2028, 2, 23, tzinfo=UTC)


@pytest.fixture
def above(cast: Cast) -> Agreement:
    return active(cast, surgery(cast))


@pytest.fixture
def protocol(cast: Cast, above: Agreement) -> Agreement:
    """With Oak, and its own review is not due: it was reviewed a year after it was signed."""
    found = active(cast, surgery(cast, "Oak"), type=Type.DSP, parent=above)
    facts: dict[str, Any] = {"by": cast.max, "done_on": date(2027, 11, 1), "words": "Still right"}
    review(found, at=datetime(2027, 11, 1, 12, tzinfo=UTC), read_version=found.version, **facts)
    return now(found)


def now(agreement: Agreement) -> Agreement:
    return Agreement.objects.with_partners().get(pk=agreement.pk)


def told(cast: Cast, agreement: Agreement, at: datetime) -> dict[str, str]:
    """The flags about its dates and what it leans on, for whoever reads it."""
    found = flags([now(agreement)], cast.fay, at)[agreement]
    return {each.label: each.words for each in found if "assurance" not in each.label}


def is_said_on_its_page(cast: Cast, agreement: Agreement, at: datetime, reason: str) -> bool:
    return reason in dates.card(now(agreement), cast.fay, at)["usable"].reason


def end(cast: Cast, agreement: Agreement, at: datetime = NOON) -> None:
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": at,
        "read_version": now(agreement).version,
        "ended_at": at,
    }
    terminate(now(agreement), reason="They closed", **facts)


def test_a_protocol_under_one_that_stands_has_no_flag(cast: Cast, protocol: Agreement) -> None:
    assert told(cast, protocol, NOON) == {}
    assert dates.card(protocol, cast.fay, NOON)["usable"]


def test_a_protocol_under_one_that_was_ended_covers_nothing_and_says_so(
    cast: Cast, above: Agreement, protocol: Agreement
) -> None:
    end(cast, above)
    reason = (
        "The agreement above this protocol is not active. LOG-2026-0001: It was ended on 22 November 2026."
    )
    assert told(cast, protocol, NOON) == {
        "Covers nothing": f"{reason} Ask the IG team to renew the agreement above it."
    }
    assert is_said_on_its_page(cast, protocol, NOON, reason)


def test_a_protocol_under_a_renewal_has_no_flag(cast: Cast, above: Agreement, protocol: Agreement) -> None:
    renewed(cast, above, date(2027, 1, 1), date(2029, 12, 31))
    assert told(cast, protocol, datetime(2027, 1, 1, tzinfo=UTC)) == {}


def test_an_overdue_review_above_a_protocol_is_told_of_it_and_then_it_covers_nothing(
    cast: Cast, protocol: Agreement
) -> None:
    assert told(cast, protocol, datetime(2027, 11, 22, 23, 59, tzinfo=UTC)) == {}
    (label, words), *_ = told(cast, protocol, LATE).items()
    assert label == "Leans on an overdue review"
    assert words.startswith("LOG-2026-0001, above this protocol: Its review was due on 22 November 2027.")
    assert "Covers nothing" in told(cast, protocol, TOO_LATE)
    assert is_said_on_its_page(
        cast, protocol, TOO_LATE, "LOG-2026-0001, above this protocol, cannot be used."
    )


def test_a_memorandum_that_nothing_fills_covers_nothing_and_says_so(cast: Cast) -> None:
    empty = active(cast, surgery(cast), type=Type.MOU, has_sharing_section=False)
    assert list(told(cast, empty, NOON)) == ["Covers nothing"]
    assert is_said_on_its_page(cast, empty, NOON, "A memorandum of understanding is not enough by itself.")
    filling = active(cast, surgery(cast, "Oak"), type=Type.DSP, parent=empty)
    assert told(cast, empty, NOON) == {}
    end(cast, filling)
    assert list(told(cast, empty, NOON)) == ["Covers nothing"]


def test_the_flags_of_many_cost_as_much_as_those_of_one(
    cast: Cast, above: Agreement, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    oak: Organisation = surgery(cast, "Oak")
    for number in range(3):
        active(cast, oak, type=Type.DSP, parent=above, title=f"Extract {number}")
    listed = list(Agreement.objects.with_partners().order_by("pk"))
    # Items, reviews and partners of all, the versions above them, and what stands there with its reviews.
    with django_assert_max_num_queries(6):
        assert len(flags(listed, cast.fay, NOON)) == 4

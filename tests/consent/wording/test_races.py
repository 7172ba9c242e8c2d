"""Two people at once: one of them is first, and the other is told so."""

import pytest

from consent.wording import actions
from consent.wording.models import Wording, WordingVersion
from consent.wording.states import State
from governance.errors import Denied, IllegalTransition, Refused
from tests.cast import NOON, Cast
from tests.consent.wording.samples import draft, submitted
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_first_drafts_of_one_wording_one_is_kept(transactional_db: None) -> None:
    cast = Cast()
    igor = cast.igor
    found = together(*(lambda: draft(cast, by=igor) for _ in range(3)))
    assert raised(found) == [Denied, Denied]
    assert (Wording.objects.count(), WordingVersion.objects.count()) == (1, 1)


def test_one_text_approved_twice_at_once_is_approved_once(transactional_db: None) -> None:
    cast = Cast()
    version, priya = submitted(cast), cast.priya
    found = together(
        *[lambda: actions.approve(version, by=priya, at=NOON, content_hash=version.content_hash)] * 2
    )
    assert raised(found) == [IllegalTransition]


def test_a_text_that_is_changed_as_it_is_approved_is_one_or_the_other(transactional_db: None) -> None:
    cast = Cast()
    version, igor, priya = submitted(cast), cast.igor, cast.priya
    found = together(
        lambda: actions.edit(version, by=igor, at=NOON, title="New", body="New words."),
        lambda: actions.approve(version, by=priya, at=NOON, content_hash=version.content_hash),
    )
    [failure] = raised(found)
    assert issubclass(failure, Refused)
    now = WordingVersion.objects.get()
    assert (now.state, now.title) in {(State.DRAFT, "New"), (State.APPROVED, "May we share?")}

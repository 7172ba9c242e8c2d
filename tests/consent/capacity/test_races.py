"""Two people at once about one decision: one comes after the other, and the last word is the same either way."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from consent.ability import Finding
from consent.capacity.actions import correct
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.errors import Denied
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import TOMORROW, able, answers, assess, not_today
from tests.consent.consents.answers import PANEL, say
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)
ENG = Nation.ENG
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNABLE = {"outcome": Finding.NOT_COMPETENT, "answers": answers(Kind.GILLICK, ENG, no="weigh")}


def open_days() -> list[date]:
    rows = Deadline.objects.filter(register="capacity", ended_at=None).order_by("due_on")
    return list(rows.values_list("due_on", flat=True))


def test_of_two_who_put_the_same_decision_off_one_day_is_left_open(transactional_db: None) -> None:
    cast = Cast()
    sam = cast.person()
    tonight = not_today(Kind.CAPACITY, ENG)
    found = together(
        lambda: assess(cast, sam, tonight),
        lambda: assess(cast, sam, tonight, by=cast.dora, reassess_on=TOMORROW + DAY),
    )
    assert raised(found) == []
    last = Assessment.objects.order_by("assessed_at", "id").last()
    assert last is not None
    assert open_days() == [last.reassess_on]


def test_a_finding_while_another_puts_the_decision_off_settles_it_by_what_was_assessed_last(
    transactional_db: None,
) -> None:
    cast = Cast()
    sam = cast.person()
    found = together(
        lambda: assess(cast, sam, not_today(Kind.CAPACITY, ENG), at=NOON + HOUR, assessed_at=NOON),
        lambda: assess(cast, sam, able(Kind.CAPACITY, ENG), by=cast.dora, at=NOON + HOUR),
    )
    assert raised(found) == []
    assert open_days() == []
    standing = Assessment.objects.standing(sam.pk, cast.harbour.pk, NOON + HOUR).first()
    assert standing.finding is Finding.HAS_CAPACITY


def test_an_error_that_is_marked_while_the_decision_is_assessed_again_leaves_one_day_open(
    transactional_db: None,
) -> None:
    cast = Cast()
    sam = cast.person()
    assess(cast, sam, not_today(Kind.CAPACITY, ENG))
    wrong = assess(cast, sam, able(Kind.CAPACITY, ENG), at=NOON + HOUR)
    again = not_today(Kind.CAPACITY, ENG, reassess_on=TOMORROW + DAY)
    found = together(
        lambda: correct(wrong, by=cast.max, at=NOON + 2 * HOUR, reason="About somebody else"),
        lambda: assess(cast, sam, again, at=NOON + 2 * HOUR),
    )
    assert raised(found) == []
    assert open_days() == [TOMORROW + DAY]


@pytest.mark.parametrize("said_at", [NOON - HOUR, NOON + HOUR], ids=["before", "after"])
def test_a_child_found_competent_while_a_parent_says_yes_has_the_last_word(
    transactional_db: None, said_at: datetime
) -> None:
    """Whichever is written down first: a yes from before ended then, and one from after is refused or ended."""
    cast = Cast()
    ash = cast.person("Ash Rivers", born=date(2016, 5, 1), at=NOON - 5 * DAY)
    unable = assess(cast, ash, able(Kind.GILLICK, ENG, **UNABLE), at=NOON - 2 * HOUR)
    at = NOON + 2 * HOUR
    found = together(
        lambda: parent_says_yes(cast, ash, unable, said_at=said_at, at=at),
        lambda: assess(cast, ash, able(Kind.GILLICK, ENG), by=cast.dora, assessed_at=NOON, at=at),
    )
    assert raised(found) in ([], [Denied])
    if said_at < NOON:
        assert raised(found) == []
        assert Consent.objects.get().outgrown_at == NOON
    for consent in Consent.objects.all():
        assert consent.state_at(at) == State.EXPIRED
        assert not consent.in_force_at(NOON + HOUR, as_known=False)


def parent_says_yes(cast: Cast, child: Person, found: Assessment, **when: Any) -> Consent:
    giver = {"giver": Giver.PARENT, "giver_name": "Jane Rivers"}
    return say(cast, child, assessment=found, **giver, **PANEL, **when).consent

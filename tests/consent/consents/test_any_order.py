"""Whatever a person says, in whatever order it happens: what is true of consents all along (handbook section 3)."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Form
from consent.consents.actions import invalidate, reconfirm, told, withdraw
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from governance.calendar import Nation, local_day
from governance.deadlines.models import Deadline
from governance.errors import Refused
from governance.people.actions import close, open_case
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import able, answers, assess
from tests.consent.consents.answers import PANEL, say

ENG = Nation.ENG
HOUR = timedelta(hours=1)
START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
UNABLE = {"outcome": Finding.NOT_COMPETENT, "answers": answers(Form.GILLICK, ENG, no="weigh")}
VERBS = ("parent says yes", "child says yes", "no", "again", "back", "told", "invalid")
VERBS += ("close", "open", "competent", "not competent")
# What happens, how many days after the last, and how many hours before it is written down it was said.
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.sampled_from([0, 1, 40, 200, 380]), st.sampled_from([0, 5, 300])),
    min_size=3,
    max_size=9,
)


# A parent's yes from before the finding, written down after it.
LATE = [("competent", 1, 0), ("parent says yes", 0, 5)]


@pytest.mark.django_db
@example(steps=LATE, born=date(2016, 5, 1))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, born=st.sampled_from([date(2011, 3, 1), date(2016, 5, 1)]))
def test_whatever_happens(cast: Cast, steps: list[tuple[str, int, int]], born: date) -> None:
    with transaction.atomic():
        ash = cast.person("Ash Rivers", born=born, at=START - timedelta(days=20))
        at, moments = START, [START]
        assess(cast, ash, able(Form.GILLICK, ENG, **UNABLE, trained_on=None), at=at)
        for verb, days, hours in steps:
            at += timedelta(days=days, minutes=1)
            # A step that a rule refuses changes nothing, and the story goes on.
            with suppress(Refused):
                take(cast, ash, verb, at, at - timedelta(hours=hours))
            moments += [at, at - timedelta(hours=hours)]
            holds(ash, at)
        for moment in moments:
            for consent in ash.consents.all():
                true, known = (consent.in_force_at(moment, as_known=each) for each in (False, True))
                if consent.given_recorded_at is not None and moment >= consent.given_recorded_at:
                    assert true <= known or not_known_to_go_on(consent, moment)
        transaction.set_rollback(True)


def not_known_to_go_on(consent: Consent, moment: datetime) -> bool:
    """Whether we thought then that it had run out, because their yes from before was not written down yet."""
    if consent.revived_at is None or consent.lapsed_on is None:
        return False
    return consent.lapsed_on < local_day(moment) and moment < consent.revived_at


def holds(ash: Person, at: datetime) -> None:
    """What must be so after every step."""
    consents = list(ash.consents.order_by("id"))
    active = [each.sharing for each in consents if each.state_at(at) is State.ACTIVE]
    assert len(active) == len(set(active))
    for each in consents:
        if each.given_at is None:
            assert each.state in (State.DRAFT, State.REFUSED)
            continue
        ends = (each.reconfirmed_at, each.withdrawn_at, each.superseded_at, each.outgrown_at)
        assert all(end >= each.given_at for end in ends if end is not None)
        assert each.given_at <= each.given_recorded_at
        if each.expires_on is not None:
            assert each.expires_on >= local_day(each.given_at)
            after = datetime.combine(each.expires_on + timedelta(days=1), NOON.timetz())
            assert each.state_at(after) is not State.ACTIVE
        if each.giver == Giver.PARENT and each.state_at(at) is State.ACTIVE:
            assert local_day(at) < ash.born_on.replace(year=ash.born_on.year + 16)
            assert each.found_able_since(at) is None
        rules = set(
            Deadline.objects.filter(register="consents", record_id=each.pk, ended_at=None).values_list(
                "rule", flat=True
            )
        )
        assert rules <= may_stand(each)


def may_stand(consent: Consent) -> set[str]:
    """The deadlines that may be open: what has ended has none but to ask again, or to tell its recipients."""
    if consent.state == State.WITHDRAWN:
        return {"tell_recipients", "recipients_acknowledge"}
    if consent.state != State.ACTIVE:
        return set()
    return {"consent_expiry"} if consent.outgrown_at else {"consent_review", "consent_expiry"}


def take(cast: Cast, ash: Person, verb: str, at: datetime, said_at: datetime) -> None:
    """One step, written down at `at`; raises Refused where a rule has something against it."""
    case = ash.cases.order_by("-id").first()
    assert case is not None
    newest = Assessment.objects.filter(person=ash).order_by("-assessed_at", "-id").first()
    newest_first = list(ash.consents.order_by("-id"))
    active = [each for each in newest_first if each.state_at(at) is State.ACTIVE]
    was_active = [each for each in newest_first if each.state_at(said_at) is State.ACTIVE]
    when = {"case": case, "at": at, "said_at": said_at, "by": cast.max, "assessment": newest, **PANEL}
    parent = {"giver": Giver.PARENT, "giver_name": "Jane Rivers"}
    if verb == "parent says yes":
        say(cast, ash, **when, **parent)
    elif verb == "child says yes":
        say(cast, ash, **when)
    elif verb == "no":
        say(cast, ash, False, **when)
    elif verb in ("competent", "not competent"):
        facts = able(Form.GILLICK, ENG, trained_on=None, **(UNABLE if verb == "not competent" else {}))
        assess(cast, ash, facts, case=case, at=at, assessed_at=said_at)
    elif verb == "close" and case.closed_on is None:
        close(case, by=cast.max, at=at, closed_on=local_day(at))
    elif verb == "open" and case.closed_on is not None:
        open_case(ash, by=cast.max, at=at, service=cast.harbour)
    elif verb == "told":
        for each in ash.consents.filter(state=State.WITHDRAWN, recipients_told_at=None):
            told(each, by=cast.max, at=at, nothing_shared=True)
    elif was_active and verb == "again":
        reconfirm(was_active[0], by=cast.max, at=at, said_at=said_at)
    elif active and verb == "back":
        withdraw(active[0], by=cast.max, at=at, withdrawn_at=said_at)
    elif active and verb == "invalid":
        invalidate(active[0], by=cast.max, at=at, reason="No interpreter")

"""One consent in each state, made by the real steps."""

from datetime import date, timedelta
from typing import Any

from consent.ability import Finding
from consent.capacity.questions import Kind as Assessed
from consent.capacity.questions import questions
from consent.consents import actions
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from governance.accounts.models import User
from governance.calendar import Nation
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import able, answers, assess
from tests.consent.consents.answers import PANEL, say

DAY = timedelta(days=1)
CHARITY = {
    "CHARITY_NAME": "Safe Harbour Trust",
    "CHARITY_ADDRESS": "1 Quay Street, Leeds, LS1 1AA",
    "CHARITY_CONTACT": "privacy@example.org, 0113 496 0000",
}


def in_state(cast: Cast, person: Person, state: State, *, by: User | None = None, **changes: Any) -> Consent:
    """A consent of this person that reads so at noon of 22 November 2026; it was answered ten days before."""
    by, then = by or cast.fay, NOON - 10 * DAY
    if state is State.EXPIRED:
        then = NOON - 400 * DAY
    if state is State.DRAFT:
        changes["checklist"] = {}
    consent = say(cast, person, state is not State.REFUSED, by=by, **{"at": then, **changes}).consent
    match state:
        case State.WITHDRAWN:
            consent = actions.withdraw(consent, by=by, at=NOON, withdrawn_at=NOON - DAY)
        case State.SUPERSEDED:
            say(cast, person, by=by, **{**changes, "at": NOON - 2 * DAY})
        case State.INVALID:
            manager = consent.service.manager
            assert manager is not None
            consent = actions.invalidate(consent, by=manager, at=NOON, reason="Nobody told them")
    consent = Consent.objects.get(pk=consent.pk)
    assert consent.state_at(NOON) is state
    return consent


def child(cast: Cast, worker: User | None = None) -> Person:
    """Aged ten, with a case that began long ago."""
    return cast.person("Robin Rivers", born=date(2016, 5, 1), worker=worker, at=NOON - 500 * DAY)


def by_parent(cast: Cast, person: Person, **changes: Any) -> Consent:
    """A mother's yes for a child who was found unable to decide this."""
    no = answers(Assessed.GILLICK, Nation.ENG, no=questions(Assessed.GILLICK, Nation.ENG)[0].key)
    unable = able(Assessed.GILLICK, Nation.ENG, outcome=Finding.NOT_COMPETENT, answers=no)
    assessment = assess(cast, person, unable, at=NOON - 20 * DAY, trained_on=None)
    facts = {"giver": Giver.PARENT, "giver_name": "Jane Rivers", "assessment": assessment, **PANEL}
    return in_state(cast, person, State.ACTIVE, **{**facts, **changes})


def able_child(cast: Cast, person: Person) -> dict[str, Any]:
    """What goes with a child's own answer to something that they were found able to decide."""
    facts = able(Assessed.GILLICK, Nation.ENG, decision="Whether we may talk to their uncle")
    return {"assessment": assess(cast, person, facts, at=NOON - 20 * DAY, trained_on=None), **PANEL}

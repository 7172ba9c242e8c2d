"""A birth date that is put right: what somebody was too young to say alone may not hold (handbook section 2)."""

from datetime import date, timedelta
from typing import Any

import pytest

from consent.capacity.questions import Kind as Form
from consent.consents.actions import withdraw
from consent.consents.card import words
from consent.consents.models import Consent
from consent.consents.rules import State
from governance.accounts.models import User
from governance.calendar import Nation
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.capacity.typed import able, assess, lacking
from tests.consent.consents.answers import PANEL, say

DAY = timedelta(days=1)
LATER = NOON + DAY
THIRTEEN = date(2013, 5, 1)
DOUBT = "By the birth date that we know now"


def learn(person: Person, by: User, **facts: Any) -> Person:
    person.refresh_from_db()
    return people.edit(person, by=by, at=LATER, read_version=person.version, reason="Passport seen", **facts)


def told() -> set[str]:
    names = Notification.objects.filter(kind="age_in_doubt").values_list("recipient__name", flat=True)
    return {name.split()[0] for name in names}


def warning(consent: Consent, user: User) -> str:
    return words(Consent.objects.get(pk=consent.pk), user, LATER).warning


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 400 * DAY)


@pytest.fixture
def consent(cast: Cast, sam: Person) -> Consent:
    _ = cast.igor, cast.priya
    return say(cast, sam).consent


def test_the_manager_and_ig_are_told_and_the_card_warns(cast: Cast, sam: Person, consent: Consent) -> None:
    assert warning(consent, cast.fay) == ""
    learn(sam, cast.fay, born_on=THIRTEEN)
    assert told() == {"Max", "Igor", "Priya"}
    consent.refresh_from_db()
    assert consent.state == State.ACTIVE
    assert DOUBT in warning(consent, cast.fay)


def test_the_pages_no_longer_say_that_one_may_share(
    cast: Cast, sam: Person, consent: Consent, time_machine: Any
) -> None:
    learn(sam, cast.fay, born_on=THIRTEEN)
    time_machine.move_to(LATER, tick=False)
    for address in (f"/people/{sam.reference}/", f"/consents/{consent.reference}/"):
        text = signed_in(cast.fay).get(address).content.decode()
        assert "This may not hold: ask before you share" in text
        assert "You may share with" not in text
        assert "You may still share" not in text


@pytest.mark.parametrize(
    ("born", "nation", "panel", "doubtful"),
    [
        # The day of the 16th birthday, and the day before it, when they said yes on 22 November 2026.
        (date(2010, 11, 22), Nation.ENG, True, False),
        (date(2010, 11, 23), Nation.ENG, True, True),
        (date(2014, 11, 22), Nation.SCT, True, False),
        (date(2014, 11, 23), Nation.SCT, True, True),
        # Able to decide, but a child, for whom the extra-care part is missing.
        (date(2008, 11, 22), Nation.ENG, False, False),
        (date(2008, 11, 23), Nation.ENG, False, True),
        (date(2010, 11, 22), Nation.SCT, False, False),
        (date(2010, 11, 23), Nation.SCT, False, True),
    ],
)
def test_by_the_age_at_their_last_yes_and_the_nation(
    cast: Cast, born: date, nation: Nation, panel: bool, doubtful: bool
) -> None:
    worker = cast.fay if nation is Nation.ENG else cast.isla
    person = cast.person("Kim Lake", worker=worker)
    consent = say(cast, person, by=worker, **(PANEL if panel else {})).consent
    learn(person, worker, born_on=born)
    assert bool(told()) is doubtful
    assert (DOUBT in warning(consent, worker)) is doubtful


def test_a_child_found_able_to_decide_it_is_in_no_doubt(cast: Cast) -> None:
    ash = cast.person("Ash Rivers", born=date(2012, 5, 1))
    consent = say(cast, ash, assessment=assess(cast, ash, able(Form.GILLICK, Nation.ENG)), **PANEL).consent
    learn(ash, cast.fay, born_on=THIRTEEN)
    assert (told(), warning(consent, cast.fay)) == (set(), "")


def test_what_an_attorney_said_for_somebody_who_was_a_child_is_in_doubt(cast: Cast, sam: Person) -> None:
    found = assess(cast, sam, lacking(Nation.ENG))
    attorney = {"giver": "ATTORNEY", "giver_name": "Jo Rivers", "authority_seen": True}
    consent = say(cast, sam, assessment=found, **attorney).consent
    learn(sam, cast.fay, born_on=THIRTEEN)
    assert "Max" in told()
    assert DOUBT in warning(consent, cast.fay)


def test_another_correction_tells_nobody(cast: Cast, sam: Person, consent: Consent) -> None:
    learn(sam, cast.fay, born_on=THIRTEEN)
    Notification.objects.all().delete()
    learn(sam, cast.fay, name="Sam Rivers-Lake")
    assert told() == set()


def test_nobody_hears_of_what_is_over(cast: Cast, sam: Person, consent: Consent) -> None:
    withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
    learn(sam, cast.fay, born_on=THIRTEEN)
    assert told() == set()
    assert warning(consent, cast.fay) == ""


def test_whoever_knows_the_person_is_not_told(cast: Cast, sam: Person, consent: Consent) -> None:
    people.report(person=sam, worker=cast.igor, relationship="cousin", by=cast.fay, at=NOON)
    learn(sam, cast.fay, born_on=THIRTEEN)
    assert told() == {"Max", "Priya"}

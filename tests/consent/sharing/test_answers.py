"""Today and any past moment: what was true then, and what we knew then (handbook section 3.3)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.capacity.actions import correct
from consent.capacity.questions import Kind as Assess
from consent.consents.actions import amend, invalidate, reconfirm
from consent.consents.rules import Giver, State
from consent.sharing.answers import Answers, Part, Seen, consents_of, of_then, of_today
from governance.accounts.models import User
from governance.calendar import Nation, local_day
from governance.organisations import actions as organisations
from governance.people.actions import close, edit, open_case
from governance.people.models import Person
from tests.cast import Cast
from tests.consent.capacity.typed import able, answers, assess, lacking
from tests.consent.consents.answers import PANEL, answer
from tests.consent.sharing.stories import now, says, says_again, standing, takes_back

DAY = timedelta(days=1)


def then(cast: Cast, person: Person, moment: datetime) -> Answers:
    """As Max reads it, who sees all of Harbour however long ago the case closed."""
    return of_then(seen(cast.max, person).ours, cast.max, moment)


def today(user: User, person: Person, at: datetime | None = None) -> list[Part]:
    at = at or now()
    return of_today(consents_of(user, person, at).ours, user, at)


def seen(user: User, person: Person) -> Seen:
    return consents_of(user, person, now())


def only(parts: list[Part]) -> str:
    (state,) = standing(parts).values()
    return state


def test_today_says_who_what_why_what_never_and_until_when(cast: Cast, sam: Person) -> None:
    says(cast, sam, not_to_share="Anything about my children")
    says(cast, sam, False, recipient="Rosa")
    (harbour,) = today(cast.fay, sam)
    (line,), (no,) = harbour.yes, harbour.no
    assert line.words is not None
    assert (harbour.service, line.words.who, line.words.why) == (
        "Harbour",
        "Elm Surgery",
        "To plan their care together",
    )
    assert line.words.what == ["Name and contact details", "Their care plan"]
    assert line.words.never == "Anything about my children"
    assert line.until is not None
    assert (no.words.who, no.until) == ("Rosa", None)  # type: ignore[union-attr]
    assert no.why_not.startswith("Said no on")


def test_each_service_has_its_own_part(cast: Cast, sam: Person) -> None:
    open_case(sam, by=cast.maya, at=now(), service=cast.quay)
    says(cast, sam, case=sam.cases.get(service=cast.harbour))
    says(cast, sam, case=sam.cases.get(service=cast.quay), by=cast.maya)
    assert [part.service for part in today(cast.igor, sam)] == ["Harbour", "Quay"]
    assert [part.service for part in today(cast.fay, sam)] == ["Harbour"]


def test_answers_for_another_service_are_known_of_and_not_read(cast: Cast, sam: Person) -> None:
    open_case(sam, by=cast.maya, at=now(), service=cast.quay)
    theirs = says(cast, sam, case=sam.cases.get(service=cast.quay), by=cast.maya)
    assert seen(cast.fay, sam) == ([], [theirs])
    assert seen(cast.maya, sam) == ([theirs], [])


def test_before_anything_was_said_both_answers_are_empty(cast: Cast, sam: Person) -> None:
    before = now()
    says(cast, sam)
    assert then(cast, sam, before) == Answers([], [])


def test_taken_back_by_telephone_and_written_down_later(cast: Cast, sam: Person) -> None:
    yes = says(cast, sam)
    said_at = now()
    between = now()
    takes_back(cast, yes, said_at=said_at)
    asked = then(cast, sam, between)
    assert (only(asked.known), only(asked.true)) == (State.ACTIVE, State.WITHDRAWN)
    assert asked.differ
    (line,) = asked.true[0].no
    assert "We wrote that down on" in line.why_not
    assert not line.known
    assert not then(cast, sam, now()).differ


def test_said_before_it_was_written_down(cast: Cast, sam: Person) -> None:
    between = now()
    says(cast, sam, said_at=between - DAY)
    asked = then(cast, sam, between)
    assert (asked.known, only(asked.true)) == ([], State.ACTIVE)


def test_found_not_valid_later_never_held(cast: Cast, sam: Person) -> None:
    yes = says(cast, sam)
    between = now()
    invalidate(yes, by=cast.max, at=now(), reason="It was signed by the wrong person")
    asked = then(cast, sam, between)
    assert (only(asked.known), only(asked.true)) == (State.ACTIVE, State.INVALID)
    assert "We found out on" in asked.true[0].no[0].why_not


def test_a_case_whose_end_is_written_down_later(cast: Cast) -> None:
    sam = cast.person(at=now() - 200 * DAY)
    says(cast, sam, said_at=now() - 100 * DAY)
    between = now()
    close(sam.cases.get(), by=cast.fay, at=now(), closed_on=local_day(now()) - 60 * DAY)
    asked = then(cast, sam, between)
    assert (only(asked.known), only(asked.true)) == (State.ACTIVE, State.EXPIRED)
    assert "It had ended sooner" in asked.true[0].no[0].why_not


def test_a_parents_yes_that_the_child_had_outgrown(cast: Cast) -> None:
    child = cast.person("Alex Reed", born=local_day(now()) - 13 * 365 * DAY)
    unable = {"outcome": "NOT_COMPETENT", "answers": answers(Assess.GILLICK, Nation.ENG, no="understand")}
    at = now()
    found = assess(cast, child, able(Assess.GILLICK, Nation.ENG, **unable), at=at, assessed_at=at)
    parent = {"giver": Giver.PARENT, "giver_name": "Jo Reed", "assessment": found, **PANEL}
    says(cast, child, **parent)
    grown_at, between = now(), now()
    assess(cast, child, able(Assess.GILLICK, Nation.ENG), at=now(), assessed_at=grown_at)
    asked = then(cast, child, between)
    assert (only(asked.known), only(asked.true)) == (State.ACTIVE, State.EXPIRED)
    assert "They decide for themselves" in asked.true[0].no[0].why_not


def test_what_was_said_again_later_was_not_so_long_before(cast: Cast, sam: Person) -> None:
    yes = says(cast, sam, said_at=now() - 100 * DAY)
    before = now()
    again = says_again(cast, yes)
    asked = then(cast, sam, before)
    assert not asked.differ
    assert asked.known[0].lines[0].until == yes.expires_on
    assert today(cast.fay, sam)[0].lines[0].until == again.expires_on


def test_said_again_before_it_ran_out_and_written_down_after(cast: Cast, sam: Person) -> None:
    yes = says(cast, sam, said_at=now() - 400 * DAY)
    between = now()
    assert standing(today(cast.fay, sam)) == {"Elm Surgery": State.EXPIRED}
    at = now()
    reconfirm(yes, by=cast.fay, at=at, said_at=at - 40 * DAY)
    asked = then(cast, sam, between)
    assert (only(asked.known), only(asked.true)) == (State.EXPIRED, State.ACTIVE)
    assert not asked.true[0].yes[0].known
    assert standing(today(cast.fay, sam)) == {"Elm Surgery": State.ACTIVE}


def test_a_draft_reads_as_it_was_written_then(cast: Cast, sam: Person) -> None:
    draft = says(cast, sam, checklist={}, recipient="Elm Surgry")
    before = now()
    at = now()
    facts = answer(said_at=at, recipient="Elm Surgery")
    amend(draft, by=cast.fay, at=at, answer=True, **facts)
    assert standing(then(cast, sam, before).known) == {"Elm Surgry": State.DRAFT}
    assert standing(then(cast, sam, now()).known) == {"Elm Surgery": State.ACTIVE}


def test_an_organisation_has_the_name_that_it_had_then(cast: Cast, sam: Person) -> None:
    elm = organisations.create(by=cast.max, at=now(), name="Elm Surgery", kind="health")
    says(cast, sam, organisation=elm)
    before = now()
    facts = {"name": "Oak Surgery", "kind": "health"}
    organisations.edit(elm, by=cast.max, at=now(), read_version=1, reason="They told us", **facts)
    asked = then(cast, sam, before)
    assert (standing(asked.known), asked.differ) == ({"Elm Surgery": State.ACTIVE}, False)
    assert standing(today(cast.fay, sam)) == {"Oak Surgery": State.ACTIVE}


STEPS = st.lists(
    st.sampled_from(["yes", "yes", "no", "again", "back", "invalid", "draft", "close"]),
    min_size=1,
    max_size=7,
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_what_we_knew_then_is_what_the_page_showed_then(cast: Cast, steps: list[str]) -> None:
    """Whatever happens since, and it agrees with the rule of what was in force as we knew it."""
    with transaction.atomic():
        sam = cast.person("Story", at=now() - 400 * DAY)
        showed = []
        for step in steps:
            _take(cast, sam, step)
            moment = now()
            showed.append((moment, today(cast.max, sam, moment)))
        for moment, parts in showed:
            known = then(cast, sam, moment).known
            assert known == parts
            allowed = {line.consent.pk for part in known for line in (*part.yes, *part.ask)}
            in_force = {each.pk for each in sam.consents.all() if each.in_force_at(moment, as_known=True)}
            assert allowed == in_force
        transaction.set_rollback(True)


def _take(cast: Cast, sam: Person, step: str) -> None:
    """The next step of a story, where the story has come to a point at which it can be taken."""
    at = now()
    case = sam.cases.get()
    active = sam.consents.active_on(local_day(at)).order_by("id").last()
    if step == "close" and case.closed_on is None:
        close(case, by=cast.fay, at=at, closed_on=local_day(at))
    elif step in ("yes", "no"):
        says(cast, sam, step == "yes")
    elif step == "draft":
        says(cast, sam, checklist={}, recipient="Rosa")
    elif active is not None and step == "again":
        says_again(cast, active)
    elif active is not None and step == "back":
        takes_back(cast, active)
    elif active is not None and step == "invalid":
        invalidate(active, by=cast.max, at=at, reason="Not free")


class TestABirthDateThatIsPutRight:
    """As known then, their age is the one that we knew then; as it was true, the one that we know today."""

    DOUBT = "By the birth date that we know now"

    def warnings(self, parts: list[Part]) -> list[str]:
        return [line.words.warning for part in parts for line in part.lines if line.words]

    def learn(self, cast: Cast, person: Person, **facts: Any) -> None:
        person.refresh_from_db()
        version = {"read_version": person.version, "reason": "Passport seen"}
        edit(person, by=cast.fay, at=now(), **version, **facts)

    def test_too_young_as_we_know_today(self, cast: Cast, sam: Person) -> None:
        yes = says(cast, sam)
        before = now()
        self.learn(cast, sam, born_on=local_day(now()) - 13 * 365 * DAY)
        after = now()
        asked = then(cast, sam, before)
        assert self.warnings(asked.known) == [""]
        assert [each.consent for each in asked.known[0].yes] == [yes]
        (doubt,) = self.warnings(asked.true)
        assert doubt.startswith(self.DOUBT)
        assert asked.differ
        for parts in then(cast, sam, after):
            assert self.warnings(parts) == [doubt]

    def test_too_young_as_we_thought_then(self, cast: Cast, sam: Person) -> None:
        """It was put right twice: in between we thought that they had been too young."""
        says(cast, sam)
        born = sam.born_on
        self.learn(cast, sam, born_on=local_day(now()) - 13 * 365 * DAY)
        between = now()
        self.learn(cast, sam, born_on=born)
        asked = then(cast, sam, between)
        assert [each.startswith(self.DOUBT) for each in self.warnings(asked.known)] == [True]
        assert self.warnings(asked.true) == [""]

    def test_of_what_was_unknown_then_it_counts_that_they_were_plainly_adult(self, cast: Cast) -> None:
        sam = cast.person(born=None, plainly_adult=True)
        says(cast, sam)
        before = now()
        self.learn(cast, sam, plainly_adult=False)
        asked = then(cast, sam, before)
        assert self.warnings(asked.known) == [""]
        assert [each.startswith(self.DOUBT) for each in self.warnings(asked.true)] == [True]

    def test_what_an_attorney_said_rested_on_the_test_for_the_age_that_we_knew(
        self, cast: Cast, sam: Person
    ) -> None:
        at = now()
        found = assess(cast, sam, lacking(Nation.ENG), at=at, assessed_at=at)
        attorney = {"giver": Giver.ATTORNEY, "giver_name": "Jo Rivers", "authority_seen": True}
        says(cast, sam, assessment=found, **attorney)
        before = now()
        self.learn(cast, sam, born_on=local_day(now()) - 13 * 365 * DAY)
        asked = then(cast, sam, before)
        assert self.warnings(asked.known) == [""]
        assert [each.startswith(self.DOUBT) for each in self.warnings(asked.true)] == [True]

    def test_a_finding_recorded_in_error_was_none_before_we_knew(self, cast: Cast, sam: Person) -> None:
        at = now()
        found = assess(cast, sam, lacking(Nation.ENG), at=at, assessed_at=at)
        attorney = {"giver": Giver.ATTORNEY, "giver_name": "Jo Rivers", "authority_seen": True}
        says(cast, sam, assessment=found, **attorney)
        before = now()
        correct(found, by=cast.max, at=now(), reason="It was about somebody else")
        asked = then(cast, sam, before)
        assert self.warnings(asked.known) == [""]
        assert [each.startswith("What it rests on") for each in self.warnings(asked.true)] == [True]
        for parts in then(cast, sam, now()):
            assert [each.startswith("What it rests on") for each in self.warnings(parts)] == [True]

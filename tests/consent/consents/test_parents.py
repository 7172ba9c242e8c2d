"""Somebody else's yes or no for a person: until when it holds, and what it can never do (handbook section 3.3)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from consent.ability import Finding
from consent.capacity.actions import correct
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Form
from consent.consents.actions import reconfirm, withdraw
from consent.consents.card import words
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.kinds import Kind
from governance.calendar import LONDON, Nation
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.people.models import Person
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import DECISION, able, answers, assess, lacking, not_today
from tests.consent.consents.answers import PANEL, say

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
START = NOON - 400 * DAY
ENG, SCT = Nation.ENG, Nation.SCT
UNABLE = {"outcome": Finding.NOT_COMPETENT, "answers": answers(Form.GILLICK, ENG, no="weigh")}
MOTHER = {"giver": Giver.PARENT, "giver_name": "Jane Rivers", **PANEL}


def unable(cast: Cast, child: Person, **changes: Any) -> Assessment:
    return assess(cast, child, able(Form.GILLICK, ENG, **UNABLE), **changes)


def competent(cast: Cast, child: Person, **changes: Any) -> Assessment:
    return assess(cast, child, able(Form.GILLICK, ENG), **changes)


def mother_says(cast: Cast, child: Person, yes: bool = True, **changes: Any) -> Consent:
    return say(cast, child, yes, **{**MOTHER, **changes}).consent


@pytest.fixture
def ash(cast: Cast) -> Person:
    """Ten years old, in England."""
    return cast.person("Ash Rivers", born=date(2016, 5, 1), at=START)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), LONDON)


class TestTheSixteenthBirthday:
    @pytest.mark.parametrize(
        ("born", "sixteen"),
        [
            (date(2011, 3, 10), date(2027, 3, 10)),
            # In summer, midnight in London is an hour before midnight in UTC.
            (date(2011, 6, 10), date(2027, 6, 10)),
            # 29 February comes round in the sixteenth year, which is a leap year too.
            (date(2012, 2, 29), date(2028, 2, 29)),
        ],
    )
    def test_it_holds_to_the_last_minute_before_and_not_at_the_first_of_that_day(
        self, cast: Cast, born: date, sixteen: date
    ) -> None:
        given = midnight(sixteen) - 60 * DAY
        child = cast.person("Ash Rivers", born=born, at=given)
        found = unable(cast, child, at=given, trained_on=None)
        consent = mother_says(cast, child, assessment=found, at=given)
        assert (consent.state, consent.expires_on) == (State.ACTIVE, sixteen - DAY)
        last = midnight(sixteen) - MINUTE
        assert consent.state_at(last) == State.ACTIVE
        assert consent.state_at(midnight(sixteen)) == State.EXPIRED
        for as_known in (True, False):
            assert consent.in_force_at(last, as_known=as_known)
            assert not consent.in_force_at(midnight(sixteen), as_known=as_known)
        assert consent.review_on is None or consent.review_on < sixteen

    def test_on_the_day_itself_a_parent_says_nothing_any_more(self, cast: Cast) -> None:
        sixteen = NOON.date()
        child = cast.person("Ash Rivers", born=sixteen.replace(year=2010), at=START)
        found = unable(cast, child, at=NOON - DAY)
        for at, code in ((midnight(sixteen) - MINUTE, None), (midnight(sixteen), Code.GIVER)):
            if code is None:
                assert mother_says(cast, child, assessment=found, at=at).state == State.ACTIVE
                continue
            with pytest.raises(Denied) as refusal:
                mother_says(cast, child, assessment=found, at=at)
            assert refusal.value.verdict.code == code

    def test_the_persons_own_yes_does_not_end_then(self, cast: Cast) -> None:
        child = cast.person("Ash Rivers", born=date(2011, 3, 10))
        consent = say(cast, child, assessment=competent(cast, child), **PANEL).consent
        assert (consent.giver, consent.expires_on) == (Giver.SELF, date(2027, 11, 22))


def corrected(cast: Cast, person: Person, born: date, *, at: datetime) -> Person:
    """The person, once we learn that they were born on another day."""
    facts = {"read_version": person.version, "reason": "Seen on the card", "born_on": born}
    return people.edit(person, by=cast.max, at=at, **facts)


class TestABirthDateThatIsCorrected:
    @pytest.fixture
    def young(self, cast: Cast) -> Person:
        """Nobody knows how old."""
        return cast.person("Ash Rivers", born=None, at=START)

    def test_a_parents_yes_ends_by_the_birth_date_that_we_learn(self, cast: Cast, young: Person) -> None:
        consent = mother_says(cast, young, assessment=unable(cast, young))
        assert consent.expires_on == date(2027, 11, 22)
        facts = {"read_version": young.version, "reason": "Seen on the card", "born_on": date(2011, 3, 10)}
        people.edit(young, by=cast.fay, at=NOON + DAY, **facts)
        consent.refresh_from_db()
        assert (consent.expires_on, consent.review_on) == (date(2027, 3, 9), date(2027, 2, 22))
        due = Deadline.objects.get(reference=consent.reference, rule="consent_expiry", ended_at=None)
        assert due.due_on == date(2027, 3, 9)

    def test_who_turns_out_to_be_sixteen_already_has_said_nothing_since_that_birthday(
        self, cast: Cast, young: Person
    ) -> None:
        consent = mother_says(
            cast, young, assessment=unable(cast, young, at=START, trained_on=None), at=START
        )
        facts = {"read_version": young.version, "reason": "Seen on the card", "born_on": date(2010, 3, 10)}
        people.edit(young, by=cast.fay, at=NOON - 60 * DAY, **facts)
        consent.refresh_from_db()
        assert consent.expires_on == date(2026, 3, 9)
        between = NOON - 100 * DAY
        assert not consent.in_force_at(between, as_known=False)
        assert consent.in_force_at(between, as_known=True)

    def test_a_name_that_is_corrected_changes_no_consent(self, cast: Cast, ash: Person) -> None:
        consent = mother_says(cast, ash, assessment=unable(cast, ash))
        facts = {"read_version": ash.version, "reason": "Misspelt", "name": "Ashley Rivers"}
        people.edit(ash, by=cast.fay, at=NOON, **facts)
        before = consent.version
        consent.refresh_from_db()
        assert consent.version == before

    def test_who_turns_out_to_be_younger_has_a_yes_that_holds_to_the_real_birthday(
        self, cast: Cast, young: Person
    ) -> None:
        consent = mother_says(cast, young, assessment=unable(cast, young))
        young = corrected(cast, young, date(2011, 3, 10), at=NOON + DAY)
        young = corrected(cast, young, date(2011, 6, 10), at=NOON + 2 * DAY)
        consent.refresh_from_db()
        assert (consent.expires_on, consent.review_on) == (date(2027, 6, 9), date(2027, 2, 22))
        corrected(cast, young, date(2014, 6, 10), at=NOON + 3 * DAY)
        consent.refresh_from_db()
        assert consent.expires_on == date(2027, 11, 22)
        due = Deadline.objects.get(reference=consent.reference, rule="consent_expiry", ended_at=None)
        assert due.due_on == date(2027, 11, 22)

    def test_it_had_not_ended_at_the_wrong_birthday_though_nobody_knew(
        self, cast: Cast, young: Person
    ) -> None:
        consent = mother_says(cast, young, assessment=unable(cast, young))
        young = corrected(cast, young, date(2010, 12, 1), at=NOON)
        corrected(cast, young, date(2011, 12, 1), at=NOON + 30 * DAY)
        consent.refresh_from_db()
        assert (consent.expires_on, consent.review_on) == (date(2027, 11, 22), date(2027, 2, 22))
        assert consent.state_at(NOON + 30 * DAY) == State.ACTIVE
        between = NOON + 20 * DAY
        assert consent.in_force_at(between, as_known=False)
        assert not consent.in_force_at(between, as_known=True)

    def test_what_they_answered_since_the_wrong_birthday_stands(self, cast: Cast, young: Person) -> None:
        consent = mother_says(cast, young, assessment=unable(cast, young))
        young = corrected(cast, young, date(2010, 12, 1), at=NOON)
        say(cast, young, yes=False, at=NOON + 20 * DAY)
        corrected(cast, young, date(2011, 12, 1), at=NOON + 30 * DAY)
        consent.refresh_from_db()
        assert consent.state_at(NOON + 30 * DAY) == State.EXPIRED

    def test_an_end_that_is_not_the_birthdays_stays(self, cast: Cast, young: Person) -> None:
        consent = mother_says(cast, young, assessment=unable(cast, young))
        young = corrected(cast, young, date(2011, 3, 10), at=NOON)
        people.close(young.cases.get(), by=cast.max, at=NOON + DAY, closed_on=(NOON + DAY).date())
        corrected(cast, young, date(2011, 6, 10), at=NOON + 2 * DAY)
        consent.refresh_from_db()
        assert consent.expires_on == date(2026, 12, 21)

    def test_the_day_to_ask_again_stays_as_it_was_set_when_they_said_yes(self, cast: Cast) -> None:
        grown, child = cast.person(born=date(2006, 5, 1)), cast.person("Kit Stone", born=date(2010, 5, 1))
        for person, review_on, known in (
            (grown, date(2027, 5, 22), date(2010, 5, 1)),
            (child, date(2027, 2, 22), date(2006, 5, 1)),
        ):
            consent = say(cast, person, **PANEL).consent
            corrected(cast, person, known, at=NOON + DAY)
            consent.refresh_from_db()
            assert (consent.review_on, consent.expires_on) == (review_on, date(2027, 11, 22))

    def test_the_persons_own_yes_has_no_end_there(self, cast: Cast) -> None:
        sam = cast.person(born=None, plainly_adult=True)
        consent = say(cast, sam).consent
        facts = {"read_version": sam.version, "reason": "Seen on the card", "born_on": date(1980, 3, 10)}
        people.edit(sam, by=cast.fay, at=NOON, **facts)
        before = consent.expires_on
        consent.refresh_from_db()
        assert consent.expires_on == before


class TestTheChildIsFoundCompetent:
    @pytest.fixture
    def consent(self, cast: Cast, ash: Person) -> Consent:
        """The mother's yes, given an hour before noon."""
        found = unable(cast, ash, at=NOON - 2 * HOUR)
        return mother_says(cast, ash, assessment=found, at=NOON - HOUR)

    def test_it_ends_at_that_minute_and_not_before(self, cast: Cast, ash: Person, consent: Consent) -> None:
        competent(cast, ash)
        consent.refresh_from_db()
        assert (consent.outgrown_at, consent.review_on) == (NOON, None)
        assert consent.state_at(NOON - MINUTE) == State.ACTIVE
        assert consent.state_at(NOON) == consent.state_at(NOON + MINUTE) == State.EXPIRED
        assert consent.in_force_at(NOON - MINUTE, as_known=False)
        assert not consent.in_force_at(NOON, as_known=False)
        assert not Consent.objects.active_on(NOON.date()).exists()
        with pytest.raises(Denied) as refusal:
            reconfirm(consent, by=cast.fay, at=NOON, said_at=NOON)
        assert refusal.value.verdict.code == Code.GIVER

    def test_written_down_later_it_had_ended_then_though_nobody_knew(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        competent(cast, ash, assessed_at=NOON, at=NOON + 2 * DAY)
        consent.refresh_from_db()
        assert consent.outgrown_at == NOON
        assert not consent.in_force_at(NOON + DAY, as_known=False)
        assert consent.in_force_at(NOON + DAY, as_known=True)
        assert not consent.in_force_at(NOON + 2 * DAY, as_known=True)

    def test_written_down_after_it_had_run_out_as_well_it_ended_at_that_minute(
        self, cast: Cast, ash: Person
    ) -> None:
        given = NOON - 370 * DAY
        found = unable(cast, ash, at=given, trained_on=None)
        old = mother_says(cast, ash, assessment=found, at=given)
        assert old.expires_on == date(2026, 11, 17)
        competent(cast, ash, assessed_at=NOON - 10 * DAY)
        old.refresh_from_db()
        assert old.in_force_at(NOON - 10 * DAY - MINUTE, as_known=False)
        assert not old.in_force_at(NOON - 7 * DAY, as_known=False)
        assert old.in_force_at(NOON - 7 * DAY, as_known=True)

    def test_found_before_the_parent_spoke_and_written_down_after_it_never_held(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        competent(cast, ash, assessed_at=NOON - HOUR - MINUTE)
        consent.refresh_from_db()
        assert consent.outgrown_at == consent.given_at
        assert not consent.in_force_at(consent.given_at, as_known=False)

    def test_a_parents_yes_from_before_that_is_written_down_after_ended_at_that_minute(
        self, cast: Cast, ash: Person
    ) -> None:
        found = unable(cast, ash, at=NOON - 2 * HOUR)
        competent(cast, ash)
        late = mother_says(cast, ash, assessment=found, said_at=NOON - HOUR, at=NOON + HOUR)
        assert late.outgrown_at == NOON
        assert late.in_force_at(NOON - MINUTE, as_known=False)
        assert not late.in_force_at(NOON, as_known=False)
        assert late.state_at(NOON + HOUR) == State.EXPIRED

    def test_from_that_minute_on_no_parent_says_yes(self, cast: Cast, ash: Person) -> None:
        found = unable(cast, ash, at=NOON - 2 * HOUR)
        competent(cast, ash)
        for said_at in (NOON, NOON + MINUTE):
            with pytest.raises(Denied) as refusal:
                mother_says(cast, ash, assessment=found, said_at=said_at, at=NOON + HOUR)
            assert refusal.value.verdict.code == Code.GIVER

    def test_until_that_minute_the_parent_says_yes_again_and_not_from_then_on(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        consent = reconfirm(consent, by=cast.fay, at=NOON - MINUTE)
        competent(cast, ash)
        for said_at in (NOON - MINUTE, NOON, NOON + MINUTE):
            with pytest.raises(Denied) as refusal:
                reconfirm(consent, by=cast.fay, at=NOON + HOUR, said_at=said_at)
            assert refusal.value.verdict.code == Code.GIVER
        consent.refresh_from_db()
        assert (consent.reconfirmed_at, consent.outgrown_at) == (NOON - MINUTE, NOON)

    def test_a_yes_again_from_before_it_ran_out_is_no_way_round_the_finding(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        """It ran out, then the child was found able, and only then is the yes from before written down."""
        last = datetime.combine(consent.expires_on, time(12, 0), LONDON)
        found_at = last + 10 * DAY
        competent(cast, ash, at=found_at, trained_on=None)
        consent = reconfirm(consent, by=cast.fay, at=found_at + DAY, said_at=last)
        assert (consent.outgrown_at, consent.state_at(found_at + DAY)) == (found_at, State.EXPIRED)
        assert consent.in_force_at(found_at - MINUTE, as_known=False)
        assert not consent.in_force_at(found_at - MINUTE, as_known=True)

    @pytest.mark.parametrize(
        "facts",
        [
            able(Form.GILLICK, ENG, decision="Whether we may ring their sister"),
            able(Form.FRASER, ENG),
            able(Form.GILLICK, ENG, **UNABLE),
            not_today(Form.GILLICK, ENG),
        ],
    )
    def test_another_decision_or_another_finding_leaves_it(
        self, cast: Cast, ash: Person, consent: Consent, facts: dict[str, Any]
    ) -> None:
        assess(cast, ash, facts)
        consent.refresh_from_db()
        assert (consent.outgrown_at, consent.state_at(NOON)) == (None, State.ACTIVE)

    def test_the_same_decision_whatever_its_letters_look_like(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        competent(cast, ash, decision=DECISION.upper())
        consent.refresh_from_db()
        assert consent.outgrown_at == NOON

    def test_another_service_leaves_it(self, cast: Cast, ash: Person, consent: Consent) -> None:
        case = people.open_case(ash, by=cast.finn, at=NOON - DAY, service=cast.quay)
        assess(cast, ash, able(Form.GILLICK, ENG), case=case, by=cast.finn)
        consent.refresh_from_db()
        assert consent.outgrown_at is None

    def test_an_error_that_is_found_later_does_not_bring_it_back(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        wrong = competent(cast, ash)
        correct(wrong, by=cast.max, at=NOON + HOUR, reason="About somebody else")
        consent.refresh_from_db()
        assert consent.state_at(NOON + HOUR) == State.EXPIRED
        assert mother_says(cast, ash, assessment=consent.assessment, at=NOON + 2 * HOUR).state == State.ACTIVE

    def test_an_assessment_in_error_ends_nothing_that_is_written_down_after(
        self, cast: Cast, ash: Person
    ) -> None:
        found = unable(cast, ash, at=NOON - 2 * HOUR)
        correct(competent(cast, ash), by=cast.max, at=NOON + MINUTE, reason="About somebody else")
        late = mother_says(cast, ash, assessment=found, said_at=NOON - HOUR, at=NOON + HOUR)
        assert (late.outgrown_at, late.state) == (None, State.ACTIVE)

    def test_it_was_said_before_and_can_still_be_taken_back_for_then(
        self, cast: Cast, ash: Person, consent: Consent
    ) -> None:
        competent(cast, ash)
        consent.refresh_from_db()
        taken = withdraw(consent, by=cast.fay, at=NOON + HOUR, withdrawn_at=NOON - MINUTE)
        assert taken.state == State.WITHDRAWN
        assert not taken.in_force_at(NOON - MINUTE, as_known=False)


class TestOneWhoIsAbleHasTheLastWord:
    def test_a_competent_childs_no_is_not_overridden(self, cast: Cast, ash: Person) -> None:
        found = competent(cast, ash)
        no_ = say(cast, ash, yes=False, assessment=found).consent
        with pytest.raises(Denied) as refusal:
            mother_says(cast, ash, assessment=found)
        assert refusal.value.verdict.code == Code.GIVER
        assert list(Consent.objects.all()) == [no_]

    @pytest.mark.parametrize("linked", [True, False])
    def test_nor_does_a_parents_no_take_back_a_competent_childs_yes(
        self, cast: Cast, ash: Person, linked: bool
    ) -> None:
        found = competent(cast, ash)
        yes = say(cast, ash, assessment=found, **PANEL).consent
        with pytest.raises(Denied) as refusal:
            mother_says(cast, ash, yes=False, assessment=found if linked else None, at=NOON + HOUR)
        assert refusal.value.verdict.code == Code.GIVER
        yes.refresh_from_db()
        assert yes.state == State.ACTIVE
        assert Consent.objects.count() == 1

    def test_nor_an_attorneys_no_the_yes_of_someone_who_cannot_decide_tonight(self, cast: Cast) -> None:
        sam = cast.person(at=START)
        yes = say(cast, sam, at=NOON - DAY).consent
        tonight = assess(cast, sam, not_today(Form.CAPACITY, ENG))
        attorney = {"giver": Giver.ATTORNEY, "giver_name": "Jo Rivers", "authority_seen": True}
        with pytest.raises(Denied) as refusal:
            say(cast, sam, yes=False, assessment=tonight, **attorney)
        assert refusal.value.verdict.code == Code.GIVER
        yes.refresh_from_db()
        assert yes.state == State.ACTIVE

    def test_where_nobody_said_yes_a_parents_no_is_kept_without_any_check(
        self, cast: Cast, ash: Person
    ) -> None:
        assert mother_says(cast, ash, yes=False).state == State.REFUSED

    def test_a_parent_takes_back_what_a_parent_said(self, cast: Cast, ash: Person) -> None:
        found = unable(cast, ash, at=NOON - HOUR)
        yes = mother_says(cast, ash, assessment=found)
        mother_says(cast, ash, yes=False, assessment=found, at=NOON + HOUR)
        yes.refresh_from_db()
        assert yes.state == State.WITHDRAWN

    def test_the_child_takes_back_what_a_parent_said(self, cast: Cast, ash: Person) -> None:
        yes = mother_says(cast, ash, assessment=unable(cast, ash, at=NOON - HOUR))
        say(cast, ash, yes=False, at=NOON + HOUR)
        yes.refresh_from_db()
        assert yes.state == State.WITHDRAWN

    def test_once_found_unable_an_attorneys_no_takes_back_the_yes_from_before(self, cast: Cast) -> None:
        sam = cast.person(at=START)
        yes = say(cast, sam, at=NOON - DAY).consent
        attorney = {"giver": Giver.ATTORNEY, "giver_name": "Jo Rivers", "authority_seen": True}
        say(cast, sam, yes=False, assessment=assess(cast, sam, lacking(ENG)), **attorney)
        yes.refresh_from_db()
        assert yes.state == State.WITHDRAWN


class TestAuthority:
    """Welfare attorney in both nations, deputy in England, guardian in Scotland; the paper was seen."""

    @pytest.mark.parametrize(
        ("nation", "giver", "seen", "code"),
        [
            (ENG, Giver.ATTORNEY, True, None),
            (ENG, Giver.ATTORNEY, False, Code.GIVER),
            (ENG, Giver.DEPUTY, True, None),
            (ENG, Giver.DEPUTY, False, Code.GIVER),
            (ENG, Giver.GUARDIAN, True, Code.GIVER),
            (ENG, Giver.NEXT_OF_KIN, True, Code.GIVER),
            (ENG, Giver.PARENT, True, Code.GIVER),
            (SCT, Giver.ATTORNEY, True, None),
            (SCT, Giver.ATTORNEY, False, Code.GIVER),
            (SCT, Giver.GUARDIAN, True, None),
            (SCT, Giver.GUARDIAN, False, Code.GIVER),
            (SCT, Giver.DEPUTY, True, Code.GIVER),
            (SCT, Giver.NEXT_OF_KIN, True, Code.GIVER),
        ],
    )
    def test_who_says_yes_for_an_adult_who_lacks_capacity(
        self, cast: Cast, nation: Nation, giver: Giver, seen: bool, code: Code | None
    ) -> None:
        worker = cast.fay if nation is ENG else cast.isla
        sam = cast.person(worker=worker)
        found = assess(cast, sam, lacking(nation), by=worker)
        facts = {"giver": giver, "giver_name": "Jo Rivers", "authority_seen": seen, "assessment": found}
        if code is None:
            consent = say(cast, sam, by=worker, **facts).consent
            assert (consent.state, consent.expires_on) == (State.ACTIVE, date(2027, 11, 22))
            return
        with pytest.raises(Denied) as refusal:
            say(cast, sam, by=worker, **facts)
        assert refusal.value.verdict.code == code
        assert not Consent.objects.exists()

    def test_the_authority_is_seen_anew_when_they_say_yes_again(self, cast: Cast) -> None:
        sam = cast.person()
        found = assess(cast, sam, lacking(ENG))
        facts = {"giver": Giver.ATTORNEY, "giver_name": "Jo Rivers", "authority_seen": True}
        consent = say(cast, sam, assessment=found, **facts).consent
        with pytest.raises(Denied) as refusal:
            reconfirm(consent, by=cast.fay, at=NOON + DAY, authority_seen=False)
        assert refusal.value.verdict.code == Code.GIVER
        assert reconfirm(consent, by=cast.fay, at=NOON + DAY, authority_seen=True).state == State.ACTIVE

    def test_once_they_can_decide_again_the_attorney_does_not_renew_it(self, cast: Cast) -> None:
        sam = cast.person()
        found = assess(cast, sam, lacking(ENG))
        facts = {"giver": Giver.ATTORNEY, "giver_name": "Jo Rivers", "authority_seen": True}
        consent = say(cast, sam, assessment=found, **facts).consent
        assess(cast, sam, able(Form.CAPACITY, ENG), at=NOON + DAY)
        with pytest.raises(Denied) as refusal:
            reconfirm(consent, by=cast.fay, at=NOON + DAY)
        assert refusal.value.verdict.code == Code.GIVER


def test_publicity_of_a_child_needs_the_extra_care_too(cast: Cast, ash: Person) -> None:
    found = unable(cast, ash)
    bare = dict.fromkeys(PANEL, "")
    consent, verdict, _ = say(cast, ash, assessment=found, **{**MOTHER, **bare})
    assert (consent.state, verdict.code) == (State.DRAFT, Code.VALIDITY)
    assert consent.kind == Kind.SHARE_CARE


def test_no_deadline_of_a_review_is_left_when_the_child_has_outgrown_it(cast: Cast, ash: Person) -> None:
    consent = mother_says(cast, ash, assessment=unable(cast, ash, at=NOON - HOUR), at=NOON - MINUTE)
    competent(cast, ash)
    consent.refresh_from_db()
    due = Deadline.objects.get(reference=consent.reference, ended_at=None)
    assert (due.rule, due.due_on) == ("consent_expiry", datetime(2026, 11, 22, tzinfo=UTC).date())


def test_once_we_know_that_they_are_plainly_adult_no_parent_has_said_yes(cast: Cast) -> None:
    unknown = cast.person("Kit Stone", born=None, at=START)
    unable(cast, unknown, at=NOON - 30 * DAY)
    consent = mother_says(cast, unknown, at=NOON - 20 * DAY, assessment=Assessment.objects.get())
    assert consent.state_at(NOON) == State.ACTIVE
    unknown.refresh_from_db()
    people.edit(
        unknown, by=cast.fay, at=NOON, read_version=unknown.version, reason="Met them", plainly_adult=True
    )
    consent.refresh_from_db()
    assert consent.state_at(NOON) == State.EXPIRED


class TestAFindingRecordedInError:
    @pytest.fixture
    def consent(self, cast: Cast) -> Consent:
        assert cast.igor.is_active
        teen = cast.person("Ash Rivers", born=date(2013, 6, 10), at=START)
        found = competent(cast, teen, at=NOON - DAY)
        given = say(cast, teen, assessment=found, **PANEL).consent
        assert given.state == State.ACTIVE
        correct(found, by=cast.max, at=NOON, reason="The wrong child")
        return given

    def test_manager_and_ig_look_at_what_rests_on_it(self, cast: Cast, consent: Consent) -> None:
        told = Notification.objects.filter(kind="finding_in_error", reference=consent.reference)
        assert {each.recipient for each in told} == {cast.max, cast.igor}

    def test_the_card_says_so(self, cast: Cast, consent: Consent) -> None:
        fresh = Consent.objects.get(pk=consent.pk)
        assert words(fresh, cast.fay, NOON).warning.startswith("What it rests on was recorded in error")

    def test_it_cannot_be_said_again_on_that(self, cast: Cast, consent: Consent) -> None:
        with pytest.raises(Denied) as refusal:
            reconfirm(consent, by=cast.fay, at=NOON + DAY)
        assert refusal.value.verdict.code == Code.COMPETENCE

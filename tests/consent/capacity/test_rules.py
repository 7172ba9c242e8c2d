"""The rules of capacity and competence: which test, what must be written, which finding follows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.ability import Finding
from consent.capacity import rules
from consent.capacity.questions import CARE, Cause, Help, Kind, Lasting, questions
from consent.capacity.rules import Seen, Written, finding_follows, kind_fits, lacks, missing, presumed_able
from governance.calendar import DAY, Nation, add_months, birthday, local_day
from governance.errors import Code

ENG, SCT = Nation.ENG, Nation.SCT
TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
HAS, LACKS, DEFER = Finding.HAS_CAPACITY, Finding.LACKS_CAPACITY, Finding.DEFER
NATIONS = {
    Kind.GILLICK: ENG,
    Kind.FRASER: ENG,
    Kind.UNDERSTANDING: SCT,
    Kind.TREATMENT: SCT,
}


def turning(age, on=TODAY):
    """Born so that this age is reached on this day."""
    return on.replace(year=on.year - age)


def almost(age, on=TODAY):
    """Born so that this age is reached on the day after."""
    return (on + DAY).replace(year=on.year - age)


def written(kind=Kind.CAPACITY, nation=ENG, outcome=HAS, cannot=(), open_=(), **facts):
    asked = {each.key for each in questions(kind, nation)}
    assert {*cannot, *open_} <= asked
    found = {key: Seen(key not in cannot, "I saw it") for key in asked - {*open_}}
    return Written(kind=kind, nation=nation, outcome=outcome, answers=found, **facts)


def england(**facts):
    """England, everything there that a lack of capacity needs."""
    why = {"impairment": True, "cause": "Dementia", "lasting": Lasting.PERMANENT, "link": "They forget"}
    care = {each.key: "Yes" for each in CARE[ENG]}
    return written(**{"outcome": LACKS, "cannot": ["retain"], "care": care, **why, **facts})


def scotland(*causes, cannot=("remember",), **facts):
    care = {each.key: "Yes" for each in CARE[SCT]}
    return written(
        nation=SCT, **{"outcome": LACKS, "cannot": cannot, "causes": frozenset(causes), "care": care, **facts}
    )


class TestWhichTest:
    @pytest.mark.parametrize("nation", [ENG, SCT])
    def test_capacity_from_the_sixteenth_birthday(self, nation):
        assert kind_fits(Kind.CAPACITY, turning(16), nation, TODAY)
        assert kind_fits(Kind.CAPACITY, almost(16), nation, TODAY).code == Code.COMPETENCE

    @pytest.mark.parametrize(("kind", "nation"), NATIONS.items())
    def test_a_childs_test_until_the_day_before(self, kind, nation):
        assert kind_fits(kind, almost(16), nation, TODAY)
        assert kind_fits(kind, turning(16), nation, TODAY).code == Code.CAPACITY

    @pytest.mark.parametrize(("kind", "nation"), NATIONS.items())
    def test_a_childs_test_belongs_to_one_nation(self, kind, nation):
        other = SCT if nation == ENG else ENG
        assert kind_fits(kind, turning(10), other, TODAY).code == Code.COMPETENCE

    @given(st.sampled_from(Kind), st.sampled_from(Nation), DAYS)
    def test_an_unknown_birth_date_is_a_childs_unless_plainly_adult(self, kind, nation, on):
        young, adult = (kind_fits(kind, None, nation, on, possibly_young=each) for each in (True, False))
        assert bool(young) == (NATIONS.get(kind) == nation)
        assert bool(adult) == (kind == Kind.CAPACITY)

    @given(st.sampled_from(Nation), DAYS, DAYS)
    def test_on_every_day_of_a_life_some_test_counts_for_sharing(self, nation, born, on):
        fitting = [kind for kind in rules.COUNTS_FOR_SHARING if kind_fits(kind, born, nation, on)]
        assert fitting == [Kind.CAPACITY] if on >= birthday(born, 16) else len(fitting) == 1

    @pytest.mark.parametrize(
        ("kind", "nation", "born", "presumed"),
        [
            (Kind.CAPACITY, ENG, turning(16), True),
            (Kind.GILLICK, ENG, almost(16), False),
            (Kind.UNDERSTANDING, SCT, turning(12), True),
            (Kind.UNDERSTANDING, SCT, almost(12), False),
            (Kind.UNDERSTANDING, SCT, None, False),
            (Kind.TREATMENT, SCT, turning(12), False),
        ],
    )
    def test_a_reason_to_check_is_needed_where_the_person_counts_as_able(self, kind, nation, born, presumed):
        assert presumed_able(kind, born, nation, TODAY) is presumed

    def test_what_counts_for_sharing(self):
        assert {Kind.CAPACITY, Kind.GILLICK, Kind.UNDERSTANDING} == rules.COUNTS_FOR_SHARING


class TestEngland:
    def test_who_can_do_all_four_has_capacity_whatever_else_is_so(self):
        all_yes = england(cannot=[])
        assert finding_follows(replace(all_yes, outcome=HAS))
        for other in (LACKS, DEFER):
            assert finding_follows(replace(all_yes, outcome=other)).code == Code.CAPACITY

    @pytest.mark.parametrize("key", ["understand", "retain", "weigh", "communicate"])
    def test_one_no_is_enough_with_an_impairment_and_the_link(self, key):
        assert finding_follows(england(cannot=[key]))

    @pytest.mark.parametrize("change", [{"impairment": False}, {"impairment": None}, {"link": "  "}])
    def test_without_the_impairment_or_the_link_it_is_no_lack(self, change):
        assert finding_follows(england(**change)).code == Code.CAPACITY
        assert finding_follows(england(outcome=HAS, **change))

    def test_who_lacks_all_that_the_test_asks_cannot_be_found_able(self):
        assert finding_follows(england(outcome=HAS)).code == Code.CAPACITY

    def test_nothing_answered_no_is_no_lack(self):
        assert finding_follows(england(cannot=[], open_=["weigh"])).code == Code.CAPACITY

    def test_not_today_follows_from_a_no_or_an_open_question(self):
        assert finding_follows(england(outcome=DEFER))
        assert finding_follows(written(outcome=DEFER, open_=["weigh"]))

    @given(
        st.sets(st.sampled_from(["understand", "retain", "weigh", "communicate"])),
        st.sampled_from([True, False, None]),
        st.sampled_from(["", "They forget"]),
    )
    def test_a_finding_of_able_and_one_of_unable_never_both_follow(self, cannot, impairment, link):
        found = england(cannot=cannot, impairment=impairment, link=link)
        assert bool(finding_follows(found)) == bool(cannot and impairment and link)
        assert bool(finding_follows(replace(found, outcome=HAS))) != bool(finding_follows(found))


class TestScotland:
    @pytest.mark.parametrize("key", ["act", "make", "communicate", "understand", "remember"])
    def test_each_of_the_five_through_mental_disorder(self, key):
        assert finding_follows(scotland(Cause.MENTAL_DISORDER, cannot=[key]))

    def test_dependence_alone_is_no_mental_disorder(self):
        verdict = finding_follows(scotland(Cause.DEPENDENCE))
        assert verdict.code == Code.CAPACITY
        assert "alone is not a mental disorder" in verdict.reason

    def test_dependence_beside_a_mental_disorder_takes_nothing_away(self):
        assert finding_follows(scotland(Cause.DEPENDENCE, Cause.MENTAL_DISORDER))

    def test_a_disability_counts_when_no_aid_lets_them_tell_us(self):
        assert finding_follows(scotland(Cause.DISABILITY, cannot=["communicate"], aids="Signs, a tablet"))
        for without in (
            scotland(Cause.DISABILITY, cannot=["communicate"], aids=" "),
            scotland(Cause.DISABILITY, cannot=["remember"], aids="Signs, a tablet"),
        ):
            assert finding_follows(without).code == Code.CAPACITY

    def test_dependence_beside_a_disability_that_does_not_count_is_refused_too(self):
        found = scotland(Cause.DEPENDENCE, Cause.DISABILITY, aids="Signs")
        assert finding_follows(found).code == Code.CAPACITY

    def test_no_cause_is_no_lack(self):
        assert finding_follows(scotland()).code == Code.CAPACITY

    def test_an_intoxicated_person_is_put_off(self):
        assert finding_follows(scotland(Cause.DEPENDENCE, outcome=DEFER))

    @given(st.sets(st.sampled_from(Cause)), st.sampled_from(["", "Signs"]))
    def test_without_a_mental_disorder_only_a_disability_that_stops_them_telling_us(self, causes, aids):
        found = scotland(*causes, cannot=["communicate"], aids=aids)
        expected = Cause.MENTAL_DISORDER in causes or (Cause.DISABILITY in causes and bool(aids))
        assert bool(lacks(found)) == expected


@pytest.mark.parametrize(("kind", "nation"), NATIONS.items())
class TestChildren:
    def test_competent_when_every_answer_is_yes(self, kind, nation):
        assert finding_follows(written(kind, nation, Finding.COMPETENT))
        for other in (Finding.NOT_COMPETENT, DEFER):
            assert finding_follows(written(kind, nation, other)).code == Code.COMPETENCE

    def test_not_competent_when_one_answer_is_no(self, kind, nation):
        for question in questions(kind, nation):
            unable = written(kind, nation, Finding.NOT_COMPETENT, cannot=[question.key])
            assert finding_follows(unable)
            assert finding_follows(replace(unable, outcome=DEFER))
            assert finding_follows(replace(unable, outcome=Finding.COMPETENT)).code == Code.COMPETENCE

    def test_the_words_of_capacity_are_refused(self, kind, nation):
        for outcome in (HAS, LACKS):
            assert finding_follows(written(kind, nation, outcome)).code == Code.COMPETENCE


def test_capacity_does_not_find_competence():
    for outcome in (Finding.COMPETENT, Finding.NOT_COMPETENT):
        assert finding_follows(written(outcome=outcome)).code == Code.CAPACITY


class TestWhatIsMissing:
    def test_nothing_when_all_is_there(self):
        assert missing(england()) == {}
        assert missing(scotland(Cause.MENTAL_DISORDER, cause="Dementia")) == {}
        assert missing(written(Kind.GILLICK, ENG, Finding.COMPETENT)) == {}

    @pytest.mark.parametrize("outcome", [HAS, LACKS])
    def test_every_question_unless_it_is_put_off(self, outcome):
        assert set(missing(england(outcome=outcome, open_=["weigh"]))) == {"able_weigh"}
        assert missing(written(outcome=DEFER, open_=["weigh", "retain"])) == {}

    def test_what_was_seen_for_each_answer(self):
        found = england()
        assert set(missing(replace(found, answers=found.answers | {"weigh": Seen(True, " ")}))) == {
            "seen_weigh"
        }

    def test_the_impairment_once_they_cannot_do_something(self):
        assert set(missing(written(outcome=HAS, cannot=["weigh"]))) == {"impairment"}
        assert missing(written(outcome=HAS)) == {}

    def test_what_the_impairment_is_and_how_long_it_lasts(self):
        assert set(missing(england(cause="", lasting=None))) == {"cause", "lasting"}

    def test_what_the_cause_is_in_scotland(self):
        assert set(missing(scotland(Cause.MENTAL_DISORDER))) == {"cause"}

    @pytest.mark.parametrize("nation", [ENG, SCT])
    def test_each_part_of_the_care_record_when_they_lack_capacity(self, nation):
        lack = england() if nation == ENG else scotland(Cause.MENTAL_DISORDER, cause="Dementia")
        assert len(CARE[nation]) == 5
        assert set(missing(replace(lack, care={}))) == {f"care_{each.key}" for each in CARE[nation]}
        for each in CARE[nation]:
            assert set(missing(replace(lack, care=lack.care | {each.key: " "}))) == {f"care_{each.key}"}
        assert missing(replace(lack, care={}, outcome=DEFER)) == {}


class TestDays:
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def allowed(self, moment, born=date(1980, 5, 1), opened_on=date(2026, 11, 1)):
        return bool(rules.moment_allowed(moment, born, opened_on, self.at))

    def test_not_in_the_future(self):
        assert self.allowed(self.at)
        assert not self.allowed(self.at + timedelta(minutes=1))

    def test_not_before_the_case_opened(self):
        assert self.allowed(datetime(2026, 11, 1, 0, 0, tzinfo=UTC))
        assert not self.allowed(datetime(2026, 10, 31, 23, 59, tzinfo=UTC))

    def test_not_before_the_birth(self):
        born = date(2026, 11, 10)
        assert self.allowed(datetime(2026, 11, 10, 0, 0, tzinfo=UTC), born)
        assert not self.allowed(datetime(2026, 11, 9, 23, 59, tzinfo=UTC), born)

    @given(st.timedeltas(timedelta(days=-40), timedelta(days=40)), st.integers(0, 40))
    def test_only_between_the_opening_and_now(self, ago, open_days):
        moment, opened_on = self.at - ago, local_day(self.at) - timedelta(days=open_days)
        assert self.allowed(moment, opened_on=opened_on) == (
            opened_on <= local_day(moment) and moment <= self.at
        )

    def test_look_again_today_or_later(self):
        allowed = rules.reassess_allowed
        for kind, code in ((Kind.CAPACITY, Code.CAPACITY), (Kind.GILLICK, Code.COMPETENCE)):
            assert allowed(kind, DEFER, TODAY, TODAY)
            assert not allowed(kind, DEFER, TODAY - DAY, TODAY)
            assert allowed(kind, DEFER, None, TODAY).code == code

    def test_only_what_is_put_off_has_a_day_to_look_again(self):
        assert rules.reassess_allowed(Kind.CAPACITY, HAS, None, TODAY)
        assert not rules.reassess_allowed(Kind.CAPACITY, HAS, TODAY, TODAY)

    def test_training_within_three_years(self):
        assert not rules.training_is_old(date(2023, 11, 22), TODAY)
        assert rules.training_is_old(date(2023, 11, 21), TODAY)
        assert rules.training_is_old(None, TODAY)

    @given(DAYS, DAYS)
    def test_training_is_good_for_36_months_from_its_day(self, trained_on, on):
        assert rules.training_is_old(trained_on, on) == (on > add_months(trained_on, 36))

    def test_training_is_not_after_the_assessment(self):
        assert rules.trained_allowed(TODAY, TODAY)
        assert rules.trained_allowed(None, TODAY)
        assert not rules.trained_allowed(TODAY + DAY, TODAY)


def test_who_helped_is_said_and_nobody_stands_alone():
    assert rules.helped_allowed(frozenset({Help.EASY_READ, Help.ADVOCATE}))
    assert rules.helped_allowed(frozenset({Help.NONE}))
    assert not rules.helped_allowed(frozenset())
    assert not rules.helped_allowed(frozenset({Help.NONE, Help.FAMILY}))

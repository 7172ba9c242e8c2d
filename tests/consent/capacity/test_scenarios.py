"""The worked scenarios of handbook section 14, as far as an assessment answers them."""

from datetime import date

import pytest

from consent.ability import Finding, ability
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from governance.calendar import Nation, local_day
from governance.errors import YES, Code, Denied, Verdict
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import able, answers, assess, lacking, not_today

ENG, SCT = Nation.ENG, Nation.SCT


def can_decide(assessment: Assessment) -> Verdict:
    """What a consent to the same decision learns from this assessment."""
    assert assessment.decides(NOON)
    return ability(assessment.person.born_on, assessment.nation, local_day(NOON), assessment.finding)


class TestScenario3:
    """Thirteen, each nation."""

    def test_the_english_child_decides_once_competent(self, cast: Cast) -> None:
        sam = cast.person(born=date(2013, 5, 1))
        assert ability(sam.born_on, ENG, local_day(NOON)).code == Code.COMPETENCE
        assert can_decide(assess(cast, sam, able(Kind.GILLICK, ENG))) == YES

    def test_the_scottish_child_decides_unless_the_contrary_is_shown(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", born=date(2013, 5, 1), worker=cast.isla)
        assert ability(rory.born_on, SCT, local_day(NOON)) == YES
        no = {"outcome": Finding.NOT_COMPETENT, "answers": answers(Kind.UNDERSTANDING, SCT, no="meaning")}
        contrary = assess(cast, rory, able(Kind.UNDERSTANDING, SCT, **no), by=cast.isla)
        assert can_decide(contrary).code == Code.COMPETENCE


class TestScenario5:
    """An adult who cannot follow the explanation tonight."""

    @pytest.mark.parametrize("nation", [ENG, SCT])
    def test_it_is_put_off_to_a_day_and_blocks_their_own_consent(self, cast: Cast, nation: Nation) -> None:
        worker = cast.fay if nation == ENG else cast.isla
        sam = cast.person(worker=worker)
        tonight = not_today(
            Kind.CAPACITY, nation, answers=answers(Kind.CAPACITY, nation, no="understand"), cause="Drunk"
        )
        with pytest.raises(Denied) as refusal:
            assess(cast, sam, tonight, by=worker, reassess_on=None)
        assert refusal.value.verdict.code == Code.CAPACITY
        assert can_decide(assess(cast, sam, tonight, by=worker)).code == Code.CAPACITY

    def test_dependence_as_the_only_cause_is_no_lack_of_capacity_in_scotland(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", worker=cast.isla)
        with pytest.raises(Denied) as refusal:
            assess(cast, rory, lacking(SCT, causes=["dependence"], cause="Alcohol"), by=cast.isla)
        assert refusal.value.verdict.code == Code.CAPACITY
        assert not Assessment.objects.exists()

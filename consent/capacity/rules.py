"""The rules of capacity and competence, as pure functions: handbook sections 2, 3.4 and 3.5.

Which test fits whom, what must be written down, and which finding follows from what was seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from consent.ability import ASSESSED_UNDER, CAPACITY_FROM, Finding, assumed_age
from consent.capacity.questions import CARE, Cause, Help, Kind, Lasting, questions
from governance.calendar import Nation, add_months, local_day
from governance.defaults import CAPACITY_TRAINING_MONTHS
from governance.errors import YES, Code, Verdict, no

COUNTS_FOR_SHARING = frozenset({Kind.CAPACITY, Kind.GILLICK, Kind.UNDERSTANDING})
NATION_OF: Mapping[Kind, Nation] = {
    Kind.GILLICK: Nation.ENG,
    Kind.FRASER: Nation.ENG,
    Kind.UNDERSTANDING: Nation.SCT,
    Kind.TREATMENT: Nation.SCT,
}
ABLE = frozenset({Finding.HAS_CAPACITY, Finding.COMPETENT})


@dataclass(frozen=True)
class Seen:
    """One answer: yes or no, and what was seen."""

    yes: bool
    what: str


@dataclass(frozen=True)
class Written:
    """What was written down of one assessment, as far as the finding depends on it."""

    kind: Kind
    nation: Nation
    outcome: Finding
    # By the question's key; a question that was left open is absent.
    answers: Mapping[str, Seen]
    impairment: bool | None = None
    causes: frozenset[Cause] = frozenset()
    cause: str = ""
    lasting: Lasting | None = None
    link: str = ""
    aids: str = ""
    care: Mapping[str, str] = field(default_factory=dict)

    @property
    def cannot(self) -> set[str]:
        """The questions that were answered no."""
        return {key for key, seen in self.answers.items() if not seen.yes}

    @property
    def can_all(self) -> bool:
        """Every question of the test was answered yes."""
        asked = {question.key for question in questions(self.kind, self.nation)}
        return asked <= self.answers.keys() and not self.cannot


def outcomes(kind: Kind) -> tuple[Finding, Finding, Finding]:
    """What a test can find: able, unable, or not today."""
    if kind == Kind.CAPACITY:
        return Finding.HAS_CAPACITY, Finding.LACKS_CAPACITY, Finding.DEFER
    return Finding.COMPETENT, Finding.NOT_COMPETENT, Finding.DEFER


def code_of(kind: Kind) -> Code:
    return Code.CAPACITY if kind == Kind.CAPACITY else Code.COMPETENCE


# --- Which test, when -------------------------------------------------------------


def kind_fits(
    kind: Kind, born: date | None, nation: Nation, on: date, *, possibly_young: bool = True
) -> Verdict:
    """Whether this test is the one for this person on a day, by age and nation (section 2).

    An unknown birth date of somebody possibly young counts as a child's. Refuses with E-CAPACITY from 16,
    with E-COMPETENCE under 16.
    """
    young = assumed_age(born, on, possibly_young) < CAPACITY_FROM
    if kind == Kind.CAPACITY:
        if not young:
            return YES
        return no(
            "They are under 16, or their age is not known.",
            code=Code.COMPETENCE,
            next_step="Choose a test for a child.",
        )
    if not young:
        return no("They are 16 or over.", code=Code.CAPACITY, next_step="Choose the test of capacity.")
    if NATION_OF[kind] != nation:
        return no(
            f"This test is for {NATION_OF[kind].label}, and the service is in {nation.label}.",
            code=Code.COMPETENCE,
            next_step="Choose a test for the service’s nation.",
        )
    return YES


def presumed_able(
    kind: Kind, born: date | None, nation: Nation, on: date, *, possibly_young: bool = True
) -> bool:
    """Whether the person counts as able to decide until the contrary is shown (sections 2 and 3.4).

    Then a test needs a reason: from 16 for capacity, from 12 in Scotland for understanding.
    """
    age = assumed_age(born, on, possibly_young)
    return kind in COUNTS_FOR_SHARING and age >= ASSESSED_UNDER[nation]


def moment_allowed(moment: datetime, born: date | None, opened_on: date, at: datetime) -> Verdict:
    """Whether someone can have been assessed then: not after `at`, not before the birth or the case."""
    if moment > at:
        return no("This is in the future.", next_step="Check the date and time.")
    if born is not None and local_day(moment) < born:
        return no("This is before they were born.", next_step="Check the date.")
    if local_day(moment) < opened_on:
        return no(f"This is before the case opened on {opened_on:%-d %B %Y}.", next_step="Check the date.")
    return YES


def reassess_allowed(kind: Kind, outcome: Finding, reassess_on: date | None, today: date) -> Verdict:
    """DEFER, and nothing else, says when to look again: today or later (section 3.4)."""
    if outcome != Finding.DEFER:
        if reassess_on is None:
            return YES
        return no(
            "Only “not today” has a day to look again.",
            next_step="Take the day out, or choose “not today”.",
        )
    if reassess_on is None:
        return no(
            "You found that they cannot decide this today, so someone must look again.",
            code=code_of(kind),
            next_step="Write the day to look again.",
        )
    if reassess_on < today:
        return no("The day to look again is past.", next_step="Choose today or a later day.")
    return YES


def trained_allowed(trained_on: date | None, on: date) -> Verdict:
    """Whether an assessor can have been trained that day: not after the day of the assessment."""
    if trained_on is None or trained_on <= on:
        return YES
    return no("This is after the day of the assessment.", next_step="Check the date of the training.")


def training_is_old(trained_on: date | None, on: date) -> bool:
    """No training within three years of the day (section 3.4): a warning, never a refusal."""
    return trained_on is None or on > add_months(trained_on, CAPACITY_TRAINING_MONTHS.value)


def helped_allowed(helped: frozenset[Help]) -> Verdict:
    """Some answer, and "no one" only by itself."""
    if not helped:
        return no("You have not said who or what helped them.", next_step="Choose it, or “no one”.")
    if Help.NONE in helped and len(helped) > 1:
        return no("You chose “no one” and also some help.", next_step="Choose one or the other.")
    return YES


# --- What must be written ------------------------------------------------------------


def missing(written: Written) -> dict[str, str]:
    """What is still to be written for this finding: the field's name → what to do.

    The fields of a question are `able_` and `seen_` with its key, those of the care record `care_` with its.
    """
    found = {}
    for question in questions(written.kind, written.nation):
        answer = written.answers.get(question.key)
        if answer is None and written.outcome != Finding.DEFER:
            found[f"able_{question.key}"] = f"Answer yes or no: {question.words}"
        elif answer is not None and not answer.what.strip():
            found[f"seen_{question.key}"] = f"Write what you saw or heard: {question.words}"
    if written.kind == Kind.CAPACITY:
        found |= _missing_of_capacity(written)
    if written.outcome == Finding.LACKS_CAPACITY:
        for question in CARE[written.nation]:
            if not written.care.get(question.key, "").strip():
                found[f"care_{question.key}"] = (
                    f"Answer this too, because they cannot decide: {question.words}"
                )
    return found


def _missing_of_capacity(written: Written) -> dict[str, str]:
    found = {}
    if written.nation == Nation.SCT:
        if written.causes and not written.cause.strip():
            found["cause"] = "Write what it is"
        return found
    if written.impairment is None and written.cannot and written.outcome != Finding.DEFER:
        found["impairment"] = "Answer yes or no, because they cannot do one of the above"
    if written.impairment:
        if not written.cause.strip():
            found["cause"] = "Write what it is"
        if written.lasting is None:
            found["lasting"] = "Choose whether it may pass or is likely to stay"
    return found


# --- Which finding follows -----------------------------------------------------------


def outcome_fits(kind: Kind, outcome: Finding) -> Verdict:
    if outcome in outcomes(kind):
        return YES
    return no("This test cannot find that.", code=code_of(kind), next_step="Choose one of its findings.")


def finding_follows(written: Written) -> Verdict:
    """Whether the finding follows from the answers (sections 3.4 and 3.5).

    Someone who can do all that the test asks is able, whatever else is so. Someone is unable only when they
    cannot do some of it; for capacity, also only for the causes that the law knows (`lacks`).
    """
    code = code_of(written.kind)
    fits = outcome_fits(written.kind, written.outcome)
    if not fits:
        return fits
    if written.can_all:
        if written.outcome in ABLE:
            return YES
        return no(
            "You answered every question with yes, so they can decide.",
            code=code,
            next_step="Look at your answers again, or choose that they can decide.",
        )
    unable = lacks(written) if written.kind == Kind.CAPACITY else _not_competent(written)
    if written.outcome in ABLE and unable:
        return no(
            "By your answers they cannot decide this.",
            code=code,
            next_step="Look at your answers again, or change what you found.",
        )
    return unable if written.outcome in (Finding.LACKS_CAPACITY, Finding.NOT_COMPETENT) else YES


def lacks(written: Written) -> Verdict:
    """Whether the answers amount to a lack of capacity, by the service's nation (section 3.4)."""
    if not written.cannot:
        return no(
            "You have not found anything that they cannot do.",
            code=Code.CAPACITY,
            next_step="Start from the belief that they can decide. If you are not sure, look again another day.",
        )
    return _lacks_in_england(written) if written.nation == Nation.ENG else _lacks_in_scotland(written)


def _lacks_in_england(written: Written) -> Verdict:
    if written.impairment is not True:
        return no(
            "In England someone lacks capacity only if something affects their mind or brain.",
            code=Code.CAPACITY,
            next_step="If nothing does, they can decide. If you do not know yet, look again another day.",
        )
    if not written.link.strip():
        return no(
            "You have not said that they cannot decide because of what affects their mind or brain.",
            code=Code.CAPACITY,
            next_step="Write how the one causes the other. If it does not, they can decide.",
        )
    return YES


def _lacks_in_scotland(written: Written) -> Verdict:
    if Cause.MENTAL_DISORDER in written.causes:
        return YES
    if Cause.DISABILITY in written.causes and "communicate" in written.cannot:
        if written.aids.strip():
            return YES
        return no(
            "A disability counts only if no aid lets them tell us their decision.",
            code=Code.CAPACITY,
            next_step="Try aids, such as signs, pictures or a device. Then write what you tried.",
        )
    if Cause.DEPENDENCE in written.causes:
        return no(
            "Dependence on alcohol or drugs alone is not a mental disorder.",
            code=Code.CAPACITY,
            next_step="If they cannot decide tonight, choose “not today” and the day to look again.",
        )
    return no(
        "In Scotland someone lacks capacity only because of a mental disorder, or because a physical "
        "disability stops them telling us.",
        code=Code.CAPACITY,
        next_step="If neither is so, they can decide. If you do not know yet, look again another day.",
    )


def _not_competent(written: Written) -> Verdict:
    if written.cannot:
        return YES
    return no(
        "You have not found anything that they do not understand.",
        code=Code.COMPETENCE,
        next_step="Answer each question. If you are not sure, look again another day.",
    )

"""The answer of the page: what `decide` says, and what it cannot know from the question alone.

Which disease a doctor suspects, and by whose list (handbook section 6); and that a group of people goes through a
Stop and Check, since nobody writes down a sharing about them otherwise (section 5). Pure, as the decision is.
"""

from dataclasses import replace
from datetime import datetime

from governance.calendar import LONDON
from governance.errors import Code
from sharing.decision import A_DOCTOR_LOOKS, Answer, Asked, Because, Facts, Outcome, decide
from sharing.disclosing import Reason
from sharing.disclosures import diseases
from sharing.disclosures.diseases import Suspicion
from sharing.opt_out import Ground, OptOut

ORDER = list(Outcome)
THROUGH_A_CHECK = "About several people it goes only through a Stop and Check, whatever the reason."
CHECK_WHO_SAID_YES = "A Stop and Check looks who of them has said yes. It goes about no one else."
EACH_APART = "It is shared now. Write it down on the page of each person whom it was about."
START = "Start a Stop and Check."


def answer(asked: Asked, facts: Facts, suspicion: Suspicion | None = None) -> Answer:
    """The answer to this question. suspicion: what a doctor suspects, where that is the reason."""
    found = decide(asked, facts)
    if asked.reason is Reason.NOTIFIABLE_DISEASE and suspicion is not None:
        outcome, because = _disease(suspicion, facts)
        # Which disease it is answers what is said where nobody knows.
        rest = tuple(each for each in found.because if each.next_step != A_DOCTOR_LOOKS)
        found = _with(replace(found, because=rest), outcome, because, first=True)
    if asked.people > 1 and asked.rung.is_personal:
        found = _group(asked, found)
    return found


def must_be_checked(asked: Asked, found: Answer) -> bool:
    """Whether a Stop and Check is the way on: two people look, or it is about a group and nothing else forbids it.

    The national opt-out forbids nothing for good: the Data Protection Officer clears it in the Stop and Check.
    """
    if found.outcome is Outcome.STOP:
        return True
    group = asked.people > 1 and asked.rung.is_personal and not (asked.emergency and found.may_go)
    return group and {each.code for each in found.because if each.code} <= {Code.CONSENT, Code.NDO}


def opt_out_words(asked: Asked, found: Answer) -> str:
    """What the national opt-out means for this (section 7): always about a group, of one person where it applies."""
    if found.opt_out is OptOut.APPLIES:
        people = "Whoever said no nationally" if asked.people > 1 else "If they said no nationally, they"
        return (
            "In England people can say no to uses of their health record beyond their own care, and this is such a "
            f"use. {people} must be left out with the whole record, unless they say a clear yes to this "
            f"({Code.NDO.value})."
        )
    if asked.people == 1 or found.opt_out_ground is None:
        return ""
    ground = Ground(found.opt_out_ground).label
    return f"{OptOut(found.opt_out).label}: {ground[0].lower()}{ground[1:]}."


def _with(found: Answer, outcome: Outcome, because: Because, *, first: bool = False) -> Answer:
    """The answer with one more reason, which stands in the way where it is the stronger."""
    strongest = max(found.outcome, outcome, key=ORDER.index)
    reasons = (because, *found.because) if first else (*found.because, because)
    return replace(found, outcome=strongest, because=reasons)


def _disease(suspicion: Suspicion, facts: Facts) -> tuple[Outcome, Because]:
    """Whether this disease is on the nation's list; if so who tells whom, and until when."""
    listed = diseases.may_notify(suspicion, facts.nation, is_doctor=True)
    if not listed:
        return Outcome.NO, Because(listed.reason, "6", Code.REASON, listed.next_step)
    is_on_list = suspicion.disease in diseases.LISTED[facts.nation]
    on = f"is on the list for doctors in {facts.nation.label}" if is_on_list else "could harm others badly"
    whom = diseases.WHOM[facts.nation]
    words = f"{suspicion.disease.label} {on}, so the doctor tells {whom[0].lower()}{whom[1:]}."
    in_writing = f"in writing until {diseases.written_due(suspicion):%-d %B %Y}"
    by_telephone = diseases.oral_due(suspicion)
    step = f"{in_writing[0].upper()}{in_writing[1:]}."
    if by_telephone is not None:
        step = f"By telephone at once, at the latest on {_moment(by_telephone)}. And {in_writing}."
    return Outcome.MUST, Because(words, "6", "", step)


def _group(asked: Asked, found: Answer) -> Answer:
    if asked.emergency and asked.reason is not None:
        return _with(found, Outcome.YES_AND, Because(EACH_APART, "6"))
    if not must_be_checked(asked, found) or found.outcome is Outcome.STOP:
        return found
    words = CHECK_WHO_SAID_YES if found.outcome is Outcome.ASK else THROUGH_A_CHECK
    return _with(found, Outcome.STOP, Because(words, "5", "", START))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y at %H:%M}"

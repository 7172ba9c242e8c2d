"""What is still to be decided or done before an incident is closed (handbook section 10)."""

from collections.abc import Iterable
from typing import NamedTuple

from governance.errors import YES, Verdict, no
from incidents.incidents.models import Affected, Candour, Incident
from incidents.incidents.sorts import WITHOUT_THEM, CandourStep, Certainty, Exemption, Telling, steps


class Part(NamedTuple):
    """One thing that is asked before it is closed, and whether it is decided and done."""

    name: str
    verdict: Verdict


def parts(incident: Incident) -> list[Part]:
    """Everything that is asked before it is closed, in the order in which it is decided."""
    return [
        Part("The grade", about_grade(incident)),
        Part("The regulator", about_regulator(incident)),
        Part("The people", about_people(incident)),
        Part("The duty of candour", about_candour(incident)),
        Part("What we learn", about_lessons(incident)),
    ]


def may_close(asked: Iterable[Part]) -> Verdict:
    """Whether nothing is missing. A no names everything that is, and what to do about each."""
    missing = [part.verdict for part in asked if not part.verdict]
    if not missing:
        return YES
    return no(
        " ".join(each.reason for each in missing),
        next_step=" ".join(dict.fromkeys(each.next_step for each in missing)),
    )


def about_grade(incident: Incident) -> Verdict:
    """Graded, known to have happened or not, and nothing waits to be countersigned."""
    if incident.certainty == Certainty.SUSPECTED:
        return no(
            "Nobody has said whether it happened.", next_step="Say that it did, or that it is no incident."
        )
    if incident.grade is None:
        return no("It is not graded.", next_step="Grade it.")
    if incident.awaits_countersignature:
        return no(
            "A lower grade waits to be countersigned.",
            next_step="The Senior Information Risk Owner agrees, or not.",
        )
    return YES


def about_regulator(incident: Incident) -> Verdict:
    """The whole report is sent, or it is decided that nothing is."""
    if not incident.is_reportable and incident.decided_not_to_report:
        return YES
    sent = incident.parts
    if not sent:
        return no(
            "Whether the regulator is told is not decided.", next_step="Send the report, or decide not to."
        )
    if not sent[-1].is_last:
        return no("The regulator was told a part only.", next_step="Send the rest.")
    return YES


# --- The people ------------------------------------------------------------------------------


def law_wants_them_told(incident: Incident) -> bool:
    """Whether the law wants them told without delay, by the grade that stands (Article 34)."""
    return incident.grade is not None and incident.grade.must_tell_people


def telling_decided(incident: Incident) -> Verdict:
    """Whether it is decided what becomes of the people, and still holds by the grade that stands."""
    if not incident.telling:
        return no(
            "Whether the people are told is not decided.",
            next_step="They are, unless the Data Protection Officer decides otherwise.",
        )
    excused = incident.exemption in (Exemption.UNREADABLE, Exemption.REMOVED)
    not_told = incident.telling in (Telling.WITHHOLD, Telling.NOBODY)
    if not_told and not excused and law_wants_them_told(incident):
        return no(
            "By the grade that stands the law wants the people to be told, and it was decided otherwise.",
            next_step="Decide anew about the people.",
        )
    announced = incident.telling == Telling.ANNOUNCE and incident.exemption != Exemption.EFFORT
    if announced and law_wants_them_told(incident):
        return no(
            "By the grade that stands the law wants each of them told, unless that takes far too much.",
            next_step="Decide anew about the people, and say whether it does.",
        )
    withheld = incident.telling == Telling.TELL and any(each.withheld_at for each in concerned(incident))
    if withheld and law_wants_them_told(incident):
        return no(
            "By the grade that stands the law wants each of them told, and it was decided that one is not.",
            next_step="Tell that one after all, in a way and at a time that is safe.",
        )
    return YES


def concerned(incident: Incident) -> list[Affected]:
    """Those whom we know and whom it is about."""
    return [each for each in incident.affected.all() if each.removed_at is None]


def to_be_told(incident: Incident) -> list[Affected]:
    """Those whom we know and who are still to be told."""
    if incident.telling not in ("", Telling.TELL):
        return []
    return [each for each in concerned(incident) if each.told_at is None and each.withheld_at is None]


def is_telling_open(incident: Incident) -> bool:
    """Whether it is decided that they are told, and somebody is not yet."""
    if incident.telling == Telling.ANNOUNCE:
        return incident.announced_at is None
    if incident.telling != Telling.TELL:
        return False
    if concerned(incident):
        return bool(to_be_told(incident))
    return not any(each.reached and not each.candour for each in incident.contacts.all())


def about_people(incident: Incident) -> Verdict:
    """It is decided, and everybody is told, withheld for harm, or was tried in vain."""
    decided = telling_decided(incident)
    if not decided or not is_telling_open(incident):
        return decided
    if incident.telling == Telling.ANNOUNCE:
        return no("It is not announced yet.", next_step="Announce it, and write down where.")
    ours = [each for each in incident.contacts.all() if not each.candour]
    if not concerned(incident):
        if ours:
            return YES
        return no("Nobody was told yet.", next_step="Tell the people, or write down that you tried.")
    tried = {each.affected_id for each in ours}
    left = [each for each in to_be_told(incident) if each.pk not in tried]
    if not left:
        return YES
    number = "1 person is" if len(left) == 1 else f"{len(left)} people are"
    return no(f"{number} still to be told.", next_step="Tell them, or write down that you tried.")


# --- Candour ---------------------------------------------------------------------------------


def candour_of(incident: Incident) -> Candour | None:
    """What was decided about the duty of candour; None before it is."""
    return getattr(incident, "candour", None) if incident.pk else None


def steps_left(incident: Incident) -> list[CandourStep]:
    """What candour asks for in its nation and is not done."""
    done = {each.step for each in incident.candour_steps.all()}
    return [step for step in steps(incident.nation) if step not in done]


def steps_asked(incident: Incident) -> list[CandourStep]:
    """Those of them that are asked for still: where nobody was reached, those that need nobody."""
    ours = [each for each in incident.contacts.all() if each.candour]
    in_vain = bool(ours) and not any(each.reached for each in ours)
    return [step for step in steps_left(incident) if step in WITHOUT_THEM or not in_vain]


def about_candour(incident: Incident) -> Verdict:
    """It is decided; where the duty applies each step is done, but for those that need somebody whom we
    could not reach."""
    duty = candour_of(incident)
    if duty is None:
        return no("Whether the duty of candour applies is not decided.", next_step="Decide that.")
    if not duty.applies:
        return YES
    if duty.started_at is None:
        return no(
            "The duty of candour has not begun.",
            next_step="Ask a health professional who had no part in it for their opinion.",
        )
    left = steps_asked(incident)
    if not left:
        return YES
    missing = "; ".join(step.label.lower() for step in left)
    return no(f"Of the duty of candour is missing: {missing}.", next_step="Do it, and write it down.")


# --- Lessons ---------------------------------------------------------------------------------


def about_lessons(incident: Incident) -> Verdict:
    """Each lesson is done, or there is none for a reason."""
    lessons = list(incident.lessons.all())
    if not lessons and not incident.no_lessons_because:
        return no(
            "Nobody has said what we learn from it.",
            next_step="Write down a lesson, or why there is none.",
        )
    open_still = [each for each in lessons if each.done_at is None]
    if not open_still:
        return YES
    number = "1 lesson is" if len(open_still) == 1 else f"{len(open_still)} lessons are"
    return no(f"{number} not done.", next_step="Their owners do them, and say how we know.")

"""What stands in the way of a transfer now: asked when it is sent in, approved, and sent (handbook section 5)."""

from collections.abc import Iterator
from datetime import datetime

from consent.purposes import Purpose
from governance.calendar import Nation
from governance.errors import YES, Code, Verdict, no
from sharing import decision
from sharing.agreements.coverage import answers
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Cover, Occasion, Sharing, without_cover
from sharing.decision import Asked
from sharing.disclosing import RULES, Reason
from sharing.facts import gather_many
from sharing.ladder import Rung, hides_people
from sharing.locks import Footing
from sharing.opt_out import Ground, OptOut, is_clear
from sharing.outside import is_nobody_of_ours
from sharing.routes import Route, is_allowed
from sharing.stop_checks.models import Extract, Listed, StopCheck
from sharing.stop_checks.questions import to_do

COMPELLING = [(reason, reason.label) for reason in Reason if RULES[reason].compels]


def complete(check: StopCheck) -> Verdict:
    """Whether every question is answered; what is missing is a thing left undone and carries no code."""
    missing = [words for _, words in to_do(check)]
    if not missing:
        return YES
    return no(
        f"Something is still open. {'. '.join(missing)}.", next_step="Answer these questions, then go on."
    )


def rules(check: StopCheck, at: datetime) -> Verdict:
    """Whether every rule lets it go as it stands at this moment: the first that does not, with its code."""
    return next((verdict for verdict in _rules(check, at) if not verdict), YES)


def _rules(check: StopCheck, at: datetime) -> Iterator[Verdict]:
    yield is_allowed(Route(check.route), people=check.people or 0)
    rung = Rung(check.rung or Rung.IDENTIFIABLE)
    yield hides_people(rung, people=check.people or 0, items=check.items)
    yield is_nobody_of_ours(check.recipient_email)
    yield is_clear(OptOut(check.opt_out), cleared=check.opt_out_cleared_at is not None)
    yield opt_out_as_stated(check)
    yield covered(check, at)[1]
    yield looked_through(check.extract)
    yield counted(check, check.extract)
    yield agreed(check, at)


def opt_out_as_stated(check: StopCheck) -> Verdict:
    """Whether the ground on which the national opt-out is said to let it go is true of it (section 7); else E-NDO.

    The sender's word is not enough. Who says that it applies is believed: that is the strictest answer.
    """
    ground = check.ground
    if check.opt_out == OptOut.APPLIES or ground is None:
        return YES
    why_not = _why_not(ground, check)
    if not why_not:
        return YES
    instead = [other.label for other in Ground if not _why_not(other, check)]
    step = (
        f"Answer that question anew. By what is said here, this is true: {'; or: '.join(instead)}."
        if instead
        else "By what is said here it applies: answer so, take out people’s whole records, and ask the Data Protection "
        "Officer to clear it. Or put right the answer that is wrong."
    )
    return no(f"About the national opt-out you say: {ground.label}. {why_not}", code=Code.NDO, next_step=step)


def _why_not(ground: Ground, check: StopCheck) -> str:
    """Why a ground is not true of what would go; empty where it is."""
    compels = Reason(check.compelled_by) if check.compelled_by else None
    rung, purpose = Rung(check.rung or Rung.IDENTIFIABLE), Purpose(check.purpose)
    is_true, why_not = {
        Ground.SCOTLAND: (
            check.nation == Nation.SCT,
            f"But {check.service} is in {check.nation.label}.",
        ),
        Ground.NOT_CPI: (
            purpose is Purpose.STAFFING or not rung.is_personal,
            "But it is about people who come to us, and that alone says something of their health or care.",
        ),
        Ground.OWN_CARE: (
            purpose in decision.OWN_CARE,
            f"But what it is for is: {purpose.label}. That is no care of their own.",
        ),
        Ground.CONSENT: (
            check.footing == Footing.EXPRESS_CONSENT,
            f"But lock 3 says something else than: {Footing.EXPRESS_CONSENT.label}.",
        ),
        Ground.LAW: (compels is not None, "But no law or order is named that compels us."),
        Ground.PUBLIC_INTEREST: (
            check.footing == Footing.PUBLIC_INTEREST,
            f"But lock 3 says something else than: {Footing.PUBLIC_INTEREST.label}.",
        ),
        Ground.PUBLIC_HEALTH: (
            compels is Reason.NOTIFIABLE_DISEASE,
            f"But what compels us is something else than: {Reason.NOTIFIABLE_DISEASE.label}.",
        ),
        Ground.ANONYMISED: (
            not rung.is_personal,
            f"But it is on step {rung.label} of the ladder.",
        ),
    }[ground]
    return "" if is_true else why_not


def covered(check: StopCheck, at: datetime) -> tuple[Agreement | None, Verdict, str]:
    """The agreement that covers it, or none with why; and a warning to heed beside a yes (section 4)."""
    cover, agreement = Cover(no("No agreement with them was found.", next_step="Ask the IG team.")), None
    if check.organisation_id is not None and check.purpose:
        sharing = Sharing(
            check.organisation_id,
            Purpose(check.purpose),
            frozenset(check.items),
            Rung(check.rung or Rung.IDENTIFIABLE),
        )
        found = answers(sharing, at=at)
        if found:
            agreement, cover = found[0]
    if cover:
        return agreement, YES, cover.warning
    occasion = Occasion(
        routine=check.recurring,
        stop_check=True,
        compels=bool(check.compelled_by) and RULES[Reason(check.compelled_by)].compels,
        single_with_footing=False,
    )
    verdict = without_cover(occasion).verdict
    if verdict:
        named = f" It is: {check.compelled_law}." if check.compelled_law else ""
        return None, YES, f"A law or a court compels us, so it goes without an agreement.{named}"
    reason = f"{verdict.reason} {cover.verdict.reason}"
    return None, no(reason, code=Code.AGREEMENT, next_step=verdict.next_step), ""


def looked_through(extract: Extract | None) -> Verdict:
    """Whether the file is there, and was looked through."""
    if extract is None or not extract.file:
        return no("The file is not here.", next_step="Put it in again.")
    if extract.refused:
        return no(f"The file cannot be looked through. {extract.refused}", next_step="Put in another one.")
    if extract.done_at is None:
        return no(
            "The file is still being looked through.", next_step="Wait a minute, then open this page anew."
        )
    return YES


def counted(check: StopCheck, extract: Extract | None) -> Verdict:
    """Whether no more people are in the file than were said to be."""
    if extract is None or extract.people is None or (check.people or 0) >= extract.people:
        return YES
    return no(
        f"You wrote that it is about {check.people:,} people. The file lists {extract.people:,}.",
        next_step="Put the number right, or the file.",
    )


def agreed(check: StopCheck, at: datetime) -> Verdict:
    """Whether everybody whom we know in the file has said yes, where that is what it rests on.

    Else E-NDO where that would let the national opt-out go, and E-CONSENT where it would not.
    """
    missing = len(without_yes(check, at)) if rests_on_a_yes(check) else 0
    if not missing:
        return YES
    who = (
        "1 person who is in the file has" if missing == 1 else f"{missing:,} people who are in the file have"
    )
    return no(
        f"It rests on what people said, and {who} not said yes to this.",
        code=_of_a_yes(check),
        next_step="Leave them out of the file, or ask them first.",
    )


def rests_on_a_yes(check: StopCheck) -> bool:
    """Whether it goes because each of them said yes: by the third lock, or by what is said of the opt-out."""
    is_personal = Rung(check.rung or Rung.IDENTIFIABLE).is_personal
    return check.ground == Ground.CONSENT or (check.footing == Footing.EXPRESS_CONSENT and is_personal)


def _of_a_yes(check: StopCheck) -> Code:
    return Code.NDO if check.ground == Ground.CONSENT else Code.CONSENT


def without_yes(check: StopCheck, at: datetime) -> set[int]:
    """Who is listed in the file and has said no yes to this that holds, by the rule of every other sharing."""
    listed, said_yes = _listed(check, at)
    return listed - said_yes


def unknown(check: StopCheck, at: datetime) -> int:
    """Of how many we do not know that they said yes, where that is what it rests on; of as many as the sender says."""
    if not rests_on_a_yes(check):
        return 0
    return max((check.people or 0) - len(_listed(check, at)[1]), 0)


def _listed(check: StopCheck, at: datetime) -> tuple[set[int], set[int]]:
    """Who is listed in the file; and who of them has said a yes to this that holds."""
    extract = check.extract
    listed = (
        set(Listed.objects.filter(extract=extract).values_list("person_id", flat=True)) if extract else set()
    )
    if not listed:
        return set(), set()
    facts = gather_many(question(check), sorted(listed), service=check.service_id, at=at)
    return listed, set(decision.agreed(question(check), {person: facts[person] for person in listed}))


def vouched(check: StopCheck, at: datetime) -> Verdict:
    """Whether we know of everybody that they said yes, where it rests on that, or the checker accepted the others.

    A file that lists nobody whom we know does not say that everybody agreed. Else E-NDO or E-CONSENT, as `agreed`.
    """
    number = unknown(check, at)
    if number <= (check.vouched or 0):
        return YES
    return no(
        f"It rests on what people said. Of {number:,} of the {check.people:,} people we do not know that they did.",
        code=_of_a_yes(check),
        next_step="The sender says who they are, or leaves them out; or the checker accepts them, and says why.",
    )


def question(check: StopCheck) -> Asked:
    """What "may we share?" would be asked about it."""
    return Asked(
        recipient=check.recipient,
        organisation=check.organisation_id,
        purpose=Purpose(check.purpose),
        named=check.study,
        items=frozenset(check.items),
        rung=Rung(check.rung or Rung.IDENTIFIABLE),
        people=check.people or 1,
        route=Route(check.route),
    )


def checked(check: StopCheck) -> Verdict:
    """Whether nothing that was found stops the file, and the checker accepted each other thing."""
    extract = check.extract
    if extract is None:
        return looked_through(extract)
    if stops := extract.findings.filter(stops=True).count():
        return no(
            f"{stops} thing{'s' if stops > 1 else ''} in the file must not go out like this.",
            next_step="Send it back, so that the sender takes them out.",
        )
    if waiting := extract.findings.filter(accepted_at=None).count():
        return no(
            f"{waiting} thing{'s' if waiting > 1 else ''} that we found in the file still waits for you.",
            next_step="Look at each, and accept it with a reason; or send it back.",
        )
    return YES

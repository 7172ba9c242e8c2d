"""Whether a disclosure may go at this moment, and what it rests on: asked anew whenever something is sent.

What somebody read on a page a minute ago does not count: a consent may have been taken back since.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Test
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.errors import YES, Code, Denied, Verdict, demand, no
from governance.organisations.models import Organisation
from sharing.answers import as_json
from sharing.decision import GAP, Answer, Asked, Facts, Outcome, decide
from sharing.disclosing import RULES, Paper, Reason, is_order, within_order
from sharing.disclosures.diseases import Disease, Suspicion, may_notify
from sharing.disclosures.models import Disclosure
from sharing.disclosures.words import label
from sharing.facts import gather
from sharing.ladder import Rung
from sharing.routes import Route

# What somebody writes of a lock in their own words.
TYPED = ("law", "balancing")
MAY_GO = (Outcome.YES, Outcome.YES_AND, Outcome.MUST)


def question(disclosure: Disclosure) -> Asked:
    """A disclosure as the question whether it may go."""
    locks = disclosure.locks
    return Asked(
        recipient=disclosure.recipient,
        purpose=Purpose(disclosure.purpose),
        items=frozenset(disclosure.items),
        rung=Rung(disclosure.rung),
        organisation=disclosure.organisation_id,
        people=disclosure.people,
        route=Route(disclosure.route),
        reason=Reason(disclosure.reason) if disclosure.reason else None,
        recurring=disclosure.recurring,
        emergency=disclosure.emergency,
        # A law that is named alone chooses no lock.
        locks=locks if locks.basis is not None else None,
        cleared=disclosure.opt_out_cleared_at is not None,
        private=disclosure.private_person,
    )


def answered(disclosure: Disclosure, at: datetime) -> tuple[Asked, Answer, Facts]:
    """What "may we share?" says of a disclosure at this moment."""
    asked = question(disclosure)
    facts = gather(asked, person=disclosure.person_id, service=disclosure.service_id, at=at)
    return asked, decide(asked, facts), facts


def settle(disclosure: Disclosure, at: datetime) -> Answer:
    """Write on a disclosure what it rests on at this moment, in the versions that are in force.

    Whom we only knew by a typed name may be on our list of organisations by now.
    """
    if disclosure.organisation_id is None and not disclosure.private_person:
        disclosure.organisation = Organisation.objects.named(disclosure.recipient).first()
    asked, answer, facts = answered(disclosure, at)
    return write(disclosure, asked, answer, facts)


def write(disclosure: Disclosure, asked: Asked, answer: Answer, facts: Facts) -> Answer:
    """Write on a disclosure what an answer says that it rests on."""
    for name, value in asdict(answer.locks).items():
        if not (disclosure.reason and name in TYPED and getattr(disclosure, name)):
            setattr(disclosure, name, value or "")
    if disclosure.reason == Reason.LEGAL_DUTY and disclosure.law == RULES[Reason.LEGAL_DUTY].law:
        # Which law it is somebody must write.
        disclosure.law = ""
    consent, agreement = answer.consent, answer.agreement
    disclosure.consent_id = consent.id if consent else None
    disclosure.consent_version = consent.version if consent else None
    disclosure.agreement_id = agreement.id if agreement else None
    disclosure.agreement_version = agreement.version if agreement else None
    disclosure.agreement_gap = answer.agreement_gap
    disclosure.opt_out, disclosure.opt_out_ground = answer.opt_out, answer.opt_out_ground or ""
    disclosure.answer = as_json(asked, answer, facts)
    return answer


def demand_going(answer: Answer) -> None:
    """Raise Denied with the first rule that stands in the way, unless it may go."""
    if answer.outcome not in MAY_GO:
        raise Denied(refusal(answer))


def refusal(answer: Answer) -> Verdict:
    """Why it may not go, in the words of the rule that says so."""
    coded = (each for each in answer.because if each.code)
    to_do = (each for each in answer.because if each.next_step and each.words != GAP)
    because = next(coded, None) or next(to_do, answer.because[-1])
    code = Code(because.code) if because.code else None
    return no(because.words, code=code, next_step=because.next_step or "Ask “May we share?” what to do.")


def reason_fits(disclosure: Disclosure, sender: User, at: datetime) -> Verdict:
    """Whether the reason to share without consent is one, by what is written down of it (handbook section 6)."""
    reason = Reason(disclosure.reason)
    if reason is Reason.COURT_ORDER:
        verdict = is_order(Paper(disclosure.paper or Paper.OTHER))
        return verdict and within_order(disclosure.items, disclosure.commanded) if verdict else verdict
    if reason is Reason.NOTIFIABLE_DISEASE:
        if not disclosure.disease or disclosure.suspected_at is None:
            return still_to_write(["disease", "suspected_at"])
        return may_notify(suspicion(disclosure), disclosure.nation, is_doctor=sender.is_doctor)
    if reason is Reason.LACKS_CAPACITY:
        return _unable(disclosure, at)
    return YES


def suspicion(disclosure: Disclosure) -> Suspicion:
    """What a doctor suspects, as it is written down; only where it is."""
    if disclosure.suspected_at is None:
        raise ValueError("nothing is suspected")
    return Suspicion(Disease(disclosure.disease), disclosure.suspected_at, disclosure.significant_harm)


def _unable(disclosure: Disclosure, at: datetime) -> Verdict:
    """The finding that they cannot decide is attached, and stands still."""
    found = disclosure.assessment
    if found is None:
        return still_to_write(["assessment"])
    ours = (found.person_id, found.service_id) == (disclosure.person_id, disclosure.service_id)
    if ours and found.outcome == Finding.LACKS_CAPACITY and found.decides(at):
        return YES
    return no(
        "This finding does not say that they cannot decide this now.",
        code=Code.CAPACITY,
        next_step="Write down a new finding about this decision, or ask the person.",
    )


def still_to_write(names: Iterable[str]) -> Verdict:
    """Refused because facts are missing: a thing left undone, without a code."""
    words = "; ".join(label(name) for name in names)
    return no(f"Something is still to be written: {words}.", next_step="Write it down, then go on.")


def demand_complete(disclosure: Disclosure, *, emergency: bool = False) -> None:
    """Raise Denied unless every fact of section 6 is told, or in an emergency those of its short form."""
    names = [name for name in ("recipient", "items", "what") if not getattr(disclosure, name)]
    if missing := [*names, *disclosure.missing(emergency=emergency)]:
        demand(still_to_write(missing))


def findings_for(disclosure: Disclosure, at: datetime) -> list[Assessment]:
    """The findings that the person cannot decide, which stand: what best interests can rest on."""
    if disclosure.person_id is None:
        return []
    standing = Assessment.objects.standing(disclosure.person_id, disclosure.service_id, at)
    unable = standing.filter(outcome=Finding.LACKS_CAPACITY, kind=Test.CAPACITY).select_related(
        "person", "service"
    )
    return [each for each in unable if each.decides(at)]

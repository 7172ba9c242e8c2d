"""May we share? A pure function from a question and the facts of one moment to a reasoned answer.

It asks every rule that has a say: the way it is sent (handbook section 5), the national opt-out (7), what the person
said (3, 6) or the reason to share without that (6), the three locks (0), the agreement (4), and whether two people
look first (5). `sharing.facts` gathers the facts, of now or of any past moment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import TextChoices

from consent.items import CRIME
from consent.kinds import Effect
from consent.purposes import Purpose
from governance.calendar import Nation, local_day
from governance.errors import Code, Verdict
from sharing.agreements.rules import (
    Cover,
    Occasion,
    Sharing,
    Terms,
    best,
    covers,
    is_repeated,
    without_cover,
)
from sharing.disclosing import RULES, Approver, Given, Reason, within_consent
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Locks, Schedule1, are_open
from sharing.opt_out import Ground, OptOut, is_clear
from sharing.routes import REMOVABLE_MEDIA, Route, is_allowed
from sharing.transfers import Transfer, reasons


class Outcome(TextChoices):
    """What we answer, from the plainest yes on."""

    YES = "yes", "Yes"
    YES_AND = "yes_and", "Yes, and …"
    MUST = "must", "You must"
    STOP = "stop", "Stop and check first"
    ASK = "ask", "Ask the person first"
    NO = "no", "No"


@dataclass(frozen=True)
class Asked:
    """One question. organisation: who receives it; None where it is a person, by the name in `recipient`.

    reason: why it is shared without consent; None where it rests on what the person said. locks: what was chosen
    for the three locks; None where they follow from what it rests on. cleared: the DPO has cleared the opt-out.
    """

    recipient: str
    purpose: Purpose
    items: frozenset[str]
    rung: Rung = Rung.IDENTIFIABLE
    organisation: int | None = None
    people: int = 1
    route: Route = Route.SECURE_EMAIL
    reason: Reason | None = None
    recurring: bool = False
    handover: bool = False
    whole_caseload: bool = False
    emergency: bool = False
    locks: Locks | None = None
    cleared: bool = False


@dataclass(frozen=True)
class Word:
    """What the person said about one sharing, as it stood at the moment.

    yes: it was a yes. holds: it is in force. taken_back: they took it back. purpose: None where the kind has none.
    """

    id: int
    reference: str
    version: int
    yes: bool
    holds: bool
    organisation: int | None
    recipient: str
    purpose: Purpose | None
    items: frozenset[str]
    effect: Effect = Effect.CONFIDENTIALITY
    not_to_share: str = ""
    taken_back: bool = False
    review_overdue: bool = False
    in_doubt: bool = False


@dataclass(frozen=True)
class Standing:
    """An agreement with the recipient: its terms, and the locks that it was signed with."""

    id: int
    version: int
    terms: Terms
    locks: Locks


@dataclass(frozen=True)
class Facts:
    """All that the answer depends on, as it stood at one moment.

    words: of the one person who is asked about, the newest first. earlier: days on which the same went to the same
    recipient. route_used: this way was used with them before. unable: somebody found that the person cannot decide.
    """

    at: datetime
    nation: Nation
    words: tuple[Word, ...] = ()
    agreements: tuple[Standing, ...] = ()
    earlier: tuple[date, ...] = ()
    route_used: bool = True
    unable: bool = False


@dataclass(frozen=True)
class Because:
    """One reason of an answer, in a sentence: the rule, what it rests on, and what to do next.

    section: of the handbook and the policy. register and reference: the consent or agreement that it rests on.
    """

    words: str
    section: str
    code: str = ""
    next_step: str = ""
    register: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Answer:
    """What we answer, why, and what a disclosure that follows it rests on."""

    outcome: Outcome
    because: tuple[Because, ...]
    locks: Locks = field(default_factory=Locks)
    consent: Word | None = None
    agreement: Standing | None = None
    agreement_gap: bool = False
    opt_out: OptOut = OptOut.NOT_APPLICABLE
    opt_out_ground: Ground | None = Ground.OWN_CARE

    # Who decides, where it goes without consent and not as an emergency, nor anybody may.
    approver: Approver | None = None

    @property
    def may_go(self) -> bool:
        """Whether it may be sent now, by the one who asks."""
        return self.approver is None and self.outcome in (Outcome.YES, Outcome.YES_AND, Outcome.MUST)


# What serves the person's own care: the opt-out says nothing about it (section 7).
OWN_CARE = frozenset({Purpose.CARE, Purpose.SAFEGUARDING, Purpose.HOUSING})
# For care the record rests on other bases than consent, which opens lock 3 only (section 3.1).
WITH_CONSENT_TO_CARE = Locks(
    basis=Basis.LEGITIMATE,
    condition=Condition.CARE,
    schedule1=Schedule1.CARE,
    footing=Footing.EXPRESS_CONSENT,
    balancing="They said yes to it, and it helps with their care.",
    crime_authority="Schedule 1, condition 2: health or social care",
)
WITH_CONSENT = Locks(
    basis=Basis.CONSENT,
    condition=Condition.CONSENT,
    footing=Footing.EXPRESS_CONSENT,
    crime_authority="Schedule 1, condition 29: they said yes",
)


def decide(asked: Asked, facts: Facts) -> Answer:
    """Whether this may be shared at the moment of the facts, with every reason (handbook sections 0 and 3 to 7)."""
    if not asked.rung.is_personal:
        return _about_nobody(asked, facts)
    found = list(_ways(asked))
    consent, said = _said(asked, facts)
    found += said
    standing, cover = _covered(asked, facts)
    found += _agreement(asked, facts, cover, consent)
    opt_out, ground = opt_out_of(asked, facts, consent)
    found += _no_or_nothing(is_clear(opt_out, cleared=asked.cleared), "7")
    locks = asked.locks or usual_locks(asked, consent, standing)
    # Where the person is asked first, their yes opens the locks.
    if consent is not None or asked.reason is not None or asked.people > 1:
        found += _locks(asked, locks)
    found += _two_people(asked, facts)
    if asked.reason is not None:
        found += _reason(asked)
    return Answer(
        outcome=_strongest(found),
        because=tuple(because for _, because in found),
        locks=locks,
        consent=consent,
        agreement=standing if cover else None,
        agreement_gap=any(because.words == GAP for _, because in found),
        opt_out=opt_out,
        opt_out_ground=ground,
        approver=_approver(asked),
    )


def opt_out_of(asked: Asked, facts: Facts, consent: Word | None) -> tuple[OptOut, Ground | None]:
    """The position of the national opt-out on this sharing (section 7)."""
    if facts.nation == Nation.SCT:
        return OptOut.NOT_APPLICABLE, Ground.SCOTLAND
    if asked.purpose == Purpose.STAFFING:
        return OptOut.NOT_APPLICABLE, Ground.NOT_CPI
    if asked.reason is Reason.NOTIFIABLE_DISEASE:
        return OptOut.EXEMPT, Ground.PUBLIC_HEALTH
    if asked.reason is not None and RULES[asked.reason].compels:
        return OptOut.EXEMPT, Ground.LAW
    if asked.reason is not None and RULES[asked.reason].footing is Footing.PUBLIC_INTEREST:
        return OptOut.EXEMPT, Ground.PUBLIC_INTEREST
    if asked.purpose in OWN_CARE or asked.reason is not None:
        return OptOut.NOT_APPLICABLE, Ground.OWN_CARE
    if consent is not None:
        return OptOut.EXEMPT, Ground.CONSENT
    return OptOut.APPLIES, None


def usual_locks(asked: Asked, consent: Word | None, standing: Standing | None) -> Locks:
    """The three locks as they follow from what it rests on: the reason, the consent, or the agreement."""
    if asked.reason is not None:
        rule = RULES[asked.reason]
        condition, schedule1 = rule.conditions[0]
        return Locks(
            basis=rule.bases[0],
            condition=condition,
            schedule1=schedule1,
            footing=rule.footing,
            recognised=rule.recognised,
            law=rule.law,
            balancing=rule.balancing,
            crime_authority=f"Schedule 1, condition {schedule1.value}"
            if schedule1
            else "Schedule 1, condition 33",
        )
    if consent is not None:
        agreed = standing.locks if standing is not None else WITH_CONSENT_TO_CARE
        own = WITH_CONSENT if consent.effect is not Effect.CONFIDENTIALITY else agreed
        return replace(own, footing=Footing.EXPRESS_CONSENT)
    return standing.locks if standing is not None else Locks()


GAP = "No agreement covers this. It may go all the same, because it is about one person."


def _about_nobody(asked: Asked, facts: Facts) -> Answer:
    """Numbers, and what nobody can be found in: outside the law on personal data, but not without care."""
    found = list(_two_people(asked, facts))
    words = (
        "Leave out or join every number under 5, so that nobody can be found in it."
        if asked.rung is Rung.AGGREGATED
        else "Make sure that nobody can be found in it, also together with what others know."
    )
    found.append((Outcome.YES_AND, Because(words, "5")))
    return Answer(
        outcome=_strongest(found),
        because=tuple(because for _, because in found),
        opt_out=OptOut.EXEMPT if facts.nation == Nation.ENG else OptOut.NOT_APPLICABLE,
        opt_out_ground=Ground.ANONYMISED if facts.nation == Nation.ENG else Ground.SCOTLAND,
    )


Found = tuple[Outcome, Because]


def _strongest(found: Iterable[Found]) -> Outcome:
    """Of all that was found, what stands in the way most; a plain yes where nothing does."""
    order = list(Outcome)
    return max((outcome for outcome, _ in found), key=order.index, default=Outcome.YES)


def _ways(asked: Asked) -> Iterator[Found]:
    yield from _no_or_nothing(is_allowed(asked.route, people=asked.people), "5")


def _said(asked: Asked, facts: Facts) -> tuple[Word | None, list[Found]]:
    """What the person said to this: the consent that it rests on, and what follows from it."""
    about = [word for word in facts.words if _same_recipient(word, asked)]
    fitting = [word for word in about if word.purpose in (None, asked.purpose)]
    if asked.reason is not None:
        # A refusal is shown, and does not stand in the way.
        return None, [
            (
                Outcome.YES_AND,
                Because("They said no to this. Weigh that, and write it down.", "6", **_at("consents", word)),
            )
            for word in fitting[:1]
            if not word.yes or word.taken_back
        ]
    if asked.people > 1:
        return None, []
    good = [word for word in fitting if word.yes and word.holds and asked.items <= word.items]
    if good:
        word = min(good, key=lambda each: (each.in_doubt, each.review_overdue))
        return word, list(_beside(word))
    return None, [_ask_or_no(asked, facts, fitting or about)]


def _beside(word: Word) -> Iterator[Found]:
    """What goes with a yes."""
    rests = _at("consents", word)
    if word.not_to_share:
        yield (
            Outcome.YES_AND,
            Because(f"Leave out what they do not want shared: {word.not_to_share}", "3.3", **rests),
        )
    if word.review_overdue:
        yield Outcome.YES_AND, Because("Ask them soon whether they still say yes.", "3.2", **rests)
    if word.in_doubt:
        yield (
            Outcome.YES_AND,
            Because(
                "They may have been too young for this yes, by the birth date that we know now. Ask your manager.",
                "2",
                **rests,
            ),
        )


def _ask_or_no(asked: Asked, facts: Facts, said: list[Word]) -> Found:
    """Nobody said yes to this: ask them, unless they said no, or cannot decide."""
    newest = said[0] if said else None
    if newest is not None and newest.taken_back:
        words, outcome = "They took back their yes to this.", Outcome.NO
    elif newest is not None and not newest.yes:
        words, outcome = "They said no to this.", Outcome.NO
    else:
        held = next((word for word in said if word.yes and word.holds), None)
        given = (
            Given(held.organisation, held.recipient, held.purpose or "", held.items, active_at_sending=True)
            if held is not None
            else None
        )
        if held is not None and held.purpose not in (None, asked.purpose):
            words, code = "They said yes to this for something else.", Code.SCOPE
        else:
            verdict = within_consent(
                given, organisation=asked.organisation, recipient=asked.recipient, items=asked.items
            )
            words, code = verdict.reason, verdict.code or Code.CONSENT
        if not facts.unable:
            step = "Ask them now, and write down what they say."
            return Outcome.ASK, Because(words, "6", code, step, **_at("consents", held or newest))
        return Outcome.NO, Because(
            f"{words} They were found not able to decide this.",
            "3.4",
            Code.CAPACITY,
            "If it is best for them and cannot wait, choose that reason.",
            **_at("consents", held or newest),
        )
    step = "Do not share it, unless a law says so or somebody may be hurt: then choose that reason."
    return outcome, Because(words, "6", Code.CONSENT, step, **_at("consents", newest))


def _covered(asked: Asked, facts: Facts) -> tuple[Standing | None, Cover]:
    """The agreement that answers best."""
    if asked.organisation is None:
        return None, best(())
    sharing = Sharing(asked.organisation, asked.purpose, asked.items, asked.rung)
    answers = [(each, covers(each.terms, sharing, facts.at)) for each in facts.agreements]
    return min(answers, key=lambda answer: answer[1].distance, default=(None, best(())))


def _agreement(asked: Asked, facts: Facts, cover: Cover, consent: Word | None) -> Iterator[Found]:
    """Whether an agreement covers it, or it may go without (section 4)."""
    # With a person there is no agreement to be made: what they said, or a reason, is what it rests on.
    if asked.organisation is None and asked.people == 1:
        return
    if cover:
        rests = {"register": "agreements", "reference": cover.reference}
        if cover.warning:
            yield Outcome.YES_AND, Because(cover.warning, "4", next_step="Tell the IG team.", **rests)
        else:
            yield Outcome.YES, Because("An agreement covers it.", "4", **rests)
        return
    single = asked.people == 1 and (consent is not None or asked.reason is not None)
    uncovered = without_cover(
        Occasion(
            routine=asked.recurring or is_repeated(facts.earlier, local_day(facts.at)),
            stop_check=bool(reasons(_transfer(asked, facts))),
            compels=asked.reason is not None and RULES[asked.reason].compels,
            single_with_footing=single,
        )
    )
    if uncovered.agreement_gap:
        yield Outcome.YES_AND, Because(GAP, "4", next_step="The IG team is told today.")
    elif not uncovered.verdict and not (asked.people == 1 and not single and not asked.recurring):
        # About one person who has not said yes, that is said already; the agreement is asked for once they have.
        verdict = uncovered.verdict
        why = cover.verdict.reason
        yield (
            Outcome.NO,
            Because(
                f"{verdict.reason} {why}",
                "4",
                verdict.code or "",
                verdict.next_step,
                "agreements",
                cover.reference,
            ),
        )


def _locks(asked: Asked, locks: Locks) -> Iterator[Found]:
    open_ = are_open(locks, special=asked.purpose != Purpose.STAFFING, crime=bool(asked.items & CRIME))
    if not open_:
        yield Outcome.NO, Because(open_.reason, "0", "", open_.next_step)


def _two_people(asked: Asked, facts: Facts) -> Iterator[Found]:
    for why in reasons(_transfer(asked, facts)):
        yield (
            Outcome.STOP,
            Because(f"Two people look before it leaves. {why}.", "5", next_step="Start a Stop and Check."),
        )


def _reason(asked: Asked) -> Iterator[Found]:
    """What follows from sharing without consent (section 6)."""
    if asked.reason is None:
        return
    rule = RULES[asked.reason]
    if rule.compels:
        yield (
            Outcome.MUST,
            Because(
                f"{asked.reason.label}, so their consent is not needed. Share only what it asks for.", "6"
            ),
        )
    if asked.emergency:
        yield (
            Outcome.YES_AND,
            Because("This is an emergency: share it now.", "6", next_step="Write it down within 24 hours."),
        )
    elif (approver := _approver(asked)) is not None:
        yield (
            Outcome.YES_AND,
            Because(
                f"{approver.value[0].upper()}{approver.value[1:]} decides, and never the one who sends it.",
                "6",
                next_step="Write down the facts and ask them.",
            ),
        )
    yield Outcome.YES_AND, Because("Tell the person, unless that would make it worse or cannot be done.", "6")


def _approver(asked: Asked) -> Approver | None:
    if asked.reason is None or asked.emergency:
        return None
    approver = RULES[asked.reason].approver
    return None if approver is Approver.ANYONE else approver


def _transfer(asked: Asked, facts: Facts) -> Transfer:
    return Transfer(
        people=asked.people,
        rung=asked.rung,
        handover=asked.handover,
        whole_caseload=asked.whole_caseload,
        removable_media=asked.route in REMOVABLE_MEDIA,
        new_route=not facts.route_used,
    )


def _same_recipient(word: Word, asked: Asked) -> bool:
    if word.organisation is not None or asked.organisation is not None:
        return word.organisation == asked.organisation
    return word.recipient.casefold().split() == asked.recipient.casefold().split()


def _no_or_nothing(verdict: Verdict, section: str) -> Iterator[Found]:
    if not verdict:
        yield Outcome.NO, Because(verdict.reason, section, verdict.code or "", verdict.next_step)


def _at(register: str, word: Word | None) -> dict[str, str]:
    return {"register": register, "reference": word.reference} if word is not None else {}

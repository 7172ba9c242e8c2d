"""May we share? A pure function from a question and the facts of one moment to a reasoned answer.

It asks every rule that has a say: the way it is sent (handbook section 5), the national opt-out (7), what the person
said (3, 6) or the reason to share without that (6), the three locks (0), the agreement (4), and whether two people
look first (5). `sharing.facts` gathers the facts, of now or of any past moment.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import TextChoices

from consent.items import CRIME
from consent.kinds import KINDS, Effect
from consent.purposes import CHOICES, OF_KIND, Purpose
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
from sharing.ladder import Rung, hides_people
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
    """One question. organisation: who receives it; None where we know none by the name in `recipient`.

    private: that is a person, such as a relative or friend, and no body. named: of research, which study. reason: why
    it is shared without consent; None where it rests on what the person said. locks: what was chosen for the three
    locks; None where they follow from what it rests on. cleared: the DPO has cleared the opt-out.
    """

    recipient: str
    purpose: Purpose
    items: frozenset[str]
    rung: Rung = Rung.IDENTIFIABLE
    organisation: int | None = None
    named: str = ""
    people: int = 1
    route: Route = Route.SECURE_EMAIL
    reason: Reason | None = None
    recurring: bool = False
    handover: bool = False
    whole_caseload: bool = False
    emergency: bool = False
    locks: Locks | None = None
    cleared: bool = False
    private: bool = False


@dataclass(frozen=True)
class Word:
    """What the person said about one sharing, as it stood at the moment.

    yes: it was a yes. holds: it is in force. taken_back: they took it back. purpose: None where the kind has none.
    someone: who in the organisation gets it, where that is not the organisation itself. named: which study.
    private: it is about telling a relative or friend.
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
    someone: str = ""
    named: str = ""
    effect: Effect = Effect.CONFIDENTIALITY
    not_to_share: str = ""
    taken_back: bool = False
    review_overdue: bool = False
    in_doubt: bool = False
    private: bool = False


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
    recipient. route_used: this way was used with them before. unable: somebody found that the person cannot decide
    something. agreed: how many of a group have each said yes to this, where that was looked at. objects: they object
    to something that we do. restricted: what we hold about them is kept and not used.
    """

    at: datetime
    nation: Nation
    words: tuple[Word, ...] = ()
    agreements: tuple[Standing, ...] = ()
    earlier: tuple[date, ...] = ()
    route_used: bool = True
    unable: bool = False
    agreed: int = 0
    objects: bool = False
    restricted: bool = False


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
# What a yes does where it is for more than confidentiality (section 3.2).
EFFECT_OF = {purpose: KINDS[kind].effect for kind, purpose in OF_KIND.items() if kind not in CHOICES}
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
    consent, said = _said(asked, facts)
    standing, cover = _covered(asked, facts)
    agreement = standing if cover else None
    gap, agreed = _agreement(asked, facts, cover, consent)
    opt_out, ground = opt_out_of(asked, facts, consent)
    locks = asked.locks or usual_locks(asked, facts, consent, agreement)
    found = [
        *_ways(asked),
        *said,
        *agreed,
        # About one person their yes settles it, and that is asked for already.
        *(_no_or_nothing(is_clear(opt_out, cleared=asked.cleared), "7") if asked.people > 1 else ()),
        # Where nothing carries it, that is said already.
        *(_locks(asked, locks) if _carried(asked, cover) else ()),
        *_two_people(asked, facts),
        *_reason(asked, facts),
        *_marks(asked, facts),
    ]
    return Answer(
        outcome=_strongest(found),
        because=tuple(because for _, because in found),
        locks=locks,
        consent=consent,
        agreement=agreement,
        agreement_gap=gap,
        opt_out=opt_out,
        opt_out_ground=ground,
        approver=_approver(asked),
    )


def _carried(asked: Asked, cover: Cover) -> bool:
    """Whether there is anything that could open the locks: a yes of one person, a reason, an agreement, a choice."""
    return bool(asked.people == 1 or asked.reason is not None or cover or asked.locks is not None)


def agreed(asked: Asked, facts: Mapping[int, Facts]) -> dict[int, Word]:
    """Of the people by these ids, those who have said a yes to this that holds, each with that yes (section 6).

    The others are left out of what is shared. facts: as `sharing.facts.gather_many` gives them.
    """
    one = replace(asked, people=1, reason=None)
    found = {person: _rests_on(one, each) for person, each in facts.items()}
    return {person: word for person, word in found.items() if word is not None}


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
    if consent is not None or _everybody_agreed(asked, facts):
        return OptOut.EXEMPT, Ground.CONSENT
    return OptOut.APPLIES, None


def usual_locks(asked: Asked, facts: Facts, consent: Word | None, agreement: Standing | None) -> Locks:
    """The three locks as they follow from what it rests on: the reason, the consent, or the agreement.

    Of one person who has not said yes: as their yes would open them.
    """
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
    if asked.people == 1:
        effect = (
            consent.effect if consent is not None else EFFECT_OF.get(asked.purpose, Effect.CONFIDENTIALITY)
        )
        agreed = agreement.locks if agreement is not None else WITH_CONSENT_TO_CARE
        own = WITH_CONSENT if effect is not Effect.CONFIDENTIALITY else agreed
        return replace(own, footing=Footing.EXPRESS_CONSENT)
    agreed = agreement.locks if agreement is not None else Locks()
    return replace(agreed, footing=Footing.EXPRESS_CONSENT) if _everybody_agreed(asked, facts) else agreed


A_DOCTOR_LOOKS = "A doctor here looks at it, and tells them."
GAP = "No agreement covers this. It may go all the same, because it is about one person."


def _about_nobody(asked: Asked, facts: Facts) -> Answer:
    """Numbers, and what nobody can be found in: outside the law on personal data, but not without care."""
    hidden = hides_people(asked.rung, people=asked.people, items=asked.items)
    found = [*_ways(asked), *_no_or_nothing(hidden, "5"), *_two_people(asked, facts)]
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
    fitting = [word for word in about if _fits(word, asked)]
    if asked.reason is not None:
        return None, list(_said_no(fitting))
    if asked.people > 1:
        return None, list(_group(asked, facts))
    good = [word for word in fitting if _is_yes_to(word, asked)]
    word = _surest(good)
    if word is not None:
        return word, list(_beside(word, fitting))
    return None, [_in_doubt(good[0]) if good else _ask_or_no(asked, facts, fitting, about)]


def _rests_on(asked: Asked, facts: Facts) -> Word | None:
    """The yes of one person that this rests on."""
    return _surest([word for word in facts.words if _fits(word, asked) and _is_yes_to(word, asked)])


def _is_yes_to(word: Word, asked: Asked) -> bool:
    return word.yes and word.holds and bool(asked.items) and asked.items <= word.items


def _surest(good: list[Word]) -> Word | None:
    sure = [word for word in good if not word.in_doubt]
    return min(sure, key=lambda each: each.review_overdue, default=None)


def _said_no(fitting: list[Word]) -> Iterator[Found]:
    """A refusal is shown, and does not stand in the way of a reason (section 6)."""
    for word in fitting[:1]:
        if not word.yes or word.taken_back:
            words = "They said no to this. Weigh that, and write it down."
            yield Outcome.YES_AND, Because(words, "6", **_at("consents", word))


def _group(asked: Asked, facts: Facts) -> Iterator[Found]:
    """About several people it goes only about those who said yes; where nobody looks at that, it is asked first."""
    if _everybody_agreed(asked, facts):
        yield Outcome.YES, Because("Each of them has said yes to it.", "6")
    elif reasons(_transfer(asked, facts)):
        yield Outcome.YES_AND, Because("Leave out everybody who has not said yes to it.", "6")
    else:
        yield (
            Outcome.ASK,
            Because(
                "Each of them must have said yes to it, and that was not looked at here.",
                "6",
                Code.CONSENT,
                "Ask this about each of them, from their own page.",
            ),
        )


def _everybody_agreed(asked: Asked, facts: Facts) -> bool:
    return asked.people > 1 and facts.agreed >= asked.people


def _beside(word: Word, fitting: list[Word]) -> Iterator[Found]:
    """What goes with a yes."""
    rests = _at("consents", word)
    yield Outcome.YES, Because("They said yes to this.", "6", **rests)
    if word.not_to_share:
        leave = f"Leave out what they do not want shared: {word.not_to_share}"
        yield Outcome.YES_AND, Because(leave, "3.3", **rests)
    if word.review_overdue:
        soon = "Ask them soon whether they still say yes."
        yield (
            Outcome.YES_AND,
            Because("Their yes was to be looked at again by now.", "3.2", "", soon, **rests),
        )
    for newer in fitting[: fitting.index(word)]:
        if not newer.yes or newer.taken_back:
            words = "Since then they said no to something like it. Look at that before you share."
            yield Outcome.YES_AND, Because(words, "6", **_at("consents", newer))


def _in_doubt(word: Word) -> Found:
    """A yes that may not hold: they were too young for it, or what it rests on was recorded in error."""
    return (
        Outcome.ASK,
        Because(
            "They said yes, but by what we know now it may not count.",
            "2",
            Code.CONSENT,
            "Look at that consent. Ask the IG team before you share, or ask the person anew.",
            **_at("consents", word),
        ),
    )


def _ask_or_no(asked: Asked, facts: Facts, fitting: list[Word], about: list[Word]) -> Found:
    """Nobody said yes to this: ask them, unless they said no."""
    newest = fitting[0] if fitting else None
    if newest is not None and (newest.taken_back or not newest.yes):
        words = "They took back their yes to this." if newest.taken_back else "They said no to this."
        step = "Do not share it, unless a law says so or somebody may be hurt: then choose that reason."
        return Outcome.NO, Because(words, "6", Code.CONSENT, step, **_at("consents", newest))
    held = next((word for word in (*fitting, *about) if word.yes and word.holds), None)
    words, code = _why_not_within(asked, held)
    step = "Ask them now, and write down what they say."
    if facts.unable:
        words += " They were found not able to decide something."
        step = "If that was about this, and it is best for them, choose that reason. Else ask them now."
        code = Code.CAPACITY
    return Outcome.ASK, Because(
        words, "3.4" if facts.unable else "6", code, step, **_at("consents", held or newest)
    )


def _why_not_within(asked: Asked, held: Word | None) -> tuple[str, Code]:
    """In which way what was asked goes beyond the nearest yes."""
    if held is None:
        return "They have not said yes to this.", Code.CONSENT
    if not _same_person(held, asked):
        return f"They said yes to {held.someone} there being told, and to nobody else there.", Code.SCOPE
    if not _same_purpose(held, asked):
        return "They said yes to this for something else.", Code.SCOPE
    if not asked.items:
        return "It is not said what is to be shared.", Code.SCOPE
    given = Given(held.organisation, held.recipient, held.purpose or "", held.items, active_at_sending=True)
    verdict = within_consent(
        given, organisation=asked.organisation, recipient=asked.recipient, items=asked.items
    )
    return verdict.reason, verdict.code or Code.SCOPE


def _covered(asked: Asked, facts: Facts) -> tuple[Standing | None, Cover]:
    """The agreement that answers best."""
    if asked.organisation is None:
        return None, best(())
    sharing = Sharing(asked.organisation, asked.purpose, asked.items, asked.rung)
    answers = [(each, covers(each.terms, sharing, facts.at)) for each in facts.agreements]
    return min(answers, key=lambda answer: answer[1].distance, default=(None, best(())))


def _agreement(asked: Asked, facts: Facts, cover: Cover, consent: Word | None) -> tuple[bool, list[Found]]:
    """Whether an agreement covers it, or it may go without; and whether it goes without as a gap (section 4)."""
    if _to_private_person(asked, consent):
        return False, []
    rests = {"register": "agreements", "reference": cover.reference}
    if cover and cover.warning:
        words = f"An agreement covers it. {cover.warning}"
        return False, [(Outcome.YES_AND, Because(words, "4", "", "Tell the IG team.", **rests))]
    if cover:
        return False, [(Outcome.YES, Because("An agreement covers it.", "4", **rests))]
    occasion = Occasion(
        routine=asked.recurring or is_repeated(facts.earlier, local_day(facts.at)),
        stop_check=bool(reasons(_transfer(asked, facts))),
        compels=asked.reason is not None and RULES[asked.reason].compels,
        single_with_footing=asked.people == 1 and (consent is not None or asked.reason is not None),
    )
    uncovered = without_cover(occasion)
    if uncovered.agreement_gap:
        return True, [(Outcome.YES_AND, Because(GAP, "4", next_step="The IG team is told today."))]
    if uncovered.verdict:
        return False, []
    words = f"{uncovered.verdict.reason} {cover.verdict.reason}"
    if asked.emergency and asked.reason is not None:
        # It is shared first, and looked at after (section 6).
        return True, [(Outcome.YES_AND, Because(words, "4", "", "The IG team is told today.", **rests))]
    if asked.people == 1 and not occasion.routine and not occasion.stop_check:
        # They have not said yes, which is said already; about one person their yes is enough.
        return False, []
    step = uncovered.verdict.next_step
    return False, [(Outcome.NO, Because(words, "4", uncovered.verdict.code or "", step, **rests))]


def _to_private_person(asked: Asked, consent: Word | None) -> bool:
    """Whether it goes to a relative or friend, with whom there is no agreement to be made: only where somebody says so.

    A body that we know by a typed name only is one without an agreement.
    """
    private = asked.private or (consent is not None and consent.private)
    return private and asked.organisation is None and asked.people == 1


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


def _reason(asked: Asked, facts: Facts) -> Iterator[Found]:
    """What follows from sharing without consent (section 6)."""
    if asked.reason is None:
        return
    rule = RULES[asked.reason]
    if asked.reason is Reason.NOTIFIABLE_DISEASE:
        listed = f"It must be told only where the disease is on the list for doctors in {facts.nation.label}."
        yield Outcome.MUST, Because(listed, "6", next_step=A_DOCTOR_LOOKS)
    elif rule.compels:
        words = f"{asked.reason.label}, so their consent is not needed. Share only what it asks for."
        yield Outcome.MUST, Because(words, "6")
    if asked.reason is Reason.LACKS_CAPACITY and not facts.unable and not asked.emergency:
        yield (
            Outcome.NO,
            Because(
                "Nobody has found that they cannot decide.",
                "3.4",
                Code.CAPACITY,
                "Check whether they can decide this, and write down what you find.",
            ),
        )
    if asked.emergency:
        words = "This is an emergency: share it now."
        yield Outcome.YES_AND, Because(words, "6", next_step="Write it down within 24 hours.")
    elif rule.approver is Approver.DOCTOR:
        yield Outcome.YES_AND, Because("A registered doctor sends this.", "6")
    elif (approver := _approver(asked)) is not None:
        who = f"{approver.value[0].upper()}{approver.value[1:]}"
        words = f"{who} decides, and never the one who sends it."
        yield Outcome.YES_AND, Because(words, "6", next_step="Write down the facts and ask them.")
    yield Outcome.YES_AND, Because("Tell the person, unless that would make it worse or cannot be done.", "6")


def _marks(asked: Asked, facts: Facts) -> Iterator[Found]:
    """What the person asked us not to do with what we hold: somebody looks whether this is it (section 11)."""
    if asked.people > 1:
        return
    if facts.restricted:
        words = "What we hold about them must not be used for now, but with their yes or to protect somebody."
        yield Outcome.YES_AND, Because(words, "11", next_step="Ask the IG team before you share it.")
    if facts.objects:
        words = "They object to something that we do with their information. Their page says what."
        yield Outcome.YES_AND, Because(words, "11", next_step="If it may be this, ask the IG team first.")


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


def _fits(word: Word, asked: Asked) -> bool:
    """Whether it was said about this recipient and this purpose."""
    return _same_recipient(word, asked) and _same_person(word, asked) and _same_purpose(word, asked)


def _same_recipient(word: Word, asked: Asked) -> bool:
    if word.organisation is not None or asked.organisation is not None:
        return word.organisation == asked.organisation
    return _same_words(word.recipient, asked.recipient)


def _same_person(word: Word, asked: Asked) -> bool:
    """Whether the yes is to the organisation as a whole, or to the very one in it who is asked about."""
    return not word.someone or _same_words(word.someone, asked.recipient)


def _same_purpose(word: Word, asked: Asked) -> bool:
    return word.purpose in (None, asked.purpose) and (not word.named or _same_words(word.named, asked.named))


def _same_words(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _no_or_nothing(verdict: Verdict, section: str) -> Iterator[Found]:
    if not verdict:
        yield Outcome.NO, Because(verdict.reason, section, verdict.code or "", verdict.next_step)


def _at(register: str, word: Word | None) -> dict[str, str]:
    return {"register": register, "reference": word.reference} if word is not None else {}

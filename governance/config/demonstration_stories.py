"""What the people of the demonstration said about sharing, what was found about them, and what they took back.

Most have one of ten stories; some have one of their own, and many have answered something else besides, so that
there is every kind of consent in every state.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import uuid4

from consent.ability import CAPACITY_FROM, Finding, needs_extra_care
from consent.capacity import actions as capacity
from consent.capacity.models import Assessment
from consent.capacity.questions import CARE, Help, Lasting, questions
from consent.capacity.questions import Kind as Test
from consent.capacity.rules import ABLE, presumed_able
from consent.consents import actions as consents
from consent.consents.actions import Proof
from consent.consents.models import Consent, Route
from consent.consents.rules import CHECKLIST, Giver, State
from consent.conversations import actions as conversations
from consent.evidence.forms import Signed
from consent.items import DataItem
from consent.kinds import FORMS, KINDS, ORAL, Channel, Kind, Method
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose
from governance.accounts.models import User
from governance.calendar import Nation, add_months, age_on, local_day
from governance.organisations.models import Organisation
from governance.people import actions as people
from governance.people.models import Case, Person
from governance.records.actor import acting_as

EVERYTHING_YES = {check.key: True for check in CHECKLIST}
NOT_TOLD = EVERYTHING_YES | {"told": False}
EXTRA_CARE = {
    "explained": "In easy words, with the leaflet",
    "understood": "They said it back in their own words",
    "supporter": "Their aunt",
    "safe_to_involve": "Yes",
}
CARE_ITEMS = [DataItem.ATTENDANCE.value, DataItem.PROGRESS.value, DataItem.MEDICATION.value]
# What each kind is about; sharing for care goes to a partner.
ABOUT: Mapping[Kind, Mapping[str, Any]] = {
    Kind.SHARE_CARE: {"purpose": "So that we can plan support together", "items": CARE_ITEMS},
    Kind.SHARE_FAMILY: {
        "recipient": "Rosa",
        "relationship": "sister",
        "purpose": "So that she can help at home",
        "items": CARE_ITEMS,
    },
    Kind.NATIONAL_RETURN: {
        "recipient": "The national figures office",
        "purpose": "So that care gets better everywhere",
        "items": CARE_ITEMS,
    },
    Kind.RESEARCH: {
        "named": "Sleep and recovery study",
        "recipient": "University of Northfield",
        "purpose": "To find out how sleep helps people stay well",
        "items": [DataItem.PROGRESS.value],
    },
    Kind.MEDIA: {
        "named": "Stories of hope",
        "recipient": "The public",
        "purpose": "To show that people get better",
        "channels": [Channel.WEBSITE.value, Channel.PRINT.value],
        "items": [DataItem.IMAGE.value, DataItem.STORY.value],
    },
    Kind.RECORDING_VIDEO: {
        "named": "Practice interview",
        "recipient": "The worker’s supervisor",
        "purpose": "So that the worker learns",
        "items": [DataItem.RECORDING.value],
    },
    Kind.RECORDING_AUDIO: {
        "named": "Third talk",
        "recipient": "The worker’s supervisor",
        "purpose": "So that the worker learns",
        "items": [DataItem.RECORDING.value],
    },
    Kind.GROUP_MESSAGING: {
        "named": "Tuesday walkers",
        "recipient": "Everyone in the group",
        "purpose": "To say when and where we walk",
        "items": [DataItem.NAME.value, DataItem.CONTACT.value],
    },
}
# What many have answered besides. A return of figures ends only with its case, which is a story of its own.
BESIDES: list[tuple[Kind, State]] = [
    (kind, state)
    for kind, state in product(Kind, State)
    if state != State.ACTIVE and (kind, state) != (Kind.NATIONAL_RETURN, State.EXPIRED)
]


@dataclass(frozen=True)
class Teller:
    """One person, whoever writes down what they say, and the words that are read out or signed."""

    case: Case
    worker: User
    manager: User
    comms: User
    partner: Organisation
    words: Mapping[tuple[str, str], WordingVersion]
    at: datetime

    @property
    def person(self) -> Person:
        return self.case.person

    @property
    def nation(self) -> Nation:
        return Nation(self.case.service.nation)

    def ago(self, days: float) -> datetime:
        return self.at - timedelta(days=days)

    def back(self, months: int) -> int:
        """How many days ago something was said that falls due today, so many months later."""
        today = local_day(self.at)
        return next(
            n
            for n in range(28 * months, 32 * months)
            if add_months(today - timedelta(days=n), months) <= today
        )

    def say(
        self, days_ago: int, kind: Kind = Kind.SHARE_CARE, *, answer: bool = True, **changes: Any
    ) -> Consent:
        """They said yes or no so many days ago: aloud, or with a typed signature where that is not enough."""
        said_at = self.ago(days_ago)
        method = Method.IN_PERSON_VERBAL if KINDS[kind].methods >= ORAL else Method.E_FORM
        method = changes.pop("method", method)
        facts = {**ABOUT[kind], **self._how(method, kind, said_at), **changes}
        if kind == Kind.SHARE_CARE:
            facts = {"organisation": self.partner, "recipient": self.partner.name, **facts}
        if needs_extra_care(self.person.born_on, self.nation, local_day(said_at)):
            facts = {**EXTRA_CARE, **facts}
        signs = facts.get("giver_name") or self.person.name
        proof = Proof(signed=Signed(signs, present=True)) if method == Method.E_FORM else consents.NO_PROOF
        case, by = self.case, self.worker
        return consents.record(case=case, by=by, at=said_at, answer=answer, proof=proof, **facts).consent

    def _how(self, method: Method, kind: Kind, said_at: datetime) -> dict[str, Any]:
        how = {
            "kind": kind.value,
            "method": method.value,
            "said_at": said_at,
            "wording": self.words[kind, Purpose.FORM if method in FORMS else Purpose.SCRIPT],
            "privacy_notice": "Version 4",
            "checklist": dict(EVERYTHING_YES),
        }
        if method in ORAL:
            how |= {"identity_check": "Known to the worker", "answer_words": "Yes, that is fine"}
        return how

    def take_back(self, consent: Consent, days_ago: float, *, told: bool = False) -> Consent:
        """They took it back, and we wrote it down an hour later; perhaps those who got it are told since."""
        consent = consents.withdraw(
            consent,
            by=self.worker,
            at=self.ago(days_ago) + timedelta(hours=1),
            withdrawn_at=self.ago(days_ago),
            withdrawal_route=Route.TELEPHONE,
        )
        if not told:
            return consent
        note = "By secure mail to all who got it"
        return consents.told(consent, by=self.worker, at=self.ago(days_ago - 1), told_note=note)

    def assess(self, days_ago: int, outcome: Finding, **changes: Any) -> Assessment:
        """What was found so many days ago about whether they can decide on the partner, by the test for them."""
        moment = self.ago(days_ago).replace(second=0, microsecond=0)
        kind = self._test(moment)
        facts: dict[str, Any] = {
            "decision": f"Whether we may tell {self.partner.name} how they are getting on",
            "explained": "With pictures, in a quiet room, in two short talks",
            "helped": [Help.EASY_READ.value, Help.FAMILY.value],
            "evidence": "We talked for half an hour. I asked each question in two ways.",
            "trained_on": local_day(moment) - timedelta(days=200),
            "answers": {} if outcome == Finding.DEFER else self._seen(kind, able=outcome in ABLE),
        }
        if presumed_able(kind, self.person.born_on, self.nation, local_day(moment)):
            facts["doubt"] = "They answered another question than the one I asked"
        if outcome == Finding.LACKS_CAPACITY:
            facts |= self._why() | {
                "care": {each.key: "We talked it through with them" for each in CARE[self.nation]}
            }
        facts |= changes
        case, by = self.case, self.worker
        return capacity.record(case=case, by=by, at=moment, kind=kind, outcome=outcome, **facts)

    def _test(self, moment: datetime) -> Test:
        born = self.person.born_on
        if born is None or age_on(born, local_day(moment)) >= CAPACITY_FROM:
            return Test.CAPACITY
        return Test.GILLICK if self.nation == Nation.ENG else Test.UNDERSTANDING

    def _seen(self, kind: Test, *, able: bool) -> dict[str, dict[str, Any]]:
        """Whoever is not able cannot do what the first question asks."""
        asked = questions(kind, self.nation)
        seen = {each.key: {"yes": True, "what": "Said it in their own words"} for each in asked}
        if not able:
            seen[asked[0].key] = {"yes": False, "what": "Could not say it back, with pictures either"}
        return seen

    def _why(self) -> dict[str, Any]:
        if self.nation == Nation.SCT:
            return {"causes": ["mental_disorder"], "cause": "Dementia"}
        return {
            "impairment": True,
            "cause": "A brain injury",
            "lasting": Lasting.PERMANENT.value,
            "link": "Because of it they forget what was said before we come to the end",
        }


def tell(teller: Teller, number: int, besides: list[tuple[Kind, State]]) -> None:
    """The story of the person with this number; and what they have answered besides."""
    own = OWN.get(teller.person.name)
    if own is not None:
        own(teller)
    else:
        _one_of_ten(teller, number)
    for kind, state in besides:
        _besides(teller, kind, state)


def _one_of_ten(teller: Teller, number: int) -> None:
    say = teller.say
    child = needs_extra_care(teller.person.born_on, teller.nation, local_day(teller.at))
    review, expiry = teller.back(3 if child else 6), teller.back(12)
    match number % 10:
        case 0:  # review tomorrow
            say(review - 1)
            say(20, Kind.SHARE_FAMILY)
        case 1:  # expires tomorrow
            say(expiry - 1)
        case 2:  # review overdue
            say(review + 9)
        case 3:  # one yes, one no
            say(30)
            say(30, Kind.SHARE_FAMILY, answer=False)
        case 4:  # taken back this morning
            teller.take_back(say(60), 0.2)
        case 5:  # expired
            say(expiry + 12)
        case 6:  # not finished
            say(2, checklist=NOT_TOLD)
        case 7:  # replaced by a newer one
            say(90)
            say(5)
        case 8:  # confirmed again
            again = teller.ago(10)
            consents.reconfirm(say(60), by=teller.worker, at=again, said_at=again)
        # The others have not been asked yet.


def _besides(teller: Teller, kind: Kind, state: State) -> None:
    """An answer to a sharing of this kind that has come to this state."""
    care = kind in (Kind.SHARE_CARE, Kind.SHARE_FAMILY)
    changes: dict[str, Any] = {"purpose": "So that somebody can come to appointments"} if care else {}
    match state:
        case State.DRAFT:
            teller.say(3, kind, checklist=NOT_TOLD, **changes)
        case State.REFUSED:
            teller.say(30, kind, answer=False, **changes)
        case State.EXPIRED if KINDS[kind].named:  # the study, the campaign … has ended
            teller.say(50, kind, ends_on=local_day(teller.ago(12)), **changes)
        case State.EXPIRED:
            teller.say(teller.back(12) + 12, kind, **changes)
        case State.SUPERSEDED:
            teller.say(90, kind, **changes)
            teller.say(5, kind, **changes)
        case State.INVALID:
            _found_not_valid(teller, teller.say(40, kind, **changes))
        case State.WITHDRAWN:
            _taken_back(teller, teller.say(60, kind, **changes))


def _found_not_valid(teller: Teller, consent: Consent) -> None:
    reason = "The words that were read left out how to take it back"
    by = teller.comms if consent.kind == Kind.MEDIA else teller.manager
    with acting_as(by.pk):
        consents.invalidate(consent, by=by, at=teller.ago(8), reason=reason)


def _taken_back(teller: Teller, consent: Consent) -> None:
    """By kind: nobody is told yet, they are told, they have said that they know, there was nobody to tell."""
    worker, at = teller.worker, teller.ago(10)
    match list(Kind).index(Kind(consent.kind)) % 4:
        case 0:
            teller.take_back(consent, 1)
        case 1:
            teller.take_back(consent, 2, told=True)
        case 2:
            consent = teller.take_back(consent, 12, told=True)
            note = "All of them wrote back"
            consents.acknowledged(consent, by=worker, at=at, acknowledged_note=note)
        case 3:
            consents.told(teller.take_back(consent, 12), by=worker, at=at, nothing_shared=True)


# --- Stories of their own ----------------------------------------------------------


def _answered_three_times(teller: Teller) -> None:
    """One talk, three answers."""
    talk = uuid4()
    teller.say(20, talk=talk)
    teller.say(20, Kind.SHARE_FAMILY, talk=talk, answer=False)
    teller.say(20, Kind.GROUP_MESSAGING, talk=talk)


def _found_competent(teller: Teller) -> None:
    """A child who understands enough decides, and signs."""
    teller.say(60, method=Method.E_FORM, assessment=teller.assess(61, Finding.COMPETENT))


def _parent_answered(teller: Teller) -> None:
    """A child who does not understand enough: a parent answers."""
    found = teller.assess(61, Finding.NOT_COMPETENT)
    teller.say(60, assessment=found, giver=Giver.PARENT.value, giver_name=_relative(teller, "Ola"))


def _attorney_answered(teller: Teller) -> None:
    """An adult who cannot decide: whoever may decide for them answers, by nation."""
    found = teller.assess(61, Finding.LACKS_CAPACITY)
    giver = Giver.ATTORNEY if teller.nation == Nation.ENG else Giver.GUARDIAN
    carol = _relative(teller, "Carol")
    teller.say(60, assessment=found, giver=giver.value, giver_name=carol, authority_seen=True)


def _relative(teller: Teller, first: str) -> str:
    return f"{first} {teller.person.name.split()[-1]}"


def _not_that_day(teller: Teller) -> None:
    """Could not decide that day, and is to be seen again: today in England, since two days in Scotland."""
    again = local_day(teller.at if teller.nation == Nation.ENG else teller.ago(2))
    found = teller.assess(6, Finding.DEFER, reassess_on=again)
    teller.say(6, assessment=found)


def _not_checked_yet(teller: Teller) -> None:
    """A child said yes, and nobody has checked yet whether they understand: it stays a draft."""
    teller.say(3)


def _left(teller: Teller) -> None:
    """The case closed ten days ago; the figures stopped that day, the rest holds some days longer."""
    teller.say(90)
    teller.say(90, Kind.NATIONAL_RETURN)
    at = teller.ago(10)
    people.close(teller.case, by=teller.worker, at=at, closed_on=local_day(at))


def _worker_left(teller: Teller) -> None:
    """A review is overdue, and the case has no key worker any more: it is the manager's."""
    teller.say(teller.back(6) + 9)
    with acting_as(teller.manager.pk):
        people.assign(teller.case, by=teller.manager, at=teller.ago(3), key_worker=None)


def _not_valid(teller: Teller) -> None:
    """What was asked turned out to have been asked in the wrong way."""
    _found_not_valid(teller, teller.say(40))


def _told(teller: Teller) -> None:
    """Taken back; those who got it are told, and have not answered."""
    teller.take_back(teller.say(60), 3, told=True)


def _undecided(teller: Teller) -> None:
    """Asked yesterday, and thinks about it."""
    yesterday = teller.ago(1)
    conversations.undecided(
        teller.case.conversation,
        by=teller.worker,
        at=yesterday,
        asked_at=yesterday,
        explained="Whom we would like to tell and why, with the leaflet",
        ask_again_on=local_day(teller.at + timedelta(days=6)),
    )


OWN: Mapping[str, Callable[[Teller], None]] = {
    "Jack Kerr": _not_valid,
    "Kim Lowry": _answered_three_times,
    "Leo Marsh": _found_competent,
    "Moira Orr": _found_competent,
    "Hari Iveson": _parent_answered,
    "Heather Innes": _parent_answered,
    "Ned Oakes": _attorney_answered,
    "Kirsty Mair": _attorney_answered,
    "Orla Pike": _not_that_day,
    "Lewis Nairn": _not_that_day,
    "Priti Quill": _not_checked_yet,
    "Wren Yates": _left,
    "Vik Ward": _worker_left,
    "Bella Croft": _told,
    "Una Vale": _undecided,
}

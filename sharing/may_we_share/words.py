"""An answer as its page shows it: each reason with where it is written and what it rests on, and what to do next."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from governance.accounts.models import User
from governance.policies.models import Section
from governance.policies.states import State
from governance.records.addresses import address
from governance.workflow.register import REGISTERS
from sharing.decision import Answer, Asked, Because, Outcome
from sharing.may_we_share.answering import opt_out_words

# What a reason is about, by the section of its rules → the heading of our policy that says it to everybody.
ANCHORS: Mapping[str, str] = {
    "0": "sharing",
    "2": "children-and-young-people",
    "3.2": "a-real-choice",
    "3.3": "a-real-choice",
    "3.4": "a-real-choice",
    "4": "agree-it-in-writing",
    "5": "send-the-right-amount",
    "6": "so-that-two-services-can-work-as-one",
    "7": "the-national-data-opt-out-and-spire",
    "11": "what-you-can-ask",
}
OPT_OUT = "7"
LOOKS = {
    Outcome.YES: "yes",
    Outcome.YES_AND: "yes",
    Outcome.MUST: "yes",
    Outcome.STOP: "ask",
    Outcome.ASK: "ask",
    Outcome.NO: "no",
}


class Line(NamedTuple):
    """One reason: its words, the policy's address, and the record that it rests on where the user may see that."""

    because: Because
    policy: str
    record: str


class Shown(NamedTuple):
    """An answer in words. opt_out: what the national opt-out means for it, where that is to be said."""

    answer: Answer
    look: str
    lines: list[Line]
    opt_out: str = ""
    opt_out_policy: str = ""


def shown(asked: Asked, answer: Answer, user: User, at: datetime) -> Shown:
    """The answer in words for a user. What stands in the way comes first."""
    policies = _policies({*(each.section for each in answer.because), OPT_OUT})
    lines = [
        Line(each, policies.get(each.section, "/policies/"), _record(each, user, at))
        for each in sorted(answer.because, key=lambda each: not each.code)
    ]
    opt_out = opt_out_words(asked, answer)
    return Shown(answer, LOOKS[answer.outcome], lines, opt_out, policies.get(OPT_OUT, "/policies/"))


def _policies(sections: Iterable[str]) -> dict[str, str]:
    wanted = {section: ANCHORS[section] for section in sections if section in ANCHORS}
    found = Section.objects.filter(
        version__state=State.PUBLISHED, kind=Section.Kind.TEXT, anchor__in=set(wanted.values())
    )
    slugs = dict(found.values_list("anchor", "version__policy__slug"))
    return {
        section: f"/policies/{slugs[anchor]}/#{anchor}"
        for section, anchor in wanted.items()
        if anchor in slugs
    }


def _record(because: Because, user: User, at: datetime) -> str:
    register = REGISTERS.get(because.register)
    if register is None or not because.reference:
        return ""
    # An agreement is named by its number in the log, once it has one.
    named = ("reference", "log_number") if because.register == "agreements" else ("reference",)
    seen = register.visible(user, at)
    for name in named:
        reference = seen.filter(**{name: because.reference}).values_list("reference", flat=True).first()
        if reference is not None:
            return address(because.register, reference)
    return ""

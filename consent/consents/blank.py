"""Consent forms on paper, of the words in force; that for a message group, and how other registers draw theirs."""

from django.utils import timezone

from consent.ability import CHILD_UNDER
from consent.consents.answering import AnswerForm
from consent.consents.rules import EXTRA_CARE
from consent.kinds import Kind
from consent.wording.documents import in_force
from governance.calendar import local_day
from governance.documents.door import Source
from governance.documents.paper import Question, questions, sheet
from governance.resources import kinds
from governance.resources.blanks import Blank, add

# What the worker asks for, besides what the person writes and signs.
FOR_THE_WORKER = ("privacy_notice", "authority_seen")


def source(blank: Blank, *about: Kind) -> Source:
    """The form of each kind as it is signed today, with the worker's part. It is about nobody."""
    today = local_day(timezone.now())
    return sheet(
        "consents/blank.html",
        blank.title,
        blank.fill_in,
        forms=[form for kind in about for form in in_force(kind, today)],
        worker=questions({name: AnswerForm.base_fields[name] for name in FOR_THE_WORKER}),
        child=", ".join(f"under {age} in {nation.label}" for nation, age in CHILD_UNDER.items()),
        extra_care=[Question(words, lines=2) for _, words in EXTRA_CARE],
    )


GROUP: Blank = add(
    Blank(
        key="consent-group-messaging",
        title="Consent form: message groups",
        kind=kinds.Kind.FORM,
        words="Signed by somebody who wants to join a message group, before they are in it.",
        section="privacy-sharing-and-confidentiality-policy#a-real-choice",
        fill_in="/consents/new/",
        register="consents",
        source=lambda: source(GROUP, Kind.GROUP_MESSAGING),
    )
)

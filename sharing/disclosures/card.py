"""The part of a person's page that says who was told what, in words fit to be read by them."""

from datetime import datetime
from typing import NamedTuple

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.people.models import Case, Person
from governance.workflow.card import Card
from sharing.disclosing import Reason
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import PENDING, State
from sharing.disclosures.words import HIDDEN, TO_THE_PERSON, Flag, flags, hides, recipient

SHOWN = 10


class Line(NamedTuple):
    """One sharing as one would say it to the person. kept_back: why it is not on the copy for them, if it is not."""

    disclosure: Disclosure
    who: str
    items: list[str]
    what: str
    why: str
    group: bool
    kept_back: str = ""
    flags: tuple[Flag, ...] = ()


def line(disclosure: Disclosure, user: User, at: datetime) -> Line:
    """A sharing in words; free text, which can name people, is hidden from those who see names masked."""
    what = HIDDEN if disclosure.what and hides(user) else disclosure.what
    return Line(
        disclosure=disclosure,
        who=recipient(disclosure, user),
        items=[DataItem(item).label for item in disclosure.items],
        what=what,
        why=why(disclosure),
        group=disclosure.person_id is None,
        kept_back=kept_back(disclosure),
        flags=tuple(flags(disclosure, at)),
    )


def why(disclosure: Disclosure) -> str:
    """Why it was shared, to the person."""
    if disclosure.reason:
        return TO_THE_PERSON[Reason(disclosure.reason)]
    if disclosure.emergency:
        return "It was an emergency."
    said = "You said yes to it" if disclosure.consent_id else "We have an agreement with them"
    return f"{said}. It was for: {Purpose(disclosure.purpose).label.lower()}."


def kept_back(disclosure: Disclosure) -> str:
    """Why it is left out of what the person gets in writing, or nothing.

    Whoever hears first from a paper that we shared without asking may come to harm, or harm somebody.
    """
    if not disclosure.reason and not disclosure.emergency:
        return ""
    if disclosure.told_at is not None:
        return ""
    if disclosure.not_told:
        return f"They are not to be told now: {disclosure.get_not_told_display().lower()}."
    return "Nobody has told them yet."


def card(user: User, person: Person, at: datetime) -> Card | None:
    """The last sharings that the user may see, what waits, and the ways to write down another."""
    if not may(user.role, May.VIEW, "disclosures"):
        return None
    seen = Disclosure.objects.visible_to(user, at).about(person.pk)
    known = seen.select_related("person", "service", "organisation", "consent", "sent_by")
    gone = list(known.gone().order_by("-sent_at", "-id")[: SHOWN + 1])
    cases = Case.objects.visible_to(user, at, register="disclosures_without_consent", what=May.CREATE)
    may_record = cases.filter(person=person).exists()
    waiting = list(known.filter(state__in=PENDING).order_by("id"))
    declined = list(known.filter(state=State.DECLINED).order_by("-id")[:SHOWN])
    if not (gone or waiting or declined or may_record):
        return None
    context = {
        "person": person,
        "lines": [line(each, user, at) for each in gone[:SHOWN]],
        "more": len(gone) > SHOWN,
        "waiting": [(each, recipient(each, user), tuple(flags(each, at))) for each in waiting],
        "declined": [(each, recipient(each, user)) for each in declined],
        "may_record": may_record,
    }
    return Card("disclosures/card.html", context)

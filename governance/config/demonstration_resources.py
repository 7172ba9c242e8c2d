"""The library of the demonstration: the forms that Sharewell makes, and guides of our own, some for everyone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from governance.accounts.models import User
from governance.calendar import add_months, local_day
from governance.defaults import RESOURCE_REVIEW_MONTHS
from governance.policies.models import Policy
from governance.records.actor import acting_as
from governance.resources import actions
from governance.resources.kinds import Kind
from governance.resources.models import Resource
from governance.resources.own_resources import enter_blanks
from governance.resources.rules import Content

# How many days ago they came. The review of the last is overdue by now, and one was taken out of use.
CAME, LONG_AGO, LATELY = timedelta(days=300), timedelta(days=400), timedelta(days=20)
WHOLE = "privacy-sharing-and-confidentiality-policy"
RIGHTS, SECURITY = "information-rights-policy", "data-security-and-protection-policy"

SEND = """# Before it leaves

- Say the name and the date of birth out loud. Is it the right person?
- Look at the consent: who may be told what, and until when?
- Take out what they do not need.

# The way it goes

Use the safe way that stands on the page of the organisation. If there is none, ask before you send.

# Afterwards

Write down what left. If it went to the wrong place, say so at once. Nobody is blamed for saying it.
"""
SPOT = """People rarely say “subject access request”. They say:

- “What have you written about me?”
- “I want my file.”
- “That is not what happened. Change it.”

All of these are requests. Write it down in Sharewell on the same day. The clock runs from the day they asked.
"""
ASK = """# You can see what we hold

Tell anyone who works here. You need not write, and you need not say why. We answer within one month.

# You can have it put right

If something is wrong, tell us what it should say.

# You can say stop

You can ask us to stop using what we hold. We tell you what we can stop, and what the law does not let us stop.
"""
REACH = """You do not have to know any rules to ask us. Ring, write, or talk to anyone in your service.

If we should not ring you or write to you at home, say so. We write down how it is safe to reach you.
"""
LOST = """1. Ring the service desk. They can lock it from far away.
2. Tell your manager.
3. Report it in Sharewell, also when you find it again later.
"""
OLD = "Print it, fill it in, and put it into the blue folder."


@dataclass
class Desk:
    """Who writes them, who answers for them, and the moment that the demonstration should look like."""

    ig: User
    dpo: User
    manager: User
    at: datetime


def load(desk: Desk) -> None:
    """Fill the library, and withdraw what is out of date."""
    enter_blanks(by=desk.ig, owner=desk.dpo, at=desk.at - CAME)
    with acting_as(desk.ig.pk):
        _write(desk)
        old = _add(desk, "Consent on paper, the old way", Kind.HOW_TO, "Before we had Sharewell.", OLD, WHOLE)
        why = "We ask and write it down in Sharewell now."
        actions.withdraw(old, by=desk.ig, at=desk.at - LATELY, reason=why)


def _write(desk: Desk) -> None:
    how_to, leaflet, course, link = Kind.HOW_TO, Kind.LEAFLET, Kind.E_LEARNING, Kind.LINK
    everyone: dict[str, Any] = {"staff_only": False}
    _add(
        desk,
        "How to pass on information safely",
        how_to,
        "What to look at before you send, while you send, and afterwards.",
        SEND,
        f"{WHOLE}#send-the-right-amount",
    )
    _add(
        desk,
        "How to spot a request",
        how_to,
        "People ask for their file in many ways. This helps you to hear it.",
        SPOT,
        f"{RIGHTS}#how-to-ask",
        owner=desk.dpo,
    )
    _add(
        desk,
        "What to do when a laptop or phone is lost",
        how_to,
        "Three steps, in this order.",
        LOST,
        f"{SECURITY}#say-it-at-once",
        at=desk.at - LONG_AGO,
    )
    _add(
        desk,
        "What you can ask of us",
        leaflet,
        "Your rights over what we hold about you, in short.",
        ASK,
        f"{RIGHTS}#what-you-can-ask",
        **everyone,
    )
    _add(
        desk,
        "How to reach us safely",
        leaflet,
        "So that nobody hears of it who should not.",
        REACH,
        **everyone,
    )
    _add(
        desk,
        "Data security awareness",
        course,
        "The yearly course for all staff. It takes about an hour.",
        section=SECURITY,
        address="https://www.e-lfh.org.uk/programmes/data-security-awareness/",
    )
    _add(
        desk,
        "Your data, from the regulator",
        link,
        "The Information Commissioner’s own pages for the public.",
        section=f"{RIGHTS}#tell-the-regulator",
        address="https://ico.org.uk/for-the-public/",
        **everyone,
    )


def _add(
    desk: Desk,
    title: str,
    kind: Kind,
    summary: str,
    text: str = "",
    section: str = "",
    *,
    at: datetime | None = None,
    owner: User | None = None,
    **facts: Any,
) -> Resource:
    at, (slug, _, anchor) = at or desk.at - CAME, section.partition("#")
    return actions.add(
        by=desk.ig,
        at=at,
        title=title,
        kind=kind,
        summary=summary,
        text=text,
        content=Content.TEXT if text else Content.ADDRESS,
        owner=owner or desk.manager,
        policy=Policy.objects.get(slug=slug) if slug else None,
        anchor=anchor,
        review_on=add_months(local_day(at), RESOURCE_REVIEW_MONTHS.value),
        **facts,
    )

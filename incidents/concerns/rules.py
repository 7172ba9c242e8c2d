"""The clocks and the words of concerns, as pure functions (handbook section 11; rules T3, T5 and T6)."""

from datetime import date, datetime, timedelta

from django.db.models import TextChoices

from governance.calendar import DAY, Nation, add_working_days_without_fail, local_day
from governance.defaults import CONCERN_PROGRESS_DAYS, CONCERN_TARGET_WORKING_DAYS, RECEIVED_WITHIN_DAYS
from governance.errors import YES, Verdict, no

# Statutory since 19 June 2026. Day 1 is the day after receipt.
ACKNOWLEDGE_DAYS = 30


class About(TextChoices):
    """What it is about, in the words of whoever raises it."""

    SHARED = "shared", "Somebody was told something about me"
    LOST = "lost", "Something was lost, or the wrong person saw it"
    WRONG = "wrong", "What is written about me is wrong"
    ASKED = "asked", "I asked for something and did not get it"
    PICTURE = "picture", "A picture, a recording or a camera"
    OTHER = "other", "Something else"


class Route(TextChoices):
    """How it came."""

    PAGE = "page", "On our website"
    PHONE = "phone", "By telephone"
    PAPER = "paper", "By letter or on paper"
    EMAIL = "email", "By email"
    FACE = "face", "Face to face"


class Reach(TextChoices):
    """How whoever raised it wants to hear from us."""

    PAGE = "page", "I look on this website, with a code"
    PHONE = "phone", "By telephone"
    EMAIL = "email", "By email"
    LETTER = "letter", "By letter"


class Told(TextChoices):
    """How something came from one to the other."""

    PAGE = "page", "On the page that they follow with their code"
    PHONE = "phone", "By telephone"
    EMAIL = "email", "By email"
    LETTER = "letter", "By letter"
    FACE = "face", "Face to face"


class Outcome(TextChoices):
    """What came of it. The last is what we set aside at once."""

    RIGHT = "right", "They were right"
    PARTLY = "partly", "They were right in part"
    NOT = "not", "We did what we should have done"
    NO_CONCERN = "none", "It was no concern"

    @property
    def said(self) -> str:
        """What whoever raised it reads."""
        return {
            "right": "You were right. What happened was wrong.",
            "partly": "You were right in part.",
            "not": "We found that we did what we should have done.",
            "none": "We found that it was not meant for us.",
        }[self.value]


def received_allowed(received_on: date, on: date, *, however_old: bool = False) -> Verdict:
    """Whether it can have come on that day, written down on the day `on`. however_old: the IG team's may be."""
    if received_on > on:
        return no("This day is still to come.", next_step="Type the day on which it came.")
    if not however_old and received_on < on - timedelta(days=RECEIVED_WITHIN_DAYS.value):
        return no(
            "This day is more than a year ago.",
            next_step="Check the year. If it is right, the IG team writes it down.",
        )
    return YES


def rolled(due: date, nation: Nation | None) -> date:
    """`due`, or the next working day after it (T6). Beyond the published list, the next Monday to Friday."""
    return add_working_days_without_fail(due - DAY, 1, nation)


def acknowledge_by(received_on: date, nation: Nation | None) -> date:
    """The last good day to say that we have it: the 30th after receipt, rolled."""
    return rolled(received_on + timedelta(days=ACKNOWLEDGE_DAYS), nation)


def target_on(received_on: date, nation: Nation | None) -> date:
    """The day by which we mean to say so: our own target in working days, sooner than the law's."""
    return add_working_days_without_fail(received_on, CONCERN_TARGET_WORKING_DAYS.value, nation)


def progress_by(told_on: date, nation: Nation | None) -> date:
    """The day by which they hear again how far we are, after what we last told them; rolled."""
    return rolled(told_on + timedelta(days=CONCERN_PROGRESS_DAYS.value), nation)


def late_allowed(due_on: date, at: datetime, because: str) -> Verdict:
    """Whether it may be acknowledged at this moment: after the last good day only with the reason."""
    if local_day(at) > due_on and not because.strip():
        return no(
            f"The law’s last day was {due_on:%-d %B %Y}, so say why it is late.",
            next_step="Tell the person the same, and say that you are sorry.",
        )
    return YES


def contact_allowed(reach: Reach, contact: str) -> Verdict:
    """Whether we can reach them in the way that they chose."""
    if reach is not Reach.PAGE and not contact.strip():
        words = {
            Reach.PHONE: "telephone number",
            Reach.EMAIL: "email address",
            Reach.LETTER: "address",
        }[reach]
        return no(
            f"We need your {words} to tell you what comes of it.",
            next_step="Or choose to look on this website, with a code.",
        )
    return YES

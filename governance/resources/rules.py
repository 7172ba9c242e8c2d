"""What a resource of each kind holds, which addresses it may lead to, and until when it may stand unread. Pure."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices

from governance.calendar import add_months
from governance.defaults import RESOURCE_LONGEST_REVIEW_MONTHS
from governance.errors import YES, Verdict, no
from governance.resources.kinds import Kind

LONGEST_ADDRESS = 500
is_web_address = URLValidator(schemes=["https"])


class Content(TextChoices):
    """What a resource is made of: exactly one of these. Each value names the field that holds it."""

    ADDRESS = "address", "the address of a page"
    TEXT = "text", "a text"
    FILE = "file", "a file"
    BLANK = "blank", "a form that Sharewell makes"


HOLDS: Mapping[Kind, tuple[Content, ...]] = {
    Kind.HOW_TO: (Content.TEXT, Content.FILE),
    Kind.TEMPLATE: (Content.FILE, Content.BLANK),
    Kind.FORM: (Content.FILE, Content.BLANK),
    Kind.E_LEARNING: (Content.ADDRESS,),
    Kind.LEAFLET: (Content.TEXT, Content.FILE),
    Kind.LINK: (Content.ADDRESS,),
}


def may_hold(kind: Kind, content: Content, *, staff_only: bool) -> Verdict:
    """Whether a resource of this kind is made of that; what Sharewell makes is for staff only."""
    if content not in HOLDS[kind]:
        words = " or ".join(each.label for each in HOLDS[kind])
        return no(f"“{kind.label}” goes with {words}.", next_step="Fill in that, or choose another kind.")
    if content is Content.BLANK and not staff_only:
        return no("What Sharewell makes is for staff only.", next_step="Say that it is for staff only.")
    return YES


def may_lead_to(address: str) -> Verdict:
    """An address of the web that begins with https:// and hides nothing before the name of the site."""
    try:
        is_web_address(address)
        good = len(address) <= LONGEST_ADDRESS and "@" not in urlsplit(address).netloc
    except (ValidationError, ValueError):
        good = False
    if good:
        return YES
    return no("This is no whole address of the web.", next_step="Enter one that begins with https://")


def may_wait_until(review_on: date, on: date) -> Verdict:
    """Whether what is looked at on the day `on` may wait until `review_on` to be looked at again."""
    if review_on < on:
        return no("That day is past.", next_step="Choose today or a later day.")
    longest = add_months(on, RESOURCE_LONGEST_REVIEW_MONTHS.value)
    if review_on > longest:
        return no(
            f"Nothing stands for longer than three years: {longest:%-d %B %Y} at the latest.",
            next_step="Choose an earlier day.",
        )
    return YES

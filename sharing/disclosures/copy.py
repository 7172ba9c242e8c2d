"""The copy for the person: who was told what about them, by one service, as a PDF in large print.

What they must not be told yet is left out, and staff see that it is.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consent.items import DataItem
from governance.accounts.models import User
from governance.documents import door
from governance.documents.models import Document
from governance.errors import YES, Code, Verdict, demand, no
from governance.ledger import writing as ledger
from governance.people.models import Case
from governance.people.register import take_turns
from governance.records.actor import acting_as
from sharing.disclosures.card import kept_back, why
from sharing.disclosures.models import Disclosure
from sharing.disclosures.words import hides

KIND = "told_copy"
NAMES_HIDDEN = no(
    "You see records with the names hidden, and this copy names people.",
    code=Code.ROLE,
    next_step="Ask the IG team to look at it for you.",
)
NOBODY_YET = no(
    "A copy must say who we are, and nobody has told Sharewell yet.",
    next_step="Ask whoever looks after Sharewell to set CHARITY_NAME, CHARITY_ADDRESS and CHARITY_CONTACT.",
)


class Copy(NamedTuple):
    """What one service told others about a person. told: on the copy, the newest first. kept_back: left out."""

    case: Case
    told: list[Disclosure]
    kept_back: list[Disclosure]

    @property
    def version(self) -> int:
        """Grows with every change of what it says, so that a change asks for a new copy."""
        everything = [*self.told, *self.kept_back]
        return self.case.person.version + len(everything) + sum(each.version for each in everything)


def copy_of(case: Case) -> Copy:
    """The copy for the person of a case, of all that the case's service shared."""
    gone = Disclosure.objects.filter(service=case.service_id).about(case.person_id).gone()
    found = list(
        gone.select_related("person", "service", "organisation", "consent").order_by("-sent_at", "-id")
    )
    return Copy(
        case,
        [each for each in found if not kept_back(each)],
        [each for each in found if kept_back(each)],
    )


def may_make(user: User) -> Verdict:
    """Whoever sees disclosures with their names."""
    if hides(user):
        return NAMES_HIDDEN
    return YES if settings.CHARITY_NAME and settings.CHARITY_CONTACT else NOBODY_YET


def is_ordered(copy: Copy) -> bool:
    """Whether it was ordered as it stands, made or not."""
    return door.ordered(KIND, copy.case.pk, copy.version)


def find(copy: Copy) -> Document | None:
    """The copy as it stands, once it has been made."""
    return door.find(KIND, copy.case.pk, copy.version)


@transaction.atomic
def make(case: Case, *, by: User, at: datetime) -> None:
    """Order the copy as things stand; asking again for what is ordered already changes nothing."""
    take_turns(case.person_id)
    demand(may_make(by))
    copy = copy_of(case)
    if not is_ordered(copy):
        door.want(KIND, register="cases", record_id=case.pk, version=copy.version, at=at)
        _write_down("told_copy", case, by, version=copy.version)


@transaction.atomic
def download(case: Case, *, by: User) -> IO[bytes] | None:
    """The copy, open for reading; None while there is none, and where its file is lost."""
    demand(may_make(by))
    document = find(copy_of(case))
    if document is None or (file := door.opened(document)) is None:
        return None
    _write_down("download", case, by, sha256=document.sha256)
    return file


def _write_down(verb: str, case: Case, by: User, **detail: Any) -> None:
    with acting_as(by.pk):
        ledger.record(
            verb,
            register="people",
            reference=case.person.reference,
            person_id=case.person_id,
            service_id=case.service_id,
            **detail,
        )


def source(case_id: int) -> door.Source:
    """What the copy says at the moment when it is made."""
    case = Case.objects.select_related("person", "service").get(pk=case_id)
    context = {
        "at": timezone.now(),
        "reference": case.reference,
        "person": case.person,
        "service": case.service,
        "lines": list(_lines(copy_of(case).told)),
        "charity": {
            "name": settings.CHARITY_NAME,
            "address": settings.CHARITY_ADDRESS,
            "contact": settings.CHARITY_CONTACT,
        },
    }
    return door.Source("disclosures/copy_pdf.html", context)


def _lines(told: Iterable[Disclosure]) -> Iterable[dict[str, object]]:
    for each in told:
        body = each.organisation
        yield {
            "who": body.name if body is not None else each.recipient,
            "on": each.sent_at,
            "items": [DataItem(item).label for item in each.items],
            "what": each.what,
            "why": why(each),
            "group": each.person_id is None,
            "recalled": each.recalled_at is not None,
        }


door.renders(KIND, source)

"""The blank form as a PDF: printed, filled in by hand and signed."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils.safestring import SafeString

from consent.kinds import Kind
from consent.wording.blanks import CHECKS, Check, blanks
from consent.wording.models import WordingVersion
from consent.wording.rules import ENGLISH, Purpose, Style
from consent.wording.states import State
from consent.wording.versions import text
from governance.calendar import Nation
from governance.documents import door
from governance.documents.models import Document
from governance.documents.paper import Question

KIND = "consent_form"
# An approved text never changes, so each version has one document.
ONLY = 1


class Form(NamedTuple):
    """A form to sign: the words of a version, or of none while none is approved, and what there is to fill in."""

    kind: Kind
    version: WordingVersion | None
    text: SafeString | str
    blanks: tuple[Question, ...]
    checks: tuple[Check, ...] = CHECKS


def order(version: WordingVersion, *, at: datetime) -> None:
    """Order the PDF of a form that is being approved, in the same transaction."""
    door.want(KIND, register="consent_wording", record_id=version.pk, version=ONLY, at=at)


def find(version: WordingVersion) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(KIND, version.pk, ONLY)


def source(version_id: int) -> door.Source:
    version = WordingVersion.objects.select_related("wording").get(pk=version_id)
    form = _form(Kind(version.wording.kind), version)
    return door.Source(
        "wording/pdf.html", {"title": version.title, "form": form}, language=version.wording.language
    )


def in_force(kind: Kind, on: date) -> list[Form]:
    """The English forms of a kind in standard words: one for both nations, or one for each where they differ."""
    versions = dict.fromkeys(_in_force(kind, nation, on) for nation in Nation)
    return [_form(kind, version) for version in versions]


def _in_force(kind: Kind, nation: Nation, on: date) -> WordingVersion | None:
    """What is signed in this nation; its own words come before those for both."""
    found = WordingVersion.objects.in_use(kind, Purpose.FORM, nation, on).filter(
        state=State.APPROVED, wording__style=Style.STANDARD, wording__language=ENGLISH
    )
    return max(found, key=lambda version: version.wording.nation is not None, default=None)


def _form(kind: Kind, version: WordingVersion | None) -> Form:
    return Form(kind, version, text(version, under=0) if version else "", blanks(kind))


door.renders(KIND, source)

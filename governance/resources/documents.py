"""The PDF of a form that Sharewell makes: made when somebody wants it, and anew once the form is another."""

import hashlib
from datetime import datetime

from django.template.loader import render_to_string

from governance.documents import door
from governance.documents.models import Document
from governance.resources.blanks import Blank, kind_of

# It is of no record.
NONE = 0
# As much of a hash as a number of the database holds.
DIGITS = 15


def newest(blank: Blank, *, at: datetime) -> Document | None:
    """The PDF of a blank as it is now; None until it has been made, which this orders."""
    version = _version(blank)
    door.want(kind_of(blank), register="resources", record_id=NONE, version=version, at=at)
    return door.find(kind_of(blank), NONE, version)


def _version(blank: Blank) -> int:
    """The same number for as long as the blank reads the same."""
    source = blank.source()
    # Not the day that stands in its foot, or it would be another each day.
    page = render_to_string(source.template, {**source.context, "undated": True})
    return int(hashlib.sha256(page.encode()).hexdigest()[:DIGITS], 16)

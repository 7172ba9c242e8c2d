"""What the page of an agreement shows of the older log that it came from."""

from datetime import datetime
from typing import Any

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import ACTIVE, Reach
from governance.attachments.models import Attachment
from sharing.agreements.bringing_in import mapping
from sharing.agreements.bringing_in.models import LogRow
from sharing.agreements.bringing_in.outlook import names
from sharing.agreements.bringing_in.permissions import may_bring_in
from sharing.agreements.content import content, label
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.steps import NEEDED


def card(agreement: Agreement, user: User, at: datetime) -> dict[str, Any]:
    """What is not known of it, its row in the older log for those who see every agreement, and its papers.

    Nothing for an agreement that was made here.
    """
    if not agreement.brought_in:
        return {}
    said = content(agreement)
    row = LogRow.objects.filter(agreement=agreement).select_related("log").first()
    seen = sight(user, AGREEMENTS.name)
    return {
        "unknown": [label(name) for name in NEEDED if said[name] in ("", None, [])]
        + ([label("items")] if not said["items"] else []),
        "covers_nothing": not (agreement.purposes and said["items"]),
        "row": row,
        "cells": _cells(row) if row and seen.reach is Reach.ALL and seen.note != ACTIVE else [],
        "papers": Attachment.objects.of(agreement, AGREEMENTS).order_by("id"),
        "may_attach": may_bring_in(user, agreement, at),
    }


def _cells(row: LogRow) -> list[tuple[str, str]]:
    called = names(row.log)
    return [
        (called[index] if index < len(called) and called[index] else mapping.column(index), cell)
        for index, cell in enumerate(row.cells)
        if cell
    ]

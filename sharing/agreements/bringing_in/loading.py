"""How a row of an older log becomes an agreement that is active, with its number and its evidence."""

from datetime import datetime, timedelta
from typing import Any

from governance.accounts.models import User
from governance.calendar import local_day, overdue_from
from governance.organisations.actions import create
from governance.organisations.models import Organisation
from governance.records.models import next_reference
from governance.workflow.apply import apply, refresh_deadlines
from sharing.agreements.bringing_in.models import LogImport, LogRow
from sharing.agreements.bringing_in.outlook import Line
from sharing.agreements.bringing_in.partners import known
from sharing.agreements.bringing_in.words import normal
from sharing.agreements.content import fingerprint, saying
from sharing.agreements.ending import wind_up
from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Type
from sharing.agreements.signing import LOG
from sharing.agreements.states import State
from sharing.ladder import Rung

NOT_RECORDED = "Brought in from an older log, which does not say it."
A_DAY = timedelta(days=1)


def bring_in(row: LogRow, line: Line, log: LogImport, *, by: User, at: datetime) -> Agreement:
    """The row as an active agreement, signed on paper elsewhere; what has run out by its dates is settled at once.

    In a transaction, under the lock of the row. It counts from the start of its first day. What the log does not say
    stays empty. Raises Denied for who may not.
    """
    meant, said = line.meant, log.defaults
    agreement = Agreement(
        type=meant.type or "",
        title=meant.title,
        service_id=meant.service,
        owner=by,
        purpose=meant.purpose,
        purposes=said.get("purposes", []),
        people=said.get("people", []),
        direction=said.get("direction", ""),
        has_sharing_section=said.get("sharing_section") if meant.type == Type.MOU else None,
        starts_on=meant.starts_on,
        ends_on=meant.ends_on,
        brought_in=True,
    )
    parties = [
        Party(agreement=agreement, organisation=each, name=each.name) for each in _partners(line, log, by, at)
    ]
    items = _items(agreement, said)

    def change(new: Agreement) -> None:
        new.authors = [by.pk]
        new.began_at = overdue_from(new.starts_on - A_DAY) if new.starts_on else at
        new.first_review_on = new.review_on = meant.review_on
        new.log_number = next_reference(LOG, local_day(at).year, AGREEMENTS.reference_digits)
        new.content_hash = fingerprint(saying(new, parties, items))

    made = apply(
        AGREEMENTS,
        agreement,
        "bring_in",
        by=by,
        at=at,
        change=change,
        log_import=log.reference,
        row=row.number,
        sha256=log.sha256,
    )
    for part in (*parties, *items):
        part.save()
    row.agreement, row.key, row.fault = made, line.key, ""
    row.fingerprint = meant.fingerprint
    row.old_number, row.end_assumed = meant.number, not meant.end_known
    row.save(update_fields=["agreement", "key", "fingerprint", "fault", "old_number", "end_assumed"])
    if meant.end_known and made.state_at(at) == State.EXPIRED:
        # It ran out long before it came here: nobody is to be told of it now.
        return wind_up(made, by=by, at=at, read_version=made.version)
    # The partners' assurances could not be asked for before.
    refresh_deadlines(AGREEMENTS, made, at=at)
    return made


def _partners(line: Line, log: LogImport, by: User, at: datetime) -> list[Organisation]:
    """The partners of a row, each once; those that are new are added."""
    found = known(line.meant.partners, log.partners)
    partners: dict[int, Organisation] = {}
    for name in line.meant.partners:
        is_known = found[normal(name)]
        if is_known.organisation is not None:
            partner = Organisation.objects.get(pk=is_known.organisation)
        elif is_known.kind is not None:
            # Another row may have added it a moment ago.
            partner = Organisation.objects.named(name).first() or create(
                by=by, at=at, name=name, kind=is_known.kind
            )
        else:
            continue
        partners[partner.pk] = partner
    return list(partners.values())


def _items(agreement: Agreement, said: dict[str, Any]) -> list[Item]:
    """The kinds of information that were named for the whole file."""
    rung = said.get("rung") or Rung.IDENTIFIABLE.value
    return [
        Item(
            agreement=agreement,
            item=item,
            rung=rung,
            necessity=NOT_RECORDED,
            why_not_lower="" if rung == Rung.AGGREGATED else NOT_RECORDED,
        )
        for item in said.get("items", [])
    ]

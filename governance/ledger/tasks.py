"""Seal the ledger every minute, and show its newest head outside the database."""

import logging

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.ledger.models import Event, Seal
from governance.ledger.writing import record
from governance.records.actor import SHAREWELL, acting_as

log = logging.getLogger(__name__)


@shared_task
def seal() -> str | None:
    """Seal what can be sealed; returns the new head, or None when there was nothing to seal."""
    with acting_as(SHAREWELL), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kernel.seal()")
        (number,) = cursor.fetchone()
    if number is None:
        return None
    newest = Seal.objects.get(number=number)
    log.info("ledger head %s", newest)
    send_head(str(newest), day=local_day(newest.sealed_at).isoformat())
    try:
        settings.LEDGER_HEADS.parent.mkdir(parents=True, exist_ok=True)
        with settings.LEDGER_HEADS.open("a") as file:
            file.write(f"{newest.sealed_at.isoformat()} {newest}\n")
    except OSError as failure:
        log.error("the ledger head was not written to %s: %s", settings.LEDGER_HEADS, failure.strerror)
    return str(newest)


def send_head(head: str, *, day: str) -> None:
    """The first head of each day goes to the IG team: a mailbox is outside the database's reach.

    The ledger itself remembers that it went, so that a mail server that refuses is tried again with the next head.
    """
    if Event.objects.filter(register="ledger", reference=day, verb="show_head").exists():
        return
    to = list(User.objects.filter(role=Role.IG, is_active=True).values_list("email", flat=True))
    if not to:
        return
    mail = EmailMessage(
        subject=f"Ledger head for {day}",
        body=f"Keep this message: it proves what the ledger held.\n\nledger head {head}\n",
        to=to,
        headers={"Message-ID": f"<ledger-head-{head.partition(':')[0]}@sharewell>"},
    )
    try:
        mail.send()
    except OSError as failure:
        # Its words may hold addresses, and those stay out of the log.
        log.warning("the ledger head was not mailed: %s", type(failure).__name__)
        return
    with acting_as(SHAREWELL), transaction.atomic():
        record("show_head", register="ledger", reference=day, head=head)

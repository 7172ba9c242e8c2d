"""How a mail leaves: the row that orders it is the outbox, whoever it is for."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

log = logging.getLogger(__name__)


def letter(template: str, context: Mapping[str, Any], *, to: str, message_id: str) -> EmailMultiAlternatives:
    """A mail as text and as a page, of `<template>.txt` and `.html`; the context holds its `subject`."""
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string(f"{template}.txt", dict(context)),
        to=[to],
        headers={"Message-ID": message_id},
        connection=get_connection(),
    )
    message.attach_alternative(render_to_string(f"{template}.html", dict(context)), "text/html")
    return message


def mail_once(found: "QuerySet[Any]", write: Callable[[Any], EmailMultiAlternatives | None]) -> bool:
    """Mail the one row that is `found`, an effect, and mark it done; says whether it was this call that did.

    write: makes its mail, or None where none is to leave any more.
    No transaction is open while the mail server takes its time: it would hold up the sealing of the
    ledger. Dying between the two, or a second worker meanwhile, mails it once more, with the same Message-ID. A
    refusing mail server leaves the row as it is: the claim runs out and the relay tries again.
    """
    waiting = found.filter(done_at=None)
    row = waiting.first()
    if row is None:
        return False
    message = write(row)
    if message is not None:
        try:
            message.send()
        except OSError as failure:
            # Its words may hold addresses, and those stay out of the log.
            log.warning("%s %s was not mailed: %s", row._meta.model_name, row.pk, type(failure).__name__)
            return False
    # Whose history is kept is written in a transaction alone, which says who acts.
    with transaction.atomic():
        return waiting.select_related(None).update(done_at=timezone.now()) == 1

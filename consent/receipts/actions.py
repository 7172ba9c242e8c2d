"""What is done with receipts: made, downloaded, exported for other computers. Each stands in the ledger."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from consent.consents.models import Consent
from consent.receipts import documents, fhir
from consent.receipts.permissions import may_export, may_make
from consent.receipts.record import record
from consent.receipts.talks import talk_of
from governance.accounts.models import User
from governance.documents.door import opened
from governance.errors import demand
from governance.ledger import writing as ledger
from governance.people.register import take_turns
from governance.records.actor import acting_as

# What a record for other computers is called in its address, and what writes it.
FORMATS = {"record": record, "fhir-r4": fhir.r4, "fhir-r5": fhir.r5}


@transaction.atomic
def make(consent: Consent, *, by: User, at: datetime) -> None:
    """Order the receipt as things stand; asking again for what is ordered already changes nothing."""
    take_turns(consent.person_id)
    consent.refresh_from_db()
    demand(may_make(by, consent))
    talk = talk_of(consent)
    if documents.is_ordered(talk):
        return
    documents.order(talk, at=at)
    _write_down("receipt", talk.told, by=by, receipt=talk.version)


@transaction.atomic
def download(consent: Consent, *, by: User) -> IO[bytes] | None:
    """The receipt, open for reading; None while there is none, and where its file is lost."""
    demand(may_make(by, consent))
    talk = talk_of(consent)
    document = documents.find(talk)
    if document is None or (file := opened(document)) is None:
        return None
    _write_down("receipt_download", talk.told, by=by, sha256=document.sha256)
    return file


@transaction.atomic
def export(consent: Consent, form: str, *, by: User, at: datetime) -> dict[str, Any]:
    """The consent as a record for other computers; `form` is one of `FORMATS`."""
    demand(may_export(by, consent))
    _write_down("record_download", [consent], by=by, form=form)
    return FORMATS[form](consent, at)


def _write_down(verb: str, consents: Iterable[Consent], *, by: User, **detail: Any) -> None:
    with acting_as(by.pk):
        for consent in consents:
            ledger.record(
                verb,
                register="consents",
                reference=consent.reference,
                person_id=consent.person_id,
                service_id=consent.service_id,
                **detail,
            )

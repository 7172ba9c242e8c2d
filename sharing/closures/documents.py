"""The papers of a service closure: the manifest that was sealed, the receipt that both signed, and the certificate of
destruction. None names anybody whose record went."""

from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings

from governance.documents import door
from governance.documents.models import Document
from sharing.closures.models import Closure
from sharing.closures.rules import Came

MANIFEST, RECEIPT, CERTIFICATE = "closure_manifest", "closure_receipt", "closure_destruction"
TITLES = {
    MANIFEST: "Manifest of a service closure",
    RECEIPT: "Receipt of a service closure",
    CERTIFICATE: "Certificate of destruction",
}
# What the address of each is called, and since when there is one.
PAPERS = {
    "manifest": (MANIFEST, "sealed_at"),
    "receipt": (RECEIPT, "countersigned_at"),
    "certificate": (CERTIFICATE, "certified_at"),
}


def order(kind: str, closure: Closure, *, at: datetime) -> None:
    """Order it as it stands now, in the same transaction."""
    door.want(kind, register="closures", record_id=closure.pk, version=closure.version, at=at)


def find(paper: str, closure: Closure) -> Document | None:
    """The paper of this name as it stands, once it has been made."""
    kind, since = PAPERS[paper]
    return door.newest(kind, closure.pk) if getattr(closure, since) is not None else None


def lines(closure: Closure) -> list[dict[str, Any]]:
    """The manifest, each line with what the provider said of it in words."""
    said = closure.receipt or {}
    return [
        {**line, "came": Came(answer["came"]).label if (answer := said.get(str(line["number"]))) else ""}
        for line in closure.manifest or ()
    ]


def source(kind: str, closure_id: int) -> door.Source:
    """What a paper of this kind says of the closure as it stands."""
    known = Closure.objects.select_related(
        "service", "provider", "lead", "sealed_by", "countersigned_by", "destroyed_by", "certified_by"
    )
    closure = known.get(pk=closure_id)
    context = {
        "closure": closure,
        "kind": kind,
        "title": TITLES[kind],
        "lines": lines(closure),
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return door.Source("closures/paper.html", context, archive=True)


for each in TITLES:
    door.renders(each, partial(source, each))

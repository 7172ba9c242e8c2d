"""The verbs of evidence: kept when it is made, checked by a worker, handed out under a ledger entry."""

from datetime import datetime
from io import BytesIO
from typing import IO, Any, NamedTuple
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consent.evidence.models import NO_PROOF, Cleaning, Evidence, Kind
from consent.evidence.register import EVIDENCE, STORE
from governance.accounts.models import User
from governance.attachments import files
from governance.attachments.at_once import made_at_once
from governance.errors import Denied, demand, no
from governance.ledger import writing as ledger
from governance.people.models import Case
from governance.people.register import take_turns
from governance.workflow.apply import apply


class Wording(NamedTuple):
    """The words that were shown: what they are called, and the hash of their text."""

    label: str = ""
    hash: str = ""


NO_WORDING = Wording()
NOT_DELETED = no(
    "The file could not be deleted, so it is still there.",
    next_step="Try again later. If it happens again, tell the IG team.",
)


@transaction.atomic
def keep_scan(
    *,
    case: Case,
    by: User,
    at: datetime,
    upload: "UploadedFile[Any]",
    form_key: UUID | None = None,
    wording: Wording = NO_WORDING,
    under: str = "consents",
) -> Evidence:
    """Keep the scan or photograph of a signed paper; a worker checks it next, unless the form did.

    under: the row of the table of roles that says who may see it.
    The same `form_key` again gives back what it kept before. Raises ValidationError for a file that we do
    not take, Denied for who may not or where there is no room; nothing is kept then.
    """
    evidence = Evidence(kind=Kind.SCAN, form_key=form_key, seen_under=under)
    copy = made_at_once(upload)
    return _keep_file(evidence, upload, upload.size or 0, copy, case=case, by=by, at=at, wording=wording)


@transaction.atomic
def keep_signature(
    *,
    case: Case,
    by: User,
    at: datetime,
    name: str,
    present: bool,
    drawn: bytes = b"",
    copy: bytes = b"",
    form_key: UUID | None = None,
    wording: Wording = NO_WORDING,
    under: str = "consents",
) -> Evidence:
    """Keep a signature made here: a drawing (PNG) with the name beside it, or the typed name alone.

    present: the person was there; without it, Denied, as without a name. copy: the drawing written anew, if the
    form checked it. Otherwise as `keep_scan`.
    """
    if not name.strip():
        raise Denied(no("A signature needs the name of who signs.", next_step="Type their full name."))
    if not present:
        raise Denied(
            no(
                "A signature counts only when the person makes it with you.",
                next_step="If they are with you, tick so. If not, use a paper form.",
            )
        )
    evidence = Evidence(
        kind=Kind.DRAWN if drawn else Kind.TYPED,
        signed_name=name.strip(),
        present=True,
        form_key=form_key,
        seen_under=under,
    )
    if drawn:
        file = BytesIO(drawn)
        return _keep_file(evidence, file, len(drawn), copy, case=case, by=by, at=at, wording=wording)
    _begin(evidence, case, wording=wording)
    take_turns(case.person_id)
    return _same(evidence, by) or apply(EVIDENCE, evidence, "type", by=by, at=at, wording_hash=wording.hash)


def find_kept(*, case: Case, by: User, form_key: UUID) -> Evidence | None:
    """The newest good scan that this form handed over before, while something else in it was still wrong."""
    ours = Evidence.objects.filter(form_key=form_key, case=case, created_by=by, kind=Kind.SCAN)
    kept: Evidence | None = ours.exclude(state__in=NO_PROOF).order_by("-id").first()
    return kept


def _begin(evidence: Evidence, case: Case, *, wording: Wording) -> None:
    """What is the same for every kind."""
    evidence.person_id, evidence.case, evidence.service_id = case.person_id, case, case.service_id
    evidence.wording_label, evidence.wording_hash = wording


def _same(evidence: Evidence, by: User) -> Evidence | None:
    """What the same form kept before; another file of the same form is another proof."""
    if evidence.form_key is None:
        return None
    same: Evidence | None = Evidence.objects.filter(
        form_key=evidence.form_key,
        case=evidence.case,
        created_by=by,
        kind=evidence.kind,
        original_sha256=evidence.original_sha256,
    ).first()
    return same


def _keep_file(
    evidence: Evidence,
    file: IO[bytes],
    size: int,
    copy: bytes,
    *,
    case: Case,
    by: User,
    at: datetime,
    wording: Wording,
) -> Evidence:
    _begin(evidence, case, wording=wording)
    return STORE.keep(
        evidence,
        file,
        size,
        by=by,
        at=at,
        before=lambda: _same(evidence, by),
        copy=copy,
        wording_hash=wording.hash,
    )


@transaction.atomic
def discard(
    evidence: Evidence, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Evidence:
    """Take away what no answer was recorded with, with the reason: its files are deleted for good, its entry stays.

    Raises Denied where an answer was recorded with it, or where its files could not be deleted; nothing changes then.
    """
    files_of: list[str] = []

    def change(locked: Evidence) -> None:
        files_of.extend(name for name in (locked.original_file, locked.copy_file) if name)
        locked.original_file = locked.copy_file = locked.fault = ""
        # The same form may bring the same file again.
        locked.form_key = None

    evidence = apply(
        EVIDENCE, evidence, "discard", by=by, at=at, change=change, reason=reason, read_version=read_version
    )
    Cleaning.objects.filter(evidence=evidence, done_at=None).update(done_at=at)
    # Before the end of the transaction: what is said to be gone is gone. If it then comes to nothing, pressing again
    # deletes again, which does no harm.
    try:
        for name in files_of:
            default_storage.delete(name)
    except OSError:
        raise Denied(NOT_DELETED) from None
    return evidence


def download(evidence: Evidence, *, by: User, at: datetime) -> IO[bytes]:
    """The safe copy, open for reading, with the download in the ledger; raises Denied."""
    demand(EVIDENCE.verbs["download"].may(by, evidence, at))
    return _hand_out(evidence, evidence.copy_file, evidence.copy_sha256, which="copy")


def open_original(evidence: Evidence, *, by: User, at: datetime, reason: str) -> IO[bytes]:
    """The file as it came, open for reading, with the reason in the ledger; raises Denied."""
    demand(EVIDENCE.verbs["original"].may(by, evidence, at))
    return _hand_out(
        evidence, evidence.original_file, evidence.original_sha256, which="original", reason=reason
    )


def _hand_out(evidence: Evidence, name: str, sha256: str, *, which: str, reason: str = "") -> IO[bytes]:
    file = files.open_whole(name, sha256)
    ledger.record(
        "download",
        register=EVIDENCE.name,
        reference=evidence.reference,
        person_id=evidence.person_id,
        service_id=evidence.service_id,
        reason=reason,
        file=which,
        sha256=sha256,
    )
    return file

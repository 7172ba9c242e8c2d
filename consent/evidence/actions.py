"""The verbs of evidence: kept when it is made, checked by a worker, handed out under a ledger entry."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import IO, Any, NamedTuple
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consent.evidence import files
from consent.evidence.apart import cleaned
from consent.evidence.cleaning import Fault, Faulty
from consent.evidence.first_look import first_look
from consent.evidence.models import Cleaning, Evidence, Kind
from consent.evidence.register import EVIDENCE
from consent.evidence.states import State
from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.ledger import writing as ledger
from governance.notifications.sending import notify
from governance.people.models import Case
from governance.people.register import desk_of_case, take_turns
from governance.workflow.apply import apply


class Wording(NamedTuple):
    """The words that were shown: what they are called, and the hash of their text."""

    label: str = ""
    hash: str = ""


NO_WORDING = Wording()


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
    """Keep the scan or photograph of a signed paper; a worker checks it next.

    under: the row of the table of roles that says who may see it.
    The same `form_key` again gives back what it kept before. Raises ValidationError for a file that we do
    not take, Denied for who may not or where there is no room; nothing is kept then.
    """
    evidence = Evidence(kind=Kind.SCAN, form_key=form_key, seen_under=under)
    return _keep_file(evidence, upload, upload.size or 0, case=case, by=by, at=at, wording=wording)


@transaction.atomic
def keep_signature(
    *,
    case: Case,
    by: User,
    at: datetime,
    name: str,
    present: bool,
    drawn: bytes = b"",
    form_key: UUID | None = None,
    wording: Wording = NO_WORDING,
    under: str = "consents",
) -> Evidence:
    """Keep a signature made here: a drawing (PNG) with the name beside it, or the typed name alone.

    present: the person was there; without it, Denied, as without a name. Otherwise as `keep_scan`.
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
        return _keep_file(evidence, BytesIO(drawn), len(drawn), case=case, by=by, at=at, wording=wording)
    _begin(evidence, case, wording=wording)
    return _same(evidence, by) or apply(EVIDENCE, evidence, "type", by=by, at=at, wording_hash=wording.hash)


def find_kept(*, case: Case, by: User, form_key: UUID) -> Evidence | None:
    """The newest good scan that this form handed over before, while something else in it was still wrong."""
    ours = Evidence.objects.filter(form_key=form_key, case=case, created_by=by, kind=Kind.SCAN)
    kept: Evidence | None = ours.exclude(state=State.REFUSED).order_by("-id").first()
    return kept


def _begin(evidence: Evidence, case: Case, *, wording: Wording) -> None:
    """What is the same for every kind."""
    take_turns(case.person_id)
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
    evidence: Evidence, file: IO[bytes], size: int, *, case: Case, by: User, at: datetime, wording: Wording
) -> Evidence:
    media = first_look(file, size)
    _begin(evidence, case, wording=wording)
    # Before anything is written for someone who may not.
    demand(EVIDENCE.verbs["keep"].may(by, evidence, at))
    try:
        kept = files.keep(file, on=local_day(at))
    except OSError:
        raise Denied(
            no(
                "The file could not be kept, because there is no room for it now.",
                next_step="Nothing is saved. Tell the IG team, keep the paper, and try again later.",
            )
        ) from None
    evidence.original_file, evidence.original_sha256, evidence.original_size = kept
    evidence.media_type = media
    try:
        if (before := _same(evidence, by)) is not None:
            default_storage.delete(kept.name)
            return before
        evidence = apply(
            EVIDENCE, evidence, "keep", by=by, at=at, sha256=kept.sha256, wording_hash=wording.hash
        )
        Cleaning.objects.create(effect_key=f"clean:{evidence.reference}", evidence=evidence, next_try_at=at)
    except BaseException:
        default_storage.delete(kept.name)
        raise
    return evidence


def settle(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Check the file of a waiting order and write it anew; says whether it was this call that did.

    pk: of the `Cleaning`. No transaction is open while the file is read, which may take long. Two at once
    do the work twice and keep it once.
    """
    waiting = Cleaning.objects.filter(pk=pk, done_at=None)
    order = waiting.select_related("evidence").first()
    if order is None:
        return False
    evidence = order.evidence
    result: files.Kept | Fault
    try:
        result = files.keep(BytesIO(_written_anew(evidence)), on=local_day(clock()))
    except Faulty as found:
        result = found.fault
    try:
        with transaction.atomic():
            at = clock()
            # First of all locks, as everywhere.
            take_turns(evidence.person_id)
            order = waiting.select_for_update().first()
            if order is not None:
                if isinstance(result, Fault):
                    _reject(evidence, result, at)
                else:
                    _clear(evidence, result, at)
                order.done_at = at
                order.save(update_fields=["done_at"])
    except BaseException:
        _forget(result)
        raise
    if order is None:
        _forget(result)
    return order is not None


def _written_anew(evidence: Evidence) -> bytes:
    with default_storage.open(evidence.original_file) as file:
        content = file.read()
    # A file that changed while it lay there is not what was kept.
    if not files.is_whole(evidence.original_file, evidence.original_sha256):
        raise Faulty(Fault.DAMAGED)
    return cleaned(content, evidence.media_type, drawn=evidence.kind == Kind.DRAWN)


def _forget(result: files.Kept | Fault) -> None:
    if isinstance(result, files.Kept):
        default_storage.delete(result.name)


def _clear(evidence: Evidence, copy: files.Kept, at: datetime) -> None:
    def change(locked: Evidence) -> None:
        locked.copy_file, locked.copy_sha256, _ = copy

    apply(EVIDENCE, evidence, "clear", by=None, at=at, change=change, sha256=copy.sha256)


def _reject(evidence: Evidence, fault: Fault, at: datetime) -> None:
    """The file cannot be used: whoever kept it and the case's worker are told, or else the manager."""

    def change(locked: Evidence) -> None:
        locked.fault = fault

    evidence = apply(EVIDENCE, evidence, "reject", by=None, at=at, change=change, fault=fault.value)
    case = Case.objects.select_related("key_worker", "service__manager").get(pk=evidence.case_id)
    excluded = desk_of_case(case.person_id, case).excluded

    def reached(*users: User | None) -> set[User]:
        return {user for user in users if user and user.is_active and user.pk not in excluded}

    notify(
        reached(evidence.created_by, case.key_worker) or reached(case.service.manager),
        "evidence_rejected",
        register=EVIDENCE.name,
        reference=evidence.reference,
        person_id=evidence.person_id,
        at=at,
        occasion="once",
    )


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
    if not files.is_whole(name, sha256):
        raise Denied(
            no(
                "The file is not there, or it is not what was kept.",
                next_step="Tell the IG team at once: a signed form must never change.",
            )
        )
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
    return default_storage.open(name)


def clear_up(at: datetime) -> int:
    """Delete files whose row was never saved, because their transaction came to nothing; gives how many."""
    found = files.left_behind(at)
    named = {
        name
        for column in ("original_file", "copy_file")
        for name in Evidence.objects.filter(**{f"{column}__in": found}).values_list(column, flat=True)
    }
    lost = [name for name in found if name not in named]
    for name in lost:
        default_storage.delete(name)
    return len(lost)

"""The file of a Stop and Check: put in, looked through, downloaded, and deleted when nobody needs it any more.

It is streamed into the private store under a random name. What was found in it stays; the file does not.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import IO, Any
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.accounts.models import User
from governance.attachments import files
from governance.attachments.store import NO_ROOM
from governance.calendar import local_day, overdue_from
from governance.defaults import APPROVAL_DAYS, LAPSED_FILE_DAYS
from governance.errors import Code, Denied, Verdict, demand, no
from governance.ledger import writing as ledger
from governance.people.models import Person
from governance.workflow.apply import apply, refresh_deadlines
from sharing.stop_checks.inspection.apart import inspected
from sharing.stop_checks.inspection.faults import HARMFUL, Faulty
from sharing.stop_checks.inspection.report import Report, Severity
from sharing.stop_checks.models import Extract, Finding, Listed, StopCheck
from sharing.stop_checks.permissions import may_name
from sharing.stop_checks.register import STOP_CHECKS, tell
from sharing.stop_checks.states import State

FOLDER = "extracts"
EVERY = timedelta(seconds=1)
LONGEST_ENDING, LONGEST_PLACE, LONGEST_WORDS = 8, 200, 300
NOT_THEIRS = no(
    "Only the one who sends it and the one who checks it download the file.",
    code=Code.ROLE,
    next_step="What was found in it stands on this page.",
)


@transaction.atomic
def put_in(
    check: StopCheck,
    file: IO[bytes],
    *,
    name: str,
    people: int,
    creator: User,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> StopCheck:
    """Keep a file as what would be sent, and order that it be looked through. The one before it is deleted.

    name: as its owner calls it, of which only the ending is kept. people: whom it is about. creator: who made it; only
    the sender names somebody else. Neither they nor whoever puts it in ever check it, whoever is named later.
    Once it was sent in, this resets what was checked, and somebody looks anew.
    """
    verb = "edit" if check.state_at(at) in (State.DRAFT, State.RETURNED) else "replace_file"
    demand(STOP_CHECKS.verbs[verb].may(by, check, at))
    demand(may_name(by, check, creator))
    if check.rung is None:
        raise Denied(
            no(
                "It is not said yet how much of a person shows.",
                next_step="Answer question 3 first: what we look for depends on it.",
            )
        )
    try:
        kept = files.keep(file, FOLDER, on=local_day(at))
    except OSError:
        raise Denied(NO_ROOM) from None

    def change(locked: StopCheck) -> None:
        locked.sha256, locked.people, locked.creator, locked.opened = kept.sha256, people, creator, True
        locked.opt_out_cleared_at = locked.opt_out_cleared_by = None
        locked.involve(by, creator)
        if verb == "replace_file":
            locked.forget_votes()
            locked.submitted_at = at

    try:
        changed = apply(
            STOP_CHECKS,
            check,
            verb,
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            form_key=form_key,
            sha256=kept.sha256,
        )
        _delete(changed, "Another file was put in.", at)
        ending = PurePath(name).suffix.lstrip(".").lower()
        _order(changed, kept.name, kept.sha256, kept.size, ending[:LONGEST_ENDING], by=by, at=at)
    except BaseException:
        default_storage.delete(kept.name)
        raise
    return changed


def look_anew(check: StopCheck, *, by: User, at: datetime) -> None:
    """Look through the same file again, because what counts in it has changed. In a transaction."""
    last = check.extract
    if last is None or not last.file:
        return
    kept, last.file = last.file, ""
    last.deleted_at, last.deleted_because = at, "It is looked through again."
    last.done_at = last.done_at or at
    last.save()
    _order(check, kept, last.sha256, last.size, last.ending, by=by, at=at)


def _order(
    check: StopCheck, name: str, sha256: str, size: int, ending: str, *, by: User, at: datetime
) -> None:
    Extract.objects.create(
        effect_key=f"extract:{uuid4()}",
        next_try_at=at,
        check_of=check,
        sha256=sha256,
        size=size,
        ending=ending,
        file=name,
        put_in_at=at,
        put_in_by=by,
    )


def settle(pk: int, *, clock: Callable[[], datetime] = timezone.now) -> bool:
    """Look through the file of a waiting order; says whether it was this call that did.

    No transaction is open while it is read, which may take minutes. Two at once do the work twice and keep it once.
    """
    waiting = Extract.objects.filter(pk=pk, done_at=None)
    extract = waiting.select_related("check_of").first()
    if extract is None:
        return False
    listed: set[int] = set()
    told = clock()

    def progress(read: int, about: int) -> None:
        nonlocal told
        if clock() - told >= EVERY:
            told = clock()
            with transaction.atomic():
                waiting.update(read=read, of_about=about)

    found: Report | Verdict
    harmful = False
    try:
        with files.open_whole(extract.file, extract.sha256) as file:
            found = inspected(
                file,
                f"extract.{extract.ending}",
                extract.check_of.rung or 4,
                on=local_day(clock()),
                progress=progress,
                people=lambda numbers: listed.update(known(numbers).values()),
            )
    except Faulty as faulty:
        found, harmful = faulty.verdict, faulty.fault in HARMFUL
    except Denied as denied:
        found = denied.verdict
    at = clock()
    with transaction.atomic():
        # The Stop and Check first of all locks, as everywhere.
        check = STOP_CHECKS.rows().select_for_update(of=("self",)).get(pk=extract.check_of_id)
        locked = waiting.select_for_update().first()
        if locked is None:
            return False
        locked.done_at = at
        if isinstance(found, Verdict):
            locked.refused, locked.harmful = f"{found.reason} {found.next_step}"[:LONGEST_WORDS], harmful
            locked.save()
            tell([check.sender], "stop_check_bad_file", check, at)
        else:
            _keep(locked, found, listed)
            # Now it is known who must not hear of it.
            refresh_deadlines(STOP_CHECKS, check, at=at)
        ledger.record(
            "inspect",
            register=STOP_CHECKS.name,
            reference=check.reference,
            service_id=check.service_id,
            sha256=locked.sha256,
        )
    return True


def _keep(extract: Extract, report: Report, listed: set[int]) -> None:
    extract.report, extract.rows, extract.people = report.as_json(), report.rows, report.people
    extract.read, extract.of_about = report.rows, report.rows
    extract.save()
    Finding.objects.bulk_create(
        [
            Finding(
                extract=extract,
                key=each.key,
                words=f"{each.words} {each.next_step}"[:LONGEST_WORDS],
                where=each.place[:LONGEST_PLACE],
                how_many=each.count,
                stops=each.severity is Severity.STOPS,
            )
            for each in report.findings
        ]
    )
    Listed.objects.bulk_create([Listed(extract=extract, person_id=person) for person in sorted(listed)])


def known(numbers: Iterable[str]) -> dict[str, int]:
    """Whom of ours each of these numbers stands for: NHS or CHI numbers, or our own references (section 5)."""
    asked = set(numbers)
    theirs = Q(nhs_number__in=asked) | Q(chi_number__in=asked) | Q(reference__in=asked)
    found = Person.objects.filter(theirs).values_list("pk", "nhs_number", "chi_number", "reference")
    return {number: pk for pk, *each in found for number in each if number in asked}


def list_besides(check: StopCheck, people: Iterable[int]) -> None:
    """Somebody says who is in a file that holds nothing to know people by. In a transaction."""
    extract = check.extract
    if extract is not None and extract.people is None:
        Listed.objects.bulk_create(
            [Listed(extract=extract, person_id=person) for person in people], ignore_conflicts=True
        )


def opened(check: StopCheck, *, by: User, at: datetime) -> tuple[Extract, IO[bytes]]:
    """The file, for the one who sends or checks it; that they took it is in the ledger. Else Denied."""
    if by.pk not in (check.sender_id, check.checker_id):
        raise Denied(NOT_THEIRS)
    extract = check.extract
    if extract is None or not extract.file:
        raise Denied(no("The file is not here any more.", next_step="What was found in it stands here."))
    if extract.harmful:
        raise Denied(no("This file may have been made to do harm.", next_step="Tell the IG team."))
    file = files.open_whole(extract.file, extract.sha256)
    listed = Listed.objects.filter(extract=extract).values_list("person_id", flat=True)
    detail: dict[str, Any] = {"people": sorted(listed)} if listed else {}
    with transaction.atomic():
        ledger.record(
            "download",
            register=STOP_CHECKS.name,
            reference=check.reference,
            service_id=check.service_id,
            sha256=extract.sha256,
            **detail,
        )
    return extract, file


def is_whole(check: StopCheck) -> bool:
    """Whether the file is there, and what was checked to the last byte."""
    extract = check.extract
    return (
        extract is not None
        and bool(extract.file)
        and extract.sha256 == check.sha256
        and files.is_whole(extract.file, extract.sha256)
    )


def forget(check: StopCheck, because: str, *, at: datetime) -> None:
    """Delete the file, because nobody needs it here any more; what was found in it stays. In a transaction."""
    if _delete(check, because, at):
        ledger.record(
            "forget",
            register=STOP_CHECKS.name,
            reference=check.reference,
            service_id=check.service_id,
            reason=because,
        )


def _delete(check: StopCheck, because: str, at: datetime) -> int:
    gone = list(check.extracts.exclude(file=""))
    for extract in gone:
        transaction.on_commit(lambda name=extract.file: default_storage.delete(name), robust=True)  # type: ignore[misc]
        extract.file, extract.deleted_at, extract.deleted_because = "", at, because
        extract.done_at = extract.done_at or at
        extract.save()
    return len(gone)


def clear_up(at: datetime) -> int:
    """Delete the files of approvals that ran out a while ago, and those whose row was never saved; gives how many."""
    days = timedelta(days=APPROVAL_DAYS.value + LAPSED_FILE_DAYS.value)
    lapsed = StopCheck.objects.filter(
        state=State.APPROVED, approved_at__lt=overdue_from(local_day(at) - days), extracts__file__gt=""
    )
    with transaction.atomic():
        found = list(lapsed.select_for_update(of=("self",)))
        for check in found:
            forget(check, "The approval ran out, and nobody sent it.", at=at)
    names = files.left_behind(FOLDER, at)
    kept = set(Extract.objects.filter(file__in=names).values_list("file", flat=True))
    lost = [name for name in names if name not in kept]
    for name in lost:
        default_storage.delete(name)
    return len(found) + len(lost)

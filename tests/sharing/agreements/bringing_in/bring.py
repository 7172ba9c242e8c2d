"""How tests bring in a log: by the steps that the IG team and the worker take."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.accounts.models import User
from governance.records.actor import SHAREWELL, acting_as
from sharing.agreements.bringing_in import actions
from sharing.agreements.bringing_in.models import LogImport, Work
from sharing.agreements.bringing_in.outlook import Fate, Line, columns, outlook
from sharing.agreements.bringing_in.partners import known
from sharing.agreements.bringing_in.words import guess_kind, normal
from tests.cast import NOON
from tests.sharing.agreements.bringing_in.logs import comma_separated

DEFAULTS: dict[str, Any] = {
    "type": "ISA",
    "purposes": ["care"],
    "items": ["progress", "risk"],
    "rung": 4,
    "direction": "out",
}


def worked(*, at: datetime = NOON) -> None:
    """Whatever waits is done."""
    with acting_as(SHAREWELL):
        for work in Work.objects.filter(done_at=None):
            actions.settle(work.pk, clock=lambda: at)


def uploaded(by: User, content: bytes, *, at: datetime = NOON, key: UUID | None = None) -> LogImport:
    """Kept, and read by the worker."""
    file = SimpleUploadedFile("log.csv", content)
    with acting_as(by.pk):
        log = actions.upload(by=by, at=at, upload=file, form_key=key or uuid4())
    worked(at=at)
    log.refresh_from_db()
    return log


def mapped(
    by: User, content: bytes | None = None, *, at: datetime = NOON, decide: bool = True, **defaults: Any
) -> LogImport:
    """With its columns as they are guessed; with `decide`, every unknown partner is a new one."""
    log = uploaded(by, comma_separated() if content is None else content, at=at)
    assert not log.fault, log.refusal
    said = {**DEFAULTS, **defaults}
    log = actions.map(log, by=by, at=at, read_version=log.version, mapping=columns(log), defaults=said)
    if decide:
        names = {name for line in outlook(log, at=at) for name in line.meant.partners}
        there = known(names, {})
        new = {normal(name): {"kind": guess_kind(name).value} for name in names if normal(name) not in there}
        log = actions.decide(log, by=by, at=at, read_version=log.version, partners=new)
    return log


def loaded(by: User, content: bytes | None = None, *, at: datetime = NOON, **defaults: Any) -> LogImport:
    """Brought in."""
    log = mapped(by, content, at=at, **defaults)
    if any(line.fate is Fate.ADD for line in outlook(log, at=at)):
        log = actions.load(log, by=by, at=at, read_version=log.version)
        worked(at=at)
    log.refresh_from_db()
    return log


def fates(log: LogImport, *, at: datetime = NOON) -> list[str]:
    """What becomes of each row, in the order of the file."""
    return [line.fate.value for line in outlook(log, at=at)]


def line_of(log: LogImport, number: int, *, at: datetime = NOON) -> Line:
    return next(line for line in outlook(log, at=at) if line.row.number == number)

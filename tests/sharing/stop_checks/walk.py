"""How tests come to a Stop and Check in a state: by the steps that people take."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.organisations.models import Organisation
from governance.records.actor import SHAREWELL, acting_as
from sharing.agreements.models import Agreement
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Schedule1
from sharing.opt_out import Ground, OptOut
from sharing.routes import Route
from sharing.stop_checks import actions, actions_checking, actions_sending, extracts, gates
from sharing.stop_checks.actions_sending import Came
from sharing.stop_checks.models import StopCheck
from tests.cast import NOON, Cast
from tests.sharing.agreements import walk as agreements
from tests.sharing.agreements.walk import surgery

# What every question says, apart from the organisation and the file.
SAID: dict[str, Any] = {
    "recipient": "Ash Rowan, practice manager",
    "recipient_email": "ash.rowan@surgery.example.org",
    "verified": "I rang back on the number of their website.",
    "route": Route.SECURE_EMAIL.value,
    "use": "They go on with the care.",
    "safeguards": "Their own records system; six people.",
    "what": "The care plan of everybody in treatment.",
    "items": [DataItem.CARE_PLAN.value],
    "people": 60,
    "purpose": Purpose.CARE.value,
    "why": "So that nobody is without care.",
    "rung": Rung.IDENTIFIABLE.value,
    "ladder": {"2": "They treat people, not numbers.", "3": "As above.", "4": "They must know whose it is."},
    "basis": Basis.PUBLIC_TASK.value,
    "condition": Condition.CARE.value,
    "schedule1": Schedule1.CARE.value,
    "footing": Footing.IMPLIED_CONSENT.value,
    "overseas": False,
    "opt_out": OptOut.NOT_APPLICABLE.value,
    "opt_out_ground": Ground.OWN_CARE.value,
    "told": "Each got a letter.",
    "receipt_plan": "They use the link; I empty our shared drive.",
}

ORDER = "Order of Leeds County Court, K01LS234, 3 November 2026"


def table(rows: int = 60, *, numbers: tuple[str, ...] = ()) -> bytes:
    """A CSV file with as many rows; the numbers stand in the first of them."""
    lines = ["Reference,Plan"]
    lines += [f"{number},Weekly" for number in numbers]
    lines += [f"PER-1999-{row:06d},Weekly" for row in range(rows - len(numbers))]
    return "\n".join(lines).encode()


def partner(cast: Cast, *, at: datetime = NOON, **said: Any) -> tuple[Organisation, Agreement]:
    """A surgery with an agreement that covers what `SAID` says."""
    body = surgery(cast)
    return body, agreements.active(cast, body, at=at, **said)


def written(
    cast: Cast, body: Organisation, *, by: User | None = None, at: datetime = NOON, **said: Any
) -> StopCheck:
    """A draft in Harbour with every answer, and no file yet. By Fay unless said otherwise."""
    sender = by or cast.fay
    made = actions.draft(
        by=sender, at=at, service=cast.harbour, title="Plans for the surgery", form_key=uuid4()
    )
    compelled = {"compelled_law": ORDER} if said.get("compelled_by") else {}
    facts = {**SAID, "organisation": body, **compelled, **said}
    return actions.edit(made, by=sender, at=at, read_version=made.version, **facts)


def with_file(
    check: StopCheck,
    content: bytes | None = None,
    *,
    name: str = "plans.csv",
    by: User | None = None,
    creator: User | None = None,
    people: int | None = None,
    at: datetime = NOON,
) -> StopCheck:
    """With its file put in, and looked through as the worker does it."""
    sender = by or check.sender
    put = extracts.put_in(
        check,
        BytesIO(table() if content is None else content),
        name=name,
        people=people or check.people or 60,
        creator=creator or sender,
        by=sender,
        at=at,
    )
    look_through(put, lambda: at)
    put.refresh_from_db()
    return put


def look_through(check: StopCheck, clock: Callable[[], datetime]) -> None:
    with acting_as(SHAREWELL):
        for extract in check.extracts.filter(done_at=None):
            extracts.settle(extract.pk, clock=clock)


def submitted(cast: Cast, body: Organisation, *, at: datetime = NOON, **said: Any) -> StopCheck:
    check = with_file(written(cast, body, at=at, **said), at=at)
    return actions.submit(check, by=check.sender, at=at)


def taken(check: StopCheck, by: User, *, at: datetime = NOON) -> StopCheck:
    return actions_checking.take(check, by=by, at=at)


def approved(check: StopCheck, by: User, *, at: datetime = NOON) -> StopCheck:
    """With all that was found accepted, and with those vouched for of whom we do not know that they said yes."""
    found = taken(check, by, at=at)
    extract = found.extract
    assert extract is not None
    waiting = list(extract.findings.filter(stops=False).values_list("pk", flat=True))
    if waiting:
        found = actions_checking.accept(found, by=by, at=at, findings=waiting, because="I looked at it.")
    if gates.unknown(found, at):
        found = actions_checking.vouch(found, by=by, at=at, because="I read the form of each.")
    return actions_checking.approve(found, by=by, at=at)


def received(check: StopCheck, *, at: datetime = NOON) -> StopCheck:
    """Sent by its sender, and confirmed by the recipient through the link."""
    sent = actions_sending.send(check, by=check.sender, at=at)
    with acting_as(SHAREWELL):
        link = sent.receipt_links.get(used_at=None)
        return actions_sending.confirm_by_link(
            link, Came("Ash Rowan", sent.people or 0, same_file=True), at=at
        )

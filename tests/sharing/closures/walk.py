"""How tests come to a service closure in a state: by the steps that people take."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import User
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.records.actor import SHAREWELL, acting_as
from sharing.closures import actions, actions_receiving, actions_sealing
from sharing.closures.actions_receiving import Receipt
from sharing.closures.models import Closure, TakenOverLink
from sharing.closures.rules import Came, Decided, Said
from sharing.stop_checks import actions as stop_checks
from sharing.stop_checks.models import StopCheck
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.sharing.stop_checks.walk import SAID as OF_A_CHECK
from tests.sharing.stop_checks.walk import approved as checked
from tests.sharing.stop_checks.walk import partner, table, with_file

__all__ = ["partner"]
# What each file's questions say besides what the closure fills in.
ANSWERS = {
    name: OF_A_CHECK[name]
    for name in (
        *("route", "use", "safeguards", "ladder", "basis", "condition", "schedule1"),
        *("overseas", "opt_out", "opt_out_ground", "told"),
    )
}


def said(cast: Cast, provider: Organisation) -> dict[str, Any]:
    """What a closure of Harbour says; Fay leads it."""
    return {
        "service": cast.harbour,
        "provider": provider,
        "closes_on": NOON.date(),
        "purpose": Purpose.CARE.value,
        "items": [DataItem.CARE_PLAN.value],
        "why": "The council gave the contract to them.",
        "recipient": "Ash Rowan, practice manager",
        "recipient_email": "ash.rowan@surgery.example.org",
        "verified": "I rang back on the number of their website.",
        "lead": cast.fay,
    }


def begun(
    cast: Cast, provider: Organisation, *, by: User | None = None, at: datetime = NOON, **facts: Any
) -> Closure:
    """Max has begun one of Harbour, which Fay leads."""
    return actions.draft(by=by or cast.max, at=at, form_key=uuid4(), **{**said(cast, provider), **facts})


def agreeing(cast: Cast, name: str = "Sam Rivers", *, at: datetime = NOON, **answer: Any) -> Person:
    """Somebody in Harbour who has said yes to Elm Surgery."""
    person = cast.person(name, at=at)
    say(cast, person, at=at, **answer)
    return person


def listed(closure: Closure, *, at: datetime = NOON) -> Closure:
    """With its list made by its lead."""
    return actions.make_list(closure, by=closure.lead, at=at)


def settled(cast: Cast, closure: Closure, *, at: datetime = NOON) -> Closure:
    """With a word on all who stand apart."""
    return actions.settle(closure, by=cast.max, at=at, decided=Decided.STAYS, people=None)


def with_a_file(
    closure: Closure,
    numbers: tuple[str, ...] = (),
    *,
    what: str = "Care plans",
    rows: int | None = None,
    at: datetime = NOON,
    **answers: Any,
) -> StopCheck:
    """One more file, by the lead, with every question answered and the file looked through."""
    lead = closure.lead
    check = actions.add_file(closure, by=lead, at=at, what=what, items=list(closure.items), form_key=uuid4())
    check = stop_checks.edit(check, by=lead, at=at, read_version=check.version, **{**ANSWERS, **answers})
    content = table(rows or len(numbers), numbers=numbers) + f"\n,{what}".encode()
    check = with_file(check, content, creator=lead, at=at)
    closure.refresh_from_db()
    return check


def with_an_approved_file(
    cast: Cast, closure: Closure, numbers: tuple[str, ...] = (), *, at: datetime = NOON, **options: Any
) -> StopCheck:
    """One more file, checked and approved by Dana."""
    check = with_a_file(closure, numbers, at=at, **options)
    check = checked(stop_checks.submit(check, by=closure.lead, at=at), cast.dana, at=at)
    closure.refresh_from_db()
    return check


def ready(cast: Cast, *, people: int = 2, apart: int = 1, at: datetime = NOON) -> Closure:
    """With a list, a word on who stands apart, and an approved file that lists everybody who is covered."""
    provider, _ = partner(cast)
    covered = [agreeing(cast, f"Sam Rivers {number}", at=at) for number in range(people)]
    for number in range(apart):
        cast.person(f"Kim Moor {number}", at=at)
    closure = listed(begun(cast, provider, at=at), at=at)
    if apart:
        closure = settled(cast, closure, at=at)
    with_an_approved_file(cast, closure, tuple(each.reference for each in covered), at=at)
    return closure


def sealed(cast: Cast, *, at: datetime = NOON, **options: Any) -> Closure:
    """By Max."""
    return actions_sealing.seal(ready(cast, at=at, **options), by=cast.max, at=at)


def sent(cast: Cast, *, at: datetime = NOON, **options: Any) -> Closure:
    """By Fay, who leads it."""
    return actions_sealing.send(sealed(cast, at=at, **options), by=cast.fay, at=at)


def link_of(closure: Closure) -> TakenOverLink:
    """The link that works."""
    found: TakenOverLink = closure.links.select_related("closure").get(used_at=None, revoked_at=None)
    return found


def receipt(closure: Closure, *, came: Came = Came.SAME, **people: int) -> Receipt:
    """What the provider's person says: that all came."""
    return Receipt(
        name="Ash Rowan",
        role="Practice manager",
        files={
            line["number"]: Said(came, people.get(f"file_{line['number']}", line["people"]))
            for line in closure.manifest or ()
        },
    )


def signed_for(closure: Closure, *, at: datetime = NOON) -> Closure:
    """By the provider's person, through the link."""
    with acting_as(SHAREWELL):
        return actions_receiving.receive(link_of(closure), receipt(closure), at=at)


def received(cast: Cast, *, at: datetime = NOON, **options: Any) -> Closure:
    return signed_for(sent(cast, at=at, **options), at=at)


def countersigned(cast: Cast, *, at: datetime = NOON, **options: Any) -> Closure:
    """By Max."""
    return actions_receiving.countersign(received(cast, at=at, **options), by=cast.max, at=at)


def destroyed(cast: Cast, *, at: datetime = NOON, **options: Any) -> Closure:
    """By Fay."""
    signed = countersigned(cast, at=at, **options)
    return actions_receiving.destroy(
        signed, by=cast.fay, at=at, how="From the shared drive and its bin.", on=NOON.date()
    )


def closed(cast: Cast, *, at: datetime = NOON, **options: Any) -> Closure:
    """Max saw it."""
    gone = destroyed(cast, at=at, **options)
    return actions_receiving.certify(gone, by=cast.max, at=at, saw="The empty folder and its empty bin.")

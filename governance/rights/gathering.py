"""What this application holds about a person, put together by a worker, read by somebody, and only then let go.

Each register says by itself what it holds (`Register.held`); those that cannot are named, to be looked at by hand.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from governance.accounts.models import User
from governance.errors import Denied, Stale, Verdict, demand, no
from governance.ledger import writing as ledger
from governance.notifications.sending import notify
from governance.records.effects import CLAIM
from governance.records.privacy import Privacy
from governance.rights import documents, rules
from governance.rights.actions import demand_open
from governance.rights.models import Gathering, Piece, RightsRequest
from governance.rights.redaction import canonical, parts
from governance.rights.register import BESIDES, RIGHTS
from governance.workflow.apply import apply
from governance.workflow.held import ABOUT_SOMEBODY
from governance.workflow.register import REGISTERS, Register

GATHERED_ANEW = no(
    "It was gathered anew meanwhile, so this is not the part that you read.",
    next_step="Open the part again, and read it as it is now. What you typed is not saved.",
)


def holding() -> list[Register]:
    """The registers that say what they hold about a person, in an order that stays."""
    return [REGISTERS[name] for name in sorted(REGISTERS) if REGISTERS[name].held is not None]


def by_hand() -> list[str]:
    """What the records of the others are called that have something about people in them, and what these leave out."""

    def has_people(register: Register) -> bool:
        classes: set[Privacy] = set(register.model.privacy.values())
        return not classes.isdisjoint(ABOUT_SOMEBODY)

    found = [register for register in REGISTERS.values() if register.held is None and has_people(register)]
    names = {str(register.model._meta.verbose_name_plural) for register in found}
    return sorted(names | {each.held_by_hand for each in REGISTERS.values() if each.held_by_hand})


@transaction.atomic
def order(request: RightsRequest, *, by: User, at: datetime, form_key: UUID | None = None) -> Gathering:
    """Ask for all that is held about the person; what was gathered before and not released is thrown away.

    Raises Denied while we do not know whose request it is.
    """

    def change(locked: RightsRequest) -> None:
        demand_open(locked)
        if locked.person_id is None:
            raise Denied(no("We do not know whose request it is.", next_step="Say whose it is first."))
        locked.gatherings.filter(released_at=None).delete()

    made = apply(BESIDES, request, "gather", by=by, at=at, change=change, form_key=form_key)
    return Gathering.objects.create(
        effect_key=f"rights:{made.reference}:{uuid4().hex}",
        next_try_at=at,
        request=made,
        ordered_at=at,
        ordered_by=by,
        expected=len(holding()),
    )


def gather(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Look through each register in turn; says whether it was this call that finished it.

    Each register is a transaction, that counts it as looked through: whoever takes up the work of a worker that died
    goes on after it, and two at once do nothing twice.
    """
    for number, register in enumerate(holding()):
        with transaction.atomic():
            found = _waiting(pk, looked=number)
            if found is not None:
                _look(found, register)
                found.looked, found.next_try_at = number + 1, clock() + CLAIM
                found.save(update_fields=["looked", "next_try_at"])
    with transaction.atomic():
        found = _waiting(pk, looked=len(holding()))
        if found is None:
            return False
        found.by_hand, found.done_at = by_hand(), clock()
        found.save(update_fields=["by_hand", "done_at"])
        notify(
            [found.ordered_by],
            "rights_gathered",
            register=RIGHTS.name,
            reference=found.request.reference,
            person_id=found.request.person_id,
            at=clock(),
            occasion=found.effect_key,
        )
    return True


def _waiting(pk: int, *, looked: int) -> Gathering | None:
    """The order, locked, while so many registers were looked through and no more."""
    rows = Gathering.objects.select_for_update(of=("self",)).select_related("request__person", "ordered_by")
    return rows.filter(pk=pk, done_at=None, looked=looked).first()


def _look(gathering: Gathering, register: Register) -> None:
    assert register.held is not None  # noqa: S101  (`holding` has seen to it)
    Piece.objects.bulk_create(
        Piece(
            gathering=gathering,
            register=register.name,
            reference=held.reference,
            title=held.title,
            mind=held.mind,
            lines=[line._asdict() for line in held.lines],
            taken_out=[number for number, line in enumerate(held.lines) if line.others],
        )
        for held in sorted(register.held(gathering.request.person))
    )


@transaction.atomic
def review(
    piece: Piece,
    *,
    by: User,
    at: datetime,
    taken_out: Sequence[int],
    read_piece: int | None = None,
    blacked_out: Sequence[str] = (),
    kept_in_because: str = "",
    withheld: str = "",
    form_key: UUID | None = None,
) -> RightsRequest:
    """Say of one part, once it is read, what of it is given.

    taken_out: numbers of lines; what is about somebody else stays in only with a reason. blacked_out: words that are
    not given wherever they stand in it. withheld: why nothing of it is given. read_piece: the part whose lines were
    read; Stale where that is another one, or it was gathered anew. Raises Denied once it is released.
    """

    def change(locked: RightsRequest) -> None:
        rows = Piece.objects.select_for_update(of=("self",)).select_related("gathering")
        found = rows.filter(pk=piece.pk).first()
        if found is None or read_piece not in (None, found.pk):
            raise Stale(GATHERED_ANEW)
        if found.gathering.released_at is not None:
            raise Denied(rules.RELEASED)
        if not withheld:
            demand(rules.lines_left(found.others, taken_out, kept_in_because))
        found.taken_out, found.blacked_out = sorted(set(taken_out)), list(blacked_out)
        found.kept_in_because, found.withheld = kept_in_because, withheld
        found.reviewed_at, found.reviewed_by = at, by
        found.save()

    request = piece.gathering.request
    return apply(
        BESIDES, request, "review", by=by, at=at, change=change, form_key=form_key, part=piece.reference
    )


def is_held(piece: Piece) -> bool:
    """Whether it would still be gathered: an incident, say, may be restricted or kept from them since."""
    return piece.reference in _held(piece.register, piece.gathering)


def _all_held(gathering: Gathering) -> bool:
    gathered: dict[str, set[str]] = {}
    for register, reference in gathering.pieces.values_list("register", "reference"):
        gathered.setdefault(register, set()).add(reference)
    return all(references <= _held(register, gathering) for register, references in gathered.items())


def _held(register: str, gathering: Gathering) -> set[str]:
    held = REGISTERS[register].held
    return {each.reference for each in held(gathering.request.person)} if held is not None else set()


def may_release(request: RightsRequest, gathering: Gathering | None) -> Verdict:
    """Whether the copy can be let go as far as it has come. What was released stays as it was."""
    identified = request.identified_at is not None
    if gathering is None:
        return rules.may_release(
            identified=identified, gathered=False, to_review=0, released=False, all_held=True
        )
    return rules.may_release(
        identified=identified,
        gathered=gathering.done_at is not None,
        to_review=gathering.pieces.filter(reviewed_at=None).count(),
        released=gathering.released_at is not None,
        all_held=gathering.released_at is not None or _all_held(gathering),
    )


@transaction.atomic
def release(
    request: RightsRequest, *, by: User, at: datetime, read_version: int, form_key: UUID | None = None
) -> RightsRequest:
    """Let the copy go as it was read through: frozen, hashed, and made a PDF with the same as data inside.

    Raises Denied while anything is not gathered or not read, or may not be given any more: nothing leaves unread.
    """
    let_go: list[Gathering] = []

    def change(locked: RightsRequest) -> None:
        found = Gathering.objects.select_for_update().filter(request=locked).order_by("-pk").first()
        demand_open(locked)
        demand(may_release(locked, found))
        assert found is not None  # noqa: S101  (else it was refused)
        found.frozen = _frozen(locked, found, at)
        found.sha256 = hashlib.sha256(canonical(found.frozen)).hexdigest()
        found.released_at, found.released_by = at, by
        found.save()
        let_go.append(found)

    made = apply(
        BESIDES, request, "release", by=by, at=at, change=change, read_version=read_version, form_key=form_key
    )
    for each in let_go:
        documents.order_copy(each, at=at)
    return made


def note_download(request: RightsRequest, gathering: Gathering, format: str) -> None:
    """The ledger has it before the first byte leaves."""
    ledger.record(
        "download",
        register=RIGHTS.name,
        reference=request.reference,
        person_id=request.person_id,
        service_id=request.service_id,
        format=format,
        sha256=gathering.sha256,
    )


def _frozen(request: RightsRequest, gathering: Gathering, at: datetime) -> dict[str, Any]:
    person = request.person
    return {
        "reference": request.reference,
        "right": request.right,
        "about": person.name if person else request.name,
        "gathered_at": gathering.done_at.isoformat() if gathering.done_at else "",
        "released_at": at.isoformat(),
        "parts": parts(gathering.pieces.all()),
    }

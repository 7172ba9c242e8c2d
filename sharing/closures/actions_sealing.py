"""The manifest of a service closure: sealed by a second person, opened again, and sent with all its files at once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Code, Denied, demand, no
from governance.workflow.apply import apply
from sharing.closures import coverage, documents, links, permissions, register, rules
from sharing.closures.models import Closure, ClosureFile
from sharing.closures.register import CLOSURES
from sharing.closures.rules import FileFacts, Seen, Unlisted
from sharing.outside import is_nobody_of_ours
from sharing.stop_checks import extracts
from sharing.stop_checks.actions_sending import send_together
from sharing.stop_checks.models import Listed
from sharing.stop_checks.states import State as CheckState


def seen(closure: Closure, at: datetime) -> Seen:
    """All that counts for sealing, as it stands at this moment."""
    files = list(closure.alive)
    listed: dict[str, set[int]] = {}
    known = Listed.objects.filter(extract__check_of__in=[each.check_of_id for each in files])
    for check, sha256, person in known.values_list("extract__check_of", "extract__sha256", "person"):
        listed.setdefault(f"{check} {sha256}", set()).add(person)
    people = list(closure.people.values_list("person_id", "covered", "decided"))
    return Seen(
        provider=closure.provider_id,
        purpose=closure.purpose,
        items=frozenset(closure.items),
        list_made_on=local_day(closure.list_made_at) if closure.list_made_at else None,
        covered=frozenset(person for person, covered, _ in people if covered),
        undecided=sum(not covered and not decided for _, covered, decided in people),
        unlisted=closure.unlisted,
        files=tuple(
            _facts(each, frozenset(listed.get(f"{each.check_of_id} {each.check_of.sha256}", ())), at)
            for each in files
        ),
    )


def _facts(file: ClosureFile, listed: frozenset[int], at: datetime) -> FileFacts:
    check = file.check_of
    state = check.state_at(at)
    return FileFacts(
        number=file.number,
        approved=state is CheckState.APPROVED,
        lapsed=state is CheckState.LAPSED,
        provider=check.organisation_id or 0,
        purpose=check.purpose,
        items=frozenset(check.items),
        sha256=check.sha256,
        listed=listed,
    )


def seal(closure: Closure, *, by: User, at: datetime, **sent: Any) -> Closure:
    """Freeze the manifest: somebody else than the lead looked at the list and the files. Else Denied, with its code."""

    def change(locked: Closure) -> None:
        demand(rules.may_seal(seen(locked, at), local_day(at)))
        locked.manifest = manifest(locked)
        covered = locked.people.filter(covered=True).count()
        locked.covered, locked.apart = covered, locked.people.count() - covered
        locked.sealed_at, locked.sealed_by, locked.unsealed_because = at, by, ""

    sealed = apply(CLOSURES, closure, "seal", by=by, at=at, change=change, **sent)
    documents.order(documents.MANIFEST, sealed, at=at)
    register.tell([sealed.lead], "closure_sealed", sealed, at)
    return sealed


def manifest(closure: Closure) -> list[dict[str, Any]]:
    """One line a file, with its hash and its numbers. It names nobody."""
    lines = []
    for each in closure.alive:
        check, extract = each.check_of, each.check_of.extract
        lines.append(
            {
                "number": each.number,
                "what": check.title,
                "reference": check.reference,
                "sha256": check.sha256,
                "size": extract.size if extract else None,
                "kind": extract.ending.upper() if extract else "",
                "rows": extract.rows if extract else None,
                "people": check.people,
            }
        )
    return lines


def unseal(closure: Closure, *, by: User, at: datetime, reason: str, **sent: Any) -> Closure:
    """Open it again, to change something, with why."""

    def change(locked: Closure) -> None:
        locked.forget_seal()
        locked.unsealed_because = reason

    return apply(CLOSURES, closure, "unseal", by=by, at=at, change=change, reason=reason, **sent)


@transaction.atomic
def send(closure: Closure, *, by: User, at: datetime, **sent: Any) -> Closure:
    """All of it is sent now, or nothing: exactly what was sealed, with every rule of each file asked anew.

    Then one single-use link to sign for it is mailed. Else Denied, with the code of the rule.
    """

    def change(locked: Closure) -> None:
        _demand_as_sealed(locked, at)
        demand(is_nobody_of_ours(locked.recipient_email))
        locked.sent_at, locked.sent_by = at, by

    gone = apply(CLOSURES, closure, "send", by=by, at=at, change=change, **sent)
    in_no_file = seen(gone, at).in_no_file if gone.unlisted == Unlisted.IN_FILES else frozenset()
    for each in gone.alive:
        # So that it stands on the page of each of them what was shared.
        extracts.list_besides(each.check_of, sorted(in_no_file))
        send_together(each.check_of, sender=by, at=at)
    links.order(gone, by=by, at=at)
    return gone


def _demand_as_sealed(closure: Closure, at: datetime) -> None:
    if manifest(closure) != closure.manifest:
        raise Denied(
            no(
                "The files are not what was sealed.",
                code=Code.CHECK_LAPSED,
                next_step="Open it again, and let somebody look anew.",
            )
        )
    covered = set(closure.people.filter(covered=True).values_list("person_id", flat=True))
    now = coverage.look(closure, at)
    lost = sum(person in now and now[person].yes is None for person in covered)
    if lost:
        number = "1 person" if lost == 1 else f"{lost:,} people"
        raise Denied(
            no(
                f"The consent of {number} who {'was' if lost == 1 else 'were'} covered does not cover it any more.",
                code=Code.CONSENT,
                next_step="Open it again, make the list anew, and take them out of the files.",
            )
        )


def send_link(closure: Closure, *, by: User, at: datetime, **sent: Any) -> Closure:
    """Mail a new link to sign; the one before it is dead.

    That something else came stands until the right thing is signed for; the Data or IG team deals with it by this too.
    """

    def change(locked: Closure) -> None:
        if permissions.is_apart(by, locked):
            locked.differs = ""
        links.order(locked, by=by, at=at)

    return apply(CLOSURES, closure, "send_link", by=by, at=at, change=change, **sent)

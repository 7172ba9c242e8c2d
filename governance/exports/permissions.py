"""Who may take a list away, and what they were allowed to see when they did (handbook sections 0 and 12)."""

from hashlib import sha256

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from governance.people.models import AccessExclusion

NOT_YOURS = no(
    "Your role does not download this list.",
    code=Code.ROLE,
    next_step="Ask the IG team if you need it as a file, and say what for.",
)


def may_export(user: User, register: str) -> Verdict:
    """Whether the user's cell for the register has an X."""
    return YES if user.is_active and may(user.role, May.EXPORT, register) else NOT_YOURS


def seen_by(user: User, register: str) -> str:
    """What the user may see of a register now, as one hash: another hash, another sight."""
    view = sight(user, register)
    known = AccessExclusion.objects.in_force().filter(worker=user).order_by("person_id")
    parts = (
        user.role,
        sorted(view.services),
        sorted(view.teams),
        view.reach.value,
        view.note,
        list(known.values_list("person_id", flat=True)),
    )
    return sha256(repr(parts).encode()).hexdigest()

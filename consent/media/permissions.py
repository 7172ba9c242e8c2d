"""Who may do what with media (handbook sections 9 and 12). Nobody bypasses the second person."""

from datetime import datetime

from consent.media.models import Asset
from consent.media.rules import may_confirm as second_person
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach, Role, may
from governance.errors import YES, Code, Verdict, no

COMMS_ONLY = no(
    "Only the communications team does this.",
    code=Code.ROLE,
    next_step="Ask a colleague there. It is on their desk.",
)
NOT_CONFIRMING = no(
    "Only a second person in communications, or the IG team, confirms that it is gone.",
    code=Code.ROLE,
    next_step="It waits for them.",
)


def may_begin(user: User, asset: Asset, at: datetime) -> Verdict:
    """Communications, who keep media."""
    return YES if may(user.role, May.CREATE, "media") else COMMS_ONLY


def may_edit(user: User, asset: Asset, at: datetime) -> Verdict:
    """Whoever may change media at all."""
    return YES if sight(user, "media", May.EDIT).reach is Reach.ALL else COMMS_ONLY


def may_decide(user: User, asset: Asset, at: datetime) -> Verdict:
    """Whoever decides about media: publish, finish, delete."""
    return YES if sight(user, "media", May.DECIDE).reach is Reach.ALL else COMMS_ONLY


def may_delete(user: User, asset: Asset, at: datetime) -> Verdict:
    """As `may_decide`, once."""
    if asset.deleted_at is not None:
        return no(
            "It is written down as deleted already.", next_step="A second person looks that it is gone."
        )
    return may_decide(user, asset, at)


def may_confirm(user: User, asset: Asset, at: datetime) -> Verdict:
    """Another of communications, or of the IG team where there is none: E-SAME-PERSON for whoever deleted it."""
    allowed = second_person(user.pk, deleter=asset.deleted_by_id)
    if allowed.code is Code.SAME_PERSON:
        return allowed
    if user.role not in (Role.COMMS, Role.IG):
        return NOT_CONFIRMING
    return allowed


def may_open_file(user: User, asset: Asset, at: datetime) -> Verdict:
    """Whoever sees it with the names of the people in it, since it shows them."""
    if sight(user, "people").masked:
        return no(
            "You see people with their names hidden, and this shows them.",
            code=Code.ROLE,
            next_step="Ask the IG team to look at it for you.",
        )
    return YES

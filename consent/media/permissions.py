"""Who may do what with media (handbook sections 9 and 12). Nobody bypasses the second person."""

from datetime import datetime

from consent.media.models import Asset
from consent.media.rules import may_confirm as second_person
from consent.media.said import hidden_from
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


IG_TAKES_OFF = no(
    "It is shown somewhere, so only the IG team takes off somebody who is not in it.",
    code=Code.ROLE,
    next_step="Ask them. Or take it down first.",
)
TAKEN_BACK = no(
    "Somebody in it does not say yes any more, so only communications and the IG team open it.",
    code=Code.ROLE,
    next_step="What is known of it stands on its page.",
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


def may_take_off(user: User, asset: Asset, at: datetime) -> Verdict:
    """Communications; while it is shown somewhere, the IG team as second person."""
    if not asset.publications.filter(down_on=None).exists():
        return may_edit(user, asset, at)
    return YES if user.role == Role.IG else IG_TAKES_OFF


def may_open_file(user: User, asset: Asset, at: datetime) -> Verdict:
    """Whoever sees it with the names of the people in it, since it shows them. Once somebody in it took back their yes:
    communications, who take it down, and the IG team."""
    if asset.withdrawn_at is not None and user.role not in (Role.COMMS, Role.IG):
        return TAKEN_BACK
    if sight(user, "people").masked or hidden_from(asset, user, at):
        return no(
            "You do not see the names of everybody in it, and this shows them.",
            code=Code.ROLE,
            next_step="Ask the IG team to look at it for you.",
        )
    return YES

"""What is kept beside what an agreement says: who answers for it, and whether people are told of it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Denied, no
from governance.notifications.words import about
from governance.workflow.apply import apply
from sharing.agreements.models import Agreement, Notice
from sharing.agreements.permissions import may_write
from sharing.agreements.register import BESIDES
from sharing.agreements.states import NEVER, State
from sharing.agreements.telling import tell

YOURS = "agreement_yours"
about(YOURS, "An agreement that you answer for now")


def owners(agreement: Agreement) -> QuerySet[User]:
    """Who may answer for it: the IG team, and who manages its service."""
    managers = Q(role=Role.MANAGER, memberships__service=agreement.service_id)
    able = Q(role=Role.IG) | managers if agreement.service_id else Q(role=Role.IG)
    return User.objects.filter(able, is_active=True).distinct().order_by("name")


@transaction.atomic
def appoint(agreement: Agreement, *, by: User, at: datetime, read_version: int, owner: User) -> Agreement:
    """Give it another owner, who is told. Raises Denied for who could not write in it, or has left."""

    def change(locked: Agreement) -> None:
        _demand_alive(locked)
        if not owner.is_active or not may_write(owner, locked, at):
            raise Denied(
                no(
                    "They could not change this agreement, so they cannot answer for it.",
                    next_step="Choose a manager of its service, or somebody in the IG team.",
                )
            )
        locked.owner = owner

    appointed = apply(BESIDES, agreement, "appoint", by=by, at=at, change=change, read_version=read_version)
    if owner.pk != by.pk:
        tell([owner], YOURS, appointed, at)
    return appointed


def note_notice(
    agreement: Agreement, *, by: User, at: datetime, read_version: int, notice: Notice, notice_note: str = ""
) -> Agreement:
    """Say whether a privacy notice tells people of this sharing, or why none need do (handbook section 1)."""

    def change(locked: Agreement) -> None:
        _demand_alive(locked)
        if notice == Notice.EXCUSED and not notice_note.strip():
            raise Denied(no("It needs a reason.", next_step="Write why no privacy notice needs to say it."))
        locked.notice, locked.notice_note = notice, notice_note

    return apply(
        BESIDES,
        agreement,
        "note_notice",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        notice=notice,
    )


def _demand_alive(agreement: Agreement) -> None:
    if agreement.state in NEVER:
        raise Denied(
            no(
                f"This agreement was {State(agreement.state).label.lower()}.",
                next_step="Start a new one from a copy of it, if one is needed.",
            )
        )

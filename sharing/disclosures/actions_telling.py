"""After it is shared: the person is told, and a disease is reported by telephone and in writing (section 6)."""

from datetime import date, datetime
from uuid import UUID

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from sharing.disclosures import telling
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES

FUTURE = no("That is in the future.", next_step="Write down what has happened.")


def tell(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    told_at: datetime | None = None,
    told_how: str = "",
    not_told: str = "",
    not_told_because: str = "",
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """They were told, when and how; or they cannot be told, for one of the two reasons, and we ask again in 28 days."""

    def change(locked: Disclosure) -> None:
        if told_at is not None and told_at > at:
            raise Denied(FUTURE)
        # A group can have been told beforehand, by a letter or a notice.
        one = locked.person_id is not None
        if (
            one
            and told_at is not None
            and locked.sent_at is not None
            and told_at < local_start(locked.sent_at)
        ):
            raise Denied(no("That was before it was shared.", next_step="Write when you told them."))
        locked.told_at, locked.told_how = told_at if told_how else None, told_how
        locked.not_told, locked.not_told_because = not_told, not_told_because
        demand(telling.said(locked))
        telling.set_telling(locked, by, at)

    return apply(
        DISCLOSURES,
        disclosure,
        "tell",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


def local_start(at: datetime) -> datetime:
    """The minute of a moment: what is typed into boxes has no seconds."""
    return at.replace(second=0, microsecond=0)


def report(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    oral_told_at: datetime | None = None,
    written_told_on: date | None = None,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """The disease was reported by telephone, or in writing; each ends its clock."""

    def change(locked: Disclosure) -> None:
        late = (oral_told_at and oral_told_at > at) or (written_told_on and written_told_on > local_day(at))
        if late:
            raise Denied(FUTURE)
        if oral_told_at is None and written_told_on is None:
            raise Denied(no("Nothing was reported yet.", next_step="Write when you reported it, and how."))
        locked.oral_told_at = oral_told_at or locked.oral_told_at
        locked.written_told_on = written_told_on or locked.written_told_on

    return apply(
        DISCLOSURES,
        disclosure,
        "report",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )

"""What has to be known of an agreement beside its state: a review or an end to see to, a partner, a notice."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.timezone import localtime

from governance.accounts.models import User
from governance.calendar import local_day
from governance.defaults import AGREEMENT_END_LEADS
from governance.organisations import assurance
from governance.organisations.assurance import standing_by
from sharing.agreements.coverage import what_they_lean_on
from sharing.agreements.models import Agreement, Notice
from sharing.agreements.permissions import sees_all_states
from sharing.agreements.rules import Cover, grace_ends
from sharing.agreements.states import NEVER, State

SOON = timedelta(days=max(AGREEMENT_END_LEADS.value))
OVER = (State.EXPIRED, State.TERMINATED, State.SUPERSEDED, *NEVER)


class Flag(NamedTuple):
    """The label and colour of its tag, and a sentence that says what it means."""

    label: str
    colour: str
    words: str


def flags(agreements: Iterable[Agreement], user: User, at: datetime) -> dict[Agreement, list[Flag]]:
    """What this user has to know of each; read them `with_partners`. Nothing of one that is over."""
    found = {each: each.state_at(at) for each in agreements}
    active = [each for each, state in found.items() if state == State.ACTIVE]
    leaning = what_they_lean_on(active, at)
    flagged = {each: [] if state in OVER else [*_partners(each, at)] for each, state in found.items()}
    for each in active:
        flagged[each] = [
            *_dates(each, at),
            *_leaning(leaning.get(each)),
            *_notice(each, user),
            *flagged[each],
        ]
    return flagged


def tells_of_notice(agreement: Agreement, user: User) -> bool:
    """Whether the user is told how it stands with the privacy notice: not who sees only what is active."""
    return agreement.owner_id == user.pk or sees_all_states(user)


def _dates(agreement: Agreement, at: datetime) -> Iterator[Flag]:
    on, review_on, ends_on = local_day(at), agreement.review_on, agreement.ends_on
    if agreement.starts_on is not None and agreement.starts_on > on:
        begins = f"It starts on {agreement.starts_on:%-d %B %Y}. Until then it covers nothing."
        yield Flag("Not begun yet", "blue", begins)
    if review_on is not None and review_on < on:
        due, last = f"Its review was due on {review_on:%-d %B %Y}", grace_ends(review_on)
        if on <= last:
            yield Flag("Review overdue", "orange", f"{due}. It can be used until {last:%-d %B %Y}.")
        else:
            ended = f"{due}, and the time to catch up ended on {last:%-d %B %Y}."
            yield Flag("Cannot be used", "red", f"{ended} It cannot be used until it is reviewed.")
    if agreement.ended_at is not None:
        until = f"{localtime(agreement.ended_at):%-d %B %Y, %H:%M}"
        yield Flag("Notice given", "orange", f"It ends early: it counts until {until}.")
    elif ends_on is not None and ends_on - on <= SOON:
        yield Flag("Ends soon", "yellow", f"Its last day is {ends_on:%-d %B %Y}.")


def _leaning(counted: Cover | None) -> Iterator[Flag]:
    if counted is None:
        return
    if not counted:
        yield Flag("Covers nothing", "red", f"{counted.verdict.reason} {counted.verdict.next_step}")
    elif counted.warning:
        yield Flag("Leans on an overdue review", "orange", counted.warning)


def _notice(agreement: Agreement, user: User) -> Iterator[Flag]:
    if agreement.notice == Notice.MISSING and tells_of_notice(agreement, user):
        told = "No privacy notice of ours tells people of this sharing, as far as we know."
        yield Flag(Notice.MISSING.label, "orange", told)


def _partners(agreement: Agreement, at: datetime) -> Iterator[Flag]:
    for party in agreement.parties.all():
        stands = standing_by(party.organisation.assured_until, local_day(at))  # type: ignore[attr-defined]
        if stands.since is not None:
            since = f"The security assurance of {party.name} is out of date since {stands.since:%-d %B %Y}."
            yield Flag("Partner’s assurance out of date", stands.state.colour, since)
        elif stands.state is assurance.State.NONE:
            nothing = f"{party.name} has shown us nothing yet of how they keep data safe."
            yield Flag("Partner without assurance", stands.state.colour, nothing)

"""May a picture, a film, a sound or a story be used there? And by when is it gone? (handbook section 9, Media)

Every function takes its moment (`at`) or its day (`on`).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from consent.kinds import Channel
from governance.calendar import DAY, Nation, add_working_days_without_fail, is_overdue, local_day
from governance.defaults import MEDIA_ANSWER_WORKING_DAYS, MEDIA_TAKEDOWN_WORKING_DAYS
from governance.errors import YES, Code, Verdict, no

THE_SAME = no(
    "This is the very same file, and somebody in it has taken back their yes.",
    next_step="Cut it so that nobody can recognise them, and put in that file.",
)


class Said(NamedTuple):
    """What one person in it said: to which campaign and channels, since when, and what ended it.

    given_at: None where they have said nothing yet, or no. expires_on: the last good day. ended_at: the moment from
    which it does not hold, because they took it back, it was not valid, or somebody else decides now.
    """

    who: str
    campaign: str = ""
    channels: frozenset[str] = frozenset()
    given_at: datetime | None = None
    expires_on: date | None = None
    ended_at: datetime | None = None


def holds(said: Said, at: datetime) -> bool:
    """Whether their yes holds at a moment, whatever it is to."""
    if said.given_at is None or at < said.given_at:
        return False
    if said.ended_at is not None and at >= said.ended_at:
        return False
    return said.expires_on is None or not is_overdue(said.expires_on, at=at)


def covers(said: Said, campaign: str, channel: Channel | None, at: datetime) -> bool:
    """Whether they said yes to this campaign there, and it holds. channel: None for any."""
    named = same_campaign(said.campaign, campaign)
    return holds(said, at) and named and (channel is None or channel in said.channels)


def lacking(people: Sequence[Said], campaign: str, channel: Channel | None, at: datetime) -> list[Said]:
    """Those in it whose yes does not cover it."""
    return [each for each in people if not covers(each, campaign, channel, at)]


def may_use(
    people: Sequence[Said], shown: int, campaign: str, channel: Channel | None, at: datetime
) -> Verdict:
    """Whether it may be used there: every person in it has a live consent that names the campaign and the channel.

    channel: None asks for the campaign alone; where that is refused, it may be used nowhere.
    shown: how many people can be recognised in it, each of whom has to be among `people`. E-CONSENT else. The reason
    names nobody.
    """
    if shown > len(people):
        return no(
            f"It shows {_count(shown)}, and {len(people) or 'nobody'} of them {_is(len(people) or 1)} written down "
            "here.",
            code=Code.CONSENT,
            next_step="Add everybody who can be recognised, with their consent.",
        )
    missing = len(lacking(people, campaign, channel, at))
    if not missing:
        return YES
    who = f"{missing} of the {_count(len(people))}" if len(people) > 1 else "The person"
    return no(
        f"{who} in it {'has' if missing == 1 else 'have'} no live consent that names the campaign"
        f"{f' and this: {channel.label}' if channel else ''}.",
        code=Code.CONSENT,
        next_step="Ask them, or use another one.",
    )


def uncovered_on(people: Sequence[Said], campaign: str, channel: Channel | None, at: datetime) -> date | None:
    """The last good day there before the first of them is not covered any more; None where that has no end.

    channel: None for the campaign alone, while it is shown nowhere. Of somebody who is not covered now it is a day
    before `at`: the day when it ended, or yesterday.
    """
    days = [_last_day(each, campaign, channel, at) for each in people]
    return min((day for day in days if day is not None), default=None)


def _last_day(said: Said, campaign: str, channel: Channel | None, at: datetime) -> date | None:
    if covers(said, campaign, channel, at):
        return said.expires_on
    ends = [local_day(said.ended_at)] if said.ended_at else []
    ends += [said.expires_on] if said.expires_on and said.given_at else []
    yesterday = local_day(at) - DAY
    return min(yesterday, *ends) if ends else yesterday


def clear_by(on: date, nation: Nation | None) -> date:
    """The last good day for our own channels to be cleared, after it was taken back or is finished."""
    return add_working_days_without_fail(on, MEDIA_TAKEDOWN_WORKING_DAYS.value, nation)


def ask_again_by(notice_on: date, nation: Nation | None) -> date:
    """The day on which somebody who published it, and has not answered our notice, is asked again."""
    return add_working_days_without_fail(notice_on, MEDIA_ANSWER_WORKING_DAYS.value, nation)


def may_confirm(user: int, *, deleter: int | None) -> Verdict:
    """Whether this person may confirm a deletion: never the one who deleted. E-SAME-PERSON."""
    if deleter is None:
        return no("Nobody has deleted it yet.", next_step="First write down that it is deleted.")
    if user == deleter:
        return no(
            "You deleted it, and whoever deletes never confirms.",
            code=Code.SAME_PERSON,
            next_step="Ask a colleague in communications or the IG team to look and confirm.",
        )
    return YES


def same_campaign(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _count(people: int) -> str:
    return "1 person" if people == 1 else f"{people} people"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"

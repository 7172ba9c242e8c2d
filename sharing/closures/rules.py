"""The rules of a service closure, as pure functions (handbook section 5, with 3 and 6): who is covered, what may be
sealed, whether what came is what was sent, and who signs as the second person."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from consent.purposes import Purpose
from governance.calendar import add_months
from governance.errors import YES, Code, Verdict, no
from sharing.decision import Word

# Somebody may write down late that a service has closed, and not years late.
MONTHS_BACK = 12


class Why(TextChoices):
    """Why somebody’s consent does not cover the new provider."""

    NONE = "none", "They have not been asked, or have not answered"
    REFUSED = "refused", "They said no"
    TAKEN_BACK = "taken_back", "They took back their yes"
    OVER = "over", "Their yes is over"
    LESS = "less", "They said yes to less than this"
    OTHER = "other", "They said yes to something else, or to somebody else there"
    DOUBT = "doubt", "They said yes, and by what we know now it may not count"


class Decided(TextChoices):
    """What becomes of the record of somebody who is not covered."""

    STAYS = "stays", "It stays with us, and is kept as long as the law says"
    ELSEWHERE = "elsewhere", "They go on in another of our services"
    APART = "apart", "It is shared apart from this, for a reason of their own"


class Unlisted(TextChoices):
    """Where those are who are covered, and whom no file shows to us."""

    IN_FILES = "in_files", "They are in files that hold no number to know people by"
    LEFT_OUT = "left_out", "They are left out"


def why_not(words: Sequence[Word], purpose: Purpose, items: Collection[str]) -> Why:
    """Why none of these is a yes to this, from what somebody said about the provider, the newest first."""
    ours = [word for word in words if word.purpose in (None, purpose) and not word.someone and not word.named]
    if any(_holds(word) and set(items) <= word.items for word in ours):
        return Why.DOUBT
    if ours and ours[0].taken_back:
        return Why.TAKEN_BACK
    if ours and not ours[0].yes:
        return Why.REFUSED
    if any(_holds(word) for word in ours):
        return Why.LESS
    if any(_holds(word) for word in words):
        return Why.OTHER
    return Why.OVER if ours else Why.NONE


def _holds(word: Word) -> bool:
    return word.yes and word.holds


@dataclass(frozen=True)
class Changes:
    """How a list that is made anew differs from the one before."""

    joined: int = 0
    left: int = 0
    lost: int = 0
    gained: int = 0

    def __str__(self) -> str:
        said = (
            (self.joined, "joined"),
            (self.left, "left"),
            (self.lost, "not covered any more"),
            (self.gained, "covered now"),
        )
        return ", ".join(f"{number:,} {words}" for number, words in said if number)


def changes(before: Mapping[int, bool], now: Mapping[int, bool]) -> Changes:
    """From who was on the list to who is, each with whether they are covered."""
    both = before.keys() & now.keys()
    return Changes(
        joined=len(now.keys() - before.keys()),
        left=len(before.keys() - now.keys()),
        lost=sum(before[each] and not now[each] for each in both),
        gained=sum(now[each] and not before[each] for each in both),
    )


# --- What may be sealed ---------------------------------------------------------------------


@dataclass(frozen=True)
class FileFacts:
    """What counts of one file: how its Stop and Check stands, where it goes, what is in it, and whom we see in it."""

    number: int
    approved: bool
    lapsed: bool
    provider: int
    purpose: str
    items: frozenset[str]
    sha256: str
    listed: frozenset[int]


@dataclass(frozen=True)
class Seen:
    """All that counts of a closure that somebody would seal. undecided: how many of those apart nothing was said of."""

    provider: int
    purpose: str
    items: frozenset[str]
    list_made_on: date | None
    covered: frozenset[int]
    undecided: int
    unlisted: str
    files: tuple[FileFacts, ...]

    @property
    def in_no_file(self) -> frozenset[int]:
        """Who is covered, and whom no file shows to us."""
        return self.covered - frozenset().union(*(each.listed for each in self.files))

    @property
    def not_covered(self) -> frozenset[int]:
        """Who is in a file, and has not said yes to it."""
        return frozenset().union(*(each.listed for each in self.files)) - self.covered


def may_seal(seen: Seen, on: date) -> Verdict:
    """Whether it may be sealed on this day: the first thing that stands in the way."""
    return next((verdict for verdict in against_sealing(seen, on) if not verdict), YES)


def against_sealing(seen: Seen, on: date) -> Iterator[Verdict]:
    """Everything that stands in the way on this day."""
    yield from _against_the_list(seen, on)
    yield from _against_the_files(seen)
    if number := len(seen.not_covered):
        yield no(
            f"{_people(number)} in the files {'has' if number == 1 else 'have'} not said yes to this.",
            code=Code.CONSENT,
            next_step="Take them out of the files, or ask them; then make the list anew.",
        )
    if seen.undecided:
        yield no(
            f"It is not said what becomes of the records of {_people(seen.undecided)} whose consent does not cover it.",
            next_step="Say it on the list of those apart.",
        )
    if (number := len(seen.in_no_file)) and seen.files and not seen.unlisted:
        yield no(
            f"{_people(number)} who {'is' if number == 1 else 'are'} covered stand in no file that we can read.",
            next_step="Say why.",
        )


def _against_the_list(seen: Seen, on: date) -> Iterator[Verdict]:
    if seen.list_made_on is None:
        yield no("The list of people is not made yet.", next_step="Make it.")
    elif seen.list_made_on != on:
        yield no(
            f"The list of people is of {seen.list_made_on:%-d %B %Y}.",
            next_step="Make it anew today: somebody may have come, left or taken back their yes.",
        )
    elif not seen.covered:
        yield no(
            "Nobody’s consent covers the new provider.",
            code=Code.CONSENT,
            next_step="Ask people first; then make the list anew.",
        )


def _against_the_files(seen: Seen) -> Iterator[Verdict]:
    if not seen.files:
        yield no("There is no file yet.", next_step="Add the first one.")
    lapsed = [each.number for each in seen.files if each.lapsed]
    if lapsed:
        yield no(
            f"The approval of {_files(lapsed)} ran out.",
            code=Code.CHECK_LAPSED,
            next_step="The lead sends it in again, and somebody looks anew.",
        )
    waiting = [each.number for each in seen.files if not each.approved and not each.lapsed]
    if waiting:
        yield no(f"Not approved yet: {_files(waiting)}.", next_step="Two people look at each file first.")
    astray = [
        each.number
        for each in seen.files
        if (each.provider, each.purpose) != (seen.provider, seen.purpose) or not each.items <= seen.items
    ]
    if astray:
        yield no(
            f"The list was not made for {_files(astray)}: the provider, the purpose or what is in it differs.",
            code=Code.SCOPE,
            next_step="Put the file right, or the closure; then make the list anew.",
        )
    hashes = [each.sha256 for each in seen.files if each.sha256]
    if len(set(hashes)) < len(hashes):
        yield no("The same file is there twice.", next_step="Cancel one of them.")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _files(numbers: Iterable[int]) -> str:
    named = [str(number) for number in numbers]
    return f"file {named[0]}" if len(named) == 1 else f"files {', '.join(named)}"


# --- The second person ------------------------------------------------------------------------


def second_person(user: int, first: int | None, *, does: str, other: str, manages: bool = False) -> Verdict:
    """Whether this is another one than who did the first half; else E-SAME-PERSON.

    does: what the second does, as in "seals it". other: who the first is. manages: they are the service's manager,
    who is not sent to themselves.
    """
    if user != first:
        return YES
    return no(
        f"{other}, and never {does}.",
        code=Code.SAME_PERSON,
        next_step="Ask the IG team." if manages else "Ask the service’s manager, or the IG team.",
    )


def last_day(closes_on: date, begun: date) -> Verdict:
    """Whether this can be the last day of a service whose closure was begun on a day: at most a year before that."""
    if add_months(closes_on, MONTHS_BACK) >= begun:
        return YES
    return no("This is more than a year before the closure was begun.", next_step="Check the year")


# --- The receipt --------------------------------------------------------------------------------


class Came(TextChoices):
    """What the provider says of one file."""

    SAME = "same", "It came, and its SHA-256 is the same"
    UNKNOWN = "unknown", "It came, and we cannot compare its SHA-256"
    OTHER = "other", "It came, and its SHA-256 is another"
    MISSING = "missing", "It did not come"


@dataclass(frozen=True)
class Said:
    """What the provider says of one file: what came, and about how many people."""

    came: Came
    people: int | None


def differs(sent: Mapping[int, int], said: Mapping[int, Said]) -> str:
    """In which way what came is not what was sent, file by file; empty where it is. sent: number → people."""
    found = []
    for number, people in sorted(sent.items()):
        answer = said.get(number)
        if answer is None or answer.came is Came.MISSING:
            found.append(f"File {number} did not come.")
        elif answer.came is Came.OTHER:
            found.append(f"File {number} is another one.")
        elif answer.people != people:
            counted = "" if answer.people is None else f"{answer.people:,}"
            found.append(f"File {number} is about {counted} people, and not {people:,}.")
    return " ".join(found)

"""The rules of Stop and Check, as pure functions (handbook section 5): who checks, and what an approval binds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from governance import defaults
from governance.calendar import Nation, add_working_days
from governance.errors import YES, Code, Verdict, no
from sharing.stop_checks.states import State

# --- Two people ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Checker:
    """Somebody who would check. excluded_from: people who are listed and whom they know (section 2)."""

    id: int
    in_data_team: bool
    in_ig: bool = False
    excluded_from: int = 0
    active: bool = True


def another(user: int, *, sender: int, hands: Collection[int]) -> Verdict:
    """Whether this is another one than who sends it, and had no hand in it; else E-SAME-PERSON.

    hands: whoever was ever named as who made the extract, put one in, wrote an answer or sent it in.
    """
    if user == sender:
        return no(
            "You send this, and the one who sends it never checks it.",
            code=Code.SAME_PERSON,
            next_step="Wait for somebody else on the Data team.",
        )
    if user in hands:
        return no(
            "You had a hand in it: you made the extract, put it in or wrote an answer, and so never check it.",
            code=Code.SAME_PERSON,
            next_step="Wait for somebody else on the Data team.",
        )
    return YES


def may_check(
    checker: Checker, *, sender: int, hands: Collection[int], data_team: Iterable[Checker]
) -> Verdict:
    """Whether this one may check: on the Data team, not the sender, with no hand in it, knowing nobody in it.

    IG stands in only where nobody on the Data team could: else E-SAME-PERSON or E-ROLE. Nobody bypasses this.
    """
    if not (second := another(checker.id, sender=sender, hands=hands)):
        return second
    if checker.excluded_from:
        return no(
            "You cannot check this one.",
            code=Code.ROLE,
            next_step="Leave it to somebody else on the Data team.",
        )
    if checker.in_data_team:
        return YES
    if not checker.in_ig:
        return no(
            "Only the Data team checks.", code=Code.ROLE, next_step="It waits for somebody of the Data team."
        )
    if any(each.active and may_stand(each, sender=sender, hands=hands) for each in data_team):
        return no(
            "Somebody on the Data team can check it, so the IG team does not.",
            code=Code.ROLE,
            next_step="Ask them to take it.",
        )
    return YES


def may_stand(checker: Checker, *, sender: int, hands: Collection[int]) -> bool:
    """Whether a member of the Data team is uninvolved, and knows nobody who is listed."""
    return (
        checker.in_data_team
        and bool(another(checker.id, sender=sender, hands=hands))
        and not checker.excluded_from
    )


# --- What an approval binds -----------------------------------------------------------------


@dataclass(frozen=True)
class Bound:
    """What was approved, or what would be sent: any difference sends it back to SUBMITTED."""

    recipient: int
    route: str
    sha256: str
    people: int


def valid_until(approved_on: date) -> date:
    """The last good day to send what was approved: 14 days on."""
    return approved_on + timedelta(days=defaults.APPROVAL_DAYS.value)


def state_on(stored: State, approved_on: date | None, on: date) -> State:
    """The state as it reads on a day: the stored one, save that an approval unsent past its last day is LAPSED."""
    lapsed = stored == State.APPROVED and approved_on is not None and on > valid_until(approved_on)
    return State.LAPSED if lapsed else State(stored)


def may_send(approved: Bound, now: Bound, approved_on: date, on: date) -> Verdict:
    """Whether what would be sent is what was approved, in time; else E-CHECK-LAPSED."""
    if on > valid_until(approved_on):
        return no(
            f"The approval ran out on {valid_until(approved_on):%-d %B %Y}.",
            code=Code.CHECK_LAPSED,
            next_step="Send it in again: somebody looks anew.",
        )
    changed = [
        words
        for words, same in (
            ("the recipient", approved.recipient == now.recipient),
            ("the way it is sent", approved.route == now.route),
            ("the file", approved.sha256 == now.sha256),
            ("the number of people", approved.people == now.people),
        )
        if not same
    ]
    if changed:
        return no(
            f"This is not what was approved: {' and '.join(changed)} changed.",
            code=Code.CHECK_LAPSED,
            next_step="Send it in again: somebody looks anew.",
        )
    return YES


def receipt_due(sent_on: date, nation: Nation | None) -> date:
    """Until when the recipient should have said that it came: five working days (section 13, row 11)."""
    return add_working_days(sent_on, defaults.RECEIPT_WORKING_DAYS.value, nation)

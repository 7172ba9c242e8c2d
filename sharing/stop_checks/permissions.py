"""Who may do what with Stop and Checks (handbook sections 5 and 12). Nobody bypasses the second person."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role, may
from governance.errors import YES, Code, Verdict, no
from governance.people.models import AccessExclusion
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.rules import Checker, another, may_check

NOT_YOURS = no(
    "Your role does not start a Stop and Check here.",
    code=Code.ROLE,
    next_step="Ask somebody who works in the service, or its manager.",
)
SENDER_ONLY = no(
    "Only the one who sends it does this.",
    code=Code.ROLE,
    next_step="Ask them; their name stands at the top.",
)
CHECKER_ONLY = no(
    "Only the one who checks it does this.",
    code=Code.ROLE,
    next_step="Ask them; their name stands at the top.",
)
WITH_CLOSURE = no(
    "It goes with a service closure, together with the other files.",
    next_step="Open the closure: its link stands at the top of this page.",
)
NOT_WHO_SENT_IT = no(
    "They said that something else came, so nobody who sent or made it confirms it.",
    code=Code.SAME_PERSON,
    next_step="Ask somebody else of the Data or IG team to do it, or send a new link.",
)
SENDER_NAMES = no(
    "Only the one who sends it names somebody else as who made the file.",
    code=Code.ROLE,
    next_step="Put it in as your own, or ask the sender to put it in.",
)
DATA_OR_IG = no(
    "They said that something else came, so only the Data or IG team confirms it.",
    code=Code.ROLE,
    next_step="Tell them what you know.",
)
DPO_ONLY = no(
    "Only the Data Protection Officer clears the national opt-out.",
    code=Code.ROLE,
    next_step="Ask them to look at it.",
)


def may_begin(user: User, check: StopCheck, at: datetime) -> Verdict:
    """Whoever may start one in this service (section 12)."""
    return YES if check.service_id in sight(user, "stop_checks", May.CREATE).services else NOT_YOURS


def may_write(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The sender, and whoever made the extract."""
    return YES if user.pk in (check.sender_id, check.creator_id) else SENDER_ONLY


def may_submit(user: User, check: StopCheck, at: datetime) -> Verdict:
    return YES if user.pk == check.sender_id else SENDER_ONLY


def may_be_second(user: User, check: StopCheck) -> Verdict:
    """Whether they have nothing to do with what is checked; asked before all else, whatever its state."""
    return another(user.pk, sender=check.sender_id, hands=check.had_a_hand)


def may_take(user: User, check: StopCheck, at: datetime) -> Verdict:
    """Somebody else on the Data team; the IG team only where nobody there can; else E-SAME-PERSON or E-ROLE."""
    if not may(user.role, May.DECIDE, "stop_checks"):
        return no(
            "Only the Data team checks.", code=Code.ROLE, next_step="It waits for somebody of the Data team."
        )
    return may_check(
        checker(user, check),
        sender=check.sender_id,
        hands=check.had_a_hand,
        data_team=data_team(check),
    )


def may_decide(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The one who took it, as long as they still may check it."""
    allowed = may_take(user, check, at)
    if not allowed:
        return allowed
    return YES if user.pk == check.checker_id else CHECKER_ONLY


def may_put_back(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The checker; or, since they may be away, anybody on the Data or IG team who had no hand in it."""
    return YES if user.pk == check.checker_id or is_apart(user, check) else CHECKER_ONLY


def may_withdraw_approval(user: User, check: StopCheck, at: datetime) -> Verdict:
    """Whoever approved it, or the IG team, until it is sent."""
    if user.pk == check.approved_by_id or user.role == Role.IG:
        return YES
    return no(
        "Only the one who approved it, or the IG team, takes the approval back.",
        code=Code.ROLE,
        next_step="Tell them what you found.",
    )


def may_send(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The sender; not by itself where it goes with a service closure."""
    if check.with_closure:
        return WITH_CLOSURE
    return YES if user.pk == check.sender_id else SENDER_ONLY


def may_confirm(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The sender, or the Data and IG teams, where the recipient confirmed by another way than the link.

    Once the recipient has said that something else came, nobody who sent or made it: their word does not count.
    """
    if check.with_closure:
        return WITH_CLOSURE
    of_the_teams = user.role in (Role.DATA, Role.IG)
    if not check.something_else_came:
        return YES if user.pk == check.sender_id or of_the_teams else SENDER_ONLY
    if user.pk in check.had_a_hand:
        return NOT_WHO_SENT_IT
    return YES if of_the_teams else DATA_OR_IG


def may_send_link(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The sender, or the Data and IG teams; it goes where the link before it went."""
    if check.with_closure:
        return WITH_CLOSURE
    return YES if user.pk == check.sender_id or user.role in (Role.DATA, Role.IG) else SENDER_ONLY


def may_cancel(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The sender, the service's manager, or the IG team."""
    if user.pk == check.sender_id or user.role == Role.IG or user.pk == check.service.manager_id:
        return YES
    return SENDER_ONLY


def may_recall(user: User, check: StopCheck, at: datetime) -> Verdict:
    """The sender, the checker, or the Data and IG teams."""
    ours = (check.sender_id, check.checker_id)
    return YES if user.pk in ours or user.role in (Role.DATA, Role.IG) else SENDER_ONLY


def may_name(user: User, check: StopCheck, creator: User) -> Verdict:
    """Whether somebody who puts the file in may say who made it: the sender anybody, anybody else themselves."""
    return YES if user.pk in (check.sender_id, creator.pk) else SENDER_NAMES


def is_apart(user: User, check: StopCheck) -> bool:
    """Whether they are on the Data or IG team, and had no hand in it."""
    return user.role in (Role.DATA, Role.IG) and user.pk not in check.had_a_hand


def may_clear(user: User, check: StopCheck, at: datetime) -> Verdict:
    return YES if user.is_dpo else DPO_ONLY


def checker(user: User, check: StopCheck) -> Checker:
    """What counts of somebody who would check."""
    return _checkers([user], check)[0]


def data_team(check: StopCheck) -> list[Checker]:
    """Everybody on the Data team, with how many of those listed they know."""
    return _checkers(User.objects.filter(role=Role.DATA, is_active=True).order_by("pk"), check)


def knowing(check: StopCheck) -> list[int]:
    """The workers who know somebody in the file, by their ids: one for each whom they know."""
    known = AccessExclusion.objects.in_force().filter(
        person__in_extracts__extract__check_of=check.pk, person__in_extracts__extract__sha256=check.sha256
    )
    return list(known.order_by("worker_id").values_list("worker_id", flat=True))


def _checkers(users: Iterable[User], check: StopCheck) -> list[Checker]:
    knows = Counter(knowing(check))
    return [
        Checker(
            id=each.pk,
            in_data_team=each.role == Role.DATA,
            in_ig=each.role == Role.IG,
            excluded_from=knows[each.pk],
            active=each.is_active,
        )
        for each in users
    ]

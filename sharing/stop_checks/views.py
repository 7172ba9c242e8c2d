"""Stop and Checks over HTTP: the list, and one of them. Every look at one is in the ledger."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES
from governance.exports.bar import bar
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.records.paging import page
from governance.workflow.register import Step, cards_beside, not_theirs
from governance.workflow.requests import by
from sharing.ladder import Rung
from sharing.stop_checks import certificate, gates
from sharing.stop_checks.filters import TURNS, chosen, filters, recipients, services_of
from sharing.stop_checks.models import Extract, StopCheck
from sharing.stop_checks.permissions import may_write
from sharing.stop_checks.questions import QUESTIONS, asked_in, is_to_be_cleared, left, says_what
from sharing.stop_checks.register import BESIDES, HAPPENED, STOP_CHECKS
from sharing.stop_checks.rules import valid_until
from sharing.stop_checks.states import ASKED_ANEW, DIFFERS, OPEN, TO_CLEAR, TOGETHER, State
from sharing.stop_checks.step_views import ACTS
from sharing.transfers import reasons

# The step that it waits for gets the green button: the first of these that is open.
ONWARD = ("submit", "take", "accept", "vouch", "approve", "send", "confirm", "close")
# Who cannot do these need not know.
QUIET = ("cancel", "recall", "withdraw_approval", "confirm", "clear", "put_back", "close")
WRITABLE = (State.DRAFT, State.RETURNED, State.SUBMITTED, State.CHECKING, State.APPROVED, State.LAPSED)


def stop_checks(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at)
    listed = page(
        found.select_related("service", "organisation", "sender", "checker"), request.GET, by=("-id",)
    )
    context = {
        "page": listed,
        "rows": [(each, *_stands(each, at)) for each in listed.rows],
        "filters": wanted,
        "states": State.choices,
        "turns": TURNS.items(),
        "services": services_of(user),
        "recipients": recipients(user, at),
        "bar": bar(user, STOP_CHECKS.name, wanted, rows=found),
        "may_create": bool(may(user.role, May.CREATE, STOP_CHECKS.name)),
    }
    return render(request, "stop_checks/list.html", context)


def stop_check(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: whose turn it is, what would leave, what was found in it, what is next, what happened."""
    at, user = timezone.now(), by(request)
    found: StopCheck = STOP_CHECKS.find(reference, user=user, at=at)
    found = STOP_CHECKS.rows().select_related("approved_by", "sent_by").get(pk=found.pk)
    record_view(
        register=STOP_CHECKS.name, reference=reference, service_id=found.service_id, sha256=found.sha256
    )
    state, extract = found.state_at(at), found.extract
    writes = state in WRITABLE and bool(may_write(user, found, at))
    open_now = left(found)
    steps = _steps(found, user, at)
    waits = state in WRITABLE
    # What has left rests on the agreement that covered it then.
    agreement, cover, warning = gates.covered(found, at) if waits else (found.agreement, YES, "")
    context = {
        "check": found,
        "state": state,
        "asks_cover": waits and says_what(found),
        "turn": _turn(found, state),
        "writes": writes,
        "begun": state not in (State.DRAFT, State.RETURNED),
        "questions": [(each, open_now[each.slug]) for each in QUESTIONS],
        "done": sum(not words for words in open_now.values()),
        "next": next((each for each in QUESTIONS if open_now[each.slug]), None),
        "needed": reasons(found.transfer) if found.people and found.rung else [],
        "facts": facts(found),
        "agreement": agreement,
        "cover": cover,
        "warning": warning,
        "extract": extract,
        "findings": list(extract.findings.select_related("accepted_by").order_by("-stops", "pk"))
        if extract
        else [],
        "beside": cards_beside(STOP_CHECKS.name, found, user=user, at=at),
        "listed": extract.listed.count() if extract else 0,
        "says_who": writes and extract is not None and extract.done_at is not None and extract.people is None,
        "unknown": gates.unknown(found, at) if waits and not any(open_now.values()) else 0,
        "apart": _never_check(found),
        "may_download": bool(extract and extract.file and not extract.harmful)
        and user.pk in (found.sender_id, found.checker_id),
        "valid_until": valid_until(found.approved_on) if found.approved_on else None,
        "links": list(found.receipt_links.order_by("-pk")),
        "certificate": certificate.find(found),
        "steps": [each for each in steps if each.verdict],
        "missing_steps": not_theirs(steps),
        "main_verb": _onward(found, extract, {each.verb for each in steps if each.verdict}),
        "timeline": timeline(STOP_CHECKS.name, reference, HAPPENED, text=_told),
    }
    return render(request, "stop_checks/detail.html", context)


def _steps(check: StopCheck, user: User, at: datetime) -> list[Step]:
    """Those with a page of their own; what cannot be pressed and does not concern this user is left out."""
    found = [each for each in STOP_CHECKS.steps(check, user=user, at=at) if each.verb in ACTS]
    if check.state == State.SENT:
        found += [each for each in BESIDES.steps(check, user=user, at=at) if each.verb == "send_link"]
    waiting = (
        check.extract is not None and check.extract.findings.filter(stops=False, accepted_at=None).exists()
    )
    return [
        each
        for each in found
        if (each.verdict or each.verb not in (*QUIET, "accept", "vouch", "send_back", "reject", "send_link"))
        and (each.verb != "accept" or waiting)
        and (each.verb != "vouch" or not gates.vouched(check, at))
        and (each.verb != "clear" or (check.opt_out == "APPLIES" and check.opt_out_cleared_at is None))
    ]


def _onward(check: StopCheck, extract: Extract | None, open_now: set[str]) -> str:
    """The step that it waits for, of those that this user can take; empty where none is."""
    if check.differs:
        return "send_link" if "send_link" in open_now and not check.is_asked_anew else ""
    if "send_back" in open_now and extract is not None and extract.findings.filter(stops=True).exists():
        return "send_back"
    return next((verb for verb in ONWARD if verb in open_now), "")


def _stands(check: StopCheck, at: datetime) -> tuple[State, str]:
    state = check.state_at(at)
    return state, _turn(check, state)


def _turn(check: StopCheck, state: State) -> str:
    """Whose turn it is, by name where that is one person."""
    if check.with_closure and state in TOGETHER:
        return TOGETHER[state]
    owner = check.checker if state is State.CHECKING else check.sender
    turn = state.turn
    if state in OPEN and is_to_be_cleared(check):
        turn = TO_CLEAR
    if check.differs:
        turn = ASKED_ANEW if check.is_asked_anew else DIFFERS
    return f"{turn} ({owner})" if turn.startswith(("The sender’s", "The checker’s")) else turn


def facts(check: StopCheck) -> list[dict[str, str]]:
    """What it says, question by question, as far as it is answered."""
    found = []
    for question in QUESTIONS:
        for name in question.fields:
            if name.startswith("ladder_"):
                key, value = f"Why step {int(name[-1]) - 1} does not do", str(check.ladder.get(name[-1], ""))
            else:
                field: Any = StopCheck._meta.get_field(name)
                key = field.verbose_name[:1].upper() + field.verbose_name[1:]
                value = _words(check, name, field)
            if value:
                found.append({"key": key, "value": value})
    return found


def _never_check(check: StopCheck) -> list[str]:
    """Who had a hand in it besides its sender and who is named as having made the file, by name."""
    others = check.had_a_hand - {check.sender_id, check.creator_id}
    return [user.name for user in User.objects.filter(pk__in=others).order_by("name")] if others else []


def _words(check: StopCheck, name: str, field: Any) -> str:
    value = getattr(check, name)
    if name == "rung" and value is not None:
        return str(Rung(value).label)
    if isinstance(value, list):
        labels = dict(field.base_field.choices)
        return "; ".join(str(labels[each]) for each in value)
    if isinstance(value, bool):
        return ("Yes" if value else "No") if value or name == "overseas" else ""
    if name == "compelled_by":
        return str(dict(gates.COMPELLING).get(value, ""))
    if field.choices and value:
        return str(getattr(check, f"get_{name}_display")())
    if isinstance(value, int):
        return f"{value:,}"
    return str(value or "")


def _told(event: Event) -> str:
    """What an event says besides what happened."""
    parts = [event.reason]
    if fields := event.detail.get("fields"):
        parts.append(f"{', '.join(f'“{each.title}”' for each in asked_in(fields))}.")
    if sha256 := event.detail.get("sha256"):
        parts.append(f"File {sha256[:12]}.")
    return " ".join(part for part in parts if part)

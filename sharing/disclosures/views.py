"""Disclosures over HTTP: the list, and one of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.attachments.models import Attachment
from governance.exports.bar import bar
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Person
from governance.records.paging import page
from governance.workflow.register import Step, cards_beside, not_theirs
from governance.workflow.requests import by
from sharing.disclosing import RULES, Approver, Reason
from sharing.disclosures import permissions, words
from sharing.disclosures.filters import FLAGS, REASONS, STATES, chosen, filters, recipients, services_of
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES, HAPPENED
from sharing.disclosures.states import State
from sharing.disclosures.step_views import ACTS, BY_MISTAKE

# The step that a record waits for gets the green button.
ONWARD = ("record_emergency", "ask", "approve", "send", "review", "write_up")
# What is done only where it is there to be done; who cannot do it need not know.
QUIET = ("clear", "tell", "report", "review", "write_up", "recall", "record_emergency", "cancel", "decline")


def disclosures(request: HttpRequest) -> HttpResponse:
    """What was shared, and what was not, newest first."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at)
    known = found.select_related("person", "service", "organisation", "consent")
    listed = page(known, request.GET, by=("-id",))
    # A list of names is a view of each of them.
    if people := [row.person_id for row in listed.rows if row.person_id is not None]:
        record_view(register=DISCLOSURES.name, people=people)
    context = {
        "rows": [
            (
                each,
                words.about(each, user),
                words.recipient(each, user),
                words.rests_on(each),
                tuple(words.flags(each, at)),
            )
            for each in listed.rows
        ],
        "page": listed,
        "filters": wanted,
        "states": STATES.items(),
        "reasons": REASONS.items(),
        "services": services_of(user),
        "recipients": recipients(user, at),
        "flags": FLAGS.items(),
        "bar": bar(user, DISCLOSURES.name, wanted, rows=found),
        "masked": words.hides(user),
        "may_record": bool(may(user.role, May.CREATE, "disclosures_without_consent")),
        "may_see": bool(may(user.role, May.VIEW, "disclosures")),
    }
    return render(request, "disclosures/list.html", context)


def disclosure(request: HttpRequest, reference: str) -> HttpResponse:
    """One disclosure: what, to whom, on what, who was told, what is next, and what happened."""
    at, user = timezone.now(), by(request)
    found: Disclosure = DISCLOSURES.find(reference, user=user, at=at)
    record_view(
        register=DISCLOSURES.name,
        reference=found.reference,
        person_id=found.person_id,
        service_id=found.service_id,
    )
    hidden = words.hides(user)
    steps = list(_steps(found, user, at))
    offered = [step for step in steps if step.verdict]
    person = found.person
    context = {
        "disclosure": found,
        "name": words.about(found, user),
        "may_open_person": person is not None
        and Person.objects.visible_to(user, at).filter(pk=person.pk).exists(),
        "mind": contact_notes(person) if person is not None and not hidden else [],
        "state": found.shown_state,
        "flags": list(words.flags(found, at)),
        "rests_on": words.rests_on(found),
        "consent": found.consent,
        "agreement": found.agreement,
        "assessment": found.assessment,
        "facts": words.at_a_glance(found, user),
        "without": words.facts(found, user),
        "missing": [words.label(name) for name in found.missing()] if found.reason else [],
        "turn": _turn(found),
        "telling": _telling(found, hidden=hidden),
        "decided": _decided(found, hidden=hidden),
        "files": Attachment.objects.of(found, DISCLOSURES),
        "steps": offered,
        "missing_steps": [] if hidden else not_theirs(steps),
        "main_verb": next((step.verb for step in offered if step.verb in ONWARD), ""),
        "answer": (found.answer or {}).get("answer", {}).get("because", []),
        "beside": cards_beside(DISCLOSURES.name, found, user=user, at=at),
        "timeline": timeline(
            DISCLOSURES.name,
            reference,
            HAPPENED | {"refused": "Not accepted"},
            text=lambda event: _text(event, hidden),
        ),
    }
    return render(request, "disclosures/detail.html", context)


def _steps(disclosure: Disclosure, user: User, at: datetime) -> Iterable[Step]:
    """The steps that make sense for what it is: with consent nobody approves, an emergency is not sent again."""
    steps = list(DISCLOSURES.steps(disclosure, user=user, at=at))
    decides = any(step.verb == "approve" and step.verdict for step in steps)
    for step in steps:
        if step.verb not in ACTS or (step.verb in QUIET and not step.verdict):
            continue
        if (
            disclosure.emergency
            and disclosure.state == State.DRAFT
            and step.verb not in ("record_emergency", "cancel")
        ):
            continue
        # Whoever decides says no by deciding not to share; only others take back what they asked.
        if step.verb == "cancel" and decides:
            continue
        if step.verb == "ask" and not asks_somebody(disclosure):
            continue
        if step.verb == "send" and disclosure.state == State.DRAFT and asks_somebody(disclosure):
            continue
        by_mistake = step.verb == "cancel" and disclosure.emergency
        yield replace(step, label=BY_MISTAKE) if by_mistake else step


def asks_somebody(disclosure: Disclosure) -> bool:
    """Whether somebody else decides before it is sent."""
    if not disclosure.reason:
        return False
    return RULES[Reason(disclosure.reason)].approver not in (Approver.ANYONE, Approver.DOCTOR)


def _turn(disclosure: Disclosure) -> str:
    """Whose turn it is."""
    match State(disclosure.state):
        case State.DRAFT:
            return f"{disclosure.created_by}’s: finish it"
        case State.AWAITING_APPROVAL:
            return _waits_for(disclosure)
        case State.APPROVED:
            return f"{disclosure.created_by}’s: share it, and write that down"
        case _ if disclosure.waits_for_review:
            manager = "The service manager’s, or the" if permissions.managers_left(disclosure) else "The"
            return f"{manager} IG team’s or the Caldicott Guardian’s: look at it"
        case _ if disclosure.emergency and disclosure.is_gone and disclosure.missing():
            return f"{disclosure.created_by}’s: write down the rest"
    return ""


def _waits_for(disclosure: Disclosure) -> str:
    """Who decides; and where no manager can, why it is somebody else."""
    approver = permissions.approver(disclosure)
    words = f"It waits for {approver.value}, who is not {disclosure.created_by}"
    if approver is RULES[Reason(disclosure.reason)].approver:
        return words
    return f"{words}: the service has no manager left who has no part in it"


def _telling(disclosure: Disclosure, *, hidden: bool) -> list[dict[str, str]]:
    rows = {
        "They were told": words.moment(disclosure.told_at),
        "How": words.HIDDEN if hidden and disclosure.told_how else disclosure.told_how,
        "Who told them": str(disclosure.told_by or ""),
        "Why they are not told": disclosure.get_not_told_display() if disclosure.told_at is None else "",
        "What would happen": "" if disclosure.told_at else disclosure.not_told_because,
        "Ask again by": f"{disclosure.telling_recheck_on:%-d %B %Y}" if disclosure.telling_recheck_on else "",
    }
    if hidden and rows["What would happen"]:
        rows["What would happen"] = words.HIDDEN
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _decided(disclosure: Disclosure, *, hidden: bool) -> list[dict[str, str]]:
    """Who decided what, when, and why."""

    def who(at: datetime | None, user: User | None, why: str = "") -> str:
        if at is None:
            return ""
        shown = words.HIDDEN if hidden and why else why
        return f"{words.moment(at)}{f', {user}' if user else ''}{f'. {shown}' if shown else ''}"

    rows = {
        "Why it was sent back": words.HIDDEN
        if hidden and disclosure.sent_back_because
        else disclosure.sent_back_because,
        "Approved": who(disclosure.approved_at, disclosure.approved_by),
        "Looked at": who(disclosure.reviewed_at, disclosure.reviewed_by, disclosure.review_words),
        "Decided not to share": who(
            disclosure.declined_at, disclosure.declined_by, disclosure.decline_reason
        ),
        "Not sent": who(disclosure.cancelled_at, disclosure.cancelled_by, disclosure.cancel_reason),
        "Called back": who(disclosure.recalled_at, disclosure.recalled_by, disclosure.recall_reason),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _text(event: Event, hidden: bool) -> str:
    return words.HIDDEN if hidden and event.reason else event.reason

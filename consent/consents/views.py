"""Consents over HTTP: list, search, record, one consent, and one view for every step of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consent.capacity.register import CAPACITY
from consent.consents import actions, answering, forms, ripple, to_ask
from consent.consents.actions import Outcome, wording_shown
from consent.consents.card import facts, hides, notes, recipient, unused_scans, words
from consent.consents.filters import (
    ASKING_AGAIN,
    DUE,
    MOST_OFFERED,
    due,
    filters,
    organisations_of,
    places_of,
    standing,
)
from consent.consents.models import Consent
from consent.consents.permissions import cases_for, may_record_kinds, status_only, table_row
from consent.consents.register import CONSENTS
from consent.consents.rules import State
from consent.consents.states import MACHINE
from consent.consents.timeline import timeline
from consent.evidence.actions import find_kept, keep_scan
from consent.evidence.models import Evidence
from consent.evidence.register import EVIDENCE
from consent.kinds import Kind, Method
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.errors import Code, Denied, NotThere
from governance.exports.bar import bar
from governance.ledger.writing import record_view
from governance.organisations.models import Organisation
from governance.people.contact import contact_notes
from governance.people.models import Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import PEOPLE
from governance.records.paging import PAGE, page
from governance.records.searching import SHORTEST_SEARCH, typed
from governance.workflow.forms import attempt
from governance.workflow.register import cards_beside
from governance.workflow.requests import by, sent


class Act(NamedTuple):
    """What one verb takes: its form, its action, and the heading and the button of its page."""

    form: type[forms.StepForm]
    action: Callable[..., Consent | Outcome]
    title: str
    button: str
    done: str


ACTS = {
    "amend": Act(answering.AnswerForm, actions.amend, "Finish or correct this record", "Save", "Saved."),
    "give": Act(forms.SaidForm, actions.give, "They say yes", "Record their yes", "Their yes is recorded."),
    "refuse": Act(forms.SaidForm, actions.refuse, "They say no", "Record their no", "Their no is recorded."),
    "reconfirm": Act(
        answering.ReconfirmForm,
        actions.reconfirm,
        "They still say yes",
        "Record that they still say yes",
        "It is confirmed. Both dates start again.",
    ),
    "withdraw": Act(
        forms.WithdrawForm,
        actions.withdraw,
        "They take it back",
        "Record that they take it back",
        "It is taken back. Do not share any more, and tell those who received something.",
    ),
    "told": Act(
        forms.ToldForm,
        actions.told,
        "The recipients are told",
        "Record that they are told",
        "Recorded: the recipients are told.",
    ),
    "acknowledged": Act(
        forms.AcknowledgedForm,
        actions.acknowledged,
        "The recipients know",
        "Record that they know",
        "Recorded: the recipients know. Nothing is left to do.",
    ),
    "set_end": Act(
        forms.SetEndForm, actions.set_end, "When it ends", "Record when it ends", "Recorded when it ends."
    ),
    "invalidate": Act(
        forms.InvalidateForm,
        actions.invalidate,
        "It was not valid",
        "Record that it was not valid",
        "Recorded as not valid. Do not share on it.",
    ),
}

# What has to be found first, and what ends a consent.
UNFOUND = (Code.COMPETENCE, Code.CAPACITY)
ENDED = (State.WITHDRAWN, State.INVALID)
# Over by itself: what was said before that can still be written down.
LATE = {"withdraw": (State.EXPIRED, State.SUPERSEDED), "reconfirm": (State.EXPIRED,)}
SAID_AGAIN_LATE = "They said yes again before it ran out"
RECORD_LATE = "Record that they said yes again"
# The step that its state is waiting for; and steps that most consents never need, so that nobody misses them.
MAIN_STEPS = {State.DRAFT: "amend", State.WITHDRAWN: "told"}
SELDOM = ("give", "told", "acknowledged", "set_end")
# How long after an answer another one can belong to the same talk.
A_TALK = timedelta(hours=4)
A_MOMENT = timedelta(minutes=2)
# The steps in which the person is asked something.
ASKS = ("amend", "give", "reconfirm")


def consents(request: HttpRequest) -> HttpResponse:
    """The consents that the user may see, newest first, or by what falls due."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = standing(user, wanted, at)
    if "due" in wanted:
        listed = page(due(user, wanted, at), request.GET, by=("due_on", "id"))
        consents = _with_names(found).in_bulk([deadline.record_id for deadline in listed.rows])
        # What somebody ended a moment ago is gone between the two.
        rows = [consents[each.record_id] for each in listed.rows if each.record_id in consents]
    else:
        listed = page(_with_names(found), request.GET, by=("-id",))
        rows = listed.rows
    return _list(request, rows, at, filters=wanted, page=listed, bar=bar(user, CONSENTS.name, wanted))


def search(request: HttpRequest) -> HttpResponse:
    """Find consents by reference, or by the person's name, reference, NHS or CHI number.

    By POST, so that a name is in no address. Who sees names masked finds by reference only: a search
    would give the name away.
    """
    if request.method != "POST":
        return redirect("consents:list")
    at, user = timezone.now(), by(request)
    wanted = typed(request.POST)
    context: dict[str, Any] = {"wanted": wanted, "filters": {}}
    if len(wanted) < SHORTEST_SEARCH:
        return _list(request, [], at, too_short=True, **context)
    about = Q(reference=wanted.upper())
    if not hides(user):
        # A list of ids, so that each table is searched by its own index. Who may see the consent sees the person.
        people = Person.objects.named_like(wanted)
        about |= Q(person_id__in=people.values("pk"))
    found = _with_names(CONSENTS.visible(user, at).filter(about)).order_by("-id")
    rows = list(found[: PAGE + 1])
    return _list(request, rows[:PAGE], at, more=len(rows) > PAGE, **context)


def record(request: HttpRequest) -> HttpResponse:
    """Record what somebody says, with the person beside the worker. The person is named in the address.

    First what it is about and how they answer; then the form that asks what belongs to these.
    """
    at, user = timezone.now(), by(request)
    reference = request.GET.get("person", "")
    if not reference:
        messages.info(request, "First choose the person. Then choose “Record an answer” on their page.")
        return redirect("people:list")
    person = _whose(reference, user, at)
    kinds = [kind for kind in may_record_kinds(user) if cases_for(user, person, at, kind)]
    if not kinds:
        raise Denied(NOT_YOURS)
    before = _same_talk(request, person, user, at)
    scan = _left_scan(request, person, user, at)
    posted, files = sent(request)
    asked = request.GET if {"kind", "how", "asked"} & request.GET.keys() else None
    start = answering.StartForm(asked, kinds=kinds, before=before, scan=scan)
    kind = (request.GET if posted is None else posted).get("kind", "")
    if kind not in kinds or (posted is None and not start.is_valid()):
        return _start(request, start, person, before, scan, at)
    cases = cases_for(user, person, at, Kind(kind))
    form = answering.RecordForm(
        posted,
        files,
        consent=Consent(person=person, kind=kind, **_asked_before(request, person, Kind(kind), user, at)),
        cases=cases,
        at=at,
        how=request.GET.get("how", ""),
        before=before,
        scan=scan,
    )
    if form.is_valid():
        outcome = attempt(
            CONSENTS,
            form,
            lambda: actions.record(by=user, at=at, **form.facts),
            person_id=person.pk,
            verb="draft",
        )
        if outcome is not None:
            _say(request, outcome)
            to_ask.forget(request)
            on = None if outcome.consent.state == State.DRAFT else _round(request, person)
            return redirect(on or _after(outcome.consent, user, at))
    record_view(register="people", reference=person.reference, person_id=person.pk)
    context = {
        "form": form,
        "kept": scan if scan and form.how == Method.PAPER else _kept(form, user, at),
        "person": person,
        "before": before,
        "name": shown_name(person, user),
        "mind": contact_notes(person),
        "notes": notes(person, [case.service.nation for case in cases], local_day(at)),
        "title": Kind(kind).label,
        "button": "Record this answer",
        "back_url": f"/consents/new/?person={person.reference}",
    }
    return render(request, "consents/form.html", context)


def _whose(reference: str, user: User, at: datetime) -> Person:
    """The person; who opens nobody's page may still ask those anew whose consents they see (section 12, Comms)."""
    if may(user.role, May.VIEW, "people") is None and "\0" not in reference:
        theirs = Consent.objects.visible_to(user, at).filter(person__reference=reference)
        if (found := theirs.select_related("person").first()) is not None:
            person: Person = found.person
            return person
    found_person: Person = PEOPLE.find(reference, user=user, at=at)
    return found_person


def _person_url(person: Person, user: User) -> str:
    """The person's page, or the list where the role opens nobody's."""
    return PEOPLE.url(person) if may(user.role, May.VIEW, "people") else "/consents/"


def _start(
    request: HttpRequest,
    form: answering.StartForm,
    person: Person,
    before: Consent | None,
    scan: Evidence | None,
    at: datetime,
) -> HttpResponse:
    """What are you asking about, and how do they answer?"""
    user = by(request)
    record_view(register="people", reference=person.reference, person_id=person.pk)
    context = {
        "form": form,
        "person": person,
        "before": before,
        "scan": scan,
        "mind": contact_notes(person),
        "name": shown_name(person, user),
        "title": "Record an answer",
        "back_url": _person_url(person, user),
    }
    return render(request, "consents/start.html", context)


def _same_talk(request: HttpRequest, person: Person, user: User, at: datetime) -> Consent | None:
    """The answer that the worker wrote down a while ago in the same talk, where the address names one."""
    reference = request.GET.get("with", "")
    if not reference or "\0" in reference:
        return None
    ours = Consent.objects.filter(person=person, created_by=user, created_at__gte=at - A_TALK)
    return ours.filter(reference=reference).first()


def _left_scan(request: HttpRequest, person: Person, user: User, at: datetime) -> Evidence | None:
    """The scan that the worker kept for a form and then left, where the address names one."""
    reference = request.GET.get("scan", "")
    if request.method == "POST" or not reference or "\0" in reference:
        return None
    mine = unused_scans(user, person, at).filter(created_by=user, form_key__isnull=False)
    return mine.filter(reference=reference).first()


def _asked_before(
    request: HttpRequest, person: Person, kind: Kind, user: User, at: datetime
) -> dict[str, Any]:
    """What was asked about in an answer that is over, where the address names one; what they say now is left open."""
    reference = request.GET.get("again", "")
    if request.method == "POST" or "\0" in reference or status_only(user) or hides(user):
        return {}
    if not reference:
        return _to_be_asked(request, person, kind)
    seen = CONSENTS.visible(user, at).filter(person=person, kind=kind)
    before = seen.select_related("organisation").filter(reference=reference).first()
    asked = " ".join(answering.ABOUT[kind]).split()
    return {} if before is None else {name: getattr(before, name) for name in asked}


def _to_be_asked(request: HttpRequest, person: Person, kind: Kind) -> dict[str, Any]:
    """What somebody was led here to ask this person, as far as this kind asks it."""
    told = to_ask.told(request, person)
    asked = " ".join(answering.ABOUT[kind]).split()
    facts = {name: value for name, value in told.items() if name in asked}
    body = Organisation.objects.filter(pk=facts.pop("organisation", None)).first()
    return {**facts, "organisation": body} if body is not None else facts


def _after(consent: Consent, user: User, at: datetime) -> str:
    """The record; or, for who may write it down and not read it, the next answer of the same talk."""
    if CONSENTS.visible(user, at).filter(pk=consent.pk).exists():
        return CONSENTS.url(consent)
    return _next_answer(consent)


def _next_answer(consent: Consent) -> str:
    return f"/consents/new/?person={consent.person.reference}&with={consent.reference}"


def _kept(form: answering.HowForm, user: User, at: datetime) -> Evidence | None:
    """A good scan that came with a form that has mistakes in it is kept, so that nobody chooses it again."""
    if not form.is_bound:
        return None
    case, upload = form.chosen_case() if hasattr(form, "cleaned_data") else None, form.proof.upload
    key = form.cleaned_data.get("form_key")
    if case is None or key is None:
        return None
    if upload is None:
        return find_kept(case=case, by=user, form_key=key)
    shown = wording_shown(form.cleaned_data.get("wording"))
    try:
        return keep_scan(
            case=case, by=user, at=at, upload=upload, form_key=key, wording=shown, under=table_row(form.about)
        )
    except Denied as refusal:
        form.refuse(refusal.verdict)
        return None


def consent(request: HttpRequest, reference: str) -> HttpResponse:
    """One consent: where it stands, in words, what happened to it, and what can be done now."""
    at, user = timezone.now(), by(request)
    found: Consent = CONSENTS.find(reference, user=user, at=at)
    _record_view(found)
    whole, state = not status_only(user), found.state_at(at)
    open_, said_at = whole and state is State.DRAFT, found.said_at or at
    to_do = found.still_to_do(said_at) if open_ else []
    obstacles = [each for each in found.obstacles(said_at) if each.code != Code.VALIDITY] if open_ else []
    steps = [step for step in CONSENTS.steps(found, user=user, at=at) if step.verb in ACTS]
    ask_anew = _ask_anew_url(found, user, at) if state in (State.EXPIRED, State.INVALID) else ""
    if to_do or obstacles:
        # What was missing when it was said is missing still, however old the person is by now.
        steps = [step for step in steps if step.verb != "give"]
    context = {
        "consent": found,
        "person": found.person,
        "may_open_person": may(user.role, May.VIEW, "people") is not None,
        "name": shown_name(found.person, user, "consents"),
        "state": state,
        "words": words(found, user, at) if whole else None,
        "mind": contact_notes(found.person) if whole and not hides(user) else [],
        "facts": facts(found, user) if whole else [],
        "notes": notes(found.person, [found.nation], local_day(at)),
        "obstacles": obstacles,
        "to_do": to_do,
        "receipt": whole and not hides(user) and state is not State.DRAFT,
        "assess_url": _assess_url(found) if any(each.code in UNFOUND for each in obstacles) else "",
        "hides": hides(user),
        "shared": ripple.shared(found) if whole and state in ENDED else [],
        "still_open": ripple.still_open(found) if whole else [],
        "evidence": found.evidence
        if whole and EVIDENCE.visible(user, at).filter(pk=found.evidence_id)
        else None,
        "assessment": found.assessment
        if whole and CAPACITY.visible(user, at).filter(pk=found.assessment_id)
        else None,
        "next_answer": _next_answer(found)
        if found.created_by_id == user.pk
        and at - found.created_at < A_TALK
        and cases_for(user, found.person, at)
        else "",
        "ask_anew": ask_anew,
        "lasting": (State.ACTIVE, State.EXPIRED),
        "steps": [step for step in steps if step.verdict],
        "missing_steps": [step for step in steps if not step.verdict and step.verb not in SELDOM],
        "main_step": MAIN_STEPS.get(state, "") if found.recipients_told_at is None else "acknowledged",
        # Said before it was over and written down after: the address is open, though the state is not.
        "may_withdraw_late": state in LATE["withdraw"]
        and bool(CONSENTS.verbs["withdraw"].may(user, found, at)),
        "said_again_late": SAID_AGAIN_LATE
        if ask_anew and state in LATE["reconfirm"] and CONSENTS.verbs["reconfirm"].may(user, found, at)
        else "",
        "beside": cards_beside(CONSENTS.name, found, user=user, at=at),
        "timeline": timeline(found, whole=whole, hide=hides(user)),
    }
    return render(request, "consents/detail.html", context)


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of one consent: ask, check, do it, say so."""
    at, user = timezone.now(), by(request)
    if verb not in ACTS:
        raise NotThere(CONSENTS.name, reference)
    step, found = ACTS[verb], _find(reference, verb, user, at)
    late = found.state_at(at) in LATE.get(verb, ())
    said_again_late = late and verb == "reconfirm"
    # Whoever has typed a whole form is told in it that somebody was quicker.
    typed_whole = request.method == "POST" and step.form.keeps
    if not late and not typed_whole:
        MACHINE.target(verb, found.state_at(at))
    if not (verdict := CONSENTS.verbs[verb].may(user, found, at)):
        raise Denied(verdict)
    form = step.form(*sent(request), consent=found, at=at, how=request.GET.get("how", ""))
    if form.is_valid():
        if verb == "reconfirm" and _pressed_twice(found, form, user, at):
            messages.info(request, "This was recorded already, so nothing is recorded twice.")
            return redirect(_round(request, found.person) or _back(found, user, at))
        outcome = attempt(
            CONSENTS,
            form,
            lambda: step.action(
                found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
            ),
            reference=reference,
            person_id=found.person_id,
            verb=verb,
        )
        if outcome is not None:
            if isinstance(outcome, Outcome):
                _say(request, outcome)
            else:
                messages.success(request, " ".join([step.done, *_ended(outcome)]))
            return redirect(_round(request, found.person) or _back(found, user, at))
    _record_view(found)
    may_read = not status_only(user) and CONSENTS.visible(user, at).filter(pk=found.pk).exists()
    context = {
        "form": form,
        "consent": found,
        "person": found.person,
        "name": shown_name(found.person, user),
        "words": words(found, user, at) if may_read else None,
        "kept": _kept(form, user, at) if isinstance(form, answering.HowForm) else None,
        "mind": contact_notes(found.person) if may_read and not hides(user) else [],
        "notes": notes(found.person, [found.nation], local_day(at)) if verb in ASKS else [],
        "title": SAID_AGAIN_LATE if said_again_late else step.title,
        "button": RECORD_LATE if said_again_late else step.button,
        "back_url": _round(request, found.person) or _back(found, user, at),
    }
    template = "consents/form.html" if verb == "amend" else "consents/act.html"
    return render(request, template, context, status=409 if form.conflict else 200)


def _pressed_twice(consent: Consent, form: forms.StepForm, user: User, at: datetime) -> bool:
    """Whether this is the very yes that the same worker wrote down a moment ago."""
    said_at, last = form.cleaned_data.get("said_at") or at, consent.reconfirmed_at
    if last is None or consent.reconfirmed_by_id != user.pk:
        return False
    return form.cleaned_data["read_version"] == consent.version - 1 and abs(said_at - last) < A_MOMENT


def _assess_url(consent: Consent) -> str:
    """Where to write down whether they can decide."""
    return f"/capacity/new/?person={consent.person.reference}"


def _ask_anew_url(consent: Consent, user: User, at: datetime) -> str:
    """Where what ran out, or was not valid, is asked anew; nowhere if they have answered since."""
    said_at = consent.last_yes_at
    if said_at and Consent.objects.same_sharing(consent).answered_after(said_at).exists():
        return ""
    if not cases_for(user, consent.person, at, Kind(consent.kind)):
        return ""
    same = {"kind": consent.kind, "how": consent.method, "again": consent.reference}
    return f"/consents/new/?{urlencode({'person': consent.person.reference, **same})}"


def _find(reference: str, verb: str, user: User, at: datetime) -> Consent:
    """The consent; to take it back, seeing the person is enough (handbook section 3.3)."""
    # PostgreSQL can't even be asked for a text with a null byte.
    if verb == "withdraw" and "\0" not in reference:
        of_people_seen = Consent.objects.of_people_seen(user, at)
        found = of_people_seen.select_related("person", "service").filter(reference=reference).first()
        if found is not None:
            return found
    return CONSENTS.find(reference, user=user, at=at)


def _back(consent: Consent, user: User, at: datetime) -> str:
    if CONSENTS.visible(user, at).filter(pk=consent.pk).exists():
        return CONSENTS.url(consent)
    return PEOPLE.url(consent.person)


def _round(request: HttpRequest, person: Person) -> str | None:
    """The review round, this person first, if it was left to come here. No other address can be asked for."""
    if "round" not in request.GET:
        return None
    kept = {name: request.GET[name] for name in ("whose", "service") if name in request.GET}
    return f"/consents/reviews/?{urlencode({**kept, 'person': person.reference})}"


def _say(request: HttpRequest, outcome: Outcome) -> None:
    """Tell the worker what became of an answer."""
    consent = outcome.consent
    if outcome.again:
        messages.info(
            request, "This form was sent before, so nothing was recorded twice. Here is the record."
        )
    elif consent.state == State.DRAFT:
        messages.warning(request, _unfinished(consent, by(request), timezone.now()))
    else:
        said = "Their yes is recorded." if consent.state == State.ACTIVE else "Their no is recorded."
        messages.success(request, " ".join([said, *_ended(consent)]))


def _unfinished(consent: Consent, user: User, at: datetime) -> str:
    """What is still to do: on the page that follows, or, for who may write it down and not read it, at once."""
    if CONSENTS.visible(user, at).filter(pk=consent.pk).exists():
        return "Saved, but not finished. Below is what is still to do."
    said_at = consent.said_at or at
    first = [each.next_step for each in consent.obstacles(said_at) if each.code != Code.VALIDITY]
    to_do = " ".join([*first, f"Still to do: {'; '.join(consent.still_to_do(said_at))}."])
    return (
        f"Saved as {consent.reference}, but not finished. {to_do} "
        "We have told the communications team that it waits. Only they can finish it."
    )


def _ended(consent: Consent) -> list[str]:
    """What this answer put an end to, in words."""
    if consent.state == State.ACTIVE:
        return [f"It replaces {older.reference}." for older in consent.replaces.order_by("id")]
    if consent.state == State.REFUSED:
        same = Consent.objects.same_sharing(consent)
        taken_back = same.filter(state=State.WITHDRAWN, withdrawn_at=consent.refused_at)
        return [
            f"It takes back {older.reference}: tell those who received something." for older in taken_back
        ]
    return []


def _list(request: HttpRequest, rows: list[Consent], at: datetime, **context: Any) -> HttpResponse:
    user = by(request)
    # A list of names is a view of each of them; what was searched for stays out of the ledger.
    if rows:
        record_view(register=CONSENTS.name, people=[row.person_id for row in rows])
    whole, (services, workers) = not status_only(user), places_of(user)
    context |= {
        "services": services,
        "organisations": organisations_of(user)[:MOST_OFFERED],
        "workers": workers[:MOST_OFFERED],
        "kinds": Kind.choices,
        "rows": [
            {
                "consent": row,
                "state": row.state_at(at),
                "name": shown_name(row.person, user, "consents"),
                "who": recipient(row, user) if whole else "",
            }
            for row in rows
        ],
        "today": local_day(at),
        "states": State.choices,
        "dues": [(key, words) for key, (words, _) in DUE.items()],
        "asking_again": ASKING_AGAIN.items(),
        "masked": hides(user),
        "may_record": bool(may_record_kinds(user)),
    }
    return render(request, "consents/list.html", context)


def _with_names(found: QuerySet[Consent]) -> QuerySet[Consent]:
    return found.select_related("person", "service", "organisation")


def _record_view(consent: Consent) -> None:
    record_view(
        register=CONSENTS.name,
        reference=consent.reference,
        person_id=consent.person_id,
        service_id=consent.service_id,
    )

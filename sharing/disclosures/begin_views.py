"""Beginning a disclosure: why without consent, its form; an emergency; what we decided not to share.

The address names the person by our reference, as everywhere.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance.accounts.models import User
from governance.accounts.roles import May
from governance.errors import Denied
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Case, Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import PEOPLE
from governance.workflow.requests import by, sent, take_step
from sharing.caldicott import PRINCIPLES
from sharing.disclosing import RULES, Approver, Reason
from sharing.disclosures import actions, actions_emergency, forms, permissions
from sharing.disclosures.going import findings_for
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES
from sharing.disclosures.step_views import on_to

CHOOSE_FIRST = "First choose the person. Then go on from their page."


class About(NamedTuple):
    """Whom a new disclosure is about, for a user who may write it, and the cases that it can be of."""

    person: Person
    cases: list[Case]
    page: dict[str, Any]


def choose(request: HttpRequest) -> HttpResponse:
    """Why it is shared without consent."""
    if (about := _about(request)) is None:
        return _whom_first(request)
    return _ask_why(request, about, forms.ReasonForm())


def draft(request: HttpRequest) -> HttpResponse:
    """Write down what is to be shared: with consent, or with all that its reason asks for."""
    at, user = timezone.now(), by(request)
    if (about := _about(request)) is None:
        return _whom_first(request)
    named = request.POST.get("reason", "")
    if forms.BEGIN in request.POST or (named and named not in Reason.values):
        why = forms.ReasonForm(request.POST)
        if not why.is_valid():
            return _ask_why(request, about, why)
    reason = Reason(named) if named else None
    findings = [
        found
        for case in about.cases
        for found in findings_for(Disclosure(person=about.person, service=case.service), at)
    ]
    form = forms.DraftForm(
        *_typed(request), reason=reason, cases=about.cases, findings=findings, initial=_begun(request)
    )
    return take_step(
        request,
        form,
        lambda: actions.draft(by=user, at=at, **form.facts),
        register=DISCLOSURES,
        verb="draft",
        reference="",
        done="It is written down. Nothing is shared yet.",
        then=DISCLOSURES.url,
        template="disclosures/form.html",
        title=reason.label if reason else "Share with their consent",
        reason=reason,
        approver=permissions.approver(_prepared(about, reason, user)) if reason else None,
        self_decides=reason is not None and RULES[reason].approver in (Approver.ANYONE, Approver.DOCTOR),
        caldicott=PRINCIPLES,
        button="Write it down",
        no_finding=reason is Reason.LACKS_CAPACITY and not findings,
        **about.page,
    )


def emergency(request: HttpRequest) -> HttpResponse:
    """Something was shared in an emergency: the short form; or one press, and it is written down later."""
    at, user = timezone.now(), by(request)
    if (about := _about(request)) is None:
        return _whom_first(request)
    if request.method == "POST" and "later" in request.POST:
        later = forms.CaseForm(request.POST, cases=about.cases)
        if later.is_valid():
            facts = later.facts
            begun = actions_emergency.begin(case=facts["case"], by=user, at=at, form_key=facts["form_key"])
            messages.success(request, "It is noted. Write down what you shared within 24 hours.")
            return redirect(DISCLOSURES.url(begun))
    form = forms.EmergencyForm(_typed(request)[0], cases=about.cases, at=at, initial=_begun(request))
    return take_step(
        request,
        form,
        lambda: actions_emergency.record(by=user, at=at, **form.facts),
        register=DISCLOSURES,
        verb="record_emergency",
        done="It is written down. Somebody else looks at it on the next working day.",
        then=on_to(request, form),
        template="disclosures/emergency.html",
        title="I shared something in an emergency",
        later=forms.CaseForm(cases=about.cases),
        button="Write it down",
        **about.page,
    )


def decline(request: HttpRequest) -> HttpResponse:
    """What somebody asked of us, and that we do not share it."""
    at, user = timezone.now(), by(request)
    if (about := _about(request)) is None:
        return _whom_first(request)
    form = forms.DeclineForm(_typed(request)[0], cases=about.cases, initial=_begun(request))
    return take_step(
        request,
        form,
        lambda: actions.decline(by=user, at=at, **form.facts),
        register=DISCLOSURES,
        verb="decline",
        done="It is written down that we do not share it.",
        then=DISCLOSURES.url,
        template="disclosures/form.html",
        title="We decided not to share",
        caldicott=(),
        button="Write it down",
        **about.page,
    )


def _prepared(about: About, reason: Reason, user: User) -> Disclosure:
    """What would be asked about, in the newest case: so that whoever writes it reads who decides."""
    return Disclosure(
        person=about.person, service=about.cases[0].service, reason=reason.value, created_by=user
    )


def _ask_why(request: HttpRequest, about: About, form: forms.ReasonForm) -> HttpResponse:
    context = {
        "form": form,
        "action": f"/disclosures/draft/?person={about.person.reference}",
        "title": "Share without their consent",
        "caption": about.person.reference,
        "intro": "Ask the person first, wherever you can. Share without asking for one of these reasons only.",
        "topic": "sharing",
        "button": "Go on",
        "back_url": PEOPLE.url(about.person),
    }
    return render(request, "disclosures/why.html", context)


def _typed(request: HttpRequest) -> Any:
    """What was typed into the form, and its files; nothing where another page only begins it."""
    return (None, None) if forms.BEGIN in request.POST else sent(request)


def _begun(request: HttpRequest) -> dict[str, Any]:
    return forms.begun(request.POST) if forms.BEGIN in request.POST else {}


def cases_for(user: User, person: Person, at: datetime) -> list[Case]:
    """The person's cases in which this user may write down a sharing, the newest first."""
    seen = Case.objects.visible_to(user, at, register="disclosures_without_consent", what=May.CREATE)
    return list(seen.filter(person=person).select_related("service", "person"))


def _about(request: HttpRequest) -> About | None:
    """Whom the address names; None where it names nobody. Raises NotThere for a stranger, Denied for who only looks."""
    at, user = timezone.now(), by(request)
    reference = request.GET.get("person", "")
    if not reference:
        return None
    person: Person = PEOPLE.find(reference, user=user, at=at)
    cases = cases_for(user, person, at)
    if not cases:
        raise Denied(NOT_YOURS)
    record_view(register="people", reference=person.reference, person_id=person.pk)
    page: dict[str, Any] = {
        "person": person,
        "name": shown_name(person, user),
        "mind": contact_notes(person),
        "caption": person.reference,
        "back_url": PEOPLE.url(person),
    }
    return About(person, cases, page)


def _whom_first(request: HttpRequest) -> HttpResponse:
    messages.info(request, CHOOSE_FIRST)
    return redirect("people:list")

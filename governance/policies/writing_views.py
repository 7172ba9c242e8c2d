"""Writing a policy in the browser: a new one, a new version, or another text for a draft, each with a preview."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.calendar import local_day
from governance.differences import Piece, compare
from governance.errors import demand
from governance.policies import actions, forms, reading
from governance.policies.models import PolicyVersion
from governance.policies.pages import preview
from governance.policies.permissions import may_write
from governance.policies.register import VERSIONS
from governance.policies.states import OPEN_TO_CHANGE
from governance.policies.version_number import following, in_order
from governance.workflow.requests import by, demand_step, sent, take_step

PAGE = "policies/write.html"
EMPTY = """---
title:
number:
version: 1.0
sponsor:
issued:
review:
audience: Everyone
---

#
"""


def begin(request: HttpRequest) -> HttpResponse:
    """Write a policy. The address may name a version to begin the next one with."""
    at, user = timezone.now(), by(request)
    demand(may_write(user, PolicyVersion(), at))
    start: PolicyVersion | None = None
    if reference := request.GET.get("from", ""):
        start = VERSIONS.find(reference, user=user, at=at)
    text = _next(start) if start else EMPTY
    form = forms.WriteForm(*sent(request), on=local_day(at), initial={"text": text})
    context: dict[str, Any] = {
        "title": "Begin a new version" if start else "Write a policy",
        "caption": str(start) if start else "",
        "has_no_text": start is not None and not start.text,
        "back_url": VERSIONS.url(start) if start else "/policies/drafts/",
    }
    if _is_looked_at(request, form, context):
        return render(request, PAGE, context)
    return take_step(
        request,
        form,
        lambda: actions.begin(by=user, at=at, **form.facts),
        register=VERSIONS,
        verb="draft",
        done="It is a draft now. Look at what the importer decided.",
        then=VERSIONS.url,
        template=PAGE,
        **context,
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Another text for a draft. Where somebody else saved one meanwhile, what they changed is shown."""
    at, user = timezone.now(), by(request)
    version: PolicyVersion = VERSIONS.find(reference, user=user, at=at)
    demand_step(request, VERSIONS, version, "edit", forms.WriteForm, at=at)
    initial = {"text": version.text, "read_version": version.version}
    form = forms.WriteForm(*sent(request), on=local_day(at), held=version.review_on, initial=initial)
    context: dict[str, Any] = {
        "title": "Change the text",
        "caption": str(version),
        "has_no_text": not version.text,
        "back_url": VERSIONS.url(version),
    }
    if _is_looked_at(request, form, context):
        return render(request, PAGE, context)
    answer = take_step(
        request,
        form,
        lambda: actions.edit(
            version, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=VERSIONS,
        verb="edit",
        done="The text is saved. Look at what the importer decided.",
        then=VERSIONS.url,
        template=PAGE,
        reference=reference,
        **context,
    )
    if not form.conflict:
        return answer
    now = PolicyVersion.objects.get(pk=version.pk)
    context |= {"form": form, "meanwhile": _meanwhile(now, form), "is_open": now.state in OPEN_TO_CHANGE}
    form.read_now(now)
    return render(request, PAGE, context, status=409)


def _is_looked_at(request: HttpRequest, form: forms.WriteForm, context: dict[str, Any]) -> bool:
    """Whether a preview is asked for; then `context` gets what its page needs."""
    if "preview" not in request.POST:
        return False
    context["form"] = form
    if form.is_valid() and form.found:
        context["preview"] = preview(form.found)
    return True


def _next(version: PolicyVersion) -> str:
    """The text of a version, with the number after the highest that its policy has."""
    if not version.text:
        return ""
    highest = max(version.policy.versions.values_list("number", flat=True), key=in_order)
    return reading.renumbered(version.text, following(highest))


def _meanwhile(now: PolicyVersion, form: forms.WriteForm) -> list[Piece]:
    """What others changed in the text since whoever typed this had read it."""
    read = PolicyVersion.history.filter(id=now.pk, version=form.cleaned_data["read_version"] or 0)
    text = read.values_list("text", flat=True).first()
    return [] if text is None or text == now.text else compare(text, now.text)

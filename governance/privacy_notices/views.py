"""Privacy notices and leaflets over HTTP for those who write and publish them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.calendar import add_months, local_day
from governance.defaults import NOTICE_REVIEW_MONTHS
from governance.differences import Piece, compare
from governance.errors import NotThere, demand
from governance.ledger.timeline import timeline
from governance.privacy_notices import actions, forms
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.pages import blocks, safe
from governance.privacy_notices.permissions import may_begin, may_write
from governance.privacy_notices.register import VERSIONS
from governance.privacy_notices.states import OPEN_TO_CHANGE, READABLE, State
from governance.records.paging import page
from governance.workflow.forms import VerbForm
from governance.workflow.register import not_theirs
from governance.workflow.requests import by, demand_step, take_step

HAPPENED = {
    "draft": "Written",
    "edit": "Changed",
    "add_sharing": "Something that is shared was added",
    "remove_sharing": "Something that is shared was taken out",
    "submit": "Sent to the IG team",
    "send_back": "Sent back",
    "publish": "Published",
    "supersede": "Replaced by a newer version",
}
# The verbs that take a text on its way: the one that is open gets the green button.
ONWARD = ("submit", "publish")
# The steps whose pages show more than their form.
PAGES = {"edit": "privacy_notices/write.html", "publish": "privacy_notices/publish.html"}
TEXT = ("title", "body", "national", "review_on", "what_changed")


class Act(NamedTuple):
    """What one verb takes: its form, its action, what its page says first, and what to say once it is done."""

    form: type[VerbForm]
    action: Callable[..., NoticeVersion]
    intro: str
    done: str


ACTS = {
    "edit": Act(forms.TextForm, actions.edit, "", "The text is changed."),
    "add_sharing": Act(
        forms.AddSharingForm,
        actions.add_sharing,
        "People have a right to know whom we share with as a matter of course. Everyone will read this.",
        "It is added.",
    ),
    "remove_sharing": Act(forms.RemoveSharingForm, actions.remove_sharing, "", "It is taken out."),
    "submit": Act(
        VerbForm,
        actions.submit,
        "From now on it cannot change, unless it is sent back. Someone in the IG team who wrote none of it reads it.",
        "It is with the IG team.",
    ),
    "publish": Act(
        forms.PublishForm,
        actions.publish,
        "You say that this text is right, down to the word. Everyone can read it from the moment you press the "
        "button. It takes the place of the version before, and it can never be changed again.",
        "It is published. Everyone can read it now.",
    ),
    "send_back": Act(forms.SendBackForm, actions.send_back, "", "It is sent back."),
}


def drafts(request: HttpRequest) -> HttpResponse:
    """Versions that are not published, as far as the user may see them."""
    at, user = timezone.now(), by(request)
    listed = page(
        VERSIONS.visible(user, at).exclude(state__in=READABLE), request.GET, by=("-created_at", "-id")
    )
    context = {
        "page": listed,
        "rows": [(version, State(version.state)) for version in listed.rows],
        "may_create": bool(may_begin(user)),
    }
    return render(request, "privacy_notices/drafts.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Write a text. The address may name a version to start from."""
    at, user = timezone.now(), by(request)
    demand(may_begin(user))
    initial: dict[str, Any] = {"review_on": add_months(local_day(at), NOTICE_REVIEW_MONTHS.value)}
    if start := request.GET.get("from", ""):
        before: NoticeVersion = VERSIONS.find(start, user=user, at=at)
        initial |= {name: getattr(before, name) for name in ("title", "body", "national")}
        initial["of"] = forms.DraftForm.same(before)
    form = forms.DraftForm(request.POST if request.method == "POST" else None, initial=initial, user=user)
    return take_step(
        request,
        form,
        lambda: actions.draft(by=user, at=at, **form.facts),
        register=VERSIONS,
        verb="draft",
        done="It is a draft now. Add what is shared as a matter of course, then send it to the IG team.",
        then=VERSIONS.url,
        template="staff/form.html",
        title="Write a privacy notice or leaflet",
        intro="If we have one already, this becomes its next version, and what is shared is taken over from it.",
        button="Save as a draft",
        back_url="/privacy-notices/drafts/",
    )


def version(request: HttpRequest, reference: str) -> HttpResponse:
    """One version: how it reads, and the next steps."""
    at, user = timezone.now(), by(request)
    found: NoticeVersion = VERSIONS.find(reference, user=user, at=at)
    steps = VERSIONS.steps(found, user=user, at=at)
    if found.notice.is_leaflet or not found.routine:
        pointless = {"remove_sharing"} | ({"add_sharing"} if found.notice.is_leaflet else set())
        steps = [step for step in steps if step.verb not in pointless]
    context = {
        **_reading(found),
        "state": State(found.state),
        "steps": [step for step in steps if step.verdict],
        "missing_steps": not_theirs(steps),
        "main_verb": next((step.verb for step in steps if step.verdict and step.verb in ONWARD), ""),
        "readable": found.state in READABLE,
        "may_renew": found.state in READABLE and bool(may_write(user, found, at)),
        "timeline": timeline(VERSIONS.name, found.reference, HAPPENED),
    }
    return render(request, "privacy_notices/detail.html", context)


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of one version."""
    at, user = timezone.now(), by(request)
    found: NoticeVersion = VERSIONS.find(reference, user=user, at=at)
    if verb not in ACTS:
        raise NotThere(VERSIONS.name, reference)
    step = ACTS[verb]
    demand_step(request, VERSIONS, found, verb, step.form, at=at)
    initial: dict[str, Any] = {"read_version": found.version, "content_hash": found.content_hash}
    if verb == "edit":
        initial |= {name: getattr(found, name) for name in TEXT}
    special = {"version": found} if verb == "remove_sharing" else {}
    form = step.form(request.POST if request.method == "POST" else None, initial=initial, **special)
    context: dict[str, Any] = {
        "title": VERSIONS.verbs[verb].label,
        "caption": str(found),
        "button": VERSIONS.verbs[verb].label,
        "intro": step.intro,
        "back_url": VERSIONS.url(found),
        **(_reading(found) if verb == "publish" else {}),
    }
    answer = take_step(
        request,
        form,
        lambda: step.action(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=VERSIONS,
        verb=verb,
        done=step.done,
        then=VERSIONS.url,
        template=PAGES.get(verb, "staff/form.html"),
        reference=reference,
        **context,
    )
    if verb != "edit" or not form.conflict:
        return answer
    now = NoticeVersion.objects.get(pk=found.pk)
    context |= {"form": form, "meanwhile": _meanwhile(now, form), "is_open": now.state in OPEN_TO_CHANGE}
    form.read_now(now)
    return render(request, PAGES[verb], context, status=409)


def _meanwhile(now: NoticeVersion, form: VerbForm) -> list[Piece]:
    """What others changed of what the form holds since whoever typed this had read it."""
    read = NoticeVersion.history.filter(id=now.pk, version=form.cleaned_data["read_version"] or 0).first()
    before, after = (_as_text(each) if each else "" for each in (read, now))
    return [] if read is None or before == after else compare(before, after)


def _as_text(version: Any) -> str:
    """A version, or one of its history, as one text with a line for each part."""
    review = f"Look at it again by {version.review_on:%-d %B %Y}"
    return "\n\n".join([version.title, version.body, version.national, review, version.what_changed])


def _reading(version: NoticeVersion) -> dict[str, Any]:
    """What its words are shown with."""
    return {
        "version": version,
        "notice": version.notice,
        "blocks": list(blocks(version.body, under=3)),
        "national": safe(version.national, under=4),
    }

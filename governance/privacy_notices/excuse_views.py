"""What the IG team wrote down as needing no privacy notice, and taking that back, over HTTP."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.errors import demand
from governance.privacy_notices.actions import take_back_excuse
from governance.privacy_notices.forms import TakeBackExcuseForm
from governance.privacy_notices.models import Excuse
from governance.privacy_notices.permissions import may_excuse
from governance.privacy_notices.register import VERSIONS
from governance.records.paging import page
from governance.workflow.requests import by, sent, take_step

ADDRESS = "/privacy-notices/excused/"


@require_safe
def excused(request: HttpRequest) -> HttpResponse:
    """All that holds, the latest first."""
    demand(may_excuse(by(request)))
    holding = Excuse.objects.holding().select_related("service", "organisation", "excused_by")
    return render(request, "privacy_notices/excused.html", {"page": page(holding, request.GET, by=("-id",))})


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back, with the reason."""
    at, user = timezone.now(), by(request)
    demand(may_excuse(user))
    found = Excuse.objects.filter(pk=pk).select_related("service", "organisation").first()
    if found is None:
        raise Http404
    form = TakeBackExcuseForm(sent(request)[0])
    return take_step(
        request,
        form,
        lambda: take_back_excuse(found, by=user, at=at, reason=form.cleaned_data["reason"]),
        register=VERSIONS,
        verb="take_back_excuse",
        done="It is taken back. If it is shared again and again, it stands in the list again.",
        then=lambda _: ADDRESS,
        template="staff/form.html",
        title="This needs a privacy notice after all",
        caption=f"{found.service}, {found.organisation}: {found.get_purpose_display()}",
        intro=f"What was written down: {found.reason}",
        button="Take it back",
        back_url=ADDRESS,
    )

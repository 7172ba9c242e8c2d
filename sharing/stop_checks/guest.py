"""The page on which a recipient says what came: without an account, by a single-use link.

It shows how many people it is about and the hash, and nothing of what was sent.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from governance.errors import IllegalTransition
from governance.workflow.guests import charity, gone, guest
from sharing.stop_checks import actions_sending
from sharing.stop_checks.actions_sending import Gone
from sharing.stop_checks.forms import CameForm
from sharing.stop_checks.models import ReceiptLink


@guest("stop_checks/staff.html")
def received(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form; the same few words for every link that does not work, whatever the reason."""
    at, link = timezone.now(), ReceiptLink.of(token)
    if link is None:
        return gone(request)
    if not actions_sending.is_open(link, at):
        return _again(request, link) or gone(request)
    form = CameForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        came = form.came
        try:
            actions_sending.confirm_by_link(link, came, at=at, form_key=form.cleaned_data["form_key"])
        except (Gone, IllegalTransition):
            return _again(request, link) or gone(request)
        return _thanks(request, differs=bool(came.differs(link.check_of)))
    context = {**charity(), "form": form, "link": link, "check": link.check_of}
    return render(request, "stop_checks/received.html", context)


def _again(request: HttpRequest, link: ReceiptLink) -> HttpResponseBase | None:
    """The same page for whoever sends the form again with which they told us."""
    key = request.POST.get("form_key", "")
    if not key or not actions_sending.told_with(link, key):
        return None
    link.refresh_from_db()
    return _thanks(request, differs=bool(link.differs))


def _thanks(request: HttpRequest, *, differs: bool) -> HttpResponseBase:
    return render(request, "stop_checks/thanks.html", {**charity(), "differs": differs})

"""One's own settings: how often mail comes, a calendar to subscribe to, and being away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from governance.desk import actions
from governance.desk.forms import MailForm
from governance.desk.models import CalendarLink
from governance.notifications.daily import choose_at_once, choose_daily
from governance.notifications.models import DailyMail
from governance.workflow.requests import by


def settings(request: HttpRequest) -> HttpResponse:
    """Everything that one can choose, as it stands."""
    return _page(request)


@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Choose a mail for each message, or one a day."""
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, mail_form=form)
    choose = choose_daily if form.cleaned_data["how"] == "daily" else choose_at_once
    choose(by=by(request), at=timezone.now())
    messages.success(request, "Saved.")
    return redirect("desk:settings")


@require_POST
@sensitive_variables("address")
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make a link to one's calendar, in the place of the one before; it is shown on this page alone."""
    address = actions.make_calendar(by=by(request), at=timezone.now())
    return _page(request, address=address)


@require_POST
def withdraw_calendar(request: HttpRequest) -> HttpResponse:
    """Take the link back."""
    actions.withdraw_calendar(by=by(request))
    messages.success(request, "The link works no more.")
    return redirect("desk:settings")


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    user = by(request)
    daily = DailyMail.objects.filter(user=user).exists()
    context.setdefault("mail_form", MailForm(initial={"how": "daily" if daily else "at_once"}))
    context["link"] = CalendarLink.objects.filter(user=user).first()
    context["works_somewhere"] = user.memberships.exists()
    context["absences"] = user.absences.filter(ends_on__gte=timezone.localdate()).select_related("cover")
    return render(request, "desk/settings.html", context)

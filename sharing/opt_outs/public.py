"""The choices that everybody has, for everybody: no sign-in, nothing of a visitor in it, kept as the policies are.

Staff who are signed in see a box besides, in a page that no cache may keep.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from governance.accounts.roles import May, may
from governance.policies.public import for_everyone, is_nobody, private
from governance.workflow.requests import by
from sharing.opt_outs.models import Statement

TEMPLATE = "opt_outs/your_choices.html"
# All that is read of a statement for the public.
OF_A_STATEMENT = ("in_short", "confirmed_at")
# A statement that is made raises a version.
STATE = "SELECT sum(version) FROM opt_outs_statement"


@transaction.non_atomic_requests
@login_not_required
@require_safe
def your_choices(request: HttpRequest) -> HttpResponse:
    """What anyone may choose about their information, how, and whom to ask."""
    if is_nobody(request):
        return for_everyone(request, _state(), _page)
    if not request.user.is_authenticated or not may(request.user.role, May.VIEW, "resources"):
        return private(HttpResponse(_page()))
    user = by(request)
    context = _facts() | {
        "base": "staff/base.html",
        "for_staff": True,
        "may_record": bool(may(user.role, May.CREATE, "opt_outs")),
        "statement": Statement.objects.confirmed().select_related("confirmed_by").first(),
    }
    return private(render(request, TEMPLATE, context))


def _page() -> str:
    return render_to_string(TEMPLATE, {"base": "public/base.html", "section": "your-choices"} | _facts())


def _facts() -> dict[str, Any]:
    stated = Statement.objects.confirmed().values(*OF_A_STATEMENT).first()
    return {"stated": stated, "contact": settings.CHARITY_CONTACT}


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()

"""The map of who shares what with whom: a drawing, and a table with the same facts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.workflow.requests import by
from sharing.agreements.map import MOST_PARTNERS, drawn, groups
from sharing.agreements.register import AGREEMENTS


def show_map(request: HttpRequest) -> HttpResponse:
    """From the agreements that are active now."""
    at, user = timezone.now(), by(request)
    shown = groups(AGREEMENTS.visible(user, at), at)
    partners = sum(len(each.partners) for group in shown for each in group.rows)
    context = {
        "groups": shown,
        "drawing": drawn(shown),
        "partners": partners,
        "by_kind": any(not each.reference for group in shown for each in group.rows),
        "most": MOST_PARTNERS,
    }
    return render(request, "agreements/map.html", context)

"""The yardstick for pages: a view that does nothing, behind the same middleware."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")

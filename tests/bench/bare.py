"""The yardstick of every page: a view that does nothing, behind the same middleware.

Like every view here it opens a transaction, which tells the database who asks. Pages for the public open none;
for them the same view without a transaction is measured too, for information.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse


@login_not_required
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")


@transaction.non_atomic_requests
@login_not_required
def without_database(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bare")

"""Turns a refusal into a page and an event that outlives the transaction it rolled back."""

from collections.abc import Callable
from typing import cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import ResolverMatch

from governance.errors import IllegalTransition, NotThere, Refused, Stale
from governance.ledger import writing as ledger


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The view's transaction is rolled back by now; what is written here stays."""
        if isinstance(exception, NotThere):
            if request.user.is_authenticated:
                verb = "exclusion_block" if exception.blocked else "not_there"
                with transaction.atomic():
                    ledger.record(verb, register=exception.register, reference=exception.reference[:20])
            return render(request, "404.html", status=404)
        if not isinstance(exception, Refused):
            return None
        # A view has raised it, so an address has matched.
        match = cast(ResolverMatch, request.resolver_match)
        reference = str(match.kwargs.get("reference", ""))
        verdict = exception.verdict
        code = verdict.code.value if verdict.code else ""
        with transaction.atomic():
            ledger.record(
                "refused",
                register=(match.app_name or match.view_name)[:40],
                reference=reference[:20],
                reason=verdict.reason,
                step=str(match.kwargs.get("verb") or match.url_name),
                code=code,
            )
        context = {
            "code": code,
            "reason": verdict.reason,
            "next_step": verdict.next_step,
            "back_url": request.path.rsplit("/", 2)[0] + "/" if reference else "/desk/",
        }
        conflict = isinstance(exception, IllegalTransition | Stale)
        template, status = ("409.html", 409) if conflict else ("refusal.html", 403)
        return render(request, template, context, status=status)

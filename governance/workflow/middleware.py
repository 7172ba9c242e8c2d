"""Turns a refusal into a page and an event that outlives the transaction it rolled back."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from governance.errors import IllegalTransition, NotThere, Refused, Stale
from governance.ledger import writing as ledger


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The view's transaction is rolled back by now; what is written here stays."""
        match = request.resolver_match
        register = (match.app_name or match.view_name) if match else ""
        reference = str(match.kwargs.get("reference", ""))[:20] if match else ""
        if isinstance(exception, NotThere):
            verb = "exclusion_block" if exception.blocked else "not_there"
            if request.user.is_authenticated:
                ledger.record(verb, register=exception.register, reference=exception.reference[:20])
            return render(request, "404.html", status=404)
        if not isinstance(exception, Refused):
            return None
        verdict = exception.verdict
        ledger.record(
            "refused",
            register=register,
            reference=reference,
            reason=verdict.reason,
            step=str(match.kwargs.get("verb", "")) if match else "",
            code=verdict.code.value if verdict.code else "",
        )
        conflict = isinstance(exception, IllegalTransition | Stale)
        context = {
            "code": verdict.code.value if verdict.code else "",
            "reason": verdict.reason,
            "next_step": verdict.next_step,
            "back_url": request.path.rsplit("/", 2)[0] + "/" if reference else "/desk/",
        }
        template, status = ("409.html", 409) if conflict else ("refusal.html", 403)
        return render(request, template, context, status=status)

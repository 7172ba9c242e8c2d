"""Another code for whoever lost theirs: shown once, and to whoever presses twice the same."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from governance.workflow.follow import code_if_good
from governance.workflow.forms import attempt
from governance.workflow.once import OnceForm, taken
from governance.workflow.register import Register
from governance.workflow.requests import by

INTRO = (
    "The code that they have now is worth nothing from then on. Be sure that it is them: give it only to whoever knows "
    "what they told us."
)


def give_code(
    request: HttpRequest,
    register: Register,
    record: Any,
    form: OnceForm,
    action: Callable[[int, UUID], Any],
    *,
    show: Callable[[str], HttpResponse],
) -> HttpResponse:
    """The page of `new_code` of a record that is followed. action: takes the version that was read and the form's key.

    show: the page on which the code stands; it gets nothing where the person was given a newer one since.
    """
    if form.is_bound and form.is_valid():
        key, version = form.cleaned_data["form_key"], form.cleaned_data["read_version"] or 0

        def is_done() -> bool:
            actor, reference = by(request).pk, record.reference
            return taken(register, reference, "new_code", actor=actor, form_key=str(key)) is not None

        if not is_done():
            attempt(register, form, lambda: action(version, key), reference=record.reference, verb="new_code")
        if is_done():
            record.refresh_from_db(fields=["code_hash"])
            return show(code_if_good(record, key))
    label = register.verbs["new_code"].label
    context = {
        "form": form,
        "title": label,
        "caption": record.reference,
        "intro": INTRO,
        "button": label,
        "back_url": register.url(record),
    }
    return render(request, "staff/form.html", context, status=409 if form.conflict else 200)

"""Is this covered? Everyone who works here may ask; nothing about anybody is asked, so asking is not logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.errors import Verdict
from governance.fields import DateTimeWidget
from governance.workflow.requests import by
from sharing.agreements.coverage import answers
from sharing.agreements.covered_forms import CoveredForm
from sharing.agreements.filters import partners
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Cover, best


def _each_once(told: list[tuple[Agreement | None, Cover]]) -> list[tuple[Agreement | None, Cover]]:
    """Without what only says again, of another that may not be opened either, what one has said."""
    hidden: set[tuple[Verdict, str]] = set()
    found = []
    for agreement, cover in told:
        said = (cover.verdict, cover.warning)
        if agreement is not None or said not in hidden:
            found.append((agreement, cover))
        if agreement is None:
            hidden.add(said)
    return found


def covered(request: HttpRequest) -> HttpResponse:
    """Whether an agreement covers a sharing, now or at a moment in the past; and what each of them says to it.

    Whoever may not open one of them learns what it answers, and nothing else of it.
    """
    at, user = timezone.now(), by(request)
    # An address with nothing but the partner begins the question, and does not ask it yet.
    begun = set(request.GET) <= {"partner"}
    form = CoveredForm(None if begun else request.GET, at=at, initial=request.GET.dict() if begun else None)
    context = {"form": form, "partners": partners(user, at)}
    if form.is_bound and form.is_valid():
        moment = form.cleaned_data["moment"] or at
        found = answers(form.sharing, at=moment)
        may_open = set(
            AGREEMENTS.visible(user, at)
            .filter(pk__in=[each.agreement.pk for each in found])
            .values_list("pk", flat=True)
        )
        told = [(each.agreement if each.agreement.pk in may_open else None, each.cover) for each in found]
        told = _each_once(told)
        cover = best(each.cover for each in found)
        this, others = (told[0], told[1:]) if found and found[0].cover == cover else ((None, cover), told)
        address = request.GET.copy()
        address.update({f"moment_{box}": typed for box, typed in DateTimeWidget.typed(moment).items()})
        context |= {
            "cover": cover,
            "agreement": this[0],
            "others": others,
            "partner": form.cleaned_data["partner"],
            "moment": moment,
            "is_now": form.cleaned_data["moment"] is None,
            "address": address.urlencode(),
        }
    return render(request, "agreements/covered.html", context)

"""For everyone: where our cameras are, and the summaries of what we thought through. Fields classed public alone."""

from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from dpia.models import Camera, Dpia, Kind
from governance.calendar import local_day
from governance.policies.public import for_everyone, is_nobody, private

# Every change of an assessment raises its version.
STATE = "SELECT sum(version) FROM dpia_dpia"
OF_A_CAMERA = ("name", "place", "records", "sound", "retention_days")
OF_A_SUMMARY = ("reference", "title", "summary", "published_at", "live_on", "kind")
WHOLE_CHARITY = "Our whole charity"


@transaction.non_atomic_requests
@login_not_required
@require_safe
def cameras(request: HttpRequest) -> HttpResponse:
    """Every camera that is switched on, by service."""
    return _answer(request, "dpia/public_cameras.html", "cameras")


@transaction.non_atomic_requests
@login_not_required
@require_safe
def summaries(request: HttpRequest) -> HttpResponse:
    """Every published summary, by its title."""
    return _answer(request, "dpia/public_list.html", "assessments")


@transaction.non_atomic_requests
@login_not_required
@require_safe
def summary(request: HttpRequest, reference: str) -> HttpResponse:
    """One published summary."""
    # PostgreSQL can't even be asked for a text with a null byte.
    found = None if "\0" in reference else published(reference)
    if found is None:
        raise Http404
    return _answer(request, "dpia/public_summary.html", "assessments", found=found)


def switched_on(at: datetime) -> list[tuple[str, list[Camera]]]:
    """By the name of each service: its cameras that are on."""
    running = Dpia.objects.running().filter(kind=Kind.CCTV, live_on__lte=local_day(at))
    found: dict[str, list[Camera]] = {}
    known = Camera.objects.filter(dpia__in=running.values("pk")).select_related("dpia__service")
    of_ours = ("dpia__service__name", "dpia__kind")
    for camera in known.only(*OF_A_CAMERA, *of_ours).order_by("dpia__service__name", "name", "pk"):
        service = camera.dpia.service
        found.setdefault(service.name if service else WHOLE_CHARITY, []).append(camera)
    return list(found.items())


def updated_on(section: str, at: datetime) -> date | None:
    """The last day on which something changed on the page of this section; None where nothing ever did."""
    if section == "assessments":
        last = Dpia.objects.published().aggregate(at=Max("published_at"))["at"]
        return local_day(last) if last else None
    on = local_day(at)
    found = Dpia.objects.filter(kind=Kind.CCTV).aggregate(
        began=Max("live_on", filter=Q(live_on__lte=on)),
        stopped=Max("stopped_on", filter=Q(stopped_on__lte=on)),
    )
    return max(filter(None, found.values()), default=None)


def published(reference: str = "") -> Dpia | None:
    """The published one with this reference, its public fields alone."""
    found: Dpia | None = Dpia.objects.published().filter(reference=reference).only(*OF_A_SUMMARY).first()
    return found


def _answer(request: HttpRequest, template: str, section: str, *, found: Dpia | None = None) -> HttpResponse:
    at = timezone.now()

    def page() -> str:
        context = {
            "base": "public/base.html",
            "section": section,
            "services": switched_on(at) if section == "cameras" else [],
            "updated_on": updated_on(section, at),
            "dpia": found,
            "dpias": list(Dpia.objects.published().only(*OF_A_SUMMARY).order_by("title", "pk")),
            "charity": settings.CHARITY_NAME,
            "contact": settings.CHARITY_CONTACT,
        }
        return render_to_string(template, context)

    if is_nobody(request):
        return for_everyone(request, (_state(), local_day(at)), page)
    return private(HttpResponse(page()))


def _state() -> object:
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()

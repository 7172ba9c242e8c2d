"""The whole report of an assessment as a PDF for the archive, made when it is decided, with the same as data inside."""

import json
from datetime import datetime

from django.conf import settings

from dpia import matrix, plan
from dpia.actions import result
from dpia.models import Dpia
from dpia.reading import camera_rows, reasons, risk_rows, sections
from governance.documents import door
from governance.documents.archive import Enclosed
from governance.documents.models import Document

REPORT = "dpia_report"


def order(dpia: Dpia, *, at: datetime) -> None:
    """Order it as it was decided, in the same transaction."""
    door.want(REPORT, register="dpias", record_id=dpia.pk, version=dpia.version, at=at)


def find(dpia: Dpia) -> Document | None:
    """The newest one, once it has been made."""
    return door.newest(REPORT, dpia.pk)


def source(dpia_id: int) -> door.Source:
    """From what was frozen at the decision, so that it reads as what was decided; signs and actions as they are now."""
    decided = Dpia.objects.select_related(
        "service", "owner", "advised_by", "decided_by", "follows", "floor_plan", "screening_decided_by"
    )
    dpia = decided.exclude(frozen=None).get(pk=dpia_id)
    said = dpia.frozen or {}
    known, seen = risk_rows(said), camera_rows(said)
    signs = dpia.signs.select_related("photograph").order_by("number")
    inside = Enclosed(
        name=f"{dpia.reference}.json",
        media_type="application/json",
        content=json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        description="What was decided on, as data: its SHA-256 in canonical form is the hash in the report",
        relationship="Source",
    )
    context = {
        "dpia": dpia,
        "sections": sections(said),
        "screening": reasons(result(dpia).because),
        "risks": known,
        "matrices": matrix.drawn(known),
        "cameras": seen,
        "floor_plan": plan.on_paper(dpia.floor_plan, seen),
        "signs": [(each, plan.on_paper(each.photograph)) for each in signs],
        "actions": dpia.actions.select_related("owner").order_by("number"),
        "ico": dpia.ico_events.order_by("on", "id"),
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return door.Source("dpia/report.html", context, archive=True, enclosed=[inside])


door.renders(REPORT, source)

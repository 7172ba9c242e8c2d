"""What belongs to an assessment, written: its risks and what is done about them, cameras, the floor plan, signs."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from dpia.actions import write
from dpia.models import Camera, Dpia, Part, Risk, Sign
from dpia.register import BESIDES, DPIAS, NO_MORE
from dpia.rules import Place, happened, may_look_at
from governance.accounts.models import User
from governance.attachments import actions as attachments
from governance.attachments.states import State as FileState
from governance.errors import Denied, NotThere, demand, no
from governance.workflow.apply import apply

GONE_ON = no("Nothing is added to it any more.", next_step="Open its next version.")


def write_risk(
    dpia: Dpia, *, by: User, at: datetime, number: int | None, read_version: int | None = None, **facts: Any
) -> Dpia:
    """Add a risk (number None), or change one."""

    def change(locked: Dpia) -> None:
        risk = _part(Risk, locked, number)
        for name, value in facts.items():
            setattr(risk, name, value)
        risk.save()

    return write(dpia, change, by=by, at=at, read_version=read_version, fields=["risks"])


def write_camera(
    dpia: Dpia, *, by: User, at: datetime, number: int | None, read_version: int | None = None, **facts: Any
) -> Dpia:
    """Add a camera (number None), or change one. E-DPIA where no camera may look."""
    demand(may_look_at(Place(facts["place"])))

    def change(locked: Dpia) -> None:
        camera = _part(Camera, locked, number)
        for name, value in facts.items():
            setattr(camera, name, value)
        if not camera.records:
            camera.retention_days, camera.retention_because = None, ""
        if not camera.sound:
            camera.sound_because = ""
        camera.save()

    return write(dpia, change, by=by, at=at, read_version=read_version, fields=["cameras"])


def remove_risk(dpia: Dpia, *, by: User, at: datetime, number: int, **sent: Any) -> Dpia:
    """Take a risk out that is none."""
    return write(
        dpia,
        lambda locked: _part(Risk, locked, number).delete() and None,
        by=by,
        at=at,
        fields=["risks"],
        **sent,
    )


def remove_camera(dpia: Dpia, *, by: User, at: datetime, number: int, **sent: Any) -> Dpia:
    """Take a camera out that there will not be."""
    return write(
        dpia,
        lambda locked: _part(Camera, locked, number).delete() and None,
        by=by,
        at=at,
        fields=["cameras"],
        **sent,
    )


@transaction.atomic
def put_plan(dpia: Dpia, *, by: User, at: datetime, upload: "UploadedFile[Any]", **sent: Any) -> Dpia:
    """Put in the floor plan, or another in its place."""
    demand(DPIAS.verbs["edit"].may(by, dpia, at))
    kept = attachments.keep(
        dpia, DPIAS, label="Floor plan", upload=upload, by=by, at=at, service_id=dpia.service_id
    )

    def change(locked: Dpia) -> None:
        locked.floor_plan = kept

    return write(dpia, change, by=by, at=at, fields=["floor_plan"], **sent)


@transaction.atomic
def photograph(
    dpia: Dpia,
    *,
    by: User,
    at: datetime,
    where: str,
    photographed_on: date,
    upload: "UploadedFile[Any]",
    **sent: Any,
) -> Dpia:
    """Keep a photograph of a sign, which says who we are, what the cameras are for and whom to ask."""
    demand(DPIAS.verbs["photograph"].may(by, dpia, at))
    demand(happened(photographed_on, at))
    if dpia.state in NO_MORE:
        raise Denied(GONE_ON)
    kept = attachments.keep(
        dpia, DPIAS, label=f"Sign: {where}"[:120], upload=upload, by=by, at=at, service_id=dpia.service_id
    )

    def change(locked: Dpia) -> None:
        Sign.objects.create(
            dpia=locked,
            number=_next(Sign, locked),
            where=where,
            photograph=kept,
            photographed_on=photographed_on,
            kept_by=by,
        )

    return apply(BESIDES, dpia, "photograph", by=by, at=at, change=change, **sent)


def good_signs(dpia: Dpia, until: date) -> int:
    """How many signs were photographed by that day, with a photograph that was checked and is good."""
    return dpia.signs.filter(photograph__state=FileState.READY, photographed_on__lte=until).count()


def _next(model: type[Any], dpia: Dpia) -> int:
    return (model.objects.filter(dpia=dpia).aggregate(last=Max("number"))["last"] or 0) + 1


def _part(model: type[Any], dpia: Dpia, number: int | None) -> Any:
    if number is None:
        return model(dpia=dpia, number=_next(model, dpia))
    found: Part | None = model.objects.filter(dpia=dpia, number=number).first()
    if found is None:
        raise NotThere(DPIAS.name, dpia.reference)
    return found

"""What an assessment says, whole: what is advised on and decided, hashed, frozen, compared and rendered."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from dpia.models import Camera, Dpia, Part, Risk
from dpia.questions import steps_of

OF_A_RISK = (
    *("number", "words", "severity", "likelihood", "owner", "measures", "effect"),
    *("residual_severity", "residual_likelihood"),
)
OF_A_CAMERA = (
    *("number", "name", "place", "x", "y", "masked", "records", "sound", "sound_because", "watched_by"),
    *("retention_days", "retention_because"),
)


def content(dpia: Dpia) -> dict[str, Any]:
    """Everything that it says, in plain values and always in the same order, as it stands in the database."""
    said: dict[str, Any] = {"title": dpia.title, "kind": dpia.kind, "screening": dict(dpia.screening)}
    for step in steps_of(dpia):
        said |= {name: getattr(dpia, name) for name in step.fields}
    said["risks"] = _parts(risks(dpia), OF_A_RISK)
    if dpia.is_cctv:
        said["cameras"] = cameras_as_said(dpia)
        plan = dpia.floor_plan
        said["floor_plan"] = plan.original_sha256 if plan else ""
    return said


def risks(dpia: Dpia) -> list[Risk]:
    """Its risks by number; none of one that is not saved yet."""
    return list(dpia.risks.order_by("number")) if dpia.pk else []


def cameras(dpia: Dpia) -> list[Camera]:
    """Its cameras by number; none of one that is not saved yet."""
    return list(dpia.cameras.order_by("number")) if dpia.pk else []


def cameras_as_said(dpia: Dpia) -> list[dict[str, Any]]:
    """Everything that it says of its cameras."""
    return _parts(cameras(dpia), OF_A_CAMERA)


def fingerprint(said: dict[str, Any]) -> str:
    """The SHA-256 of what it says; the same words give the same, whoever asks and when."""
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def label(name: str, model: type[Dpia | Risk | Camera] = Dpia) -> str:
    """What a field is called, as the start of a line."""
    words = str(getattr(model._meta.get_field(name), "verbose_name", name))
    return words[:1].upper() + words[1:]


def shown(model: type[Dpia | Risk | Camera], name: str, value: Any) -> str:
    """A plain value of a field in words."""
    field: Any = model._meta.get_field(name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value in (None, ""):
        return ""
    return str(dict(field.choices).get(value, value)) if field.choices else str(value)


def _parts(found: Iterable[Part], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in names} for each in found]

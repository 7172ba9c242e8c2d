"""The floor plan as it is drawn, in the picture's own proportions, with each camera where it stands on it."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, NamedTuple

from django.core.files.storage import default_storage
from PIL import Image, ImageDraw

from governance.attachments import files
from governance.attachments.models import Attachment
from governance.errors import Denied

# In the drawing's own units: as wide as a small telephone, and as high as the picture makes it.
WIDE = 300
MARKS = (0, 25, 50, 75, 100)
# On paper: the largest side of a picture, and a dot against that.
ON_PAPER, DOT = 1_000, 0.025


class Dot(NamedTuple):
    """A camera on the drawing."""

    number: int
    name: str
    x: float
    y: float


class Mark(NamedTuple):
    """A line across the drawing, with its number at both edges."""

    percent: int
    x: float
    y: float


class Drawing(NamedTuple):
    """What is drawn: the reference of the picture, how high it is, the lines across it, and the cameras."""

    reference: str
    high: float
    marks: list[Mark]
    dots: list[Dot]

    @property
    def total(self) -> float:
        """With the numbers above it, and half a dot below."""
        return self.high + 28


def drawn(plan: Attachment | None, cameras: Iterable[Mapping[str, Any]]) -> Drawing | None:
    """The drawing; None where there is no picture that can be shown."""
    size = _size(plan) if plan is not None and plan.has_copy else None
    if plan is None or size is None:
        return None
    high = round(WIDE * size[1] / size[0], 1)
    dots = [
        Dot(each["number"], each["name"], each["x"] * WIDE / 100, round(each["y"] * high / 100, 1))
        for each in cameras
        if each["x"] is not None
    ]
    marks = [Mark(each, each * WIDE / 100, round(each * high / 100, 1)) for each in MARKS]
    return Drawing(plan.reference, high, marks, dots)


def on_paper(picture: Attachment | None, cameras: Iterable[Mapping[str, Any]] = ()) -> str:
    """A picture as an address that holds it whole, with the cameras drawn into it; empty where it cannot be shown."""
    if picture is None or not picture.has_copy:
        return ""
    try:
        with files.open_whole(picture.copy_file, picture.copy_sha256) as file, Image.open(file) as opened:
            paper = opened.convert("RGB")
    except Denied:
        return ""
    paper.thumbnail((ON_PAPER, ON_PAPER))
    pen, radius = ImageDraw.Draw(paper), max(paper.size) * DOT
    for each in cameras:
        if each["x"] is not None:
            x, y = paper.width * each["x"] / 100, paper.height * each["y"] / 100
            pen.ellipse(
                (x - radius, y - radius, x + radius, y + radius), fill="#4b1f4e", outline="white", width=2
            )
            pen.text((x, y), str(each["number"]), fill="white", font_size=radius * 1.2, anchor="mm")
    content = BytesIO()
    paper.save(content, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{b64encode(content.getvalue()).decode()}"


def _size(plan: Attachment) -> tuple[int, int] | None:
    try:
        with default_storage.open(plan.copy_file) as file, Image.open(file) as opened:
            return opened.size
    except OSError:
        return None

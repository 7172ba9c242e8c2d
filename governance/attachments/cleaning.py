"""Writes a file anew, so that nothing but what is seen is left of it. Run as a process of its own.

A hostile file attacks whoever parses it. So this runs without the database's address or any other secret,
may write no file and may use only so much memory and time; whatever happens to it, the worker goes on.
It reads the file from standard input, writes the copy to standard output, and names a fault in its last words.
"""

import sys
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from typing import Any

SECONDS, MEMORY = 30, 1_500_000_000
# What a phone takes; a JPEG is made smaller while it is read, and takes a fraction of this.
MOST_PIXELS = {"image/jpeg": 110_000_000, "image/png": 30_000_000}
# A4 at 300 dots an inch.
LONGEST_SIDE = 3_500
# Below this everywhere, nobody has drawn anything.
INK = 200
FAULTY = 3

ACTIVE_KEYS = {
    "/JS",
    "/JavaScript",
    "/XFA",
    "/EF",
    "/EmbeddedFiles",
    "/RichMediaContent",
    "/RichMediaSettings",
}
ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute"),
}
ACTIVE_ANNOTATIONS = {"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound", "/FileAttachment"}
DEEPEST = 200


class Fault(StrEnum):
    """Why a file is refused."""

    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "pixels"
    LOCKED = "locked"
    ACTIVE = "active"
    TOO_MANY_PAGES = "pages"
    BLANK = "blank"


class Faulty(Exception):
    """The file is refused for this fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def clean(content: bytes, media: str, *, drawn: bool, most_pages: int) -> bytes:
    """The same file written anew; raises Faulty, or whatever the parser raises over a damaged one."""
    if media == "application/pdf":
        return _pdf(content, most_pages)
    return _image(content, media, drawn)


def _image(content: bytes, media: str, drawn: bool) -> bytes:
    """The picture alone, the right way up: no place, no camera, no date, nothing after its end."""
    from PIL import Image, ImageOps

    # Our own limit below is by kind, and asked before anything is unpacked.
    Image.MAX_IMAGE_PIXELS = None
    kind = "JPEG" if media == "image/jpeg" else "PNG"
    with Image.open(BytesIO(content), formats=[kind]) as opened:
        if opened.width * opened.height > MOST_PIXELS[media]:
            raise Faulty(Fault.TOO_MANY_PIXELS)
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        turned = ImageOps.exif_transpose(opened)
        # What is transparent was white paper to whoever drew on it.
        clear = turned.convert("RGBA") if turned.mode in {"P", "PA", "LA", "La", "RGBa"} else turned
        if clear.mode == "RGBA":
            paper = Image.new("RGB", clear.size, "white")
            paper.paste(clear, mask=clear.getchannel("A"))
        else:
            paper = clear.convert("RGB")
    if drawn and paper.convert("L").getextrema()[0] > INK:  # type: ignore[operator]
        raise Faulty(Fault.BLANK)
    paper.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh, copy = Image.new("RGB", paper.size), BytesIO()
    fresh.paste(paper)
    fresh.save(copy, kind, quality=85) if kind == "JPEG" else fresh.save(copy, kind)
    return copy.getvalue()


def _pdf(content: bytes, most_pages: int) -> bytes:
    """The pages as they are printed, in a new document that holds nothing else."""
    import pikepdf

    copy = BytesIO()
    try:
        opened = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        raise Faulty(Fault.LOCKED) from None
    with opened as pdf, pikepdf.new() as fresh:
        if pdf.is_encrypted:
            raise Faulty(Fault.LOCKED)
        if len(pdf.pages) > most_pages:
            raise Faulty(Fault.TOO_MANY_PAGES)
        if not len(pdf.pages):
            raise Faulty(Fault.DAMAGED)
        if any(_is_active(each) for each in _dictionaries(pdf)):
            raise Faulty(Fault.ACTIVE)
        # What was filled in becomes part of the page.
        if "/AcroForm" in pdf.Root:
            pdf.generate_appearance_streams()
        pdf.flatten_annotations("print")
        for page in pdf.pages:
            for name in ("/Annots", "/AA", "/Metadata", "/PieceInfo", "/StructParents", "/B"):
                if name in page.obj:
                    del page.obj[name]
        fresh.pages.extend(pdf.pages)
        fresh.save(copy)
    return copy.getvalue()


def _dictionaries(pdf: Any) -> Iterator[Any]:
    """Every dictionary of a document, those inside others too."""
    import pikepdf

    waiting = [(each, 0) for each in pdf.objects]
    waiting.append((pdf.trailer, 0))
    while waiting:
        each, depth = waiting.pop()
        if depth > DEEPEST:
            raise Faulty(Fault.DAMAGED)
        inside: list[Any] = []
        if isinstance(each, pikepdf.Array):
            inside = list(each)
        elif isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            yield each
            inside = [each[name] for name in each.keys()]  # noqa: SIM118
        # What stands elsewhere by itself is among the objects already.
        waiting += [
            (part, depth + 1)
            for part in inside
            if isinstance(part, pikepdf.Array | pikepdf.Dictionary) and not part.is_indirect
        ]


def _is_active(each: Any) -> bool:
    keys = set(each.keys())
    return bool(
        keys & ACTIVE_KEYS
        or str(each.get("/S", "")) in ACTIVE_ACTIONS
        or str(each.get("/Subtype", "")) in ACTIVE_ANNOTATIONS
        or str(each.get("/Type", "")) == "/EmbeddedFile"
    )


def _bound() -> None:
    """Only so much memory and time, and no file."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # The first limit tells of itself; at the second, it would look as if somebody had stopped us.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))


def main() -> int:
    """Arguments: the media type, `drawn` or `scan`, and the most pages. Returns 0, or FAULTY with the fault named."""
    media, kind, most_pages = sys.argv[1:4]
    _bound()
    try:
        copy = clean(sys.stdin.buffer.read(), media, drawn=kind == "drawn", most_pages=int(most_pages))
    except Faulty as found:
        fault = found.fault
    except Exception:
        # Whatever a parser stumbles over, the file is not one that can be relied on.
        fault = Fault.DAMAGED
    else:
        sys.stdout.buffer.write(copy)
        return 0
    sys.stderr.write(fault.value)
    return FAULTY


if __name__ == "__main__":
    sys.exit(main())

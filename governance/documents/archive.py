"""What PDF/A-3a asks for beyond what WeasyPrint does by itself (ISO 19005-3): its pictures, its files, its language.

WeasyPrint gives the tags, the embedded fonts, the colours it means (sRGB) and the claim itself.
"""

import logging
import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Any, Literal, NamedTuple

from django.utils import timezone

log = logging.getLogger(__name__)

# No archive lets a reader smooth pictures as it likes, which is what WeasyPrint allows it by default.
STYLE = "* { image-rendering: crisp-edges !important }"
# A reference and an ending has no other signs; the name of a person or of a file that somebody sent has.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


class Enclosed(NamedTuple):
    """A file inside a document for the archive.

    name: such as `AGR-2026-0007.json`: of letters, digits, dots and hyphens, and of nobody. description: what it is, in
    words; of nobody as well. relationship: whether the document was made from it ("Source"), or shows what is in it
    ("Data").
    """

    name: str
    media_type: str
    content: bytes
    description: str
    relationship: Literal["Source", "Data"]


def attachments(enclosed: Sequence[Enclosed], fetcher: Any) -> list[Any]:
    """The files as WeasyPrint takes them, in the order of their names, as a reader looks them up.

    Raises ValueError for a name or a kind of file that can't be, and for two of one name.
    """
    from weasyprint import Attachment

    if len({each.name for each in enclosed}) < len(enclosed):
        raise ValueError("two enclosed files of one name")
    for each in enclosed:
        if not NAME.fullmatch(each.name) or not MEDIA_TYPE.fullmatch(each.media_type):
            raise ValueError("an enclosed file needs a name of a reference and an ending, and its media type")
    now = timezone.now()
    return [
        Attachment(
            # Only an address says what kind of file it is.
            url=f"data:{each.media_type};base64,{b64encode(each.content).decode()}",
            url_fetcher=fetcher,
            name=each.name,
            description=each.description,
            relationship=each.relationship,
            created=now,
            modified=now,
        )
        for each in sorted(enclosed)
    ]


def finish(document: Any, made: Any) -> None:
    """Mend a PDF before it is written: each file associated once, and the language where archives look for it."""
    if "AF" in made.catalog:
        made.catalog["AF"][:] = dict.fromkeys(made.catalog["AF"])
    for each in made.objects:
        if getattr(each, "extra", {}).get("Type") == "/Metadata" and document.metadata.lang:
            each.stream[0] = each.stream[0].replace(b"</rdf:RDF>", _language(document.metadata.lang))
        # The glyph with number 0 stands for every sign that no font of this machine has.
        if isinstance(each, dict) and each.get("W", [None])[0] == 0:
            log.error("%s: it has signs that no font of this machine has", document.metadata.title)


def _language(code: str) -> bytes:
    return (
        '<rdf:Description rdf:about=""><dc:language><rdf:Bag>'
        f"<rdf:li>{escape(code)}</rdf:li></rdf:Bag></dc:language></rdf:Description></rdf:RDF>"
    ).encode()

"""How a version reads, for the registers that show what a person was told."""

from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from consent.wording.models import WordingVersion
from consent.wording.rules import fingerprint
from governance.errors import NotThere
from governance.policies.rendering import render


class Shown(NamedTuple):
    """A text as it was shown. `intact` says whether it still is what its hash says."""

    label: str
    title: str
    html: SafeString
    language: str
    content_hash: str
    intact: bool


def shown(pk: int) -> Shown:
    """The text of a version that is or was in use, for ever. Raises NotThere for one that never was."""
    version = WordingVersion.objects.fixed().select_related("wording").filter(pk=pk).first()
    if version is None:
        raise NotThere("consent_wording", "")
    return Shown(
        label=version.label,
        title=version.title,
        html=text(version),
        language=version.wording.language,
        content_hash=version.content_hash,
        intact=fingerprint(version.title, version.body) == version.content_hash,
    )


def text(version: WordingVersion, *, under: int = 2) -> SafeString:
    """The body as safe HTML; its headings stand under one of the level `under`."""
    return mark_safe(render(version.body, under=under))  # noqa: S308  (`render` has cleaned it)

"""Privacy notices and leaflets in force, found by what they say."""

from governance.policies.rendering import words
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.pages import PICTURE
from governance.records.searching import Passage, Texts, texts

NAME = "Privacy notices and leaflets"
SEARCHED = ("title", "body", "national")


def for_everyone(text: str) -> Texts:
    """All of them are for everyone."""
    return texts(
        NAME, NoticeVersion.objects.published().select_related("notice__service"), text, SEARCHED, _passage
    )


def _passage(version: NoticeVersion) -> Passage:
    body = PICTURE.sub("", version.body)
    of = f": {version.notice.get_kind_display()}" if version.notice.is_leaflet else ""
    return Passage(f"{version.title}{of}", version.notice.address, words(f"{body}\n\n{version.national}"))

"""The papers of a withdrawal: a notice to whoever else published it, words for the person. Neither names anybody."""

from datetime import datetime
from typing import Any

from django.conf import settings

from consent.media.models import Ended, InIt, Publication
from governance.documents import door
from governance.documents.models import Document

NOTICE, WORDS = "media_notice", "media_words"


def order_notice(publication: Publication, *, at: datetime) -> None:
    """Order the notice to its publisher, in the same transaction; once is enough."""
    door.want(NOTICE, register="media", record_id=publication.pk, version=1, at=at)


def order_words(in_it: InIt, *, at: datetime) -> None:
    """Order the words for a person who took back their yes, in the same transaction."""
    door.want(WORDS, register="media", record_id=in_it.pk, version=1, at=at)


def find(kind: str, record_id: int) -> Document | None:
    """The paper, once it has been made."""
    return door.newest(kind, record_id)


def notice(publication: Publication) -> dict[str, Any]:
    """What the notice is written from."""
    ended = publication.asset.people.exclude(ended="").filter(removed_at=None)
    taken_back = ended.filter(ended=Ended.WITHDRAWN).exists()
    return {"publication": publication, "asset": publication.asset, "taken_back": taken_back, **_us()}


def words(in_it: InIt) -> dict[str, Any]:
    """What the words for the person are written from."""
    shown = in_it.asset.publications.order_by("number")
    others = [each for each in shown if not each.ours]
    return {
        "asset": in_it.asset,
        "others": others,
        "was_ours": any(each.ours for each in shown),
        "taken_back": in_it.ended == Ended.WITHDRAWN,
        "said_no": in_it.ended == Ended.REFUSED,
        **_us(),
    }


def _us() -> dict[str, str]:
    return {
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "contact": settings.CHARITY_CONTACT,
    }


def _notice_source(publication_id: int) -> door.Source:
    found = Publication.objects.select_related("asset", "organisation").get(pk=publication_id)
    context = {"template": "media/_notice.html", "title": "Please take this down", **notice(found)}
    return door.Source("media/paper.html", context)


def _words_source(in_it_id: int) -> door.Source:
    found = InIt.objects.select_related("asset").get(pk=in_it_id)
    context = {"template": "media/_words.html", "title": "Your picture, film or story", **words(found)}
    return door.Source("media/paper.html", context)


door.renders(NOTICE, _notice_source)
door.renders(WORDS, _words_source)

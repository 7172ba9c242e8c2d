"""Resources found by what they say."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from governance.policies.rendering import words
from governance.records.searching import Passage, Texts, texts
from governance.resources.models import SEARCHED, Resource
from governance.resources.register import RESOURCES

NAME = "Resources"


def for_public(text: str) -> Texts:
    """Those that anyone may read."""
    return _found(
        Resource.objects.for_public(), text, lambda each: reverse("resources:public", args=[each.slug])
    )


def for_staff(text: str) -> Texts:
    """All that are in use."""
    return _found(Resource.objects.live(), text, RESOURCES.url)


def _found(among: QuerySet[Any], text: str, url: Callable[[Resource], str]) -> Texts:
    def passage(each: Resource) -> Passage:
        return Passage(each.title, url(each), f"{each.summary}\n{words(each.text)}")

    return texts(NAME, among, text, SEARCHED, passage)

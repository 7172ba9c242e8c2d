"""Policies in force, found by their titles and by what their sections say."""

from typing import Any

from django.db.models import QuerySet

from governance.policies.models import PolicyVersion, Section
from governance.policies.rendering import words
from governance.policies.states import State
from governance.records.searching import Passage, Texts, best, texts

NAME = "Policies"


def for_public(text: str) -> Texts:
    """By their titles, and in what anyone may read: boxes for staff are not even looked through."""
    published = PolicyVersion.objects.published().select_related("policy").defer("text")
    titled = texts(NAME, published, text, ["title"], _titled)
    said = _in_sections(Section.objects.for_public(), text)
    # What is only nearly so counts where nothing is so.
    good = best(titled, said)
    excerpts = [excerpt for each in good for excerpt in each.excerpts]
    return Texts(NAME, excerpts, any(each.more for each in good), all(each.nearly for each in good))


def for_staff(text: str) -> Texts:
    """In their sections, and in the boxes for staff too."""
    return _in_sections(Section.objects.all(), text)


def _in_sections(among: QuerySet[Any], text: str) -> Texts:
    in_force = among.filter(version__state=State.PUBLISHED)
    read = in_force.select_related("version__policy").defer("version__text")
    return texts(NAME, read, text, Section.SEARCHED, _passage)


def _titled(version: PolicyVersion) -> Passage:
    words = f"Policy {version.policy.number}, version {version.number}"
    return Passage(version.title, f"/policies/{version.policy.slug}/", words)


def _passage(section: Section) -> Passage:
    url = f"/policies/{section.version.policy.slug}/#{section.anchor}"
    return Passage(f"{section.version.title}: {section.heading}", url, words(section.body))

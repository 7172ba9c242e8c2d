"""The sections of our policies that resources belong to, as an address ends: `information-rights#your-rights`."""

from collections.abc import Iterable
from typing import NamedTuple

from governance.policies.models import PolicyVersion, Section
from governance.policies.states import State
from governance.resources.models import Resource

# Smaller headings are no sections of their own here.
SMALLEST = 3
# So many can be chosen from.
MOST = 200


class Place(NamedTuple):
    """A section, or a whole policy, in words, and where it is."""

    title: str
    heading: str
    url: str

    def __str__(self) -> str:
        return f"{self.title}: {self.heading}" if self.heading else self.title


def key(slug: str, anchor: str) -> str:
    return f"{slug}#{anchor}" if anchor else slug


def of(resource: Resource) -> str:
    """The section that a resource belongs to, or nothing."""
    return key(resource.policy.slug, resource.anchor) if resource.policy else ""


def there_are() -> dict[str, Place]:
    """Each policy in force, and each section of it that everyone may read, in their order."""
    titles = PolicyVersion.objects.published().order_by("title").values_list("policy__slug", "title")
    headings: dict[str, list[tuple[str, str]]] = {}
    sections = Section.objects.filter(
        version__state=State.PUBLISHED, kind=Section.Kind.TEXT, level__lte=SMALLEST
    ).order_by("version_id", "position")
    for slug, anchor, heading in sections.values_list("version__policy__slug", "anchor", "heading"):
        headings.setdefault(slug, []).append((anchor, heading))
    found = {}
    for slug, title in titles:
        for anchor, heading in [("", ""), *headings.get(slug, [])]:
            found[key(slug, anchor)] = Place(title, heading, f"/policies/{key(f'{slug}/', anchor)}")
    return found


def in_use() -> dict[str, Place]:
    """Those that resources belong to now."""
    one_of_each = Resource.objects.exclude(policy=None).distinct("policy_id", "anchor")
    one_of_each = one_of_each.order_by("policy_id", "anchor")
    return places(one_of_each.select_related("policy")[:MOST])


def places(resources: Iterable[Resource]) -> dict[str, Place]:
    """Those that these resources belong to, as far as everyone may read them now."""
    wanted = {(each.policy_id, each.anchor): of(each) for each in resources if each.policy}
    policies = {policy for policy, _ in wanted}
    titles = dict(
        PolicyVersion.objects.published().filter(policy__in=policies).values_list("policy_id", "title")
    )
    sections = Section.objects.for_public().filter(
        version__state=State.PUBLISHED,
        version__policy__in=policies,
        anchor__in={anchor for _, anchor in wanted if anchor},
    )
    headings = {
        (policy, anchor): heading
        for policy, anchor, heading in sections.values_list("version__policy_id", "anchor", "heading")
    }
    return {
        section: Place(
            titles[policy],
            headings.get((policy, anchor), ""),
            f"/policies/{key(section.partition('#')[0] + '/', anchor if (policy, anchor) in headings else '')}",
        )
        for (policy, anchor), section in wanted.items()
        if policy in titles
    }

"""Links in policies that lead to resources."""

from collections.abc import Collection, Mapping

from django.urls import reverse

from governance.policies.links import Library, Target, lead_to
from governance.resources.models import Resource
from governance.resources.register import RESOURCES
from governance.resources.states import State

# Every change of a resource raises its version, and a new one is a new row.
STATE = "SELECT max(id), sum(version) FROM resources_resource"


def _find(references: Collection[str]) -> Mapping[str, Target]:
    found = Resource.objects.filter(reference__in=[each for each in references if "\0" not in each])
    return {each.reference: _target(each) for each in found.only("reference", "slug", "state", "staff_only")}


def _target(resource: Resource) -> Target:
    if resource.state == State.WITHDRAWN:
        return Target("", "")
    public_url = "" if resource.staff_only else reverse("resources:public", args=[resource.slug])
    return Target(public_url or RESOURCES.url(resource), public_url)


lead_to(Library(_find, STATE))

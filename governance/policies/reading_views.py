"""Reading and saying so: what is left for me to read, "I have read it", and who has and who has not."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.models import Service
from governance.errors import demand
from governance.exports.bar import bar
from governance.policies import actions
from governance.policies.filters import NOWHERE, WHETHER, chosen, filters, version_of, versions
from governance.policies.models import PolicyVersion
from governance.policies.permissions import may_see_readers
from governance.policies.reading_list import behind, unread_by
from governance.policies.register import VERSIONS
from governance.policies.states import State
from governance.records.paging import page
from governance.workflow.forms import VerbForm
from governance.workflow.requests import by, sent, take_step


def to_read(request: HttpRequest) -> HttpResponse:
    """The policies in force that the user has not said to have read."""
    listed = page(unread_by(by(request)), request.GET, by=("title", "id"))
    return render(request, "policies/to_read.html", {"page": listed})


def acknowledge(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that one has read a version. One that was replaced meanwhile leads to the one in force."""
    at, user = timezone.now(), by(request)
    version: PolicyVersion = VERSIONS.find(reference, user=user, at=at)
    page = f"/policies/{version.policy.slug}/"
    return take_step(
        request,
        VerbForm(*sent(request)),
        lambda: actions.acknowledge(version, by=user, at=at),
        register=VERSIONS,
        verb="acknowledge",
        done="We have written down that you read it.",
        then=lambda _: page,
        template="policies/acknowledge.html",
        reference=reference,
        version=version,
        is_replaced=version.state == State.SUPERSEDED,
        page=page,
    )


def readers(request: HttpRequest) -> HttpResponse:
    """Who has read a version and who has not, by service, for the IG team."""
    at, user = timezone.now(), by(request)
    demand(may_see_readers(user))
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at)
    everyone = chosen(user, {name: value for name, value in wanted.items() if name != "read"}, at)
    counted = everyone.aggregate(staff=Count("pk"), missing=Count("pk", filter=Q(read_at=None)))
    version = version_of(wanted) if "version" in wanted else None
    services = [(str(service.pk), service.name) for service in Service.objects.order_by("name")]
    context = {
        "version": version,
        "versions": [(each.reference, str(each)) for each in versions()],
        "page": page(found, request.GET, by=("name", "id")),
        "filters": wanted,
        "whether": WHETHER.items(),
        "services": [*services, (NOWHERE, "In no service")],
        **counted,
        "behind": behind(version) if version else [],
        "bar": bar(user, VERSIONS.name, wanted),
    }
    return render(request, "policies/readers.html", context)

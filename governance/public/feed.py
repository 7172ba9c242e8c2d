"""What changed in our policies, for whoever wants to be told (an Atom feed)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from governance.policies.models import PolicyVersion
from governance.policies.public import for_everyone, is_nobody, private

MOST = 50


@transaction.non_atomic_requests
@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The policies in force, the one that changed last first."""
    latest = PolicyVersion.objects.published().select_related("policy").order_by("-published_at", "-pk")
    versions = list(latest[:MOST])

    def page() -> str:
        return _written(versions)

    state = [(version.pk, version.version) for version in versions]
    response = for_everyone(request, state, page) if is_nobody(request) else private(HttpResponse(page()))
    response["Content-Type"] = Atom1Feed.content_type
    return response


def _written(versions: list[PolicyVersion]) -> str:
    home = settings.BASE_URL
    atom = Atom1Feed(
        title="Changes of our policies",
        link=f"{home}/policies/",
        description="",
        subtitle="What we promise about your information, and what changed.",
        feed_url=f"{home}/policies/feed/",
        author_name=settings.CHARITY_NAME or "Sharewell",
        language="en-gb",
    )
    for version in versions:
        atom.add_item(
            title=str(version),
            link=f"{home}/policies/{version.policy.slug}/",
            unique_id=f"{home}/policies/{version.policy.slug}/versions/{version.number}/",
            description=_changes(version),
            pubdate=version.published_at,
            updateddate=version.published_at,
        )
    return atom.writeString("utf-8")


def _changes(version: PolicyVersion) -> str:
    """What the table of issues says of this version, which is in the policy for everyone to read."""
    return next((str(issue["changes"]) for issue in version.issues if issue["issue"] == version.number), "")

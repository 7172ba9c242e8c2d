"""Search for everyone, in what everyone may read: policies without the boxes for staff, guides, leaflets, notices.

The page is made without the request. What somebody looked for is kept by nobody: no cache, and no log of ours.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from governance.policies import finding as policies
from governance.policies.public import for_everyone, is_nobody, private
from governance.privacy_notices import finding as privacy_notices
from governance.records.searching import best, problem_with
from governance.resources import finding as resources


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form; with words in the address, what says them."""
    text = request.GET.get("q", "").replace("\0", "").strip()
    if not text and is_nobody(request):
        return for_everyone(request, "", lambda: _page(""))
    if not text:
        return private(HttpResponse(_page("")))
    if problem := problem_with(text):
        return private(HttpResponse(_page(text, problem=problem)))
    found = best(policies.for_public(text), resources.for_public(text), privacy_notices.for_everyone(text))
    return private(HttpResponse(_page(text, searched=True, found=found)))


def _page(wanted: str, **context: object) -> str:
    return render_to_string("public/search.html", {"section": "search", "wanted": wanted} | context)

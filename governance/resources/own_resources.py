"""The forms and templates that Sharewell makes, each as a resource."""

from datetime import datetime

from governance.accounts.models import User
from governance.calendar import add_months, local_day
from governance.defaults import RESOURCE_REVIEW_MONTHS
from governance.policies.models import Policy
from governance.records.actor import acting_as
from governance.resources import actions, sections
from governance.resources.blanks import BLANKS, Blank
from governance.resources.models import Resource
from governance.resources.rules import Content


def enter_blanks(*, by: User, owner: User, at: datetime) -> list[Resource]:
    """Add each form that Sharewell makes and that was never a resource, withdrawn ones among them."""
    entered = set(Resource.objects.exclude(blank="").values_list("blank", flat=True))
    with acting_as(by.pk):
        return [
            _add(each, by=by, owner=owner, at=at)
            for key, each in sorted(BLANKS.items())
            if key not in entered
        ]


def _add(blank: Blank, *, by: User, owner: User, at: datetime) -> Resource:
    slug, _, anchor = blank.section.partition("#")
    known = blank.section in sections.there_are()
    return actions.add(
        by=by,
        at=at,
        title=blank.title,
        kind=blank.kind,
        summary=blank.words,
        owner=owner,
        review_on=add_months(local_day(at), RESOURCE_REVIEW_MONTHS.value),
        content=Content.BLANK,
        blank=blank.key,
        policy=Policy.objects.get(slug=slug) if known else None,
        anchor=anchor if known else "",
    )

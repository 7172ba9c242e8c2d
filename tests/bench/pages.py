"""Pages, each beside a view that does nothing."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone

from consent.consents import views
from consent.consents.register import CONSENTS
from governance.accounts.models import User
from governance.config import urls
from governance.config.demonstration_policies import OWN
from governance.policies import actions as policies
from governance.records.paging import page
from tests.bench import bare
from tests.bench.figures import Figure, compare
from tests.bench.plans import asked
from tests.bench.requests import Visitor
from tests.bench.stories import Charity

BARE = "a bare view"
DEEP = 0.9


def figures(charity: Charity, policy: str) -> Iterator[Figure]:
    urls.urlpatterns += [path("bare/", bare.view), path("bare/without-database/", bare.without_database)]
    nobody = Visitor()
    yield from _public(policy, nobody)
    idle = nobody.asking("/bare/")
    for words, user in (("3 services", charity.three), ("all services", charity.overseer)):
        someone = Visitor(user)
        first = someone.asking("/consents/")
        yield compare(f"consents list, 25 rows, {words}", first, BARE, idle, at_most=40, growth=1.3)
        deep = someone.asking(f"/consents/?after={_deep(user)}")
        yield compare(f"the page at 90 % depth, {words}", deep, "the first page", first, at_most=1.3)
        few = len(asked(first))
        with patch.object(views, "page", partial(page, size=100)):
            many = len(asked(first))
        yield Figure(
            f"queries of that list, {words}",
            "for 100 rows",
            "the same",
            f"{few} and {many}",
            few == many,
        )


def _public(policy: str, nobody: Visitor) -> Iterator[Figure]:
    read = nobody.asking(policy)
    again = nobody.asking(policy, **{"If-None-Match": read()["ETag"]})
    idle = nobody.asking("/bare/")
    yield compare("public policy page, warm", read, BARE, idle, at_most=3)
    yield compare("the same, conditional request", again, BARE, idle, at_most=2)
    idle, beside = nobody.asking("/bare/without-database/"), f"{BARE} that opens no transaction"
    yield compare("public policy page, warm", read, beside, idle)
    yield compare("the same, conditional request", again, beside, idle)


@transaction.atomic
def publish(charity: Charity) -> str:
    """Put our longest policy in force; returns where it is."""
    text = max((path.read_text() for path in OWN.glob("*.md")), key=len)
    at = timezone.now()
    version = policies.import_text(text, by=charity.overseer, at=at, sponsor=charity.sponsor)
    version = policies.submit(version, by=charity.overseer, at=at)
    version = policies.endorse(version, by=charity.dpo, at=at)
    version = policies.publish(version, by=charity.sponsor, at=at)
    return f"/policies/{version.policy.slug}/"


def _deep(user: User) -> int:
    """The consent after which a tenth of the list remains."""
    listed: QuerySet[Any] = (
        CONSENTS.visible(user, timezone.now()).order_by("-id").values_list("id", flat=True)
    )
    return int(listed[int(listed.count() * DEEP)])

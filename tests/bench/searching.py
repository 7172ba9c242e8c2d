"""Looking for somebody whom we do not have, which is what a search does before a person is added.

As PostgreSQL is asked: what Django takes to write a query would be on one
side only.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.people.models import Person
from governance.records.paging import PAGE
from tests.bench.figures import Figure, Work, compare
from tests.bench.stories import Charity

# As people type: parts that many names have, in a name that nobody has.
NOBODY = "Marlowe Brookington"
SCAN = "SELECT id FROM people_person WHERE upper(name) LIKE %s"


def figures(charity: Charity, *, judged: bool) -> Iterator[Figure]:
    for words, user in (("3 services", charity.three), ("all services", charity.overseer)):
        yield compare(
            f"name search without a hit, {words}",
            _search(user),
            "a sequential scan for the name alone",
            _scan,
            at_least_faster=100,
            judged=judged,
            rounds=9,
        )


def _search(user: User) -> Work:
    """The query of the page for people, as the page sends it."""
    visible = Person.objects.visible_to(user, timezone.now())
    sql, params = visible.named_like(NOBODY).order_by("name", "id")[: PAGE + 1].query.sql_with_params()

    def search() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            if cursor.fetchall():
                raise RuntimeError("Somebody has that name.")

    return search


@transaction.atomic
def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(SCAN, [f"%{NOBODY.upper()}%"])

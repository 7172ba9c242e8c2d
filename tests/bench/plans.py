"""How PostgreSQL answers the pages and the sweep: the plans of their queries, and which of them scan a large table."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from governance.accounts.models import User
from governance.deadlines.sweep import sweep
from governance.people.register import PEOPLE
from governance.records.actor import SHAREWELL, acting_as
from tests.bench.searching import NOBODY
from tests.bench.stories import Charity

# Tables that grow with the people we see, their histories among them. The others have a row for each member of
# staff, service, partner or policy.
APPS = ("people", "conversations", "consents", "ledger", "deadlines", "notifications")
SMALL = {"people_accessexclusion", "people_historicalaccessexclusion", "ledger_seal"}
LARGE = {model._meta.db_table for app in APPS for model in apps.get_app_config(app).get_models()} - SMALL

Work = Callable[[], Any]


class Plan(NamedTuple):
    """One query: what asks it, what it asks, how it is answered, and the large tables that are read from end to end."""

    where: str
    about: str
    steps: list[str]
    scans: list[str]


def explain(charity: Charity) -> list[Plan]:
    """The plan of every query that reads a large table, once, for each hot page and each kind of reader."""
    plans: dict[tuple[str, str], Plan] = {}
    for where, work in _hot(charity):
        for sql, params in asked(work):
            if not any(table in sql for table in LARGE):
                continue
            plan, rows = planned(sql, params)
            found = Plan(where, _about(sql), list(_steps(plan)), sorted(set(scans(plan, rows))))
            plans.setdefault((sql, str(found.steps)), found)
    return list(plans.values())


def _hot(charity: Charity) -> Iterator[tuple[str, Work]]:
    """What is asked all day, or reads most: each as somebody in three services, and as one who oversees all."""
    for words, user in (("3 services", charity.three), ("all services", charity.overseer)):
        for name, ask in _pages(user):
            yield f"{name}, {words}", ask
    yield "the sweep", lambda: _sweep()


def _pages(user: User) -> Iterator[tuple[str, Work]]:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    at = timezone.now()
    consent: Consent = CONSENTS.visible(user, at).order_by("-id").first()
    worker = CONSENTS.visible(user, at).values_list("case__key_worker", flat=True).first()
    for name, path in (
        ("consents", "/consents/"),
        ("consents, next page", f"/consents/?after={consent.pk}"),
        ("consents, review due", "/consents/?due=review"),
        ("consents, ending soon", "/consents/?due=expiry"),
        ("consents, recipients to be told", "/consents/?due=tell"),
        ("consents, drafts", "/consents/?state=DRAFT"),
        ("consents, publicity", "/consents/?kind=MEDIA"),
        ("consents, of a key worker", f"/consents/?worker={worker}"),
        ("consents, of no key worker", "/consents/?worker=nobody"),
        ("a consent", CONSENTS.url(consent)),
        ("to be asked", "/conversations/"),
        ("to be asked, mine", "/conversations/?whose=mine"),
        ("review round", "/consents/reviews/"),
        ("people", "/people/"),
        ("a person", PEOPLE.url(consent.person)),
        ("desk", "/desk/"),
        ("desk, all work", reverse("desk:work")),
        ("inbox", "/desk/inbox/"),
    ):
        yield name, lambda path=path: client.get(path)
    for path in ("/people/search/", "/consents/search/"):
        for name, wanted in (
            ("without a hit", NOBODY),
            ("many hits", "Mar"),
            ("by reference", consent.reference),
        ):
            yield f"{path} {name}", lambda path=path, wanted=wanted: client.post(path, {"q": wanted})


def _sweep() -> None:
    with acting_as(SHAREWELL), transaction.atomic():
        sweep(at=timezone.now())
        transaction.set_rollback(True)


def asked(work: Work) -> list[tuple[str, Any]]:
    """Every statement that `work` sends, with its parameters."""
    asked = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return [(sql, params) for sql, params in asked if "savepoint" not in sql.lower()]


def planned(sql: str, params: Any) -> tuple[dict[str, Any], dict[str, float]]:
    """How PostgreSQL would answer, and how many rows it believes that each large table has."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname = ANY (%s)", [list(LARGE)])
        return plan, dict(cursor.fetchall())


def _about(sql: str) -> str:
    """What a query asks, short: of which table, in which order."""
    table = re.search(r'(?:FROM|INTO|UPDATE) "?(\w+)', sql)
    order = re.search(r"ORDER BY ([^()]*?)(?: LIMIT|$)", sql)
    kind = "count" if "COUNT(*)" in sql[:40] else sql.split()[0].lower()
    return (
        " ".join([kind, table[1] if table else "", f"by {order[1]}" if order else ""])
        .replace('"', "")
        .strip()
    )


def scans(plan: dict[str, Any], rows: dict[str, float], *, stops: bool = False) -> Iterator[str]:
    """The large tables that are read from end to end.

    stops: somebody above takes only the first rows. Where most rows will do, reading on from the first until
    there are enough is the quickest way.
    """
    kind = plan["Node Type"]
    if kind == "Seq Scan" and (table := plan["Relation Name"]) in LARGE:
        soon_enough = stops and plan["Plan Rows"] * 2 >= rows[table]
        yield from [] if soon_enough else [table]
    stops = (stops or kind == "Limit") and kind not in ("Sort", "Hash", "Aggregate", "Materialize")
    for part in plan.get("Plans", ()):
        yield from scans(part, rows, stops=stops)


def _steps(plan: dict[str, Any], depth: int = 0) -> Iterator[str]:
    """The plan in words, without the figures that differ from run to run."""
    about = [plan[key] for key in ("Index Name", "Relation Name") if key in plan]
    yield "  " * depth + " ".join([plan["Node Type"], *about])
    for part in plan.get("Plans", ()):
        yield from _steps(part, depth + 1)

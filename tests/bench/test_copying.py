"""What the loader makes is what the application would have made; and its hot queries read no large table whole."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.conversations.models import Conversation
from consent.conversations.register import CONVERSATIONS
from consent.conversations.states import State
from governance.deadlines.models import Deadline
from governance.ledger.models import Event
from governance.ledger.verification import verify
from governance.people.models import Case, Person
from governance.people.register import PEOPLE
from governance.records.actor import SHAREWELL, acting_as
from governance.workflow.apply import refresh_deadlines
from tests.bench import one_size, plans
from tests.bench.requests import Visitor
from tests.bench.stories import BLOCK, Charity
from tests.conftest import as_owner

PEOPLE_LOADED = 4_000


@pytest.fixture(scope="module")
def charity(django_db_setup: None, django_db_blocker: Any) -> Iterator[Charity]:
    """Loaded once for all tests here, which leave it as it is."""
    from django.core.management import call_command

    address = urlsplit(settings.DATABASE_OWNER_URL)._replace(path=f"/{connection.settings_dict['NAME']}")
    with django_db_blocker.unblock(), psycopg.connect(urlunsplit(address), autocommit=True) as owner:
        try:
            with acting_as(SHAREWELL):
                loaded = one_size.load(PEOPLE_LOADED, owner)
            yield loaded
        finally:
            owner.execute("DROP SCHEMA IF EXISTS bench CASCADE")
            with as_owner():
                call_command("flush", verbosity=0, interactive=False)


def test_there_are_as_many_people_as_were_asked_for_each_with_a_case_and_two_consents(
    charity: Charity,
) -> None:
    assert Person.objects.count() == Case.objects.count() == PEOPLE_LOADED
    assert Consent.objects.count() == 2 * PEOPLE_LOADED
    assert Conversation.objects.count() == PEOPLE_LOADED
    assert Person.objects.values("name").distinct().count() > PEOPLE_LOADED / 2


def test_a_copy_has_the_history_of_its_story(charity: Charity) -> None:
    """Version by version: what was changed, not only how it ended."""
    first = list(Person.objects.order_by("id").values_list("pk", flat=True)[: 2 * BLOCK])
    for model, about in (
        (Person, "pk__in"),
        (Case, "person__in"),
        (Conversation, "person__in"),
        (Consent, "person__in"),
    ):
        told = model.objects.filter(**{about: first})
        copied = model.objects.exclude(**{about: first}).order_by("-id")[: 2 * BLOCK]
        kinds = [
            {
                tuple(record.history.order_by("history_id").values_list("history_type", "version"))
                for record in each
            }
            for each in (told, copied)
        ]
        assert kinds[1] <= kinds[0]
    assert Consent.history.filter(version__gt=1).count() > PEOPLE_LOADED


def test_a_copy_has_the_events_of_its_story_under_its_own_reference(charity: Charity) -> None:
    copied = Consent.objects.filter(state="WITHDRAWN").order_by("-id").first()
    events = Event.objects.filter(register="consents", reference=copied.reference)
    verbs = list(events.order_by("id").values_list("verb", flat=True))
    assert verbs[:3] == ["draft", "give", "view"]
    assert "withdraw" in verbs
    assert {(event.person_id, event.service_id) for event in events} == {
        (copied.person_id, copied.service_id)
    }


def test_its_deadlines_are_what_the_rules_say(charity: Charity) -> None:
    """To refresh them changes nothing, but that what has lapsed is found open again until the next sweep."""
    at = timezone.now()
    registers = (CONSENTS, CONVERSATIONS)
    names = [register.name for register in registers]
    ours = Deadline.objects.filter(register__in=names, until_on=None).order_by("id").values()
    before = list(ours)
    with acting_as(SHAREWELL), transaction.atomic():
        for register in registers:
            for record in register.rows().order_by("-id")[:200]:
                refresh_deadlines(register, record, at=at)
        after = list(ours)
        transaction.set_rollback(True)
    assert before == after


def test_those_who_have_only_just_come_wait_to_be_asked(charity: Charity) -> None:
    waiting = Conversation.objects.filter(state=State.WAITING)
    assert waiting.count() == PEOPLE_LOADED / 10 / BLOCK
    assert Deadline.objects.filter(register="conversations", ended_at=None).count() == waiting.count()
    assert Conversation.objects.exclude(asked_at=None).exclude(state=State.ANSWERED).count() == 0


def test_the_ledger_is_sealed_as_it_grows_and_holds(charity: Charity) -> None:
    report = verify(())
    assert report.faults == ()
    # Somebody else's open transaction may keep the last batch from being sealed.
    assert report.sealed > 8 * PEOPLE_LOADED


def test_references_go_on_where_the_copies_end(charity: Charity) -> None:
    from governance.people import actions

    worker, service = charity.workers[0], charity.services[0]
    with acting_as(worker.pk), transaction.atomic():
        person = actions.create(
            by=worker,
            at=timezone.now(),
            name="New Person",
            born_on=None,
            service=service,
            team=None,
            key_worker=None,
        )
        assert Person.objects.filter(reference=person.reference).count() == 1
        transaction.set_rollback(True)


def test_the_pages_of_a_copied_person_open(charity: Charity) -> None:
    person = PEOPLE.visible(charity.three, timezone.now()).order_by("-id").first()
    assert Visitor(charity.three).asking(PEOPLE.url(person))()["Cache-Control"] == "private, no-store"


def test_no_hot_query_reads_a_large_table_from_end_to_end(charity: Charity) -> None:
    found = plans.explain(charity)
    assert len(found) > 40
    scans = [(plan.where, plan.about, plan.scans) for plan in found if plan.scans]
    assert scans == []


def test_a_query_that_has_no_index_is_noticed(charity: Charity) -> None:
    """Or the test before this one could not fail."""
    [(sql, params)] = plans.asked(lambda: list(Consent.objects.filter(purpose="To be found by nobody")))
    plan, rows = plans.planned(sql, params)
    assert list(plans.scans(plan, rows)) == ["consents_consent"]

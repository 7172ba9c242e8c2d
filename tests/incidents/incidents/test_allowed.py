"""What was allowed when it happened: consents and agreements as they stood, and the answer of then (section 10)."""

from datetime import timedelta

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from consent.consents.actions import withdraw
from governance.people.actions import report as report_known
from incidents.incidents import actions
from incidents.incidents.allowed import agreements
from incidents.incidents.models import Incident
from sharing.agreements.models import Agreement
from sharing.disclosures import actions as disclosures
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.incidents.incidents import walk
from tests.sharing.disclosures.sharing import logged
from tests.sharing.stop_checks.walk import partner

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CARE_PLAN = frozenset({"care_plan"})


def text(client: Client, incident: Incident) -> str:
    answer = client.get(f"/incidents/{incident.reference}/allowed/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_yes_that_was_taken_back_later_was_there_then(cast: Cast) -> None:
    assert cast.igor
    sam = cast.person(at=NOON - 10 * DAY)
    body, agreement = partner(cast, at=NOON - 10 * DAY)
    consent = say(cast, sam, at=NOON - 9 * DAY, recipient="", organisation=body).consent
    shared = logged(cast, sam, at=NOON - 2 * HOUR, organisation=body.pk, recipient=body.name, items=CARE_PLAN)
    withdraw(consent, by=cast.fay, at=NOON - HOUR, withdrawn_at=NOON - HOUR)
    disclosures.recall(shared, by=cast.fay, at=NOON, recall_reason="They asked for it.")
    page = text(signed_in(cast.igor), Incident.objects.get())
    assert "We were allowed to share with" in page
    assert "We were not allowed" not in page
    assert agreement.title in page
    assert "May we share, as we know today: Yes" in page


def test_what_we_did_not_know_then_stands_apart(cast: Cast) -> None:
    assert cast.igor
    sam = cast.person(at=NOON - 10 * DAY)
    body, _ = partner(cast, at=NOON - 10 * DAY)
    consent = say(cast, sam, at=NOON - 9 * DAY, recipient="", organisation=body).consent
    logged(cast, sam, at=NOON - 2 * HOUR, organisation=body.pk, recipient=body.name, items=CARE_PLAN)
    withdraw(consent, by=cast.fay, at=NOON, withdrawn_at=NOON - DAY)
    page = text(signed_in(cast.igor), Incident.objects.get())
    assert "What we knew then" in page
    assert "What was true then, as we know today" in page


def test_who_may_not_read_what_they_said_sees_a_reference(cast: Cast) -> None:
    lee = cast.person("Lee Brook", worker=cast.finn)
    incident = actions.affect(walk.reported(cast), by=cast.igor, at=NOON, person=lee)
    page = text(signed_in(cast.fay), incident)
    assert lee.reference in page
    assert "Lee Brook" not in page
    report_known(person=lee, worker=cast.max, relationship="uncle", by=cast.finn, at=NOON)
    assert signed_in(cast.max).get(f"/incidents/{incident.reference}/allowed/").status_code == 404


def test_many_people_cost_no_more_questions(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    incident = walk.reported(cast)
    for number in range(6):
        person = cast.person(f"Somebody {number}", at=NOON - 10 * DAY)
        say(cast, person, at=NOON - 9 * DAY)
        incident = actions.affect(incident, by=cast.igor, at=NOON, person=person)
    client = signed_in(cast.igor)
    with django_assert_max_num_queries(32):
        assert text(client, incident).count("We were allowed to share with") == 6


def test_an_agreement_of_the_whole_charity_or_with_the_recipient_counts_too(cast: Cast) -> None:
    assert cast.igor
    sam = cast.person(at=NOON - 10 * DAY)
    body, agreement = partner(cast, at=NOON - 10 * DAY)

    def shown(incident: Incident) -> bool:
        return agreement in agreements(incident, cast.igor, NOON, NOON)

    elsewhere = walk.reported(cast, service=cast.quay, by=cast.igor)
    Agreement.objects.filter(pk=agreement.pk).update(service=cast.firth)
    assert not shown(elsewhere)
    say(cast, sam, at=NOON - 9 * DAY, recipient="", organisation=body)
    shared = logged(cast, sam, at=NOON - 2 * HOUR, organisation=body.pk, recipient=body.name, items=CARE_PLAN)
    disclosures.recall(shared, by=cast.fay, at=NOON, recall_reason="It went to the wrong surgery.")
    assert shown(Incident.objects.get(source_reference=shared.reference))
    Agreement.objects.filter(pk=agreement.pk).update(service=None)
    assert shown(elsewhere)

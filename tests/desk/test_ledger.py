"""Who may read the ledger, how much of it, and what it never shows (handbook sections 0 and 12)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.desk.ledger import Line
from governance.ledger import tasks
from governance.ledger.models import Event
from governance.ledger.writing import record, record_view
from governance.organisations import actions as organisations
from governance.people import actions
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.cast import NOON, Cast, signed_in

LEDGER = "/ledger/"


def lines(user: object, **wanted: object) -> list[Line]:
    answer = signed_in(user).get(LEDGER, wanted)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return [line for line in answer.context["lines"] if line.what != "Signed in"]


def records(user: object, **wanted: object) -> set[str]:
    return {line.record for line in lines(user, **wanted)}


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


# --- Who ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fay", "dora", "dana", "cora"])
def test_a_role_without_the_ledger_is_told_so_and_that_is_noted(cast: Cast, name: str) -> None:
    answer = signed_in(getattr(cast, name)).get(LEDGER)
    assert answer.status_code == 403
    assert "Your role does not read the ledger." in answer.content.decode()
    assert Event.objects.get(register="ledger", verb="refused").actor_id == getattr(cast, name).pk


@pytest.mark.parametrize("name", ["igor", "priya", "gwen", "sol", "aled"])
def test_whoever_may_reads_all_of_it(cast: Cast, sam: Person, name: str) -> None:
    shown = lines(getattr(cast, name))
    assert [(line.what, line.record, line.who) for line in shown] == [
        ("Begin", sam.conversations.get().reference, "Fay Example"),
        ("Open a case", sam.cases.get().reference, "Fay Example"),
        ("Add a person", sam.reference, "Fay Example"),
    ]


def test_every_look_at_the_ledger_is_noted(cast: Cast) -> None:
    lines(cast.aled)
    assert Event.objects.get(register="ledger", verb="view").actor_id == cast.aled.pk
    assert lines(cast.igor)[0].what == "Looked at ledger"


# --- Managers: who looked -------------------------------------------------------------


def test_a_manager_reads_only_who_looked_at_people_of_their_services(cast: Cast, sam: Person) -> None:
    theirs = cast.person("Kim Other", worker=cast.finn)
    signed_in(cast.fay).get(f"/people/{sam.reference}/")
    signed_in(cast.finn).get(f"/people/{theirs.reference}/")
    signed_in(cast.gwen).get(f"/people/{theirs.reference}/")
    record("edit", register="people", reference=sam.reference, person_id=sam.pk)
    assert [(line.who, line.what, line.record) for line in lines(cast.max)] == [
        ("Fay Example", "Looked at", sam.reference)
    ]
    assert records(cast.maya) == {theirs.reference}
    assert lines(cast.morag) == []


def test_a_look_at_a_list_is_a_look_at_each_on_it_who_is_theirs(cast: Cast, sam: Person) -> None:
    theirs = cast.person("Kim Other", worker=cast.finn)
    second = cast.person("Sue Second")
    with acting_as(cast.dana.pk):
        record_view(register="people", people=[sam.pk, second.pk, theirs.pk])
        record_view(register="people", people=[theirs.pk])
    assert lines(cast.max) == []
    assert [line.what for line in lines(cast.max, reference=sam.reference)] == [
        "Looked at a list with this person on it"
    ]
    assert lines(cast.max, reference=theirs.reference) == []
    assert [line.what for line in lines(cast.aled, verb="view", register="people")] == [
        "Looked at a list with 1 person",
        "Looked at a list with 3 people",
    ]


def test_a_desk_with_names_on_it_is_a_look_at_each(cast: Cast, sam: Person, lay: object) -> None:
    lay(3, worker=cast.fay, service=cast.harbour, person=sam)  # type: ignore[operator]
    signed_in(cast.fay).get("/desk/")
    assert [(line.who, line.what) for line in lines(cast.max, reference=sam.reference)] == [
        ("Fay Example", "Looked at a list with this person on it")
    ]


def test_that_somebody_uses_another_service_is_not_told(cast: Cast, sam: Person) -> None:
    record_view(register="consents", reference="CON-2026-000001", person_id=sam.pk, service_id=cast.quay.pk)
    record_view(
        register="consents", reference="CON-2026-000002", person_id=sam.pk, service_id=cast.harbour.pk
    )
    assert records(cast.max) == {"CON-2026-000002"}


# --- What is never shown --------------------------------------------------------------


@pytest.mark.parametrize("name", ["igor", "gwen", "aled", "max"])
def test_events_about_someone_the_reader_knows_are_left_out(cast: Cast, sam: Person, name: str) -> None:
    reader, other = getattr(cast, name), cast.person("Kim Other")
    for person in (sam, other):
        signed_in(cast.fay).get(f"/people/{person.reference}/")
    # A refusal may know a reference only.
    record("refused", register="people", reference=sam.reference, reason="No")
    record("view", register="people", person_id=None)
    assert sam.reference in records(reader)
    exclusion = actions.report(person=sam, worker=reader, relationship="cousin", by=cast.fay, at=NOON)
    shown = records(reader)
    assert other.reference in shown
    assert shown.isdisjoint({sam.reference, exclusion.reference, sam.cases.get().reference})
    assert lines(reader, reference=sam.reference) == []


def test_no_name_of_a_person_is_on_the_page(cast: Cast, sam: Person) -> None:
    exclusion = actions.report(person=sam, worker=cast.isla, relationship="friend", by=cast.fay, at=NOON)
    actions.end(exclusion, by=cast.max, at=NOON, reason="Sam Rivers says they fell out")
    for user in (cast.max, cast.aled):
        signed_in(cast.fay).get(f"/people/{sam.reference}/")
        assert "Rivers" not in signed_in(user).get(LEDGER).content.decode(), user
    assert "Sam Rivers says they fell out" in signed_in(cast.igor).get(LEDGER).content.decode()


def test_a_refusal_says_the_step_the_code_and_the_rules_own_words_to_everyone(
    cast: Cast, sam: Person
) -> None:
    signed_in(cast.max).get("/policies/drafts/new/")
    refused = next(line for line in lines(cast.aled) if line.what.startswith("Was refused"))
    assert refused.what == "Was refused: Create (E-ROLE)"
    assert refused.reason == "Only the IG team does this."


def test_a_record_is_linked_and_what_was_typed_in_vain_is_not_shown(cast: Cast, sam: Person) -> None:
    signed_in(cast.fay).get("/people/Sam-Rivers/")
    shown = lines(cast.aled)
    assert {line.record: line.url for line in shown}[sam.reference] == f"/people/{sam.reference}/"
    assert (shown[0].what, shown[0].record) == ("Asked for what is not there", "")


def test_markup_in_a_reason_is_shown_as_it_was_typed(cast: Cast) -> None:
    ours = organisations.create(by=cast.max, at=NOON, name="Example Surgery", kind="health")
    organisations.edit(ours, by=cast.max, at=NOON, read_version=1, reason="<script>x</script>", name="New")
    page = signed_in(cast.aled).get(LEDGER).content.decode()
    assert "Why: &lt;script&gt;x&lt;/script&gt;" in page


# --- Choosing -------------------------------------------------------------------------


def test_it_is_chosen_by_register_verb_and_reference(cast: Cast, sam: Person) -> None:
    case, talk = sam.cases.get().reference, sam.conversations.get().reference
    assert records(cast.aled, register="cases") == {case}
    assert records(cast.aled, verb="create") == {sam.reference}
    assert records(cast.aled, reference=f" {case.lower()} ") == {case}
    # Whatever is about a person is found by the person's reference.
    assert records(cast.aled, reference=sam.reference) == {sam.reference, case, talk}
    assert records(cast.aled, reference="PER-2026-999999") == set()


def test_a_day_is_a_day_in_london(cast: Cast, sam: Person) -> None:
    today = timezone.localdate()
    for day, found in ((today, True), (today - timedelta(days=1), False), (today + timedelta(days=1), False)):
        shown = lines(cast.aled, day_day=day.day, day_month=day.month, day_year=day.year, register="people")
        assert bool(shown) is found


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"register": "palace"}, "Choose one of the answers for “Register”"),
        ({"verb": "x"}, "Choose one of the answers for “What happened”"),
        ({"reference": "Sam Rivers"}, "Write the reference as it stands on the record"),
        ({"reference": "PER-2026-\0"}, "hidden character"),
        ({"day_day": "31", "day_month": "2", "day_year": "2026"}, "Enter a real date"),
    ],
)
def test_what_can_not_be_chosen_is_told_and_shows_nothing(
    cast: Cast, sam: Person, wanted: dict[str, str], message: str
) -> None:
    page = signed_in(cast.aled).get(LEDGER, wanted)
    assert message in page.content.decode()
    assert page.context["lines"] == []


def test_it_is_paged_newest_first_and_keeps_what_was_chosen(cast: Cast) -> None:
    for number in range(60):
        record("edit", register="organisations", reference=f"ORG-2026-{number:06}")
        record("edit", register="consents")
    client, seen, url = signed_in(cast.aled), [], "?register=organisations"
    while url:
        shown = client.get(LEDGER + url).context
        seen += [line.record for line in shown["lines"]]
        url = shown["page"].next_url
    assert seen == [f"ORG-2026-{number:06}" for number in reversed(range(60))]


# --- How it is sealed -----------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_head_and_what_waits_stand_at_the_top_for_those_who_read_all(cast: Cast) -> None:
    cast.person()
    head = tasks.seal()
    with acting_as(0), transaction.atomic():
        record("edit", register="people")
    facts = {row["key"]: row["value"] for row in signed_in(cast.aled).get(LEDGER).context["facts"]}
    assert (facts["Head"], facts["Sealed batches"]) == (head, "1")
    # One more may be the note that the head went out by mail.
    assert facts["Waiting for the next seal"] in {"1 events", "2 events"}
    assert head not in signed_in(cast.max).get(LEDGER).content.decode()


def test_before_the_first_seal_it_says_so(cast: Cast, sam: Person) -> None:
    assert "None yet" in signed_in(cast.aled).get(LEDGER).content.decode()


@pytest.mark.parametrize("name", ["aled", "max"])
def test_it_costs_the_same_for_25_and_100_rows(cast: Cast, sam: Person, name: str) -> None:
    client, costs = signed_in(getattr(cast, name)), []
    for more in (25, 75):
        for number in range(more):
            with acting_as((cast.fay, cast.dora, cast.finn)[number % 3].pk):
                record_view(register="people", reference=sam.reference, person_id=sam.pk)
        with CaptureQueriesContext(connection) as queries:
            client.get(LEDGER)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


def test_the_auditor_is_not_told_there_who_knows_whom(cast: Cast, sam: Person) -> None:
    with acting_as(cast.finn.pk):
        actions.report_oneself(sam.reference, relationship="friend", by=cast.finn, at=NOON)
    signed_in(cast.finn).get(f"/people/{sam.reference}/")
    told = {(line.who, line.what) for line in lines(cast.aled, reference=sam.reference)}
    assert ("F••• E•••", "Was kept out of") in told
    assert "Finn Example" not in {line.who for line in lines(cast.aled, register="exclusions")}
    assert ("Finn Example", "Was kept out of") in {
        (line.who, line.what) for line in lines(cast.igor, reference=sam.reference)
    }


def test_the_reference_box_takes_nothing_but_a_reference(cast: Cast) -> None:
    page = signed_in(cast.igor).get(LEDGER, {"reference": "Ann PER-2026-000001"}).content.decode()
    assert "Write the reference as it stands on the record" in page

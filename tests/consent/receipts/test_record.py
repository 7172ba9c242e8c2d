"""A consent as ISO/IEC TS 27560 asks for it (handbook section 3.6): every mandatory field, in every state."""

from typing import Any

import pytest

from consent.consents.models import Consent
from consent.consents.rules import State
from consent.receipts.record import SCHEMA_VERSION, record
from consent.wording.rules import Purpose
from governance.organisations import actions as organisations
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.consent.receipts.answered import CHARITY, DAY, by_parent, child, in_state
from tests.consent.wording.samples import approved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _charity(settings: Any) -> None:
    for name, value in CHARITY.items():
        setattr(settings, name, value)


def mandatory(found: dict[str, Any]) -> dict[str, Any]:
    """Each field that the specification makes mandatory, by its name there."""
    process = found["dpv:hasProcess"]
    entities = {entity["@id"]: entity for entity in found["dpv:hasEntity"]}
    controller = entities[process["dpv:hasDataController"]]
    (recipient,) = process["dpv:hasRecipient"]
    storage = {each["@type"]: each for each in process["dpv:hasStorageCondition"]}
    event = found["dpv:hasConsentStatus"][-1]
    return {
        "schema version": found["dct:conformsTo"],
        "record id": found["dct:identifier"],
        "pii principal id": found["dpv:hasDataSubject"]["dct:identifier"],
        "privacy notice": found["dpv:hasNotice"][0]["dct:identifier"],
        "language": found["dct:language"],
        "purpose": process["dpv:hasPurpose"]["dct:description"],
        "pii type": [each["dct:identifier"] for each in process["dpv:hasPersonalData"]],
        "controller name": controller["dpv:hasName"],
        "controller address": controller["dpv:hasAddress"],
        "controller contact": controller["dpv:hasContact"],
        "storage locations": storage["dpv:StorageLocation"]["dpv:hasLocation"],
        "retention period": storage["dpv:StorageDuration"]["dpv:hasDuration"]["rdf:value"],
        "jurisdiction": process["dpv:hasJurisdiction"]["dct:identifier"],
        "recipient third parties": entities[recipient]["dpv:hasIdentifier"],
        "withdrawal method": process["dpv:hasConsentControl"]["dct:description"],
        "event time": event["dpv:isIndicatedAtTime"],
        "event type": event["@type"][1],
        "event state": event["@type"][0],
        "entity id": event["dpv:isIndicatedBy"],
        "validity duration": event["dpv:hasDuration"],
    }


@pytest.mark.parametrize("state", State)
def test_every_mandatory_field_is_there_in_every_state(cast: Cast, state: State) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), state)
    found = record(consent, NOON)
    fields = mandatory(found)
    assert all(fields.values()), fields
    assert SCHEMA_VERSION in fields["schema version"]
    assert fields["record id"] == consent.reference
    assert fields["pii principal id"] == consent.person.reference
    assert fields["pii type"] == ["contact", "care_plan"]
    assert fields["controller name"] == CHARITY["CHARITY_NAME"]
    assert found["@type"] == "dpv:ConsentRecord"
    assert found["@context"]["dpv"] == "https://w3id.org/dpv#"


@pytest.mark.parametrize(
    ("state", "statuses", "ended"),
    [
        (State.DRAFT, ["Requested"], "2026-11-12T12:00:00+00:00"),
        (State.ACTIVE, ["Given"], "2026-11-12T12:00:00+00:00"),
        (State.REFUSED, ["Refused"], "2026-11-12T12:00:00+00:00"),
        (State.WITHDRAWN, ["Given", "Withdrawn"], "2026-11-21T12:00:00+00:00"),
        (State.EXPIRED, ["Given", "Expired"], "2026-10-18T23:00:00+00:00"),
        (State.SUPERSEDED, ["Given", "Revoked"], "2026-11-20T12:00:00+00:00"),
        (State.INVALID, ["Given", "Invalidated"], "2026-11-22T12:00:00+00:00"),
    ],
)
def test_what_happened_is_told_in_order_and_the_last_is_how_it_stands(
    cast: Cast, state: State, statuses: list[str], ended: str
) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), state)
    events = record(consent, NOON)["dpv:hasConsentStatus"]
    assert [event["@type"][0] for event in events] == [f"dpv:Consent{status}" for status in statuses]
    assert events[-1]["dpv:isIndicatedAtTime"] == ended


def test_a_yes_lasts_until_its_last_good_day(cast: Cast) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), State.ACTIVE)
    (event,) = record(consent, NOON)["dpv:hasConsentStatus"]
    assert event["dpv:hasDuration"] == {"@type": "dpv:UntilTimeDuration", "rdf:value": "2027-11-12"}


def test_a_yes_with_no_date_lasts_until_something_happens(cast: Cast) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), State.ACTIVE, kind="NATIONAL_RETURN")
    (event,) = record(consent, NOON)["dpv:hasConsentStatus"]
    assert event["dpv:hasDuration"] == {
        "@type": "dpv:UntilEventDuration",
        "rdf:value": "until your time with us ends",
    }
    bases = record(consent, NOON)["dpv:hasProcess"]["dpv:hasLegalBasis"]
    assert "UK GDPR Articles 6(1)(a) and 9(2)(a)" in [basis["dct:description"] for basis in bases]


def test_the_words_are_named_with_their_language_and_fingerprint(cast: Cast) -> None:
    words = approved(cast, at=NOON - 20 * DAY, purpose=Purpose.SCRIPT, language="cy")
    sam = cast.person(at=NOON - 500 * DAY)
    consent = say(cast, sam, wording=words).consent
    notice = record(Consent.objects.get(pk=consent.pk), NOON)["dpv:hasNotice"][1]
    assert (notice["dct:language"], notice["schema:sha256"]) == ("cy", words.content_hash)
    assert notice["dct:identifier"] == words.label


def test_nobody_with_a_reference_is_named(cast: Cast) -> None:
    elm = organisations.create(by=cast.max, at=NOON, name="Elm Surgery", kind="health")
    consent = by_parent(cast, child(cast), organisation=elm, recipient="Elm Surgery")
    found = record(consent, NOON)
    assert mandatory(found)["recipient third parties"] == elm.reference
    assert found["dpv:hasConsentStatus"][0]["dpv:isIndicatedBy"].endswith("#giver")
    for name in ("Robin Rivers", "Jane Rivers", "Elm Surgery", "aunt", "Fay Example"):
        assert name not in str(found)


def test_scottish_law_is_said(cast: Cast) -> None:
    rory = cast.person("Rory Burn", worker=cast.isla, at=NOON - 500 * DAY)
    found = record(in_state(cast, rory, State.ACTIVE, by=cast.isla), NOON)
    assert mandatory(found)["jurisdiction"] == "GB-SCT"

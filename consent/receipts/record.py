"""A consent as a record after ISO/IEC TS 27560:2023, in the words of the W3C Data Privacy Vocabulary.

Handbook section 3.6. Whoever has a reference of ours is named by it and not by their name. A recipient who
is in none of our registers has none, so there the name stands.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.items import DataItem
from consent.kinds import Channel, Effect, Kind, Method
from consent.receipts.events import Event, events
from consent.receipts.words import OPEN_ENDS, recipient

# Grows with every change of what the record says or how.
SCHEMA_VERSION = "sharewell-consent-1"
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#record"
AN_ADDRESS, A_MOMENT = {"@type": "@id"}, {"@type": "xsd:dateTime"}
CONTEXT: Mapping[str, Any] = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "loc": "https://w3id.org/dpv/loc#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **dict.fromkeys(
        (
            "dct:isReplacedBy",
            "dpv:hasDataController",
            "dpv:hasLocation",
            "dpv:hasRecipient",
            "dpv:isIndicatedBy",
            "skos:broader",
        ),
        AN_ADDRESS,
    ),
    **dict.fromkeys(("dct:issued", "dpv:isIndicatedAtTime"), A_MOMENT),
}
LANGUAGE = "en-GB"
STATES: Mapping[State, str] = {
    State.DRAFT: "dpv:ConsentRequested",
    State.ACTIVE: "dpv:ConsentGiven",
    State.REFUSED: "dpv:ConsentRefused",
    State.WITHDRAWN: "dpv:ConsentWithdrawn",
    State.EXPIRED: "dpv:ConsentExpired",
    # It has no word for a newer answer; this one is for what somebody else than the person ends.
    State.SUPERSEDED: "dpv:ConsentRevoked",
    State.INVALID: "dpv:ConsentInvalidated",
}
AGAIN = "dpv:RenewedConsentGiven"
EXPLICIT = "dpv:ExplicitlyExpressedConsent"
BASES: Mapping[Effect, list[str]] = {
    Effect.CONFIDENTIALITY: ["Common law duty of confidentiality: consent"],
    Effect.GDPR: ["UK GDPR Articles 6(1)(a) and 9(2)(a)"],
    Effect.BOTH: ["UK GDPR Articles 6(1)(a) and 9(2)(a)", "Common law duty of confidentiality: consent"],
}
WITHDRAWAL = (
    "In any way, at any time, with no reason: in person, by telephone, in writing or through someone else."
)
RETENTION = "The record is kept as long as the record of the person's support."


def record(consent: Consent, at: datetime) -> dict[str, Any]:
    """The record of a consent as it stands at a moment, as JSON-LD.

    It has every field that the specification makes mandatory. Raises nothing for a draft, whose fields may
    be empty.
    """
    return {
        "@context": CONTEXT,
        "@id": address("consents", consent.reference),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": [PROFILE, SCHEMA_VERSION],
        "dct:identifier": consent.reference,
        "dct:hasVersion": str(consent.version),
        "dct:issued": moment(at),
        "dct:language": LANGUAGE,
        "dpv:hasDataSubject": _person(consent),
        "dpv:hasNotice": _notices(consent),
        "dpv:hasProcess": _process(consent),
        "dpv:hasEntity": [_controller(), *_recipient(consent), *_giver(consent)],
        "dpv:hasConsentStatus": [_event(consent, event) for event in events(consent, at)],
    }


def address(register: str, reference: str) -> str:
    """The address that names a record of ours for others; opening it asks to sign in."""
    return f"{settings.BASE_URL}/{register}/{reference}/"


def moment(at: datetime) -> str:
    """A moment as others write it."""
    return at.isoformat(timespec="seconds")


def giver_address(consent: Consent) -> str:
    """What names the one who answered: the person, or whoever decided for them on this consent."""
    if consent.giver == Giver.SELF:
        return address("people", consent.person.reference)
    return f"{address('consents', consent.reference)}#giver"


def recipient_address(consent: Consent) -> str:
    """What names the recipient: the organisation where it is the recipient itself, or this consent's own."""
    if consent.organisation is not None and consent.to_body:
        return address("organisations", consent.organisation.reference)
    return f"{address('consents', consent.reference)}#recipient"


def _person(consent: Consent) -> dict[str, Any]:
    reference = consent.person.reference
    return {"@id": address("people", reference), "@type": "dpv:DataSubject", "dct:identifier": reference}


def _notices(consent: Consent) -> list[dict[str, Any]]:
    privacy = {
        "@type": "dpv:PrivacyNotice",
        "dct:identifier": consent.privacy_notice,
        "dct:language": LANGUAGE,
    }
    words: dict[str, Any] = {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": consent.script_version,
        "dct:language": LANGUAGE,
    }
    if consent.wording:
        words |= {
            "@id": address("wording", consent.wording.reference),
            "dct:language": consent.wording.wording.language,
            "schema:sha256": consent.wording.content_hash,
        }
    return [privacy, words]


def _process(consent: Consent) -> dict[str, Any]:
    process: dict[str, Any] = {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:type": Kind(consent.kind).value,
            "dct:title": Kind(consent.kind).label,
            "dct:description": consent.purpose,
        },
        "dpv:hasLegalBasis": [
            {"@type": "dpv:Consent", "dct:description": basis} for basis in BASES[Effect(consent.effect)]
        ],
        "dpv:hasPersonalData": [
            {
                "@type": "dpv:PersonalData",
                "dct:identifier": DataItem(item).value,
                "skos:prefLabel": DataItem(item).label,
            }
            for item in consent.items
        ],
        "dpv:hasDataController": settings.BASE_URL,
        "dpv:hasRecipient": [recipient_address(consent)],
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": f"loc:{settings.STORED_IN}"},
            {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": RETENTION},
            },
        ],
        "dpv:hasJurisdiction": {
            "@type": "dpv:Location",
            "dct:identifier": f"GB-{consent.nation.value}",
            "skos:broader": "loc:GB",
        },
        "dpv:hasConsentControl": {"@type": "dpv:WithdrawConsent", "dct:description": WITHDRAWAL},
        "dpv:hasService": consent.service.name,
    }
    if consent.named:
        process["dpv:hasContext"] = consent.named
    if consent.channels:
        process["dpv:hasProcessing"] = [Channel(channel).label for channel in consent.channels]
    if consent.not_to_share:
        process["dpv:hasRule"] = [{"@type": "dpv:Prohibition", "dct:description": consent.not_to_share}]
    return process


def _controller() -> dict[str, Any]:
    return {
        "@id": settings.BASE_URL,
        "@type": ["dpv:DataController", "dpv:NonProfitOrganisation"],
        "dpv:hasIdentifier": settings.BASE_URL,
        "dpv:hasName": settings.CHARITY_NAME,
        "dpv:hasAddress": settings.CHARITY_ADDRESS,
        "dpv:hasContact": settings.CHARITY_CONTACT,
    }


def _recipient(consent: Consent) -> list[dict[str, Any]]:
    body, at = consent.organisation, recipient_address(consent)
    known = body is not None and consent.to_body
    entity: dict[str, Any] = {
        "@id": at,
        "@type": "dpv:ThirdParty",
        "dpv:hasIdentifier": body.reference if body and known else at,
    }
    return [entity if known else {**entity, "dpv:hasName": recipient(consent)}]


def _giver(consent: Consent) -> list[dict[str, Any]]:
    """Whoever decided for the person, by their right to do so and not by name."""
    if consent.giver == Giver.SELF:
        return []
    at = giver_address(consent)
    role = {"@type": "dpv:Representative", "dpv:hasIdentifier": at, "dct:type": consent.giver}
    return [{"@id": at, **role, "dct:title": Giver(consent.giver).label}]


def _event(consent: Consent, event: Event) -> dict[str, Any]:
    ours = event.state in (State.EXPIRED, State.SUPERSEDED, State.INVALID)
    found: dict[str, Any] = {
        "@type": [AGAIN if event.again else STATES[event.state], EXPLICIT],
        "dpv:isIndicatedAtTime": moment(event.at),
        "dpv:isIndicatedBy": settings.BASE_URL if ours else giver_address(consent),
        "dpv:hasDuration": _duration(consent, event),
    }
    if event.state in (State.ACTIVE, State.REFUSED):
        found["dpv:hasIndicationMethod"] = Method(consent.method).label
    if event.state is State.SUPERSEDED and consent.replacement:
        found["dct:isReplacedBy"] = address("consents", consent.replacement.reference)
    return found


def _duration(consent: Consent, event: Event) -> dict[str, str]:
    """How long what was said is good for: a yes until its last good day, anything else for good."""
    if event.state is not State.ACTIVE:
        return {"@type": "dpv:EndlessDuration"}
    if consent.expires_on:
        return {"@type": "dpv:UntilTimeDuration", "rdf:value": consent.expires_on.isoformat()}
    return {"@type": "dpv:UntilEventDuration", "rdf:value": OPEN_ENDS[Kind(consent.kind)]}

"""A consent as a FHIR Consent resource, in release 4 and in release 5 (handbook section 3.6).

What FHIR has no place for is in extensions, but for what must not be shared: that changes what the rest
means, so it is a modifier, which nobody may pass over.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings

from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST, Giver, State
from consent.items import DataItem
from consent.kinds import Channel, Kind, Method
from consent.receipts.events import events
from consent.receipts.record import BASES, LANGUAGE, RETENTION, SCHEMA_VERSION, WITHDRAWAL, moment
from consent.receipts.words import recipient
from governance.calendar import local_day

Json = dict[str, Any]

TERMS = "http://terminology.hl7.org/CodeSystem"
DOCUMENT = {"system": "http://loinc.org", "code": "59284-0", "display": "Consent Document"}
DISCLOSURE = {"system": f"{TERMS}/v3-ActCode", "code": "IDSCL", "display": "information disclosure"}
RECIPIENT = {"system": f"{TERMS}/v3-ParticipationType", "code": "IRCP", "display": "information recipient"}
STATUS_R4: Mapping[State, str] = {
    State.DRAFT: "draft",
    State.ACTIVE: "active",
    State.REFUSED: "rejected",
    State.WITHDRAWN: "inactive",
    State.EXPIRED: "inactive",
    State.SUPERSEDED: "inactive",
    State.INVALID: "entered-in-error",
}
# Release 5 says a no with the decision, so that the no itself is active.
STATUS_R5: Mapping[State, str] = {**STATUS_R4, State.REFUSED: "active"}
# The reasons for use that HL7 lists, where one fits.
PURPOSES: Mapping[Kind, str] = {
    Kind.SHARE_CARE: "TREAT",
    Kind.SHARE_FAMILY: "SUPNWK",
    Kind.NATIONAL_RETURN: "PUBHLTH",
    Kind.RESEARCH: "HRESCH",
    Kind.MEDIA: "HMARKT",
}


def r4(consent: Consent, at: datetime) -> Json:
    """The consent as a Consent resource of FHIR R4, as it stands at a moment."""
    state = consent.state_at(at)
    scope = "research" if consent.kind == Kind.RESEARCH else "patient-privacy"
    resource = _shared(consent, at) | {
        "status": STATUS_R4[state],
        "scope": {"coding": [{"system": f"{TERMS}/consentscope", "code": scope}]},
        "patient": _patient(consent),
        "dateTime": moment(_said_at(consent, at)),
        "performer": [_giver(consent)],
        "organization": [_us()],
        # R4 asks for one of policy and policyRule; a draft may have no notice yet.
        "policyRule": {"text": "; ".join(_bases(consent))},
        "provision": {"type": "deny" if state is State.REFUSED else "permit", **_provision(consent, at)},
    }
    if consent.privacy_notice:
        resource["policy"] = [{"authority": settings.BASE_URL, "uri": _notice(consent)}]
    if consent.evidence:
        resource["sourceReference"] = _evidence(consent)
    if checked := _checked(consent):
        date = {"verificationDate": moment(checked.at)}
        resource["verification"] = [{"verified": checked.verified, "verifiedWith": _giver(consent), **date}]
    return resource


def r5(consent: Consent, at: datetime) -> Json:
    """The consent as a Consent resource of FHIR R5, as it stands at a moment."""
    state = consent.state_at(at)
    resource = _shared(consent, at) | {
        "status": STATUS_R5[state],
        "subject": _patient(consent),
        "date": local_day(_said_at(consent, at)).isoformat(),
        "grantor": [_giver(consent)],
        "grantee": [_recipient(consent)],
        "controller": [_us()],
        "regulatoryBasis": [{"text": basis} for basis in _bases(consent)],
        "decision": "deny" if state is State.REFUSED else "permit",
        "provision": [_provision(consent, at)],
    }
    if consent.privacy_notice:
        resource["policyBasis"] = {"url": _notice(consent)}
    if consent.evidence:
        resource["sourceReference"] = [_evidence(consent)]
    if checked := _checked(consent):
        dates = {"verificationDate": [moment(checked.at)]}
        resource["verification"] = [{"verified": checked.verified, "verifiedWith": _giver(consent), **dates}]
    return resource


class _Checked(NamedTuple):
    """Whether all ten checks of a yes are met, and when it was said."""

    verified: bool
    at: datetime


def _shared(consent: Consent, at: datetime) -> Json:
    """What both releases say in the same way."""
    resource: Json = {
        "resourceType": "Consent",
        "id": consent.reference,
        "meta": {"versionId": str(consent.version), "profile": [f"{_base()}/consent|{SCHEMA_VERSION}"]},
        "language": LANGUAGE,
        "extension": [
            _extension("withdrawal", WITHDRAWAL),
            _extension("retention", RETENTION),
            _extension("storage", settings.STORED_IN),
            _extension("jurisdiction", f"GB-{consent.nation.value}"),
            _extension("method", Method(consent.method).label),
            *([_extension("for", consent.named)] if consent.named else []),
            *(_extension("channel", Channel(channel).label) for channel in consent.channels),
        ],
        "identifier": [_identifier("consents", consent.reference)],
        "category": [
            {"coding": [DOCUMENT]},
            {"coding": [DISCLOSURE]},
            {"coding": [_kind(consent)]},
        ],
    }
    if consent.not_to_share:
        resource["modifierExtension"] = [_extension("not-to-share", consent.not_to_share)]
    return resource


def _provision(consent: Consent, at: datetime) -> Json:
    """To whom, for what, what, and from when until when."""
    found, kind = events(consent, at), Kind(consent.kind)
    period = {"start": moment(found[0].at)}
    if found[-1].state not in (State.DRAFT, State.ACTIVE, State.REFUSED):
        period["end"] = moment(found[-1].at)
    elif consent.expires_on:
        period["end"] = consent.expires_on.isoformat()
    purposes = [_kind(consent)]
    if kind in PURPOSES:
        purposes.append({"system": f"{TERMS}/v3-ActReason", "code": PURPOSES[kind]})
    return {
        "period": period,
        "actor": [{"role": {"coding": [RECIPIENT]}, "reference": _recipient(consent)}],
        "purpose": purposes,
        "data": [{"meaning": "related", "reference": _data(item)} for item in consent.items],
    }


def _said_at(consent: Consent, at: datetime) -> datetime:
    return events(consent, at)[0].at


def _checked(consent: Consent) -> _Checked | None:
    if consent.given_at is None:
        return None
    yes = all(consent.checklist.get(check.key) is True for check in CHECKLIST)
    return _Checked(yes and consent.invalidated_at is None, consent.last_yes_at or consent.given_at)


def _patient(consent: Consent) -> Json:
    return {"type": "Patient", "identifier": _identifier("people", consent.person.reference)}


def _giver(consent: Consent) -> Json:
    if consent.giver == Giver.SELF:
        return _patient(consent)
    who = _identifier("consents", f"{consent.reference}#giver")
    return {"type": "RelatedPerson", "identifier": who, "display": Giver(consent.giver).label}


def _recipient(consent: Consent) -> Json:
    if consent.organisation is not None and consent.to_body:
        return {
            "type": "Organization",
            "identifier": _identifier("organisations", consent.organisation.reference),
        }
    kind = "RelatedPerson" if consent.kind == Kind.SHARE_FAMILY else "Organization"
    who = _identifier("consents", f"{consent.reference}#recipient")
    return {"type": kind, "identifier": who, "display": recipient(consent)}


def _us() -> Json:
    return {"type": "Organization", "display": settings.CHARITY_NAME}


def _evidence(consent: Consent) -> Json:
    found: Json = {"type": "DocumentReference"}
    if consent.evidence:
        found["identifier"] = _identifier("evidence", consent.evidence.reference)
    return found


def _bases(consent: Consent) -> list[str]:
    return [basis for effect, bases in BASES.items() if effect == consent.effect for basis in bases]


def _data(item: str) -> Json:
    return {"identifier": {"system": f"{_base()}/data", "value": item}, "display": DataItem(item).label}


def _kind(consent: Consent) -> Json:
    kind = Kind(consent.kind)
    return {"system": f"{_base()}/kind", "code": kind.value, "display": kind.label}


def _notice(consent: Consent) -> str:
    return f"{_base()}/privacy-notice/{quote(consent.privacy_notice, safe='')}"


def _identifier(register: str, value: str) -> Json:
    return {"system": f"{settings.BASE_URL}/{register}", "value": value}


def _extension(name: str, value: str) -> Json:
    return {"url": f"{_base()}/{name}", "valueString": value}


def _base() -> str:
    """Where our own words are named; nothing answers there."""
    return f"{settings.BASE_URL}/fhir"

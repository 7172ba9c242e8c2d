"""A consent in FHIR, release 4 and 5 (handbook section 3.6): each state, and every field that is asked for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from consent.consents.models import Consent
from consent.consents.rules import State
from consent.receipts.fhir import r4, r5
from governance.organisations import actions as organisations
from tests.cast import NOON, Cast
from tests.consent.receipts.answered import CHARITY, DAY, by_parent, child, in_state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _charity(settings: Any) -> None:
    for name, value in CHARITY.items():
        setattr(settings, name, value)


@pytest.mark.parametrize(
    ("state", "in_r4", "in_r5", "decision"),
    [
        (State.DRAFT, "draft", "draft", "permit"),
        (State.ACTIVE, "active", "active", "permit"),
        (State.REFUSED, "rejected", "active", "deny"),
        (State.WITHDRAWN, "inactive", "inactive", "permit"),
        (State.EXPIRED, "inactive", "inactive", "permit"),
        (State.SUPERSEDED, "inactive", "inactive", "permit"),
        (State.INVALID, "entered-in-error", "entered-in-error", "permit"),
    ],
)
def test_each_state_is_said_in_both_releases(
    cast: Cast, state: State, in_r4: str, in_r5: str, decision: str
) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), state)
    old, new = r4(consent, NOON), r5(consent, NOON)
    assert (old["status"], old["provision"]["type"]) == (in_r4, decision)
    assert (new["status"], new["decision"]) == (in_r5, decision)


R4_FIELDS = {
    "resourceType id meta language extension modifierExtension identifier status scope category patient dateTime "
    "performer organization sourceReference policy policyRule verification provision"
}
R5_FIELDS = {
    "resourceType id meta language extension modifierExtension identifier status category subject date grantor "
    "grantee controller sourceReference regulatoryBasis policyBasis verification decision provision"
}


def check_reference(found: dict[str, Any]) -> None:
    assert set(found) <= {"type", "identifier", "display"}
    assert "identifier" in found or "display" in found
    if "identifier" in found:
        assert set(found["identifier"]) == {"system", "value"}


def check_provision(provision: dict[str, Any], *, extra: set[str]) -> None:
    assert set(provision) == {"period", "actor", "purpose", "data"} | extra
    assert set(provision["period"]) <= {"start", "end"}
    assert provision["period"]["start"]
    (actor,) = provision["actor"]
    assert actor["role"]["coding"][0]["code"] == "IRCP"
    check_reference(actor["reference"])
    assert provision["purpose"][0]["code"] == "SHARE_CARE"
    for data in provision["data"]:
        assert set(data) == {"meaning", "reference"}
        check_reference(data["reference"])


@pytest.fixture(params=list(State))
def consent(request: Any, cast: Cast) -> Consent:
    sam = cast.person(at=NOON - 500 * DAY)
    return in_state(cast, sam, request.param, not_to_share="My HIV test")


def test_release_4_has_every_field_that_it_asks_for_and_none_that_it_does_not_know(consent: Consent) -> None:
    found = r4(consent, NOON)
    assert set(found) <= set(*(fields.split() for fields in R4_FIELDS))
    assert found["resourceType"] == "Consent"
    assert found["scope"]["coding"][0]["code"] == "patient-privacy"
    assert [each["coding"][0]["code"] for each in found["category"]] == ["59284-0", "IDSCL", "SHARE_CARE"]
    assert found["identifier"][0]["value"] == consent.reference
    assert found["patient"]["identifier"]["value"] == consent.person.reference
    assert found["performer"] == [found["patient"]]
    assert found["policyRule"]["text"]
    assert "ENG%204" in found["policy"][0]["uri"]
    assert found["dateTime"]
    for verification in found.get("verification", []):
        assert set(verification) == {"verified", "verifiedWith", "verificationDate"}
        assert isinstance(verification["verificationDate"], str)
    check_provision(found["provision"], extra={"type"})


def test_release_5_has_its_own_names_and_lists(consent: Consent) -> None:
    found = r5(consent, NOON)
    assert set(found) <= set(*(fields.split() for fields in R5_FIELDS))
    assert found["subject"]["identifier"]["value"] == consent.person.reference
    assert found["grantor"] == [found["subject"]]
    assert found["grantee"] == [found["provision"][0]["actor"][0]["reference"]]
    assert len(found["date"]) == len("2026-11-22")
    assert "ENG%204" in found["policyBasis"]["url"]
    for verification in found.get("verification", []):
        assert isinstance(verification["verificationDate"], list)
    check_provision(found["provision"][0], extra=set())


def test_what_must_not_be_shared_is_a_modifier_and_the_rest_are_extensions(cast: Cast) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), State.ACTIVE, not_to_share="My HIV test")
    for found in (r4(consent, NOON), r5(consent, NOON)):
        (modifier,) = found["modifierExtension"]
        assert (modifier["url"].endswith("/not-to-share"), modifier["valueString"]) == (True, "My HIV test")
        said = {each["url"].rpartition("/")[2]: each["valueString"] for each in found["extension"]}
        assert said["jurisdiction"] == "GB-ENG"
        assert said["storage"] == "GB"
        assert "no reason" in said["withdrawal"]
        assert said["retention"]


def test_the_period_ends_when_it_was_taken_back_and_not_when_it_would_have_run_out(cast: Cast) -> None:
    sam = cast.person(at=NOON - 500 * DAY)
    active = in_state(cast, sam, State.ACTIVE)
    assert r4(active, NOON)["provision"]["period"] == {
        "start": "2026-11-12T12:00:00+00:00",
        "end": "2027-11-12",
    }
    gone = in_state(cast, sam, State.WITHDRAWN, recipient="Oak Housing")
    assert r5(gone, NOON)["provision"][0]["period"]["end"] == "2026-11-21T12:00:00+00:00"
    no = in_state(cast, sam, State.REFUSED, recipient="Ash Housing")
    assert "end" not in r4(no, NOON)["provision"]["period"]


def test_the_day_is_the_day_in_london(cast: Cast) -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), State.ACTIVE, at=late)
    assert r5(consent, NOON)["date"] == "2026-07-01"
    assert r4(consent, NOON)["dateTime"] == "2026-06-30T23:30:00+00:00"


def test_scotland_is_said_to_be_scotland(cast: Cast) -> None:
    rory = cast.person("Rory Burn", worker=cast.isla, at=NOON - 500 * DAY)
    found = r4(in_state(cast, rory, State.ACTIVE, by=cast.isla), NOON)
    assert {"GB-SCT"} == {e["valueString"] for e in found["extension"] if e["url"].endswith("/jurisdiction")}


def test_an_organisation_and_a_parent_are_named_by_reference_and_right(cast: Cast) -> None:
    elm = organisations.create(by=cast.max, at=NOON, name="Elm Surgery", kind="health")
    consent = by_parent(cast, child(cast), organisation=elm, recipient="Elm Surgery")
    for found in (r4(consent, NOON), r5(consent, NOON)):
        said = str(found)
        assert elm.reference in said
        assert "Someone with parental responsibility" in said
        for name in ("Robin Rivers", "Jane Rivers", "Elm Surgery", "aunt"):
            assert name not in said

"""Every address × every role × own and other service: nothing is open that should not be.

The crawl finds the addresses itself. A new one that is neither public nor behind the login fails here,
and one with a record in it must be 404 for whoever may not see the record.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from consent.capacity.questions import Kind
from consent.consents import actions as consents
from consent.consents.actions import Proof
from consent.consents.register import CONSENTS
from consent.consents.rules import CHECKLIST
from consent.evidence.models import Cleaning
from governance.accounts.models import User
from governance.attachments import actions as attachments
from governance.attachments import tasks as files
from governance.calendar import Nation
from governance.people import actions
from governance.people.models import Person
from governance.records.actor import acting_as
from governance.workflow.register import REGISTERS, Register
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.consent.capacity.typed import able, assess
from tests.rights.asking import asked
from tests.sharing.disclosures.sharing import in_emergency
from tests.sharing.opt_outs.helping import helped

FACTS = {
    "kind": "SHARE_CARE",
    "recipient": "Dr Green",
    "purpose": "care",
    "items": ["progress"],
    "method": "PAPER",
    "privacy_notice": "England 4",
    "checklist": {check.key: True for check in CHECKLIST},
}
PUBLIC = {
    "",
    "contact/",
    "accessibility/",
    "search/",
    "sitemap.xml",
    ".well-known/security.txt",
    "robots.txt",
    "health/live",
    "health/ready",
    "how-we-share/",
    "your-choices/",
    # Anyone asks, and follows what they asked by its reference and code.
    "rights/new/",
    "rights/follow/",
    "rights/follow/request/",
    "rights/follow/write/",
    "rights/follow/leave/",
    "candour/",
    "candour/<int:year>/",
    "candour/<int:year>/pdf/",
    "cameras/",
    "impact-assessments/",
    "impact-assessments/<str:reference>/",
    "concerns/new/",
    # With a reference and a code.
    "concerns/follow/",
    "concerns/follow/mine/",
    "concerns/follow/leave/",
    "policies/feed/",
    "policies/",
    "policies/<slug:slug>/",
    "policies/<slug:slug>/compare/",
    "policies/<slug:slug>/versions/<str:number>/",
    "policies/<slug:slug>/versions/<str:number>/pdf/",
    "privacy-notices/",
    "privacy-notices/<slug:slug>/",
    "privacy-notices/<slug:slug>/versions/<int:number>/",
    "privacy-notices/<slug:slug>/versions/<int:number>/pdf/",
    "leaflets/",
    "leaflets/<slug:slug>/",
    "leaflets/<slug:slug>/versions/<int:number>/",
    "leaflets/<slug:slug>/versions/<int:number>/pdf/",
    "resources/",
    "resources/<slug:slug>/",
    "resources/<slug:slug>/file/",
    # With a link that was sent to whoever signs for a partner.
    "signing/<str:token>/",
    "signing/<str:token>/code/",
    "signing/<str:token>/pdf/",
    "signing/<str:token>/not-me/",
    # With the secret of somebody's own calendar.
    "desk/calendar/<str:token>.ics",
    # With a link that was sent to whoever receives something.
    "received/<str:token>/",
    # With a link that was sent to whoever takes a service over.
    "taken-over/<str:token>/",
    "taken-over/<str:token>/receipt/",
    "accounts/login/",
    "accounts/inactive/",
    "accounts/logout/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/password/reset/key/done/",
}


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        else:
            yield here, pattern


ALL = dict(addresses())


def test_only_what_is_meant_to_be_public_needs_no_sign_in() -> None:
    open_to_all = {
        address for address, pattern in ALL.items() if not getattr(pattern.callback, "login_required", True)
    }
    assert open_to_all == PUBLIC


def filled(address: str, kwargs: dict[str, str]) -> str | None:
    """The address with its gaps filled, or None if one is not known."""
    parts = []
    for part in address.split("/"):
        if "<" in part:
            name = part.strip("<>").rpartition(":")[2]
            if name not in kwargs:
                return None
            part = kwargs[name]
        parts.append(part)
    return "/" + "/".join(parts)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [address for address in ALL if address not in PUBLIC])
def test_a_visitor_is_sent_to_sign_in(address: str) -> None:
    known = {"reference": "POL-2026-000001", "case": "X-1", "exclusion": "X-1", "verb": "edit", "pk": "1"}
    known |= {"service": "1", "register": "consents", "step": "start", "number": "1", "name": "sweep"}
    known |= {"organisation": "1", "purpose": "care", "key": "isa-template"}
    known |= {"rule": "consent_review"}
    where = filled(address, known)
    assert where is not None, f"say in this test what fills {address}"
    for method in ("get", "post"):
        answer = getattr(Client(), method)(where)
        assert answer.status_code == 302, where
        assert answer.url.startswith("/accounts/login/"), where


def steps(cast: Cast, sam: Person) -> dict[str, list[str]]:
    """By the first part of the address: every one with Sam's record in it, each of the verbs included."""
    case = sam.cases.get()
    exclusion = actions.report(person=sam, worker=cast.isla, relationship="friend", by=cast.fay, at=NOON)
    assessment = assess(cast, sam, able(Kind.CAPACITY, Nation.ENG))
    with acting_as(cast.fay.pk):
        scan = Proof(upload=upload(pdf()))
        consent = consents.record(case=case, by=cast.fay, at=NOON, answer=True, proof=scan, **FACTS).consent
    files.clean("evidence", Cleaning.objects.get().pk)
    with acting_as(cast.fay.pk):
        facts = {"label": "Court order", "person_id": sam.pk, "service_id": case.service_id}
        file = attachments.keep(consent, CONSENTS, upload=upload(pdf()), by=cast.fay, at=NOON, **facts)
    files.clean("attachments", file.cleaning.pk)
    about = {
        "people": {"reference": sam.reference, "case": case.reference, "exclusion": exclusion.reference},
        "consents": {"reference": consent.reference},
        "receipts": {"reference": consent.reference},
        "evidence": {"reference": consent.evidence.reference},
        "attachments": {"reference": file.reference},
        "capacity": {"reference": assessment.reference},
        "conversations": {"reference": case.conversation.reference},
        "disclosures": {"reference": in_emergency(cast, sam).reference, "case": case.reference},
        "opt-outs": {"reference": helped(cast, sam).reference},
        "may-we-share": {"reference": sam.reference},
        "rights": {"reference": asked(cast, person=sam).reference, "number": "1"},
    }
    found = {}
    for start, kwargs in about.items():
        verbs = REGISTERS[start].verbs if start in REGISTERS else [""]
        wheres = {
            filled(address, kwargs | {"verb": verb})
            for verb in verbs
            for address in ALL
            if address.startswith(f"{start}/<")
        }
        found[start] = sorted(filter(None, wheres))
    found["people"] += [
        f"/consents/new/?person={sam.reference}",
        f"/capacity/new/?person={sam.reference}",
        f"/disclosures/new/?person={sam.reference}",
        f"/disclosures/draft/?person={sam.reference}",
        f"/disclosures/emergency/?person={sam.reference}",
        f"/disclosures/not-shared/?person={sam.reference}",
        f"/people/{sam.reference}/told/",
        f"/may-we-share/{sam.reference}/",
        f"/opt-outs/new/?person={sam.reference}",
        f"/capacity/record/?case={case.reference}&kind=CAPACITY",
    ]
    return found


def test_every_register_with_a_person_in_it_is_crawled(cast: Cast) -> None:
    """A new one fails here until it is among those of `steps`."""
    crawled = set(steps(cast, cast.person()))
    about_people = {name.replace("_", "-") for name, register in REGISTERS.items() if has_person(register)}
    # Cases and exclusions are part of the person's own addresses.
    assert about_people - {"cases", "exclusions"} <= crawled
    starts = {address.partition("/<")[0] for address in ALL if "/<str:reference>" in address}
    assert starts - crawled == WITHOUT_A_PERSON


def has_person(register: Register) -> bool:
    return register.model is Person or any(field.name == "person" for field in register.model._meta.fields)


def roles(cast: Cast) -> dict[str, User]:
    return {
        "own worker": cast.fay,
        "own manager": cast.max,
        "doctor": cast.dora,
        "other service's worker": cast.finn,
        "other service's manager": cast.maya,
        "excluded worker": cast.isla,
        "data": cast.dana,
        "dpo": cast.priya,
        "ig": cast.igor,
        "comms": cast.cora,
        "guardian": cast.gwen,
        "siro": cast.sol,
        "auditor": cast.aled,
    }


STRANGERS = {"other service's worker", "other service's manager", "excluded worker", "comms"}
# Who learns that there is a consent, or that names are hidden, and not what lies behind it.
BLIND = {
    "evidence": {"data"},
    "attachments": {"data"},
    "capacity": {"data"},
    "conversations": {"data", "auditor"},
    "disclosures": {"data"},
    "opt-outs": {"data"},
    # They take one in and read none.
    "rights": {"own worker", "doctor", "data"},
}
# What has a reference and is about nobody, or belongs to whoever asked for it.
WITHOUT_A_PERSON = {
    *("agreements", "agreements/imports", "organisations", "wording", "exports"),
    "opt-out-statements",
    *("dpias", "impact-assessments"),
    "processing",
    "desk/evidence",
    # Whoever raises one is nobody whom we know by an account or a case.
    "concerns",
    "incidents",
    # About services or about numbers, and not about anybody.
    "incident-terms",
    "incident-summaries",
    "candour-reports",
    # Whom a file lists is asked in its own tests.
    "stop-checks",
    "closures",
    *("recordings", "recording-devices"),
    "media",
}


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize(
    "register",
    [
        "people",
        "consents",
        "receipts",
        "evidence",
        "attachments",
        "capacity",
        "conversations",
        "disclosures",
        "opt-outs",
        "rights",
    ],
)
def test_a_stranger_gets_404_for_every_step_of_a_record_and_no_line_of_a_list(
    cast: Cast, register: str
) -> None:
    sam = cast.person(safe_contact="ring after six only")
    about_sam = steps(cast, sam)[register]
    assert len(about_sam) >= 2
    strangers = STRANGERS | BLIND.get(register, set())
    for name, user in roles(cast).items():
        client = signed_in(user)
        for where in about_sam:
            for method in ("get", "post"):
                answer = getattr(client, method)(where)
                assert answer.status_code < 500, (name, where)
                if name in strangers:
                    # Some pages take no POST from anybody.
                    assert answer.status_code == 404 or (method, answer.status_code) == ("post", 405), (
                        name,
                        method,
                        where,
                    )
                    assert b"ring after six" not in answer.content
        if register in ("receipts", "evidence", "attachments"):
            continue
        listed = client.get(f"/{register}/", follow=True)
        reference = about_sam[0].split("/")[2]
        assert (reference in listed.content.decode()) is (name not in strangers), name


@pytest.mark.usefixtures("unhurried")
def test_whoever_only_looks_can_take_no_step_by_any_address(cast: Cast) -> None:
    """But for taking a consent back, which anyone who may see the person writes down (section 3.3)."""
    sam = cast.person()
    about_sam = steps(cast, sam)
    version = sam.version, sam.consents.get().version
    for user in (cast.dana, cast.gwen, cast.sol, cast.aled):
        client = signed_in(user)
        for where in (*about_sam["people"], *about_sam["consents"]):
            if not where.endswith(("/withdraw/", "/report/")):
                assert client.post(where, {"read_version": "1"}).status_code in {200, 403, 404, 405, 409}, (
                    where
                )
    sam.refresh_from_db()
    assert (sam.version, sam.consents.get().version) == version
    assert sam.cases.get().closed_on is None


@pytest.mark.usefixtures("unhurried")
def test_every_plain_address_answers_every_role(cast: Cast) -> None:
    cast.person()
    plain = ["/" + address for address in ALL if "<" not in address]
    for name, user in roles(cast).items():
        client = signed_in(user)
        for where in plain:
            assert client.get(where).status_code in {200, 302, 403, 405}, (name, where)

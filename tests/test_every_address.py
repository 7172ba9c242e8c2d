"""Every address × every role × own and other service: nothing is open that should not be.

The crawl finds the addresses itself. A new one that is neither public nor behind the login fails here,
and one with a record in it must be 404 for whoever may not see the record.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from governance.accounts.models import User
from governance.people.models import Person
from tests.cast import Cast, signed_in

PUBLIC = {
    "",
    "robots.txt",
    "health/live",
    "health/ready",
    "policies/",
    "policies/<slug:slug>/",
    "policies/<slug:slug>/versions/<str:number>/",
    "policies/<slug:slug>/versions/<str:number>/pdf/",
    "accounts/login/",
    "accounts/inactive/",
    "accounts/logout/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/<str:uidb36>-<str:key>/",
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
    known = {
        "reference": "X-1",
        "case": "X-1",
        "exclusion": "X-1",
        "verb": "edit",
        "pk": "1",
        "id": "1",
        "slug": "x",
    }
    where = filled(address, known)
    assert where is not None, f"say in this test what fills {address}"
    for method in ("get", "post"):
        answer = getattr(Client(), method)(where)
        assert answer.status_code == 302, where
        assert answer.url.startswith("/accounts/login/"), where
    assert isinstance(AnonymousUser(), AnonymousUser)


def records(cast: Cast, sam: Person) -> dict[str, list[dict[str, str]]]:
    """For each register, what fills the gaps of its addresses with a record about Sam."""
    from governance.people import actions

    exclusion = actions.report(
        person=sam, worker=cast.isla, relationship="friend", by=cast.fay, at=sam.created_at
    )
    filling = {
        "reference": sam.reference,
        "case": sam.cases.get().reference,
        "exclusion": exclusion.reference,
    }
    return {"people": [filling]}


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


def test_a_stranger_gets_404_for_every_step_of_a_person(cast: Cast) -> None:
    sam = cast.person(safe_contact="ring after six only")
    (kwargs,) = records(cast, sam)["people"]
    about_sam = [where for address in ALL if "people/<" in address if (where := filled(address, kwargs))]
    assert len(about_sam) >= 7
    for name, user in roles(cast).items():
        client = signed_in(user)
        for where in about_sam:
            for method in ("get", "post"):
                answer = getattr(client, method)(where)
                assert answer.status_code < 500, (name, where)
                if name in STRANGERS:
                    assert answer.status_code == 404, (name, method, where)
                    assert b"ring after six" not in answer.content
        listed = client.get("/people/")
        assert (sam.reference in listed.content.decode()) is (name not in STRANGERS), name


def test_every_plain_address_answers_every_role(cast: Cast) -> None:
    cast.person()
    plain = ["/" + address for address in ALL if "<" not in address]
    for name, user in roles(cast).items():
        client = signed_in(user)
        for where in plain:
            assert client.get(where).status_code in {200, 302, 403, 405}, (name, where)

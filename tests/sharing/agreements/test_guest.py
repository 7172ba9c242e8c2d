"""The pages of a partner's signatory, over HTTP: nothing before the code, the whole text with it, once."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from governance.documents import door
from governance.documents.models import Document
from governance.ledger.models import Event
from governance.records.actor import SHAREWELL
from sharing.agreements import inviting, writing
from sharing.agreements.inviting import Invited
from sharing.agreements.models import Agreement, Invitation, Signature
from sharing.agreements.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.invited import invited, mailed
from tests.sharing.agreements.walk import PARTY, approved, signed_by_us, surgery

pytestmark = pytest.mark.django_db
ASH = PARTY["signatory"]
SIGNED = {"name": ASH, "agree": "on", "entitled": "on"}
# Words of the agreement, its title and its partner.
SECRETS = ("Care with Elm", "Elm Surgery", "Nobody else knows", ASH, "ISA-2026")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    return approved(cast, surgery(cast))


@pytest.fixture
def sent(cast: Cast, agreement: Agreement) -> Invited:
    made = invited(cast, agreement)
    agreement.refresh_from_db()
    return made


@pytest.fixture
def link(sent: Invited) -> str:
    return mailed(sent)


def let_in(link: str, sent: Invited) -> Client:
    """The browser of a partner who has typed the code."""
    browser = Client()
    assert browser.post(f"{link}code/", {"code": sent.spoken}).url == link
    return browser


def assert_gone(answer: Any) -> None:
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "This link does not work any more" in page
    for secret in SECRETS:
        assert secret not in page


def test_before_the_code_nothing_of_the_agreement_is_shown(link: str) -> None:
    browser = Client()
    answer = browser.get(link)
    assert answer.url == f"{link}code/"
    for where in (f"{link}code/", f"{link}pdf/"):
        page = browser.get(where, follow=True).content.decode()
        assert "Your code" in page
        for secret in SECRETS:
            assert secret not in page
    assert browser.post(link, SIGNED).status_code == 302
    assert not Signature.objects.exists()


def test_with_the_code_the_whole_text_is_there_and_is_signed(link: str, sent: Invited, cast: Cast) -> None:
    browser = let_in(link, sent)
    page = browser.get(link).content.decode()
    for said in ("Care with Elm Surgery", "Nobody else knows what they are prescribed.", "Their care plan"):
        assert said in page
    answer = browser.post(link, SIGNED)
    assert "You have signed" in answer.content.decode()
    assert Signature.objects.get().name == ASH
    assert_gone(browser.get(link))


def test_no_page_is_kept_by_a_cache_listed_by_a_search_engine_or_told_to_another_site(
    link: str, sent: Invited
) -> None:
    browser = let_in(link, sent)
    gone = f"{link[:-2]}x/"
    for where in (link, f"{link}code/", gone):
        answer = browser.get(where)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"
    assert browser.get(link).context["request"].session.is_empty()


def test_opening_the_link_again_and_again_uses_nothing_up(link: str, sent: Invited) -> None:
    for _ in range(30):
        Client().get(link, follow=True)
        Client().head(link)
    sent.invitation.refresh_from_db()
    assert (sent.invitation.wrong_codes, sent.invitation.opened_at) == (0, None)
    let_in(link, sent)


def test_a_form_from_elsewhere_is_refused(link: str, sent: Invited) -> None:
    stranger = Client(enforce_csrf_checks=True)
    for where in (link, f"{link}code/", f"{link}not-me/"):
        assert stranger.post(where, {"code": sent.code}).status_code == 403
    sent.invitation.refresh_from_db()
    assert sent.invitation.revoked_at is None


def test_the_fifth_wrong_code_is_the_end_of_it(link: str, sent: Invited) -> None:
    browser = Client()
    for _ in range(4):
        answer = browser.post(f"{link}code/", {"code": "12"})
        assert "This is not the code" in answer.content.decode()
    assert_gone(browser.post(f"{link}code/", {"code": "12"}))
    assert_gone(browser.post(f"{link}code/", {"code": sent.code}))


def test_who_tries_too_often_is_not_listened_to(db: None) -> None:
    browser = Client()
    answers = [browser.post(f"/signing/made-up-{number}/code/").status_code for number in range(25)]
    assert answers[:20] == [410] * 20
    assert set(answers[20:]) == {429}


def test_the_code_of_one_link_opens_no_other(cast: Cast, sent: Invited, link: str) -> None:
    other = approved(cast, surgery(cast, "Oak Surgery"))
    theirs = invited(cast, other)
    browser = let_in(link, sent)
    where = mailed(theirs)
    for name, morsel in list(browser.cookies.items()):
        # As somebody would who copies the cookie to the other link.
        browser.cookies[name] = morsel.value
    assert browser.get(where).url == f"{where}code/"


@pytest.mark.parametrize("missing", ["name", "agree", "entitled"])
def test_without_the_name_or_a_tick_nothing_is_signed(link: str, sent: Invited, missing: str) -> None:
    browser = let_in(link, sent)
    answer = browser.post(link, {name: value for name, value in SIGNED.items() if name != missing})
    assert "There is a problem" in answer.content.decode()
    assert not Signature.objects.exists()


def test_somebody_elses_name_is_refused_with_whom_to_tell_and_the_refusal_is_kept(
    link: str, sent: Invited, settings: Any
) -> None:
    settings.CHARITY_CONTACT = "01234 567890"
    answer = let_in(link, sent).post(link, {**SIGNED, "name": "Beech Hazel"})
    page = answer.content.decode()
    assert f"Only {ASH} can sign here" in page
    assert "01234 567890" in page
    assert 'value="Beech Hazel"' in page
    refused = Event.objects.filter(verb="refused", reference=sent.invitation.agreement.reference).last()
    assert refused is not None
    assert (refused.actor_id, refused.detail["invitation"]) == (SHAREWELL, sent.invitation.effect_key)


def test_whoever_is_not_the_right_person_needs_no_code_to_say_so(link: str) -> None:
    assert "The link is closed" in Client().post(f"{link}not-me/").content.decode()
    assert_gone(Client().get(link))


def test_run_out_taken_back_changed_and_made_up_links_all_read_the_same(
    cast: Cast, agreement: Agreement, sent: Invited, link: str
) -> None:
    with time_machine.travel(sent.invitation.expires_at.timestamp() + 1, tick=False):
        run_out = Client().get(link)
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    changed, made_up = Client().get(link), Client().get("/signing/made.up/")
    for answer in (run_out, changed, made_up):
        assert_gone(answer)
    assert run_out.content == changed.content == made_up.content


def test_a_text_that_changed_while_it_was_read_is_not_signed(
    cast: Cast, agreement: Agreement, sent: Invited, link: str
) -> None:
    browser = let_in(link, sent)
    browser.get(link)
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    assert_gone(browser.post(link, SIGNED))
    assert not Signature.objects.exists()


def test_pressed_twice_it_is_signed_once_and_both_are_thanked(link: str, sent: Invited) -> None:
    browser = let_in(link, sent)
    cookie = browser.cookies["signing"].value
    form = SIGNED | {"form_key": str(uuid4())}
    first = browser.post(link, form)
    # As a page that is loaded again is sent, when the cookie is gone.
    second = browser.post(link, form)
    assert "You have signed" in first.content.decode()
    assert second.content == first.content
    browser.cookies["signing"] = cookie
    for other in ({}, {"form_key": "made up"}, {"form_key": str(uuid4())}):
        assert_gone(browser.post(link, SIGNED | other))
    assert Signature.objects.count() == 1


def test_the_form_that_signed_with_one_link_is_not_thanked_at_another(
    cast: Cast, agreement: Agreement, link: str, sent: Invited
) -> None:
    form = SIGNED | {"form_key": str(uuid4())}
    let_in(link, sent).post(link, form)
    theirs = invited(cast, approved(cast, surgery(cast, "Oak Surgery")))
    inviting.not_them(theirs.invitation, at=NOON)
    assert_gone(Client().post(f"/signing/{theirs.invitation.token}/", form))


def test_nobody_who_works_here_signs_for_a_partner(cast: Cast, link: str, sent: Invited) -> None:
    for user in (cast.igor, cast.priya, cast.fay):
        client = signed_in(user)
        for answer in (client.get(link), client.post(f"{link}code/", {"code": sent.code})):
            assert answer.status_code == 403
            assert "This page is for a partner" in answer.content.decode()
    sent.invitation.refresh_from_db()
    assert sent.invitation.opened_at is None


def test_the_last_signature_through_a_link_makes_it_active(cast: Cast, agreement: Agreement) -> None:
    agreement = signed_by_us(cast, agreement, at=NOON)
    made = invited(cast, agreement)
    link = mailed(made)
    let_in(link, made).post(link, SIGNED)
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE
    assert re.fullmatch(r"LOG-2026-\d{4}", agreement.log_number or "")


@pytest.mark.pdf
def test_with_the_code_the_pdf_is_there_too(link: str, sent: Invited) -> None:
    browser = let_in(link, sent)
    assert "being made" in browser.get(f"{link}pdf/").content.decode()
    assert door.make(Document.objects.get(done_at=None).pk)
    answer = browser.get(f"{link}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"


def test_the_cookie_is_worth_an_hour_and_goes_to_this_link_alone(link: str, sent: Invited) -> None:
    browser = let_in(link, sent)
    cookie = browser.cookies["signing"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (link, True, "Lax")
    with time_machine.travel(NOON.timestamp() + 3601, tick=False):
        assert browser.get(link).url == f"{link}code/"


def test_nothing_hostile_in_a_form_breaks_a_page(link: str, sent: Invited) -> None:
    browser = Client()
    for code in ("", "\0", "9" * 10_000, "<script>", "\u202e12"):
        assert browser.post(f"{link}code/", {"code": code}).status_code in (200, 410)
    assert Invitation.objects.get().used_at is None
    assert Invitation.of("\0") is None

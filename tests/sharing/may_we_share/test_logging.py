"""One more press logs what was answered: once, and only while it still may go."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from consent.consents.actions import withdraw
from governance.errors import Code
from governance.organisations.models import Organisation
from governance.people.models import Person
from sharing.answers import read
from sharing.decision import Outcome
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from tests.cast import Cast, signed_in
from tests.consent.sharing.stories import now, says
from tests.sharing.may_we_share.test_views import ask, elm, outcome, question, sam

__all__ = ["elm", "sam"]
pytestmark = pytest.mark.django_db


def log(client: Client, sam: Person, **changes: Any) -> HttpResponse:
    typed = question(case=sam.cases.get().pk, log="yes", **changes)
    return client.post(f"/may-we-share/{sam.reference}/", typed)


def test_one_more_press_logs_it_with_what_was_answered(cast: Cast, sam: Person, elm: Organisation) -> None:
    consent = says(cast, sam, organisation=elm)
    answer = log(signed_in(cast.fay), sam)
    made = Disclosure.objects.get()
    assert answer["Location"] == f"/disclosures/{made.reference}/"
    assert (made.state, made.consent, made.agreement_gap) == (State.SENT, consent, True)
    assert read(made.answer).outcome is Outcome.YES_AND


def test_a_second_press_logs_it_once(cast: Cast, sam: Person, elm: Organisation) -> None:
    says(cast, sam, organisation=elm)
    client, key = signed_in(cast.fay), str(uuid4())
    places = {log(client, sam, form_key=key)["Location"] for _ in range(2)}
    assert (len(places), Disclosure.objects.count()) == (1, 1)


def test_a_consent_that_names_them_in_words_does_not_pass_by_the_agreement(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    consent = says(cast, sam)
    assert consent.organisation is None
    again_and_again = {"to": f"c{consent.pk}", "recipient": "", "recurring": "on"}
    assert Code.AGREEMENT in log(signed_in(cast.fay), sam, **again_and_again).content.decode()
    log(signed_in(cast.fay), sam, to=f"c{consent.pk}", recipient="")
    made = Disclosure.objects.get()
    assert (made.organisation, made.agreement_gap) == (elm, True)


def test_what_was_taken_back_in_between_is_not_logged(cast: Cast, sam: Person, elm: Organisation) -> None:
    consent = says(cast, sam, organisation=elm)
    assert outcome(ask(cast.fay, sam)) is Outcome.YES_AND
    said = now()
    withdraw(consent, by=cast.fay, at=now(), withdrawn_at=said)
    answer = log(signed_in(cast.fay), sam)
    assert answer.status_code == 200
    assert Code.CONSENT in answer.content.decode()
    assert not Disclosure.objects.exists()

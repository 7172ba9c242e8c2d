"""An agreement is asked for with a body that we know by a typed name only, and the name is said (section 4)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from governance.errors import Code, Denied
from governance.notifications.models import Notification
from governance.people.models import Person
from sharing.disclosing import Reason
from sharing.disclosures import actions, actions_deciding
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.sharing.agreements.walk import surgery
from tests.sharing.disclosures.sharing import (
    ALWAYS,
    DAY,
    HARM,
    SHARED,
    TOLD,
    drafted,
    in_emergency,
    logged,
    sent,
)
from tests.sharing.disclosures.test_views import boxes

pytestmark = pytest.mark.django_db
REPEATED = 90 * DAY


@pytest.fixture
def sam(cast: Cast) -> Person:
    assert cast.igor  # He is there.
    return cast.person(at=NOON - DAY)


def gaps() -> set[str]:
    return {each.reference for each in Notification.objects.filter(kind="agreement_gap")}


def is_refused(do: Any) -> bool:
    with pytest.raises(Denied) as refusal:
        do()
    return refusal.value.verdict.code is Code.AGREEMENT


class TestTheAgreement:
    def test_without_consent_the_first_is_a_gap_and_the_second_is_refused(
        self, cast: Cast, sam: Person
    ) -> None:
        first = sent(cast, sam)
        assert (first.agreement_gap, gaps()) == (True, {first.reference})
        second = drafted(cast, sam, Reason.SERIOUS_HARM, recipient="leeds POLICE control room", at=NOON + DAY)
        assert is_refused(lambda: actions_deciding.ask(second, by=cast.fay, at=NOON + REPEATED))
        later = NOON + REPEATED + DAY
        assert actions_deciding.ask(second, by=cast.fay, at=later).state == State.AWAITING_APPROVAL

    def test_an_emergency_is_written_down_each_time_as_a_gap(self, cast: Cast, sam: Person) -> None:
        both = [in_emergency(cast, sam), in_emergency(cast, sam)]
        assert gaps() == {each.reference for each in both if each.agreement_gap}
        assert len(gaps()) == 2

    def test_with_consent_to_a_body_too(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        assert logged(cast, sam).agreement_gap
        assert is_refused(lambda: logged(cast, sam))

    def test_what_went_to_the_name_counts_when_they_are_on_our_list(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        logged(cast, sam)
        elm = surgery(cast)
        assert is_refused(lambda: logged(cast, sam, organisation=elm.pk))

    def test_with_a_relative_or_friend_there_is_none_to_be_made(self, cast: Cast, sam: Person) -> None:
        say(cast, sam, recipient="Ann Rivers", kind="SHARE_FAMILY", relationship="mother")
        assert not any(logged(cast, sam, recipient="Ann Rivers").agreement_gap for _ in range(2))
        for _ in range(2):
            missing = drafted(
                cast, sam, Reason.MISSING_PERSON, recipient="His brother Tom", private_person=True
            )
            assert not actions.send(missing, by=cast.fay, at=NOON, **TOLD).agreement_gap
        assert gaps() == set()

    def test_what_was_prepared_finds_them_when_they_came_onto_our_list(self, cast: Cast, sam: Person) -> None:
        say(cast, sam)
        made = drafted(cast, sam, None, recipient="Elm Surgery", purpose="care", items=["care_plan"])
        elm = surgery(cast)
        assert actions.send(made, by=cast.fay, at=NOON).organisation == elm


def typed(sam: Person, **changes: Any) -> dict[str, Any]:
    facts = {**SHARED, **HARM, **ALWAYS, "form_key": str(uuid4()), "case": sam.cases.get().pk}
    return {**facts, "reason": "SERIOUS_HARM", "recipient": "Elm Surgrey", **changes}


class TestTheName:
    """A name that nobody knows is said, with what may be meant."""

    def test_before_it_is_prepared(self, cast: Cast, sam: Person) -> None:
        surgery(cast)
        client, where = signed_in(cast.fay), f"/disclosures/draft/?person={sam.reference}"
        assert "Did you mean: Elm Surgery?" in client.post(where, typed(sam)).content.decode()
        assert not Disclosure.objects.exists()
        answer = client.post(where, typed(sam, unlisted="body"))
        assert "Not on our list" in client.get(answer["Location"]).content.decode()
        client.post(where, typed(sam, unlisted="person"))
        client.post(where, typed(sam, recipient="elm surgery", unlisted="person"))
        made = Disclosure.objects.order_by("id")
        assert [(each.private_person, each.agreement_gap) for each in made] == [
            (False, True),
            (True, False),
            (False, True),
        ]

    def test_before_it_is_written_down_that_we_do_not_share(self, cast: Cast, sam: Person) -> None:
        surgery(cast)
        client, where = signed_in(cast.fay), f"/disclosures/not-shared/?person={sam.reference}"
        form = typed(sam, decline_reason="He said no", reason="")
        assert "Did you mean: Elm Surgery?" in client.post(where, form).content.decode()
        assert client.post(where, {**form, "unlisted": "body"}).status_code == 302

    def test_an_emergency_is_written_down_and_then_it_is_said(self, cast: Cast, sam: Person) -> None:
        surgery(cast)
        client, where = signed_in(cast.fay), f"/disclosures/emergency/?person={sam.reference}"
        shared_at = boxes(in_emergency(cast, sam).created_at - timedelta(minutes=1))
        form = typed(sam, telling="told", told_how="By phone")
        form |= {f"sent_at_{box}": value for box, value in shared_at.items()}
        answer = client.post(where, form, follow=True)
        assert answer.redirect_chain, answer.content.decode()
        assert "Did you mean: Elm Surgery?" in answer.content.decode()
        assert Disclosure.objects.filter(recipient="Elm Surgrey", agreement_gap=True).exists()

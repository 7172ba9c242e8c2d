"""What a consent is for, as a code beside the person's own words, which an agreement can be matched with."""

from datetime import timedelta

import pytest

from consent.consents.actions import reconfirm
from consent.consents.models import Consent
from consent.kinds import Kind
from consent.purposes import CHOICES, OF_KIND, Purpose
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import answer, say
from tests.consent.consents.test_forms import _noon, _words, asking, sam, send

__all__ = ["_noon", "_words", "sam"]
pytestmark = pytest.mark.usefixtures("_noon")


def test_what_it_is_for_is_asked_once_with_the_usual_first(cast: Cast, sam: Person) -> None:
    form = signed_in(cast.fay).get(asking(sam)).context["form"]
    assert form["aim"].value() == Purpose.CARE
    assert [value for value, _ in form.fields["aim"].choices] == list(CHOICES[Kind.SHARE_CARE])


def test_what_was_chosen_is_kept_and_shown(cast: Cast, sam: Person) -> None:
    text = send(signed_in(cast.fay), sam, aim="housing")
    assert Consent.objects.get().aimed_at is Purpose.HOUSING
    assert "Housing, money and daily life" in text


def test_another_purpose_than_the_kind_can_have_is_refused(cast: Cast, sam: Person) -> None:
    send(signed_in(cast.fay), sam, aim="research")
    assert not Consent.objects.exists()


@pytest.mark.parametrize("kind", [Kind.NATIONAL_RETURN, Kind.RESEARCH, Kind.MEDIA])
def test_other_kinds_are_for_what_they_are_for(cast: Cast, sam: Person, kind: Kind) -> None:
    assert "aim" not in signed_in(cast.fay).get(asking(sam, kind, "PAPER")).context["form"].fields
    assert Consent(kind=kind).aimed_at is OF_KIND.get(kind)


def test_what_was_recorded_before_it_was_asked_is_for_what_its_kind_is_for(cast: Cast, sam: Person) -> None:
    assert say(cast, sam).consent.aimed_at is Purpose.CARE


def test_a_yes_said_again_is_for_the_same(cast: Cast, sam: Person) -> None:
    consent = say(cast, sam, aim=Purpose.JUSTICE.value).consent
    later = NOON + timedelta(days=30)
    said = answer()
    how = {
        name: said[name] for name in ("giver", "method", "identity_check", "script_version", "answer_words")
    }
    assert reconfirm(consent, by=cast.fay, at=later, said_at=later, **how).aimed_at is Purpose.JUSTICE

"""They take it back while somebody publishes, adds them, or does the same to another in the same picture."""

import pytest

from consent.consents.models import Consent
from consent.media import actions
from consent.media.models import Asset
from consent.media.states import State
from governance.errors import Denied, IllegalTransition
from tests.cast import NOON, Cast
from tests.consent.media.walk import HOUR, OURS, kept, take_back, with_people, yes
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + HOUR


def test_what_is_published_while_they_take_it_back_is_taken_down_or_never_was(transactional_db: None) -> None:
    cast = Cast()
    cast.cora  # noqa: B018  (made before anybody hurries)
    given = yes(cast, cast.person())
    with_people(cast, given)
    found = together(
        lambda: take_back(cast, Consent.objects.get(), at=LATER),
        lambda: actions.publish(Asset.objects.get(), by=cast.cora, at=LATER, from_on=LATER.date(), **OURS),
    )
    assert set(raised(found)) <= {IllegalTransition, Denied}
    assert Asset.objects.get().state == State.WITHDRAWN


def test_who_is_added_while_they_take_it_back_does_not_make_it_usable(transactional_db: None) -> None:
    cast = Cast()
    sam = cast.person()
    given = yes(cast, sam)
    kept(cast)
    found = together(
        lambda: take_back(cast, Consent.objects.get(), at=LATER),
        lambda: actions.add_person(Asset.objects.get(), by=cast.cora, at=LATER, person=sam, consent=given),
    )
    assert set(raised(found)) <= {Denied}
    made = Asset.objects.get()
    assert made.state == State.WITHDRAWN or not made.people.exists()


def test_two_people_in_one_picture_take_it_back_at_the_same_moment(transactional_db: None) -> None:
    cast = Cast()
    cast.cora  # noqa: B018
    sams, kims = yes(cast, cast.person()), yes(cast, cast.person("Kim Lake"))
    for _ in range(2):
        with_people(cast, sams, kims)
    found = together(
        lambda: take_back(cast, Consent.objects.get(pk=sams.pk), at=LATER),
        lambda: take_back(cast, Consent.objects.get(pk=kims.pk), at=LATER),
    )
    assert raised(found) == []
    for made in Asset.objects.all():
        assert made.state == State.WITHDRAWN
        assert not made.people.filter(ended="").exists()

"""The notice that a service gives out today stands in the form for an answer, and stays as it was given."""

from datetime import timedelta

from django.utils import timezone

from governance.privacy_notices.in_force import given_in
from tests.cast import Cast, signed_in
from tests.privacy_notices.notices import published

FORM = "/consents/new/?person={}&kind=SHARE_CARE&how=TELEPHONE"


def test_what_their_service_gives_out_is_offered(cast: Cast) -> None:
    now = timezone.now() - timedelta(days=2)
    where = FORM.format(cast.person(at=now).reference)
    assert 'name="privacy_notice"' in signed_in(cast.fay).get(where).content.decode()
    assert "PRN-" not in signed_in(cast.fay).get(where).content.decode()
    version = published(cast, at=now, review_on=(now + timedelta(days=90)).date())
    assert f'value="{version.given}"' in signed_in(cast.fay).get(where).content.decode()
    assert given_in(cast.quay.pk) == ""

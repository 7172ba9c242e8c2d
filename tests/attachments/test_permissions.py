"""Where a register shows some users its records by their state alone, its files are not for them."""

import pytest

from consent.consents.register import CONSENTS
from governance.attachments.models import Attachment
from tests.attachments import kept, papers
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say

pytestmark = pytest.mark.django_db


def test_who_learns_that_there_is_a_consent_sees_no_file_of_it(cast: Cast) -> None:
    sam = cast.person()
    consent = say(cast, sam).consent
    file = kept.of(consent, CONSENTS, cast.fay, papers.pdf(), person_id=sam.pk)
    seen = {
        user
        for user in (cast.fay, cast.max, cast.igor, cast.dana, cast.finn, cast.cora)
        if Attachment.objects.visible_to(user, NOON).filter(pk=file.pk).exists()
    }
    assert seen == {cast.fay, cast.max, cast.igor}

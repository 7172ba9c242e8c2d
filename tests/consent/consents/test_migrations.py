"""What is active on a proof that was refused before a proof could make it not valid is put right by the worker."""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from consent.consents.actions import Proof
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.evidence.models import Cleaning, Evidence
from consent.kinds import Method
from consent.wording.rules import Purpose
from governance.attachments.states import State as FileState
from governance.attachments.tasks import clean
from governance.records.actor import SHAREWELL, acting_as
from tests.attachments.papers import locked_pdf, upload
from tests.cast import Cast
from tests.conftest import as_owner
from tests.consent.consents.answers import say
from tests.consent.wording.samples import approved


@pytest.mark.django_db(transaction=True)
def test_a_yes_of_old_on_a_refused_proof_falls_when_the_file_is_checked_again(cast: Cast) -> None:
    words, proof = approved(cast, purpose=Purpose.FORM), Proof(upload=upload(locked_pdf()))
    consent = say(cast, cast.person(), method=Method.PAPER, wording=words, proof=proof).consent
    order = Cleaning.objects.get()
    try:
        with as_owner():
            call_command("migrate", "consents", "0009", verbosity=0)
        with acting_as(SHAREWELL), transaction.atomic():
            Evidence.objects.update(state=FileState.REFUSED, fault="locked")
            Cleaning.objects.update(done_at=timezone.now())
    finally:
        with as_owner():
            # Whatever stands on it went back with it.
            call_command("migrate", verbosity=0)
    assert clean("evidence", order.pk)
    consent.refresh_from_db()
    assert (consent.state, Evidence.objects.get().state) == (State.INVALID, FileState.REFUSED)
    assert Consent.objects.count() == 1

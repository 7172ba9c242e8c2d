"""A worker killed while it checks files, and a broker wiped: each file is checked, and copied once."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consent.evidence import actions
from consent.evidence.models import Cleaning, Evidence
from governance.attachments import files
from governance.attachments.states import State
from governance.attachments.tasks import AT_ONCE, relay
from governance.records.actor import acting_as
from tests.attachments import papers
from tests.cast import Cast
from tests.processes import Start, eventually, kill, wipe_broker

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_killed_while_it_checks_files_loses_none_and_copies_each_once(
    cast: Cast, process: Start
) -> None:
    case, now = cast.person().cases.get(), timezone.now()
    large = papers.picture(size=(5000, 4000))
    with acting_as(cast.fay.pk):
        for _ in range(AT_ONCE):
            upload = SimpleUploadedFile("form.jpg", large)
            actions.keep_scan(case=case, by=cast.fay, at=now, upload=upload)
    done = Evidence.objects.filter(state=State.READY)

    worker = process("worker")
    relay.delay()
    eventually(lambda: done.exists())
    kill(worker)
    wipe_broker()
    assert 0 < done.count() < AT_ONCE

    # The claims of the dead run out.
    Cleaning.objects.filter(done_at=None).update(next_try_at=now)
    process("worker")
    relay.delay()
    eventually(lambda: done.count() == AT_ONCE)
    assert not Cleaning.objects.filter(done_at=None).exists()
    for evidence in done:
        assert files.is_whole(evidence.original_file, evidence.original_sha256)
        assert files.is_whole(evidence.copy_file, evidence.copy_sha256)
    # What the dead had half written is named by no row, and goes when it is old enough.
    named = {name for each in done for name in (each.original_file, each.copy_file)}
    store = Path(settings.MEDIA_ROOT)
    kept = {str(path.relative_to(store)) for path in (store / "evidence").rglob("*") if path.is_file()}
    assert len(named) == 2 * AT_ONCE
    assert named <= kept

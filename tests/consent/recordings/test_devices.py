"""A device that is lost: when it counts, and how what was on it comes to an end (handbook section 9)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent.recordings import actions, actions_ending, device_actions
from consent.recordings.models import Device
from consent.recordings.register import RECORDINGS
from consent.recordings.rules import Copy, Place
from consent.recordings.states import State
from governance.errors import Code, Denied
from governance.notifications.models import Notification
from tests.cast import NOON, Cast, signed_in
from tests.consent.recordings.sessions import EVERYWHERE, deleted, device, ready, recorded
from tests.consent.recordings.test_views import moment, page

HOUR = timedelta(hours=1)
ON_IT = EVERYWHERE | {Place.DEVICE.value: Copy.LOST.value, Place.STORE.value: Copy.NEVER.value}


def lost(cast: Cast, found: Device, at: Any) -> Device:
    return device_actions.lose(found, by=cast.fay, at=at, reason="Left on a train")


class TestWhatItWasWhenItBegan:
    def test_lost_then_and_found_since_it_counts_as_lost(self, cast: Cast) -> None:
        one = device(cast)
        made = ready(cast, cast.person(), device=one)
        one = lost(cast, one, NOON + HOUR)
        device_actions.find(one, by=cast.fay, at=NOON + 3 * HOUR)
        with pytest.raises(Denied) as refused:
            actions.record(made, by=cast.fay, at=NOON + 4 * HOUR, started_at=NOON + 2 * HOUR)
        assert refused.value.verdict.code == Code.DEVICE
        for started in (NOON, NOON + 3 * HOUR):
            assert Device.objects.get().counts_at(started).lost is False
        made = actions.record(made, by=cast.fay, at=NOON + 4 * HOUR, started_at=NOON + 3 * HOUR)
        assert made.state == State.RECORDED

    def test_lost_since_it_was_with_somebody_when_it_began(self, cast: Cast) -> None:
        one = device(cast)
        made = ready(cast, cast.person(), device=one)
        lost(cast, one, NOON + HOUR)
        made = actions.record(made, by=cast.fay, at=NOON + 2 * HOUR, started_at=NOON)
        assert made.state == State.RECORDED


class TestTheForm:
    def test_a_device_lost_meanwhile_is_refused_by_its_rule(self, cast: Cast) -> None:
        at = timezone.now() - HOUR
        one = device(cast, at=at)
        made = ready(cast, cast.person(at=at), at=at, device=one)
        lost(cast, one, at)
        where = RECORDINGS.url(made, "record")
        shown = page(cast.fay, where)
        assert f'<option value="{one.pk}" selected>' in shown
        sent = {"read_version": made.version, "device": one.pk, **moment("started_at", timezone.now())}
        answer = signed_in(cast.fay).post(where, sent).content.decode()
        assert "This device is reported lost. (E-DEVICE)" in answer


class TestARecordingOnALostDevice:
    def test_its_page_says_so_and_it_is_stored_where_there_is_a_copy(self, cast: Cast) -> None:
        made = recorded(cast, cast.person())
        lost(cast, Device.objects.get(), NOON + HOUR)
        shown = page(cast.fay, RECORDINGS.url(made))
        assert "The device that it was recorded with is lost" in shown
        made = actions.store(made, by=cast.fay, at=NOON + HOUR, location="Server", wiped=False)
        assert made.state == State.STORED
        assert Device.objects.get().is_lost

    def test_where_there_is_none_it_ends_as_lost_with_the_device(self, cast: Cast) -> None:
        assert cast.igor
        made = recorded(cast, cast.person())
        with pytest.raises(Denied, match="No device of it is reported lost"):
            deleted(made, by=cast.fay, deletion_copies=ON_IT)
        one = lost(cast, Device.objects.get(), NOON + HOUR)
        assert "see the incident" in page(cast.fay, RECORDINGS.url(made, "delete"))
        made = deleted(made, by=cast.fay, deletion_copies=ON_IT)
        made = actions_ending.confirm_deletion(made, by=cast.max, at=NOON + 2 * HOUR)
        assert made.state == State.DELETED
        # It may come to light again, with what is on it.
        device_actions.find(one, by=cast.fay, at=NOON + 3 * HOUR)
        told = {each.recipient for each in Notification.objects.filter(kind="device_found")}
        assert told == {cast.fay, cast.igor}

    def test_out_of_use_before_it_was_found_it_is_lost_for_good(self, cast: Cast) -> None:
        made = recorded(cast, cast.person())
        one = lost(cast, Device.objects.get(), NOON + HOUR)
        made = actions.store(made, by=cast.fay, at=NOON + HOUR, location="Server", wiped=False)
        one = device_actions.retire(one, by=cast.max, at=NOON + 2 * HOUR, reason="Never found")
        last = one.chain.latest("since", "id")
        assert (one.is_lost, one.holder, last.lost, last.holder) == (True, None, True, cast.fay)
        shown = page(cast.max, f"/recording-devices/{one.reference}/")
        assert "Nobody knows: it was lost" in shown
        copies = EVERYWHERE | {Place.DEVICE.value: Copy.LOST.value}
        assert deleted(made, by=cast.fay, at=NOON + 2 * HOUR, deletion_copies=copies).deleted_at

    def test_nowhere_else_is_a_copy_lost_with_a_device(self, cast: Cast) -> None:
        made = recorded(cast, cast.person())
        lost(cast, Device.objects.get(), NOON)
        with pytest.raises(Denied):
            deleted(made, by=cast.fay, deletion_copies=ON_IT | {Place.BACKUPS.value: Copy.LOST.value})

"""The worked scenario of handbook section 14 that is about people."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consent.capacity.questions import Kind
from consent.consents.actions import Proof
from consent.consents.models import Consent
from consent.kinds import Method
from governance.calendar import Nation, local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.notifications.tasks import deliver
from governance.people.models import AccessExclusion, Person
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.consent.capacity.typed import able, assess
from tests.consent.consents.answers import say

DAY = timedelta(days=1)
LISTS = (
    "/people/",
    "/consents/",
    "/consents/reviews/",
    "/consents/reviews/?whose=all",
    "/capacity/",
    "/conversations/",
    "/conversations/?whose=mine",
    "/desk/",
    reverse("desk:work"),
)
SEARCHES = ("/people/search/", "/consents/search/")


class TestScenario12:
    """Known personally. A service user says that worker W is a cousin; here W is Fay."""

    @pytest.fixture(autouse=True)
    def _noon(self, time_machine: Any, settings: Any, tmp_path: Path) -> None:
        time_machine.move_to(NOON, tick=False)
        settings.MEDIA_ROOT = tmp_path

    @pytest.fixture
    def sam(self, cast: Cast) -> Person:
        """Sam turns 18 in twenty days."""
        soon = local_day(NOON + 20 * DAY)
        born = soon.replace(year=soon.year - 18)
        return cast.person(born=born, safe_contact="Ring after six", at=NOON - 200 * DAY)

    @pytest.fixture
    def records(self, cast: Cast, sam: Person) -> list[str]:
        """Where everything is that we hold about Sam; Fay has looked at each and kept the addresses."""
        panel = dict.fromkeys(("explained", "understood", "supporter", "safe_to_involve"), "With Ash")
        form = {"method": Method.PAPER, "proof": Proof(upload=upload(pdf()))}
        consent = say(cast, sam, at=NOON - 170 * DAY, **panel, **form).consent
        assert consent.evidence is not None
        assessment = assess(cast, sam, able(Kind.CAPACITY, Nation.ENG))
        found = [
            f"/people/{sam.reference}/",
            f"/people/{sam.reference}/edit/",
            f"/people/{sam.reference}/sharing/",
            f"/people/{sam.reference}/sharing/changes/",
            f"/consents/{consent.reference}/",
            f"/consents/{consent.reference}/withdraw/",
            f"/receipts/{consent.reference}/",
            f"/evidence/{consent.evidence.reference}/",
            f"/consents/new/?person={sam.reference}",
            f"/capacity/{assessment.reference}/",
            f"/capacity/new/?person={sam.reference}",
            f"/conversations/{sam.conversations.get().reference}/",
        ]
        for address in found:
            assert signed_in(cast.fay).get(address).status_code == 200, address
        return found

    @pytest.fixture
    def reported(self, cast: Cast, sam: Person, records: list[str]) -> AccessExclusion:
        self._report(cast, sam)
        return AccessExclusion.objects.get()

    def test_the_bookmarks_are_404_at_once_and_each_try_is_noted(
        self, cast: Cast, records: list[str], reported: AccessExclusion
    ) -> None:
        worker = signed_in(cast.fay)
        for address in records:
            for method in (worker.get, worker.post):
                answer = method(address)
                # What is kept as evidence takes no form at all, whoever sends one.
                form_less = method == worker.post and address.startswith("/evidence/")
                assert answer.status_code == (405 if form_less else 404), address
                assert "Sam" not in answer.content.decode()
        blocked = Event.objects.filter(verb="exclusion_block")
        assert {event.actor_id for event in blocked} == {cast.fay.pk}
        assert {event.register for event in blocked} == {
            "people",
            "consents",
            "capacity",
            "conversations",
            "evidence",
        }

    def test_no_list_no_count_and_no_search_knows_them(
        self, cast: Cast, sam: Person, reported: AccessExclusion
    ) -> None:
        cast.person("Kim Lake")
        ours = [sam.reference, "Sam Rivers", Consent.objects.get().reference]
        found = self._found(signed_in(cast.dora), ours)
        assert {"/people/", "/consents/", "/consents/reviews/?whose=all", *SEARCHES} <= set(found)
        assert not self._found(signed_in(cast.fay), ours)
        assert signed_in(cast.dora).get("/people/").context["page"].count == "2"
        assert signed_in(cast.fay).get("/people/").context["page"].count == "1"
        assert signed_in(cast.fay).get("/consents/").context["page"].count == "0"

    def test_the_tasks_move_to_the_manager(self, cast: Cast, sam: Person, reported: AccessExclusion) -> None:
        assert not Deadline.objects.filter(person_id=sam.pk, worker=cast.fay, ended_at=None).exists()
        assert "Sam Rivers" not in signed_in(cast.fay).get(reverse("desk:work")).content.decode()
        desk = signed_in(cast.max).get(reverse("desk:work")).content.decode()
        assert "18th birthday, which changes who decides – Sam Rivers" in desk
        assert "With nobody yet." in desk

    def test_no_notification_reaches_the_worker_any_more(
        self, cast: Cast, sam: Person, records: list[str]
    ) -> None:
        sweep(at=NOON)
        waiting = Notification.objects.get(recipient=cast.fay, kind="birthday_18")
        self._report(cast, sam)
        assert deliver(waiting.pk) is False
        assert not signed_in(cast.fay).get("/desk/inbox/").context["page"].rows
        sweep(at=NOON + 13 * DAY)
        sweep(at=NOON + 20 * DAY)
        assert Notification.objects.filter(recipient=cast.fay, created_at__gt=NOON).count() == 0
        assert Notification.objects.filter(recipient=cast.max, kind="birthday_18").count() == 2

    def test_the_managers_are_told_and_find_every_past_view_listed(
        self, cast: Cast, sam: Person, records: list[str], reported: AccessExclusion
    ) -> None:
        message = Notification.objects.get(recipient=cast.max, kind="exclusion_reported")
        manager = signed_in(cast.max)
        leads_to = manager.get(message.url).content.decode()
        listed = f"/people/{sam.reference}/exclusions/{reported.reference}/"
        assert listed in leads_to
        page = manager.get(listed)
        looked = {(view.register, view.reference) for view in page.context["page"].rows}
        assert {("people", sam.reference), ("consents", Consent.objects.get().reference)} <= looked
        assert {view.actor_id for view in page.context["page"].rows} == {cast.fay.pk}
        assert len(page.context["page"].rows) >= len(records)
        assert "Fay Example looked at this record" in page.content.decode()

    def test_only_the_manager_or_ig_ends_it_and_then_everything_is_back(
        self, cast: Cast, sam: Person, records: list[str], reported: AccessExclusion
    ) -> None:
        address = f"/people/{sam.reference}/exclusions/{reported.reference}/end/"
        refused = {"fay": 404, "dora": 404, "finn": 404, "maya": 404, "dana": 404, "gwen": 403, "aled": 403}
        for name, status in refused.items():
            answer = signed_in(getattr(cast, name)).post(address, {"reason": "I want to"})
            assert answer.status_code == status, name
        assert signed_in(cast.max).post(address, {"reason": "Another cousin"}).status_code == 302
        for where in records:
            assert signed_in(cast.fay).get(where).status_code == 200, where
        assert Deadline.objects.get(person_id=sam.pk, rule="birthday_18").worker == cast.fay

    @staticmethod
    def _report(cast: Cast, sam: Person) -> None:
        """Sam tells Dora, and Dora reports it."""
        where = f"/people/{sam.reference}/exclusions/report/"
        saved = signed_in(cast.dora).post(where, {"worker": cast.fay.pk, "relationship": "cousin"})
        assert saved.status_code == 302

    @staticmethod
    def _found(client: Client, words: list[str]) -> list[str]:
        """Where one of these words is read."""
        pages = {address: client.get(address) for address in LISTS}
        pages |= {address: client.post(address, {"q": "Rivers"}) for address in SEARCHES}
        return [name for name, page in pages.items() if any(word in page.content.decode() for word in words)]

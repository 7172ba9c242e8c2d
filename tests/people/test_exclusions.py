"""Known personally: immediate, everywhere, and only a manager or IG ends it (handbook section 2)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.accounts.models import Service, User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.errors import Code, Denied
from governance.ledger.models import Event
from governance.ledger.writing import record, record_view
from governance.notifications.models import Notification
from governance.people import actions
from governance.people.models import AccessExclusion
from governance.records.actor import acting_as
from tests.cast import NOON, Cast, signed_in


def test_another_services_worker_gets_the_same_404_without_a_block(cast: Cast) -> None:
    sam = cast.person()
    assert signed_in(cast.finn).get(f"/people/{sam.reference}/").status_code == 404
    assert not Event.objects.filter(verb="exclusion_block").exists()


def test_the_worker_may_report_themselves_and_is_out_at_once(cast: Cast) -> None:
    sam = cast.person()
    client = signed_in(cast.fay)
    answer = client.post(
        f"/people/{sam.reference}/exclusions/report/", {"worker": cast.fay.pk, "relationship": "neighbour"}
    )
    assert answer.url == "/people/"
    assert client.get(f"/people/{sam.reference}/").status_code == 404


def test_it_ends_only_by_manager_or_ig_and_never_by_the_worker_kept_out(cast: Cast) -> None:
    sam = cast.person()
    exclusion = actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.fay, at=NOON)
    with pytest.raises(Denied) as refused:
        actions.end(exclusion, by=cast.dora, at=NOON, reason="no")
    assert refused.value.verdict.code is Code.ROLE
    own = actions.report(person=sam, worker=cast.max, relationship="friend", by=cast.fay, at=NOON)
    with pytest.raises(Denied) as refused:
        actions.end(own, by=cast.max, at=NOON, reason="no")
    assert refused.value.verdict.code is Code.SAME_PERSON
    with pytest.raises(Denied):
        actions.end(exclusion, by=cast.maya, at=NOON, reason="another service's manager")
    actions.end(exclusion, by=cast.priya, at=NOON, reason="a mistake")
    assert signed_in(cast.fay).get(f"/people/{sam.reference}/").status_code == 200


def test_it_holds_for_whoever_oversees_all_too(cast: Cast) -> None:
    sam = cast.person()
    cast.igor.is_superuser = True
    cast.igor.save()
    actions.report(person=sam, worker=cast.igor, relationship="brother", by=cast.fay, at=NOON)
    assert signed_in(cast.igor).get(f"/people/{sam.reference}/").status_code == 404


def test_whoever_is_kept_out_is_not_told_of_the_next_one_and_gets_no_mail_that_waited(cast: Cast) -> None:
    sam = cast.person(born=timezone.localdate() - timedelta(days=18 * 365 - 20))
    sweep(at=timezone.now())
    waiting = Notification.objects.get(recipient=cast.fay)
    assert waiting.done_at is None
    actions.report(person=sam, worker=cast.max, relationship="friend", by=cast.fay, at=NOON)
    actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
    waiting.refresh_from_db()
    assert waiting.done_at is not None
    assert not Notification.objects.filter(recipient=cast.max).exists()


def test_tasks_come_back_to_the_worker_when_it_ends(cast: Cast) -> None:
    sam = cast.person(born=timezone.localdate() - timedelta(days=18 * 365 - 20))
    exclusion = actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
    assert Deadline.objects.get(person_id=sam.pk, rule="birthday_18").worker is None
    actions.end(exclusion, by=cast.max, at=NOON, reason="another cousin")
    assert Deadline.objects.get(person_id=sam.pk, rule="birthday_18").worker == cast.fay


def test_a_look_at_a_list_is_a_look_at_each_person_on_it(cast: Cast) -> None:
    sam = cast.person()
    signed_in(cast.fay).get("/people/")
    assert actions.views_by(cast.fay, sam).count() == 1
    assert actions.views_by(cast.dora, sam).count() == 0


@pytest.mark.parametrize("verb", ["download", "receipt_download", "record_download"])
def test_who_took_a_copy_away_has_looked(cast: Cast, verb: str) -> None:
    sam = cast.person()
    with acting_as(cast.fay.pk):
        record(verb, register="consents", reference="CON-2026-000001", person_id=sam.pk)
        record("give", register="consents", reference="CON-2026-000001", person_id=sam.pk)
    assert [each.verb for each in actions.views_by(cast.fay, sam)] == [verb]
    exclusion = actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
    address = f"/people/{sam.reference}/exclusions/{exclusion.reference}/"
    assert "CON-2026-000001, downloaded" in signed_in(cast.max).get(address).content.decode()
    assert (
        "CON-2026-000001, downloaded"
        in signed_in(cast.max).get(f"/people/{sam.reference}/sharing/looks/").content.decode()
    )


def test_every_past_look_is_on_some_page(cast: Cast) -> None:
    sam = cast.person()
    with acting_as(cast.fay.pk):
        for number in range(60):
            record_view(register="consents", reference=f"CON-2026-{number:06}", person_id=sam.pk)
    exclusion = actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
    client, seen = signed_in(cast.max), []
    start = address = f"/people/{sam.reference}/exclusions/{exclusion.reference}/"
    while address:
        shown = client.get(address).context["page"]
        seen += [each.reference for each in shown.rows]
        address = shown.next_url and start + shown.next_url
    assert seen == [f"CON-2026-{number:06}" for number in reversed(range(60))]


class TestWhoIsTold:
    """Somebody looks at what the worker saw before, whoever the worker is."""

    def told(self) -> set[User]:
        return {each.recipient for each in Notification.objects.filter(kind="exclusion_reported")}

    def test_the_manager_of_each_service_of_theirs(self, cast: Cast) -> None:
        sam = cast.person()
        assert cast.igor
        actions.open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
        actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
        assert self.told() == {cast.max, cast.maya}

    def test_the_ig_team_where_the_manager_is_the_one(self, cast: Cast) -> None:
        sam = cast.person()
        assert cast.igor
        actions.report(person=sam, worker=cast.max, relationship="friend", by=cast.fay, at=NOON)
        assert self.told() == {cast.igor}

    def test_the_ig_team_where_the_manager_has_left(self, cast: Cast) -> None:
        sam = cast.person()
        assert cast.igor
        User.objects.filter(pk=cast.max.pk).update(is_active=False)
        actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
        assert self.told() == {cast.igor}

    def test_the_ig_team_where_the_service_has_none_beside_the_manager_of_another(self, cast: Cast) -> None:
        sam = cast.person()
        assert cast.igor
        actions.open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
        Service.objects.filter(pk=cast.harbour.pk).update(manager=None)
        actions.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.dora, at=NOON)
        assert self.told() == {cast.igor, cast.maya}

    def test_nobody_of_the_ig_team_who_knows_them_too(self, cast: Cast) -> None:
        sam = cast.person()
        assert cast.priya
        actions.report(person=sam, worker=cast.igor, relationship="brother", by=cast.fay, at=NOON)
        Notification.objects.all().delete()
        actions.report(person=sam, worker=cast.max, relationship="friend", by=cast.fay, at=NOON)
        assert self.told() == {cast.priya}


@pytest.mark.parametrize("known", [True, False])
def test_anyone_may_say_that_they_know_someone_they_do_not_even_see(cast: Cast, known: bool) -> None:
    sam = cast.person()
    reference = sam.reference if known else "PER-2026-999999"
    answer = signed_in(cast.cora).post(
        "/people/known/", {"reference": reference.lower(), "relationship": "sister"}, follow=True
    )
    assert "If we hold a record with this reference" in answer.content.decode()
    assert AccessExclusion.objects.filter(worker=cast.cora, person=sam).exists() is known


def test_the_auditor_reads_of_an_exclusion_without_names(cast: Cast) -> None:
    sam = cast.person()
    exclusion = actions.report(person=sam, worker=cast.dora, relationship="her cousin", by=cast.max, at=NOON)
    client = signed_in(cast.aled)
    for address in (
        f"/people/{sam.reference}/",
        f"/people/{sam.reference}/exclusions/{exclusion.reference}/",
    ):
        page = client.get(address).content.decode()
        assert "D••• E•••" in page
        assert "Dora Example" not in page
        assert "her cousin" not in page
    actions.end(exclusion, by=cast.igor, at=NOON, reason="Another cousin")
    page = client.get(f"/people/{sam.reference}/exclusions/{exclusion.reference}/").content.decode()
    assert "M••• E•••" in page
    assert "I••• E•••" in page
    assert "Max Example" not in page
    assert "Igor Example" not in page
    whole = (
        signed_in(cast.max).get(f"/people/{sam.reference}/exclusions/{exclusion.reference}/").content.decode()
    )
    assert "by Igor Example" in whole
    assert ">Max Example<" in whole

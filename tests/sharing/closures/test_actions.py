"""A service closure from its list to the certificate of destruction, by real steps; and what stops it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from consent.consents import actions as consents
from consent.consents.models import Consent
from governance.documents.models import Document
from governance.errors import Code, Denied, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.workflow.register import dependants
from sharing.closures import actions, actions_receiving, actions_sealing, links
from sharing.closures.models import Closure, OnList, TakenOverLink
from sharing.closures.rules import Came, Decided, Unlisted, Why
from sharing.closures.states import State
from sharing.disclosures.models import Disclosure
from sharing.stop_checks import actions as stop_checks
from sharing.stop_checks import actions_checking, actions_sending
from sharing.stop_checks.models import ReceiptLink
from sharing.stop_checks.states import State as CheckState
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.sharing.closures import walk
from tests.sharing.stop_checks.walk import approved, table, with_file

DAY = timedelta(days=1)


def again(record: Any) -> Any:
    fresh: Model = type(record).objects.get(pk=record.pk)
    return fresh


def refused(do: Any) -> Any:
    """The verdict with which this is refused."""
    with pytest.raises(Denied) as refusal:
        do()
    return refusal.value.verdict


class TestTheList:
    def test_who_is_not_covered_stands_apart_with_why(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        yes = walk.agreeing(cast, "Ann Yes")
        no = cast.person("Ben No")
        say(cast, no, yes=False)
        less = walk.agreeing(cast, "Cat Less", items=["contact"])
        silent = cast.person("Dan Silent")
        back = walk.agreeing(cast, "Eve Back")
        consents.withdraw(Consent.objects.get(person=back), by=cast.fay, at=NOON, withdrawn_at=NOON)
        other_service = cast.person("Fox Quay", worker=cast.finn)
        closure = walk.listed(walk.begun(cast, provider))
        found = {line.person_id: (line.covered, line.why) for line in closure.people}
        assert found == {
            yes.pk: (True, ""),
            no.pk: (False, Why.REFUSED),
            less.pk: (False, Why.LESS),
            silent.pk: (False, Why.NONE),
            back.pk: (False, Why.TAKEN_BACK),
        }
        assert other_service.pk not in found
        line = closure.people.get(person=yes)
        assert (line.consent.person_id, line.consent_version) == (yes.pk, line.consent.version)

    def test_made_anew_it_says_who_joined_left_was_lost_and_was_gained(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        staying, leaving = walk.agreeing(cast, "Ann"), walk.agreeing(cast, "Ben")
        asked = cast.person("Cat")
        closure = walk.settled(cast, walk.listed(walk.begun(cast, provider)))
        assert closure.list_changes == ""
        cast.person("Dan")
        people.close(leaving.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
        say(cast, asked)
        closure = walk.listed(closure, at=NOON + DAY)
        assert closure.list_changes == "1 joined, 1 left, 1 covered now"
        assert set(closure.people.filter(covered=True).values_list("person_id", flat=True)) == {
            staying.pk,
            asked.pk,
        }
        assert closure.people.get(person=asked).decided == ""
        assert OnList.objects.filter(closure=closure, person=leaving).exclude(left_at=None).exists()

    def test_who_knows_somebody_on_it_does_not_lead_it(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        sam = walk.agreeing(cast)
        closure = walk.begun(cast, provider, lead=cast.dora)
        people.report(person=sam, worker=cast.dora, relationship="friend", by=cast.fay, at=NOON)
        verdict = refused(lambda: actions.make_list(closure, by=cast.max, at=NOON))
        assert verdict.code is Code.ROLE
        assert "Sam" not in verdict.reason

    def test_another_purpose_or_provider_asks_for_a_new_list(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        walk.agreeing(cast)
        closure = walk.listed(walk.begun(cast, provider))
        assert actions.edit(closure, by=cast.max, at=NOON, why="They won it.").list_made_at == NOON
        assert (
            actions.edit(closure, by=cast.max, at=NOON, items=["care_plan", "contact"]).list_made_at is None
        )

    def test_what_becomes_of_their_records_is_said_of_some_or_of_all(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        kim, lee = cast.person("Kim"), cast.person("Lee")
        walk.agreeing(cast)
        closure = walk.listed(walk.begun(cast, provider))
        closure = actions.settle(closure, by=cast.max, at=NOON, decided=Decided.ELSEWHERE, people=[kim.pk])
        closure = walk.settled(cast, closure)
        said = {line.person_id: line.decided for line in closure.people.filter(covered=False)}
        assert said == {kim.pk: Decided.ELSEWHERE, lee.pk: Decided.STAYS}


class TestTheFiles:
    def test_a_file_begins_with_all_that_is_known(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        walk.agreeing(cast)
        cast.person("Kim")
        closure = walk.listed(walk.begun(cast, provider))
        check = walk.with_a_file(closure)
        assert (check.organisation, check.sender, check.service) == (provider, cast.fay, cast.harbour)
        assert (check.handover, check.whole_caseload, check.with_closure, check.people) == (
            True,
            True,
            True,
            1,
        )
        second = actions.add_file(
            again(closure),
            by=cast.fay,
            at=NOON,
            what="Letters",
            items=["care_plan"],
            form_key=uuid4(),
        )
        # What the first one answered is not asked again.
        assert (second.use, second.route, second.what) == (check.use, check.route, "Letters")
        assert [each.number for each in closure.alive] == [1, 2]

    def test_it_is_not_sent_confirmed_or_closed_by_itself(self, cast: Cast) -> None:
        closure = walk.ready(cast)
        check = closure.alive[0].check_of
        assert "service closure" in refused(lambda: actions_sending.send(check, by=cast.fay, at=NOON)).reason
        closure = walk.signed_for(_sent(cast, closure))
        check = again(check)
        assert check.state == CheckState.RECEIPT_CONFIRMED
        assert refused(lambda: actions_sending.close(check, by=cast.fay, at=NOON, how="Gone.")).reason

    def test_only_the_lead_adds_one(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        walk.agreeing(cast)
        closure = walk.listed(walk.begun(cast, provider))
        add: dict[str, Any] = {"what": "Plans", "items": ["care_plan"], "form_key": closure.form_key}
        assert refused(lambda: actions.add_file(closure, by=cast.max, at=NOON, **add)).code is Code.ROLE


def _sent(cast: Cast, closure: Closure) -> Closure:
    return actions_sealing.send(actions_sealing.seal(closure, by=cast.max, at=NOON), by=cast.fay, at=NOON)


class TestSealing:
    def test_it_freezes_a_line_a_file_and_names_nobody(self, cast: Cast) -> None:
        closure = walk.sealed(cast)
        check = closure.alive[0].check_of
        assert closure.manifest == [
            {
                "number": 1,
                "what": "Care plans",
                "reference": check.reference,
                "sha256": check.sha256,
                "size": check.extract.size,
                "kind": "CSV",
                "rows": check.extract.rows,
                "people": 2,
            }
        ]
        assert (closure.covered, closure.apart, closure.sealed_by) == (2, 1, cast.max)

    def test_never_by_who_leads_it(self, cast: Cast) -> None:
        closure = walk.ready(cast)
        verdict = refused(lambda: actions_sealing.seal(closure, by=cast.fay, at=NOON))
        assert verdict.code is Code.SAME_PERSON

    def test_nor_may_the_database(self, cast: Cast) -> None:
        closure = walk.sealed(cast)
        for name in ("sealed_by", "countersigned_by"):
            with pytest.raises(IntegrityError), transaction.atomic():
                Closure.objects.filter(pk=closure.pk).update(**{name: closure.lead})

    def test_never_by_who_knows_somebody_on_it(self, cast: Cast) -> None:
        closure = walk.ready(cast)
        kim = closure.people.filter(covered=False)[0].person
        people.report(person=kim, worker=cast.igor, relationship="friend", by=cast.fay, at=NOON)
        assert refused(lambda: actions_sealing.seal(closure, by=cast.igor, at=NOON)).code is Code.ROLE

    def test_not_with_somebody_in_a_file_who_is_not_covered(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        yes, late = walk.agreeing(cast, "Ann"), walk.agreeing(cast, "Ben")
        closure = walk.listed(walk.begun(cast, provider))
        walk.with_an_approved_file(cast, closure, (yes.reference, late.reference))
        people.close(late.cases.get(), by=cast.fay, at=NOON, closed_on=NOON.date())
        closure = walk.listed(again(closure))
        verdict = refused(lambda: actions_sealing.seal(closure, by=cast.max, at=NOON))
        assert verdict.code is Code.CONSENT
        assert verdict.reason.startswith("1 person in the files")

    def test_not_on_a_list_of_yesterday(self, cast: Cast) -> None:
        closure = walk.ready(cast)
        verdict = refused(lambda: actions_sealing.seal(closure, by=cast.max, at=NOON + DAY))
        assert "22 November 2026" in verdict.reason
        closure = walk.listed(closure, at=NOON + DAY)
        assert actions_sealing.seal(closure, by=cast.max, at=NOON + DAY).state == State.SEALED

    def test_where_some_stand_in_no_file_somebody_says_why(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        ann, ben = walk.agreeing(cast, "Ann"), walk.agreeing(cast, "Ben")
        closure = walk.listed(walk.begun(cast, provider))
        walk.with_an_approved_file(cast, closure, (ann.reference,))
        assert refused(lambda: actions_sealing.seal(closure, by=cast.max, at=NOON)).next_step == "Say why."
        closure = actions.account_for(
            closure, by=cast.fay, at=NOON, unlisted=Unlisted.LEFT_OUT, because="He moves away."
        )
        assert actions_sealing.seal(closure, by=cast.max, at=NOON).covered == 2
        assert ben.pk not in closure.alive[0].check_of.extract.listed.values_list("person_id", flat=True)

    @pytest.mark.parametrize("change", ["replace", "edit", "take back", "cancel"])
    def test_whatever_changes_a_file_opens_it_again(self, cast: Cast, change: str) -> None:
        closure = walk.sealed(cast)
        check = closure.alive[0].check_of
        if change == "replace":
            with_file(check, table(3))
        elif change == "edit":
            stop_checks.edit(check, by=cast.fay, at=NOON, read_version=check.version, use="Something else.")
        elif change == "take back":
            actions_checking.withdraw_approval(check, by=cast.dana, at=NOON, reason="I was wrong.")
        else:
            stop_checks.cancel(check, by=cast.fay, at=NOON, reason="Not needed.")
        closure = again(closure)
        assert (closure.state, closure.manifest, closure.sealed_by) == (State.DRAFT, None, None)
        assert check.reference in closure.unsealed_because
        told = Notification.objects.filter(kind="closure_opened_again")
        assert set(told.values_list("recipient", flat=True)) == {cast.fay.pk, cast.max.pk}

    def test_a_withdrawal_opens_it_again_and_lists_them_apart(self, cast: Cast) -> None:
        closure = walk.sealed(cast)
        line = closure.people.filter(covered=True)[0]
        consents.withdraw(line.consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        closure, line = again(closure), again(line)
        assert (closure.state, closure.alive[0].check_of.state) == (State.DRAFT, CheckState.RETURNED)
        assert (line.covered, line.why, line.consent) == (False, Why.TAKEN_BACK, None)

    @pytest.mark.parametrize("who", ["fay", "max", "dana", "drew", "igor"])
    def test_cancelled_its_files_are_cancelled_with_it_and_gone(self, cast: Cast, who: str) -> None:
        closure = walk.sealed(cast)
        check = closure.alive[0].check_of
        closure = actions.cancel(closure, by=getattr(cast, who), at=NOON, reason="We go on.")
        check = again(check)
        assert (closure.state, closure.manifest) == (State.CANCELLED, None)
        assert (check.state, check.cancelled_by, check.cancel_reason) == (
            CheckState.CANCELLED,
            getattr(cast, who),
            f"{closure.reference} was cancelled.",
        )
        assert not check.extracts.exclude(file="").exists()

    def test_cancelled_a_file_that_was_added_since_it_was_opened_is_cancelled_too(self, cast: Cast) -> None:
        closure = walk.ready(cast)
        # Whoever cancels has read it before the second file was there.
        assert closure.alive.count() == 1
        walk.with_a_file(again(closure), what="Letters")
        actions.cancel(closure, by=cast.dana, at=NOON, reason="We go on.")
        assert {each.check_of.state for each in again(closure).files.all()} == {CheckState.CANCELLED}

    def test_by_hand_it_is_opened_with_a_reason(self, cast: Cast) -> None:
        closure = actions_sealing.unseal(walk.sealed(cast), by=cast.fay, at=NOON, reason="One more file.")
        assert (closure.state, closure.unsealed_because) == (State.DRAFT, "One more file.")


class TestSending:
    def test_every_file_goes_and_one_link_is_mailed(self, cast: Cast) -> None:
        closure = walk.sent(cast)
        assert {each.check_of.state for each in closure.alive} == {CheckState.SENT}
        assert (closure.links.count(), ReceiptLink.objects.count()) == (1, 0)
        disclosure = Disclosure.objects.get()
        assert set(disclosure.listed.values_list("person_id", flat=True)) == set(
            closure.people.filter(covered=True).values_list("person_id", flat=True)
        )

    def test_all_or_nothing(self, cast: Cast) -> None:
        closure = walk.sealed(cast)
        at = NOON + 15 * DAY
        verdict = refused(lambda: actions_sealing.send(closure, by=cast.fay, at=at))
        assert verdict.code is Code.CHECK_LAPSED
        closure = again(closure)
        assert (closure.state, closure.links.count(), Disclosure.objects.count()) == (State.SEALED, 0, 0)

    def test_not_when_a_yes_has_run_out_since(self, cast: Cast) -> None:
        closure = walk.sealed(cast)
        Consent.objects.filter(person__in=closure.people.values("person")[:1]).update(
            expires_on=NOON.date(), review_on=None
        )
        verdict = refused(lambda: actions_sealing.send(closure, by=cast.fay, at=NOON + DAY))
        assert verdict.code is Code.CONSENT

    def test_only_by_the_lead(self, cast: Cast) -> None:
        closure = walk.sealed(cast)
        assert refused(lambda: actions_sealing.send(closure, by=cast.max, at=NOON)).code is Code.ROLE

    def test_who_is_in_a_file_without_numbers_is_told_of_on_their_page_too(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        sam = walk.agreeing(cast)
        closure = walk.listed(walk.begun(cast, provider))
        check = walk.with_a_file(closure)
        check = with_file(check, b"Plan of the week\n", name="plan.txt", people=1)
        check = stop_checks.submit(check, by=cast.fay, at=NOON)
        approved(check, cast.dana)
        closure = actions.account_for(
            again(closure), by=cast.fay, at=NOON, unlisted=Unlisted.IN_FILES, because="It is a scan."
        )
        _sent(cast, closure)
        assert Disclosure.objects.about(sam.pk).count() == 1


class TestTheReceipt:
    def test_signed_for_by_the_provider_confirms_every_file(self, cast: Cast) -> None:
        closure = walk.received(cast)
        assert (closure.state, closure.received_by_name) == (State.RECEIVED, "Ash Rowan")
        check = closure.alive[0].check_of
        assert (check.state, check.confirmed_by_name, check.confirmed_by) == (
            CheckState.RECEIPT_CONFIRMED,
            "Ash Rowan",
            None,
        )

    def test_where_anything_differs_nothing_is_confirmed_and_three_are_told(self, cast: Cast) -> None:
        closure = walk.sent(cast)
        cast.igor  # noqa: B018
        link = walk.link_of(closure)
        closure = actions_receiving.receive(link, walk.receipt(closure, file_1=3), at=NOON)
        assert (closure.state, closure.differs) == (State.SENT, "File 1 is about 3 people, and not 2.")
        assert closure.alive[0].check_of.state == CheckState.SENT
        told = Notification.objects.filter(kind="closure_differs").values_list("recipient", flat=True)
        assert set(told) == {cast.fay.pk, cast.max.pk, cast.igor.pk, cast.priya.pk}
        with pytest.raises(actions_receiving.Gone):
            actions_receiving.receive(link, walk.receipt(closure), at=NOON)
        closure = actions_sealing.send_link(closure, by=cast.igor, at=NOON)
        assert closure.differs == ""
        assert walk.signed_for(closure).state == State.RECEIVED

    def test_a_new_link_kills_the_one_before(self, cast: Cast) -> None:
        closure = walk.sent(cast)
        old = walk.link_of(closure)
        actions_sealing.send_link(closure, by=cast.fay, at=NOON)
        assert not links.is_open(again(old), NOON)
        with pytest.raises(actions_receiving.Gone):
            actions_receiving.receive(old, walk.receipt(closure), at=NOON)

    def test_what_cannot_be_compared_is_received_and_says_so(self, cast: Cast) -> None:
        closure = walk.sent(cast)
        said = walk.receipt(closure, came=Came.UNKNOWN)
        closure = actions_receiving.receive(walk.link_of(closure), said, at=NOON)
        assert (closure.state, closure.alive[0].check_of.confirmed_sha256) == (State.RECEIVED, "")

    def test_the_lead_never_signs_it_for_us(self, cast: Cast) -> None:
        closure = walk.received(cast)
        verdict = refused(lambda: actions_receiving.countersign(closure, by=cast.fay, at=NOON))
        assert verdict.code is Code.SAME_PERSON
        assert (
            refused(lambda: actions_receiving.countersign(closure, by=cast.dana, at=NOON)).code is Code.ROLE
        )

    def test_signed_by_both_it_is_a_paper_and_the_provider_gets_a_link_to_it(self, cast: Cast) -> None:
        closure = walk.countersigned(cast)
        assert Document.objects.filter(kind="closure_receipt", record_id=closure.pk).count() == 1
        assert TakenOverLink.objects.get(closure=closure, for_copy=True).email == closure.recipient_email


class TestTheDestruction:
    def test_the_second_person_is_never_who_destroyed(self, cast: Cast) -> None:
        closure = walk.destroyed(cast)
        verdict = refused(lambda: actions_receiving.certify(closure, by=cast.fay, at=NOON, saw="It."))
        assert verdict.code is Code.SAME_PERSON

    def test_not_before_it_is_said_how(self, cast: Cast) -> None:
        closure = walk.countersigned(cast)
        assert (
            "how"
            in refused(lambda: actions_receiving.certify(closure, by=cast.max, at=NOON, saw="It.")).reason
        )

    @pytest.mark.parametrize("days", [-1, 1])
    def test_on_no_day_before_the_sending_or_after_today(self, cast: Cast, days: int) -> None:
        closure = walk.countersigned(cast)
        on = NOON.date() + days * DAY
        assert refused(
            lambda: actions_receiving.destroy(closure, by=cast.fay, at=NOON, how="So.", on=on)
        ).reason

    def test_closed_it_has_closed_its_files_and_is_certified(self, cast: Cast) -> None:
        closure = walk.closed(cast)
        check = closure.alive[0].check_of
        assert (closure.state, check.state, check.deleted_by) == (State.CLOSED, CheckState.CLOSED, cast.fay)
        assert Document.objects.filter(kind="closure_destruction").count() == 1


class TestBesides:
    def test_the_same_form_begins_one(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        closure = walk.begun(cast, provider)
        facts = {**walk.said(cast, provider), "form_key": closure.form_key}
        assert actions.draft(by=cast.max, at=NOON, **facts).pk == closure.pk

    @pytest.mark.parametrize("who", ["fay", "maya", "aled", "gwen"])
    def test_only_the_manager_data_and_ig_begin_one(self, cast: Cast, who: str) -> None:
        provider, _ = walk.partner(cast)
        assert refused(lambda: walk.begun(cast, provider, by=getattr(cast, who))).code is Code.ROLE

    @pytest.mark.parametrize("who", ["max", "dana", "igor"])
    def test_these_do(self, cast: Cast, who: str) -> None:
        provider, _ = walk.partner(cast)
        assert walk.begun(cast, provider, by=getattr(cast, who)).reference.startswith("SCL-2026-")

    @pytest.mark.parametrize("address", ["fay@example.org", "MAX@Example.org"])
    def test_nobody_who_works_here_signs_for_the_provider(self, cast: Cast, address: str) -> None:
        provider, _ = walk.partner(cast)
        verdict = refused(lambda: walk.begun(cast, provider, recipient_email=address))
        assert verdict.code is Code.SAME_PERSON
        closure = walk.begun(cast, provider)
        refused(lambda: actions.edit(closure, by=cast.max, at=NOON, recipient_email=address))

    def test_who_cannot_send_from_there_does_not_lead_it(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        for who in (cast.igor, cast.finn, cast.aled):
            assert "cannot send" in refused(lambda who=who: walk.begun(cast, provider, lead=who)).reason

    def test_a_page_that_is_old_changes_nothing(self, cast: Cast) -> None:
        provider, _ = walk.partner(cast)
        closure = walk.begun(cast, provider)
        walk.listed(closure)
        with pytest.raises(Stale):
            actions.edit(closure, by=cast.max, at=NOON, read_version=1, why="Something else.")

    def test_a_consent_says_what_went_because_of_it(self, cast: Cast) -> None:
        closure = walk.sent(cast)
        consent = closure.people.filter(covered=True)[0].consent
        resting = {each.register: each for each in dependants(consent)}
        assert resting["closures"].shared_at == closure.sent_at
        assert resting["closures"].recipient == "Elm Surgery"

    def test_each_step_stands_in_the_ledger(self, cast: Cast) -> None:
        closure = walk.closed(cast)
        verbs = (
            Event.objects.filter(reference=closure.reference).order_by("id").values_list("verb", flat=True)
        )
        assert list(verbs) == [
            *("draft", "make_list", "settle", "add_file", "seal", "send", "receive", "countersign"),
            *("destroy", "certify"),
        ]

"""Writing, reading and publishing a privacy notice: who may, what is refused, and what lasts."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from consent.purposes import Purpose
from governance.deadlines.models import Deadline
from governance.documents.models import Document
from governance.errors import Denied, IllegalTransition, Stale
from governance.notifications.models import Notification
from governance.organisations.models import Organisation
from governance.privacy_notices import actions, own_notices
from governance.privacy_notices.in_force import given_in
from governance.privacy_notices.models import Excuse, Notice, NoticeVersion
from governance.privacy_notices.rules import Kind, Routine, Style
from governance.privacy_notices.states import State
from tests.cast import NOON, Cast
from tests.privacy_notices.notices import REVIEW, SURGERY, WORDS, draft, leaflet, published, submitted
from tests.sharing.agreements.walk import surgery

LATER = NOON + timedelta(days=1)
AGAIN = {"what_changed": "We tell the surgery more."}


class TestWriting:
    def test_a_manager_writes_the_notice_of_their_own_service(self, cast: Cast) -> None:
        version = draft(cast)
        assert (version.reference, version.number, version.state) == ("PRN-2026-0001", 1, State.DRAFT)
        assert (version.notice.slug, version.shared) == ("harbour", [SURGERY])

    def test_not_of_another_service_nor_a_leaflet(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="another service"):
            draft(cast, service=cast.quay)
        with pytest.raises(Denied, match="whole charity"):
            actions.draft(by=cast.max, at=NOON, kind=Kind.ENGLAND, **WORDS)

    @pytest.mark.parametrize("who", ["fay", "dana", "cora", "gwen", "aled"])
    def test_who_only_reads_writes_none(self, cast: Cast, who: str) -> None:
        with pytest.raises(Denied, match="does not write"):
            draft(cast, by=getattr(cast, who))

    def test_there_is_one_undecided_version_at_most(self, cast: Cast) -> None:
        first = draft(cast)
        with pytest.raises(Denied, match=first.reference):
            draft(cast)

    def test_a_later_version_says_what_changed_and_takes_over_what_is_shared(self, cast: Cast) -> None:
        published(cast)
        with pytest.raises(Denied, match="nobody would know why"):
            draft(cast)
        second = draft(cast, routine=None, **AGAIN)
        assert (second.number, second.shared) == (2, [SURGERY])

    def test_a_service_says_what_goes_to_the_national_figures(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="whole country"):
            draft(cast, national=" ")

    @pytest.mark.parametrize(("review_on", "good"), [(date(2026, 11, 22), False), (date(2026, 11, 23), True)])
    def test_the_day_of_its_review_is_to_come(self, cast: Cast, review_on: date, good: bool) -> None:
        if good:
            assert draft(cast, review_on=review_on).review_on == review_on
        else:
            with pytest.raises(Denied, match="to come"):
                draft(cast, review_on=review_on)

    def test_a_picture_that_we_do_not_have_is_refused(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="elephant"):
            draft(cast, body="(picture: elephant)\nBig.")

    def test_services_of_the_same_address_and_reserved_ones_get_another(self, cast: Cast) -> None:
        cast.harbour.name, cast.quay.name = "New", "Harbour!"
        cast.harbour.save()
        cast.quay.save()
        mine, theirs = draft(cast), draft(cast, service=cast.quay, by=cast.maya)
        assert mine.notice.slug == f"new-{cast.harbour.pk}"
        assert theirs.notice.slug == "harbour"


class TestWhatIsShared:
    def test_it_is_added_and_taken_out(self, cast: Cast) -> None:
        version = draft(cast)
        before = version.content_hash
        version = actions.add_sharing(
            version,
            by=cast.max,
            at=NOON,
            recipient=" Open  Door ",
            purpose="housing",
            what="How to support you",
        )
        assert version.shared[1] == Routine("Open Door", "housing", "How to support you")
        assert version.content_hash != before
        version = actions.remove_sharing(version, by=cast.max, at=NOON, place=1)
        assert version.content_hash == before

    def test_not_twice_not_in_a_leaflet_and_not_what_is_not_there(self, cast: Cast) -> None:
        version = draft(cast)
        same = {"recipient": SURGERY.recipient, "purpose": SURGERY.purpose, "what": SURGERY.what}
        with pytest.raises(Denied, match="already"):
            actions.add_sharing(version, by=cast.max, at=NOON, **same)
        for place in (1, -1):
            with pytest.raises(Denied, match="any more"):
                actions.remove_sharing(version, by=cast.max, at=NOON, place=place)
        words = {**WORDS, "national": ""}
        sheet = actions.draft(by=cast.igor, at=NOON, kind=Kind.SCOTLAND, **words)
        with pytest.raises(Denied, match="nothing of one service"):
            actions.add_sharing(sheet, by=cast.igor, at=NOON, **same)

    def test_a_list_that_nobody_would_read_is_refused(self, cast: Cast) -> None:
        rows = [SURGERY._replace(what=f"Fact {number}") for number in range(actions.MOST_SHARED)]
        version = draft(cast, routine=rows)
        with pytest.raises(Denied, match="longer list"):
            actions.add_sharing(
                version, by=cast.max, at=NOON, recipient="One more", purpose="care", what="Something"
            )

    def test_what_is_sent_in_does_not_change(self, cast: Cast) -> None:
        version = submitted(cast)
        with pytest.raises(IllegalTransition):
            actions.edit(version, by=cast.max, at=NOON, **WORDS)
        with pytest.raises(IllegalTransition):
            actions.remove_sharing(version, by=cast.max, at=NOON, place=0)

    def test_a_stale_page_changes_nothing(self, cast: Cast) -> None:
        version = draft(cast)
        actions.edit(version, by=cast.max, at=NOON, **WORDS)
        with pytest.raises(Stale):
            actions.edit(version, by=cast.max, at=NOON, read_version=version.version, **WORDS)


class TestPublishing:
    def test_the_ig_team_gets_a_message_and_who_wrote_it_gets_one_once_it_is_published(
        self, cast: Cast
    ) -> None:
        assert cast.igor
        published(cast)
        told = Notification.objects.values_list("kind", "recipient")
        assert ("privacy_notice_to_read", cast.igor.pk) in told
        assert ("privacy_notice_published", cast.max.pk) in told

    def test_nobody_publishes_what_they_wrote_some_of(self, cast: Cast) -> None:
        version = draft(cast)
        version = actions.edit(version, by=cast.igor, at=NOON, **WORDS)
        version = actions.submit(version, by=cast.max, at=NOON)
        with pytest.raises(Denied) as refused:
            actions.publish(version, by=cast.igor, at=NOON, content_hash=version.content_hash)
        assert refused.value.verdict.code == "E-SAME-PERSON"
        assert actions.publish(version, by=cast.priya, at=NOON, content_hash=version.content_hash)

    @pytest.mark.parametrize("who", ["max", "fay", "gwen"])
    def test_only_the_ig_team_publishes_and_sends_back(self, cast: Cast, who: str) -> None:
        version, user = submitted(cast), getattr(cast, who)
        with pytest.raises(Denied, match="Only the IG team"):
            actions.publish(version, by=user, at=NOON, content_hash=version.content_hash)
        with pytest.raises(Denied, match="Only the IG team"):
            actions.send_back(version, by=user, at=NOON, reason="No")

    def test_what_was_not_read_is_not_published(self, cast: Cast) -> None:
        version = submitted(cast)
        with pytest.raises(Stale, match="not the text that you read"):
            actions.publish(version, by=cast.igor, at=NOON, content_hash="0" * 64)

    def test_pressed_twice_it_is_published_once(self, cast: Cast) -> None:
        version = published(cast)
        with pytest.raises(IllegalTransition):
            actions.publish(version, by=cast.igor, at=NOON, content_hash=version.content_hash)
        assert Document.objects.filter(kind="privacy_notice").count() == 1

    def test_the_version_before_is_replaced_and_stays_as_it_was(self, cast: Cast) -> None:
        first = published(cast)
        second = published(cast, at=LATER, **AGAIN)
        first.refresh_from_db()
        assert (first.state, first.superseded_at, first.title) == (State.SUPERSEDED, LATER, WORDS["title"])
        assert given_in(cast.harbour.pk) == f"{second.reference}, version 2"
        for version in (first, second):
            with pytest.raises(IllegalTransition):
                actions.edit(version, by=cast.igor, at=LATER, **WORDS)

    def test_a_text_sent_back_says_why_and_comes_again(self, cast: Cast) -> None:
        version = actions.send_back(submitted(cast), by=cast.igor, at=NOON, reason="Too long")
        assert (version.state, version.sent_back_because) == (State.RETURNED, "Too long")
        assert Notification.objects.filter(kind="privacy_notice_sent_back", recipient=cast.max).exists()
        again = actions.submit(version, by=cast.max, at=NOON)
        assert (again.state, again.sent_back_because) == (State.IN_REVIEW, "")

    @pytest.mark.parametrize(("days", "good"), [(0, False), (-1, True)])
    def test_a_text_whose_review_has_come_is_not_published(self, cast: Cast, days: int, good: bool) -> None:
        version, day = submitted(cast), NOON + (REVIEW - NOON.date()) + timedelta(days=days)
        if good:
            assert actions.publish(version, by=cast.igor, at=day, content_hash=version.content_hash)
        else:
            with pytest.raises(Denied, match="to come"):
                actions.publish(version, by=cast.igor, at=day, content_hash=version.content_hash)

    def test_its_review_falls_due_for_the_manager_until_it_is_replaced(self, cast: Cast) -> None:
        first = published(cast)
        due = Deadline.objects.get(rule="privacy_notice_review", ended_at=None)
        assert (due.record_id, due.due_on, due.service_id) == (first.pk, REVIEW, cast.harbour.pk)
        second = published(cast, at=LATER, **AGAIN)
        due = Deadline.objects.get(rule="privacy_notice_review", ended_at=None)
        assert due.record_id == second.pk

    def test_the_database_keeps_one_in_force_and_no_other_text_than_was_approved(self, cast: Cast) -> None:
        first, second = published(cast), draft(cast, **AGAIN)
        for change in ({"content_hash": "0" * 64}, {"published_by": None}):
            with pytest.raises(IntegrityError), transaction.atomic():
                NoticeVersion.objects.filter(pk=first.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            NoticeVersion.objects.filter(pk=second.pk).update(
                state=State.PUBLISHED,
                published_at=NOON,
                published_by=cast.igor,
                published_hash=second.content_hash,
            )

    def test_a_leaflet_has_no_service_and_its_review_is_the_ig_teams(self, cast: Cast) -> None:
        version = leaflet(cast, kind=Kind.MENTAL_HEALTH, style=Style.EASY_READ)
        assert version.notice.address == "/leaflets/mental-health-easy-read/"
        assert Deadline.objects.get(record_id=version.pk, rule="privacy_notice_review").service_id is None


class TestExcuses:
    def test_only_the_ig_team_gives_one_with_its_reason_and_once(self, cast: Cast) -> None:
        organisation: Organisation = surgery(cast)
        facts = {"service": cast.harbour, "organisation": organisation, "purpose": Purpose.CARE, "at": NOON}
        with pytest.raises(Denied, match="Only the IG team"):
            actions.excuse(by=cast.max, reason="One person", **facts)
        with pytest.raises(Denied, match="needs a reason"):
            actions.excuse(by=cast.igor, reason=" ", **facts)
        actions.excuse(by=cast.igor, reason="One person who moved", **facts)
        with pytest.raises(Denied, match="already"):
            actions.excuse(by=cast.priya, reason="Another", **facts)
        assert Excuse.objects.get().reason == "One person who moved"


class TestOurOwnTexts:
    def test_there_is_a_leaflet_of_each_kind_in_each_style(self) -> None:
        leaflets = {(text.kind, text.style) for text in own_notices.texts() if text.kind is not Kind.SERVICE}
        assert leaflets == {(kind, style) for kind in Kind if kind is not Kind.SERVICE for style in Style}

    def test_easy_read_has_short_sentences_and_a_picture_for_each_part(self) -> None:
        for text in own_notices.texts():
            if text.style is Style.EASY_READ:
                assert text.body.count("(picture: ") >= text.body.count("\n# ")
                for line in text.body.splitlines():
                    assert len(line.split()) <= 14, line

    def test_they_are_brought_in_once_and_wait_for_somebody_else(self, cast: Cast) -> None:
        call_command("own_notices", by=cast.igor.email, verbosity=0)
        waiting = NoticeVersion.objects.all()
        assert {version.state for version in waiting} == {State.IN_REVIEW}
        assert waiting.count() == 6
        call_command("own_notices", by=cast.igor.email, verbosity=0)
        assert Notice.objects.count() == 6
        with pytest.raises(Denied, match="nobody approves"):
            own_notices.publish(waiting, by=cast.igor, at=NOON)

    def test_nobody_brings_them_in(self, cast: Cast) -> None:
        with pytest.raises(CommandError, match="Nobody with the address"):
            call_command("own_notices", by="nobody@example.org")
        with pytest.raises(CommandError, match="whole charity"):
            call_command("own_notices", by=cast.max.email)

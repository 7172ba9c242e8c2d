"""What a withdrawal reaches, in the same transaction (handbook sections 3.3 and 9)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from consent.consents import actions as consents
from consent.consents.actions import Proof
from consent.consents.models import Consent
from consent.consents.ripple import shared
from consent.kinds import Channel, Method
from consent.kinds import Kind as Of
from consent.media import actions, documents
from consent.media.models import Asset, Ended
from consent.media.register import MEDIA
from consent.media.said import covers_now, usable
from consent.media.states import State
from governance.deadlines.models import Deadline
from governance.documents.models import Document
from governance.errors import Denied, IllegalTransition
from governance.notifications.models import Notification
from governance.people.actions import report
from governance.people.models import Person
from tests.attachments.papers import pdf, upload
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.consent.media.walk import (
    ALL,
    CAMPAIGN,
    HOUR,
    OURS,
    again,
    deleted,
    kept,
    published,
    take_back,
    taken_down,
    with_people,
    yes,
)

LATER = NOON + 2 * HOUR


def open_rules(asset: Asset) -> set[str]:
    return set(
        Deadline.objects.filter(register="media", record_id=asset.pk, ended_at=None).values_list(
            "rule", flat=True
        )
    )


def told(kind: str) -> set[str]:
    return {each.recipient.name for each in Notification.objects.filter(kind=kind)}


def test_a_withdrawn_photograph_is_used_nowhere_from_that_moment(cast: Cast) -> None:
    cast.igor  # noqa: B018  (made when asked for)
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    take_back(cast, sams, at=LATER)
    after = again(made)
    assert (after.state, after.withdrawn_at) == (State.WITHDRAWN, LATER)
    # Sunday 22 November: five working days are up on Friday.
    assert after.clear_by == date(2026, 11, 27)
    assert after.people.get().ended == Ended.WITHDRAWN
    with pytest.raises(IllegalTransition):
        actions.publish(after, by=cast.cora, at=LATER, from_on=LATER.date(), **OURS)
    assert open_rules(made) == {"media_takedown", "media_notice", "media_tell", "media_delete"}
    assert told("media_taken_back") == {"Cora Example", "Igor Example"}


def test_the_consents_page_lists_where_it_was_shown(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    found = shared(sams)
    assert {each.recipient for each in found} == {"We ourselves", "The Harbour Gazette"}
    assert {each.reference for each in found} == {made.reference}


def test_what_was_published_after_they_said_it_goes_to_the_ig_team(cast: Cast) -> None:
    """They took it back at noon; we published at one, and learned of it at two."""
    cast.igor  # noqa: B018
    sams = yes(cast, cast.person(), at=NOON - HOUR)
    made = with_people(cast, sams, at=NOON - HOUR)
    actions.publish(made, by=cast.cora, at=NOON + HOUR, from_on=NOON.date(), **OURS)
    take_back(cast, sams, at=LATER, said_at=NOON)
    assert told("shared_after_withdrawal") == {"Igor Example"}
    assert again(made).withdrawn_at == NOON


def test_one_of_several_people_takes_it_back_for_all(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    sams, kims = yes(cast, sam), yes(cast, kim)
    made = with_people(cast, sams, kims)
    take_back(cast, sams, at=LATER)
    assert again(made).state == State.WITHDRAWN
    assert not usable(again(made), Channel.WEBSITE, LATER)
    take_back(cast, kims, at=LATER + HOUR)
    after = again(made)
    assert after.withdrawn_at == LATER
    assert [each.ended for each in after.people.order_by("number")] == [Ended.WITHDRAWN, Ended.WITHDRAWN]


def says_no(cast: Cast, person: Person, *, at: datetime, **changes: Any) -> Consent:
    facts: dict[str, Any] = {
        "kind": Of.MEDIA,
        "named": CAMPAIGN,
        "channels": [Channel.WEBSITE.value],
        "recipient": "Anybody at all",
        "purpose": "For our leaflet",
        "method": Method.PAPER,
        "items": ["image"],
        **changes,
    }
    return say(cast, person, False, at=at, **facts).consent


class TestANoToTheCampaign:
    """It takes back any yes to the campaign, however that was worded."""

    def test_worded_in_another_way_it_reaches_the_picture(self, cast: Cast) -> None:
        cast.igor  # noqa: B018
        sam = cast.person()
        made = published(cast, with_people(cast, yes(cast, sam)))
        says_no(cast, sam, at=LATER)
        after = again(made)
        assert (after.state, after.withdrawn_at) == (State.WITHDRAWN, LATER)
        assert after.people.get().ended == Ended.WITHDRAWN
        assert told("media_taken_back") == {"Cora Example", "Igor Example"}

    def test_it_is_told_once(self, cast: Cast) -> None:
        sam = cast.person()
        made = with_people(cast, yes(cast, sam))
        says_no(cast, sam, at=LATER, recipient="The public", purpose="To show how we help", channels=ALL)
        assert again(made).state == State.WITHDRAWN
        assert Notification.objects.filter(kind="media_taken_back", recipient=cast.cora).count() == 1

    def test_the_second_of_two_yeses_taken_back_reaches_what_rests_on_the_first(self, cast: Cast) -> None:
        sam = cast.person()
        made = published(cast, with_people(cast, yes(cast, sam)))
        second = yes(cast, sam, at=NOON + HOUR, purpose="For our leaflet")
        assert made.people.get().consent != second
        take_back(cast, second, at=LATER)
        assert again(made).state == State.WITHDRAWN
        assert not usable(again(made), Channel.WEBSITE, LATER)

    def test_the_first_yes_makes_no_new_picture_usable_then(self, cast: Cast) -> None:
        sam = cast.person()
        first = yes(cast, sam)
        says_no(cast, sam, at=LATER, channels=ALL)
        other = kept(cast, at=LATER)
        with pytest.raises(Denied, match="does not hold"):
            actions.add_person(other, by=cast.cora, at=LATER, person=sam, consent=first)

    def test_said_yes_again_since_it_holds_again_from_then(self, cast: Cast) -> None:
        sam = cast.person()
        first = yes(cast, sam)
        says_no(cast, sam, at=NOON + HOUR, channels=ALL)
        first.refresh_from_db()
        proof = Proof(upload=upload(pdf()))
        again_yes = consents.reconfirm(first, by=cast.fay, at=LATER, proof=proof, method=Method.PAPER)
        other = kept(cast, at=LATER)
        assert covers_now(other, again_yes, LATER)
        assert not covers_now(other, again_yes, NOON + HOUR)

    @pytest.mark.parametrize("words", [{}, {"recipient": "The public", "purpose": "To show how we help"}])
    def test_to_one_more_place_it_leaves_the_others(self, cast: Cast, words: dict[str, str]) -> None:
        """Also where it stands on the same form as their yes."""
        sam = cast.person()
        made = published(cast, with_people(cast, yes(cast, sam)))
        says_no(cast, sam, at=LATER, channels=["social"], **words)
        assert again(made).state == State.LIVE
        assert usable(again(made), Channel.WEBSITE, LATER)
        assert not usable(again(made), Channel.SOCIAL, LATER)

    def test_to_a_place_that_is_not_used_yet_it_closes_that_one(self, cast: Cast) -> None:
        sam = cast.person()
        made = with_people(cast, yes(cast, sam))
        made = actions.publish(made, by=cast.cora, at=NOON, from_on=NOON.date(), **OURS)
        says_no(cast, sam, at=LATER, channels=["press"])
        assert again(made).state == State.LIVE
        assert usable(again(made), Channel.WEBSITE, LATER)
        assert not usable(again(made), Channel.PRESS, LATER)
        says_no(cast, sam, at=LATER + HOUR, channels=["website"], purpose="For a film")
        assert again(made).state == State.WITHDRAWN

    def test_where_they_said_yes_again_since_it_stays(self, cast: Cast) -> None:
        """The no is written down late."""
        sam = cast.person()
        made = with_people(cast, yes(cast, sam, at=LATER), at=LATER)
        says_no(cast, sam, at=LATER + HOUR, said_at=NOON)
        assert again(made).state == State.LIVE
        assert usable(again(made), Channel.WEBSITE, LATER + HOUR)

    def test_another_campaign_is_not_reached(self, cast: Cast) -> None:
        sam = cast.person()
        made = with_people(cast, yes(cast, sam))
        says_no(cast, sam, at=LATER, named="Stories")
        assert again(made).state == State.LIVE

    def test_who_never_said_yes_is_told_so_in_those_words(self, cast: Cast) -> None:
        sam = cast.person()
        made = actions.add_person(kept(cast), by=cast.cora, at=NOON, person=sam, consent=None)
        says_no(cast, sam, at=LATER)
        assert (again(made).state, made.people.get().ended) == (State.WITHDRAWN, Ended.REFUSED)
        words = documents.words(made.people.get())
        assert (words["taken_back"], words["said_no"]) == (False, True)


def test_a_consent_that_was_not_valid_reaches_it_too(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = with_people(cast, sams)
    consents.invalidate(sams, by=cast.cora, at=LATER, reason="The words left out how to take it back.")
    after = again(made)
    assert (after.state, after.people.get().ended) == (State.WITHDRAWN, Ended.INVALID)
    # They took nothing back, so nobody tells them that they did.
    assert not documents.words(after.people.get())["taken_back"]


def test_a_consent_that_was_not_valid_leaves_what_rests_on_another(cast: Cast) -> None:
    sam = cast.person()
    first = yes(cast, sam)
    made = published(cast, with_people(cast, first))
    second = yes(cast, sam, at=NOON + HOUR, purpose="For our leaflet")
    assert made.people.get().consent == first
    consents.invalidate(second, by=cast.cora, at=LATER, reason="The scan is of another paper.")
    assert again(made).state == State.LIVE
    assert usable(again(made), Channel.WEBSITE, LATER)


def test_own_channel_notice_words_deletion_and_second_person_end_it(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    take_back(cast, sams, at=LATER)
    made = taken_down(cast, again(made), 1, at=LATER)
    assert "media_takedown" not in open_rules(made)
    made = actions.send_notice(
        made, by=cast.cora, at=LATER, number=2, notice_on=LATER.date(), notice_how="To their picture desk."
    )
    assert "media_notice" not in open_rules(made)
    made = actions.answer(
        made, by=cast.cora, at=LATER, number=2, answered_on=LATER.date(), answer="They took it down."
    )
    made = actions.tell_person(made, by=cast.cora, at=LATER, number=1, told_how="By telephone.")
    assert open_rules(made) == {"media_delete"}
    made = deleted(cast, made, at=LATER)
    assert open_rules(made) == {"media_confirm"}
    made = actions.confirm(made, by=cast.igor, at=LATER, confirmed_how="Everywhere.")
    assert made.state == State.DELETED
    assert open_rules(made) == set()


def test_what_is_deleted_already_must_still_be_told_to_others(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    made = actions.finish(made, by=cast.cora, at=NOON, reason="The campaign is over.")
    made = deleted(cast, taken_down(cast, made, 1, at=NOON), at=NOON)
    made = actions.confirm(made, by=cast.igor, at=NOON, confirmed_how="Everywhere.")
    assert open_rules(made) == set()
    take_back(cast, sams, at=LATER)
    assert again(made).state == State.DELETED
    assert open_rules(made) == {"media_notice", "media_tell"}


def test_a_notice_and_the_words_are_ordered_as_papers_that_name_nobody(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    take_back(cast, sams, at=LATER)
    assert set(Document.objects.values_list("kind", flat=True)) >= {documents.NOTICE, documents.WORDS}
    notice = documents.notice(made.publications.get(number=2))
    assert "Sam" not in str(notice)


def test_no_notice_goes_to_ourselves_or_without_a_withdrawal(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = published(cast, with_people(cast, sams))
    sent = {"by": cast.cora, "at": LATER, "notice_on": LATER.date(), "notice_how": "By email."}
    with pytest.raises(Denied, match="Nobody took back"):
        actions.send_notice(made, number=2, **sent)
    take_back(cast, sams, at=LATER)
    with pytest.raises(Denied, match="our own channel"):
        actions.send_notice(again(made), number=1, **sent)
    with pytest.raises(Denied, match="No notice"):
        actions.answer(
            again(made),
            by=cast.cora,
            at=LATER,
            number=2,
            answered_on=LATER.date(),
            answer="They took it down.",
        )


def test_a_new_yes_takes_the_place_of_the_one_that_it_replaces(cast: Cast) -> None:
    sam = cast.person()
    made = with_people(cast, yes(cast, sam, channels=["website"]))
    assert not usable(made, Channel.PRESS, NOON)
    newer = yes(cast, sam, at=LATER)
    assert made.people.get().consent == newer
    assert usable(again(made), Channel.PRESS, LATER)
    # What it says now is said by the newer one: it is the one that is taken back.
    take_back(cast, newer, at=LATER + HOUR)
    assert again(made).state == State.WITHDRAWN


def test_a_new_yes_to_more_places_opens_them_however_it_is_worded(cast: Cast) -> None:
    sam = cast.person()
    made = with_people(cast, yes(cast, sam, channels=["website"]))
    newer = yes(cast, sam, at=LATER, purpose="For our leaflet")
    assert made.people.get().consent == newer
    assert usable(again(made), Channel.PRESS, LATER)
    # One to less closes none.
    yes(cast, sam, at=LATER + HOUR, purpose="For a film", channels=["press"])
    assert usable(again(made), Channel.WEBSITE, LATER + HOUR)


def test_a_new_yes_covers_whoever_was_waiting_for_it(cast: Cast) -> None:
    sam, made = cast.person(), kept(cast)
    made = actions.add_person(made, by=cast.cora, at=NOON, person=sam, consent=None)
    given = yes(cast, sam, at=LATER)
    assert made.people.get().consent == given
    assert made.people.get().consent_version == given.version


def test_whoever_knows_somebody_in_it_sees_and_hears_nothing_of_it(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    sams = yes(cast, sam)
    made = with_people(cast, sams, yes(cast, kim))
    report(person=kim, worker=cast.cora, relationship="cousin", by=cast.max, at=NOON)
    assert not MEDIA.visible(cast.cora, NOON).exists()
    assert MEDIA.blocked(cast.cora, made.reference, NOON)
    due = Deadline.objects.filter(register="media", record_id=made.pk, ended_at=None)
    assert all(cast.cora.pk in each.excluded for each in due)
    cast.igor  # noqa: B018
    take_back(cast, sams, at=LATER)
    assert told("media_taken_back") == {"Igor Example"}


def test_the_clock_of_a_scottish_service_knows_its_holidays(cast: Cast) -> None:
    """St Andrew's Day, Monday 30 November 2026."""
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    sams = yes(cast, cast.person())
    made = with_people(cast, sams, service=cast.firth)
    take_back(cast, sams, at=at)
    assert again(made).clear_by == date(2026, 12, 2)

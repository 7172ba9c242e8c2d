"""Kept, published, finished, deleted and confirmed; nothing is used without everybody's yes (handbook section 9)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from consent.kinds import Channel
from consent.media import actions
from consent.media.models import Asset
from consent.media.register import MEDIA
from consent.media.said import usable
from consent.media.states import State
from governance.attachments.models import SealedFile
from governance.errors import Code, Denied, IllegalTransition, NotThere
from governance.notifications.models import Notification
from tests.attachments.conftest import kept_in
from tests.cast import NOON, Cast
from tests.consent.media.walk import (
    DAY,
    GONE,
    HOUR,
    OURS,
    PAPER,
    again,
    deleted,
    kept,
    other_picture,
    published,
    sealed_picture,
    take_back,
    taken_down,
    with_people,
    yes,
)

LATER = NOON + 2 * HOUR


def test_nothing_is_used_before_everybody_in_it_is_written_down_with_their_yes(cast: Cast) -> None:
    made = kept(cast, shown=2)
    with pytest.raises(Denied, match="2 people, and nobody"):
        actions.publish(made, by=cast.cora, at=NOON, from_on=NOON.date(), **OURS)
    sam, kim = cast.person(), cast.person("Kim Lake")
    made = actions.add_person(made, by=cast.cora, at=NOON, person=sam, consent=yes(cast, sam))
    made = actions.add_person(made, by=cast.cora, at=NOON, person=kim, consent=None)
    with pytest.raises(Denied, match="1 of the 2 people") as refused:
        actions.publish(made, by=cast.cora, at=NOON, from_on=NOON.date(), **OURS)
    assert refused.value.verdict.code is Code.CONSENT
    assert not made.publications.exists()
    yes(cast, kim, at=NOON + HOUR)
    made = actions.publish(again(made), by=cast.cora, at=LATER, from_on=LATER.date(), **OURS)
    assert made.publications.get().channel == Channel.WEBSITE


def test_a_channel_that_somebody_did_not_name_stays_closed(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    made = with_people(cast, yes(cast, sam), yes(cast, kim, channels=["website"]))
    assert usable(made, Channel.WEBSITE, NOON)
    assert not usable(made, Channel.PRESS, NOON)
    with pytest.raises(Denied):
        actions.publish(made, by=cast.cora, at=NOON, from_on=NOON.date(), **PAPER)


def test_a_consent_to_another_campaign_or_of_somebody_else_covers_nobody(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    made = kept(cast)
    with pytest.raises(Denied, match="another campaign"):
        actions.add_person(made, by=cast.cora, at=NOON, person=sam, consent=yes(cast, sam, named="Stories"))
    with pytest.raises(NotThere):
        actions.add_person(made, by=cast.cora, at=NOON, person=kim, consent=yes(cast, sam))


def test_it_was_not_published_before_they_said_yes_nor_in_days_to_come(cast: Cast) -> None:
    made = with_people(cast, yes(cast, cast.person()))
    for from_on in (NOON.date() - DAY, NOON.date() + DAY):
        with pytest.raises(Denied):
            actions.publish(made, by=cast.cora, at=NOON, from_on=from_on, **OURS)


def test_the_same_form_sent_twice_keeps_one(cast: Cast) -> None:
    made = kept(cast)
    assert kept(cast, form_key=made.form_key) == made
    assert Asset.objects.count() == 1


def test_another_file_takes_the_place_of_the_first_which_is_destroyed(cast: Cast) -> None:
    made = kept(cast)
    first = made.file
    made = actions.put_file(made, by=cast.cora, at=NOON, file=sealed_picture(), media_type="image/jpeg")
    assert made.file != first
    assert SealedFile.objects.get(pk=first.pk).key is None


def test_finished_it_is_deleted_for_real_and_a_second_person_looks(
    cast: Cast, store: Path, django_capture_on_commit_callbacks: object
) -> None:
    made = published(cast, with_people(cast, yes(cast, cast.person())))
    made = actions.finish(made, by=cast.cora, at=LATER, reason="The campaign is over.")
    assert made.state == State.FINISHED
    with pytest.raises(Denied, match="own channels"):
        deleted(cast, made, at=LATER)
    made = taken_down(cast, made, 1, at=LATER)
    before = len(kept_in(store / "sealed"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        made = deleted(cast, made, at=LATER)
    assert made.state == State.FINISHED, "nobody has confirmed it yet"
    assert SealedFile.objects.get(pk=made.file_id).key is None
    assert len(kept_in(store / "sealed")) == before - 1
    with pytest.raises(Denied) as refused:
        actions.confirm(made, by=cast.cora, at=LATER, confirmed_how="I deleted it myself.")
    assert refused.value.verdict.code is Code.SAME_PERSON
    made = actions.confirm(made, by=cast.igor, at=LATER, confirmed_how="The library, and the backup.")
    assert (made.state, made.confirmed_by) == (State.DELETED, cast.igor)
    # The entry stays.
    assert made.people.count() == 1
    assert made.publications.count() == 2


def test_the_database_refuses_the_deleter_as_second_person(cast: Cast) -> None:
    made = actions.finish(kept(cast, shown=0), by=cast.cora, at=NOON, reason="Not needed.")
    made = deleted(cast, made, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=made.pk).update(
            state=State.DELETED, confirmed_at=NOON, confirmed_by=cast.cora
        )


def test_what_is_not_gone_is_deleted_again(cast: Cast) -> None:
    made = actions.finish(kept(cast, shown=0), by=cast.cora, at=NOON, reason="Not needed.")
    made = deleted(cast, made, at=NOON)
    made = actions.not_gone(made, by=cast.igor, at=LATER, reason="It is in an email still.")
    assert made.deleted_at is None
    assert Notification.objects.filter(kind="media_not_gone", recipient=cast.cora).exists()
    assert deleted(cast, made, at=LATER).deleted_by == cast.cora


def test_nothing_is_deleted_while_it_is_live_or_published_after_its_end(cast: Cast) -> None:
    made = with_people(cast, yes(cast, cast.person()))
    with pytest.raises(IllegalTransition):
        deleted(cast, made, at=NOON)
    made = actions.finish(made, by=cast.cora, at=NOON, reason="Over.")
    with pytest.raises(IllegalTransition):
        actions.publish(made, by=cast.cora, at=NOON, from_on=NOON.date(), **OURS)


def test_a_deletion_needs_its_evidence_and_a_day_that_can_be(cast: Cast) -> None:
    made = actions.finish(kept(cast, shown=0), by=cast.cora, at=NOON, reason="Over.")
    for day in (NOON.date() + DAY, NOON.date() - DAY):
        with pytest.raises(Denied):
            actions.delete(made, by=cast.cora, at=NOON, deleted_on=day, **GONE)


def test_what_somebody_found_is_written_down_whether_it_may_be_or_not(cast: Cast) -> None:
    made = kept(cast, shown=1)
    made = actions.note(made, by=cast.cora, at=NOON, from_on=NOON.date() - timedelta(days=9), **PAPER)
    assert made.publications.get().found
    assert Notification.objects.filter(kind="media_uncovered", recipient=cast.cora).exists()
    assert Notification.objects.filter(kind="media_uncovered").exclude(recipient=cast.cora).count() == 0
    made = actions.note(again(made), by=cast.cora, at=NOON, from_on=NOON.date(), **OURS)
    assert made.publications.count() == 2


@pytest.mark.parametrize("name", ["fay", "max", "igor", "gwen", "aled", "dana"])
def test_nobody_but_communications_keeps_changes_or_publishes(cast: Cast, name: str) -> None:
    made, user = with_people(cast, yes(cast, cast.person())), getattr(cast, name)
    for verb in (
        "begin",
        "edit",
        "put_file",
        "add_person",
        "publish",
        "finish",
        "delete",
        "note",
        "take_down",
    ):
        assert not MEDIA.verbs[verb].may(user, made, NOON), verb
        assert MEDIA.verbs[verb].may(cast.cora, made, NOON), verb


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("cora", True),
        ("igor", True),
        ("gwen", True),
        ("aled", True),
        ("max", True),
        ("maya", False),
        ("fay", False),
        ("dana", False),
    ],
)
def test_each_role_sees_what_the_table_says(cast: Cast, name: str, sees: bool) -> None:
    made = kept(cast)
    assert MEDIA.visible(getattr(cast, name), NOON).filter(pk=made.pk).exists() is sees


def test_a_version_without_whoever_took_it_back_has_the_others_in_it(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    sams = yes(cast, sam)
    made = with_people(cast, sams, yes(cast, kim))
    take_back(cast, sams, at=LATER)
    cut = kept(cast, at=LATER, follows=again(made), file=other_picture())
    assert [each.person for each in cut.people.all()] == [kim]
    assert usable(cut, Channel.WEBSITE, LATER)
    assert not usable(again(made), Channel.WEBSITE, LATER)


def test_a_version_without_them_is_another_file(cast: Cast) -> None:
    sams = yes(cast, cast.person())
    made = with_people(cast, sams)
    take_back(cast, sams, at=LATER)
    cut = kept(cast, at=LATER, shown=0, follows=again(made), file=other_picture())
    for follows in (again(made), cut):
        with pytest.raises(Denied, match="the very same file"):
            kept(cast, at=LATER, shown=0, follows=follows)
    with pytest.raises(Denied, match="the very same file"):
        actions.put_file(cut, by=cast.cora, at=LATER, file=sealed_picture(), media_type="image/jpeg")


class TestNotInItAfterAll:
    """Whoever is taken off is asked nothing any more, so it is not for one person alone."""

    def test_while_it_is_shown_the_ig_team_takes_them_off(self, cast: Cast) -> None:
        sams = yes(cast, cast.person())
        made = published(cast, with_people(cast, sams))
        off = {"number": 1, "reason": "It is somebody else"}
        with pytest.raises(Denied, match="only the IG team"):
            actions.remove_person(made, by=cast.cora, at=LATER, **off)
        with pytest.raises(Denied, match="cannot be fewer"):
            actions.edit(
                actions.add_person(made, by=cast.cora, at=LATER, person=cast.person("Kim"), consent=None),
                by=cast.cora,
                at=LATER,
                shown=1,
            )
        made = actions.remove_person(again(made), by=cast.igor, at=LATER, **off)
        # Somebody can be recognised still, and who that is stands nowhere.
        assert Notification.objects.filter(kind="media_uncovered", recipient=cast.cora).exists()

    def test_taken_down_it_is_communications_and_the_ig_team_hears(self, cast: Cast) -> None:
        cast.igor  # noqa: B018
        made = published(cast, with_people(cast, yes(cast, cast.person())))
        for number in (1, 2):
            made = taken_down(cast, made, number, at=LATER)
        made = actions.remove_person(made, by=cast.cora, at=LATER, number=1, reason="Somebody else")
        assert Notification.objects.filter(kind="media_taken_off", recipient=cast.igor).exists()
        assert actions.edit(made, by=cast.cora, at=LATER, shown=0).shown == 0


def test_fewer_people_than_are_written_down_cannot_be_in_it(cast: Cast) -> None:
    made = with_people(cast, yes(cast, cast.person()))
    with pytest.raises(Denied, match="More people"):
        actions.edit(made, by=cast.cora, at=NOON, shown=0)
    made = actions.edit(made, by=cast.cora, at=NOON, shown=3)
    assert not usable(made, Channel.WEBSITE, NOON)


def test_who_was_never_in_it_is_taken_off_and_does_not_make_it_usable(cast: Cast) -> None:
    sam, kim = cast.person(), cast.person("Kim Lake")
    made = with_people(cast, yes(cast, sam))
    made = actions.add_person(made, by=cast.cora, at=NOON, person=kim, consent=None)
    assert made.shown == 2
    made = actions.remove_person(made, by=cast.cora, at=NOON, number=2, reason="Somebody else of that name.")
    assert not usable(made, Channel.WEBSITE, NOON), "somebody in it is not written down now"
    assert MEDIA.visible(cast.cora, NOON).showing(kim.pk).count() == 0

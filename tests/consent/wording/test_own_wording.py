"""Our own texts: one for everything, plain, and complete."""

import re

import pytest
from django.core.management import CommandError, call_command

from consent.kinds import FORMS, KINDS, Kind
from consent.wording import own_wording
from consent.wording.models import WordingVersion
from consent.wording.own_wording import OwnText
from consent.wording.rules import Purpose, Style
from consent.wording.states import State
from governance.errors import Denied
from governance.notifications.models import Notification
from tests.cast import NOON, Cast

TEXTS = own_wording.texts()
each = pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{text.kind}-{text.purpose}-{text.style}")


def lines(text: OwnText) -> list[str]:
    return [line.lstrip("#- ") for line in text.body.splitlines() if line.strip()]


def sentences(text: OwnText) -> list[str]:
    return [
        part for line in lines(text) for part in re.split(r"(?<=[.?!:])\s+", line.replace("**", "")) if part
    ]


def test_each_kind_has_a_script_and_a_form_in_both_styles() -> None:
    assert [(text.kind, text.purpose, text.style) for text in TEXTS] == [
        (kind, purpose, style) for kind in Kind for purpose in Purpose for style in Style
    ]


@each
def test_its_sentences_are_short(text: OwnText) -> None:
    longest = 12 if text.style == Style.EASY_READ else 26
    assert [each for each in sentences(text) if len(each.split()) > longest] == []
    average = sum(len(each.split()) for each in sentences(text)) / len(sentences(text))
    assert average <= 14


@each
def test_an_easy_read_text_has_one_idea_a_line(text: OwnText) -> None:
    if text.style == Style.EASY_READ:
        assert [line for line in lines(text) if len(re.findall(r"[.?!](?:\s|$)", line)) > 1] == []
        assert not re.search(r"[^\n]\n[^\n]", text.body)


@each
def test_it_says_that_no_is_free_and_that_a_mind_may_change(text: OwnText) -> None:
    words = " ".join(text.body.split()).lower()
    assert re.search(r"if you say no, your support (here )?stays the same", words)
    assert "you can change your mind" in words


@each
def test_a_script_points_to_the_privacy_notice_checks_understanding_and_asks_about_pressure(
    text: OwnText,
) -> None:
    if text.purpose == Purpose.SCRIPT:
        words = text.body.lower()
        assert "privacy notice" in words
        assert "in your own words" in words or "now tell me" in words
        assert re.search(r"pressure|pushing you|did anyone ask you to say yes", words)


@each
def test_a_script_for_what_needs_a_form_says_so(text: OwnText) -> None:
    if text.purpose == Purpose.SCRIPT:
        assert (
            "form" in text.body.split()[-12:] or "fill in a form" in text.body or "on a form" in text.body
        ) is (KINDS[text.kind].methods == FORMS)


def test_they_come_in_by_one_and_are_approved_by_another(cast: Cast) -> None:
    own_wording.load(by=cast.igor, approver=cast.priya, at=NOON)
    assert WordingVersion.objects.filter(state=State.APPROVED, approved_by=cast.priya).count() == len(TEXTS)
    assert all(version.authors == [cast.igor.pk] for version in WordingVersion.objects.all())
    assert own_wording.load(by=cast.igor, approver=cast.priya, at=NOON) == []


def test_nobody_brings_them_in_and_approves_them(cast: Cast) -> None:
    with pytest.raises(Denied):
        own_wording.load(by=cast.priya, approver=cast.priya, at=NOON)


def test_the_command_submits_them_without_a_message_for_each_and_leaves_what_is_there(cast: Cast) -> None:
    assert cast.priya.is_active
    call_command("own_wording", by=cast.igor.email.upper(), verbosity=0)
    assert WordingVersion.objects.filter(state=State.SUBMITTED).count() == len(TEXTS)
    assert not Notification.objects.exists()
    call_command("own_wording", by=cast.igor.email, verbosity=0)
    assert WordingVersion.objects.count() == len(TEXTS)


def test_the_command_is_for_ig_alone(cast: Cast) -> None:
    for email, words in ((cast.fay.email, "Only the IG team"), ("nobody@example.org", "has an account")):
        with pytest.raises(CommandError, match=words):
            call_command("own_wording", by=email)
    assert not WordingVersion.objects.exists()

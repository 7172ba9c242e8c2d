"""Consent forms on paper are those in force today, each with what its kind asks and the worker's part."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from consent.consents.answering import AnswerForm
from consent.consents.blank import FOR_THE_WORKER
from consent.consents.rules import EXTRA_CARE
from consent.kinds import FORMS, KINDS, Channel, Kind
from consent.wording import actions, blanks
from consent.wording.blanks import CHECKS
from consent.wording.rules import Purpose, Style
from governance.calendar import Nation
from tests.cast import NOON, Cast
from tests.consent.wording import samples
from tests.documents.blanks import words

pytestmark = pytest.mark.django_db

OF = {
    "consent-recording": (Kind.RECORDING_VIDEO, Kind.RECORDING_AUDIO),
    "consent-media": (Kind.MEDIA,),
    "consent-group-messaging": (Kind.GROUP_MESSAGING,),
}
NONE_YET = "No words for this are approved yet"
TO_SIGN = {"kind": Kind.MEDIA, "purpose": Purpose.FORM, "title": "Your picture", "body": "We show it here."}


@pytest.fixture(autouse=True)
def _an_hour_later() -> Iterator[None]:
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        yield


def test_every_kind_that_only_a_form_will_do_for_is_drawn_but_research_which_each_study_brings() -> None:
    drawn = {kind for kinds in OF.values() for kind in kinds}
    assert drawn == {kind for kind in Kind if KINDS[kind].methods == FORMS} - {Kind.RESEARCH}


@pytest.mark.parametrize("key", OF)
def test_each_form_has_what_its_kind_asks_the_ten_checks_and_both_answers(key: str) -> None:
    said = words(key)
    for kind in OF[key]:
        for question in blanks.blanks(kind):
            assert question.words in said
            assert all(f"☐ {box.words}" in said for box in question.boxes)
    for line in (*(f"☐ {check.words}" for check in CHECKS), "☐ Yes, I agree.", "☐ No, I do not agree."):
        assert said.count(line) == len(OF[key])


@pytest.mark.parametrize("key", OF)
def test_each_form_has_the_workers_part_with_what_a_child_needs_in_each_nation(key: str) -> None:
    said = words(key)
    asked = [str(AnswerForm.base_fields[name].label) for name in FOR_THE_WORKER]
    for line in (*asked, *(question for _, question in EXTRA_CARE)):
        assert said.count(line) == len(OF[key])
    assert "If it is a child: under 18 in England, under 16 in Scotland" in said


def test_publicity_is_agreed_to_place_by_place() -> None:
    assert all(f"☐ {channel.label}" in words("consent-media") for channel in Channel)


def test_the_words_in_force_are_on_it_and_those_before_are_not(cast: Cast) -> None:
    assert NONE_YET in words("consent-media")
    first = samples.approved(cast, **TO_SIGN)
    assert "Your picture" in words("consent-media")
    assert NONE_YET not in words("consent-media")
    samples.approved(
        cast,
        **{
            **TO_SIGN,
            "at": NOON + timedelta(minutes=1),
            "body": "We show it there.",
            "what_changed": "Where",
        },
    )
    said = words("consent-media")
    assert "We show it there." in said
    assert first.body not in said


def test_words_that_were_taken_out_of_use_are_not_signed_any_more(cast: Cast) -> None:
    version = samples.approved(cast, **TO_SIGN)
    actions.retire(version, by=cast.priya, at=NOON, reason="Wrong")
    assert NONE_YET in words("consent-media")


def test_a_draft_an_easy_read_text_and_another_language_are_none_of_it(cast: Cast) -> None:
    samples.submitted(cast, **TO_SIGN)
    samples.approved(cast, **{**TO_SIGN, "style": Style.EASY_READ})
    samples.approved(cast, **{**TO_SIGN, "language": "pl"})
    assert NONE_YET in words("consent-media")


def test_where_the_nations_differ_each_has_its_form(cast: Cast) -> None:
    samples.approved(cast, **TO_SIGN)
    samples.approved(cast, **{**TO_SIGN, "nation": Nation.SCT, "body": "We show it in Scotland."})
    said = words("consent-media")
    assert said.count("We show it here.") == said.count("We show it in Scotland.") == 1
    assert "For Scotland" in said
    assert said.index("We show it here.") < said.index("We show it in Scotland.")


def test_another_check_or_another_question_is_on_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    more = blanks.blanks(Kind.GROUP_MESSAGING)[0]._replace(words="How long the group lasts")
    monkeypatch.setitem(blanks._BLANKS, Kind.GROUP_MESSAGING, (more,))  # type: ignore[arg-type]
    monkeypatch.setattr(AnswerForm.base_fields["privacy_notice"], "label", "Which leaflet did they get?")
    said = words("consent-group-messaging")
    assert "How long the group lasts" in said
    assert "Which leaflet did they get?" in said

"""Which version could be shown on a day, and what a retired one still says."""

from datetime import date, datetime, timedelta

import pytest

from consent.kinds import Kind
from consent.wording import actions, versions
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Style
from governance.calendar import LONDON, Nation
from governance.errors import NotThere
from tests.cast import NOON, Cast
from tests.consent.wording.samples import approved, draft, submitted

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def in_use(on: date = TODAY, nation: Nation | None = Nation.ENG) -> list[WordingVersion]:
    return list(WordingVersion.objects.in_use(Kind.SHARE_CARE, Purpose.SCRIPT, nation, on))


def test_a_text_is_in_use_from_the_day_of_its_approval(cast: Cast) -> None:
    version = approved(cast)
    assert (in_use(TODAY - DAY), in_use(TODAY), in_use(TODAY + DAY)) == ([], [version], [version])


def test_the_day_is_londons(cast: Cast) -> None:
    version = approved(cast, at=datetime(2026, 7, 1, 0, 0, tzinfo=LONDON))
    assert in_use(date(2026, 6, 30)) == []
    assert in_use(date(2026, 7, 1)) == [version]


def test_on_the_day_of_the_change_both_were_in_use_the_newer_first(cast: Cast) -> None:
    first = approved(cast)
    second = approved(cast, at=NOON + 2 * DAY, what_changed="Shorter")
    assert in_use(TODAY + DAY) == [first]
    assert in_use(TODAY + 2 * DAY) == [second, first]
    assert in_use(TODAY + 3 * DAY) == [second]


def test_a_text_taken_out_of_use_is_not_in_use_the_day_after(cast: Cast) -> None:
    version = approved(cast)
    actions.retire(version, by=cast.igor, at=NOON + DAY, reason="Wrong")
    assert (in_use(TODAY + DAY), in_use(TODAY + 2 * DAY)) == ([version], [])


def test_what_is_not_approved_or_is_for_something_else_is_not_in_use(cast: Cast) -> None:
    draft(cast)
    submitted(cast, style=Style.EASY_READ)
    approved(cast, purpose=Purpose.FORM)
    approved(cast, kind=Kind.SHARE_FAMILY)
    assert in_use() == []


def test_a_nation_has_its_own_texts_and_those_of_both(cast: Cast) -> None:
    both, scottish = approved(cast), approved(cast, nation=Nation.SCT)
    assert set(in_use(nation=Nation.ENG)) == set(in_use(nation=None)) == {both}
    assert set(in_use(nation=Nation.SCT)) == {both, scottish}


def test_a_retired_text_is_shown_for_ever_as_it_was(cast: Cast) -> None:
    version = approved(cast, body="## First\n\nTell us <b>all</b>.")
    before = versions.shown(version.pk)
    actions.retire(version, by=cast.igor, at=NOON, reason="Wrong")
    assert versions.shown(version.pk) == before
    assert (before.label, before.title, before.intact) == ("Sharing script 1", "May we share?", True)
    assert before.content_hash == version.content_hash
    assert "First</h4>" in before.html
    assert "&lt;b&gt;all&lt;/b&gt;" in before.html


def test_a_text_whose_words_were_changed_behind_us_says_so(cast: Cast) -> None:
    version = approved(cast)
    WordingVersion.objects.filter(pk=version.pk).update(body="Slipped in.")
    assert not versions.shown(version.pk).intact


def test_a_text_that_never_was_in_use_was_never_shown(cast: Cast) -> None:
    for pk in (draft(cast).pk, submitted(cast, kind=Kind.MEDIA).pk, 0):
        with pytest.raises(NotThere):
            versions.shown(pk)

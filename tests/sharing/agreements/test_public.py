"""The page that tells everyone who we share with: only what is in force, and only what is public."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from consent.purposes import Purpose
from governance.organisations import actions as organisations
from governance.organisations.models import Kind, Organisation
from governance.records.privacy import PUBLIC
from sharing.agreements import public
from sharing.agreements.models import Agreement
from sharing.agreements.public import OF_A_PARTNER, OF_AN_AGREEMENT, WHAT, WHY, shared, updated_on
from sharing.agreements.rules import Direction, People, Type
from sharing.opt_out import Ground, OptOut
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import PARTY, SAID, active, approved, renewed, sent_in, surgery, written

PAGE = "/how-we-share/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    # What another test has kept was made of records that are gone.
    caches["pages"].clear()
    with time_machine.travel(NOON, tick=False):
        yield


def page() -> str:
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()


def told(at: datetime = NOON) -> dict[str, list[str]]:
    return {why: [each.name for each in partners] for why, partners in shared(at)}


def test_it_says_with_whom_and_what_for_and_nothing_of_which_way_or_about_whom(cast: Cast) -> None:
    active(cast, surgery(cast), direction=Direction.OUT.value, people=[People.STAFF.value])
    assert told() == {"To look after people together": ["Elm Surgery"]}
    text = page()
    assert "<li><strong>Elm Surgery</strong>, a health service</li>" in text
    for more in (Direction.OUT.label, "We tell", "They tell", People.STAFF.label, "people who work here"):
        assert more not in text
    assert 'Last updated <time datetime="2026-11-22">' in text


def test_with_nobody_it_says_so(cast: Cast) -> None:
    written(cast, surgery(cast))
    text = page()
    assert "no such agreement with anybody" in text
    assert 'Last updated <time datetime="2026-11-23">' in text  # when its words were written


def test_what_is_written_reviewed_or_waits_for_signatures_is_nobodys_business(cast: Cast) -> None:
    for state in (written, sent_in, approved):
        state(cast, surgery(cast, f"Surgery {state.__name__}"))
    assert told() == {}


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(2027, 1, 1, tzinfo=UTC), True),
        (datetime(2027, 12, 31, 23, 59, tzinfo=UTC), True),
        (datetime(2028, 1, 1, tzinfo=UTC), False),
    ],
)
def test_it_stands_there_from_its_first_day_to_its_last(cast: Cast, at: datetime, there: bool) -> None:
    active(cast, surgery(cast), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert bool(told(at)) is there
    with time_machine.travel(at, tick=False):
        assert ("Elm Surgery" in page()) is there


def test_two_agreements_with_one_partner_for_one_purpose_are_one_line(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm, direction=Direction.OUT.value)
    active(cast, elm, direction=Direction.IN.value)
    assert told() == {"To look after people together": ["Elm Surgery"]}


def test_each_purpose_has_its_partners_in_the_order_of_the_alphabet(cast: Cast) -> None:
    both = [Purpose.CARE.value, Purpose.RESEARCH.value]
    said_yes = {"opt_out": OptOut.EXEMPT.value, "opt_out_ground": Ground.CONSENT.value}
    active(cast, surgery(cast, "elm Surgery"), purposes=both, **said_yes)
    active(cast, surgery(cast, "Ash Surgery"))
    assert told() == {
        "To look after people together": ["Ash Surgery", "elm Surgery"],
        "To find out what helps people": ["elm Surgery"],
    }


def test_a_memorandum_that_says_nothing_of_sharing_counts_with_its_protocol(cast: Cast) -> None:
    above = active(cast, surgery(cast), type=Type.MOU, has_sharing_section=False)
    assert told() == {}
    active(cast, surgery(cast, "Oak"), type=Type.DSP, parent=above)
    assert told()["To look after people together"] == ["Elm Surgery", "Oak"]


def test_a_protocol_stays_there_when_the_agreement_above_it_is_renewed(cast: Cast) -> None:
    above = active(cast, surgery(cast))
    active(cast, surgery(cast, "Oak"), type=Type.DSP, parent=above)
    renewed(cast, above, date(2027, 1, 1), date(2029, 12, 31))
    assert "Oak" in told(datetime(2027, 1, 1, tzinfo=UTC))["To look after people together"]


def test_a_partner_that_was_merged_goes_by_the_name_of_the_one_that_remains(cast: Cast) -> None:
    elm, oak = surgery(cast), surgery(cast, "Oak Practice")
    active(cast, elm)
    assert "Elm Surgery" in page()
    organisations.merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason="The same")
    text = page()
    assert "Oak Practice" in text
    assert "Elm Surgery" not in text


def test_a_change_is_there_at_once_though_the_page_is_kept(cast: Cast) -> None:
    elm = surgery(cast)
    assert "Elm Surgery" not in page()
    active(cast, elm)
    assert "Elm Surgery" in page()
    facts = {"by": cast.igor, "at": NOON, "read_version": elm.version, "reason": "A new name"}
    organisations.edit(elm, name="Elm Health", **facts)
    assert "Elm Health" in page()


def test_last_updated_is_the_day_on_which_one_began_or_ended(cast: Cast) -> None:
    active(cast, surgery(cast), starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    found = {
        at: updated_on(datetime.combine(at, NOON.timetz()))
        for at in (
            date(2026, 12, 31),
            date(2027, 1, 1),
            date(2027, 12, 31),
            date(2028, 1, 1),
            date(2028, 5, 5),
        )
    }
    assert list(found.values()) == [
        date(2026, 11, 22),
        date(2027, 1, 1),
        date(2027, 1, 1),
        date(2028, 1, 1),
        date(2028, 1, 1),
    ]


class TestCaches:
    def test_what_nobody_in_particular_gets_may_be_kept_and_has_a_tag(self, cast: Cast) -> None:
        active(cast, surgery(cast))
        answer = Client().get(PAGE)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Vary"] == "Cookie"
        assert not answer.cookies
        assert Client().get(PAGE, HTTP_IF_NONE_MATCH=answer.headers["ETag"]).status_code == 304

    def test_what_somebody_with_a_session_gets_is_not_kept_and_is_the_same(self, cast: Cast) -> None:
        active(cast, surgery(cast))
        answer = signed_in(cast.fay).get(PAGE)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in answer.headers
        assert answer.content == Client().get(PAGE).content

    def test_it_costs_one_short_query_while_nothing_changes(
        self, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        active(cast, surgery(cast))
        with django_assert_num_queries(4):
            page()
        with django_assert_num_queries(1):
            page()


class TestOnlyWhatIsPublic:
    def test_all_that_is_read_is_classed_public(self) -> None:
        assert {Agreement.privacy[name] for name in OF_AN_AGREEMENT} == {PUBLIC}
        assert {Organisation.privacy[name] for name in OF_A_PARTNER} == {PUBLIC}

    def test_the_template_gets_words_and_no_record(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        active(cast, surgery(cast))
        given: list[dict[str, Any]] = []
        monkeypatch.setattr(public, "render_to_string", lambda name, context: given.append(context) or "")
        Client().get(PAGE)
        assert given
        assert set(leaves(given)) == {str, date}

    def test_no_word_of_an_agreement_that_is_not_public_stands_on_the_page(self, cast: Cast) -> None:
        ours = active(cast, surgery(cast))
        text = page()
        for said in (
            ours.title,
            ours.reference,
            ours.log_number,
            *SAID.values(),
            *PARTY.values(),
            "Harbour",
            "Max",
        ):
            if isinstance(said, str) and len(said) > 8:
                assert said not in text


def leaves(value: Any) -> list[type]:
    """The types of all that can be reached from a value."""
    if isinstance(value, dict):
        return leaves(list(value.values()))
    if isinstance(value, list | tuple | set):
        return [kind for each in value for kind in leaves(each)]
    return [type(value)]


def test_every_choice_has_its_words() -> None:
    assert [set(WHY), set(WHAT)] == [set(Purpose), set(Kind)]

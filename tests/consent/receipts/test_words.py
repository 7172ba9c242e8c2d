"""What a receipt says to the person, in every state, in both nations, and when somebody answered for them."""

from datetime import date

import pytest

from consent.ability import Finding
from consent.capacity.questions import Kind as Assessed
from consent.consents.actions import reconfirm, told
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.items import DataItem
from consent.kinds import Kind, Method
from consent.receipts.words import ITEMS, METHODS, OPEN_ENDS, RIGHTS, TITLES, part
from governance.calendar import Nation
from governance.organisations import actions as organisations
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import assess, lacking
from tests.consent.consents.answers import PANEL, answer
from tests.consent.receipts.answered import DAY, by_parent, child, in_state

pytestmark = pytest.mark.django_db


def rows(consent: Consent) -> dict[str, list[str]]:
    return dict(part(Consent.objects.get(pk=consent.pk), NOON).rows)


def test_nothing_that_can_be_on_a_receipt_is_without_words() -> None:
    assert set(TITLES) == set(Kind)
    assert set(ITEMS) == set(DataItem)
    assert set(METHODS) == set(Method)
    assert set(RIGHTS) == set(Giver) - {Giver.SELF, Giver.NEXT_OF_KIN}
    assert all("their" not in words.lower() for words in ITEMS.values())


@pytest.mark.parametrize(
    ("state", "story"),
    [
        (State.ACTIVE, ["You said yes on 12 November 2026."]),
        (State.REFUSED, ["You said no on 12 November 2026.", "We do not share this."]),
        (
            State.WITHDRAWN,
            [
                "You said yes on 12 November 2026.",
                "You took it back on 21 November 2026. We do not share this any more.",
                "We are telling those who got something.",
            ],
        ),
        (
            State.EXPIRED,
            [
                "You said yes on 18 October 2025.",
                "That ran out at the end of 18 October 2026.",
                "We do not share this any more.",
            ],
        ),
        (
            State.INVALID,
            [
                "You said yes on 12 November 2026.",
                "On 22 November 2026 we found that this yes does not count.",
                "We do not share this.",
            ],
        ),
    ],
)
def test_each_state_is_told_as_the_person_would_say_it(cast: Cast, state: State, story: list[str]) -> None:
    consent = in_state(cast, cast.person(at=NOON - 500 * DAY), state)
    assert rows(consent)["The answer"] == story


def test_a_newer_answer_is_named(cast: Cast) -> None:
    older = in_state(cast, cast.person(at=NOON - 500 * DAY), State.SUPERSEDED)
    assert older.replacement is not None
    assert rows(older)["The answer"][1] == (
        f"A newer answer took its place on 20 November 2026. It is {older.replacement.reference}."
    )


def test_what_was_agreed_with_whom_why_until_when_and_what_never(cast: Cast) -> None:
    sam = cast.person(at=NOON - 500 * DAY)
    consent = in_state(cast, sam, State.ACTIVE, not_to_share="My HIV test", relationship="my doctor")
    said = rows(consent)
    assert said["Who may get it"] == ["Elm Surgery, my doctor"]
    assert said["What we may share"] == ["Your name and contact details", "Your care plan"]
    assert said["What must not be shared"] == ["My HIV test"]
    assert said["What it is for"] == ["To plan their care together"]
    assert said["From when until when"][0] == "From 12 November 2026 until the end of 12 November 2027."
    assert said["When we ask again"] == ["By 12 May 2027, or sooner if something changes."]
    assert said["How the answer was given"] == ["Out loud, face to face"]
    assert said["The words that we showed or read to you"] == ["3"]
    assert said["The privacy notice that you got"] == ["ENG 4"]
    assert said["Who wrote it down"] == ["Fay Example, Harbour"]
    assert said["The number of this record"] == [consent.reference]
    assert "Who answered for you" not in said


def test_what_is_over_says_neither_until_when_nor_who_may_get_it(cast: Cast) -> None:
    said = rows(in_state(cast, cast.person(at=NOON - 500 * DAY), State.WITHDRAWN))
    assert said["Who it was about"] == ["Elm Surgery"]
    assert {"Who may get it", "What we may share", "From when until when", "When we ask again"}.isdisjoint(
        said
    )


def test_a_yes_said_again_and_recipients_who_were_told_are_in_it(cast: Cast) -> None:
    sam = cast.person(at=NOON - 500 * DAY)
    again = reconfirm(in_state(cast, sam, State.ACTIVE), by=cast.fay, at=NOON - DAY)
    assert rows(again)["The answer"][1] == "You said yes again on 21 November 2026."
    gone = in_state(cast, sam, State.WITHDRAWN, recipient="Oak Housing")
    gone = told(gone, by=cast.fay, at=NOON, told_note="Rang them")
    assert rows(gone)["The answer"][2] == "We told those who had got something on 22 November 2026."
    none = in_state(cast, sam, State.WITHDRAWN, recipient="Ash Housing")
    none = told(none, by=cast.fay, at=NOON, nothing_shared=True)
    assert rows(none)["The answer"][2] == "Nothing had been shared."


def test_an_organisation_is_called_what_it_is_called_now(cast: Cast) -> None:
    elm = organisations.create(by=cast.max, at=NOON, name="Elm Surgery", kind="health")
    sam = cast.person(at=NOON - 500 * DAY)
    itself = in_state(cast, sam, State.ACTIVE, organisation=elm, recipient="elm surgery")
    someone = in_state(cast, sam, State.ACTIVE, organisation=elm, recipient="Dr Green")
    assert rows(itself)["Who may get it"] == ["Elm Surgery"]
    assert rows(someone)["Who may get it"] == ["Dr Green, Elm Surgery"]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind in OPEN_ENDS])
def test_where_no_date_is_set_it_says_what_ends_it(cast: Cast, kind: Kind) -> None:
    facts = answer(kind=kind, named="Session of 3 November", at=NOON)
    facts.pop("at")
    consent = Consent(
        **{name: value for name, value in facts.items() if name != "checklist"},
        state=State.ACTIVE,
        given_at=NOON,
        person=cast.person(),
        service=cast.harbour,
        created_by=cast.fay,
        reference="CON-2026-000001",
    )
    said = dict(part(consent, NOON).rows)["From when until when"]
    assert said[0] == f"From 22 November 2026 {OPEN_ENDS[kind]}."


def test_a_child_is_told_how_it_was_explained_but_not_what_staff_wrote_about_safety(cast: Cast) -> None:
    rory = cast.person("Rory Burn", born=date(2012, 1, 1), worker=cast.isla, at=NOON - 500 * DAY)
    consent = in_state(cast, rory, State.ACTIVE, by=cast.isla, **PANEL)
    said = rows(consent)
    assert said["How we explained it"] == [PANEL["explained"]]
    for words in (PANEL["supporter"], PANEL["safe_to_involve"], PANEL["understood"], "Known to me"):
        assert words not in str(said)
    assert said["When we ask again"] == ["By 12 February 2027, or sooner if something changes."]


def test_a_parents_yes_says_who_answered_and_that_it_ends_when_the_child_can_decide(cast: Cast) -> None:
    said = rows(by_parent(cast, child(cast)))
    assert said["The answer"] == ["Jane Rivers said yes on 12 November 2026."]
    assert said["Who answered for you"] == ["Jane Rivers, who has parental responsibility for you"]
    assert "It ends sooner if we find that you can decide this yourself." in said["From when until when"]


def test_a_child_found_able_reads_that_they_decide_themselves_now(cast: Cast) -> None:
    consent = by_parent(cast, child(cast))
    consent.outgrown_at = consent.outgrowth_recorded_at = NOON - DAY
    assert dict(part(consent, NOON).rows)["The answer"][1:] == [
        "That ended on 21 November 2026, because now you can decide this yourself.",
        "We do not share this unless you say yes.",
    ]


@pytest.mark.parametrize(
    ("nation", "giver", "right"),
    [
        (Nation.ENG, Giver.DEPUTY, "who is your deputy"),
        (Nation.SCT, Giver.GUARDIAN, "who is your guardian"),
        (Nation.SCT, Giver.ATTORNEY, "who is your welfare attorney"),
    ],
)
def test_whoever_has_the_right_in_the_nation_is_said_to(
    cast: Cast, nation: Nation, giver: Giver, right: str
) -> None:
    worker = cast.fay if nation is Nation.ENG else cast.isla
    person = cast.person(worker=worker, at=NOON - 500 * DAY)
    facts = {"by": worker, "at": NOON - 20 * DAY, "trained_on": None}
    lack = assess(cast, person, lacking(nation), **facts)
    deputy = {"giver": giver, "giver_name": "Ann Lee", "authority_seen": True, "assessment": lack}
    said = rows(in_state(cast, person, State.ACTIVE, by=worker, **deputy))
    assert said["Who answered for you"] == [f"Ann Lee, {right}"]
    assert lack.finding is Finding.LACKS_CAPACITY
    assert lack.kind == Assessed.CAPACITY

"""How far an agreement is written: what is left to do, in which step, and what a ready-made one leaves open."""

from datetime import date
from typing import Any

import pytest

from governance.calendar import Nation
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from sharing.agreements.content import SIGNED, content
from sharing.agreements.models import Agreement
from sharing.agreements.progress import Standing, next_open, stages_of
from sharing.agreements.ready_made import READY
from sharing.agreements.rules import Type
from sharing.agreements.steps import BY_SLUG, NEEDED, STEPS, is_asked, settled, to_do
from tests.sharing.agreements.walk import ITEM, PARTY, SAID

ENGLAND = {Nation.ENG}
EMPTY: dict[str, Any] = content(Agreement(type=Type.ISA, title="Care"))
WHOLE: dict[str, Any] = {
    **content(Agreement(type=Type.ISA, title="Care", **SAID)),
    "parties": [{"name": "Elm Surgery", **PARTY}],
    "items": [ITEM],
}


def left(**said: Any) -> list[str]:
    return [name for name, _ in to_do(WHOLE | said, ENGLAND)]


CODES, NUMBERS = ITEM | {"rung": 3}, ITEM | {"rung": 2}
SCOTLAND_ONLY = {"opt_out": "NOT_APPLICABLE", "opt_out_ground": "scotland"}
NOT_OF_HEALTH = {"opt_out": "NOT_APPLICABLE", "opt_out_ground": "not_cpi"}
ANONYMOUS = {"opt_out": "EXEMPT", "opt_out_ground": "anonymised"}
WITH_CONSENT = {"opt_out": "EXEMPT", "opt_out_ground": "consent"}
# What is answered about the opt-out → what else makes it hold, and what speaks against it.
GROUNDS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "anonymised": (
        ANONYMOUS | {"items": [NUMBERS]},
        ANONYMOUS | {"items": [NUMBERS, CODES | {"item": "contact"}]},
        "still about people",
    ),
    "nothing of health, by codes": (
        NOT_OF_HEALTH | {"items": [CODES]},
        NOT_OF_HEALTH | {"items": [ITEM]},
        "whom we support",
    ),
    "nothing of health, of staff": (
        NOT_OF_HEALTH | {"people": ["staff"]},
        NOT_OF_HEALTH | {"people": ["staff", "children"]},
        "whom we support",
    ),
    "own care": (
        {"purposes": ["care", "housing", "safeguarding"]},
        {"purposes": ["care", "research"]},
        "named as what it is for: research",
    ),
    "consent": (
        WITH_CONSENT | {"footing": "express_consent"},
        WITH_CONSENT | {"footing": "implied_consent"},
        "the third lock says: implied",
    ),
}


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_answer_about_the_opt_out_is_held_against_what_else_it_says(ground: str) -> None:
    holds, does_not, words = GROUNDS[ground]
    assert left(**holds) == []
    ((name, what),) = to_do(WHOLE | does_not, ENGLAND)
    assert name == "opt_out_ground"
    assert words in what


@pytest.mark.parametrize(
    ("nations", "holds"), [({Nation.SCT}, True), ({Nation.ENG}, False), ({Nation.ENG, Nation.SCT}, False)]
)
def test_it_is_about_scotland_only_where_no_service_in_england_shares(
    nations: set[Nation], holds: bool
) -> None:
    assert bool(list(to_do(WHOLE | SCOTLAND_ONLY, nations))) is not holds


def test_nothing_is_left_to_do_in_one_that_is_whole() -> None:
    assert left() == []


@pytest.mark.parametrize("name", NEEDED)
def test_each_field_that_is_needed_is_asked_for_when_it_is_empty(name: str) -> None:
    empty = EMPTY[name] if name != "title" else ""
    assert left(**{name: empty}) == [name]


FOLLOWS = [
    ({"type": "DSP"}, "parent"),
    ({"type": "MOU"}, "has_sharing_section"),
    ({"parties": []}, "parties"),
    ({"parties": [{"name": "Elm", **PARTY, "signatory": ""}]}, "parties"),
    ({"parties": [{"name": "Elm", **PARTY, "signatory_email": ""}]}, "parties"),
    ({"items": []}, "items"),
    ({"basis": ""}, "basis"),
    ({"basis": "ea"}, "recognised"),
    ({"basis": "f"}, "balancing"),
    ({"basis": "c"}, "law"),
    ({"condition": ""}, "condition"),
    ({"condition": "g"}, "schedule1"),
    ({"footing": ""}, "footing"),
    ({"items": [ITEM, {**ITEM, "item": "offences"}]}, "crime_authority"),
    ({"opt_out_ground": ""}, "opt_out_ground"),
    ({"opt_out": "EXEMPT"}, "opt_out_ground"),
    ({"opt_out": "APPLIES"}, "opt_out_ground"),
    ({"dpia": "done"}, "dpia_reference"),
    ({"overseas": True}, "overseas_safeguards"),
    ({"ends_on": "2029-11-02"}, "ends_on"),
    ({"ends_on": "2026-10-31"}, "ends_on"),
]
ENOUGH = [
    {"type": "DSP", "parent": "ISA-2026-0001"},
    {"type": "MOU", "has_sharing_section": False},
    {"basis": "ea", "recognised": "crime"},
    {"basis": "f", "balancing": "We weighed it"},
    {"basis": "c", "law": "An Act, section 1"},
    {"condition": "g", "schedule1": "18"},
    {"condition": "a", "schedule1": ""},
    {"items": [{**ITEM, "item": "offences"}], "crime_authority": "Schedule 1"},
    {"opt_out": "EXEMPT", "opt_out_ground": "law"},
    {"opt_out": "APPLIES", "opt_out_ground": ""},
    {"dpia": "done", "dpia_reference": "DPIA-1"},
    {"dpia": "under_way"},
    {"overseas": True, "overseas_safeguards": "Ireland"},
    {"ends_on": "2029-11-01"},
    {"ends_on": "2026-11-01"},
    # Numbers are about nobody, so no lock is asked for; one line of codes is about somebody.
    {"items": [{**ITEM, "rung": 1}], "basis": "", "condition": "", "footing": ""},
    {"items": [{**ITEM, "rung": 2}], "basis": "", "condition": "", "footing": ""},
]


@pytest.mark.parametrize(("said", "name"), FOLLOWS)
def test_what_follows_from_an_answer_is_asked_for(said: dict[str, Any], name: str) -> None:
    assert left(**said) == [name]


@pytest.mark.parametrize("said", ENOUGH)
def test_and_is_enough_when_it_is_there(said: dict[str, Any]) -> None:
    assert left(**said) == []


def test_the_locks_are_asked_for_from_codes_instead_of_names_on() -> None:
    assert left(items=[{**ITEM, "rung": 3}], basis="", condition="", footing="") == [
        "basis",
        "condition",
        "footing",
    ]


@pytest.mark.parametrize(("said", "name"), [each for each in FOLLOWS if each[1] in BY_SLUG["locks"].fields])
def test_what_is_left_to_do_is_asked_on_the_page(said: dict[str, Any], name: str) -> None:
    assert is_asked(name, WHOLE | said)


@pytest.mark.parametrize(
    ("slug", "said", "becomes"),
    [
        ("locks", {"condition": "h", "schedule1": ""}, {"schedule1": "2"}),
        ("locks", {"condition": "i", "schedule1": "2"}, {"schedule1": "3"}),
        ("locks", {"condition": "g", "schedule1": "2"}, {"schedule1": ""}),
        ("locks", {"condition": "g", "schedule1": "18"}, {}),
        ("locks", {"condition": "a", "schedule1": "2"}, {"schedule1": ""}),
        ("locks", {"basis": "a", "recognised": "crime"}, {"recognised": ""}),
        ("locks", {"items": [{**ITEM, "rung": 1}]}, {"condition": "", "schedule1": ""}),
        ("rights", {"opt_out": "EXEMPT"}, {"opt_out_ground": ""}),
        ("rights", {"opt_out": "APPLIES"}, {"opt_out_ground": ""}),
        ("rights", {"dpia": "not_needed", "dpia_reference": "D-1"}, {"dpia_reference": ""}),
        ("safety", {"overseas": False, "overseas_safeguards": "Ireland"}, {"overseas_safeguards": ""}),
    ],
)
def test_an_answer_that_does_not_fit_any_more_is_not_signed(
    slug: str, said: dict[str, Any], becomes: dict[str, Any]
) -> None:
    whole = WHOLE | said
    changes = {name: value for name, value in settled(BY_SLUG[slug], whole).items() if whole[name] != value}
    assert changes == becomes


def test_a_step_is_not_begun_then_in_progress_then_done() -> None:
    standing = {stage.step.slug: stage.standing for stage in stages_of(EMPTY, ENGLAND)}
    assert standing == {step.slug: Standing.NOT_BEGUN for step in STEPS} | {"start": Standing.DONE}
    begun = {
        stage.step.slug: stage.standing
        for stage in stages_of(EMPTY | {"purpose": "Why", "items": [ITEM]}, ENGLAND)
    }
    assert (begun["purpose"], begun["items"]) == (Standing.IN_PROGRESS, Standing.DONE)
    assert {stage.standing for stage in stages_of(WHOLE, ENGLAND)} == {Standing.DONE}


def test_going_on_leads_to_the_next_step_with_something_left_and_round_to_the_first() -> None:
    def after(slug: str, **said: Any) -> str | None:
        found = next_open(stages_of(WHOLE | said, ENGLAND), slug)
        return found.step.slug if found else None

    assert after("purpose", people=[], starts_on=None) == "people"
    assert after("people", people=[], starts_on=None) == "dates"
    assert after("dates", people=[]) == "people"
    assert after("dates") is None


LEFT_OPEN = {"parties", "dpia", "starts_on", "ends_on"}


@pytest.mark.parametrize("key", READY)
def test_a_ready_made_one_leaves_open_only_what_nobody_else_can_know(key: str) -> None:
    ready = READY[key]
    said = EMPTY | dict(ready.facts) | {"items": list(ready.items)}
    assert {name for name, _ in to_do(said, ENGLAND)} == LEFT_OPEN
    dates = {"starts_on": date(2026, 11, 1).isoformat(), "ends_on": date(2028, 10, 31).isoformat()}
    assert not list(to_do(said | dates | {"parties": WHOLE["parties"], "dpia": "not_needed"}, ENGLAND))
    # As it stands, nothing of it changes when a step is saved.
    for step in STEPS:
        assert all(said[name] == value for name, value in settled(step, said).items() if name != "parent")


@pytest.mark.parametrize("key", READY)
def test_a_ready_made_one_fits_its_fields(key: str) -> None:
    made = Agreement(type=Type.ISA, title=READY[key].title, **READY[key].facts)
    made.clean_fields(
        exclude={"service", "owner", "created_by", "reference", "created_at", "content_hash", "state"}
        | {name for name in SIGNED if getattr(made, name) in (None, "", [])}
        | {"renews", "parent", "authors"}
        | {each.name for each in made._meta.fields if getattr(made, each.attname) in (None, "")}
    )
    texts = [value for value in READY[key].facts.values() if isinstance(value, str)]
    assert all(value == value.strip() and len(value) <= LONGEST_TEXT for value in texts)
    for item in READY[key].items:
        assert len(item["necessity"]) <= 2 * LONGEST_LINE
        assert item["rung"] == 1 or item["why_not_lower"]

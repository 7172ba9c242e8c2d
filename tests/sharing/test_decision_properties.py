"""What holds of every answer to "may we share?", whatever is asked and whatever is so."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from consent.items import CRIME, IDENTIFYING, DataItem
from consent.kinds import Effect
from consent.purposes import Purpose
from governance.calendar import Nation
from sharing.agreements.states import State
from sharing.decision import Answer, Asked, Facts, Outcome, Word, decide
from sharing.disclosing import Reason
from sharing.ladder import Rung, hides_people
from sharing.locks import Basis, Condition, Footing, Locks, Recognised, Schedule1, are_open
from sharing.routes import REFUSED, Route
from tests.cast import NOON
from tests.sharing.test_decision import ELM, SIGNED, TODAY, agreement

items = st.frozensets(st.sampled_from(DataItem.values), max_size=4)
whom = st.sampled_from([(ELM, "Elm Surgery"), (8, "Oak House"), (None, "Ann Rivers")])
purposes = st.sampled_from(Purpose)
days = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))
locks = st.builds(
    Locks,
    basis=st.none() | st.sampled_from(Basis),
    condition=st.none() | st.sampled_from(Condition),
    schedule1=st.none() | st.sampled_from(Schedule1),
    footing=st.none() | st.sampled_from(Footing),
    recognised=st.none() | st.sampled_from(Recognised),
    balancing=st.sampled_from(["", "It helps them more than it costs them."]),
    law=st.sampled_from(["", "Children Act 1989, section 47"]),
    crime_authority=st.sampled_from(["", "Condition 2"]),
)
questions = st.builds(
    lambda whom, **rest: Asked(organisation=whom[0], recipient=whom[1], **rest),
    whom,
    purpose=purposes,
    items=items,
    rung=st.sampled_from(Rung),
    people=st.sampled_from([1, 1, 1, 2, 49, 50]),
    route=st.sampled_from(Route),
    reason=st.none() | st.sampled_from(Reason),
    recurring=st.booleans(),
    handover=st.booleans(),
    whole_caseload=st.booleans(),
    emergency=st.booleans(),
    locks=st.none() | st.just(SIGNED) | locks,
    cleared=st.booleans(),
)
# What somebody can have said: yes, which holds or not and may have been taken back, or no.
standings = st.sampled_from(
    [
        (True, True, False),
        (True, True, False),
        (True, False, False),
        (True, False, True),
        (False, False, False),
    ]
)
words = st.builds(
    lambda number, whom, standing, **rest: Word(
        id=number,
        reference=f"CON-{number}",
        version=1,
        organisation=whom[0],
        recipient=whom[1],
        yes=standing[0],
        holds=standing[1],
        taken_back=standing[2],
        **rest,
    ),
    st.integers(1, 99),
    whom,
    standings,
    purpose=st.none() | purposes,
    items=items,
    someone=st.sampled_from(["", "", "Dr Oak"]),
    effect=st.sampled_from(Effect),
    not_to_share=st.sampled_from(["", "My job"]),
    review_overdue=st.booleans(),
    in_doubt=st.booleans(),
)
agreements = st.builds(
    lambda signed, **terms: replace(agreement(**terms), locks=signed),
    st.just(SIGNED) | locks,
    ends_on=days,
    review_on=days,
    purposes=st.frozensets(purposes),
    items=st.dictionaries(st.sampled_from(DataItem.values), st.sampled_from(Rung)),
    state=st.sampled_from([State.ACTIVE, State.TERMINATED]),
    parties=st.sampled_from([frozenset({ELM}), frozenset({8})]),
)
worlds = st.builds(
    Facts,
    at=st.just(NOON),
    nation=st.sampled_from(Nation),
    words=st.lists(words, max_size=4).map(tuple),
    agreements=st.lists(agreements | st.just(agreement()), max_size=2).map(tuple),
    earlier=st.lists(days, max_size=1).map(tuple),
    route_used=st.booleans(),
    unable=st.booleans(),
    agreed=st.sampled_from([0, 2, 49, 50]),
)
many = settings(max_examples=300, deadline=None)


def hidden(asked: Asked) -> bool:
    """Whether its step of the ladder says what is so."""
    return bool(hides_people(asked.rung, people=asked.people, items=asked.items))


def width(answer: Answer) -> int:
    """0: it may not go. 1: something comes first. 2: it may go now, or once somebody has decided."""
    if answer.outcome is Outcome.NO:
        return 0
    return 1 if answer.outcome in (Outcome.STOP, Outcome.ASK) else 2


@many
@given(questions, worlds)
def test_nothing_about_people_goes_without_three_open_locks(asked: Asked, facts: Facts) -> None:
    answer = decide(asked, facts)
    if asked.rung.is_personal and width(answer) == 2:
        crime = bool(asked.items & CRIME)
        assert are_open(answer.locks, special=asked.purpose != Purpose.STAFFING, crime=crime)


@many
@given(questions, worlds)
def test_nothing_about_people_goes_without_their_yes_or_a_reason(asked: Asked, facts: Facts) -> None:
    answer = decide(asked, facts)
    if asked.rung.is_personal and answer.may_go and asked.reason is None:
        everybody = asked.people > 1 and facts.agreed >= asked.people
        assert everybody or (answer.consent is not None and answer.consent.yes and answer.consent.holds)


@many
@given(questions, worlds)
def test_without_an_agreement_only_one_persons_or_what_a_law_compels(asked: Asked, facts: Facts) -> None:
    answer = decide(asked, facts)
    if asked.rung.is_personal and answer.may_go and answer.agreement is None:
        assert asked.people == 1 or asked.reason is not None


@many
@given(questions, worlds.filter(lambda facts: facts.words), st.data())
def test_a_withdrawal_an_expiry_or_a_refusal_never_widens(
    asked: Asked, facts: Facts, data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(facts.words) - 1))
    word = facts.words[n]
    ends = [replace(word, holds=False), replace(word, holds=False, taken_back=word.yes)]
    # Answered again with a no, which is the newest word.
    no = replace(word, yes=False, holds=False, taken_back=False, items=frozenset())
    after = [(*facts.words[:n], each, *facts.words[n + 1 :]) for each in ends]
    after += [(no, *facts.words), (no, *facts.words[:n], ends[1], *facts.words[n + 1 :])]
    before = width(decide(asked, facts))
    assert all(width(decide(asked, replace(facts, words=each))) <= before for each in after)


@many
@given(questions, worlds, items)
def test_more_items_never_widen(asked: Asked, facts: Facts, more: frozenset[str]) -> None:
    if asked.items:
        assert width(decide(replace(asked, items=asked.items | more), facts)) <= width(decide(asked, facts))


@many
@given(questions, worlds, st.sampled_from([2, 3, 49, 50, 1000]))
def test_more_people_never_widen(asked: Asked, facts: Facts, people: int) -> None:
    # Of a group nobody's words are among the facts.
    facts = replace(facts, words=(), unable=False, agreed=min(facts.agreed, asked.people))
    if people > asked.people and asked.reason is not Reason.LACKS_CAPACITY and hidden(asked):
        assert width(decide(replace(asked, people=people), facts)) <= width(decide(asked, facts))


@many
@given(questions, worlds, st.sampled_from(Rung))
def test_a_higher_rung_never_widens(asked: Asked, facts: Facts, rung: Rung) -> None:
    if rung > asked.rung and hidden(asked):
        assert width(decide(replace(asked, rung=rung), facts)) <= width(decide(asked, facts))


@many
@given(questions, worlds, st.sampled_from(sorted(REFUSED)))
def test_a_refused_way_is_always_a_no(asked: Asked, facts: Facts, route: Route) -> None:
    assert decide(replace(asked, route=route), facts).outcome is Outcome.NO


@many
@given(questions, worlds, st.sampled_from([Rung.AGGREGATED, Rung.ANONYMISED]))
def test_what_shows_somebody_never_goes_as_numbers(asked: Asked, facts: Facts, rung: Rung) -> None:
    called = replace(asked, rung=rung)
    if asked.people == 1 or asked.items & IDENTIFYING:
        assert decide(called, facts).outcome is Outcome.NO


@many
@given(questions, worlds)
def test_an_agreement_that_ends_never_widens(asked: Asked, facts: Facts) -> None:
    assert width(decide(asked, replace(facts, agreements=()))) <= width(decide(asked, facts))

"""What the sender says of the national opt-out is held against what else the Stop and Check says (section 7)."""

from itertools import product
from typing import Any

import pytest

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service
from governance.calendar import Nation
from governance.errors import Code, Denied
from sharing import decision
from sharing.decision import Asked, Facts
from sharing.disclosing import RULES, Reason
from sharing.ladder import Rung
from sharing.locks import Footing
from sharing.opt_out import GROUNDS, Ground, OptOut
from sharing.stop_checks import actions, actions_checking, gates
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.questions import to_do
from tests.cast import NOON, Cast, signed_in
from tests.sharing.stop_checks.test_deadlines import turns
from tests.sharing.stop_checks.walk import ORDER, partner, submitted, table, taken, with_file, written

SCOTLAND, OWN_CARE, CONSENT = Ground.SCOTLAND, Ground.OWN_CARE, Ground.CONSENT
RESEARCH = {"purpose": Purpose.RESEARCH.value, "study": "The sleep study"}
COMPELLING = [reason for reason in Reason if RULES[reason].compels]


def saying(ground: Ground, *, nation: Nation = Nation.ENG, **said: Any) -> StopCheck:
    """One of sixty identifiable people for research, unless told otherwise."""
    facts: dict[str, Any] = {
        "purpose": Purpose.RESEARCH.value,
        "rung": Rung.IDENTIFIABLE.value,
        "footing": Footing.IMPLIED_CONSENT.value,
        "people": 60,
        "opt_out": next(answer.value for answer, grounds in GROUNDS.items() if ground in grounds),
        "opt_out_ground": ground.value,
        **said,
    }
    return StopCheck(service=Service(name="Harbour", nation=nation), **facts)


@pytest.mark.django_db
def test_an_english_service_cannot_say_of_research_that_it_is_about_scotland_only(cast: Cast) -> None:
    exempt = {"opt_out": OptOut.EXEMPT.value, "opt_out_ground": CONSENT.value}
    body, _ = partner(cast, purposes=[Purpose.RESEARCH.value], **exempt)
    check = with_file(written(cast, body, opt_out_ground=SCOTLAND.value, **RESEARCH), table(60))
    with pytest.raises(Denied, match="Harbour is in England") as refused:
        actions.submit(check, by=cast.fay, at=NOON)
    verdict = refused.value.verdict
    assert (verdict.code, "Data Protection Officer" in verdict.next_step) == (Code.NDO, True)
    check.refresh_from_db()
    assert check.state == "DRAFT"


@pytest.mark.django_db
def test_what_is_not_true_any_more_is_found_when_it_is_approved(cast: Cast) -> None:
    body, _ = partner(cast)
    check = submitted(cast, body)
    check = actions.edit(check, by=cast.fay, at=NOON, read_version=check.version, **RESEARCH)
    with pytest.raises(Denied) as refused:
        actions_checking.approve(taken(check, cast.dana), by=cast.dana, at=NOON)
    assert refused.value.verdict.code is Code.NDO


TRUE_ONLY_WITH: list[tuple[Ground, dict[str, Any]]] = [
    (SCOTLAND, {"nation": Nation.SCT}),
    (Ground.NOT_CPI, {"purpose": Purpose.STAFFING.value}),
    (OWN_CARE, {"purpose": Purpose.CARE.value}),
    (OWN_CARE, {"purpose": Purpose.HOUSING.value}),
    (CONSENT, {"footing": Footing.EXPRESS_CONSENT.value}),
    (Ground.LAW, {"compelled_by": Reason.COURT_ORDER.value}),
    (Ground.PUBLIC_INTEREST, {"footing": Footing.PUBLIC_INTEREST.value}),
    (Ground.PUBLIC_HEALTH, {"compelled_by": Reason.NOTIFIABLE_DISEASE.value}),
    (Ground.ANONYMISED, {"rung": Rung.ANONYMISED.value}),
]


@pytest.mark.parametrize(("ground", "fact"), TRUE_ONLY_WITH, ids=[ground for ground, _ in TRUE_ONLY_WITH])
def test_each_ground_needs_the_fact_that_makes_it_true(ground: Ground, fact: dict[str, Any]) -> None:
    refused = gates.opt_out_as_stated(saying(ground))
    assert (bool(refused), refused.code) == (False, Code.NDO)
    assert ground.label in refused.reason
    assert gates.opt_out_as_stated(saying(ground, **fact))


def test_pseudonymised_is_not_anonymised() -> None:
    assert not gates.opt_out_as_stated(saying(Ground.ANONYMISED, rung=Rung.PSEUDONYMISED.value))


@pytest.mark.django_db
def test_what_names_people_is_not_anonymised_because_somebody_says_so(cast: Cast) -> None:
    body, _ = partner(cast)
    said = {"rung": Rung.ANONYMISED.value, "items": [DataItem.CONTACT.value]}
    exempt = {"opt_out": OptOut.EXEMPT.value, "opt_out_ground": Ground.ANONYMISED.value}
    check = with_file(written(cast, body, **said, **exempt), table(60))
    with pytest.raises(Denied, match="show who they are"):
        actions.submit(check, by=cast.fay, at=NOON)


def test_who_says_that_it_applies_is_believed() -> None:
    said = {"opt_out": OptOut.APPLIES.value, "opt_out_ground": ""}
    assert gates.opt_out_as_stated(saying(OWN_CARE, purpose=Purpose.CARE.value, **said))


def test_the_answer_that_is_true_is_named() -> None:
    refused = gates.opt_out_as_stated(saying(SCOTLAND, purpose=Purpose.CARE.value))
    assert OWN_CARE.label in refused.next_step


@pytest.mark.parametrize("footing", [Footing.IMPLIED_CONSENT, Footing.EXPRESS_CONSENT])
def test_it_never_lets_go_what_may_we_share_says_it_applies_to(footing: Footing) -> None:
    for nation, purpose, reason in product(Nation, Purpose, (None, *COMPELLING)):
        people = 60 if footing is Footing.EXPRESS_CONSENT else 0
        asked = Asked("Elm", purpose, frozenset({"care_plan"}), people=60, reason=reason)
        answer, true = decision.opt_out_of(asked, Facts(NOON, nation, agreed=people), None)
        said = {"nation": nation, "purpose": purpose.value, "compelled_by": reason or "", "footing": footing}
        taken_as = {each for each in Ground if gates.opt_out_as_stated(saying(each, **said))}
        if answer is OptOut.APPLIES:
            assert not taken_as, (nation, purpose, reason)
        else:
            assert true in taken_as, (nation, purpose, reason)


@pytest.mark.django_db
class TestItWaitsForTheDataProtectionOfficer:
    def test_on_their_desk_once_nothing_else_is_missing(self, cast: Cast) -> None:
        assert (cast.priya.is_dpo, cast.igor.is_dpo) == (True, False)
        body, _ = partner(cast)
        check = written(cast, body, opt_out=OptOut.APPLIES.value, opt_out_ground="")
        assert turns(check) == {}
        check = with_file(check)
        with pytest.raises(Denied) as refused:
            actions.submit(check, by=cast.fay, at=NOON)
        assert refused.value.verdict.code is Code.NDO
        assert turns(check) == {"clear": {"Priya"}}
        shown = signed_in(cast.priya).get(f"/stop-checks/{check.reference}/").content.decode()
        assert "The Data Protection Officer’s: clear the national opt-out" in shown
        check = actions.clear(check, by=cast.priya, at=NOON)
        assert turns(check) == {}
        assert actions.submit(check, by=cast.fay, at=NOON).state == "SUBMITTED"

    def test_anew_where_it_is_another_use(self, cast: Cast) -> None:
        cast.priya, cast.dana  # noqa: B018
        body, _ = partner(cast)
        check = with_file(written(cast, body, opt_out=OptOut.APPLIES.value, opt_out_ground=""))
        check = actions.submit(actions.clear(check, by=cast.priya, at=NOON), by=cast.fay, at=NOON)
        assert turns(check) == {"check": {"Dana"}}
        check = actions.edit(check, by=cast.fay, at=NOON, read_version=check.version, people=61)
        assert turns(check) == {"check": {"Dana"}, "clear": {"Priya"}}


@pytest.mark.parametrize("law", ["", "A court", "The police ask"])
def test_what_compels_us_is_one_law_or_order_that_can_be_looked_up(law: str) -> None:
    open_now = dict(to_do(compelled(law)))
    assert "which law or order compels us" in open_now["compelled_law"]
    assert "compelled_law" not in dict(to_do(compelled(ORDER)))
    assert "compelled_law" not in dict(to_do(compelled(law, by="")))


def compelled(law: str, by: str = Reason.COURT_ORDER.value) -> StopCheck:
    return saying(Ground.LAW, compelled_by=by, compelled_law=law)

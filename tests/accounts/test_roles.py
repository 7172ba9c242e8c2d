"""The table of handbook section 12 is in the code cell by cell."""

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from governance.accounts.roles import PUBLIC, TABLE, Cell, May, Reach, Role, cell, may
from tests.cast import Cast

# The handbook's rows in its words: Frontline, Manager, Data, IG and DPO, Comms, Guardian and SIRO, Auditor.
HANDBOOK = """
policies                   |Va        |Va           |Va            |VCEAXa            |Va        |Va               |Va
resources                  |Va        |Va           |Va            |VCEAXa            |Va        |Va               |Va
people                     |VCEo      |VCEs         |Va            |Va                |media only|Va               |Vm
exclusions                 |C         |VCEs         |C             |VCEa              |C         |Va               |Vm
capacity                   |VCEo      |VCEAs        |-             |Va                |-         |Va               |Vm
consents                   |VCEo      |VCEs         |status        |VEXa              |-         |Va               |Vm
media_consents             |Co        |Vs           |-             |Va                |VCEa      |Va               |Vm
organisations              |Va        |VCEa         |Va            |VCEAXa            |Va        |Va               |Va
privacy_notices            |Va        |VCEs         |Va            |VCEAXa            |Va        |Va               |Va
consent_wording            |V approved|V approved   |V approved    |VCEAa             |V approved|Va               |Va
agreements                 |V active  |VCEs         |Va            |VCEAXa; sign: DPO |V active  |Va; co-sign: SIRO|Va
stop_checks                |VCEo      |VCEs         |VCEAa, not own|Va; A fallback    |-         |Va               |Vm
disclosures                |VCo       |VCEs         |-             |VXa               |-         |Va               |Vm
disclosures_without_consent|VCo; A    |VCAs         |-             |VCAXa             |-         |VAa              |Vm
opt_outs                   |VCo       |Vs           |-             |VCEAa; yearly: DPO|-         |Va               |Vm
dpias                      |-         |VCEs         |VCEo          |VEa; advise: DPO  |VCEo      |VAa              |Va
recordings                 |VCEo      |VCEAs        |-             |VEAa              |-         |Va               |meta
media                      |-         |Vs           |-             |Va                |VCEAa     |Va               |Va
incidents                  |VCo       |VCEs         |VCo           |VCEAXa            |VCo       |VAa              |Vm
concerns                   |C         |Vs           |-             |VCEAXa            |C         |Va               |Vm
rights                     |C         |Vs           |-             |VCEAXa            |C         |Va               |Vm
ledger                     |-         |who looked, s|-             |Va                |-         |Va               |VXa
"""
# A cell that says more, or less, than letters.
IN_LETTERS = {
    "media only": "-",
    "status": "Va",
    "V approved": "Va",
    "V active": "Va",
    "VCEAa, not own": "VCEAa",
    "Va; A fallback": "VAa",
    "VCo; A": "VCAo",
    "meta": "Vm",
    "who looked, s": "Vs",
}
ROWS = {
    name.strip(): [text.strip() for text in cells]
    for name, *cells in (line.split("|") for line in HANDBOOK.strip().splitlines())
}
# The law asks for a record of processing, and the handbook's table has no row for it.
OURS = "processing"
CELLS = [(name, role, text) for name, row in ROWS.items() for role, text in zip(Role, row, strict=True)]


def test_every_register_and_every_role_has_its_cell() -> None:
    assert set(TABLE) - {OURS} == set(ROWS)
    assert all(set(row) == set(Role) for row in TABLE.values())


@pytest.mark.parametrize(("register", "role", "text"), CELLS)
def test_each_cell_is_the_handbooks(register: str, role: Role, text: str) -> None:
    letters, _, note = text.partition("; ")
    letters = IN_LETTERS.get(text) or IN_LETTERS.get(letters, letters)
    here = TABLE[register][role]
    if letters == "C":
        # Whoever may only create reaches no more than that: exclusions and rights can be reported by all.
        assert here.may == {May.CREATE}
        return
    assert (here.may, here.reach) == (cell(letters).may, cell(letters).reach)
    if text in IN_LETTERS or note:
        assert here.note


def test_a_cell_reads_as_the_handbook_writes_it() -> None:
    assert cell("VCEo") == Cell(frozenset({May.VIEW, May.CREATE, May.EDIT}), Reach.OWN)
    assert cell("-") == Cell(frozenset(), Reach.NONE)
    assert May.EXPORT in cell("VXa")
    assert May.EDIT not in cell("VXa")
    with pytest.raises(ValueError, match="Z"):
        cell("VZa")


def test_may_gives_the_cell_that_allows_it_or_none() -> None:
    assert may("frontline", May.EDIT, "people") is TABLE["people"][Role.FRONTLINE]
    assert may("frontline", May.DECIDE, "people") is None
    assert may("comms", May.VIEW, "people") is None


def test_the_public_reads_what_is_published_and_nothing_about_a_person() -> None:
    assert set(PUBLIC) <= set(TABLE)
    assert not {"people", "consents", "exclusions", "ledger", "incidents"} & set(PUBLIC)


@pytest.mark.django_db
def test_the_dpo_is_never_the_siro_too(cast: Cast) -> None:
    cast.priya.is_siro = True
    with pytest.raises(IntegrityError, match="dpo_is_not_siro"), transaction.atomic():
        cast.priya.save()
    cast.sol.is_caldicott = True
    cast.sol.save()


@pytest.mark.parametrize("role", Role)
def test_whoever_sees_a_consent_with_its_name_sees_the_person(role: Role) -> None:
    """So a search of consents by name needs to ask no more than who may see the consent."""
    reaches = [Reach.NONE, Reach.OWN, Reach.SERVICE, Reach.ALL]
    consents, people = (may(role, May.VIEW, register) for register in ("consents", "people"))
    if consents is not None and consents.reach is not Reach.MASKED:
        assert people is not None
        assert reaches.index(people.reach) >= reaches.index(consents.reach)

"""Where registers and records have their pages."""

import pytest
from django.urls import resolve

from governance.records.addresses import address
from governance.workflow.register import REGISTERS


def test_a_list_a_record_and_a_step() -> None:
    assert address("people") == "/people/"
    assert address("people", "PER-2026-000001") == "/people/PER-2026-000001/"
    assert address("people", "PER-2026-000001", "edit") == "/people/PER-2026-000001/edit/"


def test_a_name_of_two_words_has_a_hyphen_there() -> None:
    assert address("opt_outs", "OPT-2026-000001") == "/opt-outs/OPT-2026-000001/"


@pytest.mark.parametrize("name", [name for name, register in REGISTERS.items() if "_" in name])
def test_the_address_of_each_such_register_leads_to_a_page(name: str) -> None:
    """Messages and desks link to it, and nobody would notice in time."""
    register = REGISTERS[name]
    record = register.model(reference="ABC-2026-000001")
    assert resolve(register.url(record)).kwargs["reference"] == record.reference

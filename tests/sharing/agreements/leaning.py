"""A register that is there for one test: what it shares or is about to share rests on an agreement."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from governance.records.models import Record
from governance.workflow.dependants import Dependant
from governance.workflow.register import REGISTERS, Register
from sharing.agreements.models import Agreement


@dataclass
class Leaning:
    """What it has shared or is about to share under each agreement."""

    on: dict[int, list[Dependant]] = field(default_factory=dict)

    def shares(self, agreement: Agreement, at: datetime | None) -> Dependant:
        """It shared under this agreement then, or waits to share where `at` is None."""
        number = sum(len(each) for each in self.on.values()) + 1
        made = Dependant(
            "leaning", f"LEA-{number}", "An extract", f"/leaning/LEA-{number}/", "Elm Surgery", shared_at=at
        )
        self.on.setdefault(agreement.pk, []).append(made)
        return made

    def dependants(self, record: Record) -> list[Dependant]:
        return list(self.on.get(record.pk, [])) if isinstance(record, Agreement) else []


@pytest.fixture
def leaning(monkeypatch: pytest.MonkeyPatch) -> Leaning:
    """The register, known to the application until the test ends."""
    found = Leaning()
    register = Register(
        name="leaning",
        prefix="LEA",
        model=Agreement,
        verbs={},
        visible=lambda user, at: Agreement.objects.none(),
        dependants=found.dependants,
    )
    monkeypatch.setitem(REGISTERS, register.name, register)
    return found

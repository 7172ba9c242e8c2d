"""A register that is there for one test: it shares on consents, and reacts to what becomes of them."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from consent.consents.models import Consent
from governance.ledger.models import Event
from governance.records.models import Record
from governance.workflow.dependants import Dependant
from governance.workflow.register import REGISTERS, Register


@dataclass
class Leaning:
    """What it has shared or is about to share on each consent, and what it saw when that came to an end."""

    on: dict[int, list[Dependant]] = field(default_factory=dict)
    # The verb, the state as it was saved, and whether its event was there, at the moment of each reaction.
    saw: list[tuple[str, str, bool]] = field(default_factory=list)
    breaks: bool = False

    def shares(self, consent: Consent, at: datetime | None, recipient: str = "Elm Surgery") -> Dependant:
        """It shared on this consent then, or waits to share where `at` is None."""
        number = sum(len(each) for each in self.on.values()) + 1
        made = Dependant(
            "leaning", f"LEA-{number}", "A letter", f"/leaning/LEA-{number}/", recipient, shared_at=at
        )
        self.on.setdefault(consent.pk, []).append(made)
        return made

    def react(self, record: Record, event: Event, at: datetime) -> None:
        saved = Consent.objects.get(pk=record.pk)
        self.saw.append((event.verb, saved.state, Event.objects.filter(pk=event.pk).exists()))
        if self.breaks:
            raise OSError("the disk is full")
        # What waited will not go out any more.
        self.on[record.pk] = [each for each in self.on.get(record.pk, []) if each.shared_at is not None]

    def dependants(self, record: Record) -> list[Dependant]:
        return list(self.on.get(record.pk, [])) if isinstance(record, Consent) else []


@pytest.fixture
def leaning(monkeypatch: pytest.MonkeyPatch) -> Leaning:
    """The register, known to the application until the test ends."""
    found = Leaning()
    register = Register(
        name="leaning",
        prefix="LEA",
        model=Consent,
        verbs={},
        visible=lambda user, at: Consent.objects.none(),
        dependants=found.dependants,
        reactions={("consents", "withdraw"): found.react, ("consents", "invalidate"): found.react},
    )
    monkeypatch.setitem(REGISTERS, register.name, register)
    return found

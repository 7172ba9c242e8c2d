"""What "may we share?" was asked and answered, as it is kept with a disclosure, and read back."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder

from consent.purposes import Purpose
from sharing.decision import Answer, Asked, Because, Facts, Outcome
from sharing.disclosing import Reason
from sharing.ladder import Rung
from sharing.locks import Locks
from sharing.routes import Route


class Kept(NamedTuple):
    """What was asked, what was answered and why, and the moment of the facts."""

    asked: Asked
    outcome: Outcome
    because: tuple[Because, ...]
    at: datetime


def as_json(asked: Asked, answer: Answer, facts: Facts) -> dict[str, Any]:
    """The question, the answer and all its facts, as plain JSON."""
    whole = {"asked": asdict(asked), "answer": asdict(answer), "facts": asdict(facts)}
    kept: dict[str, Any] = json.loads(json.dumps(whole, default=_plain))
    return kept


def read(kept: Mapping[str, Any]) -> Kept:
    """What `as_json` kept, save the facts beside their moment; raises ValueError or KeyError for anything else."""
    asked = kept["asked"]
    question = {
        **asked,
        "purpose": Purpose(asked["purpose"]),
        "items": frozenset(asked["items"]),
        "rung": Rung(asked["rung"]),
        "route": Route(asked["route"]),
        "reason": Reason(asked["reason"]) if asked["reason"] else None,
        "locks": Locks(**asked["locks"]) if asked["locks"] else None,
    }
    return Kept(
        Asked(**question),
        Outcome(kept["answer"]["outcome"]),
        tuple(Because(**each) for each in kept["answer"]["because"]),
        datetime.fromisoformat(kept["facts"]["at"]),
    )


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return value.value if isinstance(value, Enum) else DjangoJSONEncoder().default(value)

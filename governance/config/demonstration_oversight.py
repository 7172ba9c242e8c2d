"""What the IG team wrote for the record of processing, and the numbers of the overview, counted."""

from datetime import datetime
from typing import Any

from governance.accounts.models import Service, User
from governance.overview import actions as overview
from governance.processing import actions as processing
from sharing.locks import Basis, Condition

WHOLE: dict[str, Any] = {
    "purposes": "To support people with drugs, alcohol and their mental health.",
    "basis": Basis.LEGITIMATE.value,
    "condition": Condition.CARE.value,
    "people": "People we support, their families and friends, staff and volunteers.",
    "information": "Names and how to reach them, health, treatment, and what they told us.",
    "recipients": "The firm that runs our computers.",
    "transfers": "None. Everything is kept in the United Kingdom.",
    "retention": "Records of care: eight years after the last contact. Of children: until they are 25.",
    "security": "Encrypted devices, sign-in for each person, need to know, and a log of who looked.",
}


def load(*, ig: User, harbour: Service, at: datetime) -> None:
    """The whole charity's words and one service's own; then everything is counted once."""
    processing.write(None, by=ig, at=at, **WHOLE)
    processing.write(harbour, by=ig, at=at, purposes="To support people who drink, and those close to them.")
    overview.count(clock=lambda: at)

"""A policy with boxes whose words stand nowhere else, so that each can be looked for."""

from datetime import datetime

from governance.accounts.models import User
from governance.policies import actions
from governance.policies.models import PolicyVersion
from tests.cast import NOON, Cast

# In the heading and in the body of each box for staff.
STAFF_WORDS = ("zebrafinch", "quicksilver", "marmalade", "tumbleweed")

TEXT = """---
title: {title}
number: {number}
version: {version}
sponsor: Head of Buildings
issued: 2026-06
review: 2027-06
audience: Everyone
related:
  - Parking policy
---

# Keys

## Who has a key

Ask at the **front desk**.

## → Resources: zebrafinch keys

- How to quicksilver a lock

## → Further reading: locks

- [All about locks](https://example.org/locks)

# Doors

Keep them shut.

→ Resources: marmalade doors

- The tumbleweed form

# Version history

| Issue | Pages | Issue date | Changes |
|-------|-------|------------|---------|
| 1.0 | 2 | June 2025 | First issue. |
| 1.1 | 2 | June 2026 | New doors. |
"""


def text(title: str = "Keys policy", number: str = "HL-7", version: str = "1.0") -> str:
    return TEXT.format(title=title, number=number, version=version)


def draft(cast: Cast, *, at: datetime = NOON, sponsor: User | None = None, **names: str) -> PolicyVersion:
    """Written by Igor of the IG team; Max sponsors it unless told."""
    return actions.import_text(text(**names), by=cast.igor, at=at, sponsor=sponsor or cast.max)


def published(cast: Cast, *, at: datetime = NOON, **names: str) -> PolicyVersion:
    """Written by Igor, reviewed by Priya, published by its sponsor Max."""
    version = actions.submit(draft(cast, at=at, **names), by=cast.igor, at=at)
    version = actions.endorse(version, by=cast.priya, at=at)
    return actions.publish(version, by=cast.max, at=at)


def endorsed(cast: Cast, *, at: datetime = NOON, **names: str) -> PolicyVersion:
    """Written by Igor, reviewed by Priya, with its sponsor Max now."""
    version = actions.submit(draft(cast, at=at, **names), by=cast.igor, at=at)
    return actions.endorse(version, by=cast.priya, at=at)

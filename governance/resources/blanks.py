"""The forms and templates that the application draws empty. Whoever draws one adds it here when it is loaded."""

from collections.abc import Callable
from dataclasses import dataclass

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.documents.door import Source, renders
from governance.resources.kinds import Kind


@dataclass(frozen=True)
class Blank:
    """A form or template that the application draws empty, to be printed or read before it is filled in here.

    key: part of its address, such as "isa-template". words: what it is for, in one sentence.
    section: the policy section that it belongs to, by the end of that section's address, such as
    "information-rights#your-rights" ("" for none). fill_in: where the same is filled in here, and register: as
    whose record. source: of its PDF, with nothing personal in it.
    """

    key: str
    title: str
    kind: Kind
    words: str
    section: str
    fill_in: str
    register: str
    source: Callable[[], Source]

    def fill_in_for(self, user: User) -> str:
        """Where this user fills in the same here; "" for whose role it is not."""
        return self.fill_in if may(user.role, May.CREATE, self.register) else ""


BLANKS: dict[str, Blank] = {}


def add(blank: Blank) -> Blank:
    """Enter a blank. Raises ValueError for a second one of the same key."""
    if blank.key in BLANKS:
        raise ValueError(f"two blanks with the key {blank.key}")
    BLANKS[blank.key] = blank
    renders(kind_of(blank), lambda record_id: blank.source())
    return blank


def kind_of(blank: Blank) -> str:
    """The kind of document that its PDF is."""
    return f"blank-{blank.key}"

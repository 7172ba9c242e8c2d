"""The minimisation ladder: how much of a person shows in what is shared (handbook section 5)."""

from collections.abc import Collection

from django.db.models import IntegerChoices

from consent.items import IDENTIFYING
from governance.errors import YES, Verdict, no

# A smaller number is left out of what shows nobody.
LEAST_COUNTED = 5


class Rung(IntegerChoices):
    """Start at the first; each step up is justified."""

    AGGREGATED = 1, "1 Numbers only"
    ANONYMISED = 2, "2 Anonymised: nobody can be found out"
    PSEUDONYMISED = 3, "3 Pseudonymised: names replaced by codes"
    IDENTIFIABLE = 4, "4 Identifiable: it shows who they are"

    @property
    def is_personal(self) -> bool:
        """Whether it is still about people in law: from pseudonymised on."""
        return self >= Rung.PSEUDONYMISED


def hides_people(rung: Rung, *, people: int, items: Collection[str]) -> Verdict:
    """Whether nobody shows in it, as its step says that nobody does. people: whom it is about.

    On the two first steps no rule about people is asked. So nothing may stand there that is about somebody: whatever
    is about one person shows who they are, and so do names and numbers of people.
    """
    if rung.is_personal:
        return YES
    if people == 1:
        return no(
            "What is about one person shows who they are.",
            next_step="Choose step 3 or 4.",
        )
    if rung is Rung.AGGREGATED and 0 < people < LEAST_COUNTED:
        return no(
            f"A number under {LEAST_COUNTED} can show who is meant.",
            next_step="Count them together with others, or choose step 3 or 4.",
        )
    if IDENTIFYING & set(items):
        return no(
            "Names, addresses, pictures and people’s own numbers show who they are.",
            next_step="Leave them out, or choose step 3 or 4.",
        )
    return YES

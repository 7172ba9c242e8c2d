"""The minimisation ladder: how much of a person shows in what is shared (handbook section 5)."""

from django.db.models import IntegerChoices


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

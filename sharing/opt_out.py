"""The question about the National Data Opt-Out that every agreement, DPIA and disclosure asks (handbook section 7)."""

from collections.abc import Mapping

from django.db.models import TextChoices

from governance.errors import YES, Code, Verdict, no


class OptOut(TextChoices):
    NOT_APPLICABLE = "NOT_APPLICABLE", "It does not apply"
    EXEMPT = "EXEMPT", "It applies, but this use is exempt"
    APPLIES = "APPLIES", "It applies: people who opted out are left out"


class Ground(TextChoices):
    """Why it does not apply, or what exempts."""

    SCOTLAND = "scotland", "Only people in Scotland"
    NOT_CPI = "not_cpi", "It shows nothing about anybody’s health or care"
    OWN_CARE = "own_care", "It is for each person’s own care"
    CONSENT = "consent", "Everybody said a clear yes to this use"
    LAW = "law", "A law says that we must"
    PUBLIC_INTEREST = "public_interest", "Overriding public interest"
    PUBLIC_HEALTH = "public_health", "Infections and risks to everyone’s health (Regulation 3)"
    ANONYMISED = "anonymised", "Properly anonymised"


GROUNDS: Mapping[OptOut, tuple[Ground, ...]] = {
    OptOut.NOT_APPLICABLE: (Ground.SCOTLAND, Ground.NOT_CPI, Ground.OWN_CARE),
    OptOut.EXEMPT: (
        Ground.CONSENT,
        Ground.LAW,
        Ground.PUBLIC_INTEREST,
        Ground.PUBLIC_HEALTH,
        Ground.ANONYMISED,
    ),
    OptOut.APPLIES: (),
}


def fits(answer: OptOut, ground: Ground | None) -> bool:
    """Whether the answer has a ground of its own kind; where it applies, none."""
    allowed = GROUNDS[answer]
    return ground in allowed if allowed else ground is None


def is_clear(answer: OptOut, *, cleared: bool) -> Verdict:
    """Whether the opt-out stands in the way; cleared: the DPO has seen that whole records are taken out."""
    if answer != OptOut.APPLIES or cleared:
        return YES
    return no(
        "The national opt-out applies to this use.",
        code=Code.NDO,
        next_step="Only the Data Protection Officer clears it, once people’s whole records are taken out.",
    )

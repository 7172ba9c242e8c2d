"""How something is sent: the ways that are allowed, and those that are refused (handbook section 5)."""

from collections.abc import Mapping

from django.db.models import TextChoices

from governance.errors import YES, Code, Verdict, no
from governance.organisations.models import RouteKind


class Route(TextChoices):
    """The ways that people think of, so that the wrong ones are answered too."""

    SECURE_EMAIL = RouteKind.SECURE_EMAIL.value, "Secure email (DCB1596)"
    ENCRYPTED_EMAIL = RouteKind.ENCRYPTED_EMAIL.value, "Encrypted email, such as NHSmail with [secure]"
    FILE_TRANSFER = RouteKind.FILE_TRANSFER.value, "Managed secure file transfer"
    PORTAL = RouteKind.PORTAL.value, "Their own secure portal"
    DRIVE = RouteKind.DRIVE.value, "Encrypted drive, the password apart"
    PAPER = RouteKind.PAPER.value, "Paper in two envelopes, tracked or by hand"
    CALL_BACK = RouteKind.CALL_BACK.value, "Telephone: call back on a number you found yourself"
    IN_PERSON = "in_person", "Face to face"
    EMAIL = "email", "Ordinary email"
    FAX = "fax", "Fax"
    MESSAGING = "messaging", "A messaging app or text message"
    PERSONAL = "personal", "A personal account or device"
    CLOUD = "cloud", "A cloud folder for consumers"
    UNENCRYPTED = "unencrypted", "A drive or disc without encryption"


REFUSED = frozenset({Route.EMAIL, Route.FAX, Route.MESSAGING, Route.PERSONAL, Route.CLOUD, Route.UNENCRYPTED})
ALLOWED = frozenset(Route) - REFUSED
# What somebody says to somebody: one person's facts at a time.
SPOKEN = frozenset({Route.CALL_BACK, Route.IN_PERSON})
REMOVABLE_MEDIA = frozenset({Route.DRIVE})
# What to do in the place of each.
INSTEAD: Mapping[Route, str] = {
    Route.EMAIL: "Use secure email, or encrypt it.",
    Route.FAX: "Use secure email, or call back on a number you found yourself.",
    Route.MESSAGING: "Use secure email, or call back on a number you found yourself.",
    Route.PERSONAL: "Use your work account.",
    Route.CLOUD: "Use secure file transfer, or their own portal.",
    Route.UNENCRYPTED: "Use an encrypted drive, and give the password apart.",
}


def is_allowed(route: Route, *, people: int) -> Verdict:
    """Whether something about so many people may go this way; else E-METHOD with what to do instead."""
    if route in REFUSED:
        return no(f"{route.label} is not safe for this.", code=Code.METHOD, next_step=INSTEAD[route])
    if route in SPOKEN and people > 1:
        return no(
            "By voice you share one person’s facts only.",
            code=Code.METHOD,
            next_step="Choose a way to send it in writing.",
        )
    return YES

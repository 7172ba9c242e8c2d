"""Who receives is somebody outside: what confirms that something came never goes to one of us (handbook section 5)."""

from governance.accounts.models import User
from governance.errors import YES, Code, Verdict, no


def is_nobody_of_ours(email: str) -> Verdict:
    """Whether no account here has this address; else E-SAME-PERSON: we would confirm to ourselves."""
    if not email or not User.objects.filter(email__iexact=email).exists():
        return YES
    return no(
        "This is the address of somebody who works here.",
        code=Code.SAME_PERSON,
        next_step="Write the address of the one who gets it.",
    )

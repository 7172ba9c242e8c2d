"""What a closure adds to the page of each of its files: that they go together, and where."""

from datetime import datetime

from governance.accounts.models import User
from governance.workflow.card import Card
from sharing.closures.models import Closure
from sharing.closures.states import State
from sharing.stop_checks.models import StopCheck


def beside_a_file(user: User, check: StopCheck, at: datetime) -> Card | None:
    """The closure that a Stop and Check goes with, linked for whoever may see it."""
    if not check.with_closure:
        return None
    closure = Closure.objects.filter(files__check_of=check.pk).select_related("provider").first()
    if closure is None:
        return None
    seen = Closure.objects.visible_to(user, at).filter(pk=closure.pk).exists()
    return Card("closures/_of_file.html", {"closure": closure, "seen": seen, "state": State(closure.state)})

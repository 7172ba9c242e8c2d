import pytest

from governance.accounts.models import User
from governance.notifications.models import Notification
from governance.notifications.sending import notify
from tests.cast import NOON, Cast


def tell(*users: User, occasion: str = "once", reference: str = "PER-2026-000001") -> None:
    notify(users, "told", register="people", reference=reference, at=NOON, occasion=occasion)


@pytest.fixture
def told(cast: Cast) -> Notification:
    """One message to Fay that waits to be mailed."""
    tell(cast.fay)
    return Notification.objects.get()

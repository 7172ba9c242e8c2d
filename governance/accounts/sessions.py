"""Sessions that end after `SESSION_COOKIE_AGE` without a request, kept in the database."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

# So that not every page costs a write.
RENEWED_EVERY = timedelta(minutes=5)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What the session holds; one in use is saved at the end of the request, and so lives on."""
        session = self._get_session_from_db()  # type: ignore[attr-defined]
        if session is None:
            return {}
        lives_until = timezone.now() + timedelta(seconds=self.get_session_cookie_age())
        if session.expire_date < lives_until - RENEWED_EVERY:
            self.modified = True
        return dict(self.decode(session.session_data))

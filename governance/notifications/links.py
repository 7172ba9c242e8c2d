"""Links that are mailed to somebody without an account: for some days, and as a rule for one use.

No link is kept. It is made from the `nonce` of its row by the application's own key, whenever the mail is written.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models

from governance.calendar import local_day, overdue_from
from governance.records.effects import Effect

# Those that were neither used nor taken back.
UNSPENT = models.Q(used_at=None, revoked_at=None)


class MailedLink(Effect):
    """A link for one person outside. Its mail leaves through this row, which is the outbox.

    salt: of its signature. place: where its page is. beside: what its page needs of other records.
    """

    nonce = models.UUIDField(unique=True)
    name = models.CharField(max_length=160)
    email = models.EmailField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    # Its last good moment.
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    salt: ClassVar[str]
    place: ClassVar[str]
    beside: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.effect_key

    @property
    def token(self) -> str:
        """What the link is signed with: only the mail and whoever opened it know it."""
        return self._signer().sign(self.nonce.hex)

    @property
    def address(self) -> str:
        """The link itself."""
        return f"{settings.BASE_URL}/{self.place}/{self.token}/"

    @classmethod
    def of(cls, token: str) -> Self | None:
        """The row that a link was made from; None for a link that we did not make."""
        try:
            nonce = UUID(hex=cls._signer().unsign(token))
        except (BadSignature, ValueError):
            return None
        return cls._default_manager.select_related(*cls.beside, "made_by").filter(nonce=nonce).first()

    def is_unspent(self, at: datetime) -> bool:
        """Whether it was neither used nor taken back, and is in time."""
        return self.used_at is None and self.revoked_at is None and at <= self.expires_at

    @classmethod
    def _signer(cls) -> Signer:
        return Signer(salt=cls.salt, sep=".")


def last_moment(at: datetime, days: int) -> datetime:
    """The last good moment of a link that is made at `at` and works for so many days (rule T3: the whole last day)."""
    return overdue_from(local_day(at) + timedelta(days=days)) - timedelta(microseconds=1)

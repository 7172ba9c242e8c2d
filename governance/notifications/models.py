"""What someone was told: in the application exactly once, by mail at least once."""

from django.conf import settings
from django.db import models

from governance.notifications import words
from governance.records.addresses import address
from governance.records.effects import Effect


class Notification(Effect):
    """One message to one user. The row is the message in the inbox and the order to mail it.

    It holds a kind and a reference, never a name (handbook section 13): the words are made from the
    kind when it is read. `done_at` is when the mail left.
    """

    # Without an index of its own: the inbox begins with it.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=40)
    register = models.CharField(max_length=40)
    reference = models.CharField(max_length=20)
    person_id = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="inbox"),
            # Every page of the staff counts what is unread.
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="unread"),
            models.Index(fields=["next_try_at"], condition=models.Q(done_at=None), name="mail_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def message_id(self) -> str:
        """The same at every try, so that a mail sent twice is shown once."""
        return f"<notification-{self.pk}@sharewell>"

    @property
    def subject(self) -> str:
        return words.subject(self.kind, self.reference, self.facts)

    @property
    def url(self) -> str:
        return address(self.register, self.reference)

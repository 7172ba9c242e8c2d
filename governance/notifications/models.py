"""What someone was told: in the application exactly once, by mail at least once, at once or once a day."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from governance.notifications import words
from governance.records.addresses import address
from governance.records.effects import Effect


class Notification(Effect):
    """One message to one user. The row is the message in the inbox and the order to mail it.

    It holds a kind and a reference, never a name (handbook section 13): the words are made from the
    kind when it is read. `done_at` is when the mail left, or when it was `held` for the mail of the day.
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
    # It waits for the one mail a day that its recipient chose.
    held = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="inbox"),
            # Every page of the staff counts what is unread.
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="unread"),
            models.Index(fields=["next_try_at"], condition=models.Q(done_at=None), name="mail_waiting"),
            models.Index(fields=["recipient"], condition=models.Q(held=True), name="held_for_the_day"),
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


class DailyMail(models.Model):
    """Somebody chose one mail a day. Everybody else is told at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="daily_mail"
    )
    since_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} since {self.since_at}"


class Digest(Effect):
    """The order to mail several messages as one: those that were held for this day. `messages` are their ids."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", db_index=False
    )
    messages = ArrayField(models.BigIntegerField())
    ordered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(done_at=None), name="digest_waiting")
        ]

    def __str__(self) -> str:
        return self.effect_key

    @property
    def message_id(self) -> str:
        """The same at every try, so that a mail sent twice is shown once."""
        return f"<digest-{self.pk}@sharewell>"

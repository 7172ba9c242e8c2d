from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.config import demonstration
from governance.records.actor import SHAREWELL, acting_as

# Of a write as a whole, or of the pauses in it where the server cannot end one as a whole.
LIMITS = ["transaction_timeout", "idle_in_transaction_session_timeout"]


class Command(BaseCommand):
    help = "Load the demonstration into an empty database. Only where DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is for DEMO=1 only: its passwords are known to all.")
        if User.objects.exists():
            self.stdout.write("There is data already; nothing is changed.")
            return
        with connection.cursor() as cursor:
            # One long write, into a database that nobody uses yet: a slow machine takes more than the usual minute.
            cursor.execute(
                "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = ANY (%s)", [LIMITS]
            )
        with acting_as(SHAREWELL), transaction.atomic():
            demonstration.load(at=timezone.now())
        self.stdout.write(self.style.SUCCESS("The demonstration is loaded."))

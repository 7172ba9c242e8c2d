from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.config import demonstration
from governance.records.actor import SHAREWELL, acting_as


class Command(BaseCommand):
    help = "Load the demonstration into an empty database. Only where DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is for DEMO=1 only: its passwords are known to all.")
        if User.objects.exists():
            self.stdout.write("There is data already; nothing is changed.")
            return
        with acting_as(SHAREWELL), transaction.atomic():
            demonstration.load(at=timezone.now())
        self.stdout.write(self.style.SUCCESS("The demonstration is loaded."))

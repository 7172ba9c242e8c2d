from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.deadlines.sweep import sweep
from governance.records.actor import SHAREWELL, acting_as


class Command(BaseCommand):
    help = "One pass over the deadlines now: flags what is due and tells whom the rules name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--at", type=datetime.fromisoformat, help="sweep as if it were this moment (ISO 8601)"
        )

    def handle(self, *args: Any, at: datetime | None = None, **options: Any) -> None:
        moment = at or timezone.now()
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        with acting_as(SHAREWELL):
            flags, messages = sweep(at=moment)
        self.stdout.write(f"{flags} deadlines flagged, {messages} messages written.")

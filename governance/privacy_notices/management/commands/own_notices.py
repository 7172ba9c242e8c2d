from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.errors import Refused
from governance.privacy_notices.own_notices import bring_in


class Command(BaseCommand):
    help = "Bring in our own leaflets that are not there yet. Somebody else in the IG team publishes them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            required=True,
            help="who answers for the words, and so may not publish them",
        )

    def handle(self, *args: Any, by: str, **options: Any) -> None:
        author = User.objects.filter(email__iexact=by, is_active=True).first()
        if author is None:
            raise CommandError(f"Nobody with the address {by} has an account.")
        try:
            with transaction.atomic():
                submitted = bring_in(by=author, at=timezone.now())
        except Refused as refusal:
            verdict = refusal.verdict
            raise CommandError(f"{verdict.reason} {verdict.next_step}".strip()) from None
        waiting = (
            f"{len(submitted)} texts are waiting at /privacy-notices/drafts/. Tell whoever publishes them."
        )
        self.stdout.write(self.style.SUCCESS(waiting if submitted else "All our texts are there already."))

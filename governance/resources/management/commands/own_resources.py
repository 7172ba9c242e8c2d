from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.errors import Refused
from governance.resources.own_resources import enter_blanks


class Command(BaseCommand):
    help = "Put each form and template that Sharewell makes into the library, where it never was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--by", metavar="EMAIL", required=True, help="who of the IG team adds them, and answers for them"
        )

    def handle(self, *args: Any, by: str, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=by, is_active=True).first()
        if owner is None:
            raise CommandError(f"Nobody with the address {by} has an account.")
        try:
            with transaction.atomic():
                added = enter_blanks(by=owner, owner=owner, at=timezone.now())
        except Refused as refusal:
            verdict = refusal.verdict
            raise CommandError(f"{verdict.reason} {verdict.next_step}".strip()) from None
        words = (
            f"{len(added)} forms and templates are in the library now." if added else "All of them are there."
        )
        self.stdout.write(self.style.SUCCESS(words))

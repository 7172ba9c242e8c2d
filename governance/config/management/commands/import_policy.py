from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.accounts.models import User
from governance.errors import Refused
from governance.policies.actions import import_text
from governance.policies.forms import LARGEST_FILE, decoded
from governance.policies.reading import Unreadable
from governance.records.actor import acting_as


class Command(BaseCommand):
    help = "A policy from a Markdown file into a new draft, or into the draft that it was before."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--sponsor", metavar="EMAIL", help="who publishes it and answers for it")
        parser.add_argument(
            "--by", metavar="EMAIL", required=True, help="who wrote it, and so may not approve it"
        )

    def handle(self, *args: Any, file: Path, by: str, sponsor: str | None = None, **options: Any) -> None:
        author, answers = _user(by), _user(sponsor) if sponsor else None
        try:
            if file.stat().st_size > LARGEST_FILE:
                raise CommandError(f"{file} is larger than 1 MB. A policy is a text file without pictures.")
            text = decoded(file.read_bytes())
            with acting_as(author.pk):
                version = import_text(text, by=author, at=timezone.now(), sponsor=answers)
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}.") from None
        except Unreadable as fault:
            raise CommandError(f"{fault}\nNothing was changed.") from None
        except Refused as refusal:
            verdict = refusal.verdict
            raise CommandError(f"{verdict.reason} {verdict.next_step}".strip()) from None
        for remark in version.remarks:
            self.stdout.write(remark)
        self.stdout.write(self.style.SUCCESS(f"{version.reference}: {version} is a draft."))


def _user(email: str) -> User:
    """The user with this address; raises CommandError."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody with the address {email} has an account.")
    return user

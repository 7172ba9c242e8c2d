from argparse import ArgumentParser
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from governance.ledger.verification import heads, verify


class Command(BaseCommand):
    help = "Recompute the ledger's hash chain and compare it with the heads that were shown outside the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", action="append", default=[], metavar="NUMBER:HASH", help="a head from a mail"
        )
        parser.add_argument(
            "--heads", type=Path, default=settings.LEDGER_HEADS, metavar="FILE", help="a file of heads"
        )

    def handle(self, *args: Any, head: list[str], **options: Any) -> None:
        path: Path = options["heads"]
        with path.open() if path.exists() else nullcontext(()) as lines:
            report = verify(heads(chain(lines, head)))
        if not report.compared:
            self.stdout.write(
                self.style.WARNING("No outside heads: a cut tail or a new chain cannot be seen.")
            )
        for fault in report.faults:
            self.stderr.write(self.style.ERROR(fault))
        self.stdout.write(
            f"{report.seals} batches, {report.sealed} events sealed, {report.unsealed} waiting. Head {report.head}"
        )
        if report.faults:
            raise CommandError(f"The ledger does not hold. Faults found: {len(report.faults)}.")
        self.stdout.write(self.style.SUCCESS("The ledger holds."))

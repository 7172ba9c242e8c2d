from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from governance.accounts.roles import PUBLIC, TABLE, Cell, May, Reach, Role
from governance.config.generated import DOCS, bring_up_to_date

REACHES = {
    Reach.OWN: "own caseload or own entries",
    Reach.SERVICE: "own service",
    Reach.ALL: "all",
    Reach.MASKED: "all, names masked",
}


def page() -> str:
    """Who may do what, as Markdown."""
    lines = [
        "# Who may do what",
        "",
        "Made from `governance/accounts/roles.py` by `manage.py roles_page`; change it there.",
        "",
        "V view, C create, E edit, A decide, X export. Access exclusions and two-person rules override every cell.",
        "",
        "| Register | Public | " + " | ".join(role.label for role in Role) + " |",
        "|---" * (len(Role) + 2) + "|",
    ]
    for register, row in TABLE.items():
        cells = " | ".join(_cell(row[role]) for role in Role)
        lines.append(f"| {register.replace('_', ' ').capitalize()} | {PUBLIC.get(register, '–')} | {cells} |")
    return "\n".join(lines) + "\n"


def _cell(cell: Cell) -> str:
    if cell.reach is Reach.NONE:
        return f"– ({cell.note})" if cell.note else "–"
    words = "".join(what.value for what in May if what in cell) + f", {REACHES[cell.reach]}"
    return f"{words} ({cell.note})" if cell.note else words


class Command(BaseCommand):
    help = "Write docs/roles.md from the table of roles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if the page is stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        written = bring_up_to_date({DOCS / "roles.md": page()}, check=check, command="roles_page")
        self.stdout.write(f"Written: {', '.join(written)}" if written else "docs/roles.md is up to date.")

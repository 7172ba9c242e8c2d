from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from governance.config.generated import DOCS, bring_up_to_date
from governance.workflow.register import REGISTERS, Register


def page(register: Register) -> str:
    """A register's machine as Markdown with a diagram."""
    assert register.machine is not None  # noqa: S101
    title = register.name.replace("_", " ").capitalize()
    states = "\n".join(f"- `{state.value}` {state.label}" for state in register.machine.states)
    return (
        f"# States of {title.lower()}\n\n"
        f"Made from the register's `states.py` by `manage.py state_diagrams`; change it there.\n\n"
        f"```mermaid\n{register.machine.diagram()}```\n\n{states}\n"
    )


class Command(BaseCommand):
    help = "Draw each register's states into docs/states/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if a diagram is stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        pages = {
            DOCS / "states" / f"{register.name}.md": page(register)
            for register in REGISTERS.values()
            if register.machine is not None
        }
        written = bring_up_to_date(pages, check=check, command="state_diagrams")
        self.stdout.write(f"Written: {', '.join(written)}" if written else "All diagrams are up to date.")

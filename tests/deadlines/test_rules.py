"""Whoever sweeps knows every rule, though no address was ever loaded."""

import os
import subprocess
import sys

ASK = """
import django
django.setup()
from governance.deadlines.rules import RULES
from governance.workflow.register import REGISTERS
print(*RULES, *REGISTERS)
"""


def test_a_process_without_addresses_knows_the_rules_and_registers() -> None:
    """A worker sweeps from its first minute: rules that only a page would load are rules that it lacks."""
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "governance.config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"birthday_16", "birthday_18", "people", "cases", "exclusions"} <= set(asked.stdout.split())

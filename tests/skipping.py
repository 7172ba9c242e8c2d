"""Leaves out, aloud, the tests that this machine can't run. In CI `run.py` refuses to begin without them."""

import pytest

from governance.config import machine

NEEDS = {"browser": machine.CHROMIUM, "nginx": machine.NGINX, "pdf": machine.PANGO}


def pytest_configure(config: pytest.Config) -> None:
    for marker, part in NEEDS.items():
        config.addinivalue_line("markers", f"{marker}: takes what `run.py` installs for {part.purpose}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, part in NEEDS.items():
        if not part.present():
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(
                        pytest.mark.skip(reason=f"Missing here: what it takes for {part.purpose}.")
                    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    for marker, part in NEEDS.items():
        count = sum(marker in report.keywords for report in skipped)
        if count:
            words = f"Skipped {count} of {part.purpose}: what they take is missing here."
            terminalreporter.write_line(words, yellow=True)

"""Lighthouse, as a browser's maker reads a page: accessibility, best practices, performance."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from governance.config import machine

SCRIPT = machine.FRONTEND / "lighthouse.mjs"


class Seen(NamedTuple):
    """One page. scores: of 100, by category. short: the titles of what falls short of it."""

    page: str
    scores: dict[str, int]
    short: list[str]


def look(pages: Sequence[str], *categories: str) -> list[Seen]:
    """What Lighthouse says of the pages at these addresses, each as a telephone shows it.

    Raises CalledProcessError where a page could not be read.
    """
    node, *_ = machine.node_and_npm()
    asked = json.dumps({"pages": pages, "categories": categories, "chromium": shutil.which("chromium")})
    said = subprocess.run([node, SCRIPT, asked], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [Seen(**each) for each in json.loads(said)]

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    """A folder of private files, empty."""
    settings.MEDIA_ROOT = tmp_path / "files"

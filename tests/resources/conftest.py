"""A form of our own among those that Sharewell makes."""

import pytest

from governance.documents.door import renders
from governance.resources.blanks import BLANKS, kind_of
from tests.resources.adding import SHEET


@pytest.fixture(autouse=True)
def _a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BLANKS, SHEET.key, SHEET)
    renders(kind_of(SHEET), lambda record_id: SHEET.source())

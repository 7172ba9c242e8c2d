"""What the tests of the sharing card begin with."""

import pytest
from django.utils import timezone

from governance.people.models import Person
from tests.cast import Cast


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=timezone.now())

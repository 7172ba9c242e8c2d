"""Work on a desk, without a register of its own to make it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.accounts.models import Service, User
from governance.deadlines.rules import RULES, Audience, Rule
from governance.deadlines.writing import Desk, Due, refresh
from governance.people.models import Person

Lay = Callable[..., str]


@pytest.fixture
def lay(db: None, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """Lay one deadline `days` from today on a desk; returns the reference of its record.

    Its rule tells the worker unless `told` says whom, and when overdue the manager and `when_overdue` too. `row` is its
    row of handbook section 13.
    """

    def laid(
        days: int,
        *,
        worker: User | None = None,
        service: Service | None = None,
        person: Person | None = None,
        excluded: tuple[int, ...] = (),
        told: tuple[Audience, ...] = (Audience.WORKER,),
        when_overdue: tuple[Audience, ...] = (),
        team: str = "",
        worker_until: int | None = None,
        until: int | None = None,
        can_be_overdue: bool = True,
        row: int = 0,
        waits: bool = False,
    ) -> str:
        number = next(numbers)
        rule = Rule(
            key=f"look_{number}",
            number=row,
            words="A look",
            leads=(7, 0),
            told=told,
            overdue_adds=(Audience.MANAGER, *when_overdue),
            can_be_overdue=can_be_overdue,
            waits=waits,
        )
        monkeypatch.setitem(RULES, rule.key, rule)
        reference, today = f"LOO-2026-{number:06}", timezone.localdate()
        last = None if until is None else today + timedelta(days=until)
        refresh(
            "people",
            number,
            reference,
            [Due(rule.key, today + timedelta(days=days), until=last)],
            Desk(
                service_id=service.pk if service else None,
                worker_id=worker.pk if worker else None,
                worker_until=None if worker_until is None else today + timedelta(days=worker_until),
                team=team,
                person_id=person.pk if person else None,
                excluded=excluded,
            ),
            at=timezone.now(),
        )
        return reference

    numbers = iter(range(1, 1_000))
    return laid

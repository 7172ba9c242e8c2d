"""A demonstration of policies: our own, one of them in its second version with a third to come, and who has read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from governance.accounts.models import User
from governance.calendar import add_months, local_day
from governance.policies import actions
from governance.policies.models import PolicyVersion
from governance.records.actor import acting_as

OWN = Path(__file__).resolve().parents[1] / "policies" / "own"
WITH_A_PAST = "information-rights.md"
FIRST, NEXT = timedelta(days=90), timedelta(days=9)
# The words of the versions before and after the one in force, for those that it has.
BEFORE = {
    "version: 1.1": "version: 1.0",
    "issued: 2026-02": "issued: 2025-02",
    "within 30 days": "as soon as we can",
    "| 1.1 | 3 | February 2026 | New words on complaints. |\n": "",
}
AFTER = {
    "version: 1.1": "version: 1.2",
    "issued: 2026-02": "issued: {issued}",
    "review: 2028-02": "review: {review}",
    "within one month": "within one calendar month",
    "New words on complaints. |\n": "New words on complaints. |\n| 1.2 | 3 | November 2026 | Clearer on time. |\n",
}


@dataclass
class Desk:
    """Who writes, reads, publishes, and says that they have read it."""

    ig: User
    dpo: User
    sponsor: User
    readers: list[User]
    at: datetime


def load(desk: Desk) -> None:
    """Our own policies, written by one, read by another, published by the sponsor."""
    for path in sorted(OWN.glob("*.md")):
        text = path.read_text()
        if path.name != WITH_A_PAST:
            _published(desk, text, desk.at)
            continue
        first = _published(desk, _with(text, BEFORE), desk.at - FIRST)
        for reader in desk.readers:
            actions.acknowledge(first, by=reader, at=desk.at - FIRST + timedelta(days=2))
        second = _published(desk, text, desk.at - timedelta(days=5))
        for reader in desk.readers[:2]:
            actions.acknowledge(second, by=reader, at=desk.at - timedelta(days=3))
        months = {"{issued}": f"{desk.at:%Y-%m}", "{review}": f"{add_months(local_day(desk.at), 24):%Y-%m}"}
        third = _reviewed(desk, _with(_with(text, AFTER), months), desk.at)
        with acting_as(desk.sponsor.pk):
            day = local_day(desk.at + NEXT)
            actions.schedule(third, by=desk.sponsor, at=desk.at, publish_on=day, read_again=False)


def _with(text: str, words: dict[str, str]) -> str:
    """The text with other words for these."""
    for ours, others in words.items():
        text = text.replace(ours, others)
    return text


def _reviewed(desk: Desk, text: str, at: datetime) -> PolicyVersion:
    with acting_as(desk.ig.pk):
        version = actions.import_text(text, by=desk.ig, at=at, sponsor=desk.sponsor)
        # Made years from now, our texts are due to be looked at.
        version = actions.submit(version, by=desk.ig, at=at, overdue_known=True)
    with acting_as(desk.dpo.pk):
        return actions.endorse(version, by=desk.dpo, at=at)


def _published(desk: Desk, text: str, at: datetime) -> PolicyVersion:
    version = _reviewed(desk, text, at)
    with acting_as(desk.sponsor.pk):
        return actions.publish(version, by=desk.sponsor, at=at, overdue_known=True)

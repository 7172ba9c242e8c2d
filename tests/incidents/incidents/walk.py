"""How tests come to an incident in a state: by the steps that people take."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from governance.accounts.models import User
from governance.records.actor import acting_as
from incidents.incidents import actions, candour, deciding, lessons, telling
from incidents.incidents.models import Incident, Term
from incidents.incidents.opening import Mishap, open_draft
from incidents.incidents.sorts import Certainty, Data, How, Telling, Type
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.register import STOP_CHECKS
from tests.cast import NOON, Cast

HOUR = timedelta(hours=1)


def reported(cast: Cast, *, by: User | None = None, at: datetime = NOON, **facts: Any) -> Incident:
    """A letter to the wrong house, in Harbour, known for two hours. By Fay unless said otherwise."""
    who = by or cast.fay
    said: dict[str, Any] = {
        "service": cast.harbour,
        "certainty": Certainty.KNOWN,
        "known_at": at - 2 * HOUR,
        "happened_at": at - 3 * HOUR,
        "what_happened": "A letter went to the wrong house.",
        "type": Type.MISDIRECTED,
        "data_sorts": [Data.HEALTH],
        "people_count": 1,
    }
    with acting_as(who.pk):
        return actions.report(by=who, at=at, form_key=uuid4(), **said | facts)


def suspected(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Incident:
    """Not sure yet, since two hours."""
    return reported(cast, at=at, certainty=Certainty.SUSPECTED, **facts)


def graded(
    cast: Cast, severity: int = 3, likelihood: int = 3, *, at: datetime = NOON, **facts: Any
) -> Incident:
    """Graded by the DPO; 3 and 3 is reportable."""
    found = reported(cast, at=at, **facts)
    return regraded(cast, found, severity, likelihood, at=at)


def regraded(cast: Cast, found: Incident, severity: int, likelihood: int, *, at: datetime = NOON) -> Incident:
    press = {"severity": severity, "likelihood": likelihood, "because": "By what we know."}
    return deciding.grade(found, by=cast.priya, at=at, vulnerable=False, **press)


def lowered(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Incident:
    """Asked to be lowered by the DPO; the SIRO has not answered."""
    return deciding.lower(graded(cast, at=at), by=cast.priya, at=at, because="It was encrypted.", **facts)


def restricted(cast: Cast, *, subject: User | None = None, at: datetime = NOON, **facts: Any) -> Incident:
    """Reported by Fay as about a colleague; Priya, the DPO, is named besides."""
    assert cast.priya
    assert cast.sol
    return reported(cast, at=at, about_staff=True, subject=subject, **facts)


def with_sam(
    cast: Cast, severity: int = 3, likelihood: int = 3, *, at: datetime = NOON, **facts: Any
) -> Incident:
    """Graded, and about Sam, who asked us to ring after six only."""
    sam = cast.person(safe_contact="Ring after six only")
    found = graded(cast, severity, likelihood, at=at, **facts)
    return actions.affect(found, by=cast.max, at=at, person=sam)


def told(
    cast: Cast, found: Incident, *, by: User | None = None, at: datetime = NOON, **facts: Any
) -> Incident:
    """Whom it is about was told by telephone, in a way that keeps to what they asked."""
    said: dict[str, Any] = {
        "affected": found.affected.filter(removed_at=None).first(),
        "how": How.TELEPHONE,
        "who": "Max",
        "told_at": at,
        "reached": True,
        "words": "They thanked us.",
        "keeps_to_it": True,
    }
    return telling.contact(found, by=by or cast.max, at=at, **said | facts)


def drafted(cast: Cast, *, at: datetime = NOON) -> Incident:
    """What another register noticed at this moment, when it happened."""
    return Incident.objects.get(
        pk=open_draft(
            Mishap(
                STOP_CHECKS,
                StopCheck(reference="SAC-2026-000001"),
                Type.MISDIRECTED,
                "Something else came.",
                cast.harbour,
                [],
                happened_at=at,
            ),
            "differs",
            at,
        ).pk
    )


def term(cast: Cast, hours: int, *, days_ago: int = 1) -> Term:
    """What a commissioner of Harbour wants."""
    return Term.objects.create(
        service=cast.harbour,
        commissioner=f"Council {hours}",
        hours=hours,
        since_on=NOON.date() - timedelta(days=days_ago),
        created_at=NOON,
        reference=f"TRM-2026-{hours:04}",
    )


def to_be_closed(cast: Cast, *, at: datetime = NOON) -> Incident:
    """Everything is decided and done: the regulator and Sam told, no candour, nothing to learn."""
    found = with_sam(cast, at=at)
    found = deciding.tell_regulator(found, by=cast.priya, at=at, sent_at=at, is_last=True)
    found = telling.decide_telling(found, by=cast.priya, at=at, telling=Telling.TELL)
    found = told(cast, found, at=at)
    found = candour.decide_candour(found, by=cast.priya, at=at, applies=False, because="About a letter only.")
    return lessons.no_lessons(found, by=cast.max, at=at, because="A flood took the post office.")

"""Evidence of consents. A consent that rests on a file that cannot be used reacts to that, in its own register."""

from datetime import datetime
from typing import Any

from consent.evidence import permissions
from consent.evidence.models import Cleaning, Evidence
from consent.evidence.states import MACHINE
from governance.accounts.models import User
from governance.attachments.store import Store, enter_store
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.people.models import Case
from governance.people.register import desk_of_case, is_blocked, take_turns
from governance.records.models import Record
from governance.workflow.register import Register, Verb, enter


def _blocked(user: User, reference: str, at: datetime) -> bool:
    evidence = Evidence.objects.filter(reference=reference).first()
    return evidence is not None and is_blocked(user, evidence.person_id)


def told(evidence: Evidence) -> set[User]:
    """Who hears that it cannot be used: whoever kept it and the case's worker, or else the manager."""
    case = Case.objects.select_related("key_worker", "service__manager").get(pk=evidence.case_id)
    excluded = desk_of_case(case.person_id, case).excluded

    def reached(*users: User | None) -> set[User]:
        return {user for user in users if user and user.is_active and user.pk not in excluded}

    return reached(evidence.created_by, case.key_worker) or reached(case.service.manager)


def _rejected(record: Record, event: Event, at: datetime) -> None:
    """The file cannot be used: those who can get another one are told."""
    evidence: Any = record
    notify(
        told(evidence),
        "evidence_rejected",
        register=EVIDENCE.name,
        reference=evidence.reference,
        person_id=evidence.person_id,
        at=at,
        occasion="once",
    )


EVIDENCE = enter(
    Register(
        name="evidence",
        prefix="EVI",
        model=Evidence,
        machine=MACHINE,
        verbs={
            "keep": Verb("keep", "Keep a file", permissions.may_keep),
            "type": Verb("type", "Keep a typed name", permissions.may_keep),
            "download": Verb("download", "Download", permissions.may_download),
            "discard": Verb("discard", "Take it away", permissions.may_discard),
            "original": Verb("original", "Open the file as it came", permissions.may_open_original),
        },
        visible=lambda user, at: Evidence.objects.visible_to(user, at).select_related("person", "service"),
        take_turns=lambda evidence: take_turns(evidence.person_id),
        person_id=lambda evidence: evidence.person_id,
        service_id=lambda evidence: evidence.service_id,
        blocked=_blocked,
        happened={
            "keep": "A signed form or signature was kept, and sent to be checked",
            "type": "A name was typed as a signature",
            "clear": "A signed form or signature was checked: a safe copy was made",
            "reject": "A signed form or signature was checked: it cannot be used",
            "discard": "A signed form that no answer was recorded with was taken away, and its file deleted",
            "download": "A signed form or signature was downloaded",
        },
        related=("person", "case", "service"),
        reactions={("evidence", "reject"): _rejected},
    )
)
STORE = enter_store(Store(EVIDENCE, Cleaning, "evidence"))

about("evidence_rejected", "A signed form or signature that cannot be used")

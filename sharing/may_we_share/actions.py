"""What one press of an answer does: logged, not shared, or a Stop and Check begun with all that was said."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from governance.accounts.models import Service, User
from governance.organisations.models import Organisation
from governance.people.models import Case, Person
from sharing.answers import as_json
from sharing.decision import Answer, Asked, Facts
from sharing.disclosing import RULES
from sharing.disclosures import actions as disclosures
from sharing.disclosures.models import Disclosure
from sharing.routes import SPOKEN, is_allowed
from sharing.stop_checks import actions as stop_checks
from sharing.stop_checks.models import StopCheck

LONGEST_TITLE = 120


def log(
    asked: Asked,
    answer: Answer,
    facts: Facts,
    *,
    person: Person | None,
    case: Case | None,
    service: Service,
    by: User,
    at: datetime,
    form_key: UUID,
) -> Disclosure:
    """It is shared now (section 6). About a group only where nobody shows in it."""
    return disclosures.log(
        asked, answer, facts, person=person, case=case, service=service, by=by, at=at, form_key=form_key
    )


def decline(
    asked: Asked,
    answer: Answer,
    facts: Facts,
    *,
    case: Case | None,
    service: Service,
    by: User,
    at: datetime,
    form_key: UUID,
) -> Disclosure:
    """It is not shared, because of what the answer says; the whole answer is kept with it (section 6)."""
    coded = [each.words for each in answer.because if each.code]
    words = " ".join(coded or [each.words for each in answer.because])
    return disclosures.decline(
        by=by,
        at=at,
        case=case,
        service=service,
        form_key=form_key,
        decline_reason=f"“May we share?” said: {answer.outcome.label}. {words}",
        people=asked.people,
        organisation_id=asked.organisation,
        recipient=asked.recipient,
        private_person=asked.private,
        purpose=asked.purpose,
        items=sorted(asked.items),
        rung=asked.rung,
        route=asked.route,
        recurring=asked.recurring,
        reason=asked.reason.value if asked.reason else "",
        answer=as_json(asked, answer, facts),
    )


@transaction.atomic
def start_check(asked: Asked, *, service: Service, by: User, at: datetime, form_key: UUID) -> StopCheck:
    """Begin a Stop and Check with everything that was said, so that nothing is typed twice (section 5).

    The three locks and the opt-out are left open: there two people think about them. So is a way that is refused.
    The same `form_key` from the same user again gives back what it began before.
    """
    made = stop_checks.draft(by=by, at=at, service=service, title=_title(asked), form_key=form_key)
    if made.organisation_id is not None or made.purpose:
        return made
    body = Organisation.objects.filter(pk=asked.organisation or 0).first()
    facts: dict[str, object] = {
        "organisation": body,
        # Who there, where somebody was named.
        "recipient": "" if body is not None and body.name == asked.recipient else asked.recipient,
        "purpose": asked.purpose.value,
        "study": asked.named,
        "items": sorted(asked.items),
        "rung": asked.rung.value,
        "people": asked.people,
        "handover": asked.handover,
        "whole_caseload": asked.whole_caseload,
        "recurring": asked.recurring,
    }
    if asked.route not in SPOKEN and is_allowed(asked.route, people=asked.people):
        facts["route"] = asked.route.value
    if asked.reason is not None and RULES[asked.reason].compels:
        facts["compelled_by"] = asked.reason.value
    return stop_checks.edit(made, by=by, at=at, read_version=made.version, **facts)


def _title(asked: Asked) -> str:
    """What it is called until somebody finds a better name. It names no person: only an organisation."""
    words = asked.purpose.label
    return (f"{words}: {asked.recipient}" if asked.organisation else words)[:LONGEST_TITLE]

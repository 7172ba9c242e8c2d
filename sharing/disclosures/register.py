"""Disclosures: what left, about whom, to whom and why; and what was decided not to be shared (handbook section 6)."""

from dataclasses import replace
from datetime import datetime
from typing import cast

from consent.capacity.models import Assessment
from consent.consents.models import Consent
from governance.accounts.models import User
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.organisations.merging import follow
from governance.organisations.models import Organisation
from governance.people.models import AccessExclusion, Person
from governance.people.register import desk_of_case, is_blocked, take_turns
from governance.records.columns import LONGEST_LINE
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.dependants import Dependant
from governance.workflow.held import holds
from governance.workflow.register import Reaction, Register, Verb, enter
from sharing.agreements.models import Agreement
from sharing.disclosures import permissions, telling
from sharing.disclosures.card import card, kept_back
from sharing.disclosures.deadlines import OVER, dues
from sharing.disclosures.models import Disclosure, Listed
from sharing.disclosures.querysets import DisclosureQuerySet
from sharing.disclosures.states import MACHINE, State
from sharing.stop_checks.models import StopCheck

HAPPENED = {
    "log": "Something was shared",
    "draft": "A sharing was prepared",
    "edit": "What was to be shared was changed",
    "ask": "Somebody was asked to decide about sharing without consent",
    "send_back": "A sharing was sent back",
    "approve": "Sharing without consent was approved",
    "send": "Something was shared",
    "begin_emergency": "Something was shared in an emergency, to be written down",
    "record_emergency": "What was shared in an emergency was written down",
    "write_up": "More was written down of what was shared in an emergency",
    "review": "What was shared before anybody had decided was looked at",
    "decline": "It was decided not to share something",
    "cancel": "Something was not shared after all",
    "clear": "The national opt-out was cleared",
    "tell": "They were told of a sharing, or why not was written down",
    "report": "A disease was reported",
    "recall": "Something that was shared was called back",
    "follow_merge": "A partner’s two records became one",
}


# What a Stop and Check says as a disclosure does.
OF_A_CHECK = (
    *(
        "service",
        "organisation",
        "what",
        "items",
        "purpose",
        "rung",
        "recurring",
        "route",
        "basis",
        "recognised",
    ),
    *("balancing", "condition", "schedule1", "crime_authority", "footing", "agreement"),
    *(
        "agreement_version",
        "opt_out",
        "opt_out_ground",
        "opt_out_cleared_at",
        "opt_out_cleared_by",
        "sent_at",
    ),
    "sent_by",
)


def _blocked(user: User, reference: str, at: datetime) -> bool:
    found = Disclosure.objects.filter(reference=reference).first()
    if found is None:
        return False
    listed = found.listed.values_list("person_id", flat=True)
    return is_blocked(user, found.person_id) or any(is_blocked(user, each) for each in listed)


def _desk(disclosure: Disclosure) -> Desk:
    """The one who wrote it, who may open it whatever becomes of the case."""
    if disclosure.person_id is None:
        return Desk(service_id=disclosure.service_id, worker_id=disclosure.created_by_id)
    desk = desk_of_case(disclosure.person_id, disclosure.case)
    # What waits for a decision is on the desk of nobody who asks for it.
    asks = disclosure.created_by_id if disclosure.state == State.AWAITING_APPROVAL else None
    kept_out = desk.excluded if asks is None else tuple(sorted({*desk.excluded, asks}))
    return replace(
        desk,
        service_id=disclosure.service_id,
        worker_id=disclosure.created_by_id,
        worker_until=None,
        excluded=kept_out,
    )


# --- What becomes of a disclosure because of something else ------------------------------------


def _consent_ended(words: str) -> Reaction:
    """What waits on a consent that came to an end is not sent; what was sent stays as it was (section 3.3)."""

    def react(consent: Record, event: Event, at: datetime) -> None:
        found = cast(Consent, consent)
        moment = found.withdrawal_recorded_at or found.invalidated_at or at
        waiting = Disclosure.objects.pending().filter(consent=found)
        if waiting.exists():
            _cancel(waiting, words, moment)

    return react


def _agreement_ended(agreement: Record, event: Event, at: datetime) -> None:
    """What waits on an agreement that ended is not sent; where the end comes later, sending asks for another."""
    ended = cast(Agreement, agreement)
    if ended.ended_at is not None and ended.ended_at <= at:
        waiting = Disclosure.objects.pending().filter(agreement=ended)
        _cancel(waiting, "The agreement that it rested on was ended.", at)


def _finding_in_error(assessment: Record, event: Event, at: datetime) -> None:
    """What waits on a finding that was recorded in error is not sent; what was sent the IG team looks at."""
    found = cast(Assessment, assessment)
    if not found.is_in_error:
        return
    resting = Disclosure.objects.filter(assessment=found)
    _cancel(resting.pending(), "The finding that it rested on was recorded in error.", at)
    for disclosure in resting.gone().select_related("service"):
        telling.tell_ig(disclosure, "finding_in_error_shared_on", at)


def _recipient_merged(duplicate: Record, event: Event, at: datetime) -> None:
    """What names a duplicate names the one that remains; who received it, as it was typed, stays."""
    merged = cast(Organisation, duplicate)

    def point(locked: Disclosure) -> None:
        locked.organisation = merged.merged_into

    follow(DISCLOSURES, merged.disclosures.order_by("id"), point, event, at)


def _cancel(found: DisclosureQuerySet, words: str, at: datetime) -> None:
    """In the name of whoever caused it."""

    def change(locked: Disclosure) -> None:
        locked.cancel_reason, locked.cancelled_at = words, at

    for disclosure in found.order_by("id"):
        cancelled = apply(DISCLOSURES, disclosure, "cancel", by=None, at=at, change=change, reason=words)
        telling.tell_sender(cancelled, "disclosure_cancelled", at)


def _check_sent(check: Record, event: Event, at: datetime) -> None:
    """What two people looked at has left: it is logged, and stands on the page of everybody who is listed."""
    sent = cast(StopCheck, check)
    copied = {name: getattr(sent, name) for name in OF_A_CHECK}
    disclosure = Disclosure(
        stop_check=sent,
        people=sent.people or 1,
        recipient=sent.recipient or (sent.organisation.name if sent.organisation else ""),
        verified=sent.verified[:LONGEST_LINE],
        reason=sent.compelled_by,
        # Which law or order it is, as the two looked at it; else what opened the first lock.
        law=sent.compelled_law or sent.law,
        **copied,
    )
    made = apply(DISCLOSURES, disclosure, "log", by=None, at=at, stop_check=sent.reference)
    people = Person.objects.filter(
        in_extracts__extract__check_of=sent, in_extracts__extract__sha256=sent.sha256
    )
    Listed.objects.bulk_create([Listed(disclosure=made, person=each) for each in people.distinct()])


def _exclusion_changed(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due leaves the desk of whoever knows the person, for those who stand in; and comes back to it."""
    for disclosure in cast(AccessExclusion, exclusion).person.disclosures.exclude(state__in=OVER):
        refresh_deadlines(DISCLOSURES, disclosure, at=at)


def _resting_on(record: Record) -> list[Dependant]:
    """What was shared, or waits to be, on a consent, under an agreement, or on a finding."""
    fields = {Consent: "consent", Agreement: "agreement", Assessment: "assessment"}
    name = next((name for model, name in fields.items() if isinstance(record, model)), None)
    if name is None:
        return []
    # What left through a Stop and Check is listed there.
    found = Disclosure.objects.filter(**{name: record.pk}, stop_check=None)
    resting = (found.gone() | found.pending()).select_related("organisation").order_by("id")
    return [
        Dependant(
            DISCLOSURES.name,
            each.reference,
            str(each.get_purpose_display()),
            DISCLOSURES.url(each),
            recipient=each.recipient,
            shared_at=each.sent_at,
        )
        for each in resting
    ]


DISCLOSURES = enter(
    Register(
        name="disclosures",
        prefix="DIS",
        model=Disclosure,
        machine=MACHINE,
        verbs={
            "log": Verb("log", "It is shared", permissions.may_draft),
            "draft": Verb("draft", "Prepare it", permissions.may_draft),
            "edit": Verb("edit", "Change it", permissions.may_edit),
            "ask": Verb("ask", "Ask for approval", permissions.may_edit),
            "send_back": Verb("send_back", "Send back", permissions.may_approve),
            "approve": Verb("approve", "Approve", permissions.may_approve),
            "send": Verb("send", "It is shared", permissions.may_edit),
            "begin_emergency": Verb("begin_emergency", "I write it down later", permissions.may_draft),
            "record_emergency": Verb("record_emergency", "Write it down", permissions.may_record_emergency),
            "write_up": Verb("write_up", "Write down the rest", permissions.may_write_up),
            "review": Verb("review", "I looked at it", permissions.may_review),
            "decline": Verb("decline", "Decide not to share", permissions.may_decline),
            "cancel": Verb("cancel", "It is not needed any more", permissions.may_cancel),
            "clear": Verb("clear", "Clear the national opt-out", permissions.may_clear),
            "tell": Verb("tell", "Telling the person", permissions.may_tell),
            "report": Verb("report", "It was reported", permissions.may_report),
            "recall": Verb("recall", "Call it back", permissions.may_recall),
        },
        visible=lambda user, at: Disclosure.objects.visible_to(user, at),
        state_at=lambda disclosure, at: disclosure.state_at(at),
        dues=dues,
        desk=_desk,
        take_turns=lambda disclosure: take_turns(disclosure.person_id),
        person_id=lambda disclosure: disclosure.person_id,
        service_id=lambda disclosure: disclosure.service_id,
        blocked=_blocked,
        card=card,
        happened=HAPPENED,
        dependants=_resting_on,
        related=("person", "case", "service", "organisation", "consent", "agreement", "assessment"),
        held=holds(
            lambda person: Disclosure.objects.about(person.pk).select_related(
                "case", "service", "organisation", "consent", "assessment"
            ),
            also="state sent_at route",
            without="order",
            others="at_risk",
            title="something that we shared, or did not",
            mind=kept_back,
        ),
        reactions={
            ("consents", "withdraw"): _consent_ended("They took back their yes."),
            ("consents", "invalidate"): _consent_ended("The consent was found not valid."),
            ("consents", "outgrow"): _consent_ended("They decide for themselves now."),
            ("agreements", "terminate"): _agreement_ended,
            ("capacity", "correct"): _finding_in_error,
            ("organisations", "merge"): _recipient_merged,
            ("organisations", "move"): _recipient_merged,
            ("stop_checks", "send"): _check_sent,
            ("exclusions", "report"): _exclusion_changed,
            ("exclusions", "end"): _exclusion_changed,
        },
    )
)

"""Stop and Check: two people look before anything large or irreversible leaves (handbook section 5)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.db import connection
from django.db.models import Q

from consent.consents.models import Consent
from governance.accounts.access import OVERSEERS
from governance.accounts.models import User
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.organisations.merging import follow
from governance.organisations.models import Organisation
from governance.people.models import AccessExclusion
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.dependants import Dependant
from governance.workflow.naming import by_field
from governance.workflow.register import Reaction, Register, Verb, enter
from sharing.agreements.models import Agreement
from sharing.stop_checks import permissions
from sharing.stop_checks.deadlines import dues
from sharing.stop_checks.models import GONE, Listed, StopCheck
from sharing.stop_checks.states import MACHINE, PENDING, WITH_THE_CHECKER, State

HAPPENED = {
    "draft": "Begun",
    "edit": "Changed",
    "submit": "Sent in, to be checked",
    "take": "Somebody began to check it",
    "put_back": "Left to another checker",
    "send_back": "Sent back",
    "reject": "Rejected",
    "approve": "Approved",
    "replace_file": "The file was replaced, so somebody looks anew",
    "change": "Something was changed, so somebody looks anew",
    "withdraw_approval": "The approval was taken back",
    "fall_back": "What it rested on was taken back, so it goes back to the sender",
    "accept": "Something that was found was accepted",
    "vouch": "People whom we do not know were accepted",
    "clear": "The national opt-out was cleared",
    "send": "Sent",
    "confirm": "The recipient confirmed that it came",
    "recall": "Called back",
    "close": "Our copy was deleted, and it was closed",
    "cancel": "Cancelled",
    "inspect": "The file was looked through",
    "download": "The file was downloaded",
    "send_link": "A link to confirm was sent",
    "differs": "The recipient says that something else came",
    "forget": "The file was deleted here",
    "follow_merge": "A partner’s two records became one",
    "refused": "Not accepted",
}


def take_turns_with_closures(service_id: int) -> None:
    """Wait until nobody else writes about the closures of this service, or about a file that goes with one.

    A closure changes its files, and each of them the closure: without this, two could wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"closures of {service_id}"])


def _take_turns(check: StopCheck) -> None:
    if check.with_closure:
        take_turns_with_closures(check.service_id)


def _blocked(user: User, reference: str, at: datetime) -> bool:
    check = StopCheck.objects.filter(reference=reference).first()
    return check is not None and permissions.checker(user, check).excluded_from > 0


# --- What becomes of one because of something else ----------------------------------------


def _consent_ended(words: str) -> Reaction:
    """What lists a person whose yes ends goes back to the sender, whatever it is called there."""

    def react(consent: Record, event: Event, at: datetime) -> None:
        ended = cast(Consent, consent)
        # Most people are on no list, which is soon asked.
        if not Listed.objects.filter(person=ended.person_id).exists():
            return
        # When it was written down: what they say may be about an earlier day.
        moment = ended.withdrawal_recorded_at or ended.invalidated_at or ended.outgrowth_recorded_at or at
        _fall_back(
            StopCheck.objects.listing(ended.person_id).filter(state__in=WITH_THE_CHECKER), words, moment
        )

    return react


def _agreement_ended(agreement: Record, event: Event, at: datetime) -> None:
    """What rests on an agreement that ended goes back; where the end comes later, sending asks for another."""
    ended = cast(Agreement, agreement)
    if ended.ended_at is not None and ended.ended_at <= at:
        _fall_back(ended.stop_checks.all(), "The agreement that it rested on was ended.", at)


def _recipient_merged(duplicate: Record, event: Event, at: datetime) -> None:
    """What names a duplicate names the one that remains; what was approved for them stays approved."""
    merged = cast(Organisation, duplicate)

    def point(locked: StopCheck) -> None:
        locked.organisation = merged.merged_into
        if locked.approved_organisation_id is not None:
            locked.approved_organisation_id = merged.merged_into_id

    follow(STOP_CHECKS, merged.stop_checks.order_by("id"), point, event, at)


def _fall_back(found: Iterable[StopCheck], words: str, at: datetime) -> None:
    """In the name of whoever caused it."""

    def change(locked: StopCheck) -> None:
        locked.forget_votes()
        locked.returned_because = words

    for check in sorted(found, key=lambda each: each.pk):
        if check.state_at(at) in WITH_THE_CHECKER:
            whom = {each for each in (check.sender, check.checker) if each is not None}
            back = apply(STOP_CHECKS, check, "fall_back", by=None, at=at, change=change, reason=words)
            tell(whom, "stop_check_returned", back, at)


def _exclusion_changed(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due leaves the desk of whoever knows somebody in the file, and comes back to it."""
    listing = StopCheck.objects.listing(cast(AccessExclusion, exclusion).person_id)
    for check in listing.exclude(state__in=[State.CLOSED, State.REJECTED, State.CANCELLED]):
        refresh_deadlines(STOP_CHECKS, check, at=at)


def _desk(check: StopCheck) -> Desk:
    """The sender, who may work in no service; never anybody who knows somebody in the file.

    While it waits for a checker it is on the desk of nobody who may not be one.
    """
    sender, kept_out = check.sender, set(permissions.knowing(check))
    if check.state == State.SUBMITTED:
        kept_out |= check.had_a_hand
    service = None if sender.role in OVERSEERS else check.service_id
    return Desk(service_id=service, worker_id=sender.pk, excluded=tuple(sorted(kept_out)))


def tell(users: Iterable[User], kind: str, check: StopCheck, at: datetime) -> None:
    """A message to each of them about this step of it; `about` says its words. None to who knows somebody in it."""
    kept_out = set(permissions.knowing(check))
    notify(
        [user for user in users if user.pk not in kept_out],
        kind,
        register=STOP_CHECKS.name,
        reference=check.reference,
        at=at,
        occasion=str(check.version),
    )


def _to_whom(consent: Consent) -> Q:
    """Whose recipient is the one that a consent names, or a duplicate that was merged into it."""
    theirs = consent.organisation_id
    if theirs is None:
        return Q(organisation__name__iexact=consent.recipient)
    return Q(organisation=theirs) | Q(organisation__merged_into=theirs)


def _resting_on(record: Record) -> list[Dependant]:
    """What left, or waits to, under an agreement; or about somebody who consented.

    Of what left, only what went to those whom the consent names: nobody else is told what becomes of it.
    """
    waits, gone = Q(state__in=PENDING), Q(state__in=GONE)
    if isinstance(record, Consent):
        found = StopCheck.objects.listing(record.person_id).filter(waits | gone & _to_whom(record))
    elif isinstance(record, Agreement):
        found = record.stop_checks.filter(waits | gone)
    else:
        return []
    return [
        Dependant(
            STOP_CHECKS.name,
            each.reference,
            "Stop and Check",
            STOP_CHECKS.url(each),
            recipient=str(each.organisation or ""),
            shared_at=each.sent_at,
        )
        for each in found.select_related("organisation").order_by("id")
    ]


STOP_CHECKS = enter(
    Register(
        name="stop_checks",
        prefix="SAC",
        model=StopCheck,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Start a Stop and Check", permissions.may_begin),
            "edit": Verb("edit", "Go on writing", permissions.may_write),
            "submit": Verb("submit", "Send it in", permissions.may_submit),
            "take": Verb("take", "Check this", permissions.may_take),
            "put_back": Verb("put_back", "Leave it to another checker", permissions.may_put_back),
            "send_back": Verb("send_back", "Send back", permissions.may_decide),
            "reject": Verb("reject", "Reject", permissions.may_decide),
            "approve": Verb("approve", "Approve", permissions.may_decide),
            "replace_file": Verb("replace_file", "Replace the file", permissions.may_write),
            "change": Verb("change", "Change something", permissions.may_write),
            "withdraw_approval": Verb(
                "withdraw_approval", "Take the approval back", permissions.may_withdraw_approval
            ),
            "accept": Verb("accept", "Accept what was found", permissions.may_decide),
            "vouch": Verb("vouch", "Accept people whom we do not know", permissions.may_decide),
            "clear": Verb("clear", "Clear the national opt-out", permissions.may_clear),
            "send": Verb("send", "It is sent", permissions.may_send),
            "confirm": Verb("confirm", "They confirmed that it came", permissions.may_confirm),
            "recall": Verb("recall", "Call it back", permissions.may_recall),
            "close": Verb("close", "Our copy is deleted", permissions.may_send),
            "cancel": Verb("cancel", "Cancel", permissions.may_cancel),
            "send_link": Verb("send_link", "Send a new link to confirm", permissions.may_send_link),
        },
        visible=lambda user, at: StopCheck.objects.visible_to(user, at),
        state_at=lambda check, at: check.state_at(at),
        dues=dues,
        desk=_desk,
        take_turns=_take_turns,
        service_id=lambda check: check.service_id,
        happened=HAPPENED,
        reference_digits=4,
        related=("service", "organisation", "agreement", "sender", "creator", "checker", "address"),
        naming=by_field("title"),
        blocked=_blocked,
        reactions={
            ("consents", "withdraw"): _consent_ended("Somebody who is listed took back what they said."),
            ("consents", "invalidate"): _consent_ended("What somebody who is listed said was not valid."),
            ("consents", "outgrow"): _consent_ended("A child who is listed decides for themselves now."),
            ("agreements", "terminate"): _agreement_ended,
            ("organisations", "merge"): _recipient_merged,
            ("organisations", "move"): _recipient_merged,
            ("exclusions", "report"): _exclusion_changed,
            ("exclusions", "end"): _exclusion_changed,
        },
        dependants=_resting_on,
    )
)
# For what is no step of its states.
BESIDES = replace(STOP_CHECKS, machine=None)

for kind, words in (
    ("stop_check_waiting", "A Stop and Check to be checked"),
    ("stop_check_returned", "A Stop and Check that came back to you"),
    ("stop_check_approved", "A Stop and Check that you can send"),
    ("stop_check_rejected", "A Stop and Check that was rejected"),
    ("stop_check_bad_file", "A file that could not be looked through"),
    ("stop_check_received", "A transfer that came"),
    ("stop_check_recalled", "A transfer that was called back"),
    ("stop_check_differs", "A recipient says that something else came"),
):
    about(kind, words)

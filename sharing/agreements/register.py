"""Agreements: what we agreed with whom about sharing, who signs, what falls due, and what they cover."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.db.models import Q

from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.words import about
from governance.organisations.models import Organisation
from governance.privacy_notices.models import NoticeVersion
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.naming import Naming
from governance.workflow.register import Register, Verb, enter
from sharing.agreements import partner_card, permissions
from sharing.agreements.deadlines import dues
from sharing.agreements.models import Agreement, Notice, Party
from sharing.agreements.noticing import looked_up
from sharing.agreements.rules import Type
from sharing.agreements.states import MACHINE, State

HAPPENED = {
    "draft": "Begun",
    "edit": "Changed",
    "submit": "Sent to the IG team",
    "comment": "The IG team asked something",
    "answer": "A question was answered",
    "resolve": "A question was settled",
    "send_back": "Sent back",
    "reject": "Rejected",
    "approve": "Approved",
    "take_back": "Taken back, so that it is a draft again",
    "discard": "Discarded",
    "invite": "A link to sign was sent",
    "revoke": "A link to sign was taken back",
    "sign": "Signed",
    "file_copy": "Signed on paper, and the copy kept",
    "count_copy": "The copy on paper was checked, and counts",
    "drop_copy": "The copy on paper cannot be used",
    "activate": "Active, with its number in the central log",
    "bring_in": "Brought in from an older log",
    "review": "Reviewed",
    "replace": "Replaced by its renewal",
    "terminate": "Ended early",
    "give_notice": "Notice was given: it ends early",
    "take_back_notice": "The notice was taken back, so it goes on",
    "reinstate": "Its renewal was ended before it began, so it goes on",
    "wind_up": "It ran out, and what follows was settled",
    "add_duty": "Something must be returned or deleted",
    "finish_duty": "Something was returned or deleted",
    "appoint": "Given another owner",
    "note_notice": "Looked up in the privacy notice",
    "attach": "A paper was kept with it",
    "follow_merge": "A partner's two records became one",
}


class AgreementRegister(Register):
    """References say what kind of agreement it is: ISA-2026-0007, MOU-2026-0003, DSP-2026-0001."""

    @property
    def prefixes(self) -> tuple[str, ...]:
        return tuple(Type.values)

    def prefix_of(self, record: Any) -> str:
        return str(record.type)


def _partner_assured(organisation: Record, event: Event, at: datetime) -> None:
    """When a partner's assurance ends is told to the owners of its agreements."""
    parties = Party.objects.filter(
        Q(organisation=organisation.pk) | Q(organisation__merged_into=organisation.pk),
        agreement__in=Agreement.objects.ever_begun(),
    )
    theirs = Agreement.objects.filter(pk__in=parties.values("agreement")).order_by("pk")
    # Locked, so that nobody ends one in between whose deadlines would stand open then.
    for agreement in theirs.select_for_update(of=("self",)):
        refresh_deadlines(AGREEMENTS, agreement, at=at)


def _partner_merged(duplicate: Record, event: Event, at: datetime) -> None:
    """What names a duplicate names the one that remains; the name as it is signed stays as it was."""
    merged = cast(Organisation, duplicate)
    named = Agreement.objects.filter(parties__organisation=merged).distinct().order_by("pk")
    for agreement in named:
        apply(BESIDES, agreement, "follow_merge", by=None, at=at)
    Party.objects.filter(organisation=merged).update(organisation=merged.merged_into)


def _notice_published(version: Record, event: Event, at: datetime) -> None:
    """What a service's new notice names is told to people; what it leaves out is not, however it was before."""
    service = cast(NoticeVersion, version).notice.service_id
    if service is None:
        return
    active = Agreement.objects.in_state(State.ACTIVE, at).filter(Q(service=service) | Q(service=None))
    for agreement in active.order_by("pk"):
        told = looked_up(agreement)
        if told and (agreement.notice, agreement.notice_note) != (Notice.LISTED, told):
            _note(agreement, Notice.LISTED, told, at)
        elif not told and agreement.notice == Notice.LISTED:
            _note(agreement, Notice.MISSING, "", at)


def _note(agreement: Agreement, notice: Notice, note: str, at: datetime) -> None:
    def change(locked: Agreement) -> None:
        locked.notice, locked.notice_note = notice, note

    apply(BESIDES, agreement, "note_notice", by=None, at=at, change=change, notice=notice)


AGREEMENTS = enter(
    AgreementRegister(
        name="agreements",
        prefix="ISA",
        model=Agreement,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Start an agreement", permissions.may_write),
            "edit": Verb("edit", "Go on writing", permissions.may_write),
            "submit": Verb("submit", "Send to the IG team", permissions.may_write),
            "comment": Verb("comment", "Ask about something", permissions.may_decide),
            "answer": Verb("answer", "Answer", permissions.may_write),
            "resolve": Verb("resolve", "Settled", permissions.may_decide),
            "send_back": Verb("send_back", "Send back", permissions.may_decide),
            "reject": Verb("reject", "Reject", permissions.may_decide),
            "approve": Verb("approve", "Approve", permissions.may_approve),
            "take_back": Verb("take_back", "Take it back", permissions.may_write),
            "discard": Verb("discard", "Discard it", permissions.may_write),
            "invite": Verb("invite", "Send a link to sign", permissions.may_decide),
            "revoke": Verb("revoke", "Take the link back", permissions.may_decide),
            "sign": Verb("sign", "Sign", permissions.may_sign),
            "file_copy": Verb("file_copy", "Keep a signed copy", permissions.may_decide),
            "bring_in": Verb("bring_in", "Bring in an older log", permissions.may_decide),
            "review": Verb("review", "It was reviewed", permissions.may_write),
            "terminate": Verb("terminate", "End it early", permissions.may_decide),
            "give_notice": Verb("give_notice", "Give notice", permissions.may_decide),
            "take_back_notice": Verb("take_back_notice", "Take the notice back", permissions.may_decide),
            "wind_up": Verb("wind_up", "Settle what follows", permissions.may_decide),
            "add_duty": Verb("add_duty", "Add what must be returned or deleted", permissions.may_write),
            "finish_duty": Verb("finish_duty", "It is done", permissions.may_write),
            "appoint": Verb("appoint", "Name another owner", permissions.may_decide),
            "attach": Verb("attach", "Keep a paper with it", permissions.may_decide),
            "note_notice": Verb("note_notice", "Look it up in the privacy notice", permissions.may_decide),
        },
        visible=lambda user, at: Agreement.objects.visible_to(user, at),
        state_at=lambda agreement, at: agreement.state_at(at),
        dues=dues,
        desk=lambda agreement: Desk(service_id=agreement.service_id, worker_id=agreement.owner_id),
        service_id=lambda agreement: agreement.service_id,
        beside={"organisations": partner_card.card},
        happened=HAPPENED,
        reference_digits=4,
        related=("parent",),
        naming=Naming(
            like=lambda found, text: found.named_like(text).order_by("title", "pk"),
            nearly=lambda found, text: found.named_nearly(text).order_by("title", "pk"),
            called=lambda agreement: agreement.title,
        ),
        reactions={
            ("organisations", "add_assurance"): _partner_assured,
            ("organisations", "change_assurance"): _partner_assured,
            ("organisations", "merge"): _partner_merged,
            # Whoever named the duplicate at the same moment.
            ("organisations", "move"): _partner_merged,
            ("organisations", "take_over"): _partner_assured,
            ("privacy_notices", "publish"): _notice_published,
        },
    )
)
# For what is no step of an agreement: it goes on in whatever state it is.
BESIDES = replace(AGREEMENTS, machine=None)

about("agreement_ended", "An agreement was ended early")
about("agreement_to_end", "An agreement is to end early: notice was given")
about("agreement_goes_on_after_all", "The notice of an agreement was taken back, so it goes on")
about("agreement_will_cover_nothing", "An agreement will cover nothing, since one that it needs is to end")
about("agreement_covers_nothing", "An agreement covers nothing any more, since one that it needs was ended")
about("agreement_goes_on", "The renewal of an agreement was ended before it began, so the agreement goes on")

"""Assessments: what something new does to people's privacy is thought through before it starts (handbook section 8)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

from django.db.models import Q

from consent.recordings.models import Recording
from dpia import permissions
from dpia.deadlines import dues
from dpia.models import Concern, Dpia
from dpia.states import DATED, DECIDED, GOOD, MACHINE
from governance.accounts.access import OVERSEERS
from governance.accounts.models import User
from governance.deadlines.writing import Desk
from governance.errors import Code, Denied, no
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.records.columns import LONGEST_LINE
from governance.records.models import Record
from governance.workflow.apply import apply
from governance.workflow.card import Card
from governance.workflow.naming import by_field
from governance.workflow.register import Reaction, Register, Verb, enter
from sharing.agreements.models import Agreement
from sharing.agreements.models import Dpia as Asked

HAPPENED = {
    "begin": "Begun",
    "screen": "Screened: an assessment is needed",
    "screen_out": "Screened: no assessment is needed",
    "refer": "Screened: the Data Protection Officer decides",
    "require": "The Data Protection Officer decided that it is needed",
    "waive": "The Data Protection Officer decided that it is not needed",
    "screen_anew": "To be screened again",
    "renew": "Begun as the next version",
    "edit": "Changed",
    "change": "Changed after it was sent in, so the advice does not count any more",
    "send_to_dpo": "Sent to the Data Protection Officer",
    "advise": "Advice was given",
    "clear": "The national opt-out was cleared",
    "respond": "The advice was answered",
    "send_back": "Sent back",
    "approve": "Approved",
    "approve_with_actions": "Approved with actions",
    "consult_ico": "The ICO was asked, since a risk stays high",
    "note_ico": "The ICO told us something",
    "ico_answers": "The ICO answered",
    "reject": "Rejected",
    "go_live": "Started",
    "review": "Reviewed",
    "test_need": "The need for the cameras was tested",
    "publish": "The summary was published",
    "unpublish": "The summary was taken off the public pages",
    "stop": "Ended",
    "supersede": "Replaced by its next version",
    "photograph": "A sign was photographed",
    "link": "Linked to something that it is about",
    "unlink": "A link was taken away",
    "add_action": "An action was added",
    "settle_action": "An action was done",
    "mark": "Something changed, so it is out of date",
    "hand_over": "Handed to somebody else",
    "refused": "Not accepted",
}


def _desk(dpia: Dpia) -> Desk:
    """The owner; those of the Data and Communications teams work in no service."""
    owner = dpia.owner
    return Desk(service_id=None if owner.role in OVERSEERS else dpia.service_id, worker_id=owner.pk)


def wait_for_earlier(dpia: Dpia) -> None:
    """Before it is locked: whoever writes on a version before it is done, or waits until this is written."""
    chain = [each.pk for each in dpia.versions_before]
    list(Dpia.objects.select_for_update().filter(pk__in=chain).order_by("pk").values_list("pk"))


# --- What makes one out of date -----------------------------------------------------------


def mark(found: Iterable[Dpia], words: str, at: datetime, *, by: User | None = None) -> None:
    """Something that these are about changed: each that is decided, or being decided on, is out of date, since now.

    What is out of date already keeps the first reason. by: None in the name of whoever caused it.
    """

    def change(locked: Dpia) -> None:
        locked.out_of_date_since, locked.out_of_date_because = at, words[:LONGEST_LINE]

    for dpia in sorted(found, key=lambda each: each.pk):
        if dpia.state in DATED and dpia.out_of_date_since is None:
            marked = apply(BESIDES, dpia, "mark", by=by, at=at, change=change, reason=words)
            tell([marked.owner], "dpia_out_of_date", marked, at)


def _agreement(words: str) -> Reaction:
    def react(agreement: Record, event: Event, at: datetime) -> None:
        concerned = Dpia.objects.filter(concerns__agreement=agreement.pk)
        mark(concerned, f"The agreement {agreement.reference} {words}.", at)

    return react


def _recording_changed(recording: Record, event: Event, at: datetime) -> None:
    """What a recording is for is not what it was: what is decided about that purpose is out of date."""
    changed = cast(Recording, recording)
    before = changed.history.filter(version=changed.version - 1).first()
    if before is not None and before.purpose != changed.purpose:
        about_it = Dpia.objects.filter(concerns__recording_purpose__iexact=before.purpose)
        mark(
            about_it.distinct(),
            f"{changed.reference} was recorded for this, and is for something else now.",
            at,
        )


def _named(agreement: Agreement) -> str:
    """The reference that an agreement gives of its assessment, as we write references; another body's stays its own."""
    return agreement.dpia_reference.strip().upper()


def _agreement_approved(agreement: Record, event: Event, at: datetime) -> None:
    """What an agreement names as done, and is one of ours, was approved and still holds (section 8); else E-DPIA."""
    approved = cast(Agreement, agreement)
    named = _named(approved)
    if approved.dpia != Asked.DONE or not named.startswith(f"{DPIAS.prefix}-"):
        return
    found = Dpia.objects.filter(reference=named, state__in=GOOD).first()
    if found is None:
        raise Denied(
            no(
                f"The impact assessment that it names, {named}, is not approved, or was replaced.",
                code=Code.DPIA,
                next_step="Look at it, or correct its reference in the agreement.",
            )
        )
    if found.stopped_on is not None:
        raise Denied(
            no(
                f"What the impact assessment that it names, {named}, was about has ended.",
                code=Code.DPIA,
                next_step="Have another one made, or correct its reference in the agreement.",
            )
        )
    if found.out_of_date_since is not None:
        raise Denied(
            no(
                f"The impact assessment that it names, {named}, is out of date: {found.out_of_date_because}",
                code=Code.DPIA,
                next_step="Have it reviewed first.",
            )
        )


def tell(users: Iterable[User | None], kind: str, dpia: Dpia, at: datetime) -> None:
    """A message to each of them about this step; `about` says its words."""
    notify(
        {each for each in users if each is not None and each.is_active},
        kind,
        register=DPIAS.name,
        reference=dpia.reference,
        at=at,
        occasion=str(dpia.version),
    )


# --- Beside an agreement ------------------------------------------------------------------


def _beside(user: User, agreement: Agreement, at: datetime) -> Card | None:
    """The assessments of an agreement, linked to it or named in it, for those who may see them."""
    linked = Concern.objects.filter(agreement=agreement.pk).values("dpia")
    theirs = Dpia.objects.visible_to(user, at).filter(Q(pk__in=linked) | Q(reference=_named(agreement)))
    found = list(theirs.order_by("-id"))
    return (
        Card("dpia/_beside.html", {"dpias": [(each, each.get_state_display()) for each in found]})
        if found
        else None
    )


DPIAS = enter(
    Register(
        name="dpias",
        prefix="DPI",
        model=Dpia,
        machine=MACHINE,
        verbs={
            "begin": Verb("begin", "Start an assessment", permissions.may_begin),
            "screen": Verb("screen", "Answer the screening questions", permissions.may_screen),
            "screen_out": Verb("screen_out", "It is not needed", permissions.may_screen),
            "refer": Verb("refer", "Ask the Data Protection Officer", permissions.may_screen),
            "require": Verb("require", "Decide that it is needed", permissions.may_rule_on_screening),
            "waive": Verb("waive", "Decide that it is not needed", permissions.may_rule_on_screening),
            "screen_anew": Verb("screen_anew", "Screen it again", permissions.may_write),
            "renew": Verb("renew", "Make a new version", permissions.may_renew),
            "edit": Verb("edit", "Go on writing", permissions.may_write),
            "change": Verb("change", "Change something", permissions.may_write),
            "send_to_dpo": Verb("send_to_dpo", "Send to the Data Protection Officer", permissions.may_write),
            "advise": Verb("advise", "Give advice", permissions.may_give_advice),
            "clear": Verb("clear", "Clear the national opt-out", permissions.may_clear),
            "respond": Verb("respond", "Answer the advice", permissions.may_respond),
            "send_back": Verb("send_back", "Send back", permissions.may_send_back),
            "approve": Verb("approve", "Approve", permissions.may_sign_off),
            "approve_with_actions": Verb(
                "approve_with_actions", "Approve with actions", permissions.may_sign_off
            ),
            "consult_ico": Verb("consult_ico", "Ask the ICO", permissions.may_sign_off),
            "reject": Verb("reject", "Reject", permissions.may_sign_off),
            "note_ico": Verb("note_ico", "The ICO told us something", permissions.may_note_ico),
            "ico_answers": Verb("ico_answers", "The ICO answered", permissions.may_note_ico),
            "go_live": Verb("go_live", "It starts", permissions.may_write),
            "review": Verb("review", "It was reviewed", permissions.may_write),
            "test_need": Verb("test_need", "Test the need for the cameras", permissions.may_write),
            "publish": Verb("publish", "Publish a summary", permissions.may_publish),
            "unpublish": Verb("unpublish", "Take the summary off the public pages", permissions.may_publish),
            "stop": Verb("stop", "It has ended", permissions.may_write),
            "supersede": Verb("supersede", "Replace it", permissions.may_write),
            "photograph": Verb("photograph", "Keep a photograph of a sign", permissions.may_write),
            "link": Verb("link", "Say what it is about", permissions.may_write),
            "unlink": Verb("unlink", "Take a link away", permissions.may_write),
            "add_action": Verb("add_action", "Add an action", permissions.may_write),
            "settle_action": Verb("settle_action", "An action is done", permissions.may_settle),
            "mark": Verb("mark", "Something changed", permissions.may_write),
            "hand_over": Verb("hand_over", "Hand it to somebody else", permissions.may_write),
        },
        visible=lambda user, at: Dpia.objects.visible_to(user, at),
        dues=dues,
        desk=_desk,
        service_id=lambda dpia: dpia.service_id,
        beside={"agreements": _beside},
        happened=HAPPENED,
        reference_digits=4,
        related=("service", "owner", "follows"),
        naming=by_field("title"),
        reactions={
            ("agreements", "approve"): _agreement_approved,
            ("recordings", "edit"): _recording_changed,
            ("agreements", "edit"): _agreement("was changed"),
            ("agreements", "replace"): _agreement("was renewed"),
            ("agreements", "terminate"): _agreement("was ended early"),
        },
    )
)
# For what is no step of its states.
BESIDES = replace(DPIAS, machine=None)
# Nothing is added to what was replaced or never needed.
NO_MORE = tuple(state for state in DECIDED if state not in GOOD)

for kind, words in (
    ("dpia_to_screen", "An assessment whose screening you decide"),
    ("dpia_screened", "The screening of an assessment was decided"),
    ("dpia_to_advise", "An assessment that waits for your advice"),
    ("dpia_advised", "Advice on your assessment"),
    ("dpia_returned", "An assessment that came back to you"),
    ("dpia_to_sign_off", "An assessment that waits to be signed off"),
    ("dpia_decided", "Your assessment was decided"),
    ("dpia_ico", "The ICO told us something about an assessment"),
    ("dpia_action", "An action of an assessment is yours"),
    ("dpia_handed_over", "An assessment that is yours from now on"),
    ("dpia_out_of_date", "An assessment is out of date, since something changed"),
):
    about(kind, words)

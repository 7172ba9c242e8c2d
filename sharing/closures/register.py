"""Service closures: a caseload goes to a new provider as a folder of Stop and Checks. Start reading here.

One list of who is covered, one manifest, one receipt and one destruction certificate for all its files (handbook
section 5; docs/decisions/0026).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from consent.consents.models import Consent
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.organisations.merging import follow
from governance.organisations.models import Organisation
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.dependants import Dependant
from governance.workflow.register import Reaction, Register, Verb, enter
from sharing.closures import permissions
from sharing.closures.card import beside_a_file
from sharing.closures.deadlines import dues
from sharing.closures.models import Closure, OnList
from sharing.closures.rules import Why
from sharing.closures.states import GONE, MACHINE, PENDING, State
from sharing.stop_checks.register import take_turns_with_closures

HAPPENED = {
    "draft": "Begun",
    "edit": "Changed",
    "make_list": "The list of people was made",
    "settle": "It was said what becomes of records that do not go",
    "add_file": "A file was added",
    "account_for": "It was said why some stand in no file",
    "take_out": "Somebody’s consent ended, so they are listed apart now",
    "seal": "Sealed",
    "unseal": "Opened again",
    "send": "Sent, with all its files",
    "send_link": "A new link to sign was sent",
    "differs": "The provider says that something else came",
    "receive": "The provider signed for it",
    "countersign": "Signed for us too",
    "destroy": "Our copies were destroyed",
    "certify": "A second person confirmed it, and it was closed",
    "cancel": "Cancelled",
    "follow_merge": "A partner’s two records became one",
    "refused": "Not accepted",
}


# --- What becomes of one because of something else ----------------------------------------


def _consent_ended(consent: Record, event: Event, at: datetime) -> None:
    """Whoever takes their yes back is listed apart at once; what was sealed with them is opened again."""
    ended = cast(Consent, consent)
    lines = OnList.objects.filter(consent=ended.pk, left_at=None, closure__state__in=PENDING)
    if not lines.exists():
        return
    for line in lines.select_related("closure").order_by("closure_id"):
        unseal(line.closure, "Somebody on the list took back their yes, or it never held.", at)
        _take_out(line, Why.TAKEN_BACK if ended.withdrawn_at else Why.OVER, at)


def _take_out(line: OnList, why: Why, at: datetime) -> None:
    def change(locked: Closure) -> None:
        locked.everybody.filter(pk=line.pk).update(covered=False, consent=None, consent_version=None, why=why)

    apply(CLOSURES, line.closure, "take_out", by=None, at=at, change=change)


def _provider_merged(duplicate: Record, event: Event, at: datetime) -> None:
    """What names a duplicate names the one that remains, as its files do."""
    merged = cast(Organisation, duplicate)

    def point(locked: Closure) -> None:
        locked.provider = cast(Organisation, merged.merged_into)

    follow(CLOSURES, merged.closures.order_by("id"), point, event, at)


def _file_fell_back(words: str) -> Reaction:
    """What was sealed is not what would be sent any more."""

    def react(check: Record, event: Event, at: datetime) -> None:
        for closure in Closure.objects.filter(files__check_of=check.pk):
            if not unseal(closure, f"{check.reference}: {words}", at):
                refresh_deadlines(CLOSURES, closure, at=at)

    return react


def unseal(closure: Closure, words: str, at: datetime) -> bool:
    """Open it again in the name of whoever caused that, where it is sealed; says whether it was."""
    take_turns_with_closures(closure.service_id)
    now = Closure.objects.select_related("lead", "service__manager", "sealed_by").get(pk=closure.pk)
    if now.state != State.SEALED:
        return False
    whom = {now.lead, now.sealed_by} - {None}

    def change(locked: Closure) -> None:
        locked.forget_seal()
        locked.unsealed_because = words

    opened = apply(CLOSURES, now, "unseal", by=None, at=at, change=change, reason=words)
    tell(cast("set[User]", whom), "closure_opened_again", opened, at)
    return True


def tell(users: Iterable[User], kind: str, closure: Closure, at: datetime) -> None:
    """A message to each of them about this step of it; `about` says its words."""
    notify(
        users,
        kind,
        register=CLOSURES.name,
        reference=closure.reference,
        at=at,
        occasion=str(closure.version),
    )


def second_people(closure: Closure) -> list[User]:
    """Who may be the second person: the IG team, and the service's manager where somebody else leads it."""
    found = {each.pk: each for each in User.objects.filter(role=Role.IG, is_active=True)}
    if (manager := closure.service.manager) is not None:
        found[manager.pk] = manager
    found.pop(closure.lead_id, None)
    return list(found.values())


def _resting_on(record: Record) -> list[Dependant]:
    """What went, or waits to go, to a new provider because of a consent."""
    if not isinstance(record, Consent):
        return []
    found = Closure.objects.filter(
        everybody__consent=record.pk, everybody__left_at=None, state__in=[*PENDING, *GONE]
    )
    return [
        Dependant(
            CLOSURES.name,
            each.reference,
            "Service closure",
            CLOSURES.url(each),
            recipient=each.provider.name,
            shared_at=each.sent_at,
        )
        for each in found.select_related("provider").order_by("id")
    ]


CLOSURES = enter(
    Register(
        name="closures",
        prefix="SCL",
        model=Closure,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Begin a service closure", permissions.may_begin),
            "make_list": Verb("make_list", "Make the list", permissions.may_prepare),
            "settle": Verb("settle", "Say what becomes of their records", permissions.may_prepare),
            "add_file": Verb("add_file", "Add a file", permissions.may_send),
            "account_for": Verb("account_for", "Say why some stand in no file", permissions.may_prepare),
            "seal": Verb("seal", "Seal it", permissions.may_seal),
            "unseal": Verb("unseal", "Open it again", permissions.may_prepare),
            "send": Verb("send", "All of it is sent", permissions.may_send),
            "send_link": Verb("send_link", "Send a new link to sign", permissions.may_prepare),
            "countersign": Verb("countersign", "Sign the receipt for us", permissions.may_countersign),
            "destroy": Verb("destroy", "Our copies are destroyed", permissions.may_send),
            "certify": Verb("certify", "I saw that they are destroyed", permissions.may_certify),
            "edit": Verb("edit", "Change it", permissions.may_prepare),
            "cancel": Verb("cancel", "Cancel it", permissions.may_prepare),
        },
        visible=lambda user, at: Closure.objects.visible_to(user, at),
        dues=dues,
        desk=lambda closure: Desk(service_id=closure.service_id, worker_id=closure.lead_id),
        take_turns=lambda closure: take_turns_with_closures(closure.service_id),
        service_id=lambda closure: closure.service_id,
        beside={"stop_checks": beside_a_file},
        happened=HAPPENED,
        reference_digits=4,
        related=("service", "service__manager", "provider", "lead"),
        reactions={
            ("consents", "withdraw"): _consent_ended,
            ("consents", "invalidate"): _consent_ended,
            ("consents", "outgrow"): _consent_ended,
            ("organisations", "merge"): _provider_merged,
            ("organisations", "move"): _provider_merged,
            ("stop_checks", "fall_back"): _file_fell_back("what it rested on was taken back."),
            ("stop_checks", "withdraw_approval"): _file_fell_back("its approval was taken back."),
            ("stop_checks", "change"): _file_fell_back("something in it was changed."),
            ("stop_checks", "replace_file"): _file_fell_back("the file was replaced."),
            ("stop_checks", "submit"): _file_fell_back("it was sent in again."),
            ("stop_checks", "cancel"): _file_fell_back("it was cancelled."),
            ("stop_checks", "approve"): _file_fell_back("it was approved."),
        },
        dependants=_resting_on,
    )
)

for kind, words in (
    ("closure_sealed", "A service closure that you can send"),
    ("closure_opened_again", "A service closure that was opened again"),
    ("closure_received", "A receipt of a service closure to sign"),
    ("closure_differs", "A new provider says that something else came"),
    ("closure_countersigned", "A service closure that both signed for"),
    ("closure_destroyed", "A destruction to confirm"),
):
    about(kind, words)

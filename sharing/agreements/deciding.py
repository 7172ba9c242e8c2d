"""The IG team's review of an agreement: sent in, asked about, answered, settled, sent back, rejected, approved."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.errors import Code, Denied, Stale, demand, no
from governance.notifications.words import about as words_about
from governance.workflow.apply import apply
from sharing.agreements import documents
from sharing.agreements.content import content, fingerprint
from sharing.agreements.coverage import has_above
from sharing.agreements.models import Agreement, Comment, Dpia
from sharing.agreements.ourselves import is_us
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import not_over
from sharing.agreements.steps import to_do
from sharing.agreements.telling import tell
from sharing.agreements.writing import at_stake, take_away
from sharing.opt_out import OptOut, is_clear


def submit(agreement: Agreement, *, by: User, at: datetime, read_version: int) -> Agreement:
    """Send a draft to the IG team. Raises Denied while anything is left to do, or a question has no answer."""

    def change(locked: Agreement) -> None:
        _demand_whole(locked, at)
        if locked.comments.filter(resolved_at=None, answered_at=None).exists():
            raise Denied(
                no("A question of the IG team has no answer yet.", next_step="Answer it, then send it in.")
            )
        locked.sent_back_because = ""

    agreement = apply(AGREEMENTS, agreement, "submit", by=by, at=at, change=change, read_version=read_version)
    tell(the_ig_team().exclude(pk=by.pk), "agreement_to_review", agreement, at)
    return agreement


def comment(
    agreement: Agreement, *, by: User, at: datetime, read_version: int, about: str, words: str
) -> Comment:
    """Ask about a field, the parties, the items or the whole; it stays open until it is settled."""
    new = Comment(agreement=agreement, about=about, words=words, made_at=at, made_by=by)
    _with(agreement, new, "comment", by=by, at=at, read_version=read_version)
    return new


def answer(found: Comment, *, by: User, at: datetime, read_version: int, words: str) -> Comment:
    """Answer a question; whoever asked is told. Raises Denied for one that is settled."""
    _demand_open(found)
    found.answer, found.answered_at, found.answered_by = words, at, by
    agreement = _with(found.agreement, found, "answer", by=by, at=at, read_version=read_version)
    if found.made_by_id != by.pk:
        tell([found.made_by], "agreement_answered", agreement, at)
    return found


def resolve(found: Comment, *, by: User, at: datetime, read_version: int) -> Comment:
    """Say that a question is settled, answered or not. Raises Denied for one that is settled."""
    _demand_open(found)
    found.resolved_at, found.resolved_by = at, by
    _with(found.agreement, found, "resolve", by=by, at=at, read_version=read_version)
    return found


def send_back(agreement: Agreement, *, by: User, at: datetime, read_version: int, reason: str) -> Agreement:
    """Give it back to whoever wrote it, with what has to change."""

    def change(locked: Agreement) -> None:
        locked.sent_back_because = reason

    agreement = apply(
        AGREEMENTS,
        agreement,
        "send_back",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=reason,
    )
    tell(_writers(agreement, by), "agreement_sent_back", agreement, at)
    return agreement


def reject(agreement: Agreement, *, by: User, at: datetime, read_version: int, reason: str) -> Agreement:
    """Say that there will be no such agreement."""

    def change(locked: Agreement) -> None:
        locked.sent_back_because = reason

    agreement = apply(
        AGREEMENTS, agreement, "reject", by=by, at=at, change=change, read_version=read_version, reason=reason
    )
    tell(_writers(agreement, by), "agreement_rejected", agreement, at)
    return agreement


def take_back(agreement: Agreement, *, by: User, at: datetime, read_version: int, reason: str) -> Agreement:
    """Make what waits for signatures a draft again: its approval, its signatures and its links are void.

    Whoever may write it may: with one letter changed they could already. Who approved, signed or was to sign is told.
    """
    void: list[User] = []

    def change(locked: Agreement) -> None:
        void.extend(take_away(locked, at, "The agreement was taken back."))

    taken = apply(
        AGREEMENTS,
        agreement,
        "take_back",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=reason,
        voided=True,
        signatures=at_stake(agreement).signatures,
    )
    waiting = [*void, *_writers(taken, by), *the_ig_team()]
    if taken.is_special:
        waiting += User.objects.filter(is_siro=True)
    tell((user for user in waiting if user.pk != by.pk), "agreement_taken_back", taken, at)
    return taken


def discard(agreement: Agreement, *, by: User, at: datetime, read_version: int, reason: str) -> Agreement:
    """Say that nobody wants this draft. It stays where it is, under its number, and whoever wrote it is told."""

    def change(locked: Agreement) -> None:
        locked.sent_back_because = reason

    discarded = apply(
        AGREEMENTS,
        agreement,
        "discard",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=reason,
    )
    tell(_writers(discarded, by), "agreement_discarded", discarded, at)
    return discarded


def approve(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    content_hash: str,
    opt_out_cleared: str = "",
    form_key: UUID | None = None,
) -> Agreement:
    """Say that it is right as it reads; it is frozen and goes to whoever signs.

    content_hash: of what the approver read. Raises Stale where it reads otherwise now, and Denied where questions
    are open, the DPIA is not done (E-DPIA), or the opt-out applies and is not cleared (E-NDO).
    """

    def change(locked: Agreement) -> None:
        said = content(locked)
        if not content_hash == locked.content_hash == fingerprint(said):
            raise Stale(
                no(
                    "This is not the agreement that you read.",
                    next_step="Open it again, read it as it is now, and then decide.",
                )
            )
        _demand_whole(locked, at)
        if locked.comments.filter(resolved_at=None).exists():
            raise Denied(no("A question about it is still open.", next_step="Settle each question first."))
        if locked.dpia == Dpia.UNDER_WAY:
            raise Denied(
                no(
                    "The impact assessment is not done yet.",
                    code=Code.DPIA,
                    next_step="Wait for it, then say in the agreement that it is done.",
                )
            )
        demand(is_clear(OptOut(locked.opt_out), cleared=bool(opt_out_cleared.strip())))
        locked.approved_at, locked.approved_by, locked.approved_hash = at, by, content_hash
        locked.frozen, locked.opt_out_cleared = said, opt_out_cleared

    agreement = apply(
        AGREEMENTS,
        agreement,
        "approve",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
        content_hash=content_hash,
    )
    documents.order(documents.TO_SIGN, agreement, at=at)
    tell(_writers(agreement, by), "agreement_approved", agreement, at)
    tell(the_ig_team().exclude(pk=by.pk), "agreement_to_send_out", agreement, at)
    if agreement.is_special:
        tell(User.objects.filter(is_siro=True), "agreement_to_sign", agreement, at)
    return agreement


def _demand_whole(agreement: Agreement, at: datetime) -> None:
    """That everything is said, and can hold: also what was right when it was sent in, and is not any more."""
    left = [what for _, what in to_do(content(agreement), agreement.nations)]
    if left:
        raise Denied(
            no(
                f"It is not finished: {len(left)} thing{'s are' if len(left) > 1 else ' is'} left to do.",
                next_step=f"First: {left[0].rstrip('.')}.",
            )
        )
    named = agreement.parties.values_list("name", "organisation__name")
    if all(is_us(signed) or is_us(now) for signed, now in named):
        raise Denied(
            no(
                "It is made with nobody but ourselves.",
                next_step="Add the organisation that it is made with, and take us out.",
            )
        )
    demand_possible(agreement, at)


def demand_possible(agreement: Agreement, at: datetime) -> None:
    """That it can count once everybody has signed; raises Denied where its last day has passed, E-AGREEMENT where it
    is a protocol under nothing that is active."""
    demand(not_over(agreement.ends_on or local_day(at), local_day(at)))
    demand(has_above(agreement, at))


def _demand_open(found: Comment) -> None:
    if found.resolved_at is not None:
        raise Denied(no("This question is settled already.", next_step="Look at those that are open."))


def _with(
    agreement: Agreement, part: Comment, verb: str, *, by: User, at: datetime, read_version: int
) -> Agreement:
    """Save a comment under the agreement's lock and version."""

    def change(locked: Agreement) -> None:
        part.save()

    with transaction.atomic():
        return apply(
            AGREEMENTS,
            agreement,
            verb,
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            about=part.about,
        )


def the_ig_team() -> QuerySet[User]:
    """Everyone in it, the Data Protection Officer too."""
    return User.objects.filter(role=Role.IG, is_active=True)


def _writers(agreement: Agreement, by: User) -> QuerySet[User]:
    return User.objects.filter(pk__in=[*agreement.authors, agreement.owner_id]).exclude(pk=by.pk)


for kind, words in (
    ("agreement_to_review", "An agreement to review"),
    ("agreement_answered", "Your question about an agreement is answered"),
    ("agreement_sent_back", "An agreement that was sent back"),
    ("agreement_rejected", "An agreement that was rejected"),
    (
        "agreement_taken_back",
        "An agreement that was taken back, so that its approval and signatures are void",
    ),
    ("agreement_discarded", "A draft of an agreement that was discarded"),
    ("agreement_approved", "An agreement that was approved"),
    ("agreement_to_send_out", "An agreement to send to its partners to be signed"),
    ("agreement_voided", "An agreement that was changed, so that its approval and signatures are void"),
):
    words_about(kind, words)

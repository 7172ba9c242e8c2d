"""Advice, its answer, the sign-off, and asking the ICO (handbook section 8)."""

from datetime import date, datetime
from typing import Any, cast

from django.db import transaction

from dpia import documents, rules, versions
from dpia.content import content, fingerprint, risks
from dpia.deadlines import ico_clock
from dpia.models import Dpia, IcoEvent
from dpia.register import DPIAS, tell, wait_for_earlier
from dpia.rules import Level
from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Code, Denied, Verdict, demand, no
from governance.workflow.apply import apply
from sharing.opt_out import OptOut, is_clear

NOT_AS_ADVISED = no(
    "It does not say any more what was advised on.",
    next_step="Send it back, so that somebody advises anew.",
)


def advise(dpia: Dpia, *, by: User, at: datetime, advice: str, **sent: Any) -> Dpia:
    """Give advice on exactly what it says now. It goes to its owner to be answered."""

    def change(locked: Dpia) -> None:
        demand(_as_sent(locked))
        locked.advice, locked.advised_at, locked.advised_by = advice, at, by
        locked.advised_hash = locked.content_hash

    done = apply(DPIAS, dpia, "advise", by=by, at=at, change=change, reason=advice, **sent)
    tell([done.owner], "dpia_advised", done, at)
    return done


def clear(dpia: Dpia, *, by: User, at: datetime, **sent: Any) -> Dpia:
    """The DPO has seen that whole records of people who opted out are taken out (section 7)."""

    def change(locked: Dpia) -> None:
        locked.opt_out_cleared_at, locked.opt_out_cleared_by = at, by

    return apply(DPIAS, dpia, "clear", by=by, at=at, change=change, **sent)


def respond(
    dpia: Dpia, *, by: User, at: datetime, advice_followed: bool, overruled_because: str = "", **sent: Any
) -> Dpia:
    """Say whether the advice is followed, and why not. Then it is for the Senior Information Risk Owner."""
    demand(rules.advice_answered(advice_followed, overruled_because))

    def change(locked: Dpia) -> None:
        locked.advice_followed = advice_followed
        locked.overruled_because = "" if advice_followed else overruled_because
        locked.responded_at, locked.responded_by = at, by

    done = apply(DPIAS, dpia, "respond", by=by, at=at, change=change, reason=overruled_because, **sent)
    tell(User.objects.filter(is_siro=True), "dpia_to_sign_off", done, at)
    return done


def send_back(dpia: Dpia, *, by: User, at: datetime, reason: str, **sent: Any) -> Dpia:
    """Back to its owner, with what to put right; advice that was given does not count any more."""

    def change(locked: Dpia) -> None:
        locked.forget_advice()
        locked.content_hash, locked.returned_because = "", reason

    done = apply(DPIAS, dpia, "send_back", by=by, at=at, change=change, reason=reason, **sent)
    tell([done.owner], "dpia_returned", done, at)
    return done


# --- The outcome ---------------------------------------------------------------------------


@transaction.atomic
def approve(dpia: Dpia, *, by: User, at: datetime, accepted_because: str, **sent: Any) -> Dpia:
    """Accept the risk that is left. E-DPIA while a risk stays high; with something still to do, it has actions."""
    wait_for_earlier(dpia)

    def change(locked: Dpia) -> None:
        if versions.to_do(locked).exists():
            raise Denied(no("Something is still to be done.", next_step="Approve it with actions instead."))
        _decide(locked, accepted_because, by, at)

    return _approved(apply(DPIAS, dpia, "approve", by=by, at=at, change=change, **sent), at)


@transaction.atomic
def approve_with_actions(dpia: Dpia, *, by: User, at: datetime, accepted_because: str, **sent: Any) -> Dpia:
    """As `approve`, with something that must be done still."""
    wait_for_earlier(dpia)

    def change(locked: Dpia) -> None:
        if not versions.to_do(locked).exists():
            raise Denied(
                no(
                    "Nothing is written down that must be done.",
                    next_step="Add an action first, or approve it.",
                )
            )
        _decide(locked, accepted_because, by, at)

    done = apply(DPIAS, dpia, "approve_with_actions", by=by, at=at, change=change, **sent)
    return _approved(done, at)


@transaction.atomic
def reject(dpia: Dpia, *, by: User, at: datetime, accepted_because: str, **sent: Any) -> Dpia:
    """It must not be done, with the reason."""

    def change(locked: Dpia) -> None:
        demand(_ready(locked))
        locked.decided_at, locked.decided_by, locked.accepted_because = at, by, accepted_because
        locked.frozen = content(locked)

    done = apply(DPIAS, dpia, "reject", by=by, at=at, change=change, reason=accepted_because, **sent)
    documents.order(done, at=at)
    tell([done.owner], "dpia_decided", done, at)
    return done


def residual(dpia: Dpia) -> list[Level]:
    """How high each risk is after the measures."""
    return [each.residual for each in risks(dpia) if each.residual is not None]


def _decide(locked: Dpia, because: str, by: User, at: datetime) -> None:
    demand(_ready(locked))
    demand(_up_to_date(locked, at))
    if locked.opt_out:
        cleared = locked.opt_out_cleared_at is not None
        demand(is_clear(OptOut(locked.opt_out), cleared=cleared))
    answered = bool(locked.content_hash) and locked.ico_answered_hash == locked.content_hash
    demand(rules.may_approve(residual(locked), ico_answered=answered))
    locked.decided_at, locked.decided_by, locked.accepted_because = at, by, because
    locked.frozen, locked.summary = content(locked), versions.words_for_everyone(locked)


def _up_to_date(locked: Dpia, at: datetime) -> Verdict:
    because_of = versions.out_of_date(locked, at)
    if not because_of:
        return Verdict(allowed=True)
    return no(
        f"Something changed since it was sent in: {because_of}",
        code=Code.DPIA,
        next_step="Send it back, so that it is thought through as things are now.",
    )


def _ready(locked: Dpia) -> Verdict:
    """Whether it still says what was advised on, and the advice and people's views are answered."""
    for verdict in (
        _as_sent(locked),
        rules.advice_answered(locked.advice_followed, locked.overruled_because),
        rules.views_answered(locked.people_asked, locked.people_followed, locked.people_departed_because),
    ):
        if not verdict:
            return verdict
    return Verdict(allowed=True)


def _as_sent(locked: Dpia) -> Verdict:
    return Verdict(allowed=True) if fingerprint(content(locked)) == locked.content_hash else NOT_AS_ADVISED


def _approved(done: Dpia, at: datetime) -> Dpia:
    done = versions.take_over(done, at=at)
    documents.order(done, at=at)
    tell([done.owner], "dpia_decided", done, at)
    return done


# --- The ICO -------------------------------------------------------------------------------


def consult_ico(dpia: Dpia, *, by: User, at: datetime, sent_on: date, **sent: Any) -> Dpia:
    """Ask the ICO, since a risk stays high: nothing starts until it has answered.

    Whoever decided that it is asked is in the ledger; `sent_on` is when it went, today or before.
    """
    demand(rules.happened(sent_on, at))

    def change(locked: Dpia) -> None:
        demand(_ready(locked))
        demand(_up_to_date(locked, at))
        if Level.HIGH not in residual(locked):
            raise Denied(
                no("No risk stays high, so the ICO is not asked.", next_step="Approve or reject it.")
            )
        if sent_on < local_day(locked.created_at):
            raise Denied(no("That was before it was begun.", next_step="Look at the day again."))
        locked.ico_sent_on, locked.ico_answered_hash = sent_on, ""

    return apply(DPIAS, dpia, "consult_ico", by=by, at=at, change=change, **sent)


def note_ico(
    dpia: Dpia, *, by: User, at: datetime, what: IcoEvent.What, on: date, words: str = "", **sent: Any
) -> Dpia:
    """Write down what the ICO told us: that it takes the case, takes longer, waits for us, or goes on."""
    demand(rules.happened(on, at))

    def change(locked: Dpia) -> None:
        demand(_follows(locked, what, on))
        _keep(locked, what, on, words, by, at)

    done = apply(DPIAS, dpia, "note_ico", by=by, at=at, change=change, what=what.value, **sent)
    tell([done.owner], "dpia_ico", done, at)
    return done


def ico_answers(
    dpia: Dpia, *, by: User, at: datetime, what: IcoEvent.What, on: date, words: str, **sent: Any
) -> Dpia:
    """It gave its advice, or does not take the case: now it is decided, or sent back for other measures."""
    demand(rules.happened(on, at))

    def change(locked: Dpia) -> None:
        demand(_follows(locked, what, on))
        _keep(locked, what, on, words, by, at)
        locked.ico_answered_hash = locked.content_hash

    done = apply(
        DPIAS, dpia, "ico_answers", by=by, at=at, change=change, reason=words, what=what.value, **sent
    )
    tell([done.owner, *User.objects.filter(is_siro=True)], "dpia_ico", done, at)
    return done


def _keep(locked: Dpia, what: IcoEvent.What, on: date, words: str, by: User, at: datetime) -> None:
    IcoEvent.objects.create(
        dpia=locked,
        sent_on=cast(date, locked.ico_sent_on),
        what=what,
        on=on,
        words=words,
        noted_at=at,
        noted_by=by,
    )


def _follows(locked: Dpia, what: IcoEvent.What, on: date) -> Verdict:
    """Whether this can follow what it told us before."""
    clock, kinds = ico_clock(locked), IcoEvent.What
    if clock is None or on < clock.sent_on:
        return no("That was before it was asked.", next_step="Look at the day again.")
    if what == kinds.EXTENDED:
        return rules.may_extend(clock.sent_on, on)
    if what == kinds.ACCEPTED and clock.accepted_on is not None:
        return no("It has said already that it takes the case.", next_step="Look at what it said.")
    if what == kinds.PAUSED and clock.paused_since is not None:
        return no("It waits already.", next_step="Write down when it goes on.")
    if what == kinds.RESUMED and (clock.paused_since is None or on < clock.paused_since):
        return no("It was not waiting on that day.", next_step="Write down first since when it waits.")
    return Verdict(allowed=True)

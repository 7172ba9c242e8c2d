"""The writer's steps: begun, screened, written, sent in, made anew; and what it is about."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from dpia.content import OF_A_CAMERA, OF_A_RISK, cameras, content, fingerprint, risks
from dpia.models import Camera, Concern, Dpia, Kind, Risk, Sign
from dpia.permissions import could_own
from dpia.questions import STEPS, left
from dpia.register import BESIDES, DPIAS, NO_MORE, mark, tell, wait_for_earlier
from dpia.rules import Need, Screening, screened
from dpia.states import OPEN, State
from governance.accounts.models import Service, User
from governance.errors import Denied, Verdict, demand, no
from governance.records.actor import acting_as
from governance.workflow.apply import apply
from sharing.agreements.models import Agreement

CHANGED = "It was changed after it was sent in, so somebody advises anew."
# What its next version begins with.
COPIED = ("kind", "title", "service", "screening", "screened_at", "screened_by", "screening_because")
OF_THE_OPT_OUT = {"opt_out", "opt_out_ground", "nature", "scope", "purposes"}


@transaction.atomic
def begin(*, by: User, at: datetime, kind: Kind, title: str, service: Service | None, form_key: UUID) -> Dpia:
    """Begin one. The same `form_key` from the same user again gives back what it began before."""
    with connection.cursor() as cursor:
        # The second of two presses waits here until the first has saved.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
    before: Dpia | None = Dpia.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return before
    new = Dpia(kind=kind, title=title, service=service, owner=by, form_key=form_key)
    return apply(DPIAS, new, "begin", by=by, at=at)


# --- Screening -----------------------------------------------------------------------------


def screen(
    dpia: Dpia, *, by: User, at: datetime, answers: Mapping[str, bool], because: str = "", **sent: Any
) -> Dpia:
    """Answer every screening question; it decides by itself, save that one C alone goes to the DPO.

    answers: by the code of each question. because: needed where nothing was answered with yes.
    """
    found = screened([code for code, yes in answers.items() if yes], is_cctv=dpia.is_cctv)
    verb = {Need.REQUIRED: "screen", Need.DPO_DECIDES: "refer", Need.NOT_REQUIRED: "screen_out"}[found.need]
    if found.need is Need.NOT_REQUIRED:
        demand(_said(because, "Write why no assessment is needed."))

    def change(locked: Dpia) -> None:
        locked.screening = dict(answers)
        locked.screened_at, locked.screened_by = at, by
        locked.screening_because = because

    done = apply(
        DPIAS, dpia, verb, by=by, at=at, change=change, reason=because, codes=list(found.because), **sent
    )
    if found.need is Need.DPO_DECIDES:
        tell(User.objects.filter(is_dpo=True), "dpia_to_screen", done, at)
    return done


def decide_screening(dpia: Dpia, *, by: User, at: datetime, needed: bool, reason: str, **sent: Any) -> Dpia:
    """The Data Protection Officer decides on one C alone, with the reason."""
    demand(_said(reason, "Write why."))

    def change(locked: Dpia) -> None:
        if result(locked).need is not Need.DPO_DECIDES:
            raise Denied(
                no("The questions decide this by themselves.", next_step="Answer them, and look again.")
            )
        locked.screening_because, locked.screening_decided_by = reason, by

    verb = "require" if needed else "waive"
    done = apply(DPIAS, dpia, verb, by=by, at=at, change=change, reason=reason, **sent)
    tell([done.owner], "dpia_screened", done, at)
    return done


def screen_anew(dpia: Dpia, *, by: User, at: datetime, reason: str, **sent: Any) -> Dpia:
    """What was not needed may be by now: the questions are asked again. What runs already goes on meanwhile."""

    def change(locked: Dpia) -> None:
        locked.screening, locked.screening_because = {}, ""
        locked.screened_at = locked.screened_by = locked.screening_decided_by = None

    return apply(DPIAS, dpia, "screen_anew", by=by, at=at, change=change, reason=reason, **sent)


def result(dpia: Dpia) -> Screening:
    """What its answers come to."""
    return screened(dpia.said_yes, is_cctv=dpia.is_cctv)


# --- Writing -------------------------------------------------------------------------------


def edit(dpia: Dpia, *, by: User, at: datetime, read_version: int | None = None, **facts: Any) -> Dpia:
    """Write some of its answers. Once it was sent in, that sends it back, and the advice does not count any more."""

    def change(locked: Dpia) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)
        if OF_THE_OPT_OUT & set(facts):
            locked.opt_out_cleared_at = locked.opt_out_cleared_by = None

    return write(dpia, change, by=by, at=at, read_version=read_version, fields=sorted(facts))


def write(dpia: Dpia, change: Callable[[Dpia], None], *, by: User, at: datetime, **sent: Any) -> Dpia:
    """Change what it says, by `change` of the locked record and its parts; a change after it was sent in resets it."""
    verb = "edit" if dpia.state in OPEN else "change"

    def changed(locked: Dpia) -> None:
        change(locked)
        if verb == "change":
            locked.forget_advice()
            locked.content_hash, locked.returned_because = "", CHANGED

    return apply(DPIAS, dpia, verb, by=by, at=at, change=changed, **sent)


def complete(dpia: Dpia) -> Verdict:
    """Whether every step is answered; else what is missing."""
    found = left(dpia, risks(dpia), cameras(dpia))
    words = [each for step in STEPS for each in found.get(step.slug, [])]
    if not words:
        return Verdict(allowed=True)
    return no(f"Something is still open. {'. '.join(words)}.", next_step="Finish it, then send it in.")


def send_to_dpo(dpia: Dpia, *, by: User, at: datetime, **sent: Any) -> Dpia:
    """Send it to the Data Protection Officer, whose advice is bound to exactly what it says now."""

    def change(locked: Dpia) -> None:
        demand(complete(locked))
        locked.content_hash = fingerprint(content(locked))
        locked.sent_at, locked.sent_by, locked.returned_because = at, by, ""
        # Whoever sends it in has looked at it as things are now.
        locked.out_of_date_since, locked.out_of_date_because = None, ""

    done = apply(DPIAS, dpia, "send_to_dpo", by=by, at=at, change=change, **sent)
    tell(User.objects.filter(is_dpo=True), "dpia_to_advise", done, at)
    return done


# --- The next version ----------------------------------------------------------------------


@transaction.atomic
def renew(dpia: Dpia, *, by: User, at: datetime, reason: str, **sent: Any) -> Dpia:
    """Begin the next version, which says at first what this one says. This one holds until the next is approved."""
    # Whoever does the same at the same moment waits here.
    old = DPIAS.rows().select_for_update(of=("self",)).get(pk=dpia.pk)
    if old.next_version is not None:
        raise Denied(
            no("Its next version is begun already.", next_step=f"Open {old.next_version.reference}.")
        )
    if "supersede" not in (DPIAS.machine.open_verbs(old.state) if DPIAS.machine else ()):
        raise Denied(no("Only what was decided has a next version.", next_step="Change this one instead."))
    new = Dpia(follows=old, owner=by, floor_plan=old.floor_plan)
    for name in (*COPIED, *(name for step in STEPS for name in step.fields)):
        setattr(new, name, getattr(old, name))
    made = apply(DPIAS, new, "renew", by=by, at=at, reason=reason, **sent)
    Risk.objects.bulk_create(
        Risk(dpia=made, **{name: getattr(each, name) for name in OF_A_RISK}) for each in risks(old)
    )
    Camera.objects.bulk_create(
        Camera(dpia=made, **{name: getattr(each, name) for name in OF_A_CAMERA}) for each in cameras(old)
    )
    of_a_sign = ("number", "where", "photograph", "photographed_on", "kept_by")
    Sign.objects.bulk_create(
        Sign(dpia=made, **{name: getattr(each, name) for name in of_a_sign}) for each in old.signs.all()
    )
    of_a_concern = ("agreement", "service", "recording_purpose")
    Concern.objects.bulk_create(
        Concern(dpia=made, **{name: getattr(each, name) for name in of_a_concern})
        for each in old.concerns.all()
    )
    return made


@transaction.atomic
def hand_over(dpia: Dpia, *, by: User, at: datetime, owner: User, **sent: Any) -> Dpia:
    """Somebody else looks after it from now on: what falls due on it goes to their desk, and they are told.

    The versions before it go with it: it shows their floor plan, and is compared with them.
    """
    wait_for_earlier(dpia)

    def give(locked: Dpia) -> None:
        locked.owner = owner

    def change(locked: Dpia) -> None:
        demand(_goes_on(locked))
        if not could_own(owner, locked):
            raise Denied(
                no(
                    f"{owner} does not write assessments of this service.",
                    next_step="Choose one of its managers, or somebody on the IG team.",
                )
            )
        give(locked)

    handed = apply(BESIDES, dpia, "hand_over", by=by, at=at, change=change, **sent)
    with acting_as(by.pk):
        for each in handed.versions_before:
            apply(BESIDES, each, "hand_over", by=None, at=at, change=give)
    tell([owner], "dpia_handed_over", handed, at)
    return handed


# --- What it is about ----------------------------------------------------------------------


def link(
    dpia: Dpia,
    *,
    by: User,
    at: datetime,
    agreement: Agreement | None = None,
    service: Service | None = None,
    recording_purpose: str = "",
    **sent: Any,
) -> Dpia:
    """Say one thing more that it is about: when that changes, it is out of date. Twice is once."""

    def change(locked: Dpia) -> None:
        demand(_goes_on(locked))
        Concern.objects.get_or_create(
            dpia=locked, agreement=agreement, service=service, recording_purpose=recording_purpose.strip()
        )

    return apply(BESIDES, dpia, "link", by=by, at=at, change=change, **sent)


def unlink(dpia: Dpia, *, by: User, at: datetime, concern: int, **sent: Any) -> Dpia:
    """Take one of them away. concern: by its id."""

    def change(locked: Dpia) -> None:
        locked.concerns.filter(pk=concern).delete()

    return apply(BESIDES, dpia, "unlink", by=by, at=at, change=change, **sent)


def mark_changed(dpia: Dpia, *, by: User, at: datetime, reason: str, **sent: Any) -> Dpia:
    """Somebody knows that something changed which nothing here knows of."""
    if dpia.state != State.APPROVED and dpia.state != State.APPROVED_WITH_ACTIONS:
        raise Denied(no("Only what was approved goes out of date.", next_step="Change what it says instead."))
    mark([dpia], reason, at, by=by)
    return DPIAS.rows().get(pk=dpia.pk)  # type: ignore[no-any-return]


def service_changed(service: Service, words: str, *, at: datetime) -> None:
    """A service is not what it was: what is decided for it, or about it, is out of date."""
    about_it = Dpia.objects.filter(concerns__service=service) | Dpia.objects.filter(service=service)
    mark(about_it.distinct(), f"{service.name}: {words}", at)


def _goes_on(dpia: Dpia) -> Verdict:
    if dpia.state in NO_MORE:
        return no("Nothing is added to it any more.", next_step="Open its next version.")
    return Verdict(allowed=True)


def _said(words: str, missing: str) -> Verdict:
    return Verdict(allowed=True) if words.strip() else no(missing, next_step="The reason is kept with it.")

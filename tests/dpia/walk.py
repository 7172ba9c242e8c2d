"""How tests come to an assessment in a state: by the steps that people take."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from dpia import actions, afterwards, deciding, parts
from dpia.models import Dpia, Kind
from dpia.rules import ALWAYS, CCTV, CONSIDER, Effect, Likelihood, Place, Severity
from governance.accounts.models import User
from governance.attachments.models import Attachment
from governance.attachments.register import STORE
from governance.calendar import local_day
from governance.records.actor import SHAREWELL, acting_as
from sharing.locks import Basis
from sharing.opt_out import Ground, OptOut
from tests.attachments.papers import picture, upload
from tests.cast import NOON, Cast

ASKED = [code for code in ALWAYS + CONSIDER if code != CCTV]
SAID: dict[str, Any] = {
    "aim": "Book a talk from a telephone.",
    "need": "It holds facts about health.",
    "nature": "They type it; we keep it for a year.",
    "scope": "A name and a time, of sixty people.",
    "context": "Adults in treatment.",
    "purposes": "They need not ring.",
    "people_asked": True,
    "people_views": "Eight of ten want it.",
    "people_followed": True,
    "experts": "None",
    "processors": "None",
    "basis": Basis.LEGITIMATE.value,
    "proportion": "A paper list was lost twice.",
    "creep": "Only two can open it.",
    "minimum": "No reason is asked for.",
    "told": "A poster.",
    "rights": "They ask at reception.",
    "processor_rules": "None",
    "transfers": "No",
    "opt_out": OptOut.NOT_APPLICABLE.value,
    "opt_out_ground": Ground.OWN_CARE.value,
}
OF_CAMERAS = {
    "problem": "Nine break-ins since May.",
    "tried": "Lights and a new lock.",
    "why_recorded": "Nobody is there at night.",
    "requests": "In writing, to the manager.",
    "redaction": "We black out the others.",
}
RISK: dict[str, Any] = {
    "words": "Somebody reads another’s time.",
    "severity": Severity.SIGNIFICANT,
    "likelihood": Likelihood.PROBABLE,
    "owner": "The manager",
    "measures": "A code for each person.",
    "effect": Effect.REDUCED,
    "residual_severity": Severity.SIGNIFICANT,
    "residual_likelihood": Likelihood.REMOTE,
}
STAYS_HIGH = {"residual_likelihood": Likelihood.PROBABLE}
CAMERA: dict[str, Any] = {
    "name": "Front door",
    "place": Place.ENTRANCE,
    "x": 10,
    "y": 90,
    "masked": "The street is blacked out.",
    "records": True,
    "watched_by": "The duty manager",
    "retention_days": 30,
}


def answers(*yes: str) -> dict[str, bool]:
    return {code: code in yes for code in ASKED}


def begun(cast: Cast, *, by: User | None = None, kind: Kind = Kind.PROJECT, at: datetime = NOON) -> Dpia:
    """Being screened, in Harbour. By Max unless said otherwise."""
    sender = by or cast.max
    with acting_as(sender.pk):
        return actions.begin(
            by=sender, at=at, kind=kind, title="Booking by telephone", service=cast.harbour, form_key=uuid4()
        )


def draft(cast: Cast, *, kind: Kind = Kind.PROJECT, at: datetime = NOON) -> Dpia:
    """Screened with one A, nothing written yet."""
    return actions.screen(begun(cast, kind=kind, at=at), by=cast.max, at=at, answers=answers("A5"))


def written(
    cast: Cast,
    *,
    kind: Kind = Kind.PROJECT,
    at: datetime = NOON,
    risk: dict[str, Any] | None = None,
    **said: Any,
) -> Dpia:
    """A draft with every answer, one risk, and one camera where it is about cameras."""
    facts = SAID | (OF_CAMERAS if kind is Kind.CCTV else {}) | said
    made = actions.edit(draft(cast, kind=kind, at=at), by=cast.max, at=at, **facts)
    made = parts.write_risk(made, by=cast.max, at=at, number=None, **RISK | (risk or {}))
    if kind is Kind.CCTV:
        made = parts.write_camera(made, by=cast.max, at=at, number=None, **CAMERA)
        made = parts.put_plan(made, by=cast.max, at=at, upload=upload(picture()))
    return made


def sent_in(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Dpia:
    return actions.send_to_dpo(written(cast, at=at, **facts), by=cast.max, at=at)


def advised(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Dpia:
    return deciding.advise(sent_in(cast, at=at, **facts), by=cast.priya, at=at, advice="Go on.")


def answered(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Dpia:
    """The advice is followed; it waits for the SIRO."""
    return deciding.respond(advised(cast, at=at, **facts), by=cast.max, at=at, advice_followed=True)


def approved(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Dpia:
    found = answered(cast, at=at, **facts)
    return deciding.approve(found, by=cast.sol, at=at, accepted_because="Small enough.")


def with_sign(cast: Cast, dpia: Dpia, *, at: datetime = NOON) -> Dpia:
    facts = {"where": "At the gate", "photographed_on": local_day(at), "upload": upload(picture())}
    found = parts.photograph(dpia, by=cast.max, at=at, **facts)
    checked(found.signs.latest("number").photograph, at=at)
    return found


def checked(file: Attachment, *, at: datetime = NOON, content: bytes = b"") -> None:
    """The worker has looked at a file and written it anew."""
    with acting_as(SHAREWELL):
        STORE.settle(file.cleaning.pk, clock=lambda: at, copy=content or picture())


def live(cast: Cast, *, at: datetime = NOON, kind: Kind = Kind.CCTV) -> Dpia:
    """Cameras that are switched on."""
    found = approved(cast, kind=kind, at=at)
    if kind is Kind.CCTV:
        found = with_sign(cast, found, at=at)
    return afterwards.go_live(found, by=cast.max, at=at, live_on=local_day(at))


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)


def renewed(cast: Cast, old: Dpia, *, at: datetime = NOON) -> Dpia:
    """The next version, as the old one reads, waiting for the SIRO."""
    new = actions.renew(old, by=cast.max, at=at, reason="It grew.")
    new = actions.send_to_dpo(new, by=cast.max, at=at)
    new = deciding.advise(new, by=cast.priya, at=at, advice="Go on.")
    return deciding.respond(new, by=cast.max, at=at, advice_followed=True)


def of_no_service(cast: Cast) -> Dpia:
    """Cameras that were approved, of the Data team's Dana, in no service."""
    dana, said = cast.dana, SAID | OF_CAMERAS
    with acting_as(dana.pk):
        facts = {"kind": Kind.CCTV, "title": "The office", "service": None, "form_key": uuid4()}
        made = actions.begin(by=dana, at=NOON, **facts)
    made = actions.screen(made, by=dana, at=NOON, answers=answers("A5"))
    made = actions.edit(made, by=dana, at=NOON, **said)
    made = parts.write_risk(made, by=dana, at=NOON, number=None, **RISK)
    made = parts.write_camera(made, by=dana, at=NOON, number=None, **CAMERA)
    made = parts.put_plan(made, by=dana, at=NOON, upload=upload(picture()))
    assert made.floor_plan is not None
    checked(made.floor_plan)
    made = actions.send_to_dpo(made, by=dana, at=NOON)
    made = deciding.advise(made, by=cast.priya, at=NOON, advice="Go on.")
    made = deciding.respond(made, by=dana, at=NOON, advice_followed=True)
    return deciding.approve(made, by=cast.sol, at=NOON, accepted_because="Small enough.")

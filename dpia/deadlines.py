"""What falls due on an assessment (handbook section 13, rows 16 and 26), and whose turn it is."""

from collections.abc import Iterator
from datetime import date, datetime

from dpia import rules
from dpia.models import Action, Dpia, IcoEvent
from dpia.states import GOOD, State
from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import CCTV_NEED_TEST_LEADS, DPIA_LEADS


def _rule(
    key: str,
    words: str,
    *,
    number: int = 16,
    leads: tuple[int, ...] = DPIA_LEADS.value,
    press: Press | None = None,
) -> Rule:
    told, besides = (Audience.OWNER,), (Audience.DPO,)
    return add(
        Rule(key=key, number=number, words=words, leads=leads, told=told, overdue_adds=besides, press=press)
    )


def _waits(key: str, words: str, told: Audience, press: Press | None = None) -> Rule:
    return add(
        Rule(key=f"dpia_waits_{key}", number=16, words=words, leads=(), told=(told,), waits=True, press=press)
    )


REVIEW = _rule("dpia_review", "The review of an assessment", press=Press("review"))
ACTION = _rule("dpia_action_due", "An action of an assessment")
ICO_ACCEPTS = _rule("dpia_ico_accepts", "The ICO says whether it takes a case", press=Press("note_ico"))
ICO_ADVISES = _rule("dpia_ico_advises", "The advice of the ICO on an assessment", press=Press("note_ico"))
NEED_TEST = _rule(
    "cctv_need_test",
    "Whether cameras are still needed",
    number=26,
    leads=CCTV_NEED_TEST_LEADS.value,
    press=Press("test_need"),
)
SCREENING = _waits("screening", "Assessment whose screening waits for you", Audience.DPO)
TO_SCREEN = _waits("to_screen", "Assessment to screen", Audience.OWNER, Press("screen"))
DRAFT = _waits("draft", "Assessment to write", Audience.OWNER, Press("edit"))
RETURNED = _waits("returned", "Assessment that came back", Audience.OWNER, Press("edit"))
ADVICE = _waits("advice", "Assessment to advise on", Audience.DPO, Press("advise"))
ANSWER = _waits("answer", "Assessment whose advice waits for an answer", Audience.OWNER, Press("respond"))
SIGN_OFF = _waits("sign_off", "Assessment to sign off", Audience.SIRO)
START = _waits("start", "Assessment of something that has not started yet", Audience.OWNER, Press("go_live"))
PUBLISH = _waits(
    "publish", "Assessment whose summary must be published anew", Audience.OWNER, Press("publish")
)
ICO_WAITS = _waits("ico", "Assessment about which the ICO waits for something from us", Audience.OWNER)
OUT_OF_DATE = _waits("out_of_date", "Assessment that is out of date", Audience.OWNER)
# What ends an asking.
ANSWERS = (IcoEvent.What.ANSWERED, IcoEvent.What.DECLINED)


def dues(dpia: Dpia, at: datetime) -> list[Due]:
    """What is open on an assessment as it is stored."""
    return [*_waiting(dpia, at), *_clocks(dpia)]


def _waiting(dpia: Dpia, at: datetime) -> Iterator[Due]:
    match dpia.state:
        case State.SCREENING if dpia.screening:
            yield Due(SCREENING.key, local_day(dpia.screened_at or at))
        case State.SCREENING:
            yield Due(TO_SCREEN.key, local_day(dpia.created_at or at))
        case State.DRAFT:
            # A new version is younger than its screening.
            begun_at = dpia.created_at or at
            yield Due(DRAFT.key, local_day(max(begun_at, dpia.screened_at or begun_at)))
        case State.RETURNED:
            yield Due(RETURNED.key, local_day(dpia.sent_at or at))
        case State.DPO_ADVICE:
            yield Due(ADVICE.key, local_day(dpia.sent_at or at))
        case State.SIGN_OFF if dpia.responded_at is None:
            yield Due(ANSWER.key, local_day(dpia.advised_at or at))
        case State.SIGN_OFF:
            yield Due(SIGN_OFF.key, local_day(dpia.responded_at or at))
    if dpia.state in GOOD and dpia.stopped_on is None:
        if dpia.out_of_date_since is not None:
            yield Due(OUT_OF_DATE.key, local_day(dpia.out_of_date_since))
        elif dpia.live_on is None:
            yield Due(START.key, local_day(dpia.decided_at or at))
        if dpia.lacks_summary:
            yield Due(PUBLISH.key, local_day(dpia.decided_at or at))


def _clocks(dpia: Dpia) -> Iterator[Due]:
    if dpia.state == State.AWAITING_ICO:
        yield from _ico(dpia)
    if dpia.state in GOOD and dpia.stopped_on is None:
        if dpia.looked_on is not None:
            yield Due(REVIEW.key, rules.review_due(dpia.looked_on))
        if dpia.is_cctv and dpia.tested_on is not None:
            yield Due(NEED_TEST.key, rules.need_test_due(dpia.tested_on))
    if dpia.pk and dpia.state not in (State.REJECTED, State.SUPERSEDED) and dpia.stopped_on is None:
        for action in dpia.actions.filter(done_at=None).select_related("owner"):
            yield _action(dpia, action)


def _action(dpia: Dpia, action: Action) -> Due:
    # Somebody of another service can be asked too, and has it on their desk all the same.
    elsewhere = (
        action.owner.is_active and not action.owner.memberships.filter(service=dpia.service_id).exists()
    )
    return Due(ACTION.key, action.due_on, worker_id=action.owner_id, part=action.number, everywhere=elsewhere)


def _ico(dpia: Dpia) -> Iterator[Due]:
    clock = ico_clock(dpia)
    if clock is None:
        return
    if clock.paused_since is not None:
        yield Due(ICO_WAITS.key, clock.paused_since)
    if clock.accepts_by is not None:
        yield Due(ICO_ACCEPTS.key, clock.accepts_by)
    if clock.advises_by is not None:
        yield Due(ICO_ADVISES.key, clock.advises_by)


class IcoClock:
    """Where the clocks of the ICO stand, by what it told us. `accepts_by` is None once it said whether it takes it."""

    def __init__(self, sent_on: date, events: list[IcoEvent]) -> None:
        what = IcoEvent.What
        said = {event.what: event.on for event in events}
        self.sent_on = sent_on
        self.accepted_on, self.extended_on = said.get(what.ACCEPTED), said.get(what.EXTENDED)
        began: date | None = None
        self.pauses: list[rules.Pause] = []
        for event in events:
            if event.what == what.PAUSED:
                began = event.on
            elif event.what == what.RESUMED and began is not None:
                self.pauses.append((began, event.on))
                began = None
        self.paused_since = began
        if began is not None:
            self.pauses.append((began, None))
        self.accepts_by = None if self.accepted_on else rules.accepts_by(sent_on)
        self.extends_by = rules.extends_by(sent_on)
        self.advises_by = rules.advises_by(sent_on, extended=bool(self.extended_on), pauses=self.pauses)


def ico_clock(dpia: Dpia) -> IcoClock | None:
    """The clocks of the asking that is under way, or was the last; None where it was never asked."""
    if dpia.ico_sent_on is None:
        return None
    told = list(dpia.ico_events.filter(sent_on=dpia.ico_sent_on).order_by("id"))
    # An asking ends with its answer; another may have been sent the same day.
    ends = [number for number, each in enumerate(told, start=1) if each.what in ANSWERS]
    if dpia.state != State.AWAITING_ICO:
        ends = ends[:-1]
    mine = told[ends[-1] :] if ends else told
    return IcoClock(dpia.ico_sent_on, sorted(mine, key=lambda each: (each.on, each.pk)))

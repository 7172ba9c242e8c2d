"""Media over HTTP: the list, one of them, a new one, and a version without somebody."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.kinds import Channel
from consent.media import actions
from consent.media.deadlines import CHASE, dues, last_good_day
from consent.media.filters import campaigns, campaigns_asked, chosen, filters
from consent.media.forms import BeginForm
from consent.media.models import Asset
from consent.media.permissions import COMMS_ONLY, may_edit, may_take_off
from consent.media.register import BESIDES, HAPPENED, MEDIA
from consent.media.said import lines, missing, stands, usable
from consent.media.states import State
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.attachments.films import MOST_BYTES
from governance.attachments.uploads import takes
from governance.calendar import local_day
from governance.deadlines.rules import RULES
from governance.defaults import MEDIA_EXPIRY_LEADS
from governance.errors import demand, no
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.records.paging import page
from governance.workflow.register import Step, not_theirs
from governance.workflow.requests import by, sent, take_step

ORDER = ("publish", "add_person", "confirm", "not_gone", "delete", "finish", "note", "edit", "put_file")
SOON = timedelta(days=max(MEDIA_EXPIRY_LEADS.value))
# Their pages come with the person or the place that they are about.
OF_A_PART = ("remove_person",)
WITHOUT_THEM = no(
    "Only what somebody took back is made anew without them.",
    next_step="While it is live, use it as it is, or finish with it.",
)


@require_safe
def media(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET, at)
    listed = page(chosen(user, wanted, at).select_related("service"), request.GET, by=("-id",))
    standing = stands(listed.rows, at)
    context = {
        "page": listed,
        "rows": [(each, standing[each.pk]) for each in listed.rows],
        "filters": wanted,
        "states": State.choices,
        "channels": Channel.choices,
        "campaigns": [(each, each) for each in campaigns(user, at)],
        "may_create": bool(may(user.role, May.CREATE, MEDIA.name)),
    }
    return render(request, "media/list.html", context)


@require_safe
def asset(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: who is in it and may it be used where, where it is shown, what is to be done, what happened."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user)
    known = lines(found, user, at)
    record_view(
        register=MEDIA.name,
        reference=reference,
        service_id=found.service_id,
        people=[each.in_it.person_id for each in known],
    )
    state = State(found.state)
    verdicts = [(channel, usable(found, channel, at)) for channel in Channel]
    steps = _steps(found, user, usable_somewhere=any(verdict for _, verdict in verdicts))
    edits = bool(may_edit(user, found, at))
    shown = list(found.publications.select_related("organisation").order_by("number"))
    anywhere, unknown = usable(found, None, at), max(0, found.shown - len(known))
    last = last_good_day(found, at) if state is State.LIVE else None
    context = {
        "asset": found,
        "state": state,
        "standing": stands([found], at)[found.pk],
        "anywhere": anywhere,
        "missing": missing(found, known, None, at),
        "channels": [
            (channel, verdict, "" if verdict else missing(found, known, channel, at))
            for channel, verdict in verdicts
        ],
        "lines": known,
        "unknown": unknown,
        "shown": shown,
        "up": any(each.down_on is None for each in shown),
        "edits": edits,
        "takes_off": state is State.LIVE and bool(may_take_off(user, found, at)),
        "live": state is State.LIVE,
        "taken_back": found.withdrawn_at is not None,
        "last": last,
        "soon": last is not None and last - local_day(at) <= SOON,
        "to_do": [] if state is State.LIVE else _to_do(found, at),
        "staying": any(not each.in_it.ended for each in known),
        "today": local_day(at),
        "may_open": found.has_file and bool(MEDIA.verbs["open_file"].may(user, found, at)),
        "is_picture": found.media_type.startswith("image/"),
        "is_film": found.media_type.startswith("video/"),
        "is_sound": found.media_type.startswith("audio/"),
        "may_cut": edits and state in (State.WITHDRAWN, State.DELETED) and found.withdrawn_at is not None,
        "versions": list(found.versions.order_by("id")),
        "steps": [each for each in steps if each.verdict],
        "missing_steps": not_theirs(steps),
        "main_verb": _main(steps, "add_person" if unknown else "publish" if anywhere else "finish"),
        "timeline": timeline(MEDIA.name, reference, HAPPENED, text=_said_of),
    }
    return render(request, "media/detail.html", context)


def found_for(reference: str, user: User) -> Asset:
    """One that the user may see, read with what its pages ask for; raises NotThere."""
    found = MEDIA.find(reference, user=user, at=timezone.now())
    known = MEDIA.rows().select_related("follows", "finished_by", "deleted_by", "confirmed_by")
    whole: Asset = known.get(pk=found.pk)
    return whole


@takes(MOST_BYTES, sealed=True)
def create(request: HttpRequest) -> HttpResponse:
    """Keep one."""
    if not may(by(request).role, May.CREATE, MEDIA.name):
        demand(COMMS_ONLY)
    return _begin(request, title="Add a picture, film or story", back_url="/media/")


@takes(MOST_BYTES, sealed=True)
def version(request: HttpRequest, reference: str) -> HttpResponse:
    """A version without whoever took back their yes: a record of its own, with its own file."""
    at, user = timezone.now(), by(request)
    before = found_for(reference, user)
    demand(may_edit(user, before, at))
    if before.withdrawn_at is None:
        demand(WITHOUT_THEM)
    names = ("kind", "title", "campaign", "service", "made_by", "made_on", "ends_on")
    staying = before.people.filter(removed_at=None, ended="").count()
    return _begin(
        request,
        title="Make a version without them",
        back_url=MEDIA.url(before),
        follows=before,
        initial={**{name: getattr(before, name) for name in names}, "shown": staying},
    )


def _begin(
    request: HttpRequest,
    *,
    title: str,
    back_url: str,
    follows: Asset | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    at, user = timezone.now(), by(request)
    form = BeginForm(*sent(request), campaigns=campaigns_asked(user, at), initial=initial, follows=follows)
    intro = "It is used nowhere before everybody in it has said yes to the campaign and to the place."
    if follows is not None:
        intro = "Cut it so that nobody can recognise them, and put in that file. The others stay, with their consent."
    return take_step(
        request,
        form,
        lambda: actions.begin(by=user, at=at, follows=follows, **form.facts),
        register=MEDIA,
        verb="begin",
        done="It is kept. Now say who is in it.",
        then=MEDIA.url,
        template="staff/form.html",
        title=title,
        intro=intro,
        topic="consent",
        button="Keep it",
        back_url=back_url,
    )


def _steps(found: Asset, user: User, *, usable_somewhere: bool) -> list[Step]:
    """Those with a page of their own; what has nothing to do now is left out."""
    at = timezone.now()
    steps = [each for each in MEDIA.steps(found, user=user, at=at) if each.verb not in OF_A_PART]
    steps += [each for each in BESIDES.steps(found, user=user, at=at) if each.verb == "note"]
    deleted = found.deleted_at is not None
    apt = {"delete": not deleted, "confirm": deleted, "not_gone": deleted, "publish": usable_somewhere}
    # Who cannot do the second of a pair is told so once.
    quiet = ("not_gone", "note", "edit", "put_file")
    ours = [each for each in steps if apt.get(each.verb, True) and (each.verdict or each.verb not in quiet)]
    return sorted(ours, key=lambda each: ORDER.index(each.verb))


def _to_do(found: Asset, at: datetime) -> list[str]:
    """What is to be done after its end, each once."""
    # To ask again has a day of its own, and stands beside whoever has not answered.
    open_now = [each for each in dues(found, at) if each.rule != CHASE.key]
    return list(dict.fromkeys(RULES[each.rule].words for each in open_now))


def _main(steps: list[Step], while_live: str) -> str:
    """The step that it waits for; of what is live, the one that is given."""
    pressable = {each.verb for each in steps if each.verdict}
    return next((verb for verb in ("confirm", "delete", while_live) if verb in pressable), "")


def _said_of(event: Event) -> str:
    """The reason of a step, or where it was published."""
    channel = event.detail.get("channel")
    return event.reason or (Channel(channel).label if channel in Channel.values else "")

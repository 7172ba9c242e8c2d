"""Media: pictures, films, sounds and stories of people, each used only while everybody in it says yes (section 9)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import cast

from django.db.models import Q

from consent.consents.models import Consent
from consent.kinds import Kind
from consent.media import documents, permissions, rules
from consent.media.card import card
from consent.media.deadlines import dues, last_good_day
from consent.media.models import Asset, Ended, InIt, Publication
from consent.media.said import said, uncovered
from consent.media.states import MACHINE, State
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import LONDON, local_day
from governance.deadlines.rules import Audience
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
from governance.workflow.held import holds
from governance.workflow.naming import by_field
from governance.workflow.register import Reaction, Register, Verb, enter

HAPPENED = {
    "begin": "Kept",
    "edit": "Changed",
    "put_file": "Its file was put in",
    "add_person": "A person in it was added",
    "remove_person": "Somebody was taken off who is not in it",
    "cover": "The consent of somebody in it was linked",
    "publish": "Published",
    "note": "Found somewhere",
    "take_down": "Taken down",
    "send_notice": "A notice was sent to somebody who published it",
    "answer": "Somebody who published it answered",
    "tell": "A person in it was told what we cannot call back",
    "withdraw": "Somebody in it is not covered any more, so it is not used any more",
    "finish": "Finished",
    "delete": "Deleted, with its evidence",
    "not_gone": "It was found not to be gone",
    "confirm": "A second person confirmed that it is gone",
    "follow_merge": "A partner’s two records became one",
    "refused": "Not accepted",
}


def excluded_from(asset: Asset) -> tuple[int, ...]:
    """Who must not know of it, because they know somebody in it personally."""
    inside = asset.people.filter(removed_at=None).values("person")
    found = AccessExclusion.objects.in_force().filter(person__in=inside)
    return tuple(found.order_by("worker").values_list("worker_id", flat=True).distinct())


def _desk(asset: Asset) -> Desk:
    """Communications'; nobody who knows somebody in it hears of it."""
    return Desk(service_id=asset.service_id, team=Audience.COMMS, excluded=excluded_from(asset))


def _blocked(user: User, reference: str, at: datetime) -> bool:
    known = AccessExclusion.objects.in_force().filter(worker=user).values("person")
    return InIt.objects.filter(asset__reference=reference, removed_at=None, person__in=known).exists()


def tell(asset: Asset, kind: str, at: datetime, *, besides: Iterable[User] = ()) -> None:
    """A message about it to communications and the IG team, but for those who know somebody in it."""
    reached = User.objects.filter(role__in=[Role.COMMS, Role.IG], is_active=True)
    notify(
        {*reached.exclude(pk__in=excluded_from(asset)), *besides},
        kind,
        register=MEDIA.name,
        reference=asset.reference,
        at=at,
        occasion=str(asset.version),
    )


# --- What becomes of it because of what is said elsewhere ---------------------------------


def told_if_uncovered(asset: Asset, at: datetime) -> Asset:
    """What is shown without a live consent to that place is told the same day."""
    if asset.state == State.LIVE and uncovered(asset, at):
        tell(asset, "media_uncovered", at)
    return asset


def _holding(consent: Consent) -> list[Asset]:
    """Those that rest on a consent, in the order in which everybody locks them."""
    if consent.kind != Kind.MEDIA:
        return []
    resting = Asset.objects.filter(people__consent=consent, people__removed_at=None)
    return list(resting.select_related("service").order_by("id"))


def _reached(consent: Consent, ended: Ended, moment: datetime, at: datetime) -> list[Asset]:
    """Those with this person in them that are for the campaign, whichever yes to it they rest on, but where that was
    said since; in the order in which everybody locks them.

    A yes that never held says nothing about their others. A no to some places reaches only what is shown in one of
    these, or rests on no yes any more.
    """
    if consent.kind != Kind.MEDIA:
        return []
    if ended is Ended.INVALID:
        return _holding(consent)
    theirs = InIt.objects.filter(person=consent.person_id, removed_at=None, ended="")
    inside = theirs.select_related("asset__service", "consent").order_by("asset_id")
    theirs_to_it = [
        each
        for each in inside
        if each.consent_id == consent.pk
        or (rules.same_campaign(each.asset.campaign, consent.named) and not _said_since(each, moment))
    ]
    if ended is not Ended.REFUSED:
        return [each.asset for each in theirs_to_it]
    return [
        each.asset
        for each, one in zip(theirs_to_it, said(theirs_to_it), strict=True)
        if not rules.holds(one, at) or _is_shown(each.asset, consent.channels)
    ]


def _is_shown(asset: Asset, channels: Iterable[str]) -> bool:
    return asset.publications.filter(down_on=None, channel__in=list(channels)).exists()


def _said_since(in_it: InIt, moment: datetime) -> bool:
    yes_at = in_it.consent.last_yes_at if in_it.consent is not None else None
    return yes_at is not None and yes_at > moment


def _taken_back(ended: Ended) -> Reaction:
    """Nothing of it is used from this moment on; our own channels have five working days (section 9).

    A no to the campaign takes back any yes to it, however that was worded.
    """

    def react(record: Record, event: Event, at: datetime) -> None:
        consent = cast(Consent, record)
        moments = (consent.withdrawn_at, consent.refused_at, consent.invalidated_at)
        moment = next((each for each in moments if each is not None), at)
        written = (
            consent.withdrawal_recorded_at or consent.invalidated_at or max(at, consent.created_at or at)
        )

        def change(locked: Asset) -> None:
            if locked.withdrawn_at is None:
                locked.withdrawn_at = moment
            due = rules.clear_by(local_day(moment), locked.nation)
            locked.clear_by = due if locked.clear_by is None else min(locked.clear_by, due)
            for in_it in locked.people.filter(person=consent.person_id, removed_at=None, ended=""):
                # A no of somebody who had said yes takes that back.
                took_back = ended is Ended.REFUSED and in_it.consent_id is not None
                in_it.ended, in_it.ended_at = Ended.WITHDRAWN if took_back else ended, moment
                in_it.save()

        for asset in _reached(consent, ended, moment, written):
            done = apply(MEDIA, asset, "withdraw", by=None, at=written, change=change)
            _order_papers(done, at)
            tell(done, "media_taken_back", at)

    return react


def _order_papers(asset: Asset, at: datetime) -> None:
    for publication in asset.publications.filter(ours=False, down_on=None):
        documents.order_notice(publication, at=at)
    for in_it in asset.people.exclude(ended="").filter(removed_at=None):
        documents.order_words(in_it, at=at)


def _cover_with(consent: Consent, found: Iterable[InIt], at: datetime) -> None:
    def link(in_it: InIt) -> Callable[[Asset], None]:
        def change(locked: Asset) -> None:
            rest_on(in_it, consent)
            in_it.save()

        return change

    for in_it in found:
        asset = Asset.objects.select_related("service").get(pk=in_it.asset_id)
        covered = apply(MEDIA, asset, "cover", by=None, at=at, change=link(in_it), number=in_it.number)
        told_if_uncovered(covered, at)


def rest_on(in_it: InIt, consent: Consent | None) -> None:
    """From now on this consent covers them; what it says now is kept with it."""
    in_it.consent = consent
    in_it.consent_version = consent.version if consent else None
    in_it.campaign, in_it.channels = (consent.named, list(consent.channels)) if consent else ("", [])


def _said_yes(record: Record, event: Event, at: datetime) -> None:
    """A new yes to the campaign covers them in what they are in, where nothing does or an older yes did."""
    consent = cast(Consent, record)
    if consent.kind != Kind.MEDIA:
        return
    waiting = InIt.objects.filter(
        person=consent.person_id,
        removed_at=None,
        asset__state=State.LIVE,
        asset__campaign__iexact=consent.named,
    )
    # What was replaced by this one comes to it by its own step. Who has a yes already keeps it, but for one to more.
    good = Q(consent__in=Consent.objects.active_on(local_day(at)))
    more = Q(channels__contained_by=consent.channels) & ~Q(channels__contains=consent.channels)
    lacking = waiting.filter(~good | more)
    _cover_with(consent, lacking.order_by("asset_id"), at)


def _replaced(record: Record, event: Event, at: datetime) -> None:
    """A newer yes to the same takes the place of the older; it may name other channels."""
    older = cast(Consent, record)
    if older.kind != Kind.MEDIA or older.replacement is None:
        return
    resting = InIt.objects.filter(consent=older, removed_at=None, asset__state=State.LIVE)
    _cover_with(older.replacement, resting.order_by("asset_id"), at)


def _dates_moved(record: Record, event: Event, at: datetime) -> None:
    """The consent ends another day now. Where what is shown is not covered any more, that is told at once."""
    consent = cast(Consent, record)
    if consent.kind != Kind.MEDIA:
        return
    for asset in _holding(consent):
        refresh_deadlines(MEDIA, asset, at=at)
        last = last_good_day(asset, at) if asset.state == State.LIVE else None
        if (last is not None and last < local_day(at)) or consent.outgrown_at is not None:
            tell(asset, "media_uncovered", at)


def _known_to_somebody(record: Record, event: Event, at: datetime) -> None:
    """Whoever knows a person in it hears of it no more, or again."""
    for asset in Asset.objects.showing(cast(AccessExclusion, record).person_id).order_by("id"):
        refresh_deadlines(MEDIA, asset, at=at)


def _publisher_merged(record: Record, event: Event, at: datetime) -> None:
    """What names a duplicate names the one that remains."""
    merged = cast(Organisation, record)

    def point(locked: Asset) -> None:
        locked.publications.filter(organisation=merged).update(organisation=merged.merged_into)

    showing = Asset.objects.filter(publications__organisation=merged).distinct()
    follow(BESIDES, showing.order_by("id"), point, event, at)


def _resting_on(record: Record) -> list[Dependant]:
    """What rests on a consent: where it was shown, or that it waits to be."""
    if not isinstance(record, Consent):
        return []
    found: list[Dependant] = []
    for asset in _holding(record):
        url, shown = MEDIA.url(asset), list(asset.publications.order_by("number"))
        words = f"{asset.get_kind_display()}, {asset.get_state_display().lower()}"
        found += [
            Dependant(
                MEDIA.name,
                asset.reference,
                each.get_channel_display(),
                url,
                recipient=each.who,
                shared_at=_since(each),
            )
            for each in shown
        ]
        if not shown:
            found.append(Dependant(MEDIA.name, asset.reference, words, url))
    return found


def _since(publication: Publication) -> datetime:
    """The moment since when it is shown: as it was written down, where that was the same day."""
    if local_day(publication.noted_at) == publication.from_on:
        return publication.noted_at
    return datetime.combine(publication.from_on, time.min, LONDON).astimezone(UTC)


MEDIA = enter(
    Register(
        name="media",
        prefix="MED",
        model=Asset,
        machine=MACHINE,
        verbs={
            "begin": Verb("begin", "Add a picture, film or story", permissions.may_begin),
            "add_person": Verb("add_person", "Add a person in it", permissions.may_edit),
            "publish": Verb("publish", "It is published", permissions.may_decide),
            "put_file": Verb("put_file", "Put in its file", permissions.may_edit),
            "edit": Verb("edit", "Change what it says", permissions.may_edit),
            "remove_person": Verb("remove_person", "Somebody is not in it", permissions.may_take_off),
            "finish": Verb("finish", "We have finished with it", permissions.may_decide),
            "delete": Verb("delete", "It is deleted", permissions.may_delete),
            "confirm": Verb("confirm", "Confirm that it is gone", permissions.may_confirm),
            "not_gone": Verb("not_gone", "It is not gone", permissions.may_confirm),
            "note": Verb("note", "We found it somewhere", permissions.may_edit),
            "take_down": Verb("take_down", "It is taken down", permissions.may_edit),
            "send_notice": Verb("send_notice", "The notice is sent", permissions.may_edit),
            "answer": Verb("answer", "They answered", permissions.may_edit),
            "tell": Verb("tell", "The person is told", permissions.may_edit),
            "ask": Verb("ask", "Ask for their consent", permissions.may_edit),
            "open_file": Verb("open_file", "Open the file", permissions.may_open_file),
        },
        visible=lambda user, at: Asset.objects.visible_to(user, at),
        dues=dues,
        desk=_desk,
        service_id=lambda asset: asset.service_id,
        blocked=_blocked,
        card=card,
        happened=HAPPENED,
        reference_digits=4,
        related=("service", "file"),
        naming=by_field("title"),
        held=holds(
            lambda person: Asset.objects.showing(person.pk).select_related("service"),
            also="state kind title campaign made_on ends_on deleted_on",
            without="file",
            title="a picture, film or story with you in it",
            mind=lambda asset: "Others may be in it: the file itself is looked at by hand.",
        ),
        dependants=_resting_on,
        reactions={
            ("consents", "withdraw"): _taken_back(Ended.WITHDRAWN),
            ("consents", "invalidate"): _taken_back(Ended.INVALID),
            ("consents", "refuse"): _taken_back(Ended.REFUSED),
            ("consents", "give"): _said_yes,
            ("consents", "supersede"): _replaced,
            **{
                ("consents", verb): _dates_moved
                for verb in ("reconfirm", "shorten", "lengthen", "outgrow", "set_end", "fall_back")
            },
            ("exclusions", "report"): _known_to_somebody,
            ("exclusions", "end"): _known_to_somebody,
            ("organisations", "merge"): _publisher_merged,
            ("organisations", "move"): _publisher_merged,
        },
    )
)
# For what is no step of its states.
BESIDES = replace(MEDIA, machine=None)

about("media_taken_back", "Somebody in a picture, film or story does not say yes any more: take it down")
about("media_uncovered", "A picture, film or story is shown without a live consent")
about(
    "media_taken_off",
    "Somebody was taken off a picture, film or story that was shown: look whether that is right",
)
about("media_not_gone", "A picture, film or story that was said to be deleted is not gone")

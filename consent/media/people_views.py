"""Who is in it, over HTTP: added, asked, taken off, told."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent.consents import to_ask
from consent.items import DataItem
from consent.kinds import Channel
from consent.media import actions, documents, forms
from consent.media.models import Asset, InIt
from consent.media.models import Kind as What
from consent.media.papers import given
from consent.media.publication_views import one_of
from consent.media.register import MEDIA
from consent.media.said import lines, offered_for
from consent.media.step_views import Act, take
from consent.media.views import found_for
from governance.errors import NotThere, demand
from governance.ledger.writing import record_view
from governance.workflow.once import landing, once
from governance.workflow.requests import by

ADD = Act(
    forms.PersonForm,
    actions.add_person,
    "Add everybody who can be recognised. It is used only where each of them said yes.",
    "They are added.",
)
REMOVE = Act(
    forms.ReasonForm,
    actions.remove_person,
    "Only where they were never in it. Whoever takes back their yes says so, and that is written on their consent.",
    "They are taken off. Look whether the number of people is still right.",
)
TELL = Act(
    forms.TellForm,
    actions.tell_person,
    "Tell them in these words, or give them the paper.",
    "It is written down that they are told.",
)


@once(MEDIA, "add_person", landing(ADD.done))
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody who can be recognised in it."""
    offered = offered_for(_asset(request, reference), by(request), timezone.now())
    if offered:
        record_view(register=MEDIA.name, people=[each.person_id for each in offered])
    return take(request, reference, "add_person", ADD)


@require_POST
def ask(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """On to the form of their answer, with the campaign filled in."""
    asset = _asset(request, reference)
    demand(MEDIA.verbs["ask"].may(by(request), asset, timezone.now()))
    in_it = _in_it(asset, number)
    shown = asset.publications.filter(down_on=None).values_list("channel", flat=True)
    items = [DataItem.STORY] if asset.kind == What.STORY else [DataItem.IMAGE]
    return to_ask.publicity(
        request,
        in_it.person,
        named=asset.campaign,
        channels=[channel for channel in Channel if channel in set(shown)],
        items=items,
    )


@one_of("remove_person", REMOVE.done)
def remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Somebody who was never in it."""
    asset = _asset(request, reference)
    caption = f"{_name(request, asset, number)}: {asset.title}"
    return take(request, reference, "remove_person", REMOVE, number=number, caption=caption)


@one_of("tell", TELL.done)
def tell(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The words for whoever took back their yes, and that they were told."""
    asset = _asset(request, reference)
    in_it = _ended(asset, number)
    return take(
        request,
        reference,
        "tell",
        TELL,
        in_any_state=True,
        template="media/tell.html",
        number=number,
        caption=f"{_name(request, asset, number)}: {asset.title}",
        in_it=in_it,
        pdf=documents.find(documents.WORDS, in_it.pk),
        **{**documents.words(in_it), "asset": asset},
    )


@require_safe
def words(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """The words for the person, to be given to them."""
    asset = _asset(request, reference)
    in_it = _ended(asset, number)
    return given(
        request,
        asset,
        documents.WORDS,
        in_it.pk,
        what="paper for the person",
        name=f"words-{reference}-{number}",
        back=MEDIA.url(asset, f"people/{number}/tell"),
    )


def _asset(request: HttpRequest, reference: str) -> Asset:
    return found_for(reference, by(request))


def _in_it(asset: Asset, number: int) -> InIt:
    found = asset.people.select_related("person", "asset").filter(number=number, removed_at=None).first()
    if found is None:
        raise NotThere(MEDIA.name, asset.reference)
    return found


def _ended(asset: Asset, number: int) -> InIt:
    """Somebody whose yes has ended; there is nothing to tell the others."""
    found = _in_it(asset, number)
    if not found.ended:
        raise NotThere(MEDIA.name, asset.reference)
    return found


def _name(request: HttpRequest, asset: Asset, number: int) -> str:
    in_it = _in_it(asset, number)
    known = lines(asset, by(request), timezone.now())
    record_view(register=MEDIA.name, reference=asset.reference, people=[in_it.person_id])
    return next(each.name for each in known if each.in_it.pk == in_it.pk)

"""Where media are shown, over HTTP: published, found, taken down; notices to others and what they answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from consent.media import actions, documents, forms
from consent.media.models import Asset, Publication
from consent.media.papers import given
from consent.media.register import MEDIA
from consent.media.step_views import Act, take
from consent.media.views import found_for
from governance.errors import NotThere
from governance.workflow.once import landing, once
from governance.workflow.requests import by

PUBLISH = Act(
    forms.ShownForm,
    actions.publish,
    "Everybody in it must have said yes to this campaign and to this place, since that day.",
    "It is written down.",
)
NOTE = Act(
    forms.ShownForm,
    actions.note,
    "Write down each place where you found it, whoever put it there, so that it can be taken down.",
    "It is written down.",
)
DOWN = Act(
    forms.DownForm,
    actions.take_down,
    "Look at the place itself, and at what search engines still show of it.",
    "It is written down as taken down.",
)
NOTICE = Act(
    forms.NoticeForm,
    actions.send_notice,
    "Send them these words, then write down that you did. The law asks us for reasonable steps.",
    "The notice is written down.",
)
ANSWER = Act(
    forms.AnswerForm, actions.answer, "Keep what they say, also a no.", "Their answer is written down."
)
View = Callable[..., HttpResponse]


def one_of(verb: str, done: str) -> Callable[[View], View]:
    """For the view of a step about a part: its address has a number, and `once` knows a reference alone."""

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(request: HttpRequest, reference: str, number: int) -> HttpResponse:
            def numbered(request: HttpRequest, reference: str) -> HttpResponse:
                return view(request, reference, number)

            return once(MEDIA, verb, landing(done))(numbered)(request, reference)

        return shown

    return decorate


@once(MEDIA, "publish", landing(PUBLISH.done))
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """It is published there."""
    return take(request, reference, "publish", PUBLISH)


@once(MEDIA, "note", landing(NOTE.done))
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """It was found there."""
    return take(request, reference, "note", NOTE, in_any_state=True)


@one_of("take_down", DOWN.done)
def take_down(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """It is gone from there."""
    return _about(request, reference, number, "take_down", DOWN)


@one_of("send_notice", NOTICE.done)
def notice(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The words of the notice, and that it was sent."""
    publication = _publication(_asset(request, reference), number)
    return _about(
        request,
        reference,
        number,
        "send_notice",
        NOTICE,
        template="media/notice.html",
        pdf=documents.find(documents.NOTICE, publication.pk),
        **documents.notice(publication),
    )


@one_of("answer", ANSWER.done)
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What they answered."""
    return _about(request, reference, number, "answer", ANSWER)


@require_safe
def notice_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """The notice, to be sent."""
    asset = _asset(request, reference)
    publication = _publication(asset, number)
    back = MEDIA.url(asset, f"shown/{number}/notice")
    return given(
        request,
        asset,
        documents.NOTICE,
        publication.pk,
        what="notice",
        name=f"notice-{reference}-{number}",
        back=back,
    )


def _about(
    request: HttpRequest, reference: str, number: int, verb: str, step: Act, **more: Any
) -> HttpResponse:
    publication = _publication(_asset(request, reference), number)
    more = {"publication": publication, "caption": f"{publication.who}, {publication.words}", **more}
    return take(request, reference, verb, step, in_any_state=True, number=number, **more)


def _asset(request: HttpRequest, reference: str) -> Asset:
    return found_for(reference, by(request))


def _publication(asset: Asset, number: int) -> Publication:
    found = asset.publications.select_related("asset").filter(number=number).first()
    if found is None:
        raise NotThere(MEDIA.name, asset.reference)
    return found

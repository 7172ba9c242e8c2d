"""The project's addresses, and one more whose step changes a person and is refused after that."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from governance.config.urls import urlpatterns as ours
from governance.errors import Code, Denied, IllegalTransition, NotThere, Stale, no
from governance.people import actions
from governance.people.register import PEOPLE
from governance.workflow.requests import by

REFUSALS = {
    "denied": Denied(no("Two people must do this.", code=Code.SAME_PERSON, next_step="Ask someone else.")),
    "late": IllegalTransition(no("This record is closed.")),
    "stale": Stale(no("Someone changed it.")),
    "hidden": NotThere("people", "PER-2026-000001", blocked=True),
}


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    actions.edit(person, by=user, at=at, read_version=person.version, reason="wrong", name="Half Saved")
    raise REFUSALS[verb]


urlpatterns = [path("trials/<str:reference>/<str:verb>/", act, name="act"), *ours]

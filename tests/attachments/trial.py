"""The page of a record with files, and a form that takes one, as other registers will have them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.urls import path

from governance.attachments.forms import AttachmentField
from governance.attachments.models import Attachment
from governance.attachments.uploads import takes
from governance.config.urls import urlpatterns as ours
from governance.people.models import Person
from governance.people.register import PEOPLE
from governance.workflow.forms import VerbForm

given: list[dict[str, object]] = []
PAGE = """
{% extends "staff/base.html" %}
{% block title %}Files – Sharewell{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Files</h1>
{% include "components/attachments.html" %}
{% endblock %}
"""


class TrialForm(VerbForm):
    topic = forms.CharField(label="Topic")
    paper = AttachmentField(required=False)


def trial(request: HttpRequest) -> HttpResponse:
    form = TrialForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given.append(form.facts)
        return HttpResponse("Kept")
    return render(request, "staff/form.html", {"form": form, "title": "Add a file", "back_url": "/desk/"})


@takes(20 * 1024 * 1024, sealed=True)
def sealed_trial(request: HttpRequest) -> HttpResponse:
    film = request.FILES["film"]
    # Whatever was uploaded is closed with the request.
    given.append({"file": film, "topic": request.POST.get("topic"), "lies": film.read()})
    return HttpResponse("Kept")


def record(request: HttpRequest, reference: str) -> HttpResponse:
    sam = Person.objects.get(reference=reference)
    context = {"attachments": Attachment.objects.of(sam, PEOPLE), "user": request.user}
    return HttpResponse(Template(PAGE).render(Context(context)))


urlpatterns = [
    *ours,
    path("trial/", trial),
    path("sealed/", sealed_trial),
    path("trial/<str:reference>/", record),
]

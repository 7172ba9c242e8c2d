"""A page with both fields in it, as other registers' forms will have them."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from consent.evidence.forms import SignatureField, UploadField
from governance.config.urls import urlpatterns as ours
from governance.workflow.forms import VerbForm

given: list[dict[str, object]] = []


class TrialForm(VerbForm):
    topic = forms.CharField(label="Topic")
    scan = UploadField(required=False)
    signature = SignatureField(required=False)


def trial(request: HttpRequest) -> HttpResponse:
    form = TrialForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given.append(form.facts)
        return HttpResponse('<link rel="icon" href="data:,">Kept')
    return render(request, "staff/form.html", {"form": form, "title": "Sign here", "back_url": "/desk/"})


urlpatterns = [*ours, path("trial/", trial)]

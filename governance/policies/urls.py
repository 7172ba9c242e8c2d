from django.urls import path, register_converter
from django.urls.converters import StringConverter

from governance.exports.views import download
from governance.policies import public, reading_views, views, writing_views


class ReferenceConverter(StringConverter):
    """`POL-2026-0001`: the addresses of policies have small letters only, so that neither is taken for the other."""

    regex = "[A-Z]+-[0-9-]+"


register_converter(ReferenceConverter, "policy_reference")

app_name = "policies"
urlpatterns = [
    path("", public.policies, name="list"),
    path("drafts/", views.drafts, name="drafts"),
    path("drafts/new/", views.create, name="create"),
    path("drafts/write/", writing_views.begin, name="begin"),
    path("to-read/", reading_views.to_read, name="to_read"),
    path("readers/", reading_views.readers, name="readers"),
    path("readers/export/", download, {"register": "policies"}, name="export"),
    path("<policy_reference:reference>/", views.version, name="detail"),
    path("<policy_reference:reference>/edit/", writing_views.edit, name="edit"),
    path("<policy_reference:reference>/acknowledge/", reading_views.acknowledge, name="acknowledge"),
    path("<policy_reference:reference>/<str:verb>/", views.act, name="act"),
    path("<slug:slug>/", public.policy, name="policy"),
    path("<slug:slug>/compare/", public.compare, name="compare"),
    path("<slug:slug>/versions/<str:number>/", public.version, name="version"),
    path("<slug:slug>/versions/<str:number>/pdf/", public.pdf, name="pdf"),
]

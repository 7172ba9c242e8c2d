from django.urls import path, register_converter

from governance.exports.views import download
from governance.policies.urls import ReferenceConverter
from governance.resources import public, views

register_converter(ReferenceConverter, "resource_reference")

app_name = "resources"
urlpatterns = [
    path("", public.resources, name="list"),
    path("new/", views.add, name="add"),
    path("export/", download, {"register": "resources"}, name="export"),
    path("forms/<slug:key>/", views.blank, name="blank"),
    path("<resource_reference:reference>/", views.resource, name="detail"),
    path("<resource_reference:reference>/<str:verb>/", views.act, name="act"),
    path("<slug:slug>/", public.resource, name="public"),
    path("<slug:slug>/file/", public.file, name="file"),
]

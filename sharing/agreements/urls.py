from django.urls import path

from governance.exports.views import download
from sharing.agreements import covered_views, views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="list"),
    path("covered/", covered_views.covered, name="covered"),
    path("export/", download, {"register": "agreements"}, name="export"),
    path("<str:reference>/", views.agreement, name="detail"),
    *(path(f"<str:reference>/{verb}/", views.act, {"verb": verb}, name=verb) for verb in views.ACTS),
]

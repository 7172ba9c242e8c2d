from django.urls import path

from governance.exports.views import download
from sharing.stop_checks import step_views, views, writing_views

app_name = "stop_checks"
urlpatterns = [
    path("", views.stop_checks, name="list"),
    path("export/", download, {"register": "stop_checks"}, name="export"),
    path("new/", writing_views.create, name="create"),
    path("<str:reference>/", views.stop_check, name="detail"),
    path("<str:reference>/edit/", writing_views.edit, name="edit"),
    path("<str:reference>/questions/<slug:step>/", writing_views.question, name="question"),
    path("<str:reference>/file/", writing_views.put_in, name="put_in"),
    path("<str:reference>/who/", writing_views.who, name="who"),
    path("<str:reference>/download/", step_views.download, name="download"),
    path("<str:reference>/certificate/", step_views.pdf, name="certificate"),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]

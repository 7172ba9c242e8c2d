from django.urls import path

from consent.recordings import playing, step_views, views
from governance.exports.views import download

app_name = "recordings"
urlpatterns = [
    path("", views.recordings, name="list"),
    path("new/", views.plan, name="plan"),
    path("report/", views.report, name="report"),
    path("export/", download, {"register": "recordings"}, name="export"),
    path("<str:reference>/", views.recording, name="detail"),
    path("<str:reference>/certificate/", views.certificate, name="certificate"),
    path("<str:reference>/ask/<int:pk>/", views.ask, name="ask"),
    path("<str:reference>/remove/<int:pk>/", views.remove, name="remove"),
    path("<str:reference>/play/", playing.play, name="play"),
    path("<str:reference>/play/<int:number>/", playing.part, name="part"),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]

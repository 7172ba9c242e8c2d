from django.urls import path

from governance.exports.views import download
from incidents.incidents import allowed_views, step_views, views

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="list"),
    path("new/", views.report, name="new"),
    path("export/", download, {"register": "incidents"}, name="export"),
    path("<str:reference>/", views.incident, name="detail"),
    path("<str:reference>/allowed/", allowed_views.allowed, name="allowed"),
    path("<str:reference>/draft/", views.draft_text, name="draft_text"),
    path("<str:reference>/parts/<int:number>/", views.phase_pdf, name="part"),
    path("<str:reference>/parts/<int:number>/text/", views.phase_text, name="part_text"),
    path("<str:reference>/letters/<int:number>/", views.letter_pdf, name="letter"),
    *(path(f"<str:reference>/{verb}/", step_views.on_grid(verb), name=verb) for verb in step_views.GRID),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]

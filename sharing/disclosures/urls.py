from django.urls import path

from governance.exports.views import download
from sharing.disclosures import begin_views, step_views, views

app_name = "disclosures"
urlpatterns = [
    path("", views.disclosures, name="list"),
    path("new/", begin_views.choose, name="choose"),
    path("draft/", begin_views.draft, name="draft"),
    path("emergency/", begin_views.emergency, name="emergency"),
    path("not-shared/", begin_views.decline, name="not_shared"),
    path("export/", download, {"register": "disclosures"}, name="export"),
    path("<str:reference>/", views.disclosure, name="detail"),
    *(path(f"<str:reference>/{verb}/", step_views.step(verb), name=verb) for verb in step_views.ACTS),
]

from django.urls import path

from incidents.candour_reports import views

app_name = "candour_reports"
urlpatterns = [
    path("", views.reports, name="list"),
    path("<str:reference>/", views.report, name="detail"),
    *(path(f"<str:reference>/{verb}/", views.act(verb), name=verb) for verb in views.ACTS),
]

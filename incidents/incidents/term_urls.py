from django.urls import path

from incidents.incidents import term_views

app_name = "incident_terms"
urlpatterns = [
    path("", term_views.all_terms, name="list"),
    path("<str:reference>/", term_views.one, name="detail"),
    path("<str:reference>/end/", term_views.end, name="end"),
]

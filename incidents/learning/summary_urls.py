from django.urls import path

from incidents.learning import views

app_name = "incident_summaries"
urlpatterns = [
    path("", views.summaries, name="list"),
    path("new/", views.make, name="make"),
    path("<str:reference>/", views.summary, name="detail"),
    path("<str:reference>/pdf/", views.pdf, name="pdf"),
]

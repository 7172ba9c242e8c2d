from django.urls import path

from governance.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="list"),
    path("<slug:name>/run/", views.run, name="run"),
]

from django.urls import path

from governance.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.overview, name="page"),
    path("count/", views.count, name="count"),
    path("late/<slug:rule>/", views.late_by, name="late"),
]

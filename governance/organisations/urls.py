from django.urls import path

from governance.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisations, name="list"),
    path("new/", views.create, name="create"),
    path("<str:reference>/", views.organisation, name="detail"),
    path("<str:reference>/edit/", views.edit, name="edit"),
]

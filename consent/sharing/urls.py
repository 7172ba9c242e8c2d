from django.urls import path

from consent.sharing import views

app_name = "sharing"
urlpatterns = [
    path("", views.card, name="card"),
    path("changes/", views.changed, name="changes"),
    path("looks/", views.looked, name="looks"),
]

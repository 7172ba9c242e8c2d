from django.urls import path

from consent.consents import views

app_name = "consents"
urlpatterns = [
    path("", views.consents, name="list"),
    path("search/", views.search, name="search"),
    path("new/", views.record, name="record"),
    path("<str:reference>/", views.consent, name="detail"),
    path("<str:reference>/<str:verb>/", views.act, name="act"),
]

from django.urls import path

from consent.consents import views
from governance.exports.views import download

app_name = "consents"
urlpatterns = [
    path("", views.consents, name="list"),
    path("search/", views.search, name="search"),
    path("new/", views.record, name="record"),
    path("export/", download, {"register": "consents"}, name="export"),
    path("<str:reference>/", views.consent, name="detail"),
    path("<str:reference>/<str:verb>/", views.act, name="act"),
]

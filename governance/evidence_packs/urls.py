from django.urls import path

from governance.evidence_packs import views

app_name = "evidence_packs"
urlpatterns = [
    path("", views.packs, name="list"),
    path("<str:reference>/", views.pack, name="detail"),
    path("<str:reference>/download/", views.download, name="download"),
]

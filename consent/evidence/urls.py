from django.urls import path

from consent.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<str:reference>/", views.evidence, name="detail"),
    path("<str:reference>/download/", views.download, name="download"),
    path("<str:reference>/discard/", views.discard, name="discard"),
    path("<str:reference>/original/", views.original, name="original"),
]

from django.urls import path

from sharing.disclosures import person_views

app_name = "told"
urlpatterns = [
    path("", person_views.told, name="detail"),
    path("<str:case>/pdf/", person_views.pdf, name="pdf"),
]

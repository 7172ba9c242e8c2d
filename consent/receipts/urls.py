from django.urls import path
from django.views.generic import RedirectView

from consent.receipts import views

app_name = "receipts"
urlpatterns = [
    path("", RedirectView.as_view(pattern_name="consents:list"), name="list"),
    path("<str:reference>/", views.receipt, name="detail"),
    path("<str:reference>/pdf/", views.pdf, name="pdf"),
    path("<str:reference>/record.json", views.export, {"form": "record"}, name="record"),
    path("<str:reference>/fhir-r4.json", views.export, {"form": "fhir-r4"}, name="fhir_r4"),
    path("<str:reference>/fhir-r5.json", views.export, {"form": "fhir-r5"}, name="fhir_r5"),
]

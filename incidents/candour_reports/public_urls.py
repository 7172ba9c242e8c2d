from django.urls import path

from incidents.candour_reports import public

app_name = "candour"
urlpatterns = [
    path("", public.reports, name="list"),
    path("<int:year>/", public.report, name="report"),
    path("<int:year>/pdf/", public.pdf, name="pdf"),
]

from django.urls import path

from governance.privacy_notices import public

app_name = "leaflets"
urlpatterns = [
    path("", public.leaflets, name="list"),
    path("<slug:slug>/", public.leaflet, name="leaflet"),
    path("<slug:slug>/versions/<int:number>/", public.leaflet_version, name="version"),
    path("<slug:slug>/versions/<int:number>/pdf/", public.leaflet_pdf, name="pdf"),
]

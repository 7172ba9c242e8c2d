from django.urls import path

from consent.wording import views

app_name = "wording"
urlpatterns = [
    path("", views.wordings, name="list"),
    path("new/", views.create, name="create"),
    path("<str:reference>/", views.version, name="detail"),
    path("<str:reference>/pdf/", views.pdf, name="pdf"),
    path("<str:reference>/<str:verb>/", views.act, name="act"),
]

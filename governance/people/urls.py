from django.urls import path

from governance.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="list"),
    path("search/", views.search, name="search"),
    path("new/", views.create, name="create"),
    path("known/", views.know, name="know"),
    path("<str:reference>/", views.person, name="detail"),
    path("<str:reference>/edit/", views.edit, name="edit"),
    path("<str:reference>/open-case/", views.open_case, name="open_case"),
    path("<str:reference>/cases/<str:case>/assign/", views.assign, name="assign"),
    path("<str:reference>/cases/<str:case>/close/", views.close, name="close"),
    path("<str:reference>/exclusions/report/", views.report, name="report"),
    path("<str:reference>/exclusions/<str:exclusion>/", views.exclusion, name="exclusion"),
    path("<str:reference>/exclusions/<str:exclusion>/end/", views.end, name="end"),
]

from django.urls import path

from sharing.agreements.bringing_in import views

app_name = "log_imports"
urlpatterns = [
    path("", views.imports, name="list"),
    path("new/", views.upload, name="upload"),
    path("<str:reference>/", views.log_import, name="detail"),
    path("<str:reference>/choose/", views.choose, name="choose"),
    path("<str:reference>/map/", views.map, name="map"),
    path("<str:reference>/decide/", views.decide, name="decide"),
    path("<str:reference>/rows/", views.rows, name="rows"),
    path("<str:reference>/rows/<int:number>/", views.correct, name="correct"),
    path("<str:reference>/load/", views.load, name="load"),
    path("<str:reference>/file/", views.file, name="file"),
]

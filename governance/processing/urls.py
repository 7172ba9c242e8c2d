from django.urls import path

from governance.exports.views import download
from governance.processing import views

app_name = "processing"
urlpatterns = [
    path("", views.processing, name="list"),
    path("export/", download, {"register": "processing"}, name="export"),
    path("write/", views.write, name="write_whole"),
    path("write/<int:service>/", views.write, name="write"),
    path("<str:reference>/", views.note, name="detail"),
]

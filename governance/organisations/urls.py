from django.urls import path

from governance.exports.views import download
from governance.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisations, name="list"),
    path("new/", views.create, name="create"),
    path("export/", download, {"register": "organisations"}, name="export"),
    path("<str:reference>/", views.organisation, name="detail"),
    path("<str:reference>/edit/", views.edit, name="edit"),
    path("<str:reference>/merge/", views.merge, name="merge"),
    *(
        path(f"<str:reference>/{part}/{end}", view, {"part": part}, name=f"{name}_{part}")
        for part in views.PARTS
        for name, end, view in (("add", "new/", views.add), ("change", "<int:pk>/", views.change))
    ),
]

from django.urls import path

from governance.exports.views import download
from incidents.concerns import public, views

app_name = "concerns"
urlpatterns = [
    path("", views.concerns, name="list"),
    path("new/", public.new, name="new"),
    path("follow/", public.follow, name="follow"),
    path("follow/mine/", public.mine, name="mine"),
    path("follow/leave/", public.leave, name="leave"),
    path("record/", views.record, name="record"),
    path("export/", download, {"register": "concerns"}, name="export"),
    path("<str:reference>/", views.concern, name="detail"),
    path("<str:reference>/new_code/", views.new_code, name="new_code"),
    *(path(f"<str:reference>/{verb}/", views.act(verb), name=verb) for verb in views.ACTS),
]

from django.urls import path

from governance.exports.views import download
from governance.rights import copy_views, public, step_views, views

app_name = "rights"
urlpatterns = [
    path("", views.requests, name="list"),
    path("new/", public.ask, name="ask"),
    path("follow/", public.find, name="follow"),
    path("follow/request/", public.request, name="followed"),
    path("follow/write/", public.write, name="hear"),
    path("follow/leave/", public.leave, name="leave"),
    path("record/", views.record, name="record"),
    path("recorded/", views.recorded, name="recorded"),
    path("export/", download, {"register": "rights"}, name="export"),
    path("<str:reference>/", views.request, name="detail"),
    path("<str:reference>/letter/", views.letter, name="pdf"),
    path("<str:reference>/longer/", views.longer, name="notice_pdf"),
    path("<str:reference>/new_code/", views.new_code, name="new_code"),
    path("<str:reference>/copy/", copy_views.copy, name="copy"),
    path("<str:reference>/copy/pdf/", copy_views.pdf, name="copy_pdf"),
    path("<str:reference>/copy/data/", copy_views.data, name="copy_data"),
    path("<str:reference>/copy/<int:number>/", copy_views.piece, name="piece"),
    *(path(f"<str:reference>/{verb}/", step_views.act(verb), name=verb) for verb in step_views.ACTS),
]

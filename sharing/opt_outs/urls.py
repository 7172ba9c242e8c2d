from django.urls import path

from governance.exports.views import download
from sharing.opt_outs import views

app_name = "opt_outs"
urlpatterns = [
    path("", views.helped, name="list"),
    path("new/", views.record, name="record"),
    path("export/", download, {"register": "opt_outs"}, name="export"),
    path("<str:reference>/", views.one, name="detail"),
    path("<str:reference>/correct/", views.correct, name="correct"),
]

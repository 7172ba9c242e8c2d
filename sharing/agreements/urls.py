from django.urls import path

from governance.exports.views import download
from sharing.agreements import covered_views, deciding_views, signing_views, views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="list"),
    path("covered/", covered_views.covered, name="covered"),
    path("export/", download, {"register": "agreements"}, name="export"),
    path("<str:reference>/", views.agreement, name="detail"),
    *(path(f"<str:reference>/{verb}/", views.act, {"verb": verb}, name=verb) for verb in views.ACTS),
    path("<str:reference>/read/", deciding_views.read, name="read"),
    path("<str:reference>/comment/", deciding_views.comment, name="comment"),
    path("<str:reference>/answer/", deciding_views.answer, name="answer"),
    path("<str:reference>/resolve/", deciding_views.resolve, name="resolve"),
    path("<str:reference>/approve/", deciding_views.approve, name="approve"),
    *(
        path(f"<str:reference>/{verb}/", deciding_views.reasoned, {"verb": verb}, name=verb)
        for verb in deciding_views.REASONED
    ),
    path("<str:reference>/sign/", signing_views.sign, name="sign"),
    path("<str:reference>/invite/", signing_views.invite, name="invite"),
    path("<str:reference>/revoke/", signing_views.revoke, name="revoke"),
    path("<str:reference>/file_copy/", signing_views.file_copy, name="file_copy"),
    path("<str:reference>/pdf/", signing_views.pdf, name="pdf"),
    path("<str:reference>/verify/", signing_views.verify, name="verify"),
]

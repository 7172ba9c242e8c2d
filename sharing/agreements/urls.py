from django.urls import path

from governance.exports.views import download
from sharing.agreements import (
    covered_views,
    deciding_views,
    ending_views,
    map_views,
    signing_views,
    views,
    writing_views,
)
from sharing.agreements.bringing_in import evidence_views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="list"),
    path("covered/", covered_views.covered, name="covered"),
    path("map/", map_views.show_map, name="map"),
    path("export/", download, {"register": "agreements"}, name="export"),
    path("new/", writing_views.create, name="create"),
    path("copy/", writing_views.find_copy, name="find_copy"),
    path("<str:reference>/", views.agreement, name="detail"),
    *(path(f"<str:reference>/{verb}/", views.act, {"verb": verb}, name=verb) for verb in views.ACTS),
    path("<str:reference>/read/", deciding_views.read, name="read"),
    path("<str:reference>/comment/", deciding_views.comment, name="comment"),
    *(
        path(f"<str:reference>/{verb}/", deciding_views.question, {"verb": verb}, name=verb)
        for verb in deciding_views.QUESTIONS
    ),
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
    path("<str:reference>/attach/", evidence_views.attach, name="attach"),
    path("<str:reference>/edit/", writing_views.edit, name="edit"),
    path("<str:reference>/copy/", writing_views.copy, name="copy"),
    path("<str:reference>/renew/", writing_views.renew, name="renew"),
    path("<str:reference>/steps/<slug:step>/", writing_views.step, name="step"),
    path("<str:reference>/parties/new/", writing_views.add_party, name="add_party"),
    path("<str:reference>/parties/<int:pk>/", writing_views.change_party, name="change_party"),
    path("<str:reference>/parties/<int:pk>/remove/", writing_views.remove_party, name="remove_party"),
    path("<str:reference>/items/new/", writing_views.add_item, name="add_item"),
    path("<str:reference>/items/<int:pk>/", writing_views.change_item, name="change_item"),
    path("<str:reference>/items/<int:pk>/remove/", writing_views.remove_item, name="remove_item"),
    path("<str:reference>/review/", ending_views.review, name="review"),
    path("<str:reference>/terminate/", ending_views.terminate, name="terminate"),
    path("<str:reference>/take_back_notice/", ending_views.take_back_notice, name="take_back_notice"),
    path("<str:reference>/wind_up/", ending_views.wind_up, name="wind_up"),
    path("<str:reference>/add_duty/", ending_views.add_duty, name="add_duty"),
    path("<str:reference>/finish_duty/<int:pk>/", ending_views.finish_duty, name="finish_duty"),
]

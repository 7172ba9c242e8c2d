from django.urls import path, register_converter

from governance.policies.urls import ReferenceConverter
from governance.privacy_notices import excuse_views, public, views

register_converter(ReferenceConverter, "notice_reference")

app_name = "privacy_notices"
urlpatterns = [
    path("", public.notices, name="list"),
    path("drafts/", views.drafts, name="drafts"),
    path("new/", views.create, name="create"),
    path("excused/", excuse_views.excused, name="excused"),
    path("excused/<int:pk>/take-back/", excuse_views.take_back, name="take_back_excuse"),
    path("<notice_reference:reference>/", views.version, name="detail"),
    path("<notice_reference:reference>/<str:verb>/", views.act, name="act"),
    path("<slug:slug>/", public.notice, name="notice"),
    path("<slug:slug>/versions/<int:number>/", public.version, name="version"),
    path("<slug:slug>/versions/<int:number>/pdf/", public.pdf, name="pdf"),
]

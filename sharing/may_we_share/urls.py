from django.urls import path

from sharing.may_we_share import views

app_name = "may_we_share"
urlpatterns = [
    path("", views.start, name="start"),
    path("group/", views.group, name="group"),
    path("<str:reference>/", views.person, name="person"),
]

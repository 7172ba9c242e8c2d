from django.urls import path

from governance.attachments import views

app_name = "attachments"
urlpatterns = [
    path("<str:reference>/", views.download, name="download"),
    path("<str:reference>/original/", views.original, name="original"),
]

from django.urls import path

from governance.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("work/", views.work, name="work"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:pk>/read/", views.read, name="read"),
]

from django.urls import path

from governance.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("robots.txt", views.robots, name="robots"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
]

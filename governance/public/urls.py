from django.urls import path

from governance.public import views
from governance.public.sitemap import sitemap

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("contact/", views.contact, name="contact"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security, name="security"),
    path("robots.txt", views.robots, name="robots"),
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
]

from django.urls import path

from consent.reviews import views

app_name = "reviews"
urlpatterns = [path("", views.reviews, name="list")]

from django.urls import path

from incidents.learning import views

urlpatterns = [path("", views.learning, name="learning")]

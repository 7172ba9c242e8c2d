from django.urls import path

from sharing.agreements import views

app_name = "agreements"
urlpatterns = [
    path("", views.agreements, name="list"),
    path("<str:reference>/", views.agreement, name="detail"),
]

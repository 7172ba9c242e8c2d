from django.urls import path

from consent.conversations import views

app_name = "conversations"
urlpatterns = [
    path("", views.conversations, name="list"),
    path("<str:reference>/", views.conversation, name="detail"),
    path("<str:reference>/undecided/", views.undecided, name="undecided"),
]

from django.urls import path

from consent.capacity import views

app_name = "capacity"
urlpatterns = [
    path("", views.assessments, name="list"),
    path("new/", views.choose, name="choose"),
    path("record/", views.record, name="record"),
    path("<str:reference>/", views.assessment, name="detail"),
    path("<str:reference>/correct/", views.correct, name="correct"),
]

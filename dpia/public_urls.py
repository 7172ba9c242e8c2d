from django.urls import path

from dpia import public

urlpatterns = [
    path("cameras/", public.cameras, name="cameras"),
    path("impact-assessments/", public.summaries, name="dpia_summaries"),
    path("impact-assessments/<str:reference>/", public.summary, name="dpia_summary"),
]

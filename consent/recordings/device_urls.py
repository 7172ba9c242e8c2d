from django.urls import path

from consent.recordings import device_views

app_name = "recording_devices"
urlpatterns = [
    path("", device_views.devices, name="list"),
    path("new/", device_views.enter, name="enter"),
    path("<str:reference>/", device_views.device, name="detail"),
    *(path(f"<str:reference>/{verb}/", device_views.act(verb), name=verb) for verb in device_views.ACTS),
]

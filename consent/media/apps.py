from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "consent.media"
    label = "media"

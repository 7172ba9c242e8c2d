from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    name = "consent.recordings"
    label = "recordings"

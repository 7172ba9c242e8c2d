from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "consent.wording"
    label = "wording"

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    name = "consent.consents"
    label = "consents"

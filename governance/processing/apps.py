from django.apps import AppConfig


class ProcessingConfig(AppConfig):
    name = "governance.processing"
    label = "processing"

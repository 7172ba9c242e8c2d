from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "incidents.concerns"
    label = "concerns"

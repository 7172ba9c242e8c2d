from django.apps import AppConfig


class StopChecksConfig(AppConfig):
    name = "sharing.stop_checks"
    label = "stop_checks"

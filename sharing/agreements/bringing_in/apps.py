from django.apps import AppConfig


class LogImportsConfig(AppConfig):
    name = "sharing.agreements.bringing_in"
    label = "log_imports"

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "governance.rights"
    label = "rights"

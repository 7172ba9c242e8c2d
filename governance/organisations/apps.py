from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "governance.organisations"
    label = "organisations"

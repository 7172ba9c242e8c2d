from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "sharing.disclosures"
    label = "disclosures"

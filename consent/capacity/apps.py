from django.apps import AppConfig


class CapacityConfig(AppConfig):
    name = "consent.capacity"
    label = "capacity"

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "governance.people"
    label = "people"

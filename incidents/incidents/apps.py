from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "incidents.incidents"
    label = "incidents"

    def ready(self) -> None:
        """What happens in other registers opens drafts from now on."""
        from incidents.incidents import opening  # noqa: F401 - its reactions are added when it is loaded

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "governance.desk"
    label = "desk"

    def ready(self) -> None:
        """Whoever writes mail knows the words for being away."""
        from governance.desk import absences  # noqa: F401

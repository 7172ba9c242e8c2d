from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "governance.records"
    label = "records"

    def ready(self) -> None:
        from governance.records import checks  # noqa: F401 - importing registers them

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExportsConfig(AppConfig):
    name = "governance.exports"
    label = "exports"

    def ready(self) -> None:
        """Let every register say that its list can be downloaded."""
        autodiscover_modules("export")

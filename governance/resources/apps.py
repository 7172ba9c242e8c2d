from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ResourcesConfig(AppConfig):
    name = "governance.resources"
    label = "resources"

    def ready(self) -> None:
        """Let every register say which blanks it draws, and links in policies lead here: in a worker, too."""
        autodiscover_modules("blank", "leading")

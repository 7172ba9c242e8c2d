from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkflowConfig(AppConfig):
    name = "governance.workflow"
    label = "workflow"

    def ready(self) -> None:
        # A worker or a command never loads the addresses, and must know every rule and every reaction all the same.
        autodiscover_modules("register")

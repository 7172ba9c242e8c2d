from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "governance.attachments"
    label = "attachments"

    def ready(self) -> None:
        from governance.attachments import checks  # noqa: F401 - importing registers them

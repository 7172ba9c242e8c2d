from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "governance.attachments"
    label = "attachments"

"""The project itself as an application: it keeps the commands that look across every part."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SharewellConfig(AppConfig):
    name = "governance.config"
    label = "config"

    def ready(self) -> None:
        from governance.records import protection

        # As the owner, after every migration: triggers, grants and role groups follow the models.
        pre_migrate.connect(protection.loosen, dispatch_uid="protection")
        post_migrate.connect(protection.install, dispatch_uid="protection")

"""The Celery application: worker and beat start here."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.config.settings")
app = Celery("sharewell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def log_as_everywhere(**kwargs: Any) -> None:
    """Celery would bring handlers of its own, which tell what database errors say."""
    dictConfig(settings.LOGGING)


@signals.worker_ready.connect
def catch_up(**kwargs: Any) -> None:
    """A sweep at each start, whatever beat does meanwhile."""
    app.send_task("governance.deadlines.tasks.sweep")

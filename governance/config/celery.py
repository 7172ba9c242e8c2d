"""The Celery application: worker and beat start here."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.config.settings")
app = Celery("sharewell")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

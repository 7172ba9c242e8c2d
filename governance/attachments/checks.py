"""What `manage.py check` asks of the installation: a key that recordings can be encrypted under."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security)
def files_have_a_key(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """`FILES_KEY` is set, and each of its keys is one."""
    try:
        for key in settings.FILES_KEYS:
            Fernet(key)
    except ValueError:
        return [
            Error(
                "FILES_KEY is no list of keys.", hint="Each is 32 bytes in URL-safe base64.", id="files.E001"
            )
        ]
    if settings.FILES_KEYS:
        return []
    return [
        Error(
            "FILES_KEY is not set, so recordings cannot be encrypted.",
            hint="python3 run.py makes one for you; docs/operations/deploy.md says how elsewhere.",
            id="files.E002",
        )
    ]

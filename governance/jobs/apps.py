from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "governance.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Let whatever runs here be noticed."""
        from governance.jobs import noticing  # noqa: F401

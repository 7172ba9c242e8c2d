"""Django's own `migrate`, which does not draw every model anew after every step."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState

Model = tuple[str, str]


class Command(migrate.Command):
    def handle(self, *arguments: Any, **options: Any) -> None:
        with few_models_drawn_anew():
            super().handle(*arguments, **options)


@contextmanager
def few_models_drawn_anew() -> Iterator[None]:
    """After an operation on a model, draw it anew and what points to it, and not whatever is joined to those.

    Every record is joined to every other, through the users alone, so Django draws them all: that was nine tenths of
    making a database. The state says that it is delayed, as Django's does, and is drawn whole before Python code of
    a migration sees it.
    """
    whole = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def _find_reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> set[Model]:
        self.is_delayed = True
        model = (app_label, model_name)
        return {model, *self.relations.get(model, ())}

    ProjectState._find_reload_model = _find_reload_model  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = whole  # type: ignore[attr-defined]

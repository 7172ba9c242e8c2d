"""django-simple-history as model and reading interface; the database's triggers do the writing.

Its signals missed six of eleven ways to write (`bulk_create`, `update`, raw SQL …); see
docs/decisions/0002.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from simple_history.models import HistoricalRecords


def _user_of(historical: Any) -> Any:
    return get_user_model().objects.filter(pk=historical.history_user_id).first()


class History(HistoricalRecords):
    """Declare `history = History()` on a model and `records.protection` does the rest."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            history_id_field=models.BigAutoField(),
            # Not a foreign key: deleting an account must not touch what it did.
            history_user_id_field=models.BigIntegerField(null=True),
            history_user_getter=_user_of,
            history_change_reason_field=models.TextField(null=True),
            **options,
        )

    def copy_fields(self, model: type[models.Model]) -> dict[str, Any]:
        """The columns of the history, indexed by record only: nothing asks for a history by anything else.

        An index on each foreign key made a save of a consent write eighteen of them for its history alone.
        """
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name == model._meta.pk.name
        return fields

    def post_save(self, *args: Any, **kwargs: Any) -> None:
        """The trigger has written already."""

    def post_delete(self, *args: Any, **kwargs: Any) -> None:
        """The trigger has written already."""

    def pre_delete(self, *args: Any, **kwargs: Any) -> None:
        """History outlives what it tells of."""

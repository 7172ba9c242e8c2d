"""How organisations are found and put in order."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


class OrganisationQuerySet(models.QuerySet[Any]):
    def named_like(self, text: str) -> Self:
        """Organisations whose name holds `text`, or whose reference it is."""
        return self.filter(Q(name__icontains=text) | Q(reference=text.upper()))

    def named(self, name: str) -> Self:
        """The organisation with this name, in capitals or not."""
        return self.filter(name__iexact=name)

    def with_sorted_name(self) -> Self:
        """Adds `sorted_name`, which puts a list in the order of the alphabet."""
        return self.annotate(sorted_name=Upper("name"))

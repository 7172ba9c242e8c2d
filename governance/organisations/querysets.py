"""How organisations are found and put in order."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Least, Upper


class OrganisationQuerySet(models.QuerySet[Any]):
    def remaining(self) -> Self:
        """Those that were not merged into another: what is offered, listed and found."""
        return self.filter(merged_into=None)

    def named_like(self, text: str) -> Self:
        """Organisations whose name holds `text`, or whose reference it is; a duplicate's leads to what remains."""
        like = Q(name__icontains=text) | Q(reference=text.upper())
        return self.remaining().filter(like | Q(pk__in=self._behind(like)))

    def named(self, name: str) -> Self:
        """The organisation with this name, in capitals or not; a duplicate's name leads to what remains."""
        same = Q(name__iexact=name)
        return self.remaining().filter(same | Q(pk__in=self._behind(same)))

    def _behind(self, like: Q) -> Any:
        """What the duplicates that are like this were merged into."""
        return self.model._default_manager.filter(like, merged_into__isnull=False).values("merged_into")

    def with_sorted_name(self) -> Self:
        """Adds `sorted_name`, which puts a list in the order of the alphabet."""
        return self.annotate(sorted_name=Upper("name"))

    def with_assurance(self) -> Self:
        """Adds `assured_until`: the last day that an assurance covers, or None where there never was one.

        Nothing issued later than today is ever recorded, so this is what `assurance.standing` finds today.
        """
        assurances = self.model._meta.get_field("assurances").related_model.objects
        ends = assurances.filter(organisation=OuterRef("pk")).covering().values("organisation")
        return self.annotate(
            assured_until=Subquery(ends.annotate(last=Max("last_day")).values("last"), models.DateField())
        )

    def still_pointed_to(self) -> Self:
        """Duplicates that records of other registers still name."""
        found = Q(pk__in=[])
        for relation in self.model.named_by():
            theirs = relation.related_model._base_manager
            found |= Q(Exists(theirs.filter(**{relation.field.name: OuterRef("pk")})))
        return self.filter(found, merged_into__isnull=False)


class PartQuerySet(models.QuerySet[Any]):
    def covering(self) -> Self:
        """Assurances that covered at least a day, with `last_day`, the last one."""
        # PostgreSQL's LEAST passes over what is not known.
        return self.annotate(last_day=Least("expires_on", "ended_on")).filter(last_day__gte=F("issued_on"))

    def there_on(self, day: date) -> Self:
        """Contacts that have not left."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day))

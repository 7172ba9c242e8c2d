"""Counting anew what the overview shows."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from governance.overview.measures import MEASURES
from governance.overview.models import Figure


def count(*, clock: Callable[[], datetime]) -> int:
    """Count every measure and keep it in the place of what was counted before; gives the number of figures.

    No transaction is open while it is counted, which may take seconds. Of two runs at once the later one stands.
    """
    kept = 0
    for measure in MEASURES.values():
        at = clock()
        figures = [
            Figure(measure=measure.key, row=row, series=series, count=number, counted_at=at)
            for row, series, number in measure.count(at)
            if number
        ]
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtext('overview'), hashtext(%s))", [measure.key]
                )
            Figure.objects.filter(measure=measure.key).delete()
            Figure.objects.bulk_create(figures)
        kept += len(figures)
    return kept

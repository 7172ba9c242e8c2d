"""What stands in a column, in SQL: words for our codes, local time, and nothing that a spreadsheet would run."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, CharField, DateTimeField, Expression, F, Func, TextField, Value, When
from django.db.models.functions import Cast

# Where a cell begins with one of these, some spreadsheet takes it for a formula: the signs themselves, tab and the
# two ends of a line, and the wide forms of the signs.
STARTERS = "=+-@\t\r\n＝＋－＠"


class Guarded(Func):
    """A text as it is, but with an apostrophe before it where it would be a formula."""

    output_field = TextField()
    # A comparison of one number: a pattern takes three times as long.
    template = (
        "CASE WHEN ascii(%(expressions)s) IN ("
        + ",".join(str(ord(sign)) for sign in STARTERS)
        + ") THEN '''' || %(expressions)s ELSE %(expressions)s END"
    )

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection, *args, **extra)
        # The text stands there three times, and so must what goes into it.
        return sql, (*params, *params, *params)


def label(field: str, choices: Iterable[tuple[Any, Any]]) -> Case:
    """The words of a code."""
    words = (When(**{field: code}, then=Value(str(text))) for code, text in choices)
    return Case(*words, default=Value(""), output_field=CharField())


def labels(field: str, choices: Iterable[tuple[Any, Any]]) -> Func:
    """The words of an array of codes, with semicolons between."""
    words: Any = Cast(F(field), ArrayField(TextField()))
    for code, text in choices:
        words = Func(words, Value(code), Value(str(text)), function="array_replace")
    return Func(words, Value("; "), function="array_to_string", output_field=TextField())


def moment(field: str) -> Expression:
    """A moment to the second, as clocks in London showed it; without a zone, which no spreadsheet can read."""
    local = Func(Value("Europe/London"), F(field), function="timezone", output_field=DateTimeField())
    return Func(local, template="(%(expressions)s)::timestamp(0)", output_field=DateTimeField())


def masked(field: str) -> Func:
    """A name as its first letters, as `people.names.masked` has it."""
    letters = Func(F(field), Value(r"(\S)\S*"), Value("\\1•••"), Value("g"), function="regexp_replace")
    return Func(letters, function="btrim", output_field=TextField())

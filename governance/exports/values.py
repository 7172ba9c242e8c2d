"""What stands in a column, in SQL: words for our codes, local time, and nothing that a spreadsheet would run."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, DateTimeField, F, Func, TextField, Value
from django.db.models.functions import Replace

# Where a cell begins with one of these, some spreadsheet takes it for a formula: the signs themselves, tab and the
# two ends of a line, and the wide forms of the signs.
STARTERS = "=+-@\t\r\n＝＋－＠"


class Guarded(Func):
    """A text as it is, but with an apostrophe before it where it would be a formula."""

    output_field = TextField()
    # One number, looked up in a list that PostgreSQL hashes once: a pattern takes three times as long.
    template = (
        "CASE WHEN ascii(%(expressions)s) IN ("
        + ",".join(str(ord(sign)) for sign in STARTERS)
        + ") THEN '''' || %(expressions)s ELSE %(expressions)s END"
    )

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection, *args, **extra)
        # The text stands there several times, and so must what goes into it.
        return sql, tuple(params) * self.template.count("%(expressions)s")


class Shown(Func):
    """A moment to the second, as a clock on the wall shows it, for a session in the zone of that clock.

    Without the zone, which no spreadsheet can read.
    """

    output_field = DateTimeField()
    template = "(%(expressions)s)::timestamp(0)"


class Words(Func):
    """The words of a code; what has none is empty. Quicker than one comparison after the other."""

    output_field = CharField()

    def __init__(self, field: str, choices: Iterable[tuple[Any, Any]]) -> None:
        pairs = [(Value(str(code)), Value(str(text))) for code, text in choices]
        super().__init__(F(field), *(value for pair in pairs for value in pair))

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        compiled = [compiler.compile(each) for each in self.get_source_expressions()]
        (code, *words), params = [sql for sql, _ in compiled], [each for _, some in compiled for each in some]
        whens = " ".join(f"WHEN {a} THEN {b}" for a, b in zip(words[::2], words[1::2], strict=True))
        return f"CASE {code} {whens} ELSE '' END", params


def several(field: str) -> Func:
    """An array of codes that are words, as these words: to look each one up took as long as half of the rest."""
    listed = Func(F(field), Value("; "), function="array_to_string", output_field=TextField())
    return Replace(listed, Value("_"), Value(" "), output_field=TextField())


def masked(field: str) -> Func:
    """A name as its first letters, as `people.names.masked` has it."""
    letters = Func(F(field), Value(r"(\S)\S*"), Value("\\1•••"), Value("g"), function="regexp_replace")
    return Func(letters, function="btrim", output_field=TextField())

"""Log lines without anybody's data: what a database error says holds the values of the row."""

import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any

import django.db
import psycopg

DATABASE_ERRORS = (django.db.Error, psycopg.Error)
# A partner's link to sign: whoever reads the log has no use for it.
LINK = re.compile(r"(/signing/)[^/\s]+")


class Formatter(logging.Formatter):
    """Tells a database error by its kind, SQLSTATE and constraint alone, also where another came of it."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler's formatter may have left its own words there.
        record.exc_text = None
        message, arguments = record.msg, record.args
        record.msg = _discreet(message)
        if isinstance(arguments, tuple):
            record.args = tuple(_discreet(argument) for argument in arguments)
        elif arguments:
            record.args = {name: _discreet(argument) for name, argument in arguments.items()}
        text = super().format(record)
        record.msg, record.args, record.exc_text = message, arguments, None
        # Celery puts the exception's words into its own sentence.
        for error in _chain(record.exc_info[1] if record.exc_info else None):
            if isinstance(error, DATABASE_ERRORS):
                for words in filter(None, (repr(error), str(error))):
                    text = text.replace(words, told(error))
        return LINK.sub(r"\1…", text)

    def formatException(self, exc_info: Any) -> str:
        parts = []
        for error in _chain(exc_info[1]):
            said = (
                [told(error)]
                if isinstance(error, DATABASE_ERRORS)
                else traceback.format_exception_only(error)
            )
            parts.append("".join([*traceback.format_tb(error.__traceback__), *said]).rstrip())
        return "\n\nwhich led to:\n\n".join(reversed(parts))


def told(error: BaseException) -> str:
    """What may be said of a database error, for example `IntegrityError 23505 one_account_an_address`."""
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    known = (cause.sqlstate, cause.diag.constraint_name) if isinstance(cause, psycopg.Error) else ()
    return " ".join([type(error).__name__, *filter(None, known)])


def _discreet(argument: Any) -> Any:
    return told(argument) if isinstance(argument, DATABASE_ERRORS) else argument


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it came of, newest first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)

"""What a database error says holds the values of a row, and stays out of the log."""

import logging
import os
import subprocess
import sys

import pytest
from django.db import DataError, Error, IntegrityError, connection, transaction

from governance.accounts.models import User
from governance.config.log import Formatter
from tests.cast import Cast

pytestmark = pytest.mark.django_db
VALUE = "(fay@example.org)"
LINE = Formatter("{levelname} {message}", style="{")
CELERY = """
from governance.config.celery import app
app.log.setup()
import logging, django.db
try:
    raise django.db.IntegrityError("Key (name)=(Sam Rivers) already exists.")
except django.db.IntegrityError as error:
    logging.getLogger("celery.app.trace").error("Task raised: %(exc)s", {"exc": repr(error)}, exc_info=True)
"""


def logged(error: Exception, words: str = "Internal Server Error: %s", *args: object) -> str:
    """What the log says of an exception."""
    exc_info = (type(error), error, error.__traceback__)
    return LINE.format(logging.LogRecord("django", logging.ERROR, "x", 1, words, args or ("/",), exc_info))


@pytest.fixture
def clash(cast: Cast) -> Error:
    """An address that is there already."""
    try:
        with transaction.atomic():
            User.objects.create_user(cast.fay.email, name="Somebody", role="ig")
    except IntegrityError as error:
        return error
    raise AssertionError("nothing clashed")


def test_of_a_database_error_only_kind_state_and_constraint_are_told(clash: Error) -> None:
    assert VALUE in str(clash)
    text = logged(clash)
    assert text.startswith("ERROR Internal Server Error: /\n")
    assert text.endswith("IntegrityError 23505 accounts_user_email_key")
    assert "tests/config/test_log.py" in text
    assert VALUE not in text
    assert "DETAIL" not in text


def test_not_even_where_another_exception_came_of_it(clash: Error) -> None:
    with pytest.raises(RuntimeError) as chained:
        raise RuntimeError("the step failed") from clash
    text = logged(chained.value)
    assert text.endswith("RuntimeError: the step failed")
    assert "IntegrityError 23505 accounts_user_email_key\n\nwhich led to:" in text
    assert VALUE not in text


def test_not_even_inside_a_sentence(clash: Error) -> None:
    assert VALUE not in logged(clash, "Task raised: %s", repr(clash))
    assert VALUE not in logged(clash, "Task raised: %s", clash)
    record = logging.LogRecord("x", logging.WARNING, "x", 1, "it said: %s", (clash,), None)
    assert LINE.format(record).startswith("WARNING it said: IntegrityError 23505")
    assert record.args == (clash,)
    assert VALUE not in LINE.format(logging.LogRecord("x", logging.ERROR, "x", 1, clash, (), None))
    by_name = logging.LogRecord("x", logging.ERROR, "x", 1, "it said: %(error)s", ({"error": clash},), None)
    assert VALUE not in LINE.format(by_name)


def test_a_value_that_does_not_fit_is_not_told() -> None:
    with pytest.raises(DataError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 'Sam' || ' Rivers', ('Sam' || ' Rivers')::int")
    assert "Sam Rivers" in str(caught.value)
    text = logged(caught.value)
    assert "DataError 22P02" in text
    assert "Sam Rivers" not in text


def test_other_exceptions_keep_their_words() -> None:
    assert "ValueError: a moment needs its time zone" in logged(ValueError("a moment needs its time zone"))


def test_the_log_of_the_application_is_written_by_it() -> None:
    (handler,) = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    assert isinstance(handler.formatter, Formatter)


def test_the_worker_writes_by_the_same_rule() -> None:
    """Celery would otherwise replace handler and formatter by its own."""
    said = subprocess.run(
        [sys.executable, "-c", CELERY], env=os.environ, capture_output=True, text=True, check=True
    ).stderr
    assert "Task raised: IntegrityError" in said
    assert "Sam" not in said.replace('"Key (name)=(Sam Rivers) already exists."', "")


def test_a_partners_link_to_sign_stays_out_of_the_log():
    record = logging.LogRecord(
        "django.request", logging.WARNING, "x", 1, "Gone: %s", ("/signing/0f.ab_c-1/code/",), None
    )
    assert LINE.format(record) == "WARNING Gone: /signing/…/code/"

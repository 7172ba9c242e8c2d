"""A list leaves as CSV: who may take it, what is in it, and that nobody takes a part of it for the whole."""

import csv
import io
import time
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Func, IntegerField, Value
from django.utils import timezone

from consent.consents.models import Consent
from governance.accounts.models import User
from governance.exports import comma_separated
from governance.exports.comma_separated import BLOCK, CUT, END, stream
from governance.exports.lists import Column, find
from governance.ledger.models import Event
from governance.people import actions as people
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.threads import together

CSV = "/consents/export/?format=csv"


def taken(user: User, address: str = CSV) -> list[list[str]]:
    """The lines that this user gets, without the headings and the last one."""
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    lines = read(b"".join(answer.streaming_content))
    assert lines[-1][:2] == [END, str(len(lines) - 2)]
    return lines[1:-1]


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def references(user: User, address: str = CSV) -> set[str]:
    return {line[0] for line in taken(user, address)}


def happened(verb: str) -> list[dict[str, Any]]:
    return list(
        Event.objects.filter(verb=verb, register="consents").order_by("id").values_list("detail", flat=True)
    )


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


# --- Who ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["fay", "max", "dana", "gwen", "sol", "aled", "cora"])
def test_a_role_without_an_x_is_refused_and_told_what_to_do(cast: Cast, sam: Person, name: str) -> None:
    say(cast, sam)
    answer = signed_in(getattr(cast, name)).get(CSV)
    assert answer.status_code == 403
    words = answer.content.decode()
    assert "E-ROLE" in words
    assert "Ask the IG team" in words
    refusal = Event.objects.get(verb="refused", register="consents")
    assert (refusal.actor_id, refusal.detail["code"]) == (getattr(cast, name).pk, "E-ROLE")
    assert happened("export") == []


@pytest.mark.parametrize("name", ["igor", "priya"])
def test_the_ig_team_takes_what_its_list_shows(cast: Cast, sam: Person, name: str) -> None:
    theirs = cast.person("Kim Other", worker=cast.finn)
    said = {say(cast, sam).consent.reference, say(cast, theirs, by=cast.finn).consent.reference}
    assert references(getattr(cast, name)) == said


def test_of_whom_one_knows_nothing_leaves(cast: Cast, sam: Person) -> None:
    known = cast.person("Kim Known")
    say(cast, known)
    kept = say(cast, sam).consent.reference
    people.report(person=known, worker=cast.igor, relationship="friend", by=cast.fay, at=NOON)
    assert references(cast.igor) == {kept}


def test_a_download_asks_for_no_more_than_a_look(cast: Cast, sam: Person) -> None:
    """Only by GET, and not by what a browser sends ahead to see how large it is."""
    igor = signed_in(cast.igor)
    assert igor.post(CSV).status_code == 405
    assert igor.head(CSV).status_code == 405


# --- What -----------------------------------------------------------------------------


def test_the_filters_of_the_list_are_those_of_the_file(cast: Cast, sam: Person) -> None:
    theirs = cast.person("Kim Other", worker=cast.finn)
    yes, no = say(cast, sam).consent, say(cast, sam, yes=False, purpose="To say how it goes").consent
    other = say(cast, theirs, by=cast.finn).consent
    assert references(cast.igor, f"{CSV}&state=REFUSED") == {no.reference}
    assert references(cast.igor, f"{CSV}&service={cast.quay.pk}") == {other.reference}
    assert references(cast.igor, f"{CSV}&state=ACTIVE&service={cast.harbour.pk}") == {yes.reference}
    assert references(cast.igor, f"{CSV}&due=tell") == set()


def test_what_no_filter_knows_is_left_out_of_the_ledger_too(cast: Cast, sam: Person) -> None:
    say(cast, sam)
    taken(cast.igor, f"{CSV}&state=ACTIVE&q=Sam+Rivers&service=none")
    assert happened("export") == [{"format": "csv", "filters": {"state": "ACTIVE"}}]


def test_a_line_says_it_in_words(cast: Cast, sam: Person) -> None:
    consent = say(cast, sam).consent
    answer = signed_in(cast.igor).get(CSV)
    headings, line, _ = read(b"".join(answer.streaming_content))
    told = dict(zip(headings, line, strict=True))
    assert told["Person"] == sam.reference
    assert told["Name"] == "Sam Rivers"
    assert told["Service"] == "Harbour"
    assert told["What it is for"] == "Share with a professional or service"
    assert told["How it stands"] == "Active"
    assert told["What may be shared"] == "contact; care plan"
    assert told["Who answered"] == "The person"
    assert told["Said yes"] == "2026-11-22 12:00:00"
    assert told["Last good day"] == f"{consent.expires_on:%Y-%m-%d}"
    assert told["Took it back"] == ""


def test_what_ran_out_reads_so(cast: Cast, sam: Person) -> None:
    consent = say(cast, sam).consent
    with acting_as(cast.fay.pk):
        Consent.objects.filter(pk=consent.pk).update(expires_on="2026-01-31", review_on=None)
    assert taken(cast.igor)[0][5] == "Expired"


def test_summer_time_is_what_the_clock_showed(cast: Cast, sam: Person) -> None:
    say(cast, cast.person("Kim Summer", at=NOON.replace(month=6)), at=NOON.replace(month=7))
    assert "2026-07-22 13:00:00" in taken(cast.igor)[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_what_was_typed_is_never_a_formula(cast: Cast, sam: Person, start: str) -> None:
    consent = say(cast, sam).consent
    with acting_as(cast.fay.pk):
        Consent.objects.filter(pk=consent.pk).update(
            purpose=f'{start}cmd|"/c calc"!A1', not_to_share="2 - 1, all"
        )
    (line,) = taken(cast.igor)
    assert f'\'{start}cmd|"/c calc"!A1' in line
    assert "2 - 1, all" in line


def test_a_spreadsheet_reads_names_with_accents(cast: Cast) -> None:
    say(cast, cast.person("Zoë Ó Briain"))
    content = b"".join(signed_in(cast.igor).get(CSV).streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Zoë Ó Briain" in content.decode("utf-8-sig")


def test_nobodys_name_is_in_the_name_of_the_file_and_no_cache_keeps_it(cast: Cast, sam: Person) -> None:
    answer = signed_in(cast.igor).get(CSV)
    today = timezone.localdate()
    assert answer["Content-Disposition"] == f'attachment; filename="consents-{today:%Y-%m-%d}.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_whoever_sees_names_masked_would_get_them_masked(cast: Cast, sam: Person) -> None:
    """No role of today that may download sees names masked; a column must not be what gives them away."""
    say(cast, sam, relationship="sister Kim", recipient="Kim Rivers")
    content = b"".join(_streamed(cast.aled)).decode("utf-8-sig")
    assert "S••• R•••" in content
    assert "Hidden for your role" in content
    for secret in ("Sam", "Rivers", "Kim", "To plan"):
        assert secret not in content


def test_whoever_learns_only_the_state_would_get_only_that(cast: Cast, sam: Person) -> None:
    say(cast, sam)
    headings = read(b"".join(_streamed(cast.dana)))[0]
    assert "How it stands" in headings
    assert not {"Who receives it", "Why", "What may be shared"} & set(headings)


def _streamed(user: User) -> Iterator[bytes]:
    wanted = find("consents")
    return stream(wanted.rows(user, {}, NOON), wanted.columns(user, NOON), lambda verb, count: None)


# --- The ledger -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_ledger_has_it_before_the_first_byte_leaves(cast: Cast) -> None:
    say(cast, cast.person())
    answer = signed_in(cast.igor).get(CSV)
    # Somebody else sees it, so it is committed.
    assert together(lambda: happened("export")) == [[{"format": "csv", "filters": {}}]]
    assert happened("export_done") == []
    b"".join(answer.streaming_content)
    assert happened("export_done") == [{"format": "csv", "filters": {}, "rows": 1}]
    assert happened("export_cut") == []
    actors = Event.objects.filter(verb__startswith="export").values_list("actor_id", flat=True)
    assert set(actors) == {cast.igor.pk}


@pytest.mark.django_db(transaction=True)
def test_whoever_hangs_up_leaves_how_much_they_had(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comma_separated, "BLOCK", 1)
    for name in ("Ann A", "Ben B", "Cat C"):
        say(cast, cast.person(name))
    answer = signed_in(cast.igor).get(CSV)
    next(iter(answer.streaming_content))
    answer.close()
    assert happened("export_cut") == [{"format": "csv", "filters": {}, "rows": 1}]
    assert happened("export_done") == []
    # The connection is not left in the middle of it.
    assert references(cast.igor) == set(Consent.objects.values_list("reference", flat=True))


# --- What goes wrong ------------------------------------------------------------------

MANY = 200_000


@pytest.fixture
def noted() -> list[tuple[str, int]]:
    return []


def long_list(noted: list[tuple[str, int]]) -> Iterator[bytes]:
    """More than fits into what lies between PostgreSQL and us, so that it is still being sent when it is read."""
    number = Func(Value(1), Value(MANY), function="generate_series", output_field=IntegerField())
    padding = Value("x" * 100)
    columns = [Column("Number", number, typed=False), Column("Padding", padding)]
    one = User.objects.filter(email="fay@example.org")
    return stream(one, columns, lambda verb, count: noted.append((verb, count)))


@pytest.mark.django_db(transaction=True)
def test_blocks_are_of_64_kb_and_the_last_line_says_how_many(
    cast: Cast, noted: list[tuple[str, int]]
) -> None:
    blocks = list(long_list(noted))
    assert {len(block) // BLOCK for block in blocks[:-1]} == {1}
    assert blocks[-1].decode().splitlines()[-1] == f"{END},{MANY}"
    assert noted == [("export_done", MANY)]


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_ends_the_download_without_its_last_line(
    cast: Cast, noted: list[tuple[str, int]]
) -> None:
    """The browser sees it break off, and whoever opens what came finds it said."""
    content = long_list(noted)
    got = [next(content)]
    together(drop_downloads)
    with pytest.raises(psycopg.OperationalError):
        got.extend(content)
    connection.close()
    assert got[-1].decode().strip() == CUT
    assert END.encode() not in b"".join(got)
    ((verb, count),) = noted
    assert verb == "export_cut"
    assert 0 < count < MANY
    # The next one finds a connection that works.
    assert len(list(long_list([]))) > len(got)


def drop_downloads() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid() AND query LIKE 'COPY%%'",
            [settings.DATABASES["default"]["NAME"]],
        )
        assert cursor.fetchall() == [(True,)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("longest", "whole"), [("30min", True), ("100ms", False)])
def test_a_slow_download_outlives_the_minute_of_a_transaction_and_not_its_own_limit(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, longest: str, whole: bool
) -> None:
    monkeypatch.setattr(comma_separated, "LONGEST", longest)
    noted: list[tuple[str, int]] = []
    with connection.cursor() as cursor:
        # In life a minute.
        cursor.execute("SET transaction_timeout = '200ms'")
    content = long_list(noted)
    got = [next(content)]
    time.sleep(0.5)
    with nullcontext() if whole else pytest.raises(psycopg.errors.TransactionTimeout):
        got.extend(content)
    assert (END.encode() in got[-1]) is whole
    assert noted[0][0] == ("export_done" if whole else "export_cut")
    connection.close()


def test_whoever_sees_no_service_gets_a_list_of_nothing(cast: Cast) -> None:
    rows = Consent.objects.none()
    columns = find("consents").columns(cast.igor, NOON)
    assert (
        b"".join(stream(rows, columns, lambda verb, count: None))
        .decode()
        .splitlines()[1]
        .startswith(f"{END},0")
    )

"""An older log comes into the central log once, row by row, with its evidence; nothing here is ever overwritten."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consent.items import DataItem
from consent.purposes import Purpose
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, Stale
from governance.ledger.models import Event
from governance.organisations.actions import create
from governance.organisations.models import Kind, Organisation
from sharing.agreements.bringing_in import actions
from sharing.agreements.bringing_in.models import LogImport, LogRow, Work
from sharing.agreements.bringing_in.outlook import Fate, outlook
from sharing.agreements.bringing_in.partners import alike
from sharing.agreements.bringing_in.reading import Fault
from sharing.agreements.bringing_in.states import State
from sharing.agreements.content import content, fingerprint
from sharing.agreements.coverage import cover
from sharing.agreements.flags import flags
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Direction, Sharing
from sharing.agreements.states import State as Stands
from sharing.agreements.steps import to_do
from sharing.agreements.writing import renew
from sharing.ladder import Rung
from tests.cast import NOON, Cast
from tests.sharing.agreements.bringing_in.bring import (
    fates,
    line_of,
    loaded,
    mapped,
    uploaded,
    worked,
)
from tests.sharing.agreements.bringing_in.logs import HEAD, ROWS, comma_separated, spreadsheet
from tests.threads import together

EXPECTED = ["add", "add", "add", "add", "add", "unreadable", "unreadable", "unreadable"]


def named(old_number: str) -> Agreement:
    return LogRow.objects.get(old_number=old_number, agreement__isnull=False).agreement  # type: ignore[return-value]


def test_the_report_says_of_each_row_what_becomes_of_it_and_why(cast: Cast) -> None:
    log = mapped(cast.igor)
    assert fates(log) == EXPECTED
    lines = outlook(log, at=NOON)
    assert [line.why for line in lines[5:]] == [
        ["It has no first day."],
        ["The log says “Draft”: it is not signed. Start it here as a draft."],
        ["Row 2 has the same number, 7. Give one of them another."],
    ]
    assert lines[0].meant.partners == ("NHS Harbour", "Quay Council", "Police")
    assert (
        "The end is not known: we assume 36 months at most, so 1 March 2027. Review it first."
        in lines[1].meant.notes
    )


def test_what_is_brought_in_is_active_with_its_number_dates_and_evidence(cast: Cast) -> None:
    log = loaded(cast.igor)
    assert (log.state, Agreement.objects.count()) == (State.LOADED, 5)
    assert fates(log) == ["here"] * 5 + ["unreadable"] * 3
    first = named("7")
    assert (first.state, first.brought_in, first.title) == (Stands.ACTIVE, True, "Hospital discharge")
    assert first.log_number is not None
    assert first.log_number.startswith("LOG-2026-")
    assert (first.starts_on, first.ends_on) == (date(2026, 4, 1), date(2029, 3, 31))
    # From the start of its first day, in local time; that it came in later shows in when it was made.
    assert first.began_at == datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert first.created_at == NOON
    assert first.review_on == first.first_review_on == date(2027, 4, 1)
    assert sorted(each.name for each in first.parties.all()) == ["NHS Harbour", "Police", "Quay Council"]
    assert first.content_hash == fingerprint(content(first))
    assert first.log_row.cells == ROWS[0][:5] + ROWS[0][5:]
    event = Event.objects.get(register="agreements", reference=first.reference, verb="bring_in")
    assert (event.detail["log_import"], event.detail["row"]) == (log.reference, 2)
    assert event.detail["sha256"] == log.sha256
    assert named("8").log_row.end_assumed
    assert named("8").has_sharing_section is None


def test_a_review_that_the_log_gives_counts(cast: Cast) -> None:
    loaded(cast.igor)
    assert Agreement.objects.get(title="Court reports").review_on == date(2027, 3, 11)


def test_what_has_ended_comes_in_as_what_it_is_and_nobody_is_told_of_its_dates(cast: Cast) -> None:
    loaded(cast.igor)
    expired, ended = named("10"), named("11")
    assert (expired.state, expired.state_at(NOON)) == (Stands.ACTIVE, Stands.EXPIRED)
    assert (ended.state_at(NOON), ended.ends_on) == (Stands.EXPIRED, date(2026, 6, 30))
    assert expired.wound_up_at == ended.wound_up_at == NOON
    ends = Deadline.objects.filter(register="agreements", rule="agreement_end", ended_at=None)
    open_ones = ends.values_list("reference", flat=True)
    assert expired.reference not in open_ones
    assert ended.reference not in open_ones
    assert named("7").reference in open_ones


def test_a_log_that_gives_no_end_is_told_of_even_where_the_assumed_end_is_past(cast: Cast) -> None:
    loaded(cast.igor, comma_separated([HEAD, ["1", "ISA", "Old", "Police", "2015", "n/a"]]))
    old = named("1")
    assert old.state_at(NOON) == Stands.EXPIRED
    ends = Deadline.objects.filter(register="agreements", rule="agreement_end", ended_at=None)
    assert ends.filter(reference=old.reference).exists()


def test_it_covers_what_was_said_for_the_whole_file_and_nothing_without(cast: Cast) -> None:
    def asked(partner: str) -> bool:
        sharing = Sharing(
            recipient=Organisation.objects.get(name=partner).pk,
            purpose=Purpose.CARE,
            items=frozenset({DataItem.PROGRESS}),
            rung=Rung.IDENTIFIABLE,
            direction=Direction.OUT,
        )
        return bool(cover(sharing, at=NOON))

    loaded(cast.igor)
    loaded(
        cast.igor,
        comma_separated([HEAD, ["A1", "ISA", "Bare", "Elm Surgery", "1/1/2026", "1/1/2028"]]),
        purposes=[],
        items=[],
    )
    assert asked("NHS Harbour")
    assert not asked("Elm Surgery")


def test_the_same_log_again_adds_nothing(cast: Cast) -> None:
    loaded(cast.igor)
    again = mapped(cast.igor)
    assert fates(again) == ["here"] * 5 + ["unreadable"] * 3
    with pytest.raises(Denied, match="No row of it can be brought in"):
        actions.load(again, by=cast.igor, at=NOON, read_version=again.version)
    assert Agreement.objects.count() == 5


def test_it_is_known_again_in_another_order_another_encoding_and_without_its_numbers(cast: Cast) -> None:
    loaded(cast.igor)
    other = mapped(cast.igor, comma_separated([HEAD, *reversed(ROWS[:5])], encoding="cp1252", delimiter=";"))
    assert set(fates(other)) == {"here"}
    bare = mapped(cast.igor, comma_separated([HEAD, *(["", *row[1:]] for row in ROWS[:5])]))
    assert set(fates(bare)) == {"here"}


def test_a_row_that_was_changed_differs_and_is_not_overwritten(cast: Cast) -> None:
    loaded(cast.igor)
    changed = [[*ROWS[0][:2], "Discharge, renamed", *ROWS[0][3:5], "31.12.2028", *ROWS[0][6:]]]
    log = loaded(cast.igor, comma_separated([HEAD, *changed]))
    (line,) = outlook(log, at=NOON)
    assert line.fate is Fate.DIFFERS
    assert line.why == [
        "Name: here “Hospital discharge”, in the file “Discharge, renamed”.",
        "Last day: here “31 March 2029”, in the file “31 December 2028”.",
    ]
    assert named("7").title == "Hospital discharge"
    assert named("7").version == 1


def test_what_is_here_under_our_own_number_is_known(cast: Cast) -> None:
    loaded(cast.igor)
    ours = named("7").log_number
    log = mapped(cast.igor, comma_separated([HEAD, [ours, *ROWS[0][1:]]]))
    assert fates(log) == ["here"]


def test_an_interrupted_load_goes_on_where_it_stopped_and_adds_nothing_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = mapped(cast.igor)
    log = actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    real, done = actions.bring_in, []

    def killed(*args: Any, **options: Any) -> Agreement:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(real(*args, **options))
        return done[-1]

    monkeypatch.setattr(actions, "bring_in", killed)
    with pytest.raises(KeyboardInterrupt):
        worked()
    assert Agreement.objects.count() == 2
    monkeypatch.setattr(actions, "bring_in", real)
    worked()
    log.refresh_from_db()
    assert (log.state, Agreement.objects.count()) == (State.LOADED, 5)
    assert Work.objects.filter(done_at=None).count() == 0
    # Whoever comes late finds nothing to do.
    assert not actions.settle(Work.objects.last().pk, clock=lambda: NOON)  # type: ignore[union-attr]


def test_one_row_that_is_refused_stops_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    real = actions.bring_in

    def choosy(row: LogRow, *args: Any, **options: Any) -> Agreement:
        made = real(row, *args, **options)
        if row.number == 3:
            raise Denied(actions.ALREADY)
        return made

    monkeypatch.setattr(actions, "bring_in", choosy)
    log = loaded(cast.igor)
    assert (log.state, Agreement.objects.count()) == (State.LOADED, 4)
    line = line_of(log, 3)
    assert line.fate is Fate.UNREADABLE
    assert line.why == [f"{actions.ALREADY.reason} {actions.ALREADY.next_step}"]
    monkeypatch.setattr(actions, "bring_in", real)
    actions.correct(line.row, by=cast.igor, at=NOON, read_version=log.version, corrections={})
    log.refresh_from_db()
    actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    worked()
    assert Agreement.objects.count() == 5


def test_a_row_without_a_start_comes_in_once_somebody_gives_one_and_keeps_what_it_said(cast: Cast) -> None:
    log = loaded(cast.igor)
    line = line_of(log, 7)
    said = {"starts": "1 February 2026"}
    actions.correct(line.row, by=cast.igor, at=NOON, read_version=log.version, corrections=said)
    log.refresh_from_db()
    assert line_of(log, 7).fate is Fate.ADD
    actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    worked()
    late = named("12")
    assert late.starts_on == date(2026, 2, 1)
    assert late.log_row.cells == ROWS[5][:6]
    assert late.log_row.corrections == said
    log.refresh_from_db()
    with pytest.raises(Denied, match="agreement already"):
        actions.correct(late.log_row, by=cast.igor, at=NOON, read_version=log.version, corrections={})


def test_a_partner_with_a_name_like_one_of_ours_waits_until_somebody_says_who_it_is(cast: Cast) -> None:
    ours = create(by=cast.igor, at=NOON, name="Quay Borough Council", kind=Kind.COUNCIL)
    log = mapped(cast.igor, decide=False)
    assert fates(log)[1] == "undecided"
    assert alike(["Quay Council"]) == {"quay council": [(ours.pk, "Quay Borough Council")]}
    said: dict[str, Any] = {
        "quay council": {"organisation": ours.pk},
        "police": {"kind": "justice"},
        "nhs harbour": {},
    }
    log = actions.decide(log, by=cast.igor, at=NOON, read_version=log.version, partners=said)
    actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    worked()
    assert sorted(each.name for each in named("7").parties.all()) == ["Police", "Quay Borough Council"]
    assert Organisation.objects.get(name="Police").kind == Kind.JUSTICE
    assert not Organisation.objects.filter(name="NHS Harbour").exists()
    # Another spelling of it is no difference.
    again = mapped(cast.igor, decide=False)
    again = actions.decide(again, by=cast.igor, at=NOON, read_version=again.version, partners=said)
    assert fates(again)[:5] == ["here"] * 5


def test_a_name_that_we_have_in_other_letters_is_found(cast: Cast) -> None:
    create(by=cast.igor, at=NOON, name="POLICE", kind=Kind.JUSTICE)
    log = mapped(cast.igor, comma_separated([HEAD, ROWS[2]]), decide=False)
    assert fates(log) == ["add"]


def test_a_spreadsheet_is_read_from_the_sheet_that_looks_like_a_log(cast: Cast) -> None:
    log = mapped(cast.igor, spreadsheet())
    assert (log.sheet, log.names_row, log.sheets) == ("Log", 3, ["Read me", "Log"])
    assert fates(log) == ["add", "add"]
    second = outlook(log, at=NOON)[1].meant
    assert (second.number, second.starts_on, second.ends_on) == ("8", date(2026, 4, 1), date(2028, 12, 31))
    log = actions.choose(log, by=cast.igor, at=NOON, read_version=log.version, sheet="Read me", names_row=1)
    assert log.mapping is None


def test_a_title_above_the_names_of_the_columns_is_passed_over(cast: Cast) -> None:
    log = mapped(cast.igor, comma_separated(above=3))
    assert log.names_row == 4
    assert fates(log) == EXPECTED


def test_a_file_that_cannot_be_read_is_kept_and_says_what_to_do(cast: Cast) -> None:
    log = uploaded(cast.igor, b"Ref,Partner\n1,\x81\n")
    assert (log.state, log.fault, log.fault_row) == (State.REFUSED, Fault.ENCODING, 2)
    assert "CSV UTF-8" in log.refusal
    with actions.open_file(log, by=cast.igor, at=NOON) as file:
        assert file.read() == b"Ref,Partner\n1,\x81\n"


def test_letters_of_windows_are_read_as_they_were_meant(cast: Cast) -> None:
    rows = [HEAD, ["1", "ISA", "Café – “Élan”", "José’s Surgery", "1/1/2026", "1/1/2028"]]
    log = mapped(cast.igor, comma_separated(rows, encoding="cp1252"))
    assert log.encoding == "Windows-1252"
    meant = outlook(log, at=NOON)[0].meant
    assert (meant.title, meant.partners) == ("Café – “Élan”", ("José’s Surgery",))


def test_a_formula_comes_in_as_text(cast: Cast) -> None:
    rows = [
        HEAD,
        ["=1+1", "ISA", "=cmd|' /C calc'!A0", "@Elm", "1/1/2026", "=E2+365"],
        ["2", "ISA", "+x", "-Elm", "1/1/2026"],
    ]
    log = loaded(cast.igor, comma_separated(rows))
    assert fates(log) == ["unreadable", "here"]
    assert named("2").title == "+x"


def test_only_the_ig_team_brings_in_a_log(cast: Cast) -> None:
    for user in (cast.max, cast.fay, cast.dana, cast.gwen, cast.aled, cast.cora):
        with pytest.raises(Denied) as refused:
            uploaded(user, comma_separated())
        assert refused.value.verdict.code == Code.ROLE
    log = mapped(cast.igor)
    with pytest.raises(Denied):
        actions.load(log, by=cast.max, at=NOON, read_version=log.version)
    assert not LogImport.objects.exclude(pk=log.pk).exists()


def test_whoever_lost_the_role_meanwhile_brings_nothing_in(cast: Cast) -> None:
    log = mapped(cast.igor)
    actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    cast.igor.role = cast.max.role
    cast.igor.save()
    worked()
    log.refresh_from_db()
    assert (log.state, Agreement.objects.count()) == (State.LOADED, 0)


def test_two_at_once_see_each_other(cast: Cast) -> None:
    log = mapped(cast.igor)
    actions.decide(log, by=cast.priya, at=NOON, read_version=log.version, partners={})
    with pytest.raises(Stale):
        actions.load(log, by=cast.igor, at=NOON, read_version=log.version)


def test_the_same_form_twice_keeps_one_file(cast: Cast, store: Any) -> None:
    key = uuid4()
    first = uploaded(cast.igor, comma_separated(), key=key)
    assert uploaded(cast.igor, comma_separated(), key=key) == first
    assert LogImport.objects.count() == 1
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1


def test_no_part_of_a_step_stays_where_the_file_cannot_be_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **options: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(actions.files, "keep", full)
    with pytest.raises(Denied, match="no room"):
        actions.upload(by=cast.igor, at=NOON, upload=SimpleUploadedFile("l.csv", b"a"), form_key=uuid4())
    assert not LogImport.objects.exists()


def test_the_rows_are_evidence_that_stays_as_it_was(cast: Cast) -> None:
    log = loaded(cast.igor)
    assert next(json.dumps(row.cells) for row in log.rows.order_by("number")) == json.dumps(HEAD)
    assert log.rows.count() == len(ROWS) + 1


def test_a_protocol_from_a_log_covers_nothing_without_the_agreement_above_it(cast: Cast) -> None:
    row = ["1", "DSP", "Detail", "Police", "1/1/2026", "1/1/2028"]
    log = loaded(cast.igor, comma_separated([HEAD, row]))
    sharing = Sharing(
        recipient=Organisation.objects.get(name="Police").pk,
        purpose=Purpose.CARE,
        items=frozenset({DataItem.PROGRESS}),
        rung=Rung.IDENTIFIABLE,
    )
    answer = cover(sharing, at=NOON)
    assert not answer
    assert "We do not know the agreement above this protocol." in answer.verdict.reason
    assert any("renew it and choose that agreement" in note for note in line_of(log, 2).meant.notes)
    protocol = Agreement.objects.with_partners().get()
    assert "Covers nothing" in [each.label for each in flags([protocol], cast.fay, NOON)[protocol]]
    # What the page asks for can be done.
    renewal = renew(protocol, by=cast.igor, at=NOON)
    assert "parent" in {name for name, _ in to_do(content(renewal), renewal.nations)}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_bring_in_every_row_once() -> None:
    cast = Cast()
    log = mapped(cast.igor)
    actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    work = Work.objects.get(done_at=None)
    done = together(*[lambda: actions.settle(work.pk, clock=lambda: NOON)] * 3)
    assert sorted(done) == [False, False, True]
    assert Agreement.objects.count() == 5
    assert Organisation.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_copies_of_a_log_loaded_at_once_bring_in_every_row_once() -> None:
    cast = Cast()
    for log in (mapped(cast.igor), mapped(cast.igor)):
        actions.load(log, by=cast.igor, at=NOON, read_version=log.version)
    works = [work.pk for work in Work.objects.filter(done_at=None)]
    together(*[lambda pk=pk: actions.settle(pk, clock=lambda: NOON) for pk in works])
    assert Agreement.objects.count() == 5
    assert set(LogImport.objects.values_list("state", flat=True)) == {State.LOADED}

"""The yearly report: asked for in time, naming nobody, published by somebody else (handbook sections 10 and 13)."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.models import Service, User
from governance.deadlines.sweep import sweep
from governance.documents.models import Document
from governance.errors import Code, Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from incidents.candour_reports import actions, rules
from incidents.candour_reports.figures import IN_TIME, REVIEWED, figures
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.naming import named
from incidents.candour_reports.tasks import begin
from incidents.incidents import actions as incidents
from incidents.incidents.sorts import CandourStep, Harm
from tests.cast import NOON, Cast, signed_in
from tests.incidents.candour_reports import walk
from tests.incidents.candour_reports.walk import TEXT, asked, begun, published, submitted, written

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


class TestItIsAskedFor:
    @pytest.mark.parametrize(
        ("on", "number"),
        [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)],
    )
    def test_of_the_last_year_that_is_over(self, on: date, number: int) -> None:
        assert rules.last_finished(on) == number
        time = rules.year(number)
        assert (time.first, time.last) == (date(number - 1, 4, 1), date(number, 3, 31))

    @pytest.mark.parametrize(
        ("on", "due"),
        [
            (date(2026, 4, 1), date(2026, 6, 30)),
            (date(2026, 5, 31), date(2026, 6, 30)),
            # Who is asked late has a month all the same.
            (date(2026, 6, 1), date(2026, 7, 1)),
        ],
    )
    def test_by_three_months_after_its_end(self, on: date, due: date) -> None:
        assert rules.due_on(2026, on) == due

    def test_once_and_only_where_we_work_in_scotland(self, cast: Cast) -> None:
        assert (begin(), begin()) == (True, False)
        report = CandourReport.objects.get()
        assert (report.year, report.reference, report.due_on) == (2026, "CAR-2026-0001", date(2026, 12, 22))
        Service.objects.filter(nation="SCT").update(nation="ENG")
        assert actions.begin(NOON + 365 * DAY) is False

    def test_of_each_year_that_was_missed_since_the_first(self, cast: Cast) -> None:
        assert actions.begin(datetime(2023, 4, 1, 12, tzinfo=UTC))
        assert actions.begin(datetime(2026, 4, 1, 12, tzinfo=UTC))
        reports = CandourReport.objects.order_by("year").values_list("year", "due_on")
        late, last = date(2026, 5, 1), date(2026, 6, 30)
        assert list(reports) == [(2023, date(2023, 6, 30)), (2024, late), (2025, late), (2026, last)]
        assert not actions.begin(datetime(2026, 4, 1, 12, tzinfo=UTC))

    def test_the_dpo_is_told_30_and_7_days_before_and_the_siro_when_it_is_overdue(self, cast: Cast) -> None:
        assert all((cast.priya, cast.igor, cast.sol))
        due = asked().due_on

        def told(days: int) -> set[User]:
            Notification.objects.all().delete()
            sweep(at=datetime(due.year, due.month, due.day, 12, tzinfo=UTC) - days * DAY)
            rows = Notification.objects.filter(kind="candour_report").select_related("recipient")
            return {each.recipient for each in rows}

        dpo, both = {cast.priya}, {cast.priya, cast.sol}
        assert [told(days) for days in (29, 8, 7, 6, 0, -1, -2)] == [
            dpo,
            set(),
            dpo,
            set(),
            set(),
            both,
            both,
        ]
        published(cast)
        assert told(-3) == set()


class TestItsNumbers:
    @pytest.mark.parametrize(
        ("at", "is_in"),
        [
            (datetime(2025, 3, 31, 22, 59, tzinfo=UTC), False),
            (datetime(2025, 3, 31, 23, 0, tzinfo=UTC), True),
            (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), True),
            (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), False),
        ],
    )
    def test_the_day_of_the_opinion_in_london_says_which_year(
        self, cast: Cast, at: datetime, is_in: bool
    ) -> None:
        begun(cast, at=at, done=False)
        assert figures(2026)["number"] == ("Fewer than 5" if is_in else "None")

    def test_england_and_what_was_found_to_be_none_are_not_in_it(self, cast: Cast) -> None:
        assert figures(2026) == {"number": "None", "nature": [], "followed": []}
        found = walk.incidents.graded(cast, at=walk.IN_THE_YEAR)
        walk.candour.decide_candour(
            found, by=cast.priya, at=walk.IN_THE_YEAR, applies=True, harm=Harm.PAIN, because="A wrong dose."
        )
        assert figures(2026)["number"] == "None"

    def test_their_nature_and_each_step_without_a_small_number(self, cast: Cast) -> None:
        for _ in range(6):
            begun(cast)
        begun(cast, harm=Harm.DEATH, done=False)
        said = figures(2026)
        # With the six the total would tell the one.
        assert (said["number"], said["nature"]) == ("7", [])
        followed = dict(said["followed"])
        assert set(followed.values()) == {"Not each time"}
        assert {CandourStep.TOLD.label, IN_TIME, REVIEWED} <= set(followed)

    def test_none_are_told_while_it_is_written_so_that_no_change_tells_of_a_restricted_incident(
        self, cast: Cast
    ) -> None:
        report, igor = written(cast), signed_in(cast.igor)

        def pages() -> list[str]:
            found = [igor.get(f"/candour-reports/{report.reference}/{page}") for page in ("", "write/")]
            return [
                re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", each.content.decode()) for each in found
            ]

        before = pages()
        assert "We look twice." in before[0]
        incidents.restrict(begun(cast), by=cast.priya, at=NOON)
        assert pages() == before
        # Nor where it was read and sent back.
        report = actions.submit(report, by=cast.igor, at=NOON)
        assert "Fewer than 5" in igor.get(f"/candour-reports/{report.reference}/").content.decode()
        actions.send_back(report, by=cast.gwen, at=NOON, reason="Say what came late.")
        assert "Fewer than 5" not in pages()[0]

    def test_a_step_that_came_late_is_not_in_time(self, cast: Cast) -> None:
        found = begun(cast, done=False)
        late = walk.IN_THE_YEAR + 30 * DAY
        facts = {"step": CandourStep.TOLD, "done_at": late, "who": "Morag", "words": "In plain words."}
        walk.candour.candour_step(found, by=cast.priya, at=late, **facts)
        followed = dict(figures(2026)["followed"])
        assert (followed[CandourStep.TOLD.label], followed[IN_TIME]) == ("Each time", "Not each time")


class TestItNamesNobody:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("We told Sam at once.", ["Sam"]),
            ("We told SAM RIVERS.", ["SAM RIVERS", "SAM", "RIVERS"]),
            ("we told sam\nrivers", ["sam rivers"]),
            ("Sám was hurt", ["Sam"]),
            ("S\u200bam was hurt", ["Sam"]),
            ("See INC-2026-000001.", ["INC-2026-000001"]),
            ("Dr Ann Reid said so", ["Ann Reid"]),
            # Words and no names.
            ("The same rivers of work, by the sample", []),
            ("We may say so, and Samples follow", []),
            ("A doctor said so", []),
            ("Ann said so", []),
            ("Jo O’Reid said so", []),
        ],
    )
    def test_a_name_is_found_however_it_is_written(self, text: str, found: list[str]) -> None:
        names = {("sam", "rivers"), ("sam",), ("rivers",), ("ann", "reid"), ("jo",), ()}
        assert sorted(named(text, names)) == sorted(found)

    @pytest.mark.parametrize(
        ("name", "stands_for"),
        [
            ("Sam", "whom it is about"),
            ("Rivers", "whom it is about"),
            ("Finn", "the colleague whom it is about"),
            ("Morag", "who was typed"),
            ("Reid", "who was typed, by the last word"),
            ("Ann Reid", "who was typed"),
            ("Isla Example", "who reported it"),
            ("dora example", "a colleague who has nothing to do with it"),
        ],
    )
    def test_whom_it_is_about_and_everybody_who_works_here(
        self, cast: Cast, name: str, stands_for: str
    ) -> None:
        sam = cast.person(worker=cast.isla, at=walk.IN_THE_YEAR)
        found = incidents.affect(begun(cast), by=cast.priya, at=NOON, person=sam)
        incidents.restrict(found, by=cast.priya, at=NOON, subject=cast.finn)
        with pytest.raises(Denied, match="names somebody"):
            written(cast, changes=f"It was {name} who helped.")
        assert not CandourReport.objects.exclude(changes="").exists()

    @pytest.mark.parametrize(
        "text", ["Isla was rough water.", "Priya and Ann are names.", "In Example Street."]
    )
    def test_a_part_of_the_name_of_whoever_worked_on_it_is_a_word_like_any(
        self, cast: Cast, text: str
    ) -> None:
        begun(cast)
        assert written(cast, changes=text).changes == text

    def test_who_came_onto_an_incident_since_stops_it_from_being_published(self, cast: Cast) -> None:
        found = begun(cast)
        report = submitted(cast, changes="Rivers flooded the surgery.")
        sam = cast.person(worker=cast.isla)
        incidents.affect(found, by=cast.priya, at=NOON, person=sam)
        with pytest.raises(Denied, match="names somebody"):
            actions.publish(report, by=cast.gwen, at=NOON, content_hash=report.content_hash)

    def test_the_form_says_which_word_is_a_colleague_and_the_ledger_keeps_none(self, cast: Cast) -> None:
        where = f"/candour-reports/{asked().reference}/write/"
        sent = TEXT | {"changes": "Dora Example is well. See INC-2026-000001."}
        page = signed_in(cast.igor).post(where, sent).content.decode()
        assert "Take out “INC-2026-000001”, “Dora Example”" in page
        assert "Dora Example is well." in page
        assert not Event.objects.filter(reason__contains="Dora").exists()

    @pytest.mark.parametrize("restricted", [False, True])
    def test_of_whom_an_incident_is_about_no_word_is_named_whoever_may_read_it(
        self, cast: Cast, restricted: bool
    ) -> None:
        sam = cast.person(worker=cast.isla, at=walk.IN_THE_YEAR)
        found = incidents.affect(begun(cast), by=cast.priya, at=NOON, person=sam)
        if restricted:
            incidents.restrict(found, by=cast.priya, at=NOON)
        where = f"/candour-reports/{asked().reference}/write/"
        sent = TEXT | {"changes": "Sam is well.", "read_version": "1"}
        page = signed_in(cast.igor).post(where, sent).content.decode()
        assert "names somebody" in page
        assert "“Sam”" not in page
        assert "Sam is well." in page


class TestTwoPeople:
    def test_who_wrote_or_sent_it_never_publishes_it(self, cast: Cast) -> None:
        report = actions.write(submitted(cast), by=cast.priya, at=NOON, **TEXT)
        assert report.state == "DRAFT"
        report = actions.submit(report, by=cast.igor, at=NOON)
        for user in (cast.igor, cast.priya):
            with pytest.raises(Denied) as refused:
                actions.publish(report, by=user, at=NOON, content_hash=report.content_hash)
            assert refused.value.verdict.code is Code.SAME_PERSON
        assert actions.publish(report, by=cast.gwen, at=NOON, content_hash=report.content_hash).published_at

    def test_the_database_holds_it_too(self, cast: Cast) -> None:
        report = published(cast)
        with pytest.raises(IntegrityError, match="by_two_people"), transaction.atomic():
            CandourReport.objects.filter(pk=report.pk).update(published_by=cast.igor)
        with pytest.raises(IntegrityError, match="published_as_it_reads"), transaction.atomic():
            CandourReport.objects.filter(pk=report.pk).update(content_hash="0" * 64)

    @pytest.mark.parametrize("name", ["fay", "max", "morag", "dana", "cora", "aled"])
    def test_others_do_nothing(self, cast: Cast, name: str) -> None:
        user = getattr(cast, name)
        with pytest.raises(Denied) as refused:
            written(cast, by=user)
        assert refused.value.verdict.code is Code.ROLE
        report = submitted(cast)
        with pytest.raises(Denied) as refused:
            actions.publish(report, by=user, at=NOON, content_hash=report.content_hash)
        assert refused.value.verdict.code is Code.ROLE
        with pytest.raises(Denied) as refused:
            actions.send_back(report, by=user, at=NOON, reason="No.")
        assert refused.value.verdict.code is Code.ROLE

    def test_what_is_published_is_what_was_read(self, cast: Cast) -> None:
        report = submitted(cast)
        with pytest.raises(Stale):
            actions.publish(report, by=cast.priya, at=NOON, content_hash="0" * 64)
        with pytest.raises(Stale):
            actions.publish(report, by=cast.priya, at=NOON, content_hash=report.content_hash, read_version=1)
        # The numbers are those of the day on which it was submitted.
        begun(cast)
        done = actions.publish(report, by=cast.priya, at=NOON, content_hash=report.content_hash)
        assert done.figures["number"] == "None"

    def test_a_part_that_is_empty_or_a_step_out_of_turn_is_refused(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="not written yet"):
            actions.submit(asked(), by=cast.igor, at=NOON)
        with pytest.raises(Denied, match="not written yet"):
            submitted(cast, changes="  ")
        report = submitted(cast)
        with pytest.raises(IllegalTransition):
            actions.submit(report, by=cast.igor, at=NOON)
        done = actions.publish(report, by=cast.priya, at=NOON, content_hash=report.content_hash)
        with pytest.raises(IllegalTransition):
            actions.publish(done, by=cast.priya, at=NOON, content_hash=report.content_hash)
        assert Document.objects.filter(kind="candour_report").count() == 1

    def test_it_is_sent_back_with_what_has_to_change(self, cast: Cast) -> None:
        report = actions.send_back(submitted(cast), by=cast.gwen, at=NOON, reason="Say what came late.")
        assert (report.state, report.sent_back_because) == ("DRAFT", "Say what came late.")
        told = Notification.objects.filter(kind="candour_report_sent_back")
        assert [each.recipient for each in told] == [cast.igor]
        assert actions.submit(report, by=cast.igor, at=NOON).sent_back_because == ""


class TestItsPages:
    @pytest.mark.parametrize(
        ("name", "status"),
        [
            *((name, 200) for name in ("igor", "priya", "gwen", "sol", "aled")),
            *((name, 404) for name in ("fay", "max", "morag", "dana", "cora")),
        ],
    )
    def test_who_may_see_all_incidents_reads_it_before_it_is_published(
        self, cast: Cast, name: str, status: int
    ) -> None:
        report = submitted(cast)
        client = signed_in(getattr(cast, name))
        assert client.get(f"/candour-reports/{report.reference}/").status_code == status
        listed = client.get("/candour-reports/").content.decode()
        assert (report.reference in listed) is (status == 200)
        assert client.get(f"/candour-reports/{report.reference}/publish/").status_code in {status, 403}

    def test_it_is_written_read_and_published_by_two_people(self, cast: Cast) -> None:
        for _ in range(3):
            begun(cast)
        where = f"/candour-reports/{asked().reference}/"
        igor, priya = signed_in(cast.igor), signed_in(cast.priya)
        page = igor.get(f"{where}write/")
        assert rules.POLICIES[:40] in page.content.decode()
        # What we did is said by nobody but who writes it.
        assert (page.context["form"]["followed"].value(), page.context["form"]["changes"].value()) == ("", "")
        for data in ({}, TEXT | {"followed": "x" * 4_001}):
            assert "There is a problem" in igor.post(f"{where}write/", data).content.decode()
        igor.post(f"{where}write/", TEXT | {"read_version": "1"})
        page = igor.post(f"{where}submit/", {"read_version": "2"}, follow=True).content.decode()
        assert "nobody publishes what they wrote" in page
        assert "Fewer than 5" in page
        report = CandourReport.objects.get()
        assert "We look twice." in priya.get(f"{where}publish/").content.decode()
        sent = {"content_hash": report.content_hash, "read_version": report.version}
        assert "I have read it" in priya.post(f"{where}publish/", sent).content.decode()
        answers = [priya.post(f"{where}publish/", sent | {"read": "on"}).status_code for _ in range(2)]
        assert answers == [302, 409]
        page = priya.get(where).content.decode()
        assert 'href="/candour/2026/"' in page
        assert "Tell Healthcare Improvement Scotland" in page

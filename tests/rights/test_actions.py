"""What becomes of a rights request, step by step."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from governance.calendar import Nation
from governance.deadlines.models import Deadline
from governance.errors import Denied, IllegalTransition, Stale
from governance.notifications.models import Notification
from governance.people import actions as people
from governance.records.actor import acting_as
from governance.rights import actions
from governance.rights.forms import IdentifyForm, ResumeForm
from governance.rights.models import Clock, RightsRequest, Search
from governance.rights.rules import Ground, Outcome, Right
from governance.rights.states import State
from governance.workflow.follow import code_for, with_code
from tests.cast import NOON, Cast, signed_in
from tests.rights.asking import WORDS, asked, at_work, gathered, released, searched, step

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def open_dues(request: RightsRequest) -> dict[str, date]:
    rows = Deadline.objects.filter(register="rights", record_id=request.pk, ended_at=None)
    return dict(rows.values_list("rule", "due_on"))


class TestTakingItIn:
    def test_it_is_due_in_a_month_from_the_day_on_which_it_came(self, cast: Cast) -> None:
        made = asked(cast, received_on=TODAY - DAY)
        assert (made.state, made.reference[:4]) == (State.RECEIVED, "RIG-")
        # 21 December is a Monday.
        assert open_dues(made) == {
            "rights_begin": TODAY,
            "rights_due": date(2026, 12, 21),
            "rights_extension_notice": date(2026, 12, 20),
        }

    def test_the_ig_team_is_told_without_a_name_and_without_whoever_knows_the_person(
        self, cast: Cast
    ) -> None:
        sam, igor, priya = cast.person(), cast.igor, cast.priya
        with acting_as(cast.fay.pk):
            people.report(person=sam, worker=priya, relationship="cousin", by=cast.fay, at=NOON)
        made = asked(cast, person=sam)
        told = Notification.objects.filter(kind="rights_received")
        assert [each.recipient for each in told] == [igor]
        assert "Sam" not in told.get().subject
        assert made.service == cast.harbour

    def test_sent_twice_it_is_written_down_once_with_one_code(self, cast: Cast) -> None:
        key = uuid4()
        made = asked(cast, form_key=key)
        assert asked(cast, form_key=key) == made
        assert with_code(RightsRequest.objects.all(), made.reference, code_for(key)) == made
        assert code_for(key) not in str(RightsRequest.objects.values().get())

    def test_what_lay_about_for_more_than_a_year_is_written_down_by_the_ig_team(self, cast: Cast) -> None:
        assert asked(cast, received_on=TODAY - 366 * DAY)
        with pytest.raises(Denied, match="more than a year ago"):
            asked(cast, received_on=TODAY - 367 * DAY)
        facts = {"right": Right.ACCESS, "words": WORDS, "name": "Robin", "channel": "paper"}
        with acting_as(cast.igor.pk):
            old = {"received_on": TODAY - 367 * DAY, "form_key": uuid4()}
            made = actions.receive(by=cast.igor, at=NOON, **facts | old)
        assert Clock(made, TODAY).due_on == date(2025, 12, 22)

    def test_not_for_a_day_still_to_come(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            asked(cast, received_on=TODAY + DAY)

    def test_not_about_somebody_whom_one_does_not_see_nor_by_the_data_team(self, cast: Cast) -> None:
        mine = cast.person("Kit Moss", worker=cast.finn)
        with pytest.raises(Denied):
            asked(cast, person=mine)
        with pytest.raises(Denied), acting_as(cast.dana.pk):
            actions.receive(
                by=cast.dana,
                at=NOON,
                right=Right.ACCESS,
                words=WORDS,
                name="Robin",
                channel="paper",
                received_on=TODAY,
                form_key=uuid4(),
            )


class TestWhoAsks:
    def test_no_time_runs_until_they_have_shown_who_they_are(self, cast: Cast) -> None:
        made = asked(cast)
        made = step(cast, made, "ask_identity", words="Bring your bus pass")
        assert open_dues(made) == {"rights_identity": TODAY}
        later = NOON + 10 * DAY
        made = step(cast, made, "identify", at=later, how="She brought it", on=TODAY + 9 * DAY)
        assert made.started_on == TODAY + 9 * DAY
        # New Year and a weekend.
        assert Clock(made, TODAY).due_on == date(2027, 1, 4)

    def test_whom_we_know_has_their_month_from_the_day_on_which_it_came(self, cast: Cast) -> None:
        made = asked(cast)
        made = step(cast, made, "identify", at=NOON + 5 * DAY, how="Fay knows them", on=TODAY + 5 * DAY)
        assert made.started_on == TODAY
        assert made.searches.count() == 10

    def test_not_before_it_came(self, cast: Cast) -> None:
        made = asked(cast)
        with pytest.raises(Denied):
            step(cast, made, "identify", how="Fay knows them", on=TODAY - DAY)

    def test_to_ask_who_they_are_does_not_put_off_what_is_overdue(self, cast: Cast) -> None:
        last = asked(cast, received_on=date(2026, 10, 23))
        assert Clock(last, TODAY).due_on == date(2026, 11, 23)
        assert step(cast, last, "ask_identity", at=NOON + DAY, words="A bus pass").started_on is None
        again = asked(cast, received_on=date(2026, 10, 23))
        with pytest.raises(Denied, match="overdue"):
            step(cast, again, "ask_identity", at=NOON + 2 * DAY, words="A bus pass")

    def test_how_we_knew_somebody_says_nothing_of_somebody_else(self, cast: Cast) -> None:
        made = searched(cast, at_work(cast))
        made = step(cast, made, "link", at=NOON + DAY, person=cast.person("Kit Moss"))
        assert (made.identified_at, made.identified_how, made.started_on) == (None, "", TODAY)
        assert made.searches.filter(found="").count() == 10
        gathered(cast, made, at=NOON + DAY)
        with pytest.raises(Denied, match="who asks"):
            step(cast, made, "release", at=NOON + DAY)
        made = step(cast, made, "identify", at=NOON + 5 * DAY, how="By their card", on=TODAY + 5 * DAY)
        assert (made.state, made.started_on, made.searches.count()) == (State.IN_PROGRESS, TODAY, 10)
        with pytest.raises(Denied):
            step(cast, made, "identify", at=NOON + 5 * DAY, how="Once more", on=TODAY + 5 * DAY)

    @pytest.mark.parametrize("paused", [False, True])
    def test_whoever_it_is_now_stands_on_the_desk_until_we_know_who_asks(
        self, cast: Cast, paused: bool
    ) -> None:
        made = at_work(cast)
        if paused:
            made = step(cast, made, "pause", question="Which year?", on=TODAY)
        assert "rights_identity" not in open_dues(made)
        later = NOON + 3 * DAY
        made = step(cast, made, "link", at=later, person=cast.person("Kit Moss"))
        assert open_dues(made)["rights_identity"] == TODAY
        page = signed_in(cast.igor).get(f"/rights/{made.reference}/").content.decode()
        assert f'href="/rights/{made.reference}/identify/"' in page
        if not paused:
            made = step(cast, made, "identify", at=later, how="By their card", on=TODAY + 3 * DAY)
            assert "rights_identity" not in open_dues(made)

    def test_whose_it_is_decides_the_nation(self, cast: Cast) -> None:
        iona = cast.person("Iona Bay", worker=cast.isla)
        made = asked(cast, received_on=date(2026, 10, 30))
        assert Clock(made, TODAY).due_on == date(2026, 11, 30)  # St Andrew's Day: free in Scotland
        made = step(cast, made, "link", person=iona)
        assert (made.person, made.nation) == (iona, Nation.SCT)
        assert open_dues(made)["rights_due"] == date(2026, 12, 1)


class TestTheClock:
    def test_the_days_until_the_reply_do_not_count(self, cast: Cast) -> None:
        made = at_work(cast)
        before = Clock(made, TODAY).due_on
        made = step(cast, made, "pause", question="Which year?", on=TODAY)
        assert made.state == State.PAUSED
        assert open_dues(made) == {"rights_reply": TODAY}
        replied = NOON + 6 * DAY
        made = step(cast, made, "resume", at=replied, reply="Last year", on=TODAY + 6 * DAY)
        assert before == date(2026, 12, 22)
        assert open_dues(made)["rights_due"] == date(2026, 12, 29)

    def test_a_question_is_not_dated_back_to_before_it_was_overdue(self, cast: Cast) -> None:
        made = at_work(cast, received_on=date(2026, 10, 20))
        with pytest.raises(Denied, match="overdue"):
            step(cast, made, "pause", question="Which year?", on=TODAY - 10 * DAY)

    def test_a_reply_comes_after_its_question(self, cast: Cast) -> None:
        made = step(cast, at_work(cast), "pause", question="Which year?", on=TODAY)
        with pytest.raises(Denied):
            step(cast, made, "resume", at=NOON + DAY, reply="Last year", on=TODAY - DAY)

    def test_two_months_more_are_told_with_reasons_before_the_first_date(self, cast: Cast) -> None:
        made = at_work(cast)
        made = step(cast, made, "extend", ground="complex", because="Four services, since 2009.")
        assert open_dues(made) == {"rights_due": date(2027, 2, 22)}
        with pytest.raises(Denied):
            step(cast, made, "extend", ground="number", because="Once more.")
        late = at_work(cast, person=made.person)
        with pytest.raises(Denied, match="before 22 December 2026"):
            step(cast, late, "extend", at=NOON + 30 * DAY, ground="complex", because="Too late.")


class TestTheEnd:
    def test_access_is_answered_when_all_is_searched_and_the_copy_is_released(self, cast: Cast) -> None:
        made = at_work(cast)
        answer = {"outcome": Outcome.GRANTED, "words": "Here it is.", "given_how": "By hand"}
        with pytest.raises(Denied, match="10 places are not searched yet"):
            step(cast, made, "answer", **answer)
        searched(cast, made)
        with pytest.raises(Denied, match="not released"):
            step(cast, made, "answer", **answer)
        released(cast, made)
        made = step(cast, made, "answer", **answer)
        assert (made.state, made.answered_by) == (State.ANSWERED, cast.igor)
        assert open_dues(made) == {}

    @pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.PARTLY])
    def test_nothing_is_granted_to_somebody_of_whom_we_do_not_know_who_they_are(
        self, cast: Cast, outcome: Outcome
    ) -> None:
        made = at_work(cast, Right.ERASURE)
        made = step(cast, made, "link", person=cast.person("Kim Hill", worker=cast.fay))
        searched(cast, made)
        answer = {"outcome": outcome, "words": "It is done.", "given_how": "By letter"}
        with pytest.raises(Denied, match="do not know for sure who asks"):
            step(cast, made, "answer", **answer)
        made = step(cast, made, "identify", how="Fay knows them", on=NOON.date(), mark="No letters")
        assert step(cast, made, "answer", **answer).state == State.ANSWERED

    def test_a_refusal_has_a_ground_that_fits_the_right(self, cast: Cast) -> None:
        made = at_work(cast, Right.ERASURE)
        facts = {"words": "The law keeps it for 8 years.", "given_how": "By letter"}
        with pytest.raises(Denied):
            step(cast, made, "refuse", ground=Ground.STRONGER, **facts)
        made = step(cast, made, "refuse", ground=Ground.MUST_KEEP, **facts)
        assert made.state == State.REFUSED
        with pytest.raises(IllegalTransition):
            step(cast, made, "answer", outcome=Outcome.GRANTED, **facts)

    def test_whoever_does_not_want_it_any_more_closes_it_from_the_start(self, cast: Cast) -> None:
        made = step(cast, asked(cast), "drop", words="She rang and said so.")
        assert (made.state, made.outcome) == (State.ANSWERED, Outcome.DROPPED)

    def test_nobody_but_the_ig_team_works_on_it(self, cast: Cast) -> None:
        made = at_work(cast)
        for user in (cast.fay, cast.max, cast.gwen, cast.cora, cast.aled):
            with pytest.raises(Denied), acting_as(user.pk):
                actions.drop(made, by=user, at=NOON, read_version=made.version, words="No.")

    def test_what_somebody_else_changed_meanwhile_is_not_overwritten(self, cast: Cast) -> None:
        made = asked(cast)
        step(cast, made, "ask_identity", words="A bus pass")
        with pytest.raises(Stale):
            actions.drop(made, by=cast.igor, at=NOON, read_version=1, words="No.")


class TestSearching:
    def test_each_place_keeps_who_ticked_it_and_when(self, cast: Cast) -> None:
        made = at_work(cast)
        actions.search(made, by=cast.igor, at=NOON, ticks={1: ("something", "Two boxes")}, another="The van")
        later = {1: ("something", "Two boxes"), 2: ("nothing", "")}
        actions.search(made, by=cast.priya, at=NOON + DAY, ticks=later)
        first, second = made.searches.filter(number__in=(1, 2))
        assert (first.searched_by, first.searched_at) == (cast.igor, NOON)
        assert second.searched_by == cast.priya
        assert made.searches.last().place == "The van"

    def test_what_is_passed_over_says_why_and_a_tick_can_be_taken_back(self, cast: Cast) -> None:
        made = at_work(cast)
        with pytest.raises(Denied):
            actions.search(made, by=cast.igor, at=NOON, ticks={3: (Search.Found.NOT_NEEDED, "")})
        actions.search(made, by=cast.igor, at=NOON, ticks={3: (Search.Found.NOTHING, "")})
        actions.search(made, by=cast.igor, at=NOON, ticks={3: ("", "")})
        assert made.searches.get(number=3).searched_by is None


class TestWordsToAndFro:
    def test_what_is_sent_twice_is_written_once(self, cast: Cast) -> None:
        made, key = at_work(cast), uuid4()
        for _ in range(2):
            actions.write(made, by=cast.igor, at=NOON, words="We are at it", form_key=key)
        assert made.messages.get().words == "We are at it"

    def test_what_they_wrote_stands_on_the_desk_until_we_wrote_or_answered(self, cast: Cast) -> None:
        def hear(words: str, at: datetime) -> None:
            actions.hear(made, at=at, words=words, form_key=uuid4())

        made = at_work(cast)
        hear("Where is it?", NOON)
        assert open_dues(made)["rights_heard"] == TODAY
        actions.write(made, by=cast.igor, at=NOON + DAY, words="We are at it", form_key=uuid4())
        assert "rights_heard" not in open_dues(made)
        hear("And now?", NOON + 2 * DAY)
        made = step(cast, made, "drop", at=NOON + 3 * DAY, words="She rang.")
        assert open_dues(made) == {}
        # What comes after the end is read too.
        hear("You forgot something", NOON + 4 * DAY)
        assert set(open_dues(made)) == {"rights_heard"}

    def test_what_needs_no_answer_leaves_the_desk_and_what_comes_after_it_stands_there_again(
        self, cast: Cast
    ) -> None:
        made = step(cast, at_work(cast), "drop", words="She rang.")
        with pytest.raises(Denied, match="Nothing that they wrote waits"):
            step(cast, made, "leave_it")
        actions.hear(made, at=NOON + DAY, words="Thank you", form_key=uuid4())
        made.refresh_from_db()
        page = signed_in(cast.igor).get(f"/rights/{made.reference}/").content.decode()
        assert f'href="/rights/{made.reference}/leave_it/"' in page
        step_page = signed_in(cast.igor).get(f"/rights/{made.reference}/leave_it/").content.decode()
        assert "Thank you" in step_page
        with pytest.raises(Denied):
            actions.leave_it(made, by=cast.max, at=NOON + DAY, read_version=made.version)
        read = made.version
        actions.hear(made, at=NOON + DAY, words="And my letters?", form_key=uuid4())
        with pytest.raises(Stale):
            actions.leave_it(made, by=cast.igor, at=NOON + DAY, read_version=read)
        made = step(cast, made, "leave_it", at=NOON + 2 * DAY)
        assert open_dues(made) == {}
        page = signed_in(cast.igor).get(f"/rights/{made.reference}/").content.decode()
        assert f'href="/rights/{made.reference}/leave_it/"' not in page
        actions.hear(made, at=NOON + 3 * DAY, words="Hello?", form_key=uuid4())
        assert open_dues(made) == {"rights_heard": TODAY + 3 * DAY}

    def test_their_reply_where_they_follow_it_is_in_the_form_and_leaves_the_desk_with_it(
        self, cast: Cast
    ) -> None:
        made = step(cast, at_work(cast), "pause", question="Which year?", on=TODAY)
        actions.hear(made, at=NOON + DAY, words="Last year", form_key=uuid4())
        made.refresh_from_db()
        form = ResumeForm(request=made, user=cast.igor, at=NOON + 3 * DAY)
        assert (form["reply"].value(), form["on"].value()) == ("Last year", TODAY + DAY)
        made = step(cast, made, "resume", at=NOON + 3 * DAY, reply="Last year", on=TODAY + DAY)
        assert "rights_heard" not in open_dues(made)


class TestANewCode:
    def test_the_old_one_is_worth_nothing(self, cast: Cast) -> None:
        key, made = uuid4(), asked(cast)
        code = actions.new_code(made, by=cast.igor, at=NOON, read_version=made.version, form_key=key)
        rows = RightsRequest.objects.all()
        assert with_code(rows, made.reference, code) == made
        assert with_code(rows, made.reference, code_for(made.form_key)) is None


class TestMarks:
    def test_an_objection_stands_from_when_we_know_who_it_is_until_it_is_refused_or_lifted(
        self, cast: Cast
    ) -> None:
        sam = cast.person()
        made = asked(cast, Right.OBJECTION)
        made = step(cast, made, "identify", how="By her card", on=TODAY, mark="No letters")
        assert not made.is_marked
        # It would stand on nobody's page.
        with pytest.raises(Denied, match="nobody would heed it"):
            step(cast, made, "answer", outcome=Outcome.PARTLY, words="We stop.", given_how="By letter")
        made = step(cast, made, "link", person=sam)
        assert made.is_marked
        made = step(cast, made, "answer", outcome=Outcome.GRANTED, words="We stop.", given_how="By letter")
        assert made.is_marked
        made = step(cast, made, "lift", reason="She wants letters again.")
        assert not made.is_marked

    def test_of_somebody_else_it_stands_once_we_know_who_asks_also_where_it_was_lifted(
        self, cast: Cast
    ) -> None:
        sam, kit = cast.person(), cast.person("Kit Moss")
        made = step(cast, at_work(cast, Right.OBJECTION, person=sam), "lift", reason="It was not hers.")
        made = step(cast, made, "link", person=kit)
        assert not made.is_marked
        with pytest.raises(Denied, match="nobody would heed it"):
            step(cast, made, "answer", outcome=Outcome.GRANTED, words="We stop.", given_how="By letter")
        form = IdentifyForm(request=made, user=cast.igor, at=NOON)
        assert form["mark"].value() == "No letters"
        made = step(cast, made, "identify", how="By their card", on=TODAY, mark="No letters")
        assert made.is_marked
        assert "No letters" in signed_in(cast.fay).get(f"/people/{kit.reference}/").content.decode()
        assert "object to" not in signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()

    def test_a_refused_one_stands_no_more(self, cast: Cast) -> None:
        made = at_work(cast, Right.RESTRICTION)
        assert made.is_marked
        made = step(
            cast, made, "refuse", ground=Ground.NOT_THIS_BASIS, words="We may go on.", given_how="By letter"
        )
        assert not made.is_marked

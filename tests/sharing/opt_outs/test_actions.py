"""Help that is written down and corrected, and statements that are asked for and made."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.errors import Code, Denied, IllegalTransition, NotThere, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.people import actions as people
from sharing.opt_out import Ground, OptOut
from sharing.opt_outs import actions, forms, tasks
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.register import OPT_OUTS
from sharing.opt_outs.resting import Resting, resting_on
from sharing.opt_outs.rules import IN_SHORT, POSITION, About, Leaflet
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import active, approved, surgery
from tests.sharing.opt_outs.helping import helped, in_force_although_it_applies, stated, waiting
from tests.threads import together

DAY = timedelta(days=1)
TODAY = NOON.date()


class TestHelp:
    def test_it_says_who_was_helped_by_whom_where_and_with_what(self, cast: Cast) -> None:
        sam = cast.person()
        made = helped(cast, sam)
        assert made.reference == "OPT-2026-000001"
        assert (made.person, made.service, made.helped_by) == (sam, cast.harbour, cast.fay)
        event = Event.objects.get(register="opt_outs", verb="record")
        assert (event.person_id, event.service_id) == (sam.pk, cast.harbour.pk)

    def test_nobody_needs_to_be_named(self, cast: Cast) -> None:
        made = helped(cast)
        assert (made.person, made.case, made.service) == (None, None, cast.harbour)

    def test_there_is_no_place_for_what_they_chose(self) -> None:
        """Handbook section 7: do not store the national choice."""
        own = {field.name for field in Help._meta.concrete_fields} - set(Help.record_privacy)
        what = {"about", "question", "leaflet"}
        assert own == what | {"person", "case", "service", "helped_on", "helped_by", "form_key"}
        asked = set(forms.RecordForm.base_fields) - {"read_version", "form_key", "place"}
        assert asked == what | {"helped_on"}

    def test_words_that_tell_the_choice_are_refused_by_the_verb_and_by_the_database(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="what they chose"):
            helped(cast, question="She opted out today")
        made = helped(cast)
        with pytest.raises(IntegrityError, match="help_tells_no_choice"), transaction.atomic():
            Help.objects.filter(pk=made.pk).update(question="He has Opted Out")
        Help.objects.filter(pk=made.pk).update(question="Adopted in 2020")

    def test_the_future_and_a_something_else_without_words_are_refused(self, cast: Cast) -> None:
        with pytest.raises(Denied, match="still to come"):
            helped(cast, helped_on=TODAY + DAY)
        with pytest.raises(Denied, match="not said what"):
            helped(cast, about=About.OTHER, question="")
        assert not Help.objects.exists()

    def test_the_same_form_again_is_the_same_help(self, cast: Cast) -> None:
        key = uuid4()
        assert helped(cast, form_key=key) == helped(cast, form_key=key)
        assert Help.objects.count() == 1
        assert helped(cast, by=cast.dora, form_key=key).helped_by == cast.dora

    @pytest.mark.parametrize("name", ["finn", "max", "dana", "cora", "gwen", "aled"])
    def test_who_works_elsewhere_or_only_looks_writes_nothing_down(self, cast: Cast, name: str) -> None:
        user: User = getattr(cast, name)
        sam = cast.person()
        for person in (sam, None):
            with pytest.raises(Denied) as refused:
                helped(cast, person, by=user, service=cast.harbour)
            assert refused.value.verdict.code == Code.ROLE

    def test_the_ig_team_writes_down_help_in_any_service(self, cast: Cast) -> None:
        assert helped(cast, cast.person(), by=cast.igor).service == cast.harbour
        assert helped(cast, by=cast.igor, service=cast.firth).service == cast.firth

    def test_whoever_knows_the_person_writes_nothing_down(self, cast: Cast) -> None:
        sam = cast.person()
        people.report(person=sam, worker=cast.fay, relationship="cousin", by=cast.max, at=NOON)
        with pytest.raises(Denied):
            helped(cast, sam)

    @pytest.mark.parametrize(("days", "still"), [(28, True), (29, False)])
    def test_a_closed_case_takes_help_for_28_days(self, cast: Cast, days: int, still: bool) -> None:
        sam = cast.person()
        people.close(sam.cases.get(), by=cast.fay, at=NOON, closed_on=TODAY)
        if still:
            assert helped(cast, sam, at=NOON + days * DAY)
            return
        with pytest.raises(Denied):
            helped(cast, sam, at=NOON + days * DAY)

    def test_a_person_never_stands_without_the_case(self, cast: Cast) -> None:
        made = helped(cast, cast.person())
        with pytest.raises(IntegrityError, match="help_in_a_case_of_the_person"), transaction.atomic():
            Help.objects.filter(pk=made.pk).update(case=None)


class TestCorrecting:
    RIGHT = {"helped_on": TODAY - DAY, "about": About.SPIRE, "question": "", "leaflet": Leaflet.SPIRE}

    def test_the_ig_team_puts_it_right_and_says_why(self, cast: Cast) -> None:
        made = helped(cast, cast.person())
        new = actions.correct(made, by=cast.igor, at=NOON, read_version=1, reason="Wrong day", **self.RIGHT)
        assert (new.version, new.helped_on, new.about, new.helped_by) == (2, TODAY - DAY, "spire", cast.fay)
        assert new.history.first().history_change_reason == "Wrong day"

    @pytest.mark.parametrize("name", ["fay", "max", "gwen", "aled"])
    def test_nobody_else_does(self, cast: Cast, name: str) -> None:
        made = helped(cast, cast.person())
        with pytest.raises(Denied):
            actions.correct(
                made, by=getattr(cast, name), at=NOON, read_version=1, reason="Mine", **self.RIGHT
            )

    def test_nobody_overwrites_what_they_have_not_read(self, cast: Cast) -> None:
        made = helped(cast, cast.person())
        actions.correct(made, by=cast.igor, at=NOON, read_version=1, reason="Wrong day", **self.RIGHT)
        with pytest.raises(Stale):
            actions.correct(made, by=cast.priya, at=NOON, read_version=1, reason="Late", **self.RIGHT)

    def test_a_correction_tells_no_choice_either(self, cast: Cast) -> None:
        made = helped(cast, cast.person())
        wrong = self.RIGHT | {"question": "opted in"}
        with pytest.raises(Denied):
            actions.correct(made, by=cast.igor, at=NOON, read_version=1, reason="More", **wrong)


class TestWhoSeesIt:
    def sees(self, user: User, made: Help) -> bool:
        return OPT_OUTS.visible(user, NOON).filter(pk=made.pk).exists()

    @pytest.mark.parametrize("named", [True, False])
    def test_ones_own_service_the_ig_team_and_who_oversees(self, cast: Cast, named: bool) -> None:
        made = helped(cast, cast.person() if named else None)
        for user in (cast.fay, cast.dora, cast.max, cast.igor, cast.priya, cast.gwen, cast.sol, cast.aled):
            assert self.sees(user, made), user
        for user in (cast.finn, cast.maya, cast.isla, cast.dana, cast.cora):
            assert not self.sees(user, made), user

    def test_whoever_knows_the_person_does_not_and_it_is_noted(self, cast: Cast) -> None:
        sam = cast.person()
        made = helped(cast, sam)
        people.report(person=sam, worker=cast.dora, relationship="sister", by=cast.max, at=NOON)
        assert not self.sees(cast.dora, made)
        with pytest.raises(NotThere) as hidden:
            OPT_OUTS.find(made.reference, user=cast.dora, at=NOON)
        assert hidden.value.blocked


class TestStatements:
    def test_the_first_is_asked_for_once(self, db: None) -> None:
        assert tasks.begin_first() is True
        assert tasks.begin_first() is False
        assert Statement.objects.get().reference.startswith("OOS-")

    def test_it_says_what_who_and_when_and_asks_for_the_next(self, cast: Cast) -> None:
        made = stated(cast)
        assert (made.words, made.in_short) == (POSITION, IN_SHORT)
        assert (made.confirmed_by, made.confirmed_at) == (cast.priya, NOON)
        assert waiting().due_on == date(2027, 11, 22)

    def test_it_keeps_how_many_agreements_say_what_at_that_moment(self, cast: Cast) -> None:
        exempt = {"opt_out": OptOut.EXEMPT.value, "opt_out_ground": Ground.LAW.value}
        active(cast, surgery(cast))
        active(cast, surgery(cast, "Oak"), **exempt)
        active(cast, surgery(cast, "Ash"), ends_on=TODAY + DAY, **exempt)
        approved(cast, surgery(cast, "Yew"))
        made = stated(cast)
        assert Resting(*(getattr(made, name) for name in Resting._fields)) == (1, 2, 0, 0)
        assert Event.objects.get(verb="confirm").detail["exempt"] == 2
        later = NOON + 2 * DAY
        assert resting_on(later) == (1, 1, 0, 0)
        made.refresh_from_db()
        assert made.exempt == 2

    def test_while_the_opt_out_applies_to_one_it_says_how_it_is_true_all_the_same(self, cast: Cast) -> None:
        in_force_although_it_applies(cast)
        with pytest.raises(Denied, match="agreements that the opt-out applies to"):
            stated(cast)
        made = stated(cast, despite="People who opted out are left out of that one.")
        assert (made.applies, made.despite) == (1, "People who opted out are left out of that one.")

    def test_where_it_applies_to_none_there_is_nothing_to_explain(self, cast: Cast) -> None:
        assert stated(cast, despite="Something").despite == ""

    @pytest.mark.parametrize("name", ["igor", "fay", "max", "gwen", "sol", "aled", "dana"])
    def test_only_the_dpo_makes_it(self, cast: Cast, name: str) -> None:
        with pytest.raises(Denied, match="Only the Data Protection Officer") as refused:
            actions.confirm(waiting(), by=getattr(cast, name), at=NOON, words=POSITION, in_short=IN_SHORT)
        assert refused.value.verdict.code == Code.ROLE
        assert Statement.objects.get().state == "WAITING"

    def test_an_empty_one_is_none(self, cast: Cast) -> None:
        for empty in ({"words": " "}, {"in_short": ""}):
            with pytest.raises(Denied, match="empty"):
                stated(cast, **empty)

    def test_it_is_made_once(self, cast: Cast) -> None:
        made = stated(cast)
        with pytest.raises(IllegalTransition):
            actions.confirm(made, by=cast.priya, at=NOON, words=POSITION, in_short=IN_SHORT)
        assert Statement.objects.count() == 2

    def test_two_years_stay_readable(self, cast: Cast) -> None:
        first = stated(cast, words="As it was in 2026")
        second = stated(cast, at=NOON + 365 * DAY, words="As it was in 2027")
        assert list(Statement.objects.confirmed()) == [second, first]
        assert first.words == "As it was in 2026"

    def test_the_database_holds_one_that_waits_and_none_that_is_half_made(self, cast: Cast) -> None:
        waits = waiting()
        with pytest.raises(IntegrityError, match="one_statement_waits"), transaction.atomic():
            actions.begin(NOON, due_on=TODAY)
        with pytest.raises(IntegrityError, match="as_far_as_it_says"), transaction.atomic():
            Statement.objects.filter(pk=waits.pk).update(state="CONFIRMED")
        made = stated(cast)
        with pytest.raises(IntegrityError, match="says_how_it_fits"), transaction.atomic():
            Statement.objects.filter(pk=made.pk).update(applies=1)


class TestDeadline:
    """Handbook section 13, row 22: 30 and 7 days before, the DPO; overdue, the SIRO as well."""

    def told(self, days: int) -> set[User]:
        Notification.objects.all().delete()
        sweep(at=NOON + (365 - days) * DAY)
        return {
            each.recipient
            for each in Notification.objects.filter(kind="opt_out_statement").select_related("recipient")
        }

    def test_the_dpo_is_told_30_and_7_days_before_and_the_siro_when_it_is_overdue(self, cast: Cast) -> None:
        stated(cast)
        assert cast.igor
        assert cast.sol
        dpo, both = {cast.priya}, {cast.priya, cast.sol}
        days = (31, 30, 29, 7, 6, 0, -1, -2)
        assert [self.told(day) for day in days] == [set(), dpo, set(), dpo, set(), set(), both, both]

    def test_the_first_is_told_of_at_once(self, cast: Cast) -> None:
        assert cast.priya
        waiting()
        sweep(at=NOON)
        message = Notification.objects.get(kind="opt_out_statement")
        assert message.recipient == cast.priya
        assert message.url.startswith("/opt-out-statements/OOS-2026-")

    def test_once_it_is_made_it_is_over(self, cast: Cast) -> None:
        made = stated(cast)
        open_now = Deadline.objects.filter(register="opt_out_statements", ended_at=None)
        assert [each.record_id for each in open_now] == [waiting().pk]
        assert made.pk != waiting().pk


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_presses_write_help_down_once(self) -> None:
        cast, key = Cast(), uuid4()
        made = together(*[lambda: helped(cast, form_key=key).pk] * 2)
        assert len(set(made)) == 1
        assert Help.objects.count() == 1

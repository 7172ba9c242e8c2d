"""Whoever had a hand in it never checks it, whoever is named afterwards (handbook section 5, two people)."""

from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.notifications.models import Notification
from sharing.stop_checks import actions, actions_checking
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.stop_checks.test_deadlines import turns
from tests.sharing.stop_checks.walk import approved, partner, submitted, table, taken, with_file, written

pytestmark = pytest.mark.django_db
MIGRATION = "sharing.stop_checks.migrations.0007_who_had_a_hand"


@pytest.fixture
def made_by_dana(cast: Cast) -> StopCheck:
    """Fay sends in what Dana of the Data team made."""
    cast.drew, cast.igor  # noqa: B018
    body, _ = partner(cast)
    return actions.submit(with_file(written(cast, body), creator=cast.dana), by=cast.fay, at=NOON)


def put_in(user: User, check: StopCheck, *, creator: User) -> int:
    """By the page of the file; says how it was answered."""
    check.refresh_from_db()
    file = SimpleUploadedFile("plans.csv", table(60) + b"\n")
    typed = {"file": file, "people": 60, "creator": creator.pk, "opened": "on", "read_version": check.version}
    return signed_in(user).post(f"/stop-checks/{check.reference}/file/", typed).status_code


def refused_to_take(user: User, check: StopCheck) -> bool:
    answer = signed_in(user).post(f"/stop-checks/{check.reference}/take/", {})
    check.refresh_from_db()
    return answer.status_code == 403 and b"E-SAME-PERSON" in answer.content and check.checker is None


def settled(check: StopCheck) -> StopCheck:
    check.refresh_from_db()
    return with_file(check, creator=check.creator)


class TestWhoMadeItNeverChecksIt:
    def test_nor_after_they_say_that_somebody_else_made_it(self, cast: Cast, made_by_dana: StopCheck) -> None:
        assert refused_to_take(cast.dana, made_by_dana)
        assert put_in(cast.dana, made_by_dana, creator=cast.fay) != 302
        made_by_dana.refresh_from_db()
        assert (made_by_dana.creator, made_by_dana.extracts.count()) == (cast.dana, 1)
        assert refused_to_take(cast.dana, made_by_dana)

    def test_nor_after_the_sender_puts_it_in_again_and_names_herself(
        self, cast: Cast, made_by_dana: StopCheck
    ) -> None:
        assert put_in(cast.fay, made_by_dana, creator=cast.fay) == 302
        made_by_dana.refresh_from_db()
        assert made_by_dana.creator == cast.fay
        assert refused_to_take(cast.dana, settled(made_by_dana))
        page = signed_in(cast.drew).get(f"/stop-checks/{made_by_dana.reference}/").content.decode()
        assert "Dana Example: they made a file of it" in page

    def test_nor_whoever_put_it_in(self, cast: Cast, made_by_dana: StopCheck) -> None:
        assert put_in(cast.dana, made_by_dana, creator=cast.dana) == 302
        assert put_in(cast.fay, made_by_dana, creator=cast.drew) == 302
        check = settled(made_by_dana)
        assert refused_to_take(cast.dana, check)
        assert refused_to_take(cast.drew, check)

    @pytest.mark.parametrize("verb", ["approve", "accept", "vouch", "send_back", "reject"])
    def test_nor_do_they_take_any_other_step_of_the_checker(
        self, cast: Cast, made_by_dana: StopCheck, verb: str
    ) -> None:
        put_in(cast.fay, made_by_dana, creator=cast.fay)
        taken(settled(made_by_dana), cast.drew)
        answer = signed_in(cast.dana).post(f"/stop-checks/{made_by_dana.reference}/{verb}/", {})
        assert answer.status_code == 403
        assert b"E-SAME-PERSON" in answer.content

    def test_nor_do_they_put_it_back_for_another_to_take(self, cast: Cast, made_by_dana: StopCheck) -> None:
        put_in(cast.fay, made_by_dana, creator=cast.fay)
        check = taken(settled(made_by_dana), cast.drew)
        with pytest.raises(Denied):
            actions_checking.put_back(check, by=cast.dana, at=NOON)

    def test_it_is_not_on_their_desk_and_no_message_tells_them(
        self, cast: Cast, made_by_dana: StopCheck
    ) -> None:
        put_in(cast.fay, made_by_dana, creator=cast.fay)
        assert turns(settled(made_by_dana)) == {"check": {"Drew"}}
        assert not Notification.objects.filter(kind="stop_check_waiting", recipient=cast.dana).exists()

    def test_the_database_holds_it_too(self, cast: Cast, made_by_dana: StopCheck) -> None:
        put_in(cast.fay, made_by_dana, creator=cast.fay)
        with pytest.raises(IntegrityError, match="stop_check_no_hand_checks"), transaction.atomic():
            StopCheck.objects.filter(pk=made_by_dana.pk).update(checker=cast.dana)


class TestTheIgTeamStandsIn:
    def test_where_the_data_team_had_a_hand_in_it(self, cast: Cast) -> None:
        assert cast.igor.is_active
        body, _ = partner(cast)
        check = with_file(with_file(written(cast, body), creator=cast.dana), creator=cast.fay)
        check = actions.submit(check, by=cast.fay, at=NOON)
        assert turns(check) == {"stand_in": {"Igor", "Priya"}}
        check = actions_checking.take(check, by=cast.igor, at=NOON, fallback_because="Dana made it at first.")
        assert check.state == State.CHECKING

    def test_nobody_of_it_who_was_named(self, cast: Cast) -> None:
        body, _ = partner(cast)
        check = with_file(with_file(written(cast, body), creator=cast.igor), creator=cast.fay)
        check = actions.submit(check, by=cast.fay, at=NOON)
        with pytest.raises(Denied) as refused:
            actions_checking.take(check, by=cast.igor, at=NOON, fallback_because="Nobody else can.")
        assert refused.value.verdict.code is Code.SAME_PERSON


class TestWhatWasThereBefore:
    """From before this was kept: who had a hand is found in the history, and what they checked is looked at anew."""

    def test_who_was_named_once_is_found(self, cast: Cast, made_by_dana: StopCheck) -> None:
        put_in(cast.fay, made_by_dana, creator=cast.fay)
        StopCheck.objects.update(hands=[])
        run("HANDS")
        made_by_dana.refresh_from_db()
        assert made_by_dana.hands == sorted([cast.fay.pk, cast.dana.pk])

    def test_what_they_approved_and_nobody_sent_waits_for_another(self, cast: Cast) -> None:
        cast.drew  # noqa: B018
        body, _ = partner(cast)
        check = approved(submitted(cast, body), cast.dana)
        # The database does not let us make her one of the hands now.
        run("ANEW", "= ANY (hands)", f"= {cast.dana.pk}")
        check.refresh_from_db()
        assert (check.state, check.checker, check.approved_at) == (State.SUBMITTED, None, None)
        assert turns(check) == {"check": {"Dana", "Drew"}}
        assert Deadline.objects.filter(reference=check.reference, ended_at=None).count() == 1
        assert taken(check, cast.drew).state == State.CHECKING


def run(name: str, words: str = "", instead: str = "") -> None:
    statement: str = getattr(import_module(MIGRATION), name)
    with connection.cursor() as cursor:
        cursor.execute(statement.replace(words, instead) if words else statement)

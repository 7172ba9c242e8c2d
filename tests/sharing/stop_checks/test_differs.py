"""A recipient says that something else came: whose turn it is, who may say that it came after all, who is told."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied
from governance.people import actions as people
from governance.records.actor import SHAREWELL, acting_as
from sharing.stop_checks import actions, actions_sending
from sharing.stop_checks.actions_sending import Came
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.stop_checks.test_deadlines import desks
from tests.sharing.stop_checks.walk import approved, partner, received, submitted, table, with_file, written

pytestmark = pytest.mark.django_db
DESK, STILL = "stop_check_waits_differs", "stop_check_waits_asked_anew"
RIGHT, WRONG = Came("Ash Rowan", 60, same_file=True), Came("Ash Rowan", 59, same_file=True)


@pytest.fixture
def differing(cast: Cast) -> StopCheck:
    """Fay's, checked by Dana; the surgery counted one person too few."""
    cast.drew, cast.igor  # noqa: B018
    body, _ = partner(cast)
    return said_through_the_link(
        actions_sending.send(approved(submitted(cast, body), cast.dana), by=cast.fay, at=NOON), WRONG
    )


def said_through_the_link(check: StopCheck, came: Came) -> StopCheck:
    with acting_as(SHAREWELL):
        link = check.receipt_links.get(used_at=None, revoked_at=None)
        return actions_sending.confirm_by_link(link, came, at=NOON)


def made_by_drew(cast: Cast) -> StopCheck:
    """Fay sends what Drew made; Dana checked it; something else came."""
    cast.igor  # noqa: B018
    body, _ = partner(cast)
    check = actions.submit(with_file(written(cast, body), creator=cast.drew), by=cast.fay, at=NOON)
    return said_through_the_link(
        actions_sending.send(approved(check, cast.dana), by=cast.fay, at=NOON), WRONG
    )


def page(user: User, check: StopCheck) -> str:
    return str(signed_in(user).get(f"/stop-checks/{check.reference}/").content.decode())


def main_button(user: User, check: StopCheck) -> str:
    """The one button of the page that is green."""
    head = page(user, check).partition('<div class="app-actions">')[2].partition("</div>")[0]
    green = [part for part in head.split("<a ")[1:] if "govuk-button--secondary" not in part]
    return green[0].partition(">")[2].partition("<")[0] if green else ""


class TestWhoseTurnItIs:
    def test_it_stands_out_on_the_page_and_it_is_the_senders(self, cast: Cast, differing: StopCheck) -> None:
        for user in (cast.fay, cast.igor, cast.dana):
            shown = page(user, differing)
            assert "govuk-warning-text" in shown
            assert "The recipient says that something else came." in shown
            assert "It is about 59 people, and not 60." in shown
            assert "The sender’s: ring them;" in shown
            assert "The recipient’s: confirm" not in shown
        assert main_button(cast.fay, differing) == "Send a new link to confirm"

    def test_it_is_on_the_desk_of_the_sender_and_the_ig_team(self, cast: Cast, differing: StopCheck) -> None:
        assert desks(DESK) == {"Fay", "Igor", "Priya"}
        assert desks("stop_check_receipt") == {"Fay"}

    def test_the_list_shows_it_as_the_senders(self, cast: Cast, differing: StopCheck) -> None:
        client = signed_in(cast.fay)
        for turn, there in (("mine", True), ("recipient", False)):
            listed = client.get(f"/stop-checks/?turn={turn}").content.decode()
            assert (differing.reference in listed) is there

    def test_a_new_link_of_the_sender_ends_the_senders_line_only(
        self, cast: Cast, differing: StopCheck
    ) -> None:
        anew = actions_sending.send_link(differing, by=cast.fay, at=NOON)
        assert (desks(DESK), desks(STILL)) == (set(), {"Igor", "Priya"})
        for user in (cast.fay, cast.igor):
            shown = page(user, anew)
            assert "govuk-warning-text" in shown
            assert "It is about 59 people, and not 60." in shown
            assert "The recipient’s: say what came now." in shown
        listed = signed_in(cast.fay).get("/stop-checks/?turn=recipient").content.decode()
        assert anew.reference in listed
        right = said_through_the_link(anew, RIGHT)
        assert (right.state, right.differs) == (State.RECEIPT_CONFIRMED, "")
        assert desks(STILL) == set()

    def test_where_something_else_comes_again_it_is_the_senders_again(
        self, cast: Cast, differing: StopCheck
    ) -> None:
        anew = actions_sending.send_link(differing, by=cast.fay, at=NOON)
        said_through_the_link(anew, WRONG)
        assert (desks(DESK), desks(STILL)) == ({"Fay", "Igor", "Priya"}, set())

    @pytest.mark.parametrize("deal", ["link", "recall"])
    @pytest.mark.parametrize("who", ["drew", "igor"])
    def test_the_data_or_the_ig_team_deals_with_it(
        self, cast: Cast, differing: StopCheck, who: str, deal: str
    ) -> None:
        self.deal(differing, getattr(cast, who), deal)
        assert (desks(DESK), desks(STILL)) == (set(), set())
        assert "govuk-warning-text" not in page(cast.igor, differing)

    @pytest.mark.parametrize("deal", ["link", "recall"])
    def test_nobody_who_made_it_deals_with_it_though_on_the_data_team(self, cast: Cast, deal: str) -> None:
        check = made_by_drew(cast)
        self.deal(check, cast.drew, deal)
        assert "Igor" in desks(DESK) | desks(STILL)
        assert "govuk-warning-text" in page(cast.igor, check)

    def deal(self, check: StopCheck, by: User, how: str) -> None:
        if how == "link":
            actions_sending.send_link(check, by=by, at=NOON)
        else:
            actions_sending.recall(check, by=by, at=NOON, reason="They deleted it.")


class TestWhoSaysThatItCameAfterAll:
    """The Data or IG team, never the sender: whoever sent the wrong thing would overrule the one who got it."""

    def test_not_the_sender(self, cast: Cast, differing: StopCheck) -> None:
        with pytest.raises(Denied) as refused:
            actions_sending.confirm(differing, RIGHT, by=cast.fay, at=NOON)
        assert refused.value.verdict.code is Code.SAME_PERSON
        answer = confirm_over_http(signed_in(cast.fay), differing)
        assert (answer, StopCheck.objects.get().state) == (403, State.SENT)

    def test_not_the_sender_after_a_new_link_either(self, cast: Cast, differing: StopCheck) -> None:
        anew = actions_sending.send_link(differing, by=cast.fay, at=NOON)
        with pytest.raises(Denied):
            actions_sending.confirm(anew, RIGHT, by=cast.fay, at=NOON)

    def test_not_a_sender_who_is_on_the_data_team(self, cast: Cast) -> None:
        body, _ = partner(cast)
        check = approved(submitted(cast, body, by=cast.dana), cast.drew)
        check = said_through_the_link(actions_sending.send(check, by=cast.dana, at=NOON), WRONG)
        with pytest.raises(Denied):
            actions_sending.confirm(check, RIGHT, by=cast.dana, at=NOON)

    @pytest.mark.parametrize("who", ["drew", "igor"])
    def test_the_data_or_the_ig_team(self, cast: Cast, differing: StopCheck, who: str) -> None:
        assert confirm_over_http(signed_in(getattr(cast, who)), differing) == 302
        differing.refresh_from_db()
        assert (differing.state, differing.differs) == (State.RECEIPT_CONFIRMED, "")
        assert desks(DESK) == set()

    def test_not_who_made_the_file_though_on_the_data_team(self, cast: Cast) -> None:
        check = made_by_drew(cast)
        with pytest.raises(Denied) as refused:
            actions_sending.confirm(check, RIGHT, by=cast.drew, at=NOON)
        assert refused.value.verdict.code is Code.SAME_PERSON
        assert confirm_over_http(signed_in(cast.drew), check) == 403

    def test_until_then_the_sender_may(self, cast: Cast) -> None:
        body, _ = partner(cast)
        sent = actions_sending.send(approved(submitted(cast, body), cast.dana), by=cast.fay, at=NOON)
        assert confirm_over_http(signed_in(cast.fay), sent) == 302


def confirm_over_http(client: Client, check: StopCheck) -> int:
    typed = {"name": "Ash Rowan", "people": 60, "same": "yes", "read_version": check.version}
    return client.post(f"/stop-checks/{check.reference}/confirm/", typed).status_code


def test_what_differed_before_the_page_showed_it_is_shown_too(cast: Cast, differing: StopCheck) -> None:
    StopCheck.objects.update(differs="")
    Deadline.objects.filter(rule=DESK).delete()
    migrations = "sharing.stop_checks.migrations"
    with connection.cursor() as cursor:
        cursor.execute(import_module(f"{migrations}.0004_which_law_and_what_differed").WAITING)
        cursor.execute(import_module(f"{migrations}.0006_what_differs_is_on_a_desk").ON_A_DESK)
    differing.refresh_from_db()
    assert differing.differs == "It is about 59 people, and not 60."
    assert desks(DESK) == {"Fay", "Igor", "Priya"}


def test_what_a_link_of_the_sender_had_ended_is_open_again(cast: Cast, differing: StopCheck) -> None:
    actions_sending.send_link(differing, by=cast.fay, at=NOON)
    StopCheck.objects.update(differs="")
    Deadline.objects.filter(rule=STILL).delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("sharing.stop_checks.migrations.0007_who_had_a_hand").STILL_OPEN)
    differing.refresh_from_db()
    assert differing.differs == "It is about 59 people, and not 60."
    assert desks(STILL) == {"Igor", "Priya"}


class TestCalledBack:
    def told(self) -> set[str]:
        told = User.objects.filter(notifications__kind="stop_check_recalled")
        return {each.name.split()[0] for each in told}

    @pytest.mark.parametrize(
        ("who", "others"),
        [
            ("fay", {"Dana", "Igor", "Priya"}),
            ("dana", {"Fay", "Igor", "Priya"}),
            ("igor", {"Fay", "Dana", "Priya"}),
            ("drew", {"Fay", "Dana", "Igor", "Priya"}),
        ],
    )
    def test_the_sender_the_checker_and_the_ig_team_hear_but_for_whoever_did_it(
        self, cast: Cast, who: str, others: set[str]
    ) -> None:
        cast.igor, cast.drew, cast.max  # noqa: B018
        body, _ = partner(cast)
        check = received(approved(submitted(cast, body), cast.dana))
        actions_sending.recall(check, by=getattr(cast, who), at=NOON, reason="The wrong people.")
        assert self.told() == others

    def test_nobody_hears_who_knows_somebody_in_the_file(self, cast: Cast) -> None:
        sam = cast.person(nhs_number="9434765919")
        body, _ = partner(cast)
        check = with_file(written(cast, body), table(60, numbers=("943 476 5919",)))
        check = approved(actions.submit(check, by=cast.fay, at=NOON), cast.dana)
        check = actions_sending.send(check, by=cast.fay, at=NOON)
        people.report(person=sam, worker=cast.igor, relationship="cousin", by=cast.fay, at=timezone.now())
        actions_sending.recall(check, by=cast.fay, at=NOON, reason="The wrong people.")
        assert self.told() == {"Dana", "Priya"}

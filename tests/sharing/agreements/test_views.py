"""The central log and the page of one agreement: who sees what, how it is found, what it warns of."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine

from governance.accounts.models import User
from governance.organisations import actions as organisations
from governance.organisations.models import Organisation
from sharing.agreements import keeping, writing
from sharing.agreements.models import Agreement, Notice
from sharing.agreements.rules import Type
from sharing.agreements.states import State
from tests.cast import NOON, Cast, signed_in
from tests.organisations.partners import assured
from tests.sharing.agreements.walk import active, approved, sent_in, surgery, written

LOG = "/agreements/"
EVERYTHING = {"A draft", "In review", "To be signed", "In force"}


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def listed(user: User, query: str = "") -> str:
    answer = signed_in(user).get(LOG + query)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(user: User, query: str = "") -> set[str]:
    answer = signed_in(user).get(LOG + query)
    assert answer.status_code == 200
    return {row[0].title for row in answer.context["rows"]}


def one_of_each(cast: Cast) -> Organisation:
    """A draft of Harbour's, one in review, one waiting for signatures, and one that is active."""
    elm = surgery(cast)
    written(cast, elm, title="A draft")
    sent_in(cast, elm, title="In review")
    approved(cast, elm, title="To be signed")
    active(cast, elm, title="In force")
    return elm


class TestWhoSees:
    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            *((name, EVERYTHING) for name in ("max", "dana", "igor", "priya", "gwen", "sol", "aled")),
            # What every worker may read, a manager of another service may read too.
            *((name, {"In force"}) for name in ("fay", "finn", "maya", "cora")),
        ],
    )
    def test_each_role_sees_what_the_table_says(self, cast: Cast, who: str, sees: set[str]) -> None:
        one_of_each(cast)
        user = getattr(cast, who)
        assert titles(user) == sees
        for each in Agreement.objects.all():
            expected = 200 if each.title in sees else 404
            assert signed_in(user).get(f"{LOG}{each.reference}/").status_code == expected

    def test_whoever_sees_only_what_is_active_is_not_asked_for_a_state(self, cast: Cast) -> None:
        one_of_each(cast)
        assert 'id="state"' not in listed(cast.fay)
        assert titles(cast.fay, "?state=DRAFT") == {"In force"}
        assert titles(cast.max, "?state=DRAFT") == {"A draft"}

    def test_a_partner_with_whom_something_is_only_being_written_is_not_offered(self, cast: Cast) -> None:
        written(cast, surgery(cast, "Secret Surgery"))
        assert "Secret Surgery" not in listed(cast.fay)
        assert "Secret Surgery" in listed(cast.max)


class TestFound:
    @pytest.mark.parametrize(
        "text", ["castle", "LOG-2026-0001", "log-2026-0001", "ISA-2026-0001", "lane surg"]
    )
    def test_by_part_of_its_title_or_its_partners_name_or_by_a_number(self, cast: Cast, text: str) -> None:
        active(cast, surgery(cast, "Mill Lane Surgery"), title="Work with Castle Street")
        active(cast, surgery(cast, "Other"), title="Another")
        assert titles(cast.fay, f"?q={text}") == {"Work with Castle Street"}

    def test_by_the_name_that_was_signed_and_by_the_name_of_now(self, cast: Cast) -> None:
        elm, oak = surgery(cast), surgery(cast, "Oak Practice")
        active(cast, elm, title="In force")
        facts = {"by": cast.igor, "at": NOON, "read_version": elm.version, "reason": "The same"}
        organisations.merge(elm, into=oak, **facts)
        for text in ("Elm Surg", "Oak Prac"):
            assert titles(cast.fay, f"?q={text}") == {"In force"}

    def test_two_letters_are_too_few(self, cast: Cast) -> None:
        active(cast, surgery(cast), title="In force")
        page = listed(cast.fay, "?q=In")
        assert "Type at least 3 letters" in page
        assert "In force" not in page

    def test_a_draft_of_another_service_is_not_found(self, cast: Cast) -> None:
        written(cast, surgery(cast), title="A draft")
        assert titles(cast.maya, "?q=draft") == set()


class TestFilters:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("?type=MOU", {"A memorandum"}),
            ("?type=nothing", {"A memorandum", "For care"}),
            ("?item=care_plan", {"A memorandum", "For care"}),
            ("?item=image", set()),
            ("?service=all", {"A memorandum"}),
            ("?service=1x", {"A memorandum", "For care"}),
            ("?service=%E2%91%A0", {"A memorandum", "For care"}),
            ("?partner=ORG-0000-000000", {"A memorandum", "For care"}),
            ("?partner=%00", {"A memorandum", "For care"}),
            ("?notice=MISSING", {"For care"}),
            ("?assurance=none", {"A memorandum"}),
            ("?assurance=out_of_date", {"For care"}),
            ("?assurance=out_of_date&type=MOU", set()),
        ],
    )
    def test_each_chooses_what_it_says(self, cast: Cast, asked: str, found: set[str]) -> None:
        elm, oak = surgery(cast), surgery(cast, "Oak")
        active(cast, elm, title="For care")
        told = active(
            cast,
            oak,
            title="A memorandum",
            type=Type.MOU,
            has_sharing_section=True,
            by=cast.igor,
            service=None,
        )
        facts = {"notice": Notice.LISTED, "notice_note": "England 4"}
        keeping.note_notice(told, by=cast.igor, at=NOON, read_version=told.version, **facts)
        assured(elm, cast, date(2025, 1, 1), date(2026, 11, 21))
        assert titles(cast.igor, asked.replace("MISSING", Notice.MISSING.value)) == found

    def test_by_partner_and_by_service(self, cast: Cast) -> None:
        elm, oak = surgery(cast), surgery(cast, "Oak")
        active(cast, elm, title="With Elm")
        active(cast, oak, title="With Oak", service=cast.quay, by=cast.igor)
        assert titles(cast.fay, f"?partner={oak.reference}") == {"With Oak"}
        assert titles(cast.fay, f"?service={cast.harbour.pk}") == {"With Elm"}

    @pytest.mark.parametrize(
        ("on", "how", "flag"),
        [
            (date(2027, 8, 23), "", ""),
            (date(2027, 8, 24), "due", ""),
            (date(2027, 11, 22), "due", ""),
            (date(2027, 11, 23), "overdue", "Review overdue"),
            (date(2028, 2, 22), "overdue", "Review overdue"),
            (date(2028, 2, 23), "ended", "Cannot be used"),
        ],
    )
    def test_by_review_at_each_edge(self, cast: Cast, on: date, how: str, flag: str) -> None:
        active(cast, surgery(cast), title="In force")
        with time_machine.travel(datetime.combine(on, NOON.timetz()), tick=False):
            for each in ("due", "overdue", "ended"):
                assert titles(cast.fay, f"?review={each}") == ({"In force"} if each == how else set())
            for each in ("Review overdue", "Cannot be used"):
                assert (f">{each}<" in listed(cast.fay)) is (each == flag)

    def test_by_derived_states(self, cast: Cast) -> None:
        old = active(cast, surgery(cast), title="In force")
        with time_machine.travel(datetime(2028, 11, 1, 12, tzinfo=NOON.tzinfo), tick=False):
            assert titles(cast.igor, "?state=EXPIRED") == {"In force"}
            assert titles(cast.igor, "?state=ACTIVE") == titles(cast.fay) == set()
            assert "Expired" in signed_in(cast.igor).get(f"{LOG}{old.reference}/").content.decode()


def test_the_log_costs_as_much_with_many_agreements(cast: Cast, django_assert_num_queries: Any) -> None:
    client = signed_in(cast.igor)
    active(cast, surgery(cast))
    client.get(LOG)
    with django_assert_num_queries(QUERIES):
        client.get(LOG)
    for number in range(4):
        active(cast, surgery(cast, f"Surgery {number}"), title=f"Number {number}")
    with django_assert_num_queries(QUERIES):
        client.get(LOG)


# Session, user, grants, and what a page of the staff shows at its top; then the list itself.
QUERIES = 16


class TestPage:
    def page(self, user: User, agreement: Agreement) -> str:
        answer = signed_in(user).get(f"{LOG}{agreement.reference}/")
        assert answer.status_code == 200
        return answer.content.decode()

    def test_it_shows_number_partner_dates_and_every_word(self, cast: Cast) -> None:
        ours = active(cast, surgery(cast))
        page = self.page(cast.fay, ours)
        for words in (
            "LOG-2026-0001",
            "Elm Surgery",
            "31 October 2028",
            "People get one plan instead of two",
            "No assurance",
        ):
            assert words in page

    def test_a_partner_whose_assurance_is_out_of_date_is_flagged_in_words(self, cast: Cast) -> None:
        elm = surgery(cast)
        ours = active(cast, elm)
        assured(elm, cast, date(2025, 1, 1), date(2026, 11, 21))
        assert "of Elm Surgery is out of date since 22 November 2026" in self.page(cast.fay, ours)

    def test_the_ig_team_and_the_owner_are_told_of_the_notice_and_a_worker_is_not(self, cast: Cast) -> None:
        ours = active(cast, surgery(cast))
        for user, told in ((cast.igor, True), (cast.max, True), (cast.fay, False)):
            assert ("Not in the privacy notice" in self.page(user, ours)) is told
            assert ("Not in the privacy notice" in listed(user)) is told

    def test_a_protocol_names_what_stands_above_it(self, cast: Cast) -> None:
        elm = surgery(cast)
        above = active(cast, elm, type=Type.MOU, has_sharing_section=False, title="Above")
        under = active(cast, elm, type=Type.DSP, parent=above, title="Under")
        assert f"/agreements/{above.reference}/" in self.page(cast.fay, under)
        assert f"/agreements/{under.reference}/" in self.page(cast.fay, above)

    def test_a_renewal_that_a_worker_may_not_open_is_not_named_to_them(self, cast: Cast) -> None:
        old = active(cast, surgery(cast))
        new = writing.renew(old, by=cast.max, at=NOON)
        assert new.reference in self.page(cast.max, old)
        assert new.reference not in self.page(cast.fay, old)

    def test_what_happened_says_what_was_undone(self, cast: Cast) -> None:
        ours = approved(cast, surgery(cast))
        writing.edit(ours, by=cast.max, at=NOON, read_version=ours.version, purpose="Another")
        page = self.page(cast.max, ours)
        assert "The purpose in words. What was approved or signed does not hold any more." in page
        assert "Draft" in page

    def test_a_draft_that_is_finished_is_sent_in_and_one_that_is_not_is_gone_on_with(
        self, cast: Cast
    ) -> None:
        elm = surgery(cast)
        begun = writing.draft(by=cast.max, at=NOON, type=Type.ISA, title="Begun", service=cast.harbour)
        assert f"{begun.reference}/submit/" not in self.page(cast.max, begun)
        ours = written(cast, elm)
        assert f'class="govuk-button" href="{LOG}{ours.reference}/submit/"' in self.page(cast.max, ours)
        where = f"{LOG}{ours.reference}/submit/"
        client = signed_in(cast.max)
        assert client.get(where).status_code == 200
        assert client.post(where, {"read_version": ours.version}).status_code == 302
        ours.refresh_from_db()
        assert ours.state == State.IG_REVIEW
        assert client.get(where).status_code == 409
        assert signed_in(cast.fay).get(where).status_code == 404

    def test_one_button_at_most_is_green(self, cast: Cast) -> None:
        one_of_each(cast)
        for each in Agreement.objects.all():
            for user in (cast.igor, cast.priya, cast.max):
                answer = signed_in(user).get(f"{LOG}{each.reference}/")
                if answer.status_code == 200:
                    page = answer.content.decode()
                    assert page.count('class="govuk-button"') <= 1

"""The DPO's view: every number is what its list shows, whoever may not look sees nothing, and no page counts."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from governance.calendar import add_months, local_day
from governance.charts import Chart
from governance.jobs.models import Run
from governance.ledger.models import Event
from governance.overview import actions, tasks
from governance.overview.measures import CARDS, MEASURES
from governance.overview.models import Figure
from governance.people import actions as people
from governance.policies import actions as policies
from incidents.incidents import deciding
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.consent.recordings.sessions import stored
from tests.dpia.walk import approved as assessed
from tests.incidents.incidents.walk import HOUR, graded, reported, restricted
from tests.policies.samples import draft, published
from tests.sharing.agreements.walk import active, surgery, written
from tests.sharing.disclosures.sharing import in_emergency, sent

PAGE = "/desk/overview/"
DAY = timedelta(days=1)
# So that the consents of that noon are still in force, and late to be asked again.
LATER = NOON + timedelta(days=200)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOON, tick=False):
        yield


def counted(at: Any = NOON) -> None:
    actions.count(clock=lambda: at)


def charts(user: User) -> dict[str, Chart]:
    answer = signed_in(user).get(PAGE)
    assert answer.status_code == 200
    return {chart.key: chart for _, charts in answer.context["cards"] for chart in charts}


def shown(chart: Chart) -> dict[str, list[int]]:
    return {row.label: [number.value for number in row.numbers] for row in chart.rows if row.total}


def listed(answer: Any) -> str:
    """How many the list shows; that of policies has one page only."""
    context = answer.context
    return str(context["page"].count if "page" in context else len(context["rows"]))


def busy(cast: Cast) -> None:
    """Something in most registers."""
    sam = cast.person()
    say(cast, sam)
    say(cast, cast.person("Sal Ostrom"))
    active(cast, surgery(cast))
    written(cast, surgery(cast, "Oak Surgery"))
    sent(cast, sam)
    in_emergency(cast, sam)
    assessed(cast)
    stored(cast, sam)
    told = graded(cast)
    deciding.tell_regulator(told, by=cast.priya, at=NOON, sent_at=NOON, is_last=True)
    reported(cast)
    published(cast)
    draft(cast, title="Plan for keys", number="HL-8")


def test_each_number_is_what_the_list_behind_it_shows(cast: Cast) -> None:
    busy(cast)
    counted()
    priya, seen = signed_in(cast.priya), 0
    for chart in charts(cast.priya).values():
        for row in chart.rows:
            for number in row.numbers:
                if number.value:
                    answer = priya.get(number.url)
                    assert answer.status_code == 200, number.url
                    assert listed(answer) == str(number.value), number.url
                    seen += 1
    assert seen > 12


def test_consents_that_are_late_to_be_asked_again_are_told_apart_service_by_service(cast: Cast) -> None:
    say(cast, cast.person())
    say(cast, cast.person("Rory Firth", worker=cast.isla), by=cast.isla)
    counted()
    assert shown(charts(cast.priya)["consents"]) == {"Harbour": [1, 0], "Firth": [1, 0]}
    with time_machine.travel(LATER, tick=False):
        say(cast, cast.person("Sal Ostrom", at=LATER), at=LATER)
        counted(LATER)
        assert shown(charts(cast.priya)["consents"]) == {"Harbour": [1, 1], "Firth": [0, 1]}
        for asking, number in (("in_time", 1), ("late", 2)):
            listed = signed_in(cast.priya).get(f"/consents/?asking={asking}").context["page"]
            assert listed.count == str(number)


@pytest.mark.parametrize(("days", "late"), [(0, 0), (1, 1)])
def test_it_is_late_from_the_day_after(cast: Cast, days: int, late: int) -> None:
    consent = say(cast, cast.person()).consent
    at = NOON + (consent.review_on - local_day(NOON)) + timedelta(days=days)
    with time_machine.travel(at, tick=False):
        counted(at)
        assert shown(charts(cast.priya)["consents"]) == {"Harbour": [1 - late, late]}


@pytest.mark.parametrize(("days", "review"), [(0, "in_time"), (1, "late")])
def test_a_policy_is_late_from_the_day_after_its_review(cast: Cast, days: int, review: str) -> None:
    at = NOON + (published(cast).review_on - local_day(NOON)) + days * DAY
    with time_machine.travel(at, tick=False):
        counted(at)
        (row,) = [row for row in charts(cast.priya)["policies"].rows if row.total]
        assert row.numbers[0].url == f"/policies/?review={review}"
        priya = signed_in(cast.priya)
        for asked in ("in_time", "late"):
            shown = priya.get("/policies/", {"review": asked}).context["rows"]
            assert len(shown) == (asked == review)
        assert len(priya.get("/policies/", {"review": "nonsense"}).context["rows"]) == 1


def test_a_policy_that_is_not_published_is_counted_by_how_it_stands(cast: Cast) -> None:
    draft(cast)
    policies.submit(draft(cast, title="Plan for keys", number="HL-8"), by=cast.igor, at=NOON)
    counted()
    assert shown(charts(cast.priya)["policy_drafts"]) == {"Draft": [1], "With the IG team": [1]}
    page = signed_in(cast.priya).get("/policies/drafts/?state=IG_REVIEW").content.decode()
    assert "1 that read “With the IG team”." in page
    assert "Keys policy" not in page


@pytest.mark.parametrize(("minutes", "late"), [(0, 0), (1, 1)])
def test_what_counts_hours_is_late_from_its_moment_and_not_from_the_next_day(
    cast: Cast, minutes: int, late: int
) -> None:
    # Known since ten.
    found, at = reported(cast), NOON + 70 * HOUR + timedelta(minutes=minutes)
    rule = "incident_regulator"
    with time_machine.travel(at, tick=False):
        counted(at)
        assert Figure.objects.filter(measure="late", row=rule).count() == late
        page = signed_in(cast.priya).get(f"{PAGE}late/{rule}/").content.decode()
        assert (found.reference in page) is bool(late)
        assert ("Overdue" in page) is bool(late)


def test_an_agreement_stands_in_the_month_of_its_review(cast: Cast) -> None:
    made = active(cast, surgery(cast))
    assert made.review_on is not None
    counted()
    reviews = charts(cast.priya)["reviews"]
    assert shown(reviews) == (
        {f"{made.review_on:%B %Y}": [1]}
        if made.review_on < add_months(local_day(NOON).replace(day=1), 12)
        else {}
    )
    with time_machine.travel(NOON + timedelta(days=40), tick=False):
        counted(NOON + timedelta(days=40))
        assert shown(charts(cast.priya)["reviews"]) == {f"{made.review_on:%B %Y}": [1]}
        answer = signed_in(cast.priya).get(f"/agreements/?review={made.review_on:%Y-%m}")
        assert f"Due in {made.review_on:%B %Y}" in answer.content.decode()


def test_how_the_regulator_came_to_know(cast: Cast) -> None:
    in_time, late, left = (graded(cast) for _ in range(3))
    deciding.tell_regulator(in_time, by=cast.priya, at=NOON, sent_at=NOON, is_last=True)
    after = NOON + 80 * HOUR
    deciding.tell_regulator(
        late, by=cast.priya, at=after, sent_at=after, is_last=True, late_because="Nobody was here."
    )
    counted()
    assert shown(charts(cast.priya)["regulator"]) == {
        "Told in time": [1],
        "Told late": [1],
        "Neither told nor decided yet": [1],
    }
    for how, found in (("in_time", in_time), ("late", late), ("open", left)):
        rows = signed_in(cast.priya).get(f"/incidents/?regulator={how}").context["rows"]
        assert [incident.pk for incident, *_ in rows] == [found.pk]


def test_a_restricted_incident_is_in_no_number(cast: Cast) -> None:
    restricted(cast)
    counted()
    found = charts(cast.igor)
    assert not any(found[key].rows for key in ("incidents", "regulator", "late"))


def test_what_is_late_is_a_list_without_those_whom_the_reader_knows(cast: Cast) -> None:
    sam, sal = cast.person(), cast.person("Sal Ostrom")
    ours, hidden = say(cast, sam).consent, say(cast, sal).consent
    people.report(person=sal, worker=cast.priya, relationship="Cousin", by=cast.max, at=NOON)
    at = NOON + timedelta(days=190)
    with time_machine.travel(at, tick=False):
        counted(at)
        (rule,) = [row for row in charts(cast.priya)["late"].rows if row.total]
        answer = signed_in(cast.priya).get(rule.numbers[0].url)
        assert ours.reference in answer.content.decode()
        assert hidden.reference not in answer.content.decode()
        assert Event.objects.get(verb="view", register="overview").detail["people"] == [sam.pk]
        assert hidden.reference in signed_in(cast.igor).get(rule.numbers[0].url).content.decode()


@pytest.mark.parametrize("rule", ["nothing", "birthday_18", "incident_regulator_named"])
def test_what_is_never_late_or_nobody_may_know_of_has_no_list(cast: Cast, rule: str) -> None:
    assert signed_in(cast.priya).get(f"{PAGE}late/{rule}/").status_code == 404


def test_it_is_for_those_who_answer_for_it_and_who_checks(cast: Cast) -> None:
    for user in (cast.priya, cast.igor, cast.gwen, cast.sol, cast.aled):
        assert signed_in(user).get(PAGE).status_code == 200
    for user in (cast.fay, cast.max, cast.dana, cast.cora):
        for address in (PAGE, f"{PAGE}late/consent_review/"):
            assert signed_in(user).get(address).status_code == 403
        assert signed_in(user).post(f"{PAGE}count/").status_code == 403


def test_before_the_first_count_it_says_so(cast: Cast) -> None:
    assert "Nothing has been counted yet" in signed_in(cast.priya).get(PAGE).content.decode()


def test_the_ig_team_has_it_counted_again_once(cast: Cast) -> None:
    priya = signed_in(cast.priya)
    for _ in range(2):
        assert priya.post(f"{PAGE}count/").status_code == 302
    assert Run.objects.get().job == "count"
    assert "Count again now" not in signed_in(cast.aled).get(PAGE).content.decode()


def test_counting_again_takes_the_place_of_what_was_counted(cast: Cast) -> None:
    reported(cast)
    assert tasks.count.apply().get() == tasks.count.apply().get() == Figure.objects.count() > 0


def test_the_page_asks_as_little_whatever_there_is(cast: Cast) -> None:
    def asked() -> int:
        priya = signed_in(cast.priya)
        priya.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            priya.get(PAGE)
        assert not any("consents_consent" in query["sql"] for query in queries)
        return len(queries)

    counted()
    few = asked()
    busy(cast)
    counted()
    assert asked() == few


def test_every_measure_stands_on_one_card() -> None:
    assert len(MEASURES) == sum(len(card.measures) for card in CARDS)

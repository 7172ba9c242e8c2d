"""The card's pages: who reads what of it, which moments it takes, what it costs, and that it is noted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent.kinds import Kind, Method
from governance.calendar import LONDON
from governance.ledger.models import Event
from governance.organisations import actions as organisations
from governance.people.actions import open_case, report
from governance.people.models import Person
from tests.cast import Cast, signed_in
from tests.consent.sharing.stories import backdate, now, says, says_again, takes_back

DAY = timedelta(days=1)
BUDGET = 12
PAGES = ("", "changes/", "looks/")


def address(person: Person, page: str = "") -> str:
    return f"/people/{person.reference}/sharing/{page}"


def at(moment, **changes: str) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """What stands in the boxes of a moment."""
    local = moment.astimezone(LONDON)
    boxes = {"day": local.day, "month": local.month, "year": local.year, "time": f"{local:%H:%M}"}
    return {f"moment_{box}": str(value) for box, value in (boxes | changes).items()}


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("fay", {"", "changes/"}),
        ("dora", {"", "changes/"}),
        ("max", set(PAGES)),
        ("dana", {"", "changes/"}),
        ("igor", set(PAGES)),
        ("gwen", set(PAGES)),
        ("aled", set(PAGES)),
    ],
)
def test_each_role_opens_the_pages_that_the_table_gives_it(
    cast: Cast, sam: Person, who: str, seen: set[str]
) -> None:
    client = signed_in(getattr(cast, who))
    codes = {page: client.get(address(sam, page)).status_code for page in PAGES}
    assert codes == {page: 200 if page in seen else 403 for page in PAGES}
    assert ("Who looked" in client.get(address(sam)).content.decode()) is ("looks/" in seen)


@pytest.mark.parametrize("who", ["finn", "maya", "isla", "cora"])
def test_a_stranger_gets_404(cast: Cast, sam: Person, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert {client.get(address(sam, page)).status_code for page in PAGES} == {404}


@pytest.mark.parametrize("who", ["fay", "max", "igor"])
def test_whoever_knows_the_person_gets_404_and_that_is_noted(cast: Cast, sam: Person, who: str) -> None:
    worker = getattr(cast, who)
    report(person=sam, worker=worker, relationship="cousin", by=cast.dora, at=now())
    client = signed_in(worker)
    assert {client.get(address(sam, page)).status_code for page in PAGES} == {404}
    assert Event.objects.filter(verb="exclusion_block", actor_id=worker.pk).count() == len(PAGES)


def test_the_auditor_reads_no_name_and_no_free_text(cast: Cast) -> None:
    sam = cast.person(safe_contact="Ring after six")
    says(cast, sam, recipient="Rosa Rivers", not_to_share="About Tom")
    for query in ({}, at(timezone.now() + timedelta(minutes=-1))):
        page = signed_in(cast.aled).get(address(sam), query).content.decode()
        assert not [name for name in ("Sam Rivers", "Rosa", "Tom", "Ring after six") if name in page]
    assert "S••• R•••" in page


def test_what_to_mind_before_giving_them_anything_is_on_the_card(cast: Cast) -> None:
    sam = cast.person(safe_contact="Ring after six", keep_from_parents=True)
    page = signed_in(cast.fay).get(address(sam)).content.decode()
    assert "Ring after six" in page
    assert "They asked us not to tell their parents" in page
    assert "They asked us not to tell" not in signed_in(cast.aled).get(address(sam)).content.decode()


def test_the_data_team_reads_how_a_consent_stands_and_not_what_it_says(cast: Cast, sam: Person) -> None:
    ours = says(cast, sam)
    page = signed_in(cast.dana).get(address(sam)).content.decode()
    assert ours.reference in page
    assert "Active" in page
    assert not [words for words in ("Elm Surgery", "To plan their care") if words in page]


def test_publicity_is_not_for_those_whose_role_does_not_see_it(cast: Cast, sam: Person) -> None:
    media = {"kind": Kind.MEDIA, "named": "Spring", "channels": ["website"], "method": Method.PAPER}
    ours = says(cast, sam, recipient="Our website", **media, checklist={})
    assert "Our website" not in signed_in(cast.fay).get(address(sam)).content.decode()
    assert ours.reference not in signed_in(cast.fay).get(address(sam, "changes/")).content.decode()
    assert "Our website" in signed_in(cast.max).get(address(sam)).content.decode()


def test_that_there_are_answers_one_may_not_read_is_said_while_they_hold(cast: Cast, sam: Person) -> None:
    other = open_case(sam, by=cast.maya, at=now(), service=cast.quay)
    says(cast, sam, case=other, by=cast.maya, said_at=now() - 2 * DAY)
    words = "There are other answers that you may not read"
    for query, said in (({}, True), (at(now() - DAY), True), (at(now() - 3 * DAY), False)):
        assert (words in signed_in(cast.fay).get(address(sam), query).content.decode()) is said
    assert words not in signed_in(cast.igor).get(address(sam)).content.decode()


def test_each_page_has_a_title_of_its_own_that_names_nobody(cast: Cast, sam: Person) -> None:
    client = signed_in(cast.max)
    texts = [client.get(address(sam, page)).content.decode() for page in PAGES]
    titles = [text.partition("<title>")[2].partition("</title>")[0] for text in texts]
    about = f"– {sam.reference} – Sharewell"
    assert titles == [
        f"Who we may share with {about}",
        f"What changed {about}",
        f"Who looked {about}",
    ]


def test_a_look_is_noted_with_the_moment_that_was_asked_about(cast: Cast, sam: Person) -> None:
    client = signed_in(cast.fay)
    moment = timezone.now().replace(second=0, microsecond=0) - DAY
    client.get(address(sam))
    client.get(address(sam), at(moment))
    today, then = Event.objects.filter(verb="view", person_id=sam.pk).order_by("id")
    assert (today.actor_id, today.detail) == (cast.fay.pk, {})
    assert then.detail == {"as_at": moment.isoformat()}


def test_what_was_true_and_what_was_known_are_both_shown_where_they_differ(cast: Cast, sam: Person) -> None:
    yes = says(cast, sam, said_at=now() - 10 * DAY)
    takes_back(cast, yes, said_at=now() - 2 * DAY)
    page = signed_in(cast.fay).get(address(sam), at(now() - DAY)).content.decode()
    assert "What we knew then and what was true then are not the same" in page
    known, _, true = page.partition('id="true"')
    assert "We had no record of them then." in known
    assert "We were not allowed to share with" in true
    assert "We did not know this then." in true
    today = signed_in(cast.fay).get(address(sam)).content.decode()
    assert "We must not share with" in today
    assert "What was true then" not in today


def test_before_our_record_began_we_knew_nothing(cast: Cast, sam: Person) -> None:
    page = signed_in(cast.fay).get(address(sam), at(sam.created_at - 400 * DAY)).content.decode()
    assert "We had no record of them then." in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"year": "2027"}, "This is in the future."),
        ({"year": "2199"}, "This is in the future."),
        ({"year": "1979"}, "This is before they were born."),
        ({"year": "0000"}, "Enter a year with four numbers"),
        ({"year": "0"}, "Enter a year with four numbers"),
        ({"year": "9999"}, "Enter a year with four numbers"),
        ({"year": "99999999999999999999"}, "Enter a year with four numbers"),
        ({"day": "30", "month": "2"}, "Enter a real date"),
        ({"day": "\0"}, "Enter a real date"),
        ({"day": "-1"}, "Enter a real date"),
        ({"day": "<b>one</b>"}, "Enter a real date"),
        ({"day": "x" * 5000}, "Enter a real date"),
        ({"day": ""}, "The date must include a day"),
        ({"time": ""}, "The date must have a time with it"),
        ({"time": "25:00"}, "Enter a time between"),
        ({"day": "29", "month": "3", "year": "2026", "time": "01:30"}, "There was no such time on that day"),
    ],
)
def test_a_moment_that_cannot_be_is_told_beside_its_boxes(
    cast: Cast, sam: Person, typed: dict[str, str], words: str
) -> None:
    page = signed_in(cast.fay).get(address(sam), at(timezone.now(), **typed))
    text = page.content.decode()
    assert page.status_code == 200
    assert words in text.partition('id="id_moment')[0] + text
    assert "This is how it" not in text
    assert "<b>one" not in text
    assert not Event.objects.filter(verb="view").exists()


@pytest.mark.parametrize(
    "query", ["?moment=1", "?after=x", "?moment_day=&moment_month=&moment_year=", "?%00=%00"]
)
def test_an_odd_address_is_today(cast: Cast, sam: Person, query: str) -> None:
    assert "This is how it stands on" in signed_in(cast.fay).get(address(sam) + query).content.decode()


def test_everything_that_changed_is_told_in_words_with_its_link(cast: Cast, sam: Person) -> None:
    yes = says(cast, sam)
    takes_back(cast, yes, by=cast.dora)
    signed_in(cast.fay).get(address(sam))
    changes = signed_in(cast.fay).get(address(sam, "changes/")).context["changes"]
    told = [(each.reference, each.by) for each in changes if each.reference == yes.reference]
    assert told == [(yes.reference, name) for name in ("Dora Example", "Fay Example", "Fay Example")]
    assert [each.title for each in changes][-1] == "Their record began"
    assert {each.url for each in changes if each.reference == yes.reference} == {
        f"/consents/{yes.reference}/"
    }
    assert "A case was opened" in [each.title for each in changes]


def test_another_services_records_are_not_told_of(cast: Cast, sam: Person) -> None:
    other = open_case(sam, by=cast.maya, at=now(), service=cast.quay)
    yes = says(cast, sam, case=other, by=cast.maya)
    for worker, seen in ((cast.fay, False), (cast.maya, True), (cast.igor, True)):
        page = signed_in(worker).get(address(sam, "changes/")).content.decode()
        assert (yes.reference in page, other.reference in page) == (seen, seen), worker


def test_exclusions_are_told_to_those_who_may_read_of_them_and_to_the_auditor_without_names(
    cast: Cast, sam: Person
) -> None:
    ours = report(person=sam, worker=cast.dora, relationship="cousin", by=cast.dora, at=now())
    told = {
        who: [
            each.by
            for each in signed_in(getattr(cast, who)).get(address(sam, "changes/")).context["changes"]
            if each.reference == ours.reference
        ]
        for who in ("fay", "max", "aled")
    }
    assert told == {"fay": [], "max": ["Dora Example"], "aled": ["D••• E•••"]}


def test_a_manager_reads_who_looked_in_the_own_service_only(cast: Cast, sam: Person) -> None:
    other = open_case(sam, by=cast.maya, at=now(), service=cast.quay)
    yes = says(cast, sam, case=other, by=cast.maya)
    signed_in(cast.finn).get(f"/consents/{yes.reference}/")
    signed_in(cast.fay).get(address(sam))
    looks = signed_in(cast.max).get(address(sam, "looks/")).context["looks"]
    assert [(who, look.reference) for who, look in looks] == [("Fay Example", sam.reference)]
    looks = signed_in(cast.igor).get(address(sam, "looks/")).context["looks"]
    assert ("Finn Example", yes.reference) in [(who, look.reference) for who, look in looks]


@pytest.mark.parametrize("which", ["changes", "looks"])
def test_long_lists_are_paged_without_gaps_or_repeats(cast: Cast, sam: Person, which: str) -> None:
    for number in range(14):
        yes = says(cast, sam, recipient=f"Surgery {number}")
        signed_in(cast.fay).get(f"/consents/{yes.reference}/")
        signed_in(cast.fay).get(address(sam))
    client, url, seen = signed_in(cast.max), "", []
    while True:
        shown = client.get(address(sam, f"{which}/") + url).context
        seen += [row.pk for row in shown["page"].rows]
        url = shown["page"].next_url
        if not url:
            break
    assert len(seen) >= 28
    assert seen == sorted(set(seen), reverse=True)


@pytest.mark.django_db(transaction=True)
def test_the_cost_does_not_grow_with_what_was_said(owner_sql: Callable[[str], list[tuple]]) -> None:
    cast = Cast()
    sam = cast.person()

    def cost(which: str, **query: str) -> int:
        client = signed_in(cast.max)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(sam, which), query).status_code == 200
        return len(queries)

    def costs() -> list[int]:
        backdate(owner_sql, 30)
        past = at(timezone.now() - 20 * DAY)
        assert signed_in(cast.max).get(address(sam), past).context["parts"]
        return [cost(""), cost("", **past), cost("changes/"), cost("looks/")]

    elm = organisations.create(by=cast.max, at=now(), name="Elm Surgery", kind="health")
    says_again(cast, says(cast, sam, organisation=elm, said_at=now() - 200 * DAY))
    few = costs()
    for number in range(20):
        says_again(
            cast, says(cast, sam, recipient=f"Dr {number}", organisation=elm, said_at=now() - 200 * DAY)
        )
    assert costs() == few
    assert max(few) <= BUDGET

"""What was sent about somebody in a file stands on their page, on their copy, and among what a withdrawal reaches."""

from datetime import timedelta

import pytest

from consent.consents import ripple
from consent.consents.actions import withdraw
from consent.purposes import Purpose
from governance.calendar import local_day
from governance.documents import door
from governance.organisations.models import Organisation
from governance.people import actions as people
from governance.people.models import Person
from sharing.decision import Asked
from sharing.disclosures import copy
from sharing.disclosures.models import Disclosure
from sharing.facts import gather
from sharing.stop_checks import actions, actions_sending
from sharing.stop_checks.models import StopCheck
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.sharing.agreements.walk import surgery
from tests.sharing.stop_checks.walk import approved, partner, table, with_file, written

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def sam(cast: Cast) -> Person:
    """Dora's, who has nothing to do with what Fay sends."""
    return cast.person(nhs_number="9434765919", worker=cast.dora)


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return partner(cast)[0]


def listing(cast: Cast, elm: Organisation) -> StopCheck:
    check = with_file(written(cast, elm), table(60, numbers=("943 476 5919",)))
    return approved(actions.submit(check, by=cast.fay, at=NOON), cast.dana)


@pytest.fixture
def sent(cast: Cast, sam: Person, elm: Organisation) -> StopCheck:
    return actions_sending.send(listing(cast, elm), by=cast.fay, at=NOON)


def test_their_page_says_it_in_words_for_them(cast: Cast, sam: Person, sent: StopCheck) -> None:
    logged = Disclosure.objects.get(stop_check=sent)
    for user in (cast.dora, cast.max):
        page = signed_in(user).get(f"/people/{sam.reference}/").content.decode()
        assert "Elm Surgery</strong>, on 22 November 2026" in page
        assert "We told them: Their care plan. It was about several people." in page
        assert "It was for: their care and treatment." in page
        assert f"/disclosures/{logged.reference}/" in page


def test_their_own_worker_opens_it_and_reads_of_nobody_else(cast: Cast, sam: Person, sent: StopCheck) -> None:
    other = cast.person("Kim Lowry", worker=cast.fay)
    logged = Disclosure.objects.get(stop_check=sent)
    logged.listed.create(person=other)
    page = signed_in(cast.dora).get(f"/disclosures/{logged.reference}/")
    assert page.status_code == 200
    for never in ("Kim", other.reference, "Sam", sam.reference):
        assert never not in page.content.decode()


def test_whoever_has_nobody_of_theirs_in_it_does_not_see_it(cast: Cast, sam: Person, sent: StopCheck) -> None:
    logged = Disclosure.objects.get(stop_check=sent)
    for user in (cast.finn, cast.maya):
        assert signed_in(user).get(f"/disclosures/{logged.reference}/").status_code == 404


def test_it_is_on_their_copy_with_nobody_else(cast: Cast, sam: Person, sent: StopCheck) -> None:
    case = sam.cases.get()
    assert [each.stop_check_id for each in copy.copy_of(case).told] == [sent.pk]
    text = door.render_to_string("disclosures/copy_pdf.html", copy.source(case.pk).context)
    assert "You were one of several people" in text
    assert "Their care plan" in text
    assert sent.reference not in text


def test_of_a_person_in_two_services_each_says_what_it_sent(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    there = people.open_case(
        person=sam, by=cast.maya, at=NOON, service=cast.quay, team=None, key_worker=cast.finn
    )
    actions_sending.send(listing(cast, elm), by=cast.fay, at=NOON)
    assert copy.copy_of(there).told == []
    assert len(copy.copy_of(sam.cases.get(service=cast.harbour)).told) == 1
    assert "Elm Surgery" not in signed_in(cast.finn).get(f"/people/{sam.reference}/").content.decode()


def test_before_it_is_sent_nothing_stands_there(cast: Cast, sam: Person, elm: Organisation) -> None:
    listing(cast, elm)
    assert copy.copy_of(sam.cases.get()).told == []


def test_it_counts_as_sent_to_them_for_this_before(
    cast: Cast, sam: Person, elm: Organisation, sent: StopCheck
) -> None:
    asked = Asked("Elm Surgery", Purpose.CARE, frozenset({"care_plan"}), organisation=elm.pk)
    facts = gather(asked, person=sam.pk, service=cast.harbour.pk, at=NOON + HOUR)
    assert facts.earlier == (local_day(NOON),)


class TestWhenTheyTakeTheirYesBack:
    def test_whoever_got_it_is_told_where_the_yes_was_to_them(
        self, cast: Cast, sam: Person, elm: Organisation, sent: StopCheck
    ) -> None:
        to_elm = say(cast, sam, recipient="Elm Surgery", organisation=elm, by=cast.dora).consent
        oak = surgery(cast, "Oak Surgery")
        to_oak = say(cast, sam, recipient="Oak Surgery", organisation=oak, by=cast.dora).consent
        assert [each.reference for each in ripple.shared(to_elm)] == [sent.reference]
        assert ripple.shared(to_oak) == []
        taken_back = withdraw(to_elm, by=cast.dora, at=NOON + HOUR, withdrawn_at=NOON + HOUR)
        page = signed_in(cast.dora).get(f"/consents/{taken_back.reference}/").content.decode()
        assert sent.reference in page

    def test_what_waits_is_named_whoever_it_goes_to(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        waits = listing(cast, elm)
        to_oak = say(cast, sam, recipient="Oak Surgery", by=cast.dora).consent
        assert [each.reference for each in ripple.still_open(to_oak)] == [waits.reference]

    def test_who_was_only_in_a_file_before_it_is_not_spoken_of(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent = say(cast, sam, recipient="Elm Surgery", organisation=elm, by=cast.dora).consent
        check = with_file(listing(cast, elm), table(60))
        actions_sending.send(approved(check, cast.dana), by=cast.fay, at=NOON)
        assert ripple.shared(consent) == []
        assert copy.copy_of(sam.cases.get()).told == []

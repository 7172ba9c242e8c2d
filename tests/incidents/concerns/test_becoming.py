"""A concern that becomes an incident: in one press, once, with a link both ways, and no word of the person's in it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from governance.calendar import LONDON
from governance.errors import Denied, IllegalTransition
from governance.ledger.models import Event
from governance.records.actor import acting_as
from incidents.concerns import becoming
from incidents.concerns.models import Concern
from incidents.concerns.rules import About
from incidents.incidents import actions as incidents
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Certainty, Source, Type
from tests.cast import NOON, Cast, signed_in
from tests.incidents.concerns.walk import DAY, SAID, answered, looking, raised, step

LATER = NOON + timedelta(hours=2)


def made(concern: Concern, user: Any, at: datetime = LATER) -> Incident:
    with acting_as(user.pk):
        done = becoming.report(concern, by=user, at=at, read_version=concern.version, form_key=uuid4())
    incident: Incident = done.incident
    return incident


@pytest.mark.parametrize(
    ("about", "type"),
    [
        (About.SHARED, Type.MISDIRECTED),
        (About.LOST, Type.LOST),
        (About.WRONG, Type.WRONG_RECORD),
        (About.PICTURE, Type.OTHER),
    ],
)
def test_it_is_suspected_since_we_had_it_and_says_nothing_of_what_they_wrote(
    cast: Cast, about: About, type: Type
) -> None:
    concern = looking(cast, about=about, name="Ann Poole")
    incident = made(concern, cast.igor)
    assert (incident.certainty, incident.suspected_at, incident.type) == (Certainty.SUSPECTED, NOON, type)
    assert (incident.service, incident.source) == (cast.harbour, Source.PERSON)
    assert concern.reference in incident.what_happened
    for words in (SAID, "Ann", "Poole", "Hepburn"):
        assert words not in incident.what_happened


def test_of_a_letter_the_clock_runs_from_the_day_on_which_it_came(cast: Cast) -> None:
    concern = raised(cast, by=cast.fay, received_on=NOON.date() - DAY).concern
    assert made(concern, cast.igor).suspected_at == datetime(2026, 11, 21, tzinfo=LONDON)


def test_one_press_on_the_page_and_a_link_both_ways(cast: Cast, time_machine: Any) -> None:
    time_machine.move_to(LATER, tick=False)
    concern, client = looking(cast), signed_in(cast.igor)
    where = f"/concerns/{concern.reference}/"
    press = client.get(where).context["press"]
    sent = {name: str(press[name].value()) for name in ("form_key", "read_version")}
    assert [client.post(f"{where}report/", sent).url for _ in range(2)] == [where] * 2
    incident = Incident.objects.get()
    page = client.get(where).content.decode()
    assert f'href="/incidents/{incident.reference}/"' in page
    assert f'action="{where}report/"' not in page
    assert f'href="{where}"' in client.get(f"/incidents/{incident.reference}/").content.decode()
    assert Event.objects.filter(register="concerns", verb="report").count() == 1


def test_the_ig_team_does_it_and_others_do_not(cast: Cast) -> None:
    concern = raised(cast).concern
    for user in (cast.gwen, cast.aled, cast.maya, cast.max):
        with pytest.raises(Denied):
            made(concern, user)
    assert not Incident.objects.exists()
    assert made(concern, cast.igor).reported_by == cast.igor


def test_it_becomes_one_and_no_second(cast: Cast) -> None:
    concern = looking(cast)
    made(concern, cast.igor)
    concern.refresh_from_db()
    with pytest.raises(Denied, match="already"):
        made(concern, cast.priya)
    assert Incident.objects.count() == 1


def test_what_is_kept_from_the_manager_is_an_incident_for_those_named_alone(cast: Cast) -> None:
    cast.priya  # noqa: B018  (she is made when she is asked for)
    concern = raised(cast, kept_from_manager=True).concern
    incident = made(concern, cast.igor)
    assert incident.restricted
    assert signed_in(cast.max).get(f"/incidents/{incident.reference}/").status_code == 404
    concern.refresh_from_db()
    page = signed_in(cast.gwen).get(f"/concerns/{concern.reference}/").content.decode()
    assert incident.reference not in page
    assert "It became an incident" not in page


def test_whoever_may_not_read_the_concern_finds_no_way_to_it_on_the_incident(cast: Cast) -> None:
    concern = raised(cast, service=cast.quay).concern
    incident = made(concern, cast.igor)
    concern.refresh_from_db()
    typed = {"about": "lost", "service": None, "received_on": NOON.date(), "kept_from_manager": False}
    step("edit", concern, cast.igor, LATER, reason="Not there", **typed)
    page = signed_in(cast.maya).get(f"/incidents/{incident.reference}/").content.decode()
    assert f"/concerns/{concern.reference}/" not in page


def test_what_is_closed_becomes_none(cast: Cast) -> None:
    concern = step("close", answered(cast), cast.igor, learned="Nothing.")
    with pytest.raises(IllegalTransition):
        made(concern, cast.igor)


def test_the_ledger_says_that_it_became_one_only_to_whoever_may_know_of_it(cast: Cast) -> None:
    concern = looking(cast)
    incident = made(concern, cast.igor)
    assert cast.priya
    where = "/ledger/?register=concerns&verb=report"
    assert concern.reference in signed_in(cast.aled).get(where).content.decode()
    incidents.restrict(incident, by=cast.priya, at=LATER, subject=cast.igor)
    for user, knows in ((cast.priya, True), (cast.igor, False), (cast.aled, False)):
        assert (concern.reference in signed_in(user).get(where).content.decode()) is knows, user
        assert concern.reference in signed_in(user).get("/ledger/?register=concerns").content.decode()

"""What was typed stays where its step stopped being open since its page was shown; the role is asked first."""

from uuid import uuid4

from django import forms
from django.test import Client

from governance.workflow.forms import VerbForm, keeps
from incidents.incidents import closing
from incidents.incidents.models import Incident
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk
from tests.incidents.incidents.test_closing import learnt

TYPED = "Ten minutes of typing."


def close(client: Client, found: Incident) -> tuple[int, str]:
    said = {"read_version": str(found.version), "form_key": str(uuid4()), "closing_words": TYPED}
    answer = client.post(f"/incidents/{found.reference}/close/", said)
    return answer.status_code, answer.content.decode()


class Tick(VerbForm):
    sure = forms.BooleanField()


class Letter(VerbForm):
    words = forms.CharField(widget=forms.Textarea)


def test_every_form_with_room_for_a_text_keeps_it() -> None:
    assert keeps(Letter)
    assert not keeps(Tick)


def test_what_came_up_since_the_page_was_shown_is_said_beside_what_was_typed(cast: Cast) -> None:
    found = walk.to_be_closed(cast)
    learnt(cast, found)
    found.refresh_from_db()
    status, page = close(signed_in(cast.priya), found)
    assert status == 200
    assert TYPED in page
    assert "1 lesson is not done." in page


def test_a_step_that_closed_meanwhile_is_a_conflict_beside_what_was_typed(cast: Cast) -> None:
    found = walk.to_be_closed(cast)
    closing.close(found, by=cast.priya, at=NOON, closing_words="Over.")
    status, page = close(signed_in(cast.priya), found)
    assert status == 409
    assert TYPED in page


def test_to_open_the_page_then_is_refused(cast: Cast) -> None:
    found = walk.to_be_closed(cast)
    closing.close(found, by=cast.priya, at=NOON, closing_words="Over.")
    assert signed_in(cast.priya).get(f"/incidents/{found.reference}/close/").status_code == 409


def test_who_has_not_the_role_is_refused_whatever_they_typed(cast: Cast) -> None:
    status, page = close(signed_in(cast.max), walk.to_be_closed(cast))
    assert status == 403
    assert TYPED not in page

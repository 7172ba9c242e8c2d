"""A user keeps the filters of a list under a name: theirs alone, and never more than the list can show."""

import pytest
from django.test import Client

from governance.accounts.models import User
from governance.exports.actions import MOST_VIEWS
from governance.exports.models import SavedView
from tests.cast import Cast, signed_in
from tests.consent.consents.answers import say
from tests.threads import together

NEW = "/saved-views/new/consents/"


def save(user: User, name: str = "Ending", query: str = "state=ACTIVE&due=expiry") -> SavedView:
    answer = signed_in(user).post(f"{NEW}?{query}", {"name": name})
    assert answer.status_code == 302
    return SavedView.objects.get(owner=user, name=name)


def complaint(client: Client, where: str, name: str) -> str:
    answer = client.post(where, {"name": name})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_view_is_saved_opened_and_stands_above_the_list(cast: Cast) -> None:
    say(cast, cast.person())
    view = save(cast.fay)
    fay = signed_in(cast.fay)
    assert (
        f'<a class="govuk-link" href="/saved-views/{view.pk}/">Ending</a>'
        in fay.get("/consents/").content.decode()
    )
    answer = fay.get(f"/saved-views/{view.pk}/")
    assert (answer.status_code, answer.url) == (302, "/consents/?due=expiry&state=ACTIVE")
    assert "not there any more" not in fay.get(answer.url).content.decode()


def test_only_filters_of_the_list_are_kept(cast: Cast) -> None:
    view = save(cast.fay, query=f"state=ACTIVE&q=Sam+Rivers&service={cast.quay.pk}&after=7")
    assert view.query == "state=ACTIVE"


def test_a_list_without_filters_is_not_worth_a_view(cast: Cast) -> None:
    answer = signed_in(cast.fay).post(f"{NEW}?state=NEVER", {"name": "All"})
    assert answer.url == "/consents/"
    assert not SavedView.objects.exists()


def test_a_view_is_its_owners_alone(cast: Cast) -> None:
    view = save(cast.fay)
    for where in ("", "rename/", "delete/"):
        for user in (cast.dora, cast.max, cast.igor):
            assert signed_in(user).post(f"/saved-views/{view.pk}/{where}", {"name": "Mine"}).status_code in {
                404,
                405,
            }
            assert signed_in(user).get(f"/saved-views/{view.pk}/{where}").status_code == 404
    view.refresh_from_db()
    assert view.name == "Ending"
    assert "Ending" not in signed_in(cast.dora).get("/saved-views/").content.decode()


def test_a_register_that_one_may_not_open_has_no_views(cast: Cast) -> None:
    assert signed_in(cast.cora).get(f"{NEW}?state=ACTIVE").status_code == 404
    assert signed_in(cast.fay).get("/saved-views/new/nothing/?state=ACTIVE").status_code == 404


def test_a_view_of_what_is_gone_shows_the_list_and_says_so(cast: Cast) -> None:
    view = save(cast.igor, query=f"state=ACTIVE&service={cast.harbour.pk}")
    SavedView.objects.update(query=view.query.replace(str(cast.harbour.pk), "999999"))
    answer = signed_in(cast.igor).get(f"/saved-views/{view.pk}/", follow=True)
    assert answer.redirect_chain == [("/consents/?state=ACTIVE", 302)]
    assert "Part of what this view asked for is not there any more" in answer.content.decode()


def test_a_view_is_renamed_and_deleted(cast: Cast) -> None:
    view, fay = save(cast.fay), signed_in(cast.fay)
    assert fay.post(f"/saved-views/{view.pk}/rename/", {"name": "Soon over"}).status_code == 302
    assert "Soon over" in fay.get("/saved-views/").content.decode()
    assert "are not touched" in fay.get(f"/saved-views/{view.pk}/delete/").content.decode()
    assert SavedView.objects.count() == 1
    assert fay.post(f"/saved-views/{view.pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 31, "ending"])
def test_a_name_is_short_and_taken_once(cast: Cast, name: str) -> None:
    save(cast.fay)
    assert "Error:" in complaint(signed_in(cast.fay), f"{NEW}?state=ACTIVE", name)
    assert SavedView.objects.count() == 1


def test_another_view_may_not_take_the_name_but_one_may_keep_ones_own(cast: Cast) -> None:
    first, second, fay = save(cast.fay), save(cast.fay, "Mine"), signed_in(cast.fay)
    assert "with this name already" in complaint(fay, f"/saved-views/{second.pk}/rename/", "ENDING")
    assert fay.post(f"/saved-views/{first.pk}/rename/", {"name": "ENDING"}).status_code == 302
    save(cast.dora)


def test_there_is_room_for_twenty(cast: Cast) -> None:
    for number in range(MOST_VIEWS):
        save(cast.fay, f"View {number}")
    words = complaint(signed_in(cast.fay), f"{NEW}?state=ACTIVE", "One more")
    assert "Delete one that you do not need" in words
    assert SavedView.objects.count() == MOST_VIEWS == 20


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_a_view_is_saved_once(cast: Cast) -> None:
    fay = cast.fay
    answers = together(*[lambda: signed_in(fay).post(f"{NEW}?state=ACTIVE", {"name": "Now"}).status_code] * 3)
    assert sorted(answers) == [200, 200, 302]
    assert SavedView.objects.count() == 1


def test_only_whoever_may_download_is_offered_it(cast: Cast) -> None:
    assert "Download as CSV" in signed_in(cast.igor).get("/consents/").content.decode()
    for user in (cast.fay, cast.max, cast.dana, cast.aled):
        assert "Download as" not in signed_in(user).get("/consents/").content.decode()
    link = "/consents/export/?state=ACTIVE&amp;format=xlsx"
    assert link in signed_in(cast.igor).get("/consents/?state=ACTIVE").content.decode()
    assert "Download as" not in signed_in(cast.igor).post("/consents/search/", {"q": "Sam"}).content.decode()

"""The pages of those who write and approve policies."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from governance.policies import actions
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, draft, published, text


def queries(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_a_version_travels_in_the_browser(cast: Cast) -> None:
    author, reviewer, sponsor = (signed_in(user) for user in (cast.igor, cast.priya, cast.max))
    author.post("/policies/drafts/new/", {"text": text(), "sponsor": cast.max.email})
    version = PolicyVersion.objects.get()
    page = f"/policies/{version.reference}/"
    for client, verb, state in (
        (author, "submit", State.IG_REVIEW),
        (reviewer, "endorse", State.SPONSOR_APPROVAL),
        (sponsor, "publish", State.PUBLISHED),
    ):
        assert f'href="{page}{verb}/"' in client.get(page).content.decode()
        assert client.get(f"{page}{verb}/").status_code == 200
        version.refresh_from_db()
        answer = client.post(f"{page}{verb}/", {"read_version": version.version})
        assert answer.headers["Location"] == page
        version.refresh_from_db()
        assert version.state == state


def test_the_page_of_a_draft_shows_remarks_preview_and_why_a_step_is_not_open(cast: Cast) -> None:
    doubtful = text().replace("→ Resources: marmalade", "Resources: marmalade")
    version = actions.import_text(doubtful, by=cast.igor, at=NOON, sponsor=cast.max)
    page = signed_in(cast.igor).get(f"/policies/{version.reference}/").content.decode()
    assert "made staff-only, to be safe" in page
    assert all(word in page for word in STAFF_WORDS)
    assert page.count("For staff only</p>") == 2
    actions.submit(version, by=cast.igor, at=NOON)
    page = signed_in(cast.igor).get(f"/policies/{version.reference}/").content.decode()
    assert "nobody approves what they wrote" in page
    assert "/endorse/" not in page


def test_a_reason_to_send_back_is_needed_kept_and_shown(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    step, client = f"/policies/{version.reference}/send_back/", signed_in(cast.priya)
    empty = client.post(step, {"read_version": version.version, "reason": " "})
    assert "What has to change?" in empty.content.decode()
    assert "There is a problem" in empty.content.decode()
    long = client.post(step, {"read_version": version.version, "reason": "x" * 1001})
    assert "x" * 1001 in long.content.decode()
    client.post(step, {"read_version": version.version, "reason": "Say <b>which</b> door."})
    page = client.get(f"/policies/{version.reference}/").content.decode()
    assert "Say &lt;b&gt;which&lt;/b&gt; door." in page


def test_a_step_that_someone_else_took_first_is_a_conflict(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    actions.endorse(version, by=cast.priya, at=NOON)
    answer = signed_in(cast.priya).post(
        f"/policies/{version.reference}/endorse/", {"read_version": version.version}
    )
    assert answer.status_code == 409


def test_a_review_of_what_changed_meanwhile_is_refused_in_the_form(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    actions.appoint(version, by=cast.igor, at=NOON, sponsor=cast.maya)
    page = signed_in(cast.priya).post(
        f"/policies/{version.reference}/endorse/", {"read_version": version.version}
    )
    assert page.status_code == 409
    assert "Someone changed this record while you had it open." in page.content.decode()


def test_a_form_that_does_not_say_what_was_read_is_stale(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    signed_in(cast.priya).post(f"/policies/{version.reference}/endorse/", {})
    version.refresh_from_db()
    assert version.state == State.IG_REVIEW


def test_a_draft_is_there_for_ig_and_its_sponsor_and_for_nobody_else(cast: Cast) -> None:
    version = draft(cast)
    for user in (cast.igor, cast.priya, cast.max):
        assert signed_in(user).get(f"/policies/{version.reference}/").status_code == 200
        assert version.reference in signed_in(user).get("/policies/drafts/").content.decode()
    for user in (cast.fay, cast.maya, cast.dana, cast.cora, cast.gwen, cast.aled):
        for path in ("", "submit/", "publish/", "nonsense/"):
            assert signed_in(user).get(f"/policies/{version.reference}/{path}").status_code == 404
        assert version.reference not in signed_in(user).get("/policies/drafts/").content.decode()


def test_the_way_to_the_drafts_is_shown_to_those_who_have_any(cast: Cast) -> None:
    draft(cast)
    for user, shown in ((cast.igor, True), (cast.max, True), (cast.fay, False), (cast.gwen, False)):
        assert (b"/policies/drafts/" in signed_in(user).get("/policies/").content) is shown, user


@pytest.mark.parametrize("verb", ["draft", "supersede", "delete", "nonsense"])
def test_no_other_step_has_an_address(cast: Cast, verb: str) -> None:
    version = published(cast)
    assert signed_in(cast.igor).post(f"/policies/{version.reference}/{verb}/").status_code == 404


def test_the_pages_of_staff_are_never_kept(cast: Cast) -> None:
    version = draft(cast)
    client = signed_in(cast.igor)
    for path in ("drafts/", "drafts/new/", f"{version.reference}/", f"{version.reference}/submit/"):
        answer = client.get(f"/policies/{path}")
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


def test_the_sponsor_is_named_by_email_and_nobody_else_is_named_on_the_page(cast: Cast) -> None:
    version = draft(cast)
    step, client = f"/policies/{version.reference}/appoint/", signed_in(cast.igor)
    for other in (cast.fay, cast.max, cast.gwen):
        assert other.name not in client.get(step).content.decode()
    User.objects.filter(pk=cast.gwen.pk).update(is_active=False)
    for email in ("nobody@example.org", cast.gwen.email):
        page = client.post(step, {"read_version": version.version, "sponsor": email}).content.decode()
        assert f"Nobody with the address {email} has an account" in page
        assert f'value="{email}"' in page
    client.post(step, {"read_version": version.version, "sponsor": cast.fay.email.upper()})
    version.refresh_from_db()
    assert version.sponsor == cast.fay


def test_a_list_costs_the_same_for_25_and_100_rows(cast: Cast) -> None:
    client = signed_in(cast.igor)

    def asked(rows: int) -> int:
        for n in range(PolicyVersion.objects.count(), rows):
            draft(cast, number=f"HL-{n}", title=f"Policy {n}")
        return queries(lambda: client.get("/policies/drafts/"))

    assert asked(25) == asked(100) <= 10

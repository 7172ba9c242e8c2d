"""The pages of consent wording: who sees what, and a text's way through them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.kinds import Kind
from consent.wording import actions
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Style
from consent.wording.states import State
from governance.documents.models import Document
from tests.cast import NOON, Cast, signed_in
from tests.consent.wording.samples import approved, draft, submitted

NEW = {
    "kind": "MEDIA",
    "purpose": "FORM",
    "style": "EASY_READ",
    "language": "en",
    "nation": "SCT",
    "title": "Your picture",
    "body": "You choose.\r\nSay no.",
}


def test_a_text_travels_in_the_browser(cast: Cast) -> None:
    author, reader = signed_in(cast.igor), signed_in(cast.priya)
    author.post("/wording/new/", NEW)
    version = WordingVersion.objects.get()
    assert (version.label, version.body) == ("Publicity form 1 (easy read, Scotland)", "You choose.\nSay no.")
    page = f"/wording/{version.reference}/"
    for client, verb, state in ((author, "submit", State.SUBMITTED), (reader, "approve", State.APPROVED)):
        assert f'href="{page}{verb}/"' in client.get(page).content.decode()
        form = client.get(f"{page}{verb}/").context["form"]
        answer = client.post(f"{page}{verb}/", form.initial)
        assert answer.headers["Location"] == page
        version.refresh_from_db()
        assert version.state == state


@pytest.mark.parametrize(
    ("language", "is_code"),
    [
        ("cy", True),
        ("zh-Hant", True),
        ("english", False),
        ("EN", False),
        ("e", False),
        ('en"; }', False),
        ("en-", False),
    ],
)
def test_a_language_is_a_code(cast: Cast, language: str, is_code: bool) -> None:
    page = signed_in(cast.igor).post("/wording/new/", NEW | {"language": language}).content.decode()
    assert ("Enter a language code" in page) is not is_code
    assert WordingVersion.objects.exists() is is_code


def test_the_approver_reads_the_text_above_the_button(cast: Cast) -> None:
    version = submitted(cast, body="Read **me** first.")
    page = signed_in(cast.priya).get(f"/wording/{version.reference}/approve/").content.decode()
    assert page.index("<strong>me</strong>") < page.index('value="' + version.content_hash)


def test_a_form_that_does_not_say_what_was_read_approves_nothing(cast: Cast) -> None:
    version = submitted(cast)
    answer = signed_in(cast.priya).post(
        f"/wording/{version.reference}/approve/", {"read_version": version.version}
    )
    assert answer.status_code == 409
    assert "This is not the text that you read." in answer.content.decode()
    version.refresh_from_db()
    assert version.state == State.SUBMITTED


def test_whoever_may_not_approve_sees_why(cast: Cast) -> None:
    page = f"/wording/{submitted(cast).reference}/"
    author = signed_in(cast.igor).get(page).content.decode()
    assert "nobody approves what they wrote. (E-SAME-PERSON)" in author
    assert "/approve/" not in author
    assert "Only the IG team does this. (E-ROLE)" in signed_in(cast.gwen).get(page).content.decode()
    assert signed_in(cast.igor).get(f"{page}approve/").status_code == 403


def test_staff_see_what_is_in_use_and_ig_guardian_and_auditor_all(cast: Cast) -> None:
    waiting, used = submitted(cast, kind=Kind.MEDIA), approved(cast)
    old = actions.retire(approved(cast, kind=Kind.RESEARCH), by=cast.igor, at=NOON, reason="Wrong")
    for user in (cast.fay, cast.max, cast.dora, cast.dana, cast.cora):
        client = signed_in(user)
        listed = client.get("/wording/").content.decode()
        assert used.reference in listed
        assert client.get(f"/wording/{used.reference}/").status_code == 200
        for hidden in (waiting, old):
            assert hidden.reference not in listed
            for path in ("", "pdf/", "approve/", "edit/", "nonsense/"):
                assert client.get(f"/wording/{hidden.reference}/{path}").status_code == 404
    for user in (cast.igor, cast.priya, cast.gwen, cast.sol, cast.aled):
        listed = signed_in(user).get("/wording/").content.decode()
        assert all(version.reference in listed for version in (waiting, used, old))


def test_staff_who_only_use_a_text_are_offered_no_step(cast: Cast) -> None:
    version = approved(cast)
    client = signed_in(cast.fay)
    page = client.get(f"/wording/{version.reference}/").content.decode()
    assert "Next steps" not in page
    assert "Only the IG team" not in page
    assert client.get("/wording/new/").status_code == 403
    assert "/wording/new/" not in client.get("/wording/").content.decode()


def test_the_list_is_narrowed_by_kind_purpose_and_state(cast: Cast) -> None:
    script, form, waiting = (
        approved(cast),
        approved(cast, purpose=Purpose.FORM),
        submitted(cast, kind=Kind.MEDIA),
    )
    client = signed_in(cast.igor)
    for query, shown in (
        ("kind=SHARE_CARE", {script, form}),
        ("purpose=FORM", {form}),
        ("state=SUBMITTED", {waiting}),
        ("kind=SHARE_CARE&purpose=SCRIPT&state=APPROVED", {script}),
        ("kind=NONSENSE&state=%00", {script, form, waiting}),
    ):
        assert {version for version, _ in client.get(f"/wording/?{query}").context["rows"]} == shown, query


def test_the_next_version_starts_from_the_text_before_and_shows_what_changed(cast: Cast) -> None:
    first = approved(cast, body="You choose.\nSay yes or no.", style=Style.EASY_READ)
    client = signed_in(cast.igor)
    form = client.get(f"/wording/new/?from={first.reference}").context["form"]
    words = {**form.initial, "nation": "", "body": "You choose.\nSay maybe or no.", "what_changed": "Softer"}
    client.post("/wording/new/", words)
    second = WordingVersion.objects.get(number=2)
    assert second.wording == first.wording
    page = client.get(f"/wording/{second.reference}/").content.decode()
    assert "What changed since version 1" in page
    assert '<del><span class="govuk-visually-hidden">[removed: </span>yes <' in page
    assert '<ins><span class="govuk-visually-hidden">[added: </span>maybe <' in page


def test_what_is_typed_is_kept_when_a_rule_refuses(cast: Cast) -> None:
    approved(cast)
    typed = NEW | {"kind": "SHARE_CARE", "purpose": "SCRIPT", "style": "STANDARD", "nation": ""}
    page = signed_in(cast.igor).post("/wording/new/", typed).content.decode()
    assert "Say what changed." in page
    assert "Your picture" in page


def test_an_edit_of_what_changed_meanwhile_is_a_conflict(cast: Cast) -> None:
    version = draft(cast)
    actions.edit(version, by=cast.priya, at=NOON, title="Hers", body="B")
    answer = signed_in(cast.igor).post(
        f"/wording/{version.reference}/edit/", {"title": "His", "body": "B", "read_version": version.version}
    )
    assert answer.status_code == 409
    assert "His" in answer.content.decode()
    version.refresh_from_db()
    assert version.title == "Hers"


@pytest.mark.parametrize("verb", ["send_back", "retire"])
def test_a_reason_is_needed_kept_and_shown_as_it_was_typed(cast: Cast, verb: str) -> None:
    version = submitted(cast) if verb == "send_back" else approved(cast)
    step, client = f"/wording/{version.reference}/{verb}/", signed_in(cast.priya)
    assert "There is a problem" in client.post(step, {"read_version": version.version}).content.decode()
    client.post(step, {"read_version": version.version, "reason": "Say <b>who</b>"})
    assert "Say &lt;b&gt;who&lt;/b&gt;" in client.get(f"/wording/{version.reference}/").content.decode()


@pytest.mark.parametrize("verb", ["draft", "delete", "nonsense"])
def test_no_other_step_has_an_address(cast: Cast, verb: str) -> None:
    assert signed_in(cast.igor).post(f"/wording/{approved(cast).reference}/{verb}/").status_code == 404


def test_a_script_and_a_draft_have_no_form_to_print(cast: Cast) -> None:
    for version in (approved(cast), draft(cast, purpose=Purpose.FORM)):
        client = signed_in(cast.igor)
        assert client.get(f"/wording/{version.reference}/pdf/").status_code == 404
        assert "/pdf/" not in client.get(f"/wording/{version.reference}/").content.decode()


def test_until_the_form_is_made_the_page_says_so_and_when_it_is_lost_too(cast: Cast) -> None:
    version, client = approved(cast, purpose=Purpose.FORM), signed_in(cast.fay)
    page = client.get(f"/wording/{version.reference}/pdf/")
    assert (page.status_code, "The form is not here yet" in page.content.decode()) == (404, True)
    Document.objects.update(done_at=NOON, file="documents/gone.pdf")
    page = client.get(f"/wording/{version.reference}/pdf/")
    assert (page.status_code, "The form is lost" in page.content.decode()) == (404, True)


def test_a_list_costs_the_same_for_two_rows_and_for_sixteen(cast: Cast) -> None:
    client = signed_in(cast.igor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/wording/")
        return len(queries)

    approved(cast, kind=Kind.MEDIA, purpose=Purpose.FORM)
    approved(cast, kind=Kind.MEDIA, style=Style.EASY_READ)
    few = asked()
    for kind in set(Kind) - {Kind.MEDIA}:
        for style in Style:
            approved(cast, kind=kind, style=style)
    assert asked() == few <= 10

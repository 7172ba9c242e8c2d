"""Writing a policy in the browser: what is wrong names its line, what was typed stays, what others did is shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.policies import actions, reading
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.policies.version_number import following
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, draft, published, text
from tests.policies.test_no_box_escapes import documents

WRITE = "/policies/drafts/write/"
OWN = sorted((Path(__file__).resolve().parents[2] / "governance" / "policies" / "own").glob("*.md"))
CONVERTED = Path(__file__).parent / "documents" / "converted.md"


@pytest.fixture(autouse=True)
def _today() -> object:
    """The sample's review is in June 2027."""
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


def stored(version: PolicyVersion) -> list[tuple[object, ...]]:
    return list(version.sections.values_list("heading", "level", "body", "kind", "anchor"))


def read(written: str) -> list[tuple[object, ...]]:
    found = reading.read(written)
    return [(each.heading, each.level, each.body, each.kind, each.anchor) for each in found.sections]


# --- A version gives its text back ---------------------------------------------------


@pytest.mark.parametrize("path", [*OWN, CONVERTED], ids=lambda path: path.stem)
def test_a_version_gives_back_the_text_that_it_was_made_of(cast: Cast, path: Path) -> None:
    version = actions.import_text(path.read_text(), by=cast.igor, at=NOON)
    version.refresh_from_db()
    assert read(version.text) == stored(version)
    found = reading.read(version.text)
    assert (found.title, found.issued_on, found.review_on) == (
        version.title,
        version.issued_on,
        version.review_on,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents(), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_text_comes_back_as_it_reads(cast: Cast, document: str, end: str) -> None:
    front = "---\ntitle: T\nnumber: N\nversion: 1.0\nsponsor: S\nissued: 2026-06\nreview: 2027-06\n---\n"
    version = actions.import_text(
        ("\ufeff" + front + document).replace("\n", end), by=cast.igor, at=NOON, sponsor=cast.max
    )
    assert read(version.text) == stored(version)
    assert "\r" not in version.text


@pytest.mark.parametrize("path", [*OWN, CONVERTED], ids=lambda path: path.stem)
def test_the_next_version_begins_with_the_same_text_and_another_number(path: Path) -> None:
    written = path.read_text()
    again = reading.renumbered(written, "9.9")
    assert reading.read(again).version == "9.9"
    assert read(again) == read(written)
    assert sum(a != b for a, b in zip(again.splitlines(), written.splitlines(), strict=True)) == 1


@pytest.mark.parametrize(("number", "next_one"), [("1.9", "1.10"), ("2", "3"), ("1.0.9", "1.0.10")])
def test_after_1_9_comes_1_10(number: str, next_one: str) -> None:
    assert following(number) == next_one


# --- Writing --------------------------------------------------------------------------


def test_a_policy_is_written_previewed_and_saved(cast: Cast) -> None:
    client = signed_in(cast.igor)
    assert "title:" in client.get(WRITE).content.decode()
    page = client.post(WRITE, {"text": text(), "preview": "yes"}).content.decode()
    assert not PolicyVersion.objects.exists()
    assert "This is not saved yet." in page
    public, staff = page.split("What the public will see")[1].split("What staff will see")
    assert "<strong>front desk</strong>" in public
    assert not [word for word in STAFF_WORDS if word in public.lower()]
    assert all(word in staff for word in STAFF_WORDS)
    assert staff.count("For staff only</p>") == 2
    # Two texts on one page, and no anchor twice.
    assert page.count('id="doors"') == page.count('id="public-doors"') == 1
    answer = client.post(WRITE, {"text": text()})
    version = PolicyVersion.objects.get()
    assert answer.headers["Location"] == f"/policies/{version.reference}/"
    assert (version.state, version.authors, version.text) == (State.DRAFT, [cast.igor.pk], text())


@pytest.mark.parametrize("button", [{}, {"preview": "yes"}])
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("issued: 2026-06", "issued: 2026-13", "Line 6: "),
        ("review: 2027-06", "review: 2026-10", "Line 7: the review date is past"),
        ("Keep them shut.", "```", "Line 29: "),
        (
            "Keep them shut.",
            "Keep \u202ethem shut.",
            "Line 29: there is a mark here that turns letters round",
        ),
        ("Keep them shut.", "Keep \0 them", "Line 29: there is a character here that cannot be shown"),
        (text(), " ", "Line 1: the file is empty"),
    ],
)
def test_a_fault_names_its_line_and_keeps_what_was_typed(
    cast: Cast, old: str, new: str, fault: str, button: dict[str, str]
) -> None:
    typed = text().replace(old, new)
    page = signed_in(cast.igor).post(WRITE, {"text": typed, **button})
    assert page.status_code == 200
    assert fault in page.content.decode()
    if len(new) > 1:
        assert "Ask at the **front desk**." in page.content.decode()
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize(("day", "refused"), [("2026-11-21", True), ("2026-11-22", False)])
def test_a_review_that_is_typed_is_today_or_to_come(cast: Cast, day: str, refused: bool) -> None:
    typed = text().replace("review: 2027-06", f"review: {day}")
    page = signed_in(cast.igor).post(WRITE, {"text": typed})
    assert (page.status_code == 200) is refused


def test_pressed_twice_it_is_one_draft_and_another_persons_is_not_overwritten(cast: Cast) -> None:
    for _ in range(2):
        assert signed_in(cast.igor).post(WRITE, {"text": text()}).status_code == 302
    other = text().replace("shut", "open")
    for client in (signed_in(cast.igor), signed_in(cast.priya)):
        page = client.post(WRITE, {"text": other}).content.decode()
        assert "There is a version 1.0 of HL-7 already" in page
        assert "Keep them open." in page
    assert "shut" in PolicyVersion.objects.get().text


def test_a_new_version_begins_with_the_text_in_force_and_the_next_number(cast: Cast) -> None:
    first = published(cast)
    client = signed_in(cast.igor)
    way = f"{WRITE}?from={first.reference}"
    assert way.replace("&", "&amp;") in client.get(f"/policies/{first.reference}/").content.decode()
    page = client.get(way).content.decode()
    assert "version: 1.1" in page
    assert "Keep them shut." in page
    draft(cast, version="1.4")
    assert "version: 1.5" in client.get(way).content.decode()
    client.post(way, {"text": first.text.replace("version: 1.0", "version: 1.5")})
    assert PolicyVersion.objects.get(number="1.5").sponsor == cast.max


def test_only_the_ig_team_writes(cast: Cast) -> None:
    first = published(cast)
    for user in (cast.fay, cast.max, cast.dana, cast.gwen, cast.aled):
        for way in (WRITE, f"{WRITE}?from={first.reference}"):
            assert signed_in(user).get(way).status_code == 403
            assert signed_in(user).post(way, {"text": text(version="2.0")}).status_code == 403
    assert signed_in(cast.igor).get(f"{WRITE}?from=POL-1999-0001").status_code == 404
    assert PolicyVersion.objects.count() == 1


# --- Changing a draft --------------------------------------------------------------------


def test_a_draft_is_changed_where_it_stands(cast: Cast) -> None:
    version = draft(cast)
    client, step = signed_in(cast.priya), f"/policies/{version.reference}/edit/"
    assert "Keep them shut." in client.get(step).content.decode()
    typed = text().replace("shut", "open")
    page = client.post(step, {"text": typed, "read_version": version.version, "preview": "yes"})
    assert "Keep them open." in page.content.decode().split("What staff will see")[1]
    version.refresh_from_db()
    assert "shut" in version.text
    assert client.post(step, {"text": typed, "read_version": version.version}).status_code == 302
    version.refresh_from_db()
    assert (version.text, version.authors) == (typed, [cast.igor.pk, cast.priya.pk])


def test_whoever_saves_second_sees_what_the_first_changed_and_loses_nothing(cast: Cast) -> None:
    version = draft(cast)
    client, step = signed_in(cast.priya), f"/policies/{version.reference}/edit/"
    theirs = text().replace("Keep them shut.", "Keep them locked.")
    actions.edit(version, text=theirs, by=cast.igor, at=NOON)
    mine = text().replace("front desk", "back desk")
    answer = client.post(step, {"text": mine, "read_version": version.version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What you typed is below. It is not saved yet." in page
    assert "Open the record again" not in page
    assert "[removed: </span>shut." in page
    assert "[added: </span>locked." in page
    assert "Ask at the **back desk**." in page
    version.refresh_from_db()
    assert version.text == theirs
    assert f'name="read_version" value="{version.version}"' in page
    assert client.post(step, {"text": mine, "read_version": version.version}).status_code == 302
    version.refresh_from_db()
    assert version.text == mine


def test_a_text_that_was_sent_on_meanwhile_is_kept_on_the_page(cast: Cast) -> None:
    version = draft(cast)
    actions.submit(version, by=cast.igor, at=NOON)
    step = f"/policies/{version.reference}/edit/"
    mine = text().replace("front desk", "back desk")
    page = signed_in(cast.priya).post(step, {"text": mine, "read_version": version.version})
    assert "so its text cannot change" in page.content.decode()
    assert "Ask at the **back desk**." in page.content.decode()
    assert signed_in(cast.priya).get(step).status_code == 409


def test_a_draft_whose_review_is_past_already_may_be_mended(cast: Cast) -> None:
    old = text().replace("issued: 2026-06", "issued: 2022-07").replace("review: 2027-06", "review: 2023-07")
    version = actions.import_text(old, by=cast.igor, at=NOON)
    client, step = signed_in(cast.igor), f"/policies/{version.reference}/edit/"
    mended = old.replace("shut", "open")
    worse = mended.replace("2023-07", "2023-08")
    assert "review date is past" in client.post(step, {"text": worse, "read_version": 1}).content.decode()
    assert client.post(step, {"text": mended, "read_version": 1}).status_code == 302


def test_an_old_policy_comes_in_overdue_with_a_tick(cast: Cast) -> None:
    """The source policy's review (July 2023) is overdue (handbook section 1)."""
    old = text().replace("issued: 2026-06", "issued: 2022-07").replace("review: 2027-06", "review: 2023-07")
    client = signed_in(cast.igor)
    assert client.post("/policies/drafts/new/", {"text": old}).status_code == 302
    version = PolicyVersion.objects.get()
    step = f"/policies/{version.reference}/submit/"
    assert "It was due by 31 July 2023." in client.get(step).content.decode()
    refused = client.post(step, {"read_version": version.version})
    assert "Tick the box if that is so" in refused.content.decode()
    assert client.post(step, {"read_version": version.version, "overdue_known": "on"}).status_code == 302


def test_a_version_from_before_texts_were_kept_asks_for_its_text(cast: Cast) -> None:
    version = published(cast)
    PolicyVersion.objects.update(text="")
    page = signed_in(cast.igor).get(f"{WRITE}?from={version.reference}").content.decode()
    assert "came before texts were kept" in page
    waiting = draft(cast, number="HL-8")
    PolicyVersion.objects.update(text="")
    page = signed_in(cast.igor).get(f"/policies/{waiting.reference}/edit/").content.decode()
    assert "came before texts were kept" in page


@pytest.mark.parametrize("who", ["fay", "maya", "dana", "cora", "gwen", "aled"])
def test_a_draft_is_not_there_for_others_and_its_sponsor_does_not_write_it(cast: Cast, who: str) -> None:
    version = draft(cast)
    step = f"/policies/{version.reference}/edit/"
    for method in ("get", "post"):
        assert getattr(signed_in(getattr(cast, who)), method)(step).status_code == 404
        assert getattr(signed_in(cast.max), method)(step).status_code == 403


# --- Attacks ---------------------------------------------------------------------------

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    '[x](https://example.org "onmouseover=alert(1)")',
    '[x](https://example.org"onmouseover="alert(1))',
    "![x](https://example.org/spy.png)",
    "<iframe src=https://example.org></iframe>",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    "<form action=https://example.org><input name=p></form>",
    "| <script>alert(1)</script> | b |\n|---|---|\n| [x](javascript:alert(1)) | d |",
    "[x]: javascript:alert(1)\n\n[x]",
    "<https://example.org/><javascript:alert(1)>",
    "</textarea><script>alert(1)</script>",
    "</section></div><script>alert(1)</script>",
]
DANGERS = (
    "<script>alert",
    "<img",
    "<iframe",
    "<svg/",
    "<style>*",
    "onerror=alert(1)>",
    'href="javascript',
    "<a href='java",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_that_attacks_is_shown_and_never_obeyed(cast: Cast, attack: str) -> None:
    version = draft(cast)
    client, step = signed_in(cast.igor), f"/policies/{version.reference}/edit/"
    typed = text().replace("Keep them shut.", attack).replace("Ask at", f"{attack.splitlines()[0]} Ask at")
    sent = {"text": typed, "read_version": version.version}
    pages = [client.post(step, {**sent, "preview": "yes"}).content.decode()]
    assert client.post(step, sent).status_code == 302
    pages += [client.get(path).content.decode() for path in (step, f"/policies/{version.reference}/")]
    version = actions.submit(PolicyVersion.objects.get(), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    actions.publish(version, by=cast.max, at=NOON)
    for user in (cast.fay, None):
        reader = signed_in(user) if user else type(client)()
        pages.append(reader.get("/policies/keys-policy/").content.decode())
    for page in pages:
        lowered = page.lower()
        assert not [danger for danger in DANGERS if danger in lowered.replace("<svg viewbox", "")]
        for scheme in ("javascript:", "data:text", "vbscript:"):
            assert f'href="{scheme}' not in lowered
            assert f'src="{scheme}' not in lowered


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", '"><script>alert(1)</script>', "{{ 7|add:7 }}"]
)
def test_facts_that_attack_are_words_too(cast: Cast, title: str) -> None:
    client = signed_in(cast.igor)
    typed = text().replace("Keys policy", title)
    page = client.post(WRITE, {"text": typed, "preview": "yes"}).content.decode()
    client.post(WRITE, {"text": typed})
    version = PolicyVersion.objects.get()
    assert version.title == title
    for shown in (page, client.get(f"/policies/{version.reference}/").content.decode()):
        assert "<script>alert" not in shown


@pytest.mark.parametrize("size", [1_000_001, 10_000_000])
def test_a_text_of_ten_megabytes_is_refused_and_the_draft_is_as_it_was(cast: Cast, size: int) -> None:
    version = draft(cast)
    typed = text() + "a word\n" * (size // 7)
    answer = signed_in(cast.igor).post(
        f"/policies/{version.reference}/edit/", {"text": typed, "read_version": version.version}
    )
    assert answer.status_code in {200, 400, 413}
    assert "too long" in answer.content.decode() or "Nothing was saved" in answer.content.decode()
    version.refresh_from_db()
    assert version.text == text()


def test_a_part_that_is_too_long_to_be_searched_is_refused_with_its_line(cast: Cast) -> None:
    """An index takes so many different words of one part; what was typed stays."""
    typed = text().replace("Keep them shut.", "\n".join(f"w{number} x{number}" for number in range(15_000)))
    answer = signed_in(cast.igor).post(WRITE, {"text": typed})
    assert "this part is too long" in answer.content.decode()
    assert "w14999" in answer.content.decode()
    assert not PolicyVersion.objects.exists()


def test_the_history_keeps_each_text_that_a_draft_had(cast: Cast) -> None:
    version = draft(cast)
    later = NOON + timedelta(hours=1)
    actions.edit(version, text=text().replace("shut", "open"), by=cast.igor, at=later)
    texts = PolicyVersion.history.filter(id=version.pk).order_by("history_id").values_list("text", flat=True)
    assert ["shut" in each for each in texts] == [True, False]

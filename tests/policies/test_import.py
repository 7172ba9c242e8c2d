"""Bringing in a policy: by command, and in the browser. A malformed file changes nothing and names its line."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from governance.ledger.models import Event
from governance.policies import actions
from governance.policies.models import Policy, PolicyVersion
from governance.policies.states import State
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, draft, text

CONVERTED = Path(__file__).parent / "documents" / "converted.md"
# The document that a charity really has lies beside the project on some machines, and on most does not.
REAL = Path(__file__).resolve().parents[3] / "shared" / "source-policy.md"
NEW = "/policies/drafts/new/"


def command(file: Path, *options: str) -> str:
    said = StringIO()
    call_command("import_policy", str(file), *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.md"
    path.write_text(text())
    return path


def test_the_command_makes_a_draft_and_says_what_the_importer_decided(cast: Cast, file: Path) -> None:
    file.write_text(text().replace("→ Resources: marmalade", "Resources: marmalade"))
    said = command(file, "--by", cast.igor.email, "--sponsor", cast.max.email)
    version = PolicyVersion.objects.get()
    assert (version.state, version.authors, version.sponsor) == (State.DRAFT, [cast.igor.pk], cast.max)
    assert "Line 31: made staff-only, to be safe" in said
    assert version.reference in said
    assert PolicyVersion.history.get().history_user_id == cast.igor.pk


def test_the_command_asks_who_wrote_it(cast: Cast, file: Path) -> None:
    with pytest.raises(CommandError, match="--by"):
        command(file)
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (("issued: 2026-06", "issued: 2026-13"), 6),
        (("number: HL-7\n", ""), 10),
        (("Keep them shut.", "```"), 29),
    ],
)
def test_a_malformed_file_changes_nothing_and_says_which_line(
    cast: Cast, file: Path, change: tuple[str, str], line: int
) -> None:
    file.write_text(text().replace(*change))
    with pytest.raises(CommandError, match=rf"^Line {line}: "):
        command(file, "--by", cast.igor.email)
    assert not Policy.objects.exists()


def test_a_file_in_another_encoding_says_which_line(cast: Cast, file: Path) -> None:
    file.write_bytes(text().encode().replace(b"front desk", b"caf\xe9"))
    with pytest.raises(CommandError, match=r"^Line 17: .*UTF-8"):
        command(file, "--by", cast.igor.email)


def test_a_file_that_is_not_there_or_too_large_is_refused(cast: Cast, file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        command(file.with_name("none.md"), "--by", cast.igor.email)
    file.write_text(text() + "a" * 1_000_000)
    with pytest.raises(CommandError, match="larger than 1 MB"):
        command(file, "--by", cast.igor.email)


def test_a_stranger_is_neither_author_nor_sponsor(cast: Cast, file: Path) -> None:
    for by, sponsor in (("stranger@example.org", cast.max.email), (cast.igor.email, "stranger@example.org")):
        with pytest.raises(CommandError, match="Nobody with the address stranger"):
            command(file, "--by", by, "--sponsor", sponsor)
    with pytest.raises(CommandError, match="Only the IG team"):
        command(file, "--by", cast.fay.email)
    assert not Policy.objects.exists()


def test_the_command_refuses_a_version_that_is_with_its_reviewers(cast: Cast, file: Path) -> None:
    command(file, "--by", cast.igor.email)
    actions.submit(PolicyVersion.objects.get(), by=cast.igor, at=NOON)
    with pytest.raises(CommandError, match="already, so its text cannot change"):
        command(file, "--by", cast.igor.email)


def published_by_command(cast: Cast, path: Path) -> PolicyVersion:
    command(path, "--by", cast.igor.email, "--sponsor", cast.max.email)
    version = actions.submit(PolicyVersion.objects.get(), by=cast.igor, at=NOON, overdue_known=True)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    return actions.publish(version, by=cast.max, at=NOON, overdue_known=True)


@pytest.mark.parametrize("path", [CONVERTED, *([REAL] if REAL.exists() else [])], ids=lambda path: path.stem)
def test_a_converted_document_is_published_and_each_reads_what_they_may(cast: Cast, path: Path) -> None:
    version = published_by_command(cast, path)
    page = f"/policies/{version.policy.slug}/"
    public = Client().get(page).content.decode()
    staff = signed_in(cast.fay).get(page).content.decode()
    assert f"version {version.number}" in public
    boxes = version.sections.filter(kind="resources")
    assert boxes.exists()
    said_openly = " ".join(version.sections.exclude(kind="resources").values_list("body", flat=True))
    for box in boxes:
        assert f'id="{box.anchor}"' not in public
        assert f'id="{box.anchor}"' in staff
        for words in re.findall(r"[A-Za-z ]{12,}", box.body):
            assert words in said_openly or words not in public, words
    assert "For staff only" not in public
    contents = public.split("app-contents", 1)[1].split("</nav>")[0]
    assert "Resources" not in contents
    assert "Further reading" not in contents


@pytest.mark.skipif(not REAL.exists(), reason="The real document is not beside the project.")
def test_the_real_policy_is_recognised(cast: Cast) -> None:
    version = published_by_command(cast, REAL)
    assert version.number == "1.2"
    page = Client().get(f"/policies/{version.policy.slug}/").content.decode()
    assert f"{version.policy.number}, version 1.2" in page
    assert "31 July 2023" in page
    assert "overdue" not in page
    assert (
        "review of this policy is overdue"
        in signed_in(cast.fay).get(f"/policies/{version.policy.slug}/").content.decode()
    )


# --- In the browser -------------------------------------------------------------------


def test_the_ig_team_brings_in_a_policy_in_the_browser(cast: Cast) -> None:
    answer = signed_in(cast.igor).post(NEW, {"text": text(), "sponsor": "MAX@example.org"})
    version = PolicyVersion.objects.get()
    assert answer.headers["Location"] == f"/policies/{version.reference}/"
    assert (version.authors, version.sponsor) == ([cast.igor.pk], cast.max)


def test_a_file_does_as_well_as_typing(cast: Cast) -> None:
    upload = SimpleUploadedFile("keys.md", text().encode())
    signed_in(cast.igor).post(NEW, {"file": upload})
    assert PolicyVersion.objects.get().sections.count() == 6


@pytest.mark.parametrize("as_file", [True, False])
def test_a_fault_names_its_line_beside_the_field_and_keeps_the_text(cast: Cast, as_file: bool) -> None:
    wrong = text().replace("issued: 2026-06", "issued: 2026-13")
    sent = {"file": SimpleUploadedFile("keys.md", wrong.encode())} if as_file else {"text": wrong}
    page = signed_in(cast.igor).post(NEW, sent).content.decode()
    assert "There is a problem" in page
    assert '<a href="#id_text">Line 6: ' in page
    assert "How to quicksilver a lock" in page
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, or type the text below"),
        ({"text": " \n"}, "Choose a file, or type the text below"),
        ({"text": "# Hello"}, "Line 1: "),
        ({"text": "a\0b"}, "Line 1: there is a character here that cannot be shown"),
        ({"text": text(), "sponsor": "nobody@example.org"}, "Nobody with the address nobody@example.org has"),
        ({"text": text(), "sponsor": "Max"}, "Enter a valid email address"),
        ({"text": text(), "file": SimpleUploadedFile("a.md", b"# b")}, "not both"),
        ({"file": SimpleUploadedFile("a.md", b"a" * 1_000_001)}, "larger than 1 MB"),
        ({"file": SimpleUploadedFile("a.md", b"a\n\xff\n")}, "Line 2: "),
        ({"file": SimpleUploadedFile("a.md", b"")}, "The submitted file is empty"),
    ],
)
def test_bad_input_is_told_and_nothing_is_saved(cast: Cast, sent: dict[str, object], words: str) -> None:
    page = signed_in(cast.igor).post(NEW, sent)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert not Policy.objects.exists()


def test_sending_the_same_text_twice_makes_one_draft(cast: Cast) -> None:
    client = signed_in(cast.igor)
    for _ in range(2):
        assert client.post(NEW, {"text": text()}).status_code == 302
    assert PolicyVersion.objects.get().sections.count() == 6


def test_a_version_that_is_with_its_reviewers_is_refused_with_the_text_kept(cast: Cast) -> None:
    actions.submit(draft(cast), by=cast.igor, at=NOON)
    page = signed_in(cast.igor).post(NEW, {"text": text()}).content.decode()
    assert "already, so its text cannot change" in page
    assert all(word in page for word in STAFF_WORDS)
    assert Event.objects.filter(verb="refused", register="policies").count() == 1


def test_nobody_else_brings_in_a_policy(cast: Cast) -> None:
    for user in (cast.fay, cast.max, cast.gwen, cast.aled):
        assert signed_in(user).get(NEW).status_code == 403
        assert signed_in(user).post(NEW, {"text": text()}).status_code == 403
    assert not Policy.objects.exists()


def test_a_long_title_makes_an_address_that_is_cut_between_words(cast: Cast) -> None:
    title = "Privacy, sharing and confidentiality " * 4
    slugs = [draft(cast, title=title, number=number).policy.slug for number in ("HL-7", "HL-8")]
    assert slugs == [
        "privacy-sharing-and-confidentiality-privacy-sharing-and-confidentiality-privacy",
        "privacy-sharing-and-confidentiality-privacy-sharing-and-confidentiality-hl-8",
    ]

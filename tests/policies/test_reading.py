"""What the reader makes of a policy file: its facts, its sections, and above all its staff-only boxes."""

import re
import time
from contextlib import suppress
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.boxes import marker, plain
from governance.policies.reading import PolicyText, Section, Unreadable, read

PROJECT = Path(__file__).resolve().parents[2]
OWN = sorted((PROJECT / "governance" / "policies" / "own").glob("*.md"))
CONVERTED = Path(__file__).parent / "documents" / "converted.md"
# The document that a charity really has lies beside the project on some machines, and on most does not.
REAL = [path for path in [PROJECT.parent / "shared" / "source-policy.md"] if path.exists()]

FRONT = """---
title: Keys policy
number: HL-7
version: 1.2
sponsor: Head of Buildings
issued: 2026-06
review: 2027-02
audience: Everyone
---
"""
TABLE = """
Policy Number\tHL-7
Version Number\t1.2
Date of Issue\tJune 2026
Date of Review\tFebruary 2027
Sponsor\tHead of Buildings

Issue\tPage(s)\tIssue Date\tAdditions/Alterations
1.2\t3\tJune 2026\tNew locks
"""


def policy(body: str, **changes: str) -> PolicyText:
    return read(front(**changes) + body)


def front(**changes: str) -> str:
    text = FRONT
    for key, value in changes.items():
        text = re.sub(rf"^{key}: .*$", f"{key}: {value}", text, flags=re.MULTILINE)
    return text


def kinds(read_policy: PolicyText) -> dict[str, str]:
    return {section.heading: section.kind for section in read_policy.sections}


def public(read_policy: PolicyText) -> str:
    return shown(section for section in read_policy.sections if section.kind != "resources")


def staff(read_policy: PolicyText) -> str:
    return shown(section for section in read_policy.sections if section.kind == "resources")


def shown(sections) -> str:
    return "\n".join(f"{section.heading}\n{section.anchor}\n{section.body}" for section in sections)


# --- Facts ------------------------------------------------------------------------


def test_front_matter_gives_the_facts():
    found = policy("# Keys\n\nTurn left.\n")
    assert (found.title, found.number, found.version) == ("Keys policy", "HL-7", "1.2")
    assert (found.sponsor, found.audience) == ("Head of Buildings", "Everyone")
    assert found.sections == (Section("Keys", 2, "Turn left.", "text", "keys", 10),)
    assert found.remarks == ()


def test_a_month_alone_is_its_first_day_for_issue_and_its_last_for_review():
    found = policy("# Keys", issued="2028-02", review="2028-02")
    assert (found.issued_on, found.review_on) == (date(2028, 2, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    "written", ["2026-06-05", "5/6/2026", "05/06/2026", "5 June 2026", "5th Jun 2026", "5 JUNE, 2026"]
)
def test_a_day_may_be_written_in_the_usual_ways(written):
    assert policy("# Keys", issued=written).issued_on == date(2026, 6, 5)


def test_sept_is_september():
    assert policy("# Keys", issued="Sept. 2026").issued_on == date(2026, 9, 1)


def test_related_policies_are_a_list_whose_titles_may_hold_commas():
    text = FRONT.replace("audience: Everyone", "related:\n  - Locks, bolts and bars\n  - Doors")
    assert read(f"{text}# Keys").related == ("Locks, bolts and bars", "Doors")


def test_related_policies_on_one_line_have_commas_between():
    text = FRONT.replace("audience: Everyone", "related: [Locks, Doors]")
    assert read(f"{text}# Keys").related == ("Locks", "Doors")


def test_no_audience_is_taken_to_be_everyone_and_said():
    found = read(FRONT.replace("audience: Everyone\n", "") + "# Keys")
    assert found.audience == "Everyone"
    assert any("audience" in remark for remark in found.remarks)


def test_quotation_marks_round_a_value_are_not_part_of_it():
    assert policy("# Keys", title='"Keys: who has one"').title == "Keys: who has one"


def test_the_history_stands_in_a_table_at_the_end():
    found = policy(
        "# Keys\n\nText.\n\n# Version history\n\n| Issue | Pages | Issue date | Changes |\n|---|---|---|---|\n"
        "| 1 | 2 | May 2025 | First. |\n| 1.2 | 3 | June 2026 | Locks. |\n"
    )
    assert [(row.issue, row.pages, row.issued, row.changes) for row in found.history] == [
        ("1", "2", "May 2025", "First."),
        ("1.2", "3", "June 2026", "Locks."),
    ]
    assert [section.heading for section in found.sections] == ["Keys"]
    assert found.remarks == ()


def test_a_history_without_this_version_is_said():
    found = policy("# Keys\n\nIssue\tPages\tDate\tChanges\n1\t2\tMay 2025\tFirst\n")
    assert any("version 1.2" in remark for remark in found.remarks)


def test_windows_line_ends_a_byte_order_mark_and_tabs_change_nothing():
    body = "# Keys\n\nTurn left.\n\n##\t→ Resources:\tCode\n\n- 4321\n"
    typed_on_windows = "\ufeff" + (FRONT + body).replace("\n", "\r\n")
    assert read(typed_on_windows) == read(FRONT + body)
    assert kinds(policy(body)) == {"Keys": "text", "Resources: Code": "resources"}


def test_the_title_as_first_heading_is_not_a_section():
    assert [section.heading for section in policy("# Keys policy\n\n## One\n").sections] == ["One"]


def test_text_before_the_first_heading_is_kept_as_an_introduction():
    found = policy("Hello.\n\n# One\n")
    assert [(s.heading, s.body) for s in found.sections] == [("Introduction", "Hello."), ("One", "")]
    assert any("Introduction" in remark for remark in found.remarks)


def test_levels_start_under_the_page_heading_and_skip_none():
    found = policy("## A\n\n#### B\n\n# C\n\n###### D\n\n### E\n\n## F\n")
    assert [(s.heading, s.level) for s in found.sections] == [
        ("A", 2),
        ("B", 3),
        ("C", 2),
        ("D", 3),
        ("E", 3),
        ("F", 3),
    ]


def test_anchors_are_unique_even_when_headings_are_not():
    anchors = [section.anchor for section in policy("# A\n\n# A\n\n# A 2\n\n# A\n\n# →→ é？\n").sections]
    assert anchors == ["a", "a-2", "a-2-2", "a-3", "e"]


def test_a_heading_loses_its_markup_and_a_lost_link_is_said():
    found = policy(r"# **Who** has a \(spare\) [key](https://example.org)? ##")
    assert found.sections[0].heading == "Who has a (spare) key?"
    assert found.remarks == ("Line 10: a heading cannot hold a link. Its words were kept.",)


# --- Boxes ------------------------------------------------------------------------

ARROWS = [
    *["→", "➔", "➜", "➡", "➡️", "⇒", "->", "-->", "=>", "–>", "›", "»", "▶", "►", "➤", "☞", "👉", "⮕"],
    *["\uf0e0", "&rarr;", "&#8594;", "-&gt;", ":arrow_right:", "→ →"],
]


@pytest.mark.parametrize("arrow", ARROWS)
@pytest.mark.parametrize("start", ["## ", "", "- ", "**", "> ", "1. ", "   ", "    ", "##", "| "])
def test_resources_after_any_arrow_are_for_staff(arrow, start):
    found = policy(f"# Keys\n\nOpen.\n\n{start}{arrow} Resources: codes\n\nsecret\n\n# Next\n\nOpen too.\n")
    assert "secret" in staff(found)
    assert "secret" not in public(found)
    assert "codes" not in public(found)
    assert "Open." in public(found)
    assert "Open too." in public(found)
    assert not any("to be safe" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    "line",
    [
        "## → Resource: codes",
        "## → Resources",
        "→ Resources codes",
        "→ RESOURCES - codes",
        "→ Resorces: codes",
        "→ Ressources : codes",
        "→ Re\u00adsour\u200bces; codes",
        "→ Rеsоurсеs: codes",  # with Cyrillic letters
        "→ R e s o u r c e s: codes",
        "→ Staff only: codes",
        "→",
        "→ Further reading",
        "→ Furhter reading: codes",
        "→ Further reading: resources with codes",
        "## Resources: codes",
        "Resources: codes",
        "RESOURCES",
        "**Resources**",
        "resource: codes",
        "Re sources: codes",
        "## Resorces",
        "Staff resources: codes",
        "[Resources: codes](#codes)",
        r"$\rightarrow$ Resources: codes",
        "Text first → Resources: codes",
        "| Text first | → Resource: codes |",
    ],
)
def test_a_doubtful_marker_is_for_staff_and_says_so(line):
    found = policy(f"# Keys\n\nOpen.\n\n{line}\n\nsecret\n\n# Next\n")
    assert "secret" in staff(found)
    assert "secret" not in public(found)
    assert "codes" not in public(found)
    assert any(remark.startswith("Line 14: made staff-only, to be safe") for remark in found.remarks)


@pytest.mark.parametrize("word", ["RESOURCES:", "resources:", "Resources :", "Resources："])
def test_capitals_and_spaces_leave_no_doubt(word):
    found = policy(f"# Keys\n\n→ {word} codes\n\nsecret\n")
    assert "secret" in staff(found)
    assert found.remarks == ()


@pytest.mark.parametrize(
    "line",
    [
        "Go from the lobby → lift → second floor.",
        "Our resources are small.",
        "We share resources with others: it helps.",
        "Open Settings -> Sound.",
        "> A quotation.",
        "- An item.",
        "Sources: the manager.",
        "See the green “Resources” boxes.",
        "- [Resource centre for all who visit us](https://example.org)",
        "## Human resources",
    ],
)
def test_an_ordinary_line_opens_no_box(line):
    found = policy(f"# Keys\n\n{line}\n\nOpen.\n")
    assert "resources" not in kinds(found).values()
    assert "Open." in public(found)
    assert found.remarks == ()


@pytest.mark.parametrize("arrow", ARROWS)
def test_further_reading_after_any_arrow_is_a_public_box(arrow):
    found = policy(f"# Keys\n\n## {arrow} Further reading: locks\n\n- A book\n\n## Next\n")
    assert kinds(found) == {"Keys": "text", "Further reading: locks": "reading", "Next": "text"}


def test_a_box_runs_to_the_next_heading_of_its_level_or_higher():
    found = policy("# A\n\n### → Resources: x\n\n#### B\n\n##### C\n\n### D\n\n# E\n")
    assert kinds(found) == {
        "A": "text",
        "Resources: x": "resources",
        "B": "resources",
        "C": "resources",
        "D": "text",
        "E": "text",
    }


def test_a_box_that_is_no_heading_stands_at_the_level_of_the_heading_above():
    found = policy("# A\n\n## B\n\n→ Resources: x\n\n### C\n\n## D\n")
    assert kinds(found) == {
        "A": "text",
        "B": "text",
        "Resources: x": "resources",
        "C": "resources",
        "D": "text",
    }
    assert found.remarks == ("Line 16: “C” was kept in the staff-only box that line 14 opens.",)
    assert [section.level for section in found.sections] == [2, 3, 4, 4, 3]


def test_a_box_before_any_heading_ends_at_the_largest_heading_there_is():
    found = policy("→ Resources: x\n\nsecret\n\n### A\n\n## B\n")
    assert kinds(found) == {"Resources: x": "resources", "A": "resources", "B": "text"}


def test_a_line_that_only_looks_like_a_heading_is_read_as_the_larger_box():
    found = policy("# A\n\n### B\n\n##→ Resources: x\n\n### C\n\n## D\n")
    assert kinds(found)["C"] == "resources"
    assert kinds(found)["D"] == "text"


def test_what_is_no_heading_to_the_page_closes_no_box():
    found = policy("# A\n\n## → Resources: x\n\n    # indented\n\n> # quoted\n\n#tight\n\n#\n\nsecret\n")
    assert "secret" not in public(found)


def test_levels_are_compared_as_written_and_tidied_afterwards():
    found = policy("# A\n\n#### → Resources: x\n\n##### B\n\nsecret\n\n### C\n")
    assert kinds(found) == {"A": "text", "Resources: x": "resources", "B": "resources", "C": "text"}
    assert [section.level for section in found.sections] == [2, 3, 4, 3]


def test_staff_only_inside_further_reading_stays_staff_only():
    found = policy("# A\n\n## → Further reading: x\n\n### → Resources: y\n\nsecret\n\n### Z\n\n## B\n")
    assert kinds(found) == {
        "A": "text",
        "Further reading: x": "reading",
        "Resources: y": "resources",
        "Z": "reading",
        "B": "text",
    }


@pytest.mark.parametrize("inner", ["### → Further reading: y", "→ Further reading: y"])
def test_further_reading_inside_a_staff_only_box_stays_staff_only(inner):
    found = policy(f"# A\n\n## → Resources: x\n\n{inner}\n\nsecret\n\n## B\n")
    assert kinds(found)["Further reading: y"] == "resources"
    assert "secret" not in public(found)
    assert any("inside a staff-only box" in remark for remark in found.remarks)


def test_further_reading_of_the_same_level_ends_a_staff_only_box():
    assert kinds(policy("## → Resources: x\n\n## → Further reading: y\n"))["Further reading: y"] == "reading"


def test_the_version_table_ends_a_box():
    found = policy(
        "# A\n\n→ Resources: x\n\nsecret\n\nIssue\tPages\tDate\tChanges\n1.2\t2\tMay 2026\tLocks\n"
    )
    assert "Locks" not in staff(found)
    assert found.history[0].changes == "Locks"


def test_the_words_version_history_alone_do_not_end_a_box():
    found = policy("# A\n\n## → Resources: x\n\nVersion history\n\n- secret\n\nSponsor | secret\n")
    assert "secret" not in public(found)
    assert found.history == ()


def test_a_link_on_a_line_that_opens_a_box_is_kept_inside_it():
    found = policy("# A\n\n→ Resources: read [the guide](https://example.org/g) first\n\n- more\n")
    assert found.sections[1].heading == "Resources"
    assert "[the guide](https://example.org/g)" in found.sections[1].body


# --- What is refused --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("\n \n", 1, "empty"),
        ("Just words.\n", 1, "no front matter"),
        ("---\ntitle: Keys\n# Keys\n", 3, "not front matter"),
        ("---\ntitle: Keys\n", 1, "never ends"),
        (FRONT.replace("number: HL-7\n", "") + "# A", 8, "number is missing"),
        (FRONT.replace("number: HL-7", "nummer: HL-7") + "# A", 3, "“nummer” is not known"),
        (
            FRONT.replace("number: HL-7", "number: HL-7\nNumber: 8") + "# A",
            4,
            "given twice. The first is on line 3",
        ),
        (FRONT.replace("number: HL-7", "number:") + "# A", 3, "“number” is empty"),
        (FRONT.replace("number: HL-7", "number: HL-7\n- 8") + "# A", 4, "only “related”"),
        (FRONT.replace("number: HL-7", "number:HL-7") + "# A", 3, "not front matter"),
        (FRONT + FRONT + "# A", 10, "second front matter"),
        (front(number="7" * 41) + "# A", 3, "too long"),
        (front(version="two") + "# A", 4, "not a version"),
        (front(issued="31 February 2026") + "# A", 6, "that month has 28 days"),
        (front(issued="2026-13") + "# A", 6, "not a date"),
        (front(issued="soon") + "# A", 6, "not a date"),
        (front(issued="2026-00-00") + "# A", 6, "not a date"),
        (front(review="May 2026") + "# A", 7, "before the issue"),
        (front(audience="") + "# A", 8, "empty"),
        (FRONT + "No heading.\n", 9, "no headings"),
        (FRONT + "# " + "a" * 201, 10, "heading is too long"),
        (FRONT + "# A\n\n```\n# B\n```\n", 12, "block of code"),
        (FRONT + "# A\n\n- ~~~\n", 12, "block of code"),
        (FRONT + "# A\n\nWords\n---\n", 13, "makes them a heading"),
        (FRONT + "# A\n\n→ Resources: x\n===\n", 13, "makes them a heading"),
        (FRONT + "# A\n\na\0b\n", 12, "U+0000"),
        (FRONT + "# A\n\n\ud800\n", 12, "U+D800"),
        (FRONT + "# A\n\nPolicy Number\tHL-8\n", 12, "front matter too"),
        (FRONT + "# A\n\nIssue\tPages\tDate\tChanges\n1\t2\n", 13, "four cells"),
        (FRONT + "# A\n\nIssue\tPages\tDate\tChanges\n1\t2\t3\t4\n# B\n", 14, "last thing"),
        (FRONT + "# A\n\nIssue\tPages\tDate\tChanges\n1\t2\t3\t4\n→ Resources: x\n", 14, "last thing"),
        ("# A\n\n## B\n" + TABLE.replace("Sponsor", "Spender"), 9, "no row called “Spender”"),
        ("# A\n\n## B\n" + TABLE.replace("HL-7", ""), 5, "is empty"),
        ("# A\n\n## B\n" + TABLE.replace("Sponsor", "Policy Number"), 9, "twice"),
        ("# A\n\n## B\n" + TABLE.replace("Sponsor\tHead of Buildings\n", ""), 5, "sponsor is missing"),
        ("# A\n\nNo heading.\n" + TABLE, 5, "no headings"),
        ("x\n" * 20_001, 20_001, "20,000 lines"),
        ("x" * 999 + "\n" + "y" * 1_000_000, 2, "1,000,000 characters"),
        ("y" * 20_001, 1, "20,000 characters"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(text, line, words):
    with pytest.raises(Unreadable, match=re.escape(words)) as refused:
        read(text)
    assert refused.value.line == line
    assert str(refused.value) == f"Line {line}: {refused.value.message}"


# --- Converted documents ------------------------------------------------------------


@pytest.fixture(scope="module")
def converted() -> PolicyText:
    return read(CONVERTED.read_text(encoding="utf-8"))


def test_a_converted_document_gives_its_facts(converted):
    assert (converted.title, converted.number, converted.version, converted.sponsor) == (
        "Visitors and Keys Policy",
        "HL-77",
        "2.1",
        "Head of Buildings",
    )
    assert (converted.issued_on, converted.review_on) == (date(2024, 9, 1), date(2026, 2, 28))
    assert [(row.issue, row.pages, row.issued) for row in converted.history] == [
        ("1", "4", "May 2022"),
        ("2", "5", "Jan 2023"),
        ("2.1", "5", "Sept 2024"),
    ]
    assert converted.history[1].changes == "Visitors came in, and the lobby was rebuilt"


def test_a_converted_document_keeps_its_boxes(converted):
    assert [(section.heading, section.level, section.kind) for section in converted.sections] == [
        ("Start here", 2, "text"),
        ("Who should read this?", 3, "text"),
        ("Visitors", 2, "text"),
        ("At the door", 3, "text"),
        ("Further reading: visitors (other sites)", 3, "reading"),
        ("After hours", 3, "text"),
        ("Resources: Visitors", 4, "resources"),
        ("If the printer is stuck", 5, "resources"),
        ("Keys", 2, "text"),
        ("Who has one", 3, "text"),
        ("Resources: Keys", 4, "resources"),
    ]
    for secret in ("Badge printer", "secret number", "cupboard plan", "flowerpot"):
        assert secret in staff(converted)
        assert secret not in public(converted)


def test_a_converted_document_loses_what_the_page_carries_itself(converted):
    everything = public(converted) + staff(converted)
    for lost in (
        "What’s inside",
        "A page that was taken out",
        "controlled document",
        "updated:",
        "](#",
        "---",
    ):
        assert lost not in everything
    assert "also a friend, a plumber or" in public(converted)


def test_sentences_cut_by_a_page_end_are_joined(converted):
    for whole in (
        "visitors' book, and the host comes down",
        "- look at a screen (even if it is only the calendar)\n- take a picture\n",
        "ring the Front Desk and wait. Nobody minds",
    ):
        assert whole in public(converted)
    assert "kept by the (north wing) porter" in staff(converted)
    assert "\n\nGood reasons to say no\n\nIf you" in public(converted)


def test_the_importer_says_what_it_decided_and_where(converted):
    said = "\n".join(converted.remarks)
    for line in (
        "Line 13: left out a contents list with 9 dead links",
        "Line 37: left out the note on controlled documents",
        "Line 46: joined to the sentence cut short at line 44",
        "Line 111: joined to the row",
        "no audience is given",
    ):
        assert line in said


def test_dead_links_inside_a_box_are_no_contents_list():
    found = read("# T\n\n## A\n\n## → Resources: A\n\n[A](#)\n\n[Resources: A](#)\n\n[B](#)\n" + TABLE)
    assert "left out a contents list" not in "".join(found.remarks)
    assert staff(found).count("A") == 3


def test_dates_come_from_the_notes_where_the_table_has_none():
    table = TABLE.replace("Date of Review\tFebruary 2027\n", "")
    found = read(f"# T\n\n## A\n\nThis policy will next be updated: March 2027\n{table}")
    assert found.review_on == date(2027, 3, 31)
    assert any(remark.startswith("Line 5: this date was used") for remark in found.remarks)


def test_a_note_that_differs_from_the_table_is_said():
    found = read(f"# T\n\n## A\n\nThis policy was last updated: March 2026\n{TABLE}")
    assert found.issued_on == date(2026, 6, 1)
    assert any(remark.startswith("Line 5: the version table has another date") for remark in found.remarks)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It is done.", "then we go"),
        ("It is done", "Then we go"),
        ("It is done", "- then we go"),
        ("It is done", "### then we go"),
        ("### It is done", "then we go"),
        ("It is done:", "then we go"),
        ("It is “done.”", "then we go"),
    ],
)
def test_what_is_not_a_cut_sentence_stays_apart(first, second):
    found = read(f"# T\n\n## A\n\n{first}\n\n{second}\n{TABLE}")
    assert not any("joined" in remark for remark in found.remarks)


def test_no_sentence_is_joined_out_of_a_box():
    found = read(f"# T\n\n## A\n\nWe ask the\n\n→ Resources: x\n\nporter of the\n\n## B\n\nhouse\n{TABLE}")
    assert "porter" not in public(found)
    assert "We ask the" in public(found)


# --- The document that a charity really has, and our own ---------------------------


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_the_real_document_is_read_as_a_person_would(path):
    found = read(path.read_text(encoding="utf-8"))
    assert (found.number, found.version, found.sponsor) == ("DQ403", "1.2", "Company Secretary")
    assert (found.issued_on, found.review_on) == (date(2022, 7, 1), date(2023, 7, 31))
    assert [row.issue for row in found.history] == ["1", "1.1", "1.2"]
    boxes = [section.heading for section in found.sections if section.kind == "resources"]
    assert [heading.casefold() for heading in boxes] == [
        "resources: giving consent",
        "resources: when we share information",
        "resources: think before you share",
        "resources: your privacy matters to us",
    ]
    assert sum(section.kind == "reading" for section in found.sections) == 1
    for secret in ("Gillick competency", "DQ402.5", "WhatsApp", "mailto:", "Brand Centre", "ISA\\) template"):
        assert secret in staff(found)
        assert secret not in public(found)
    for gone in ("controlled document", "](#", "What's included", "\t"):
        assert gone not in public(found) + staff(found)
    for joined in ("audit of our services)\n- ", "choice. The people", "extra check to make"):
        assert joined.split(". ")[-1] in public(found)
    assert not any("to be safe" in remark for remark in found.remarks)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_our_own_policies_read_without_a_remark(path):
    found = read(path.read_text(encoding="utf-8"))
    assert found.remarks == ()
    assert {"text", "resources", "reading"} == {section.kind for section in found.sections}
    assert found.history[-1].issue == found.version


def test_our_own_policies_name_one_another():
    ours = [read(path.read_text(encoding="utf-8")) for path in OWN]
    titles = {found.title for found in ours}
    assert len(titles) == 3
    assert {title for found in ours for title in found.related} == titles


@pytest.mark.parametrize("real", REAL, ids=lambda path: path.name)
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_our_own_policies_borrow_no_sentence(path, real):
    theirs = {run for line in real.read_text(encoding="utf-8").splitlines() for run in runs(line)}
    found = read(path.read_text(encoding="utf-8"))
    ours = [line for section in found.sections for line in (section.heading, *section.body.splitlines())]
    assert [run for line in ours for run in runs(line) if run in theirs] == []


def runs(line: str) -> list[str]:
    """Every six words in a row, without the addresses of links."""
    words = re.findall(r"[a-z0-9]+", re.sub(r"https?://\S+|[’']", "", line.casefold()))
    return [" ".join(words[i : i + 6]) for i in range(len(words) - 5)]


# --- By property ------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *[
            "# A",
            "## B",
            "### C",
            "#### D",
            "#",
            "##E",
            "text",
            "- item",
            "lower case",
            "",
            "",
            "---",
            "→",
            "\t",
        ],
        *["[A](#)", "[B](#)", "[C](#)", "→ Resources: x", "## ➔ Resources: y", "## → Further reading: z"],
        *[
            "Resources",
            "Policy Title\tT",
            "Sponsor\tS",
            "Issue\tPages\tDate\tChanges",
            "1\t2\t3\t4",
            "| a | b |",
        ],
        *[
            "title: x",
            "related:",
            "  - y",
            "**Version history**",
            "We go (on",
            "(and on)",
            "> quote",
            "1. one",
        ],
    ]
)


def readable_or_refused(text: str) -> PolicyText | None:
    with suppress(Unreadable):
        return read(text)
    return None


@given(st.text(st.characters()) | st.text("#-=>→: \n\t\r|[]()Resourc", max_size=80))
def test_any_text_is_read_or_refused_with_a_line(text):
    readable_or_refused(text)
    readable_or_refused(FRONT + text)
    readable_or_refused("# T\n\n## A\n" + text + TABLE)


@given(st.lists(PIECES | st.text(max_size=20), max_size=25), st.booleans())
def test_whatever_is_read_has_a_whole_outline(pieces, is_converted):
    body = "\n".join(pieces)
    found = readable_or_refused("# T\n\n## A\n" + body + TABLE if is_converted else FRONT + body)
    if found is None:
        return
    levels = [section.level for section in found.sections]
    assert levels[0] == 2
    assert all(2 <= below <= min(above + 1, 6) for above, below in pairwise(levels))
    public_levels = [section.level for section in found.sections if section.kind != "resources"]
    assert all(b <= a + 1 for a, b in pairwise([1, *public_levels]))
    assert len({section.anchor for section in found.sections}) == len(found.sections)
    assert all(section.heading for section in found.sections)


SECRET = "zqsecretqz"
# Nothing here begins the version table, which would end the box.
INSIDE = st.lists(
    st.sampled_from(
        ["", "text", "- item", "→ Further reading: x", "→ Resources: y", "lower", "    # z", "> # q"]
    )
    | st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="|#=-`~"), max_size=30),
    max_size=6,
)


@given(
    before=st.lists(
        st.sampled_from(["text", "", "- item", "### C", "→ Further reading: x", "cut off at the"]), max_size=5
    ),
    arrow=st.sampled_from(ARROWS),
    word=st.sampled_from(["Resources:", "RESOURCES:", "resources :", "Resource:", "Resources", "Resorces:"]),
    box=st.integers(0, 6),
    inside=INSIDE,
    deeper=st.integers(1, 6),
    closing=st.integers(1, 6),
    is_converted=st.booleans(),
)
def test_nothing_between_resources_and_the_next_such_heading_is_public(
    before, arrow, word, box, inside, deeper, closing, is_converted
):
    level = box or 2
    lines = ["## First", "", *before, "", "## Second", "", f"{'#' * box} {arrow} {word} {SECRET}".strip(), ""]
    lines += [SECRET, "", *inside, SECRET, ""]
    if deeper > level:
        lines += [f"{'#' * deeper} {SECRET}", "", f"{SECRET}, and the", ""]
    lines += [f"{'#' * min(closing, level)} After", "", "open again", ""]
    body = "\n".join(lines)
    found = readable_or_refused("# T\n\n" + body + TABLE if is_converted else FRONT + body)
    if found is None:
        return
    assert SECRET not in public(found)
    assert SECRET in staff(found)
    assert SECRET not in repr((found.title, found.history, found.related, found.sponsor))
    assert "open again" in public(found)


# --- Files made to cost time -------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        # One character that a reader sees as eighteen.
        ("\ufdfa" * 19_999, "what it shows is over 1,000,000 characters"),
        ("\ufdfa" * 1_000, "what it shows is over 1,000,000 characters"),
        ("a" + "\u0301\u0323" * 5_000, "too many accents on one letter"),
    ],
    ids=["long lines", "short lines", "accents"],
)
def test_what_would_grow_while_it_is_read_is_refused_with_its_line(line: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words) as refused:
        read(FRONT + "# A\n\n" + "\n\n".join([line] * (900_000 // len(line))))
    assert refused.value.line >= 11


@pytest.mark.parametrize("line", ["naïve façade", "e\u0301te\u0301", "ﬁve ﬂats", "ﷺ", "Xin chào các bạn"])
def test_accents_and_joined_letters_are_read_as_ever(line: str) -> None:
    assert policy(f"# A\n\n{line}\n").sections[0].body == line


@pytest.mark.parametrize(
    "line", ["-" * 19_999, "-=~" * 6_666, ":" + "arrow" * 3_999, "[\\" * 9_999, "→:" * 9_999, " #" * 9_999]
)
def test_a_line_made_to_be_gone_over_again_and_again_costs_next_to_nothing(line: str) -> None:
    """In processor time, which a busy machine does not stretch; looked at naively each takes seconds."""
    began = time.thread_time()
    marker(line)
    plain(line)
    assert time.thread_time() - began < 0.5

"""Whatever a policy holds, no word of a box for staff is in the page of the public."""

from itertools import count

from django.core.cache import caches
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.policies import actions
from tests.cast import NOON, Cast, signed_in

FRONT = """---
title: Policy {n}
number: N-{n}
version: 1.0
sponsor: Someone
issued: 2026-06
review: 2027-06
---

# Start

Welcome.

"""
ARROWS = st.sampled_from(["→", "➔", "->", "=>", "⇒", "▶"])
OPENERS = ("Resources", "Further reading")
# What authors write under a heading. Each `secret` becomes a word of its own.
BODIES = st.lists(
    st.sampled_from(
        [
            "secret",
            "- secret\n- **secret** [secret](https://example.org/secret)",
            "1. secret\n\n   secret",
            "> secret",
            "| secret | b |\n|---|---|\n| secret | d |",
            "<!-- secret -->",
            "<div hidden>secret</div>",
            "![secret](https://example.org/secret.png)",
            "[secret]: https://example.org/secret 'secret'",
            "Further reading: secret",
            "`secret` secret\\\nsecret",
        ]
    ),
    max_size=3,
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Sections of text, boxes of both kinds, and smaller headings inside them, in any order.

    Every word in a box for staff is a zebra.
    """
    n, lines, box = count(1), [], 0
    for _ in range(draw(st.integers(1, 7))):
        level = draw(st.integers(1, 4))
        opens = draw(st.sampled_from(["", "", "Resources", "Resources on a line", "Further reading"]))
        arrow = draw(ARROWS)
        # A box ends at the next heading of its own level or larger.
        if level <= box:
            box = 0
        was_in_box = bool(box)
        if opens.startswith("Resources") and not box:
            box = level
        word = "zebra" if was_in_box or opens == "Resources" else "plain"
        name = f"{arrow} {opens}: {word}{next(n)}" if opens in OPENERS else f"{word}{next(n)}"
        lines.append(f"{'#' * level} {name}\n")
        if opens == "Resources on a line":
            lines.append(f"{arrow} Resources: zebra{next(n)}\n")
        body = "\n\n".join(draw(BODIES))
        while "secret" in body:
            body = body.replace("secret", f"{'zebra' if box else 'plain'}{next(n)}", 1)
        lines.append(f"{body}\n")
    return "\n".join(lines)


numbers = count(1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents())
def test_no_word_of_a_box_for_staff_reaches_the_public(cast: Cast, document: str) -> None:
    caches["pages"].clear()
    n = next(numbers)
    version = actions.import_text(FRONT.format(n=n) + document, by=cast.igor, at=NOON, sponsor=cast.max)
    version = actions.submit(version, by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    actions.publish(version, by=cast.max, at=NOON)
    staff = signed_in(cast.fay)
    for path in (f"/policies/policy-{n}/", f"/policies/policy-{n}/versions/1.0/", "/policies/"):
        for _ in range(2):
            page = Client().get(path).content.decode().lower()
            assert "zebra" not in page
            assert "for staff only" not in page
            staff.get(path)
    shown = staff.get(f"/policies/policy-{n}/").content.decode()
    assert ("For staff only" in shown) is ("zebra" in document)

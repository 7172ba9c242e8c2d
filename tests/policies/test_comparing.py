"""What changed from one version to another, word by word, and for each reader only what they may read."""

import time

import pytest
from django.core.cache import caches
from django.test import Client

from governance.policies import actions
from governance.policies.comparing import difference
from governance.policies.models import PolicyVersion, Section
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, text

PAGE = "/policies/keys-policy/compare/"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    caches["pages"].clear()


def put(cast: Cast, number: str, *changes: tuple[str, str], publish: bool = True) -> PolicyVersion:
    """A version of the sample with these words for those."""
    written = text(version=number)
    for old, new in changes:
        assert old in written
        written = written.replace(old, new)
    version = actions.import_text(written, by=cast.igor, at=NOON, sponsor=cast.max)
    if publish:
        version = actions.submit(version, by=cast.igor, at=NOON)
        version = actions.endorse(version, by=cast.priya, at=NOON)
        version = actions.publish(version, by=cast.max, at=NOON)
    return version


def test_anyone_sees_the_words_that_went_and_came(cast: Cast) -> None:
    put(cast, "1.0")
    put(cast, "1.1", ("Keep them shut.", "Keep them always shut."), ("Head of Buildings", "Head of Keys"))
    page = Client().get(PAGE).content.decode()
    assert "From version 1.0 to version 1.1" in page
    assert '<ins><span class="govuk-visually-hidden">[added: </span>always <' in page
    assert '<del><span class="govuk-visually-hidden">[removed: </span>Buildings<' in page
    assert "Who has a key</li>" in page


def test_any_two_can_be_chosen_either_way_round(cast: Cast) -> None:
    for number, word in (("1.0", "shut."), ("1.1", "open."), ("1.2", "ajar.")):
        put(cast, number, ("shut.", word))
    page = Client().get(PAGE, {"old": "1.2", "new": "1.0"}).content.decode()
    assert "[removed: </span>ajar." in page
    assert "[added: </span>shut." in page
    assert "open." not in page


def test_a_change_for_staff_shows_to_staff_and_leaves_no_trace_for_the_public(cast: Cast) -> None:
    put(cast, "1.0")
    put(cast, "1.1", ("How to quicksilver a lock", "How to quicksilver every lock"))
    public, staff = Client().get(PAGE).content.decode(), signed_in(cast.fay).get(PAGE).content.decode()
    assert "You read the same words in both." in public
    assert not [word for word in STAFF_WORDS if word in public.lower()]
    assert "taff only" not in public
    assert "every " in staff
    assert "For staff only" in staff


def test_a_part_that_became_a_box_for_staff_is_gone_for_the_public(cast: Cast) -> None:
    put(cast, "1.0", ("## → Resources: zebrafinch keys", "## More keys"))
    put(cast, "1.1", ("## → Resources: zebrafinch keys", "## → Resources: more keys"))
    public = Client().get(PAGE).content.decode()
    assert "[removed: </span>More keys" in public
    assert "[added" not in public


@pytest.mark.parametrize("who", ["fay", "gwen"])
def test_a_draft_is_compared_by_those_who_may_see_it_alone(cast: Cast, who: str) -> None:
    put(cast, "1.0")
    put(cast, "1.1", ("shut.", "open."), publish=False)
    assert "[added: </span>open." in signed_in(cast.max).get(PAGE, {"new": "1.1"}).content.decode()
    assert "[added: </span>open." in signed_in(cast.priya).get(PAGE, {"new": "1.1"}).content.decode()
    for client in (Client(), signed_in(getattr(cast, who))):
        assert client.get(PAGE, {"new": "1.1"}).status_code == 404
        assert b"1.1</option>" not in client.get(PAGE).content


@pytest.mark.parametrize("asked", [{"old": "9.9"}, {"new": "x\0"}, {"old": "1.0", "new": "<script>"}])
def test_a_version_that_there_is_not_is_404(cast: Cast, asked: dict[str, str]) -> None:
    put(cast, "1.0")
    for client in (Client(), signed_in(cast.igor)):
        assert client.get(PAGE, asked).status_code == 404
    assert Client().get("/policies/nothing/compare/").status_code == 404


def test_one_version_alone_is_not_offered_and_says_so(cast: Cast) -> None:
    put(cast, "1.0")
    assert b"compare" not in Client().get("/policies/keys-policy/").content
    assert b"one and the same version" in Client().get(PAGE).content
    put(cast, "1.1", ("shut.", "open."))
    assert b"/policies/keys-policy/compare/?new=1.1" in Client().get("/policies/keys-policy/").content


def test_what_is_kept_for_the_public_is_of_the_two_that_were_asked_for(cast: Cast) -> None:
    for number, word in (("1.0", "shut."), ("1.1", "open."), ("1.2", "ajar.")):
        put(cast, number, ("shut.", word))
    first = Client().get(PAGE, {"old": "1.0", "new": "1.1"})
    second = Client().get(PAGE, {"old": "1.1", "new": "1.2"})
    assert first["Cache-Control"] == "public, max-age=60"
    assert first.content != second.content
    assert signed_in(cast.fay).get(PAGE)["Cache-Control"] == "private, no-store"


def test_markup_is_shown_as_words(cast: Cast) -> None:
    put(cast, "1.0")
    attack = "<script>alert(1)</script> [here](javascript:alert(1)) **bold**"
    put(cast, "1.1", ("Keep them shut.", attack))
    page = Client().get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert 'href="javascript' not in page


def test_a_renamed_part_is_compared_with_what_it_was() -> None:
    old, new = PolicyVersion(**FACTS), PolicyVersion(**FACTS)
    found = difference(
        old,
        new,
        [Section(kind="text", heading="Doors", body="- Keep them **shut**.")],
        [Section(kind="text", heading="Front doors", body="- Keep them [shut](https://example.org).")],
    )
    (part,) = found.parts
    assert [piece for piece in part.heading if piece.what == "new"]
    assert ("same", "• Keep them ") in part.text
    assert "https://example.org" in "".join(piece.text for piece in part.text if piece.what == "new")


def test_a_line_that_is_added_leaves_the_one_before_as_it_was() -> None:
    rows = [{"issue": number, "issued": "June", "changes": "Words."} for number in ("1.0", "1.1")]
    old, new = PolicyVersion(**FACTS, issues=rows[:1]), PolicyVersion(**FACTS, issues=rows)
    assert difference(old, new, [], []).facts == [
        ("Version history", [("same", "1.0, June: Words.\n"), ("new", "1.1, June: Words.\n")])
    ]


def test_only_the_marks_changed_is_no_change_of_words() -> None:
    old, new = PolicyVersion(**FACTS), PolicyVersion(**FACTS)
    before = [Section(kind="text", heading="Doors", body="Keep them shut.")]
    after = [Section(kind="text", heading="Doors", body="Keep them **shut**.")]
    assert not difference(old, new, before, after)


def test_the_longest_texts_are_compared_in_a_bounded_time() -> None:
    old, new = PolicyVersion(**FACTS), PolicyVersion(**FACTS)
    before = [Section(kind="text", heading="A", body="\n".join("word " * 3_000 for _ in range(60)))]
    after = [Section(kind="text", heading="A", body="\n".join("sword " * 3_000 for _ in range(60)))]
    lines = [Section(kind="text", heading="A", body="\n".join(f"line {n % 7}" for n in range(19_000)))]
    other = [Section(kind="text", heading="A", body="\n".join(f"line {n % 5}" for n in range(19_000)))]
    begun = time.perf_counter()
    for pair in ((before, after), (lines, other)):
        assert difference(old, new, *pair)
    assert time.perf_counter() - begun < 20


FACTS = {
    "title": "Keys policy",
    "audience": "Everyone",
    "sponsor_title": "Head",
    "issued_on": NOON.date(),
    "review_on": NOON.date(),
}

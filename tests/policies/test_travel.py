"""How a version travels from a draft to the public, and who may take each step (handbook section 1)."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from governance.accounts.models import User
from governance.errors import Code, Denied, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.policies import actions
from governance.policies.models import Policy, PolicyVersion
from governance.policies.reading import Unreadable
from governance.policies.states import State
from tests.cast import NOON, Cast
from tests.policies.samples import draft, published, text

SOON = NOON + timedelta(minutes=1)


def told(user: User) -> list[str]:
    return list(Notification.objects.filter(recipient=user).order_by("id").values_list("kind", flat=True))


def test_a_file_becomes_a_draft_of_a_policy_found_by_its_number(cast: Cast) -> None:
    version = draft(cast)
    assert (version.state, version.number, version.title) == (State.DRAFT, "1.0", "Keys policy")
    assert (version.policy.number, version.policy.slug) == ("HL-7", "keys-policy")
    assert version.sections.count() == 6
    assert version.created_by == cast.igor
    second = draft(cast, version="1.1", title="Keys and doors policy", number="hl-7")
    assert second.policy == version.policy
    assert Policy.objects.get().slug == "keys-policy"


def test_the_same_version_again_takes_the_place_of_the_draft(cast: Cast) -> None:
    first = draft(cast)
    again = actions.import_text(
        text().replace("Keep them shut.", "Lock them."), by=cast.priya, at=SOON, sponsor=None
    )
    assert again.pk == first.pk
    assert again.sponsor == cast.max
    assert again.sections.count() == 6
    assert "Lock them." in again.sections.get(heading="Doors").body


def test_a_malformed_file_changes_nothing_and_names_its_line(cast: Cast) -> None:
    first = draft(cast)
    with pytest.raises(Unreadable, match=r"^Line 7: "):
        actions.import_text(text().replace("2027-06", "2027-13"), by=cast.igor, at=SOON)
    first.refresh_from_db()
    assert first.version == 1
    assert first.sections.count() == 6


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_version_that_is_with_its_reviewers_or_published_can_not_be_brought_in_again(
    cast: Cast, steps: int
) -> None:
    version = draft(cast)
    walk = [(actions.submit, cast.igor), (actions.endorse, cast.priya), (actions.publish, cast.max)]
    for step, who in walk[:steps]:
        version = step(version, by=who, at=NOON)
    with pytest.raises(Denied, match=r"Version 1\.0 of HL-7 is .* already"):
        actions.import_text(text().replace("shut", "open"), by=cast.igor, at=SOON)
    assert "shut" in version.sections.get(heading="Doors").body


def test_two_policies_of_one_title_have_two_addresses(cast: Cast) -> None:
    draft(cast)
    assert draft(cast, number="HL-8").policy.slug == "keys-policy-hl-8"


def test_no_policy_takes_the_address_of_the_drafts(cast: Cast) -> None:
    assert draft(cast, title="Drafts").policy.slug == "drafts-hl-7"


def test_a_version_travels_from_draft_over_two_reviews_to_the_public(cast: Cast) -> None:
    version = published(cast)
    assert version.state == State.PUBLISHED
    assert (version.reviewed_by, version.published_by) == (cast.priya, cast.max)
    events = Event.objects.filter(register="policies", reference=version.reference).order_by("id")
    assert list(events.values_list("verb", flat=True)) == ["draft", "submit", "endorse", "publish"]


def test_publishing_replaces_the_version_before_in_the_same_transaction(cast: Cast) -> None:
    first = published(cast)
    second = actions.submit(draft(cast, version="1.1"), by=cast.igor, at=SOON)
    second = actions.endorse(second, by=cast.priya, at=SOON)
    with pytest.raises(Denied):
        actions.publish(second, by=cast.fay, at=SOON)
    first.refresh_from_db()
    assert first.state == State.PUBLISHED
    actions.publish(second, by=cast.max, at=SOON)
    states = PolicyVersion.objects.order_by("number").values_list("number", "state")
    assert list(states) == [("1.0", "SUPERSEDED"), ("1.1", "PUBLISHED")]


def test_nobody_reviews_what_they_wrote(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    with pytest.raises(Denied) as refused:
        actions.endorse(version, by=cast.igor, at=NOON)
    assert refused.value.verdict.code == Code.SAME_PERSON


def test_whoever_wrote_a_text_that_was_replaced_does_not_review_its_successor(cast: Cast) -> None:
    draft(cast)
    version = actions.import_text(text(), by=cast.priya, at=SOON)
    version = actions.submit(version, by=cast.priya, at=SOON)
    for author in (cast.igor, cast.priya):
        with pytest.raises(Denied) as refused:
            actions.endorse(version, by=author, at=SOON)
        assert refused.value.verdict.code == Code.SAME_PERSON


def test_a_sponsor_does_not_publish_what_they_wrote(cast: Cast) -> None:
    version = actions.submit(draft(cast, sponsor=cast.igor), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    with pytest.raises(Denied) as refused:
        actions.publish(version, by=cast.igor, at=NOON)
    assert refused.value.verdict.code == Code.SAME_PERSON


def test_whoever_passed_it_on_does_not_publish_it_whatever_posts_they_hold(cast: Cast) -> None:
    """Two reviews by two people: two hats do not satisfy the rule (handbook sections 1 and 12)."""
    version = actions.submit(draft(cast, sponsor=cast.priya), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    with pytest.raises(Denied) as refused:
        actions.publish(version, by=cast.priya, at=NOON)
    assert refused.value.verdict.code == Code.SAME_PERSON
    version = actions.appoint(version, by=cast.priya, at=NOON, sponsor=cast.max)
    assert actions.publish(version, by=cast.max, at=NOON).state == State.PUBLISHED


@pytest.mark.parametrize("by", ["priya", "igor"])
def test_whoever_passed_it_on_is_not_made_its_sponsor(cast: Cast, by: str) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    with pytest.raises(Denied) as refused:
        actions.appoint(version, by=getattr(cast, by), at=NOON, sponsor=cast.priya)
    assert refused.value.verdict.code == Code.SAME_PERSON
    version.refresh_from_db()
    assert version.sponsor == cast.max


def test_whoever_passed_on_a_text_that_came_back_may_sponsor_the_next(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    version = actions.send_back(version, by=cast.max, at=NOON, reason="Not yet")
    version = actions.submit(version, by=cast.igor, at=NOON)
    assert actions.appoint(version, by=cast.igor, at=NOON, sponsor=cast.priya).sponsor == cast.priya


@pytest.mark.parametrize(
    ("before", "number", "newer"),
    [
        ("1.9", "1.10", True),
        ("1.10", "1.9", False),
        ("1.1", "1.0", False),
        ("1", "1.0.1", True),
        ("1.0", "1.0.0", False),
        ("2", "10", True),
        ("1.9.9", "2", True),
    ],
)
def test_a_text_never_takes_the_place_of_a_later_one(
    cast: Cast, before: str, number: str, newer: bool
) -> None:
    """The draft is as far as its sponsor when the later one overtakes it."""
    version = actions.submit(draft(cast, version=number), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    published(cast, version=before)
    if newer:
        assert actions.publish(version, by=cast.max, at=SOON).state == State.PUBLISHED
    else:
        with pytest.raises(Denied, match=f"Version {before} of this policy was published already"):
            actions.publish(version, by=cast.max, at=SOON)
    assert PolicyVersion.objects.published().get().number == (number if newer else before)


def test_a_text_behind_the_one_in_force_does_not_set_out(cast: Cast) -> None:
    published(cast, version="1.10")
    with pytest.raises(Denied, match=r"Version 1\.10 of this policy was published already"):
        actions.submit(draft(cast, version="1.9"), by=cast.igor, at=SOON)


def test_the_database_refuses_to_change_the_address_of_a_policy(cast: Cast) -> None:
    draft(cast)
    policies = Policy.objects.all()
    for change in (lambda: policies.update(slug="stolen"), lambda: policies._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize("who", ["fay", "max", "dana", "cora", "gwen", "sol", "aled", "dora"])
def test_only_the_ig_team_brings_in_texts_and_reviews_them(cast: Cast, who: str) -> None:
    other = getattr(cast, who)
    with pytest.raises(Denied) as refused:
        actions.import_text(text(), by=other, at=NOON)
    assert refused.value.verdict.code == Code.ROLE
    assert not Policy.objects.exists()
    version = draft(cast)
    with pytest.raises(Denied):
        actions.submit(version, by=other, at=NOON)
    version = actions.submit(version, by=cast.igor, at=NOON)
    with pytest.raises(Denied):
        actions.endorse(version, by=other, at=NOON)


def test_only_the_sponsor_publishes_whatever_their_role(cast: Cast) -> None:
    version = actions.submit(draft(cast, sponsor=cast.fay), by=cast.igor, at=NOON)
    version = actions.endorse(version, by=cast.priya, at=NOON)
    for other in (cast.priya, cast.max, cast.sol):
        with pytest.raises(Denied) as refused:
            actions.publish(version, by=other, at=NOON)
        assert refused.value.verdict.code == Code.ROLE
    assert actions.publish(version, by=cast.fay, at=NOON).state == State.PUBLISHED


def test_without_a_sponsor_it_waits_until_ig_names_one(cast: Cast) -> None:
    version = actions.import_text(text(), by=cast.igor, at=NOON)
    version = actions.endorse(actions.submit(version, by=cast.igor, at=NOON), by=cast.priya, at=NOON)
    with pytest.raises(Denied, match="no sponsor yet"):
        actions.publish(version, by=cast.max, at=NOON)
    version = actions.appoint(version, by=cast.igor, at=NOON, sponsor=cast.max)
    assert told(cast.max) == ["policy_to_publish"]
    assert actions.publish(version, by=cast.max, at=NOON).state == State.PUBLISHED


@pytest.mark.parametrize(("passed", "who"), [(False, "priya"), (True, "max"), (True, "priya")])
def test_either_review_can_send_it_back_with_a_reason(cast: Cast, passed: bool, who: str) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    if passed:
        version = actions.endorse(version, by=cast.priya, at=NOON)
    version = actions.send_back(version, by=getattr(cast, who), at=NOON, reason="Say which door.")
    assert (version.state, version.sent_back_because) == (State.RETURNED, "Say which door.")
    assert "policy_sent_back" in told(cast.igor)
    version = actions.import_text(text().replace("Doors", "Front doors"), by=cast.igor, at=SOON)
    assert version.state == State.RETURNED
    version = actions.submit(version, by=cast.igor, at=SOON)
    assert (version.state, version.sent_back_because) == (State.IG_REVIEW, "")
    assert version.reviewed_by is None


def test_the_sponsor_can_not_send_it_back_before_it_is_their_turn(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    with pytest.raises(Denied):
        actions.send_back(version, by=cast.max, at=NOON, reason="Too soon")


def test_a_review_of_a_text_that_changed_meanwhile_is_refused(cast: Cast) -> None:
    read = actions.submit(draft(cast), by=cast.igor, at=NOON)
    actions.send_back(read, by=cast.priya, at=NOON, reason="Not yet")
    changed = actions.import_text(text().replace("shut", "open"), by=cast.igor, at=SOON)
    actions.submit(changed, by=cast.igor, at=SOON)
    with pytest.raises(Stale):
        actions.endorse(read, by=cast.priya, at=SOON, read_version=read.version)


def test_each_is_told_when_it_is_their_turn(cast: Cast) -> None:
    reviewer, author = cast.priya, cast.igor
    version = actions.submit(draft(cast), by=author, at=NOON)
    assert (told(reviewer), told(author)) == (["policy_to_review"], [])
    actions.endorse(version, by=reviewer, at=NOON)
    assert told(cast.max) == ["policy_to_publish"]


def test_a_draft_is_edited_only_with_its_own_text(cast: Cast) -> None:
    version = draft(cast)
    with pytest.raises(Denied, match=r"This is the text of HL-7 version 1\.1"):
        actions.edit(version, text=text(version="1.1"), by=cast.igor, at=NOON)
    edited = actions.edit(version, text=text().replace("shut", "open"), by=cast.igor, at=NOON)
    assert "open" in edited.sections.get(heading="Doors").body


def test_an_edit_of_a_draft_that_someone_else_replaced_is_stale(cast: Cast) -> None:
    version = draft(cast)
    draft(cast)
    with pytest.raises(Stale):
        actions.edit(version, text=text(), by=cast.igor, at=NOON, read_version=1)


def test_drafts_are_seen_by_the_ig_team_and_their_sponsor_alone(cast: Cast) -> None:
    version = draft(cast)
    everyone = [cast.fay, cast.maya, cast.dana, cast.cora, cast.gwen, cast.sol, cast.aled]
    for user in (cast.igor, cast.priya, cast.max):
        assert PolicyVersion.objects.visible_to(user).get() == version
    assert not [user for user in everyone if PolicyVersion.objects.visible_to(user).exists()]

"""Two records of one organisation become one: who may, what follows, what the database refuses, and races."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from consent.consents.answering import RecordForm
from consent.consents.models import Consent
from governance.deadlines.models import Deadline
from governance.errors import Denied, Stale
from governance.ledger.models import Event
from governance.organisations import actions, merging, tasks
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.workflow.register import REGISTERS
from tests.cast import NOON, Cast, signed_in
from tests.consent.consents.answers import say
from tests.organisations.partners import TODAY, assured, surgery, version
from tests.threads import raised, together

DAY = timedelta(days=1)


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def ours(cast: Cast) -> Organisation:
    return surgery(cast)


@pytest.fixture
def double(cast: Cast) -> Organisation:
    return surgery(cast, "Exampel Surgery")


def merge(cast: Cast, double: Organisation, into: Organisation, **changes: Any) -> Organisation:
    facts = {"read_version": version(double), "reason": "Same address", "by": cast.igor, "at": NOON}
    return actions.merge(double, into=into, **(facts | changes))


def page(cast: Cast, ours: Organisation) -> str:
    return signed_in(cast.fay).get(f"/organisations/{ours.reference}/").content.decode()


# --- Who, and what becomes of the two ---------------------------------------------------


def test_only_the_ig_team_merges(cast: Cast, ours: Organisation, double: Organisation) -> None:
    sent = {"into": ours.reference, "reason": "Same address", "sure": "on", "read_version": 1}
    address = f"/organisations/{double.reference}/merge/"
    for user in (cast.fay, cast.max, cast.dana, cast.cora, cast.gwen, cast.aled):
        assert signed_in(user).post(address, sent).status_code == 403, user
        with pytest.raises(Denied):
            merge(cast, double, ours, by=user)
    answer = signed_in(cast.igor).post(address, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/organisations/{ours.reference}/")


def test_the_duplicate_stays_and_says_what_remains_who_merged_it_and_why(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    merge(cast, double, ours)
    shown = page(cast, double)
    assert "This is a duplicate" in shown
    assert f"Example Surgery ({ours.reference})" in shown
    assert "by Igor Example" in shown
    assert f"The one that remains is {ours.reference}. Same address" in shown
    assert f"It was {double.reference}." in page(cast, ours)


def test_it_is_listed_and_offered_no_more_and_its_name_finds_the_one_that_remains(
    cast: Cast, sam: Person, ours: Organisation, double: Organisation
) -> None:
    merge(cast, double, ours)
    client = signed_in(cast.fay)
    for query in ("", "?q=exampel", f"?q={double.reference}"):
        listed = client.get(f"/organisations/{query}").context["page"].rows
        assert [each.name for each in listed] == ["Example Surgery"], query
    assert Organisation.objects.named("EXAMPEL surgery").get() == ours
    about = Consent(person=sam, kind="SHARE_CARE")
    form = RecordForm(None, consent=about, cases=list(sam.cases.all()), at=NOON, how="E_FORM", before=None)
    assert list(form.fields["organisation"].queryset) == [ours]


def test_what_we_know_of_it_goes_to_the_one_that_remains(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    actions.edit(
        double, by=cast.max, at=NOON, read_version=1, reason="x", ico_number="Z1234567", public_body=True
    )
    actions.add_contact(double, by=cast.max, at=NOON, read_version=2, name="Jo Reid", role="dpo")
    assured(double, cast, TODAY, TODAY + 90 * DAY)
    kept = merge(cast, double, ours)
    assert (kept.ico_number, kept.public_body) == ("Z1234567", True)
    assert (kept.contacts.get().name, kept.assurances.count(), double.contacts.count()) == ("Jo Reid", 1, 0)


def test_nothing_is_changed_on_a_merged_one_any_more(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    merge(cast, double, ours)
    for step in ("edit/", "merge/", "contacts/new/", "assurance/new/", "routes/new/"):
        answer = signed_in(cast.igor).get(f"/organisations/{double.reference}/{step}")
        assert answer.status_code == 403
        assert "merged into another one" in answer.content.decode()


def test_what_was_merged_into_it_before_follows(cast: Cast, ours: Organisation, double: Organisation) -> None:
    first = surgery(cast, "Exmple Surgery")
    merge(cast, first, double)
    merge(cast, double, ours)
    first.refresh_from_db()
    assert first.merged_into == ours
    assert Event.objects.get(verb="follow").detail["into"] == ours.reference
    assert Organisation.objects.named("exmple surgery").get() == ours


# --- What names the duplicate --------------------------------------------------------------


def test_consents_follow_and_keep_what_was_typed_and_their_dates(
    cast: Cast, sam: Person, ours: Organisation, double: Organisation
) -> None:
    said = say(cast, sam, organisation=double, recipient=double.name).consent
    due = sorted(Deadline.objects.filter(register="consents").values_list("rule", "due_on", "ended_at"))
    merge(cast, double, ours, at=NOON + DAY)
    moved = Consent.objects.get()
    assert (moved.organisation, moved.recipient, moved.state) == (ours, "Exampel Surgery", said.state)
    assert (moved.review_on, moved.expires_on, moved.version) == (
        *(said.review_on, said.expires_on),
        said.version + 1,
    )
    after = sorted(Deadline.objects.filter(register="consents").values_list("rule", "due_on", "ended_at"))
    assert after == due
    was = [each.organisation_id for each in moved.history.order_by("history_id")]
    assert (was[0], was[-1]) == (double.pk, ours.pk)
    assert Event.objects.get(verb="follow_merge").actor_id == cast.igor.pk


def test_a_no_to_the_one_that_remains_takes_back_a_yes_to_the_duplicate(
    cast: Cast, sam: Person, ours: Organisation, double: Organisation
) -> None:
    yes = say(cast, sam, organisation=double, recipient=double.name).consent
    merge(cast, double, ours)
    say(cast, sam, yes=False, at=NOON + DAY, organisation=ours, recipient=ours.name)
    yes.refresh_from_db()
    assert yes.state == "WITHDRAWN"


def test_a_consent_that_ran_out_or_ended_goes_with_the_others(
    cast: Cast, sam: Person, ours: Organisation, double: Organisation
) -> None:
    old = say(cast, sam, at=NOON - 400 * DAY, organisation=double, recipient=double.name).consent
    assert old.state_at(NOON) == "EXPIRED"
    merge(cast, double, ours)
    old.refresh_from_db()
    assert (old.organisation, old.state, old.state_at(NOON)) == (ours, "ACTIVE", "EXPIRED")


def test_what_is_too_much_for_now_is_moved_in_batches_and_the_page_says_how_much_is_left(
    cast: Cast, ours: Organisation, double: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOVED_AT_ONCE", 2)
    for number in range(5):
        say(cast, cast.person(f"Person {number}"), organisation=double, recipient=double.name)
    merge(cast, double, ours)
    assert "5 records still name this one" in page(cast, double)
    double.refresh_from_db()
    assert actions.move(double, at=NOON) == 3
    assert "3 records still name this one" in page(cast, double)
    assert tasks.move() == 2
    assert "still name" not in page(cast, double)
    assert ours.consents.count() == 5
    assert tasks.move() == 0


def test_every_register_that_names_organisations_moves_its_records() -> None:
    """Add the two reactions to the register of a model, or of what it is a part of, that has a new key to them."""
    moving = {
        each.model
        for each in REGISTERS.values()
        if {("organisations", "merge"), ("organisations", "move")} <= each.reactions.keys()
    }
    kept = {each.model for each in REGISTERS.values()}
    for named in Organisation.named_by():
        model = named.related_model
        above = {field.related_model for field in model._meta.fields if field.related_model in kept}
        assert model in moving if model in kept else above & moving - {Organisation}, model


# --- Bad input ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("into", "message"),
    [
        ("", "Fill in “Which record is the one that remains?”"),
        ("ORG-2026-999999", "There is no organisation with this reference or name"),
        ("<script>", "There is no organisation with this reference or name"),
        ("Exampel Surgery", "This is the record itself"),
        ("a\0b", "holds a hidden character"),
    ],
)
def test_a_wrong_choice_is_told_beside_its_field(
    cast: Cast, ours: Organisation, double: Organisation, into: str, message: str
) -> None:
    sent = {"into": into, "reason": "Same address", "sure": "on", "read_version": 1}
    shown = signed_in(cast.igor).post(f"/organisations/{double.reference}/merge/", sent).content.decode()
    assert message in shown
    assert "Same address" in shown
    assert not Organisation.objects.exclude(merged_into=None).exists()


def test_into_one_that_was_merged_a_moment_ago_is_refused_and_says_which_to_use(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    third = surgery(cast, "Third Surgery")
    merge(cast, double, ours)
    sent = {"into": double.reference, "reason": "Same", "sure": "on", "read_version": 1}
    shown = signed_in(cast.igor).post(f"/organisations/{third.reference}/merge/", sent).content.decode()
    assert f"That one was merged itself. Use {ours.reference}" in shown
    with pytest.raises(Denied, match="merged into another one a moment ago"):
        merge(cast, third, double)


def test_a_second_press_and_a_stale_page_merge_nothing(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    with pytest.raises(Stale):
        merge(cast, double, ours, read_version=7)
    merge(cast, double, ours)
    with pytest.raises((Denied, Stale)):
        merge(cast, double, ours, read_version=1)
    assert Event.objects.filter(verb="merge").count() == 1


def test_into_itself_is_refused_by_the_action(cast: Cast, double: Organisation) -> None:
    with pytest.raises(Denied, match="into itself"):
        merge(cast, double, double)


def test_the_database_refuses_what_no_action_may_write(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    third = surgery(cast, "Third Surgery")
    merge(cast, double, ours)
    for pk, into in ((third.pk, third.pk), (third.pk, double.pk), (ours.pk, third.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=pk).update(merged_into=into)


def test_one_ico_number_is_one_organisation_but_for_its_duplicates(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    def number(each: Organisation) -> None:
        facts = {"read_version": version(each), "reason": "Known", "ico_number": "Z1234567"}
        actions.edit(each, by=cast.max, at=NOON, **facts)

    number(double)
    with pytest.raises(Denied, match="has this ICO registration number"):
        number(ours)
    assert merge(cast, double, ours).ico_number == "Z1234567"
    with pytest.raises(Denied, match="has this ICO registration number"):
        number(surgery(cast, "Third Surgery"))


# --- At once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_the_two_each_into_the_other_one_succeeds(
    cast: Cast, ours: Organisation, double: Organisation
) -> None:
    assert cast.igor
    results = together(lambda: merge(cast, double, ours), lambda: merge(cast, ours, double))
    assert [kind.__name__ for kind in raised(results)] in (["Denied"], ["Stale"])
    assert Organisation.objects.exclude(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_merge_gives_way_to_somebody_who_writes_about_one_of_its_people(
    cast: Cast, sam: Person, ours: Organisation, double: Organisation
) -> None:
    say(cast, sam, organisation=double, recipient=double.name)
    assert cast.igor
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT FROM people_person WHERE id = %s FOR NO KEY UPDATE", [sam.pk])
        (refused,) = together(lambda: merge(cast, double, ours))
    assert isinstance(refused, Denied)
    assert "nothing was merged" in str(refused)
    assert not Organisation.objects.exclude(merged_into=None).exists()
    merge(cast, double, ours)
    assert ours.consents.count() == 1

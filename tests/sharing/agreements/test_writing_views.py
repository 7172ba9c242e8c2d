"""The pages on which an agreement is written: who may, what is kept, what is said beside a field, and two at once."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from governance.accounts.models import User
from governance.organisations import actions as organisations
from sharing.agreements import writing
from sharing.agreements.content import content, items, parties
from sharing.agreements.models import Agreement
from sharing.agreements.ready_made import READY
from sharing.agreements.rules import Type
from sharing.agreements.states import State
from sharing.agreements.steps import STEPS
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.walk import (
    ITEM,
    PARTY,
    SAID,
    active,
    approved,
    sent_in,
    signed_by_us,
    surgery,
    written,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def where(ours: Agreement, page: str) -> str:
    return f"/agreements/{ours.reference}/{page}"


def get(user: User, address: str) -> HttpResponse:
    return signed_in(user).get(address)  # type: ignore[return-value]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def post(user: User, ours: Agreement, page: str, **sent: Any) -> HttpResponse:
    ours.refresh_from_db()
    return signed_in(user).post(  # type: ignore[return-value]
        where(ours, page), {"read_version": ours.version, "then": "on", **sent}
    )


def said(user: User, answer: HttpResponse) -> str:
    """What the page says that a step leads to, its message first."""
    client = signed_in(user)
    client.cookies = answer.cookies | client.cookies  # type: ignore[operator]
    return client.get(answer["Location"]).content.decode()


def typed(ours: Agreement, slug: str) -> dict[str, Any]:
    """What a browser sends of a step that nobody touched."""
    form = signed_in(ours.owner).get(where(ours, f"steps/{slug}/")).context["form"]
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, date):
            sent |= boxes(name, value)
        elif isinstance(value, str):
            sent[name] = value.replace("\n", "\r\n")
        elif value is not None:
            sent[name] = value.pk if hasattr(value, "pk") else value
    return sent


# --- Begun ---------------------------------------------------------------------------------


def begin(
    user: User, service: Any, *, type: str = "ISA", start: str = "nothing", **sent: Any
) -> HttpResponse:
    facts = {"title": "Care", "service": service.pk if service else "", "form_key": str(uuid4()), **sent}
    return signed_in(user).post(f"/agreements/new/?type={type}&start={start}", facts)  # type: ignore[return-value]


def test_managers_and_ig_begin_agreements_and_nobody_else_does(cast: Cast) -> None:
    for user in (cast.fay, cast.dana, cast.cora, cast.gwen, cast.sol, cast.aled):
        for page in ("new/", "copy/"):
            assert get(user, f"/agreements/{page}").status_code == 403, user
        assert begin(user, cast.harbour).status_code == 403, user
    for user in (cast.max, cast.igor):
        assert get(user, "/agreements/new/").status_code == 200
        assert begin(user, cast.harbour).status_code == 302
    assert Agreement.objects.count() == 2


def test_a_manager_is_offered_their_own_services_and_ig_all_and_the_whole_charity(cast: Cast) -> None:
    page = "/agreements/new/?type=ISA&start=nothing"
    mine, all_of_them = text(get(cast.max, page)), text(get(cast.igor, page))
    assert ("Harbour" in mine, "Quay" in mine, "The whole charity" in mine) == (True, False, False)
    assert all(name in all_of_them for name in ("Harbour", "Quay", "Firth", "The whole charity"))
    assert "Choose one of the answers" in text(begin(cast.max, cast.quay))
    assert "Choose an answer" in text(begin(cast.max, None))
    assert begin(cast.igor, None).status_code == 302
    assert Agreement.objects.get().service is None


def test_pressed_twice_it_is_begun_once(cast: Cast) -> None:
    key = str(uuid4())
    first, second = (begin(cast.max, cast.harbour, form_key=key)["Location"] for _ in range(2))
    assert first == second == "/agreements/ISA-2026-0001/"


def test_what_was_typed_stays_where_the_title_is_missing(cast: Cast) -> None:
    page = text(begin(cast.igor, cast.quay, title=""))
    assert "Fill in “What is it called?”" in page
    assert re.search(rf'value="{cast.quay.pk}"[^>]*checked', page)


@pytest.mark.parametrize("key", READY)
def test_a_ready_made_one_fills_in_what_can_be_filled_in(cast: Cast, key: str) -> None:
    begin(cast.max, cast.harbour, start=key)
    made = Agreement.objects.get()
    assert made.purpose == READY[key].facts["purpose"]
    assert len(items(made)) == len(READY[key].items)
    page = text(get(cast.max, where(made, "")))
    assert "7 of 9 steps done" in page or "6 of 9 steps done" in page


def test_a_protocol_stands_under_an_agreement_that_the_writer_sees(cast: Cast) -> None:
    ours, theirs = (
        writing.draft(by=by, at=NOON, type=Type.ISA, title=title, service=service)
        for by, title, service in ((cast.max, "Ours", cast.harbour), (cast.maya, "Theirs", cast.quay))
    )
    active(cast, surgery(cast), title="Active")
    protocol = writing.draft(by=cast.max, at=NOON, type=Type.DSP, title="Detail", service=cast.harbour)
    page = text(get(cast.max, "/agreements/new/?type=DSP&start=nothing"))
    assert [name in page for name in ("Ours", "Active", "Theirs", "Detail")] == [True, True, False, False]
    for parent in ("", theirs.pk, protocol.pk, "x"):
        assert begin(cast.max, cast.harbour, type="DSP", parent=parent).status_code == 200
    begin(cast.max, cast.harbour, type="DSP", parent=ours.pk)
    assert Agreement.objects.latest("id").parent == ours


def test_a_copy_is_found_by_partner_and_begun_from_what_one_may_see(cast: Cast) -> None:
    theirs = active(cast, surgery(cast), by=cast.maya, service=cast.quay, title="Seen")
    hidden = written(cast, surgery(cast, "Oak Surgery"), by=cast.maya, service=cast.quay, title="Unseen")
    page = text(get(cast.max, "/agreements/copy/?q=elm&type=ISA"))
    assert ("Seen" in page, "Unseen" in page) == (True, False)
    assert get(cast.max, where(hidden, "copy/")).status_code == 404
    facts = {"title": "Copy", "service": cast.harbour.pk, "form_key": str(uuid4())}
    answer = signed_in(cast.max).post(where(theirs, "copy/?type=MOU"), facts)
    made = Agreement.objects.get(title="Copy")
    assert answer["Location"] == where(made, "")
    assert (made.type, made.service, str(parties(made)[0])) == (Type.MOU, cast.harbour, "Elm Surgery")
    assert "Type at least 3 letters" in text(get(cast.max, "/agreements/copy/?q=el"))


def test_what_cannot_be_renewed_shows_no_form_but_why(cast: Cast) -> None:
    draft = written(cast, surgery(cast))
    answer = get(cast.max, where(draft, "renew/"))
    assert answer.status_code == 403
    assert "Only an agreement that is active or has run out is renewed." in text(answer)
    old = active(cast, surgery(cast, "Oak Surgery"))
    begun = writing.renew(old, by=cast.max, at=NOON)
    answer = get(cast.max, where(old, "renew/"))
    assert answer.status_code == 403
    assert f"Its renewal has been begun already: {begun.reference}." in text(answer)


def test_a_renewal_says_what_it_does_and_is_begun_by_who_writes_it(cast: Cast) -> None:
    old = active(cast, surgery(cast))
    assert "On its first day it replaces this one" in text(get(cast.max, where(old, "renew/")))
    assert not Agreement.objects.filter(renews=old).exists()
    assert get(cast.maya, where(old, "renew/")).status_code == 403
    key = str(uuid4())
    first, second = (post(cast.max, old, "renew/", form_key=key)["Location"] for _ in range(2))
    made = Agreement.objects.get(renews=old)
    assert first == second == where(made, "")
    again = post(cast.igor, old, "renew/", form_key=str(uuid4()))
    assert f"begun already: {made.reference}" in text(again)


# --- Steps ---------------------------------------------------------------------------------


PAGES = [*(f"steps/{step.slug}/" for step in STEPS), "parties/new/", "items/new/", "edit/"]


def test_another_services_draft_is_not_there_and_who_only_reads_is_told(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    begun = written(cast, surgery(cast, "Oak Surgery"), by=cast.igor, service=None)
    for page in PAGES:
        assert get(cast.maya, where(ours, page)).status_code == 404, page
        assert get(cast.fay, where(ours, page)).status_code == 404, page
        assert get(cast.dana, where(ours, page)).status_code == 403, page
        assert get(cast.max, where(begun, page)).status_code == 404, page
        assert get(cast.max, where(ours, page)).status_code in (200, 302), page
        assert get(cast.igor, where(begun, page)).status_code in (200, 302), page
    assert post(cast.maya, ours, "steps/purpose/", purpose="Theirs").status_code == 404
    assert post(cast.dana, ours, "steps/purpose/", purpose="Theirs").status_code == 403


def test_what_is_active_says_how_it_is_changed(cast: Cast) -> None:
    ours = active(cast, surgery(cast))
    for page in PAGES:
        answer = get(cast.max, where(ours, page))
        assert answer.status_code == 409, page
        assert "Renew it with what has to change" in text(answer)
    late = post(cast.max, ours, "steps/purpose/", purpose="Typed too late")
    assert (late.status_code, "Typed too late" in text(late)) == (409, True)
    # Another service's manager sees it, and does not write it.
    assert get(cast.maya, where(ours, "steps/purpose/")).status_code == 403


def test_a_step_is_saved_however_little_is_typed_and_shown_again(cast: Cast) -> None:
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    answer = post(cast.max, ours, "steps/purpose/", purpose="Half a thought", then="later")
    assert answer["Location"] == where(ours, "")
    assert "Half a thought" in text(get(cast.igor, where(ours, "steps/purpose/")))
    page = text(get(cast.max, where(ours, "")))
    assert "1 of 9 steps done" in page
    assert "Left to do: Choose what it is for, and 2 more" in page


def test_once_all_is_written_the_steps_are_folded_away(cast: Cast) -> None:
    for ours in (written(cast, surgery(cast)), sent_in(cast, surgery(cast, "Oak"))):
        page = text(get(cast.max, where(ours, "")))
        folded = re.search(
            r"<details[^>]*>((?:(?!</details>).)*9 of 9 steps done.*?)</details>", page, re.DOTALL
        )
        assert folded
        assert where(ours, "steps/purpose/") in folded[1]
        assert "open" not in folded[0][: folded[0].index(">")]


def test_what_is_left_to_write_is_not_folded_away(cast: Cast) -> None:
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    page = text(get(cast.max, where(ours, "")))
    assert page.index(where(ours, "steps/purpose/")) < page.index('<details class="govuk-details"')


@pytest.mark.parametrize("slug", [step.slug for step in STEPS])
def test_saving_a_step_that_nobody_touched_changes_nothing(cast: Cast, slug: str) -> None:
    ours = signed_by_us(cast, approved(cast, surgery(cast), purpose="Two\nlines"), at=NOON)
    was = (ours.version, content(ours))
    answer = post(cast.max, ours, f"steps/{slug}/", **typed(ours, slug))
    assert answer["Location"] == where(ours, "")
    ours.refresh_from_db()
    assert ((ours.version, content(ours)), ours.state) == (was, State.AWAITING_SIGNATURE)


def test_each_step_leads_to_the_next_with_something_left(cast: Cast) -> None:
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    assert get(cast.max, where(ours, "edit/"))["Location"] == where(ours, "steps/parties/")  # type: ignore[index]
    answer = post(cast.max, ours, "steps/parties/", our_role="separate")
    assert answer["Location"] == where(ours, "steps/purpose/")
    answer = post(cast.max, ours, "steps/dates/", ending="Three months")
    assert answer["Location"] == where(ours, "steps/parties/")


WRONG = [
    (
        boxes("starts_on", date(2026, 11, 1)) | boxes("ends_on", date(2026, 10, 31)),
        "It ends before it starts",
    ),
    (boxes("starts_on", date(2026, 11, 1)) | boxes("ends_on", date(2029, 11, 2)), "36 months at most"),
    ({"starts_on_day": "31", "starts_on_month": "2", "starts_on_year": "2027"}, "Enter a real date"),
    ({"at_end": "burn"}, "Choose one of the answers"),
    ({"ending": "Hidden \u202e turn"}, "holds a hidden character"),
    ({"ending": "x" * 4001}, "use at most 4000 letters"),
]


@pytest.mark.parametrize(("sent", "message"), WRONG)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    cast: Cast, sent: dict[str, str], message: str
) -> None:
    ours = written(cast, surgery(cast))
    answer = post(cast.max, ours, "steps/dates/", retention="Nine years", **sent)
    page = text(answer)
    assert (answer.status_code, message in page, "Nine years" in page) == (200, True, True)
    ours.refresh_from_db()
    assert (ours.retention, ours.ends_on) == (SAID["retention"], SAID["ends_on"])


def test_the_longest_that_is_allowed_is_saved(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    sent = boxes("starts_on", date(2026, 11, 1)) | boxes("ends_on", date(2029, 11, 1))
    assert post(cast.max, ours, "steps/dates/", **typed(ours, "dates") | sent).status_code == 302
    ours.refresh_from_db()
    assert ours.ends_on == date(2029, 11, 1)


def test_a_question_is_asked_once_something_brings_it_up(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    page = text(get(cast.max, where(ours, "steps/locks/")))
    assert ("which recognised interest" not in page.lower(), "lock 2: the condition" in page.lower()) == (
        True,
        True,
    )
    assert "data about crimes" not in page
    sent = typed(ours, "locks") | {"basis": "ea", "condition": "g"}
    answer = post(cast.max, ours, "steps/locks/", **sent)
    assert answer["Location"] == where(ours, "steps/locks/")
    ours.refresh_from_db()
    assert (ours.schedule1, ours.recognised) == ("", "")
    page = text(get(cast.max, where(ours, "steps/locks/")))
    assert "Which recognised interest" in page
    assert "18 Safeguarding" in page
    answer = post(
        cast.max,
        ours,
        "steps/locks/",
        **typed(ours, "locks") | {"recognised": "safeguarding", "schedule1": "18"},
    )
    assert answer["Location"] == where(ours, "")
    assert "appropriate policy document" in text(get(cast.max, where(ours, "steps/locks/")))


def test_each_choice_of_a_lock_is_explained_where_it_is_chosen(cast: Cast) -> None:
    page = text(get(cast.max, where(written(cast, surgery(cast)), "steps/locks/")))
    for words in (
        "Only where they may say no and nothing else changes",
        "They said a clear yes to this use of their health data",
        "The harm of silence outweighs the harm of telling",
    ):
        assert words in page


def test_crimes_bring_up_what_lets_us_use_them(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    post(cast.max, ours, "items/new/", **ITEM | {"item": "offences"})
    assert "What lets us use data about crimes" in text(get(cast.max, where(ours, "steps/locks/")))


def test_what_is_finished_is_sent_in_and_what_is_not_says_what_is_left(cast: Cast) -> None:
    begin(cast.max, cast.harbour)
    begun = Agreement.objects.get()
    page = text(post(cast.max, begun, "submit/"))
    assert "left to do" in page
    assert "First: Say how we decide about the data" in page
    ours = written(cast, surgery(cast))
    assert get(cast.maya, where(ours, "submit/")).status_code == 404
    assert get(cast.dana, where(ours, "submit/")).status_code == 403
    for state, status in ((State.IG_REVIEW, 302), (State.IG_REVIEW, 409)):
        assert post(cast.max, ours, "submit/").status_code == status
        ours.refresh_from_db()
        assert ours.state == state


# --- Parties and items ---------------------------------------------------------------------


def test_a_partner_is_found_offered_from_its_address_book_and_added(cast: Cast) -> None:
    elm = surgery(cast)
    for role, name in (("signatory", "Ash Rowan"), ("dpo", "Dr Oak"), ("daily", "The practice manager")):
        organisations.add_contact(
            elm,
            by=cast.max,
            at=NOON,
            read_version=elm.version,
            role=role,
            name=name,
            email=f"{role}@elm.example",
        )
        elm.refresh_from_db()
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    assert f"?organisation={elm.reference}" in text(get(cast.max, where(ours, "parties/new/?q=elm")))
    page = text(get(cast.max, where(ours, f"parties/new/?organisation={elm.reference}")))
    assert 'value="Ash Rowan"' in page
    assert 'value="signatory@elm.example"' in page
    assert 'value="Dr Oak, dpo@elm.example"' in page
    assert "They have shown us nothing yet" in page
    for _ in range(2):
        answer = post(cast.max, ours, f"parties/new/?organisation={elm.reference}", **PARTY)
        assert answer["Location"] == where(ours, "steps/parties/")
    assert parties(ours)[0].signatory == "Ash Rowan"
    listed = text(get(cast.max, where(ours, "steps/parties/")))
    assert ("Elm Surgery" in listed, "No assurance" in listed) == (True, True)
    assert f"?organisation={elm.reference}" not in text(get(cast.max, where(ours, "parties/new/")))


def test_a_partner_is_saved_half_and_a_personal_address_is_refused(cast: Cast) -> None:
    elm = surgery(cast)
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    page = f"parties/new/?organisation={elm.reference}"
    refused = post(cast.max, ours, page, signatory="Ash", signatory_email="ash@gmail.com")
    assert "This is a personal account" in text(refused)
    assert post(cast.max, ours, page, signatory="Ash").status_code == 302
    assert "Elm Surgery: add the email address of who signs" in text(
        get(cast.max, where(ours, "steps/parties/"))
    )


def test_a_duplicate_or_an_unknown_organisation_is_no_partner(cast: Cast) -> None:
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    elm, other = surgery(cast), surgery(cast, "Elm Surgry")
    organisations.merge(other, by=cast.igor, at=NOON, read_version=other.version, into=elm, reason="Same")
    assert other.reference not in text(get(cast.max, where(ours, "parties/new/?q=elm")))
    for reference in ("ORG-2026-999999", "", "\0"):
        assert get(cast.max, where(ours, f"parties/new/?organisation={reference}")).status_code == 404
    answer = get(cast.max, where(ours, f"parties/new/?organisation={other.reference}"))
    assert answer["Location"] == where(ours, f"parties/new/?organisation={elm.reference}")  # type: ignore[index]


BAD_ITEMS = [
    ({"necessity": ""}, "Fill in “Why it is needed”"),
    ({"necessity": "  "}, "Fill in “Why it is needed”"),
    ({"why_not_lower": ""}, "Say why less than “4 Identifiable: it shows who they are” would not do"),
    ({"rung": "2", "why_not_lower": ""}, "Say why less than “2 Anonymised"),
    ({"rung": "9"}, "Choose one of the answers"),
    ({"rung": ""}, "Choose an answer"),
    ({"item": "king"}, "Choose one of the answers"),
    ({"item": ""}, "Choose an answer"),
]


@pytest.mark.parametrize(("sent", "message"), BAD_ITEMS)
def test_an_item_says_why_it_is_needed_and_why_not_less(
    cast: Cast, sent: dict[str, str], message: str
) -> None:
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    page = text(post(cast.max, ours, "items/new/", **ITEM | {"detail": "The plan"} | sent))
    assert message in page
    assert "The plan" in page
    assert not items(ours)


def test_a_new_item_starts_on_the_lowest_rung_which_needs_no_reason(cast: Cast) -> None:
    begin(cast.max, cast.harbour)
    ours = Agreement.objects.get()
    assert re.search(r'name="rung" value="1"[^>]*checked', text(get(cast.max, where(ours, "items/new/"))))
    facts = {"item": "risk", "necessity": "To count", "rung": "1", "why_not_lower": ""}
    for _ in range(2):
        assert post(cast.max, ours, "items/new/", **facts).status_code == 302
    (item,) = items(ours)
    offered = text(get(cast.max, where(ours, "items/new/")))
    assert ('value="risk"' in offered, 'value="story"' in offered) == (False, True)
    assert post(cast.max, ours, f"items/{item.pk}/", **facts | {"necessity": "To plan"}).status_code == 302
    assert post(cast.max, ours, f"items/{item.pk}/remove/").status_code == 302
    assert not items(ours)


def test_another_agreements_parts_are_not_there(cast: Cast) -> None:
    ours, other = written(cast, surgery(cast)), written(cast, surgery(cast, "Oak Surgery"))
    for kind, part in (("parties", parties(other)[0]), ("items", items(other)[0])):
        for pk in (part.pk, 10**30):
            for end in ("", "remove/"):
                assert get(cast.max, where(ours, f"{kind}/{pk}/{end}")).status_code == 404
    assert get(cast.max, where(ours, "steps/nothing/")).status_code == 404


# --- What a change takes back, and two at once ------------------------------------------------


def test_who_changes_it_is_told_before_and_after_what_that_takes_back(cast: Cast) -> None:
    ours = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    for page in ("steps/purpose/", "items/new/", f"parties/{parties(ours)[0].pk}/remove/", ""):
        assert "takes back the approval of Priya Example and 2 signatures" in text(
            get(cast.max, where(ours, page))
        )
    client = signed_in(cast.max)
    sent = typed(ours, "purpose") | {"purpose": "Another", "read_version": ours.version}
    after = client.post(where(ours, "steps/purpose/"), sent, follow=True).content.decode()
    assert "This took back the approval of Priya Example, and 2 signatures. It is a draft again" in after
    assert "What was approved or signed does not hold any more" in text(get(cast.igor, where(ours, "")))


def test_a_change_in_review_says_that_it_leaves_the_review(cast: Cast) -> None:
    ours = sent_in(cast, surgery(cast))
    assert "takes it out of the review" in text(get(cast.max, where(ours, "steps/purpose/")))
    client = signed_in(cast.max)
    sent = typed(ours, "purpose") | {"purpose": "Another", "read_version": ours.version}
    assert (
        "It is out of the review"
        in client.post(where(ours, "steps/purpose/"), sent, follow=True).content.decode()
    )


def test_of_two_who_write_at_once_the_second_is_told_and_nothing_typed_is_lost(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    (party,), (item,) = parties(ours), items(ours)
    read = ours.version
    assert (
        post(cast.igor, ours, "steps/purpose/", **typed(ours, "purpose") | {"purpose": "First"}).status_code
        == 302
    )
    pages = {
        "steps/safety/": {"security": "Second"},
        f"parties/{party.pk}/": {"signatory": "Second"},
        f"items/{item.pk}/": ITEM | {"necessity": "Second"},
        "items/new/": ITEM | {"item": "risk", "necessity": "Second"},
        f"items/{item.pk}/remove/": {},
    }
    for page, sent in pages.items():
        answer = post(cast.max, ours, page, **sent | {"read_version": read})
        assert answer.status_code == 409, page
        assert ("Second" in text(answer)) is bool(sent), page
    ours.refresh_from_db()
    assert (ours.purpose, ours.security, ours.version) == ("First", SAID["security"], read + 1)


def test_pressed_twice_a_step_is_saved_once_and_is_no_conflict(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    sent = typed(ours, "purpose") | {"purpose": "Once", "read_version": ours.version}
    client = signed_in(cast.max)
    answers = [client.post(where(ours, "steps/purpose/"), sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    was = ours.version
    ours.refresh_from_db()
    assert ours.version == was + 1


def test_a_page_without_its_version_is_a_stale_one(cast: Cast) -> None:
    ours = written(cast, surgery(cast))
    for version in ("", "x"):
        answer = post(cast.max, ours, "steps/purpose/", purpose="Typed", read_version=version)
        assert answer.status_code in (200, 409)
        assert "Typed" in text(answer)
    ours.refresh_from_db()
    assert ours.purpose == SAID["purpose"]


def test_hostile_words_are_only_words(cast: Cast) -> None:
    hostile = '<script>alert("x")</script>'
    begin(cast.max, cast.harbour, title=hostile)
    ours = Agreement.objects.get()
    post(cast.max, ours, "steps/purpose/", purpose=hostile)
    for page in ("", "steps/purpose/", "copy/"):
        assert "<script>alert" not in text(get(cast.max, where(ours, page)))


def test_the_pages_ask_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    ours = written(cast, surgery(cast))
    client = signed_in(cast.max)
    for page in ("steps/locks/", "steps/parties/", "steps/items/", "items/new/"):
        client.get(where(ours, page))
        with django_assert_max_num_queries(30):
            client.get(where(ours, page))
    assert ours.created_at + timedelta() == NOON

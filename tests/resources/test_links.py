"""Links in policies to resources: followed where they may be, words alone where not, refused before all read them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client

from governance.errors import Denied
from governance.policies import actions as policies
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.resources import actions
from governance.resources.kinds import Kind
from governance.resources.models import Resource
from governance.resources.rules import Content
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import text
from tests.resources.adding import added, for_everyone

PAGE = "/policies/keys-policy/"
PUBLIC, BOX = "Ask at the **front desk**.", "- How to quicksilver a lock"
LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> Iterator[None]:
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def link(resource: Resource | str) -> str:
    return f"[the sheet](resource:{resource if isinstance(resource, str) else resource.reference})"


def written(public: str = PUBLIC, box: str = BOX, **names: str) -> str:
    return text(**names).replace(PUBLIC, public).replace(BOX, box)


def published(cast: Cast, body: str) -> PolicyVersion:
    version = policies.import_text(body, by=cast.igor, at=NOON, sponsor=cast.max)
    version = policies.submit(version, by=cast.igor, at=NOON)
    version = policies.endorse(version, by=cast.priya, at=NOON)
    return policies.publish(version, by=cast.max, at=NOON)


def test_a_box_leads_staff_to_any_resource_and_the_public_sees_nothing_of_it(cast: Cast) -> None:
    made = added(cast)
    published(cast, written(box=f"- {link(made)}"))
    page = signed_in(cast.fay).get(PAGE).content.decode()
    assert f'<a href="/resources/{made.reference}/" class="govuk-link" rel="noopener">the sheet</a>' in page
    for address in (PAGE, f"{PAGE}compare/"):
        public = Client().get(address).content.decode()
        assert "the sheet" not in public
        assert made.reference not in public


def test_what_everyone_reads_leads_to_what_everyone_may_read(cast: Cast) -> None:
    made = for_everyone(cast)
    published(cast, written(public=f"See {link(made)}."))
    for reader in (Client(), signed_in(cast.fay)):
        page = reader.get(PAGE).content.decode()
        assert f'href="/resources/{made.slug}/"' in page
    assert made.reference not in Client().get(PAGE).content.decode()


def test_a_comparison_names_no_reference(cast: Cast) -> None:
    made = for_everyone(cast)
    published(cast, written(public=f"See {link(made)}."))
    published(cast, written(public=f"Look at {link(made)}.", version="1.1"))
    page = Client().get(f"{PAGE}compare/").content.decode()
    assert "the sheet" in page
    assert "RES-" not in page


@pytest.mark.parametrize(
    "form",
    [
        "[the\nsheet]({})",
        "[the sheet](<{}>)",
        "[the sheet][1]\n\n[1]: {}",
        "[a [b] sheet]({})",
        "see {}",
        "see resource&#58;RES-2026-000001",
    ],
)
def test_a_link_in_another_form_is_refused_since_it_would_show_its_reference(cast: Cast, form: str) -> None:
    made = for_everyone(cast)
    text = written(public=f"See {form.format(f'resource:{made.reference}')}.")
    with pytest.raises(Denied, match="in a way that is not understood"):
        policies.import_text(text, by=cast.igor, at=NOON, sponsor=cast.max)


def test_once_it_is_withdrawn_its_words_stay_and_the_link_goes_at_once(cast: Cast) -> None:
    made = for_everyone(cast)
    published(cast, written(public=f"See {link(made)}.", box=f"- {link(made)}"))
    staff = signed_in(cast.fay)
    assert staff.get(PAGE).content.count(b">the sheet</a>") == 2
    assert Client().get(PAGE).content.count(b">the sheet</a>") == 1
    actions.withdraw(made, by=cast.igor, at=NOON, reason="Old")
    for reader in (staff, Client()):
        page = reader.get(PAGE).content.decode()
        assert "See the sheet." in page
        assert ">the sheet</a>" not in page


def test_once_it_is_for_staff_only_the_public_text_loses_the_link_and_the_box_keeps_it(cast: Cast) -> None:
    made = for_everyone(cast)
    published(cast, written(public=f"See {link(made)}.", box=f"- {link(made)}"))
    assert b">the sheet</a>" in Client().get(PAGE).content
    facts = {"title": made.title, "kind": Kind.LEAFLET, "summary": "x", "owner": cast.max}
    actions.edit(made, by=cast.igor, at=NOON, content=Content.TEXT, text="x", **facts)
    assert b">the sheet</a>" not in Client().get(PAGE).content
    assert signed_in(cast.fay).get(PAGE).content.count(b">the sheet</a>") == 1


@pytest.mark.parametrize("state", ["for staff", "withdrawn", "never there"])
def test_a_text_for_everyone_with_a_link_that_is_not_for_them_is_refused_by_name(
    cast: Cast, state: str
) -> None:
    reference = "RES-2026-000099"
    if state != "never there":
        made = added(cast) if state == "for staff" else for_everyone(cast)
        reference = made.reference
        if state == "withdrawn":
            actions.withdraw(made, by=cast.igor, at=NOON, reason="Old")
    body = written(public=f"See {link(reference)}.")
    with pytest.raises(Denied, match=reference):
        policies.import_text(body, by=cast.igor, at=NOON, sponsor=cast.max)
    assert not PolicyVersion.objects.exists()


def test_a_box_may_name_what_is_withdrawn_and_nothing_that_never_was(cast: Cast) -> None:
    made = actions.withdraw(added(cast), by=cast.igor, at=NOON, reason="Old")
    published(cast, written(box=f"- {link(made)}"))
    assert ">the sheet</a>" not in signed_in(cast.fay).get(PAGE).content.decode()
    for nonsense in ("RES-2026-000099", "nonsense", "", "RES-%00"):
        with pytest.raises(Denied):
            policies.import_text(
                written(box=f"- {link(nonsense)}", version="1.1"), by=cast.igor, at=NOON, sponsor=cast.max
            )


def test_what_was_typed_stays_when_its_link_is_refused(cast: Cast) -> None:
    made = added(cast)
    answer = signed_in(cast.igor).post(
        "/policies/drafts/write/", {"text": written(public=f"See {link(made)}.")}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert made.reference in page.partition("govuk-error-summary__body")[2].partition("</ul>")[0]
    assert "Who has a key" in page
    assert not PolicyVersion.objects.exists()


def test_a_link_that_stopped_being_for_everyone_stops_the_text_at_each_approval(cast: Cast) -> None:
    made = for_everyone(cast)
    version = policies.import_text(
        written(public=f"See {link(made)}."), by=cast.igor, at=NOON, sponsor=cast.max
    )
    made = actions.withdraw(made, by=cast.igor, at=NOON, reason="Old")
    with pytest.raises(Denied, match=made.reference):
        policies.submit(version, by=cast.igor, at=NOON)
    made = actions.give_back(made, by=cast.igor, at=NOON, review_on=made.review_on)
    version = policies.submit(version, by=cast.igor, at=NOON)
    made = actions.withdraw(made, by=cast.igor, at=NOON, reason="Old")
    with pytest.raises(Denied, match=made.reference):
        policies.endorse(version, by=cast.priya, at=NOON)
    made = actions.give_back(made, by=cast.igor, at=NOON, review_on=made.review_on)
    version = policies.endorse(version, by=cast.priya, at=NOON)
    day = NOON.date() + timedelta(days=2)
    version = policies.schedule(version, by=cast.max, at=NOON, publish_on=day)
    actions.withdraw(made, by=cast.igor, at=NOON, reason="Old")
    with pytest.raises(Denied, match=made.reference):
        policies.publish(version, by=cast.max, at=NOON)
    assert policies.publish_due(NOON + timedelta(days=2)) == 0
    version.refresh_from_db()
    assert (version.state, version.publish_on) == (State.SPONSOR_APPROVAL, None)

"""No message of any kind says who somebody is or how to reach them (handbook section 13).

The day of a person with much to tell of is walked through the real actions; then every message that they sent
is read, in the inbox and as a mail.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from consent.capacity.questions import Kind
from consent.consents.actions import withdraw
from consent.evidence import actions as evidence
from consent.evidence.models import Cleaning
from consent.kinds import Kind as Consented
from consent.kinds import Method
from governance.accounts.models import User
from governance.attachments import tasks as cleaning
from governance.calendar import Nation, local_day
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.notifications.tasks import deliver
from governance.people.actions import report
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.attachments.papers import locked_pdf, upload
from tests.cast import NOON, Cast, signed_in
from tests.consent.capacity.typed import assess, not_today
from tests.consent.consents.answers import say
from tests.consent.conversations.talks import not_decided

DAY = timedelta(days=1)
NAME = "Zebedee Quillfeather"
# What is Zebedee's alone, and stands nowhere in our own words.
SECRETS = (
    "Zebedee",
    "Quillfeather",
    "9434765919",
    "1811082",
    "18 November 2008",
    "2008",
    "Purple ink",
    "Ring twice",
    "parents",
    "Marmaduke",
    "Elderberry",
    "Bluebottle",
    "Peppermint",
)


@pytest.fixture
def everything(cast: Cast, settings: Any, tmp_path: Any) -> Person:
    """Somebody about whom everything that sends a message has happened."""
    settings.MEDIA_ROOT = tmp_path / "files"
    born = local_day(NOON + 400 * DAY)
    person = cast.person(
        NAME,
        born=born.replace(year=2008),
        nhs_number="9434765919",
        communication_needs="Purple ink",
        safe_contact="Ring twice, ask for Marmaduke",
        keep_from_parents=True,
    )
    not_decided(cast, person, explained="About Elderberry", ask_again_on=local_day(NOON))
    case = person.cases.get()
    with acting_as(cast.fay.pk):
        evidence.keep_scan(case=case, by=cast.fay, at=NOON, upload=upload(locked_pdf()))
    assert cleaning.clean("evidence", Cleaning.objects.get().pk)
    assess(cast, person, not_today(Kind.CAPACITY, Nation.ENG, decision="Whether to tell Bluebottle"))
    sweep(at=NOON)
    panel = dict.fromkeys(
        ("explained", "understood", "supporter", "safe_to_involve", "why_no_finding"), "With Peppermint"
    )
    kept = say(cast, person, recipient="Elderberry", **panel).consent
    back = say(cast, person, recipient="Bluebottle", **panel).consent
    withdraw(back, by=cast.fay, at=NOON, withdrawn_at=NOON)
    assert cast.cora
    publicity = {
        "kind": Consented.MEDIA,
        "named": "Elderberry",
        "channels": ["print"],
        "method": Method.PAPER,
    }
    say(cast, person, **publicity, **panel)
    late = cast.person(f"{NAME} the Second", safe_contact="Ring twice")
    report(person=person, worker=cast.dora, relationship="Peppermint's friend", by=cast.fay, at=NOON)
    for day in (2, 4, 6, 9):
        sweep(at=NOON + day * DAY)
    for day in (kept.review_on, kept.expires_on):
        sweep(at=datetime.combine(day, NOON.timetz()))
        sweep(at=datetime.combine(day, NOON.timetz()) + DAY)
    sweep(at=NOON + 398 * DAY)
    assert late.conversations.exists()
    return person


def whole(message: EmailMultiAlternatives) -> str:
    """All that goes over the wire, taken apart: heads, text and HTML."""
    heads = [f"{name}: {value}" for name, value in message.message().items()]
    return "\n".join([*heads, message.body, *(str(part.content) for part in message.alternatives)])


def test_the_walk_sends_every_kind_of_message_about_a_person(everything: Person) -> None:
    """Or the tests below could not fail. A new kind is added to the walk, and then here."""
    assert set(Notification.objects.values_list("kind", flat=True)) >= {
        "ask_about_sharing",
        "ask_again_about_sharing",
        "birthday_18",
        "consent_expiry",
        "consent_review",
        "evidence_rejected",
        "exclusion_reported",
        "publicity_unfinished",
        "reassess",
        "tell_recipients",
    }


def test_no_mail_says_who_or_how_to_reach_them(everything: Person) -> None:
    for message in Notification.objects.all():
        deliver(message.pk)
    assert len(mail.outbox) == Notification.objects.count() > 20
    for sent in mail.outbox:
        told = [secret for secret in SECRETS if secret.lower() in whole(sent).lower()]
        assert not told, (sent.subject, told)


def test_no_message_in_the_application_does(cast: Cast, everything: Person) -> None:
    recipients = User.objects.filter(notifications__isnull=False).distinct()
    assert {cast.fay, cast.max} <= set(recipients)
    for user in recipients:
        address = "/desk/inbox/"
        while address:
            page = signed_in(user).get(address)
            told = [secret for secret in SECRETS if secret.lower() in page.content.decode().lower()]
            assert not told, (user, told)
            next_url = page.context["page"].next_url
            address = f"/desk/inbox/{next_url}" if next_url else ""


def test_what_is_kept_of_a_message_is_a_reference_and_how_many_days_are_left(everything: Person) -> None:
    for message in Notification.objects.all():
        assert set(message.facts) <= {"days_left"}, message.kind
        assert message.url == f"/{message.register}/{message.reference}/"

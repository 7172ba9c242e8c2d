"""The list of disclosures as a file: its columns, and which of them somebody may read."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce

from governance.accounts.models import Service, User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Shown, Words, masked, several
from governance.organisations.models import Organisation
from sharing.disclosing import Reason
from sharing.disclosures.filters import FLAGS, REASONS, STATES, chosen, filters
from sharing.disclosures.querysets import DisclosureQuerySet
from sharing.disclosures.register import DISCLOSURES
from sharing.disclosures.states import State
from sharing.disclosures.words import HIDDEN, hides


def columns(user: User, at: datetime) -> list[Column]:
    """What stands on the page of a disclosure, on one line."""
    hidden = hides(user)
    named = Case(When(organisation=None, then=Value(HIDDEN)), default=F("organisation__name"))
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Person", F("person__reference"), typed=False),
        Column("Name", masked("person__name") if hidden else F("person__name")),
        Column("People", F("people"), typed=False),
        Column("Service", F("service__name")),
        Column("Who gets it", named if hidden else Coalesce(F("organisation__name"), F("recipient"))),
        Column("What is shared", several("items"), typed=False),
        Column("Without consent because", Words("reason", Reason.choices), typed=False),
        Column("How it stands", Words("state", State.choices), typed=False),
        Column("Shared", Shown(F("sent_at")), typed=False, moment=True),
        Column("Shared by", F("sent_by__name")),
        Column("No agreement", _yes(Q(agreement_gap=True)), typed=False),
        Column("Emergency", _yes(Q(emergency=True)), typed=False),
        Column("The person was told", Shown(F("told_at")), typed=False, moment=True),
    ]


def _yes(when: Q) -> Case:
    return Case(When(when, then=Value("Yes")), default=Value(""), output_field=CharField())


def _rows(user: User, wanted: Filters, at: datetime) -> DisclosureQuerySet:
    return chosen(user, wanted, at).order_by("-id")


def _words(wanted: Filters) -> list[tuple[str, str]]:
    """What was chosen, as the list asks for it."""
    labels: dict[str, tuple[str, Callable[[str], str]]] = {
        "state": ("How it stands", lambda value: str(STATES[value])),
        "service": ("Service", lambda value: str(Service.objects.get(pk=int(value)))),
        "reason": ("Why", lambda value: str(REASONS[value])),
        "recipient": ("Who gets it", lambda value: str(Organisation.objects.get(pk=int(value)))),
        "flag": ("Only", FLAGS.__getitem__),
        "since": ("From", str),
        "until": ("Until", str),
    }
    return [(title, word(wanted[name])) for name, (title, word) in labels.items() if name in wanted]


offer(
    List(
        register=DISCLOSURES.name,
        name="Disclosures",
        filters=filters,
        rows=_rows,
        columns=columns,
        pdf=True,
        words=_words,
    )
)

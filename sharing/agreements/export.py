"""The central log as a file: its columns."""

from datetime import datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, F, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from consent.items import DataItem
from governance.accounts.models import Service, User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from governance.organisations.models import Organisation
from sharing.agreements.filters import (
    ASSURANCE,
    EVERYWHERE,
    NOTICE,
    WHOLE_CHARITY,
    chosen,
    filters,
    review_words,
)
from sharing.agreements.models import Notice, Party
from sharing.agreements.querysets import AgreementQuerySet, reads
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Direction, Type
from sharing.agreements.states import State


def columns(user: User, at: datetime) -> list[Column]:
    """What stands in the log of an agreement, on one line."""
    stands = Case(
        *(When(reads(state, at), then=Value(state.label)) for state in State), output_field=CharField()
    )
    return [
        Column("Log number", F("log_number"), typed=False),
        Column("Reference", F("reference"), typed=False),
        Column("What it is", Words("type", Type.choices), typed=False),
        Column("Title", F("title")),
        Column("Partners", _partners()),
        Column("Service", Coalesce(F("service__name"), Value(WHOLE_CHARITY))),
        Column("How it stands", stands, typed=False),
        Column("Which way", Words("direction", Direction.choices), typed=False),
        Column("First day", F("starts_on"), typed=False),
        Column("Last day", F("ends_on"), typed=False),
        Column("Review by", F("review_on"), typed=False),
        Column("Privacy notice", Words("notice", Notice.choices), typed=False),
        Column("Owner", F("owner__name")),
    ]


def _partners() -> Coalesce:
    """The names of the partners as they were signed, with commas between."""
    theirs = Party.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    names = theirs.annotate(all=StringAgg("name", ", ", order_by="name"))
    return Coalesce(Subquery(names.values("all")), Value(""), output_field=TextField())


def rows(user: User, wanted: Filters, at: datetime) -> AgreementQuerySet:
    """What the list shows, in its order."""
    return chosen(user, wanted, at).order_by("-id")


def words(wanted: Filters) -> list[tuple[str, str]]:
    """What was chosen, as the list asks for it."""
    labels = {
        "partner": ("Partner", _name_of_partner),
        "service": ("Service", _name_of_service),
        "state": ("How it stands", lambda value: State(value).label),
        "item": ("What is shared", lambda value: DataItem(value).label),
        "type": ("What it is", lambda value: Type(value).label),
        "review": ("Review", review_words),
        "notice": ("Privacy notice", NOTICE.__getitem__),
        "assurance": ("Partner’s security assurance", ASSURANCE.__getitem__),
    }
    return [(title, word(wanted[name])) for name, (title, word) in labels.items() if name in wanted]


def _name_of_partner(reference: str) -> str:
    return str(Organisation.objects.get(reference=reference))


def _name_of_service(value: str) -> str:
    return WHOLE_CHARITY if value == EVERYWHERE else str(Service.objects.get(pk=int(value)))


offer(
    List(
        register=AGREEMENTS.name,
        name="Central log of agreements",
        filters=filters,
        rows=rows,
        columns=columns,
        pdf=True,
        words=words,
    )
)

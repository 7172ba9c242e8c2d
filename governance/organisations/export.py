"""The list of organisations as a file: its columns."""

from datetime import datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, F, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from governance.accounts.models import User
from governance.calendar import local_day
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from governance.organisations.filters import ASSURANCE, chosen, filters
from governance.organisations.models import Contact, ContactRole, Kind
from governance.organisations.querysets import OrganisationQuerySet
from governance.organisations.register import ORGANISATIONS


def columns(user: User, at: datetime) -> list[Column]:
    """What stands on an organisation's page, on one line."""
    public = Case(
        When(public_body=True, then=Value("Yes")),
        When(public_body=False, then=Value("No")),
        default=Value(""),
        output_field=CharField(),
    )
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Name", F("name")),
        Column("What it is", Words("kind", Kind.choices), typed=False),
        Column("Public body", public, typed=False),
        Column("ICO number", F("ico_number"), typed=False),
        Column("Their Data Protection Officer", _contacts(ContactRole.DPO, at)),
        Column("Who signs for them", _contacts(ContactRole.SIGNATORY, at)),
        Column("Assured until", F("assured_until"), typed=False),
    ]


def _contacts(role: ContactRole, at: datetime) -> Coalesce:
    """The names of those who do this now, with commas between."""
    theirs = Contact.objects.there_on(local_day(at)).filter(organisation=OuterRef("pk"), role=role)
    names = theirs.order_by().values("organisation").annotate(all=StringAgg("name", ", ", order_by="name"))
    return Coalesce(Subquery(names.values("all")), Value(""), output_field=TextField())


def rows(user: User, wanted: Filters, at: datetime) -> OrganisationQuerySet:
    """What the list shows, in its order."""
    return chosen(user, wanted, at).with_sorted_name().order_by("sorted_name", "id")


def words(wanted: Filters) -> list[tuple[str, str]]:
    """What was chosen, as the list asks for it."""
    asked = (("What it is", "kind", dict(Kind.choices)), ("Security assurance", "assurance", ASSURANCE))
    return [(title, labels[wanted[name]]) for title, name, labels in asked if name in wanted]


offer(
    List(
        register=ORGANISATIONS.name,
        name="Organisations",
        filters=filters,
        rows=rows,
        columns=columns,
        pdf=True,
        words=words,
    )
)

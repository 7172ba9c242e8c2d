"""The record of processing, put together when it is read: our services, active agreements, and what was assessed.

Nothing here is typed again. Each source gives the same columns under the same names, so that they are one list. Of
agreements and assessments everybody reads what they may see in those registers.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, F, Func, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from consent.items import DataItem
from dpia.models import Dpia
from governance.accounts.models import Service, User
from governance.exports.values import Words
from governance.processing.models import Note
from sharing.agreements.filters import WHOLE_CHARITY
from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.rules import People
from sharing.agreements.states import State
from sharing.locks import Basis, Condition, Footing, Schedule1

# What no assessment says: the note of its service does.
NOTED = ("rop_retention", "rop_security")


class Part(NamedTuple):
    """One column: its name on the rows, its heading, and whether it must be there."""

    name: str
    title: str
    asked: bool = True


PARTS = (
    Part("rop_what", "What we do", asked=False),
    Part("rop_purpose", "What it is for"),
    Part("rop_basis", "Legal basis"),
    Part("rop_condition", "Condition for health data", asked=False),
    Part("rop_people", "Whose information"),
    Part("rop_data", "What information"),
    Part("rop_recipients", "Who gets it"),
    Part("rop_transfers", "Outside the United Kingdom"),
    Part("rop_retention", "How long it is kept"),
    Part("rop_security", "How it is kept safe"),
    Part("rop_linked", "Agreements and assessments", asked=False),
)


class Joined(Func):
    """Texts one after the other, without those that are empty."""

    function = "concat_ws"
    output_field = TextField()

    def __init__(self, *texts: Combinable) -> None:
        super().__init__(Value("; "), *(NullIf(each, Value(""), output_field=TextField()) for each in texts))


def services(user: User, at: datetime) -> QuerySet[Service]:
    """Our own work, service by service: what its note says, or the whole charity's where it says nothing."""
    in_force = Agreement.objects.visible_to(user, at).in_state(State.ACTIVE, at)
    active = in_force.filter(service=OuterRef("pk")).order_by()
    partners = Party.objects.filter(agreement__in=in_force.values("pk"))
    assessed = Dpia.objects.visible_to(user, at).running()
    running = assessed.filter(service=OuterRef("pk")).order_by().values("service")
    abroad = Concat(F("log_number"), Value(": "), F("overseas_safeguards"), output_field=TextField())
    return Service.objects.annotate(
        rop_what=Concat(Value("Our own work: "), F("name"), output_field=TextField()),
        rop_purpose=_noted("purposes"),
        rop_basis=_noted(Words("basis", Basis.choices)),
        rop_condition=_noted(Words("condition", Condition.choices)),
        rop_people=_noted("people"),
        rop_data=_noted("information"),
        rop_recipients=Joined(
            _noted("recipients"),
            _all(partners.filter(agreement__service=OuterRef("pk")).values("agreement__service"), F("name")),
        ),
        rop_transfers=Joined(
            _noted("transfers"), _all(active.filter(overseas=True).values("service"), abroad)
        ),
        rop_retention=_noted("retention"),
        rop_security=_noted("security"),
        rop_linked=Joined(_all(active.values("service"), F("log_number")), _all(running, F("reference"))),
    )


def agreements(user: User, at: datetime) -> QuerySet[Agreement]:
    """What is shared under each agreement that is active now."""
    parties = Party.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    items = Item.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    stays = When(overseas=False, then=Value("It stays in the United Kingdom"))
    found: QuerySet[Agreement] = Agreement.objects.visible_to(user, at).in_state(State.ACTIVE, at)
    return found.annotate(
        rop_what=_named("Sharing"),
        rop_purpose=F("purpose"),
        rop_basis=Words("basis", Basis.choices),
        rop_condition=Joined(
            Words("condition", Condition.choices),
            Words("schedule1", Schedule1.choices),
            Words("footing", Footing.choices),
        ),
        rop_people=Joined(_several("people", People.choices), F("people_words")),
        rop_data=_all(items, Words("item", DataItem.choices)),
        rop_recipients=_all(parties, F("name")),
        rop_transfers=Case(stays, default=F("overseas_safeguards"), output_field=TextField()),
        rop_retention=F("retention"),
        rop_security=F("security"),
        # As the agreement itself says it to everybody who may read it.
        rop_linked=Joined(F("log_number"), F("dpia_reference")),
    )


def assessments(user: User, at: datetime) -> QuerySet[Dpia]:
    """What was assessed and runs now; how long it is kept and how safe is for the note of its service to say."""
    found: QuerySet[Dpia] = Dpia.objects.visible_to(user, at).running()
    return found.annotate(
        rop_what=_named("Assessed"),
        rop_purpose=F("aim"),
        rop_basis=Words("basis", Basis.choices),
        rop_condition=Words("condition", Condition.choices),
        rop_people=F("context"),
        rop_data=F("scope"),
        rop_recipients=F("processors"),
        rop_transfers=F("transfers"),
        rop_retention=_noted("retention", of="service"),
        rop_security=_noted("security", of="service"),
        rop_linked=Cast("reference", TextField()),
    )


# Kind → its words, its rows for somebody at a moment, and the order that a page of them has.
KINDS: dict[str, tuple[str, Callable[[User, datetime], QuerySet[Any]], tuple[str, ...]]] = {
    "services": ("Our own work, by service", services, ("name", "id")),
    "agreements": ("What we share under agreements", agreements, ("-id",)),
    "assessments": ("What we assessed and do now", assessments, ("-id",)),
}


def _named(what: str) -> Combinable:
    """What a record is called, and whose it is."""
    whose = Coalesce(F("service__name"), Value(WHOLE_CHARITY), output_field=TextField())
    return Concat(Value(f"{what}: "), F("title"), Value(" ("), whose, Value(")"), output_field=TextField())


def _noted(field: str | Combinable, *, of: str = "pk") -> Combinable:
    """What the note of the service says, or the whole charity's. of: the field that has the service."""
    own = _text(Note.objects.filter(service=OuterRef(of)).annotate(told=_as_text(field)).values("told"))
    whole = _text(Note.objects.filter(service=None).annotate(told=_as_text(field)).values("told"))
    return Coalesce(NullIf(own, Value("")), whole, output_field=TextField())


def _as_text(field: str | Combinable) -> Combinable:
    return Cast(field, TextField())


def _text(found: QuerySet[Any, Any]) -> Combinable:
    """The one text that is found, or none."""
    return Coalesce(Subquery(found[:1], output_field=TextField()), Value(""), output_field=TextField())


def _all(grouped: QuerySet[Any, Any], what: Combinable) -> Combinable:
    """Each of a group once, in their order."""
    return _text(grouped.annotate(all=StringAgg(_as_text(what), "; ", distinct=True)).values("all"))


def _several(field: str, choices: list[tuple[Any, Any]]) -> Combinable:
    """An array of codes as their words, in the order of the choices."""
    whens = (
        Case(
            When(**{f"{field}__contains": [code]}, then=Value(str(words))),
            default=Value(""),
            output_field=CharField(),
        )
        for code, words in choices
    )
    return Joined(*whens)

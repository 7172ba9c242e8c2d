"""The list of consents as a file: its columns, and which of them somebody may read."""

from datetime import datetime

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from consent.consents.card import HIDDEN, hides
from consent.consents.filters import chosen, filters
from consent.consents.models import Consent
from consent.consents.permissions import status_only
from consent.consents.register import CONSENTS
from consent.consents.rules import Giver, State
from consent.kinds import Kind, Method
from governance.accounts.models import User
from governance.calendar import local_day
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words, masked, several


def columns(user: User, at: datetime) -> list[Column]:
    """What the user may read of a consent, as on its page: names and free text are hidden where names are masked."""
    hidden = hides(user)

    def free(title: str, field: str) -> Column:
        if not hidden:
            return Column(title, F(field))
        shown = Case(When(**{field: ""}, then=Value("")), default=Value(HIDDEN), output_field=CharField())
        return Column(title, shown, typed=False)

    status = [
        Column("Reference", F("reference"), typed=False),
        Column("Person", F("person__reference"), typed=False),
        Column("Name", masked("person__name") if hidden else F("person__name")),
        Column("Service", F("service__name")),
        Column("What it is for", Words("kind", Kind.choices), typed=False),
        Column("How it stands", _state(at), typed=False),
        Column("Ask again by", F("review_on"), typed=False),
        Column("Last good day", F("expires_on"), typed=False),
    ]
    if status_only(user):
        return status
    return [
        *status,
        free("Who receives it", "recipient"),
        Column("Organisation", F("organisation__name")),
        free("Who they are to the person", "relationship"),
        free("Why", "purpose"),
        free("Study, session or group", "named"),
        Column("What may be shared", several("items"), typed=False),
        free("What must not be shared", "not_to_share"),
        Column("Who answered", Words("giver", Giver.choices), typed=False),
        Column("How they answered", Words("method", Method.choices), typed=False),
        Column("Said yes", F("given_at"), typed=False, moment=True),
        Column("Said yes again", F("reconfirmed_at"), typed=False, moment=True),
        Column("Said no", F("refused_at"), typed=False, moment=True),
        Column("Took it back", F("withdrawn_at"), typed=False, moment=True),
        Column("Recipients told", F("recipients_told_at"), typed=False, moment=True),
        Column("Recipients know", F("acknowledged_at"), typed=False, moment=True),
    ]


def _state(at: datetime) -> Case:
    """How it stands at a moment: that it ran out is worked out, as everywhere (handbook T3)."""
    over = Q(expires_on__lt=local_day(at)) | Q(outgrown_at__isnull=False)
    ran_out = When(over, state=State.ACTIVE, then=Value(State.EXPIRED.label))
    stored = (When(state=state.value, then=Value(state.label)) for state in State)
    return Case(ran_out, *stored, output_field=CharField())


def _rows(user: User, wanted: Filters, at: datetime) -> QuerySet[Consent]:
    """What the list shows, without consents to publicity: no role takes those out (handbook section 12)."""
    return chosen(user, wanted, at).exclude(kind=Kind.MEDIA)


offer(
    List(
        register=CONSENTS.name,
        name="Consents, all but publicity",
        filters=filters,
        rows=_rows,
        columns=columns,
    )
)

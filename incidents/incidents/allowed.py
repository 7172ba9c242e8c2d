"""What was allowed when it happened: what people had said, the agreements, and "may we share?" asked of then."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from consent.consents.models import Consent
from consent.sharing.answers import Answers, of_each_then
from governance.accounts.models import User
from governance.calendar import local_day
from governance.people.models import Person
from governance.people.names import shown_name
from governance.workflow.card import Card
from incidents.incidents.clock_rows import known_from
from incidents.incidents.models import Affected, Incident
from incidents.incidents.register import PANELS
from sharing.agreements.models import Agreement, Party
from sharing.decision import decide
from sharing.disclosures.going import question
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES
from sharing.facts import gather, known_at
from sharing.may_we_share.permissions import may_ask
from sharing.may_we_share.words import Shown, shown


def moment_of(incident: Incident) -> datetime:
    """When it happened; where nobody knows that, since when it was known, or stood here."""
    return incident.happened_at or known_from(incident) or incident.created_at


class Theirs(NamedTuple):
    """What one of the people had said. name: empty where the user may not know whom it is about."""

    person: Person
    name: str
    answers: Answers


def of_people(affected: list[Affected], user: User, moment: datetime, at: datetime) -> list[Theirs]:
    """What each of these people had said, as far as the user may read it now."""
    people = [each.person for each in affected]
    names = set(
        Person.objects.visible_to(user, at, register="consents")
        .filter(pk__in=[each.pk for each in people])
        .values_list("pk", flat=True)
    )
    consents = Consent.objects.visible_to(user, at).filter(person__in=names)
    read = consents.select_related("person", "service", "organisation", "evidence", "assessment")
    said = of_each_then(list(read.order_by("-id")), user, moment)
    return [
        Theirs(
            each,
            shown_name(each, user, "consents") if each.pk in names else "",
            said.get(each.pk, Answers([], [])),
        )
        for each in people
    ]


def agreements(incident: Incident, user: User, moment: datetime, at: datetime) -> QuerySet[Agreement]:
    """The agreements that were in force, as we know today, as far as the user may see them: its service's, those of the
    whole charity, and those with the recipient of the disclosure that opened it."""
    running = (
        Q(began_at__lte=moment) & Q(starts_on__lte=local_day(moment)) & Q(ends_on__gte=local_day(moment))
    )
    not_over = (Q(ended_at=None) | Q(ended_at__gt=moment)) & (
        Q(superseded_at=None) | Q(superseded_at__gt=moment)
    )
    theirs = Q(service=incident.service_id) | Q(service=None)
    if incident.source_register == DISCLOSURES.name:
        opened_it = Disclosure.objects.filter(reference=incident.source_reference)
        with_it = Party.objects.filter(organisation__in=opened_it.values("organisation"))
        theirs |= Q(pk__in=with_it.values("agreement"))
    ours = Agreement.objects.visible_to(user, at).filter(running, not_over, theirs)
    found: QuerySet[Agreement] = ours.prefetch_related("parties").order_by("log_number", "id")
    return found


class Asked(NamedTuple):
    """The answer to "may we share?" for that moment: as we knew it then, and as it was true."""

    known: Shown
    true: Shown

    @property
    def differ(self) -> bool:
        return self.known.answer != self.true.answer


def asked_anew(incident: Incident, user: User, at: datetime) -> Asked | None:
    """Of the disclosure that opened it, for whoever may see that and may ask; None of anything else."""
    if incident.source_register != DISCLOSURES.name or not may_ask(user):
        return None
    disclosure = Disclosure.objects.visible_to(user, at).filter(reference=incident.source_reference).first()
    if disclosure is None or disclosure.sent_at is None:
        return None
    asked, person, service = question(disclosure), disclosure.person_id, disclosure.service_id
    known = decide(asked, known_at(asked, person=person, service=service, at=disclosure.sent_at))
    true = decide(asked, gather(asked, person=person, service=service, at=disclosure.sent_at))
    return Asked(shown(asked, known, user, at), shown(asked, true, user, at))


def _panel(user: User, incident: Incident, at: datetime) -> Card | None:
    return Card("incidents/_allowed.html", {"incident": incident, "moment": moment_of(incident)})


PANELS.append(_panel)

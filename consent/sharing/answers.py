"""Who we may share with, what, why and until when: today, and at any past moment (handbook section 3).

A past moment has two answers: what we knew then is the record as it stood, read from its history; what was true
then is today's knowledge applied to that moment.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef
from django.db.models.functions import Coalesce

from consent.consents.card import Words, last_words, words
from consent.consents.models import Consent
from consent.consents.permissions import status_only
from consent.consents.rules import State
from consent.sharing import moments
from governance.accounts.models import User
from governance.organisations.models import Organisation
from governance.people.models import Person

History = Consent.history.model


@dataclass(frozen=True)
class Line:
    """One sharing: how it stands, in words where the reader may read it, and why not where one may not share."""

    consent: Consent = field(compare=False)
    kind: str
    state: State
    until: date | None
    words: Words | None
    why_not: str
    # Whether it is among what we knew at the moment that is asked about.
    known: bool = field(default=True, compare=False)


@dataclass(frozen=True)
class Part:
    """What was answered for one service."""

    service: str
    lines: tuple[Line, ...]

    @property
    def yes(self) -> list[Line]:
        return [line for line in self._in(State.ACTIVE) if not (line.words and line.words.warning)]

    @property
    def ask(self) -> list[Line]:
        return [line for line in self._in(State.ACTIVE) if line.words and line.words.warning]

    @property
    def no(self) -> list[Line]:
        return [line for line in self.lines if line.why_not]

    @property
    def drafts(self) -> list[Line]:
        return self._in(State.DRAFT)

    def _in(self, state: State) -> list[Line]:
        return [line for line in self.lines if line.state is state]


class Answers(NamedTuple):
    """What the person had said, by service: as it was true, and as we knew it."""

    true: list[Part]
    known: list[Part]

    @property
    def differ(self) -> bool:
        return self.true != self.known


class Seen(NamedTuple):
    """A person's consents: those that the user may read, and the others, of which they may only know."""

    ours: list[Consent]
    others: list[Consent]


def consents_of(user: User, person: Person, at: datetime) -> Seen:
    """All consents of a person, newest first. Who may see one now (`at`) may see what it was."""
    visible = Consent.objects.visible_to(user, at).filter(pk=OuterRef("pk"))
    found = Consent.objects.filter(person=person).annotate(is_seen=Exists(visible))
    seen = Seen([], [])
    read = found.select_related("person", "service", "organisation", "evidence", "assessment")
    for consent in read.order_by("-id"):
        (seen.ours if consent.is_seen else seen.others).append(consent)
    return seen


def of_today(consents: list[Consent], user: User, at: datetime) -> list[Part]:
    """What the person has said, as it stands now, in words for the user."""
    return _parts(consents, user, at)


def of_then(consents: list[Consent], user: User, moment: datetime) -> Answers:
    """What the person had said at a past moment, in words for the user."""
    return _answers(*_then(consents, moment), user, moment)


def of_each_then(consents: list[Consent], user: User, moment: datetime) -> dict[int, Answers]:
    """The same of several people by their ids, read at once; of whom nothing had been said there is nothing."""
    was, knew = _then(consents, moment)
    people = {each.person_id for each in (*was, *knew)}
    return {
        pk: _answers(
            [each for each in was if each.person_id == pk],
            [each for each in knew if each.person_id == pk],
            user,
            moment,
        )
        for pk in people
    }


def _answers(was: list[Consent], knew: list[Consent], user: User, moment: datetime) -> Answers:
    known = _parts(knew, user, moment)
    return Answers(_marked(_parts(was, user, moment), known), known)


def _then(consents: list[Consent], moment: datetime) -> tuple[list[Consent], list[Consent]]:
    """Each as it was true at a moment, and as we knew it, under the names of then."""
    names = _names_then([each for each in (consent.organisation for consent in consents) if each], moment)
    recorded, before = _versions(consents, moment)
    people = _people_then([each.person for each in consents if each.pk in recorded], moment)
    known = [
        _beside(each, recorded[each.pk], people[each.person_id], moment)
        for each in consents
        if each.pk in recorded
    ]
    true = [moments.as_it_was(consent, moment, last_yes=before.get(consent.pk)) for consent in consents]
    return _named([each for each in true if each is not None], names), _named(known, names)


def _versions(consents: list[Consent], moment: datetime) -> tuple[dict[int, Consent], dict[int, Consent]]:
    """By id: each consent as the record stood at a moment, if it was there; and, of those where they said yes
    again after it, as the record read until they did. One question to the history for both."""
    found = History.objects.order_by().alias(last_yes=Coalesce("reconfirmed_at", "given_at"))
    again = [each.pk for each in consents if each.reconfirmed_at is not None and each.reconfirmed_at > moment]
    recorded = found.filter(id__in=[each.pk for each in consents], history_date__lte=moment)
    newest = [
        each.values("id").annotate(newest=Max("history_id")).values("newest")
        for each in (recorded, found.filter(id__in=again, last_yes__lte=moment))
    ]
    as_recorded, as_last_said = {}, {}
    for version in History.objects.filter(history_id__in=newest[0].union(newest[1])).order_by("history_id"):
        consent = version.instance
        if version.history_date <= moment:
            as_recorded[consent.pk] = consent
        if consent.pk in again and consent.last_yes_at is not None and consent.last_yes_at <= moment:
            as_last_said[consent.pk] = consent
    return as_recorded, as_last_said


def _names_then(organisations: Iterable[Organisation], moment: datetime) -> dict[int, Organisation]:
    """The organisations under the names that they had at a moment; from before we knew them, as first entered."""
    now = {each.pk: each for each in organisations}
    if not now:
        return {}
    versions = Organisation.history.model.objects.filter(id__in=now)
    names: dict[int, str] = {}
    for pk, name, since in versions.order_by("history_id").values_list("id", "name", "history_date"):
        if pk not in names or since <= moment:
            names[pk] = name
    then = {pk: copy(each) for pk, each in now.items()}
    for pk, name in names.items():
        then[pk].name = name
    return then


def _people_then(people: Iterable[Person], moment: datetime) -> dict[int, Person]:
    """These people with the age that we knew at a moment."""
    then = {each.pk: copy(each) for each in people}
    changed = [pk for pk, each in then.items() if each.version > 1]
    if changed:
        versions = Person.history.model.objects.filter(id__in=changed, history_date__lte=moment)
        for version in versions.order_by("history_id").only("id", "born_on", "plainly_adult"):
            person = then[version.id]
            person.born_on, person.plainly_adult = version.born_on, version.plainly_adult
    return then


def _beside(now: Consent, then: Consent, person: Person, moment: datetime) -> Consent:
    """The earlier version, with what it points at read already where that is still the same, as we knew it then."""
    if then.service_id == now.service_id:
        then.service = now.service
    if then.organisation_id == now.organisation_id:
        then.organisation = now.organisation
    then.person = person
    if then.assessment_id == now.assessment_id:
        then.assessment = copy(now.assessment)
    found = then.assessment
    if found is not None and found.in_error_at is not None and found.in_error_at > moment:
        found.in_error_at = None
    return then


def _named(consents: list[Consent], names: Mapping[int, Organisation]) -> list[Consent]:
    """These consents with the names of then. That a proof turned out no good asks for something only today."""
    for consent in consents:
        consent.evidence = None
        if consent.organisation_id is not None and consent.organisation_id in names:
            consent.organisation = names[consent.organisation_id]
    return consents


def _parts(consents: Iterable[Consent], user: User, at: datetime) -> list[Part]:
    by_service: dict[str, list[Line]] = {}
    for consent in last_words(consents):
        by_service.setdefault(consent.service.name, []).append(_line(consent, user, at))
    return [Part(name, tuple(by_service[name])) for name in sorted(by_service)]


def _line(consent: Consent, user: User, at: datetime) -> Line:
    state = consent.state_at(at)
    ended = state not in (State.ACTIVE, State.DRAFT)
    return Line(
        consent=consent,
        kind=consent.get_kind_display(),
        state=state,
        until=consent.expires_on if state is State.ACTIVE else None,
        words=None if status_only(user) else words(consent, user, at),
        why_not=moments.why_not(consent, state, at) if ended else "",
    )


def _marked(true: list[Part], known: list[Part]) -> list[Part]:
    """What was true, where it is not among what we knew marked so."""
    knew = {line.consent.pk: (part.service, line) for part in known for line in part.lines}
    return [
        Part(
            part.service,
            tuple(
                replace(line, known=knew.get(line.consent.pk) == (part.service, line)) for line in part.lines
            ),
        )
        for part in true
    ]

"""The facts that "may we share?" is answered on, of now or of any past moment, gathered in one round trip.

One statement, prepared once a connection, reads what each person said to this recipient, the agreements with them,
what went to them before and by which way, and what was found about the person's ability to decide. Only where an
agreement leans on another one is that asked besides. Of a past
moment there are two readings (decision 19): what was true then is today's rows judged for that moment (`gather`),
what was known then is the record as it stood (`known_at`).
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

import psycopg
from django.db import connection

from consent.ability import FOUND_UNABLE
from consent.capacity import rules as capacity
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Test
from consent.consents.models import Consent
from consent.consents.rules import EXTRA_CARE, Giver
from consent.kinds import Effect, Kind
from consent.purposes import OF_KIND, Purpose
from governance.accounts.models import Service
from governance.calendar import Nation, local_day
from governance.people.models import Person
from governance.rights.rules import Right
from sharing.agreements.coverage import terms_of
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Course, Direction, Terms, Type, state_at
from sharing.agreements.states import State
from sharing.decision import Asked, Facts, Standing, Word
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Locks, Recognised, Schedule1

# From when to when an agreement counts, as `_course` reads it.
COURSE = """json_build_array(
  coalesce(nullif({a}.log_number, ''), {a}.reference), {a}.state, {a}.began_at, {a}.starts_on, {a}.ends_on,
  coalesce((SELECT v.next_on FROM agreements_review v WHERE v.agreement_id = {a}.id AND v.recorded_at <= %(at)s
             ORDER BY v.recorded_at DESC, v.id DESC LIMIT 1), {a}.first_review_on),
  {a}.ended_at, {a}.superseded_at)"""
FACTS = """
SELECT s.nation, o.names,
 -- What each person said, the newest first: a yes that was in force or is over, or a no.
 (SELECT json_agg(json_build_array(c.person_id, c.id, c.reference, c.version, c.yes, c.holds, c.taken_back,
         c.organisation_id, c.to_body, c.recipient, c.kind, c.aim, c.named, c.effect, c.items, c.not_to_share,
         c.review_on, c.doubt) ORDER BY c.said_last DESC, c.id DESC)
    FROM (SELECT c.*, p.born_on, c.given_at <= %(at)s IS TRUE AS yes,
                 c.given_at <= %(at)s IS TRUE AND c.invalidated_at IS NULL
                 AND (c.until IS NULL OR c.until >= %(on)s)
                 AND (c.over_at IS NULL OR c.over_at > %(at)s) AS holds,
                 c.withdrawn_at <= %(at)s IS TRUE AND c.invalidated_at IS NULL
                 AND (c.superseded_at IS NULL OR c.superseded_at > %(at)s) AS taken_back,
                 CASE WHEN c.giver = 'PARENT' THEN NULL
                      WHEN c.giver = 'SELF' AND (NOT c.in_error)
                       AND (p.born_on <= c.last_yes_at - interval '18 years 2 days'
                            OR p.born_on IS NULL AND p.plainly_adult) THEN NULL
                      ELSE json_build_array(c.giver, c.authority_seen, c.last_yes_at, p.born_on, p.plainly_adult,
                                            c.in_error, c.test, c.outcome, c.assessment_id, c.case_id,
                                            c.explained, c.understood, c.supporter, c.safe_to_involve)
                  END AS doubt
            FROM (SELECT c.id, c.person_id, c.case_id, c.reference, c.version, c.organisation_id, c.to_body,
                         c.recipient, c.kind, c.aim, c.named, c.effect, c.items, c.not_to_share, c.giver,
                         c.authority_seen, c.given_at, c.refused_at, c.withdrawn_at, c.invalidated_at,
                         c.superseded_at, c.assessment_id, c.explained, c.understood, c.supporter,
                         c.safe_to_involve, f.kind AS test, f.outcome, f.in_error_at IS NOT NULL
                          AND (NOT {known} OR f.in_error_at <= %(at)s) AS in_error,
                         least(c.superseded_at, c.withdrawn_at, c.outgrown_at) AS over_at,
                         CASE WHEN b.id IS NULL THEN c.expires_on ELSE least(b.expires_on, c.expires_on) END AS until,
                         CASE WHEN b.id IS NULL THEN c.review_on ELSE b.review_on END AS review_on,
                         CASE WHEN c.reconfirmed_at <= %(at)s THEN c.reconfirmed_at ELSE c.given_at END AS last_yes_at,
                         greatest(CASE WHEN c.given_at <= %(at)s THEN c.given_at END,
                                  CASE WHEN c.reconfirmed_at <= %(at)s THEN c.reconfirmed_at END,
                                  CASE WHEN c.refused_at <= %(at)s THEN c.refused_at END,
                                  CASE WHEN c.withdrawn_at <= %(at)s THEN c.withdrawn_at END) AS said_last
                    FROM {consent} c
                    LEFT JOIN capacity_assessment f ON f.id = c.assessment_id
                    -- Said yes again after the moment: what its dates were until then.
                    LEFT JOIN LATERAL (
                      SELECT h.id, h.expires_on, h.review_on FROM consents_historicalconsent h
                       WHERE c.reconfirmed_at > %(at)s AND h.id = c.id
                         AND coalesce(h.reconfirmed_at, h.given_at) <= %(at)s
                       ORDER BY h.history_id DESC LIMIT 1) b ON true
                   -- By the person alone: the service's index would be read whole besides.
                   WHERE c.person_id = ANY (%(people)s::bigint[]) AND c.service_id + 0 = %(service)s
                     AND c.kind = ANY ({kinds})
                     AND (c.organisation_id = ANY (o.ids)
                          OR c.organisation_id IS NULL AND upper(c.recipient) = ANY (o.names || %(recipient)s::text))
                     AND (c.given_at <= %(at)s OR c.refused_at <= %(at)s)
                     AND (c.state <> 'SUPERSEDED' OR c.superseded_at > %(at)s)) c
            JOIN {person} p ON p.id = c.person_id) c),
 -- The agreements with the recipient, and what those lean on that count through another one only.
 (SELECT array_agg(json_build_array(g.id, g.version, {course_g}, g.type, g.purposes, g.direction, g.has_sharing_section,
         (SELECT json_object_agg(i.item, i.rung) FROM agreements_item i
           WHERE i.agreement_id = g.id AND i.item = ANY (%(items)s::text[])),
         json_build_array(g.basis, g.condition, g.schedule1, g.footing, g.recognised, g.balancing, g.law,
                          g.crime_authority),
         {leaning})::text)
    FROM (SELECT t.agreement_id FROM agreements_party t WHERE t.organisation_id = ANY (o.ids)) t
   -- One by one, by its key: they are few, and the log is long.
   CROSS JOIN LATERAL (SELECT * FROM {agreement} a WHERE a.id = t.agreement_id OFFSET 0) g
   WHERE g.state <> 'REJECTED'),
 -- When something last went to them for this, also where their name was typed only.
 greatest(
  (SELECT max(d.sent_at) FROM unnest(o.ids) AS ours (id), LATERAL (
     SELECT d.sent_at FROM disclosures_disclosure d
      WHERE d.organisation_id = ours.id AND d.purpose = %(purpose)s AND d.sent_at IS NOT NULL
        AND d.sent_at <= %(at)s AND (NOT {known} OR d.created_at <= %(at)s)
      ORDER BY d.sent_at DESC LIMIT 1) d),
  (SELECT max(d.sent_at) FROM disclosures_disclosure d
    WHERE upper(d.recipient) = ANY (CASE WHEN o.ids = '{{}}' THEN ARRAY[%(recipient)s::text] ELSE o.names END)
      AND d.organisation_id IS NULL AND d.purpose = %(purpose)s AND d.sent_at IS NOT NULL
      AND d.sent_at <= %(at)s AND (NOT {known} OR d.created_at <= %(at)s))),
 -- Whether this way was used with them before; asked only about several people.
 {used},
 -- The last finding on each decision, where it was that they cannot.
 (SELECT json_agg(json_build_array(f.person_id, f.kind, f.outcome, f.born_on, f.plainly_adult))
    FROM (SELECT DISTINCT ON (f.person_id, upper(f.decision)) f.person_id, f.kind, f.outcome, p.born_on, p.plainly_adult
            FROM capacity_assessment f JOIN {person} p ON p.id = f.person_id
           WHERE f.person_id = ANY (%(people)s::bigint[]) AND f.service_id = %(service)s
             AND f.assessed_at <= %(at)s AND f.kind = ANY ({tests})
             AND (f.in_error_at IS NULL OR {known} AND f.in_error_at > %(at)s)
             AND (NOT {known} OR f.created_at <= %(at)s)
           ORDER BY f.person_id, upper(f.decision), f.assessed_at DESC, f.id DESC) f
   WHERE f.outcome = ANY ({unable})),
 -- What they object to, or asked us to keep still: it is written down at the moment from which it is heeded.
 (SELECT json_agg(json_build_array(r.person_id, r."right")) FROM rights_rightsrequest r
   WHERE r.person_id = ANY (%(people)s::bigint[]) AND r.marked_at <= %(at)s
     AND (r.lifted_at IS NULL OR r.lifted_at > %(at)s))
  FROM accounts_service s
 CROSS JOIN LATERAL (
   SELECT coalesce(array_agg(n.id), ARRAY[]::bigint[]) AS ids,
          coalesce(array_agg(upper(n.name)), ARRAY[]::text[]) AS names
     FROM organisations_organisation m
     JOIN organisations_organisation n
       ON n.id = coalesce(m.merged_into_id, m.id) OR n.merged_into_id = coalesce(m.merged_into_id, m.id)
    WHERE m.id = %(organisation)s) o
 WHERE s.id = %(service)s
"""
# A table as it stood at a moment: the newest version of each row until then, save those that were deleted by then.
STOOD = """{name} AS MATERIALIZED (
  SELECT * FROM (SELECT DISTINCT ON (h.id) h.* FROM {table} h WHERE h.history_date <= %(at)s {where}
                  ORDER BY h.id, h.history_id DESC) h WHERE h.history_type <> '-')"""


# What an agreement leans on that counts through another one only.
LEANING = """CASE WHEN g.type = 'DSP' OR g.type = 'MOU' AND g.has_sharing_section IS NOT TRUE THEN (
           WITH RECURSIVE up AS (
             SELECT a.id, a.renews_id FROM {agreement} a WHERE a.id = coalesce(g.parent_id, g.id)
             UNION ALL SELECT a.id, a.renews_id FROM up JOIN {agreement} a ON a.id = up.renews_id
           ), down AS (
             SELECT up.id FROM up WHERE up.renews_id IS NULL
             UNION ALL SELECT a.id FROM down JOIN {agreement} a ON a.renews_id = down.id)
           SELECT json_agg({course} ORDER BY r.id) FROM {agreement} r JOIN down
               ON down.id = CASE WHEN g.type = 'DSP' THEN r.id ELSE r.parent_id END)
         END"""
USED = """(EXISTS (SELECT FROM disclosures_disclosure d WHERE d.organisation_id = ANY (o.ids) AND d.route = %(route)s
              AND d.sent_at <= %(at)s AND (NOT {known} OR d.created_at <= %(at)s))
   OR EXISTS (SELECT FROM stop_checks_stopcheck k WHERE k.organisation_id = ANY (o.ids) AND k.route = %(route)s
                 AND k.sent_at <= %(at)s))"""
TABLES = {"consent": "consents_consent", "agreement": "agreements_agreement", "person": "people_person"}
HISTORIES = {
    "consent": ("consents_historicalconsent", "AND h.person_id = ANY (%(people)s::bigint[])"),
    "agreement": ("agreements_historicalagreement", ""),
    "person": ("people_historicalperson", "AND h.id = ANY (%(people)s::bigint[])"),
}


def _statement(*, known: bool, group: bool) -> str:
    """Only what is needed: a statement costs for each of its parts, also where that part finds nothing."""
    tables = {name: name for name in TABLES} if known else TABLES
    stood = [STOOD.format(name=name, table=table, where=where) for name, (table, where) in HISTORIES.items()]
    course = COURSE.format(a="r")
    return (f"WITH {', '.join(stood)}" if known else "") + FACTS.format(
        **tables,
        course_g=COURSE.format(a="g"),
        # Of today's rows `coverage` reads the few that lean on another.
        leaning=LEANING.format(agreement="agreement", course=course) if known else "NULL",
        used=USED.format(known=known) if group else "true",
        known=known,
        kinds=_array(OF_KIND),
        tests=_array(capacity.COUNTS_FOR_SHARING),
        unable=_array(FOUND_UNABLE),
    )


def _array(codes: Iterable[str]) -> str:
    """Our own codes, which never change while we run, written into the statement."""
    return f"ARRAY[{', '.join(sorted(repr(str(code)) for code in codes))}]::text[]"


class Statement(NamedTuple):
    """A statement with its parameters numbered, as the server takes it, and their names in that order."""

    words: bytes
    parameters: tuple[str, ...]


def _numbered(statement: str) -> Statement:
    """Numbered once: psycopg would look for the names in so long a text anew each time, which takes a tenth of all."""
    names = tuple(dict.fromkeys(NAMED.findall(statement)))
    words = NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    return Statement(words.encode(), names)


NAMED = re.compile(r"%\((\w+)\)s")
STATEMENTS = {
    (known, group): _numbered(_statement(known=known, group=group))
    for known in (False, True)
    for group in (False, True)
}
# Django asks without preparing; only what says so is prepared on its connections.
NEVER_BY_ITSELF = 1_000_000_000


def gather(asked: Asked, *, person: int | None, service: int, at: datetime) -> Facts:
    """The facts at a moment, as far as we know today; of a past one, what was true then. None: about a group."""
    return gather_many(asked, [] if person is None else [person], service=service, at=at)[person or 0]


def gather_many(asked: Asked, people: Collection[int], *, service: int, at: datetime) -> dict[int, Facts]:
    """The same about each of these people by their id, in one statement too; what is about nobody is under 0."""
    return _read(asked, people, service, at, known=False)


def known_at(asked: Asked, *, person: int | None, service: int, at: datetime) -> Facts:
    """The facts of a past moment as we knew them then."""
    return _read(asked, [] if person is None else [person], service, at, known=True)[person or 0]


def _read(
    asked: Asked, people: Collection[int], service: int, at: datetime, *, known: bool
) -> dict[int, Facts]:
    row = _ask(
        STATEMENTS[known, asked.people > 1],
        {
            # As the server writes arrays: psycopg looks at each of a list, which takes longer than all the rest.
            "people": f"{{{','.join(map(str, people))}}}",
            "service": service,
            "organisation": asked.organisation,
            "purpose": asked.purpose.value,
            "route": asked.route.value,
            "recipient": _plain(asked.recipient).upper(),
            "items": f"{{{','.join(asked.items)}}}",
            "at": at,
            "on": local_day(at),
        },
    )
    if row is None:
        raise Service.DoesNotExist
    nation, names, said, agreements, last, route_used, findings, marks = row
    nobody = Facts(
        at=at,
        nation=Nation(nation),
        agreements=_standings(agreements or (), asked, at, known=known),
        earlier=(local_day(last),) if last is not None else (),
        route_used=route_used,
    )
    by_person: dict[int, list[Word]] = {}
    on, nation_ = local_day(at), Nation(nation)
    for each in said or ():
        by_person.setdefault(each[0], []).append(_word(each, asked, names, on, nation_))
    unable = _found_unable(findings or (), nobody)
    marked = {(person, Right(right)) for person, right in marks or ()}
    found = {0: nobody}
    for person in people:
        # Made by hand: `replace` takes as long again as all the rest for a thousand people.
        found[person] = Facts(
            at=at,
            nation=nation_,
            words=tuple(by_person.get(person, ())),
            agreements=nobody.agreements,
            earlier=nobody.earlier,
            route_used=route_used,
            unable=person in unable,
            objects=(person, Right.OBJECTION) in marked,
            restricted=(person, Right.RESTRICTION) in marked,
        )
    return found


def _ask(statement: Statement, parameters: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """The one row, by a statement that the server keeps prepared on this connection."""
    connection.ensure_connection()
    below = connection.connection
    if below.prepare_threshold is None:
        below.prepare_threshold = NEVER_BY_ITSELF
    values = [parameters[name] for name in statement.parameters]
    with connection.wrap_database_errors, psycopg.RawCursor(below) as cursor:
        return cursor.execute(statement.words, values, prepare=True).fetchone()


# --- What people said ---------------------------------------------------------------------------


# By the code of the purpose, or of the kind where the purpose follows from it. Looked up, not made anew for each.
_PURPOSES: Mapping[str, Purpose | None] = {
    **{each.value: each for each in Purpose},
    **{kind.value: purpose for kind, purpose in OF_KIND.items()},
}
_EFFECTS = {each.value: each for each in Effect}


def _word(row: list[Any], asked: Asked, names: Collection[str], on: date, nation: Nation) -> Word:
    _, pk, reference, version, yes, holds, taken_back, organisation, to_body, recipient, *rest = row
    kind, aim, named, effect, items, not_to_share, review_on, doubt = rest
    itself = to_body or recipient.upper() in names
    # Under whichever name it was entered, the organisation is the one that is asked about.
    theirs = organisation is not None or itself
    return Word(
        id=pk,
        reference=reference,
        version=version,
        yes=yes,
        holds=holds,
        taken_back=taken_back,
        organisation=asked.organisation if theirs else None,
        recipient=recipient,
        someone="" if itself or not theirs else recipient,
        purpose=_PURPOSES[aim or kind],
        named=named,
        items=frozenset(items),
        effect=_EFFECTS[effect],
        not_to_share=not_to_share,
        private=kind == Kind.SHARE_FAMILY,
        review_overdue=review_on is not None and on > date.fromisoformat(review_on),
        in_doubt=doubt is not None and holds and _in_doubt(doubt, nation),
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _in_doubt(doubt: list[Any], nation: Nation) -> bool:
    """Whether a yes may not count: they were too young for it by the birth date that is known, or what it rests on
    was recorded in error. Asked of those only who were young then, or for whom somebody else answered."""
    giver, authority_seen, said_at, born_on, adult, in_error, test, outcome, assessment, case, *care = doubt
    if in_error:
        return True
    person = Person(born_on=_day(born_on), plainly_adult=adult)
    found = (
        None if assessment is None else Assessment(pk=assessment, case_id=case, kind=test, outcome=outcome)
    )
    return not Consent(
        person=person,
        service=Service(nation=nation),
        giver=Giver(giver),
        authority_seen=authority_seen,
        given_at=_moment(said_at),
        assessment=found,
        **dict(zip((key for key, _ in EXTRA_CARE), care, strict=True)),
    ).yes_fits_age()


def _found_unable(findings: Iterable[list[Any]], facts: Facts) -> set[int]:
    """Of whom it stands that they cannot decide something, by the test for their age."""
    return {
        person
        for person, test, _, born_on, adult in findings
        if capacity.kind_fits(
            Test(test), _day(born_on), facts.nation, local_day(facts.at), possibly_young=not adult
        )
    }


# --- Agreements -------------------------------------------------------------------------------------

# What is still written may have no dates yet. It has not begun, and that is said before any date is looked at.
UNDATED = date(1970, 1, 1)


def _standings(rows: Iterable[str], asked: Asked, at: datetime, *, known: bool) -> tuple[Standing, ...]:
    # Once each, under however many of their names they are a party to it.
    written = [_agreement(each, asked.organisation or 0) for each in set(rows)]
    found = [_standing(each, at) for each in sorted(written, key=attrgetter("id"))]
    leaning = [] if known else [each.id for each in found if _leans(each.terms)]
    if leaning:
        terms = {each.pk: its for each, its in terms_of(Agreement.objects.filter(pk__in=leaning), at).items()}
        found = [
            replace(each, terms=replace(each.terms, above=terms[each.id].above, under=terms[each.id].under))
            if each.id in terms
            else each
            for each in found
        ]
    return tuple(found)


def _leans(terms: Terms) -> bool:
    return terms.type == Type.DSP or (terms.type == Type.MOU and not terms.sharing_section)


C = TypeVar("C", bound=Course)


class Dated(NamedTuple, Generic[C]):
    """From when to when something counts, in the state that is stored, and what changes that state by itself."""

    course: C
    ended_at: datetime | None
    superseded_at: datetime | None

    def at(self, at: datetime) -> C:
        """In the state as it reads at a moment."""
        course = self.course
        state = state_at(course.state, course.ends_on, self.superseded_at, at, self.ended_at)
        return course if state is course.state else replace(course, state=state)


class Written(NamedTuple):
    """An agreement as it is stored, and what it leans on."""

    id: int
    version: int
    terms: Dated[Terms]
    leans_on: tuple[Dated[Course], ...]
    locks: Locks


def _standing(written: Written, at: datetime) -> Standing:
    terms = written.terms.at(at)
    if written.leans_on:
        courses = tuple(each.at(at) for each in written.leans_on)
        above = terms.type == Type.DSP
        terms = replace(terms, above=courses) if above else replace(terms, under=courses)
    return Standing(written.id, written.version, terms, written.locks)


@lru_cache(maxsize=5_000)
def _agreement(text: str, organisation: int) -> Written:
    """What an agreement with them says, from the text in which it came: the same until somebody changes it."""
    pk, version, course, kind, purposes, direction, sharing_section, items, locks, leans_on = json.loads(text)
    own = _course(course)
    terms = Terms(
        **vars(own.course),
        type=Type(kind),
        # It is theirs, under whichever name they were entered.
        parties=frozenset({organisation}),
        purposes=frozenset(map(Purpose, purposes)),
        items={item: Rung(rung) for item, rung in (items or {}).items()},
        direction=Direction(direction or Direction.BOTH),
        sharing_section=bool(sharing_section),
    )
    leaning = tuple(map(_course, leans_on or ()))
    return Written(pk, version, Dated(terms, own.ended_at, own.superseded_at), leaning, _locks(locks))


def _course(row: list[Any]) -> Dated[Course]:
    reference, state, began_at, starts_on, ends_on, review_on, ended_at, superseded_at = row
    ended, replaced = _moment(ended_at), _moment(superseded_at)
    course = Course(
        reference=reference,
        state=State(state),
        began_at=_moment(began_at),
        starts_on=_day(starts_on) or UNDATED,
        ends_on=_day(ends_on) or UNDATED,
        review_on=_day(review_on) or UNDATED,
        ended_at=min(filter(None, (ended, replaced)), default=None),
    )
    return Dated(course, ended, replaced)


def _locks(row: list[str]) -> Locks:
    basis, condition, schedule1, footing, recognised, balancing, law, crime_authority = row
    return Locks(
        basis=Basis(basis) if basis else None,
        condition=Condition(condition) if condition else None,
        schedule1=Schedule1(schedule1) if schedule1 else None,
        footing=Footing(footing) if footing else None,
        recognised=Recognised(recognised) if recognised else None,
        balancing=balancing,
        law=law,
        crime_authority=crime_authority,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

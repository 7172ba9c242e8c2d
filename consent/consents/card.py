"""The consent part of a person's page: who may we share with, what, until when, and who not, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet

from consent.ability import is_child, shows_child_protection_banner
from consent.consents import rules
from consent.consents.models import Consent
from consent.consents.permissions import cases_for, status_only
from consent.consents.rules import CHECKLIST, Giver, State
from consent.evidence.models import NO_PROOF, Evidence
from consent.evidence.models import Kind as EvidenceKind
from consent.items import DataItem
from consent.kinds import Channel, Method
from governance.accounts.models import User
from governance.accounts.roles import May, Reach, may
from governance.calendar import LONDON, Nation, local_day
from governance.defaults import CONSENT_EXPIRY_LEADS
from governance.people.models import Case, Person
from governance.workflow.card import Card

NEVER = datetime.min.replace(tzinfo=UTC)
HIDDEN = "Hidden for your role"
SOON = timedelta(days=max(CONSENT_EXPIRY_LEADS.value))


@dataclass(frozen=True)
class Words:
    """One consent as a person would say it, for somebody who may read it all."""

    consent: Consent
    state: State
    who: str
    what: list[str]
    why: str
    never: str
    service: str
    until: date | None
    # The study, campaign, session or group, and where publicity may be shown.
    named: str = ""
    where: tuple[str, ...] = ()
    warning: str = ""
    # The warning is that it may not hold at all.
    doubtful: bool = False


def words(consent: Consent, user: User, at: datetime) -> Words:
    """A consent in words; free text, which can name people, is hidden from those who see names masked."""
    who = recipient(consent, user)
    if consent.relationship and not hides(user):
        who = f"{who}, {consent.relationship}"
    return Words(
        consent=consent,
        state=consent.state_at(at),
        who=who,
        what=[DataItem(item).label for item in consent.items],
        why=_free(consent.purpose, user),
        never=_free(consent.not_to_share, user),
        service=consent.service.name,
        until=consent.expires_on,
        named=_free(consent.named, user),
        where=tuple(Channel(channel).label for channel in consent.channels),
        warning=(doubt := _doubt(consent, at)) or _warning(consent, local_day(at)),
        doubtful=bool(doubt),
    )


def hides(user: User) -> bool:
    """Whether free text, which can name people, is hidden from the user (handbook section 12: names masked)."""
    cell = may(user.role, May.VIEW, "consents")
    return cell is not None and cell.reach is Reach.MASKED


def recipient(consent: Consent, user: User) -> str:
    """Who receives it. An organisation's name is shown to all who may read."""
    if consent.organisation is None:
        return _free(consent.recipient, user)
    if consent.body_id is None or hides(user):
        return consent.organisation.name
    return f"{consent.recipient}, {consent.organisation.name}"


def facts(consent: Consent, user: User) -> list[dict[str, str]]:
    """How the answer came about, as rows of a summary; what was left empty is left out."""

    def free(text: str) -> str:
        return _free(text, user)

    giver = Giver(consent.giver).label
    if consent.giver_name:
        seen = ", authority seen" if consent.authority_seen else ""
        giver = f"{giver}: {free(consent.giver_name)}{seen}"
    yes = [check.number for check in CHECKLIST if consent.checklist.get(check.key) is True]
    open_ = [str(check.number) for check in CHECKLIST if check.number not in yes]
    checks = f"{len(yes)} of {len(CHECKLIST)} are yes"
    rows = {
        "Who answered": giver,
        "How": Method(consent.method).label,
        "When": _moment(consent.said_at),
        "How we know who they are": free(consent.identity_check),
        "Words that were used": consent.script_version,
        "What they said": free(consent.answer_words),
        "Why no finding was about this": free(consent.why_no_finding),
        "Where the scan is": free(consent.scan_reference),
        "The scan is there": {True: "Yes", False: "No", None: ""}[consent.scan_held],
        "Privacy notice": consent.privacy_notice,
        "The ten checks": f"{checks}. Not yet: {', '.join(open_)}"
        if yes and open_
        else checks
        if yes
        else "",
        "How we explained it": free(consent.explained),
        "How we know they understood": free(consent.understood),
        "Who supports the child": free(consent.supporter),
        "Is it safe to involve them": free(consent.safe_to_involve),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _free(text: str, user: User) -> str:
    return HIDDEN if text and hides(user) else text


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at else ""


def card(user: User, person: Person, at: datetime) -> Card | None:
    """What the consents of a person come to, grouped by what one may do (handbook section 3)."""
    if not may(user.role, May.VIEW, "consents"):
        return None
    on = local_day(at)
    seen = Consent.objects.visible_to(user, at).filter(person=person)
    consents = list(
        seen.select_related("service", "organisation", "person", "evidence", "assessment").order_by("-id")
    )
    elsewhere = Consent.objects.active_on(on).filter(person=person).exclude(pk__in=[c.pk for c in consents])
    cases = Case.objects.visible_to(user, at, register="consents").filter(person=person)
    context = {
        "person": person,
        "may_record": bool(cases_for(user, person, at)),
        "may_ask": not hides(user),
        "notes": notes(person, [case.service.nation for case in cases.select_related("service")], on),
        "elsewhere": list(elsewhere.order_by("id")),
        "unused": [
            (scan, scan.created_by_id == user.pk and scan.form_key is not None)
            for scan in unused_scans(user, person, at)
        ],
    }
    if status_only(user):
        context["statuses"] = [(consent, consent.state_at(at)) for consent in consents]
        return Card("consents/card_status.html", context)
    lines = [words(consent, user, at) for consent in last_words(consents)]
    active = [line for line in lines if line.state is State.ACTIVE]
    context |= {
        "yes": [line for line in active if not line.warning],
        "ask": [line for line in active if line.warning and not line.doubtful],
        "doubtful": [line for line in active if line.doubtful],
        "no": [line for line in lines if line.state not in (State.ACTIVE, State.DRAFT)],
        "drafts": [line for line in lines if line.state is State.DRAFT],
        "nothing": not lines,
        "several_services": len({line.service for line in lines}) > 1,
    }
    return Card("consents/card.html", context)


def unused_scans(user: User, person: Person, at: datetime) -> QuerySet[Evidence]:
    """Scans of signed papers that the user may see and no answer was ever recorded with, the oldest first.

    Somebody chose the file, something in the form was still wrong, and the form was left.
    """
    good = Evidence.objects.visible_to(user, at).filter(person=person, kind=EvidenceKind.SCAN)
    used = Consent.objects.filter(person=person).proofs()
    unused: QuerySet[Evidence] = good.exclude(state__in=NO_PROOF).exclude(pk__in=used)
    return unused.select_related("created_by", "service").order_by("id")


def notes(person: Person, nations: Iterable[str], on: date) -> list[str]:
    """What the person's age calls for in these nations (handbook section 2)."""
    found = []
    for nation in sorted({Nation(each) for each in nations}):
        if shows_child_protection_banner(person.born_on, nation, on):
            found.append("They are under 18: child-protection guidance still applies.")
        elif is_child(person.born_on, nation, on, possibly_young=not person.plainly_adult):
            found.append(f"They count as a child in {nation.label}: take extra care.")
    return found


def last_words(consents: Iterable[Consent]) -> list[Consent]:
    """Drafts, and the last word on each sharing: what was answered again since has no say any more."""
    last: dict[tuple[object, ...], Consent] = {}
    drafts = []
    for consent in consents:
        if consent.state == State.DRAFT:
            drafts.append(consent)
        elif consent.state != State.SUPERSEDED:
            last[consent.sharing] = max(last.get(consent.sharing, consent), consent, key=_answered_at)
    return [*last.values(), *drafts]


def _answered_at(consent: Consent) -> datetime:
    """When they last said something; what was found not valid counts for less than any answer."""
    said = consent.withdrawn_at or consent.refused_at or consent.last_yes_at
    return NEVER if said is None or consent.state == State.INVALID else said


def _warning(consent: Consent, on: date) -> str:
    """Why to ask again soon, though one may still share."""
    if rules.review_overdue(consent.review_on, on):
        return f"We should have asked again by {consent.review_on:%-d %B %Y}."
    if consent.expires_on is not None and consent.expires_on - on <= SOON:
        return "This runs out soon."
    return ""


def _doubt(consent: Consent, at: datetime) -> str:
    """Why an active consent may not hold, by what was found out since."""
    if consent.state_at(at) != State.ACTIVE:
        return ""
    if consent.assessment is not None and consent.assessment.is_in_error:
        return "What it rests on was recorded in error. Ask the IG team before you share."
    if not consent.yes_fits_age():
        return (
            "By the birth date that we know now, this may not be enough: they were too young to say yes like "
            "this. Ask the IG team before you share."
        )
    return ""

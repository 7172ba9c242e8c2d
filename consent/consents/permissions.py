"""Who may do what with consents (handbook sections 3.3 and 12)."""

from datetime import datetime, timedelta

from django.db.models import Q

from consent.consents.models import Consent
from consent.kinds import KINDS, Kind
from governance.accounts.models import User
from governance.accounts.roles import STATUS, May, Role, may
from governance.calendar import local_day
from governance.defaults import CARE_DAYS_AFTER_CLOSURE
from governance.errors import YES, Code, Verdict, no
from governance.people.models import Case, Person
from governance.people.permissions import NOT_YOURS


def status_only(user: User) -> bool:
    """Whether the user learns only that there is a consent, its kind, state and dates."""
    cell = may(user.role, May.VIEW, "consents")
    return cell is not None and cell.note == STATUS


def table_row(kind: str) -> str:
    """The row of the table of roles that a kind falls under."""
    return "media_consents" if kind == Kind.MEDIA else "consents"


def may_record_kinds(user: User) -> list[Kind]:
    """The kinds of consent that the user's role records at all."""
    return [kind for kind in Kind if may(user.role, May.CREATE, table_row(kind))]


def cases_for(user: User, person: Person, at: datetime, kind: str = Kind.SHARE_CARE) -> list[Case]:
    """The person's cases in which the user may record an answer now: not those closed so long that it has ended."""
    cases = Case.objects.visible_to(user, at, register=table_row(kind), what=May.CREATE)
    last = local_day(at) - timedelta(days=CARE_DAYS_AFTER_CLOSURE.value)
    in_time = Q(closed_on=None) | Q(closed_on__gte=last)
    return list(cases.filter(in_time, person=person).select_related("service", "person"))


def may_draft(user: User, consent: Consent, at: datetime) -> Verdict:
    """Record what someone says: those who work with the person in this service."""
    cases = Case.objects.visible_to(user, at, register=table_row(consent.kind), what=May.CREATE)
    return YES if cases.filter(pk=consent.case_id).exists() else NOT_YOURS


def may_amend(user: User, consent: Consent, at: datetime) -> Verdict:
    seen = Consent.objects.visible_to(user, at, what=May.EDIT)
    return YES if seen.filter(pk=consent.pk).exists() else NOT_YOURS


def may_give(user: User, consent: Consent, at: datetime) -> Verdict:
    """As `may_draft`; and all that a good consent needs must be there (section 3.3)."""
    mine = may_draft(user, consent, at)
    if not mine:
        return mine
    return next(iter(consent.obstacles(at)), YES)


def may_reconfirm(user: User, consent: Consent, at: datetime) -> Verdict:
    """As `may_draft`, until the child was found able: then the parent's yes has ended, and only the child says yes."""
    if consent.outgrown_at is not None:
        return no(
            "They were found able to decide this, so what a parent said has ended.",
            code=Code.GIVER,
            next_step="Ask the person. Record what they say as a new answer.",
        )
    return may_draft(user, consent, at)


def may_withdraw(user: User, consent: Consent, at: datetime) -> Verdict:
    """Anybody who may see the person, or works on the consent: taking back is as easy as giving."""
    seen = Person.objects.visible_to(user, at).filter(pk=consent.person_id)
    return YES if seen.exists() else may_amend(user, consent, at)


def may_tell(user: User, consent: Consent, at: datetime) -> Verdict:
    if consent.recipients_told_at is not None:
        return no(
            "The recipients are told already.", next_step="Look at the consent for what is still to do."
        )
    return may_amend(user, consent, at)


def may_acknowledge(user: User, consent: Consent, at: datetime) -> Verdict:
    if consent.recipients_told_at is None:
        return no("The recipients are not told yet.", next_step="First record that they are told.")
    if consent.nothing_shared:
        return no(
            "Nothing had been shared, so nobody has to answer.", next_step="There is nothing more to do."
        )
    if consent.acknowledged_at is not None:
        return no("Their answer is recorded already.", next_step="There is nothing more to do.")
    return may_amend(user, consent, at)


def may_set_end(user: User, consent: Consent, at: datetime) -> Verdict:
    """As `may_amend`, for the kinds that are for one study, campaign, session or group."""
    if KINDS[Kind(consent.kind)].named is None:
        return no(
            "This is not for a study, a campaign, a session or a group.",
            next_step="If they want it to end, record that they take it back.",
        )
    return may_amend(user, consent, at)


def may_invalidate(user: User, consent: Consent, at: datetime) -> Verdict:
    """The service's manager or the IG team; of publicity, which these only read, communications."""
    roles, who = {Role.MANAGER, Role.IG}, "a manager of the service or the IG team"
    if consent.kind == Kind.MEDIA:
        roles, who = {Role.COMMS}, "the communications team"
    if user.role not in roles:
        return no(
            f"Only {who} can say that a consent was not valid.",
            code=Code.ROLE,
            next_step="Tell your manager what you found.",
        )
    return may_amend(user, consent, at)

"""Who may do what with incidents (handbook sections 10 and 12). Nobody bypasses the second person."""

from datetime import datetime

from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach, Role, may
from governance.defaults import SUSPICION_HOURS
from governance.errors import YES, Code, Verdict, no
from incidents.incidents import outstanding
from incidents.incidents.clock_rows import known_by
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Certainty, Telling

NOT_YOURS = no(
    "Your role does not report an incident here.",
    code=Code.ROLE,
    next_step="Tell the IG team at once. They write it down.",
)
NO_SERVICE = no(
    "Your role does not look after the incidents of a service.",
    code=Code.ROLE,
    next_step="Ask your manager, or the IG team.",
)
NOT_YOURS_TO_WRITE = no(
    "Your role does not change this incident.",
    code=Code.ROLE,
    next_step="Add a line to its timeline, or tell the IG team.",
)
IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Tell them, with the incident’s reference."
)
DECIDERS_ONLY = no(
    "Only the IG team, the Caldicott Guardian or the SIRO grades an incident.",
    code=Code.ROLE,
    next_step="It waits for them.",
)
NOT_YOURS_TO_DECIDE = no(
    "Only the IG team, the Caldicott Guardian or the SIRO decides this.",
    code=Code.ROLE,
    next_step="It waits for them.",
)
DPO_ONLY = no(
    "Only the Data Protection Officer does this.",
    code=Code.ROLE,
    next_step="Tell them why, with the incident’s reference.",
)
SIRO_ONLY = no(
    "Only the Senior Information Risk Owner countersigns.", code=Code.ROLE, next_step="It waits for them."
)
SAME_PERSON = no(
    "You asked for this grade to be lowered, and the one who asks never countersigns.",
    code=Code.SAME_PERSON,
    next_step="Another Senior Information Risk Owner countersigns. Until then the regulator is told.",
)
SUBJECT_IS_NAMED = no(
    "It is said already whom it is about.",
    next_step="If that is wrong, end the restriction with the reason, and restrict it anew.",
)
NOTHING_TO_COUNTERSIGN = no("Nothing waits to be countersigned.", next_step="There is nothing to do.")


def masked(user: User) -> bool:
    """Whether the user reads neither names nor what somebody wrote."""
    return sight(user, "incidents").masked


def may_see_figures(user: User) -> Verdict:
    """Whoever may see the incidents of a whole service, or of all."""
    looks_after = (Reach.SERVICE, Reach.ALL, Reach.MASKED)
    return YES if sight(user, "incidents").reach in looks_after else NO_SERVICE


def services_for(user: User) -> list[Service]:
    """Where the user may report; roles that reach every service report for any."""
    seen = sight(user, "incidents", May.CREATE)
    if reaches_all(user):
        return list(Service.objects.order_by("name", "pk"))
    found = Service.objects.filter(Q(pk__in=seen.services) | Q(teams__in=seen.teams))
    return list(found.distinct().order_by("name", "pk"))


def reaches_all(user: User) -> bool:
    """Whether the user reports for every service, and for the whole charity: the teams that work in none."""
    seen = sight(user, "incidents", May.CREATE)
    return seen.reach is Reach.ALL or user.role in (Role.DATA, Role.COMMS)


def reaches(user: User, incident: Incident, what: May) -> bool:
    """Whether the table of roles lets the user do `what` to this one. Whether they see it is asked before."""
    seen = sight(user, "incidents", what)
    if seen.reach is Reach.OWN:
        return user.pk in (incident.created_by_id, incident.reported_by_id)
    if seen.reach is Reach.SERVICE:
        return incident.service_id in seen.services
    return seen.reach is Reach.ALL


def may_report(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may create; a draft is reported by whoever may change it."""
    if incident.pk is not None:
        return may_write(user, incident, at)
    if not may(user.role, May.CREATE, "incidents"):
        return NOT_YOURS
    if incident.service is None:
        return YES if reaches_all(user) else NOT_YOURS
    return YES if incident.service in services_for(user) else NOT_YOURS


def may_draft(user: User, incident: Incident, at: datetime) -> Verdict:
    """Another register opens it, in the name of whoever caused that."""
    return YES


def may_write(user: User, incident: Incident, at: datetime) -> Verdict:
    """The service's manager and the IG team."""
    return YES if reaches(user, incident, May.EDIT) else NOT_YOURS_TO_WRITE


def may_confirm(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever reported it too: they may be the first to know."""
    if incident.certainty == Certainty.KNOWN:
        return no("It is known already that it happened.", next_step="Only the IG team amends since when.")
    return YES if user.pk == incident.reported_by_id else may_write(user, incident, at)


def may_note(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever reported it, works on it, decides on it, or is named on it."""
    if user.pk in (incident.created_by_id, incident.reported_by_id):
        return YES
    if incident.restricted and incident.named.filter(user=user, ended_at=None).exists():
        return YES
    decides = reaches(user, incident, May.DECIDE)
    return YES if decides or reaches(user, incident, May.EDIT) else NOT_YOURS_TO_WRITE


def is_ig(user: User, incident: Incident, at: datetime) -> Verdict:
    """The IG team."""
    return YES if user.role == Role.IG else IG_ONLY


def is_dpo(user: User, incident: Incident, at: datetime) -> Verdict:
    """The Data Protection Officer."""
    return YES if user.is_dpo else DPO_ONLY


def may_grade(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whom the table of roles lets decide."""
    return YES if reaches(user, incident, May.DECIDE) else DECIDERS_ONLY


def may_raise(user: User, incident: Incident, at: datetime) -> Verdict:
    """The Data Protection Officer, freely, of what the regulator is not told by its grade."""
    if not user.is_dpo:
        return DPO_ONLY
    if incident.is_reportable:
        return no("The regulator is told of it already.", next_step="Send the report.")
    if incident.certainty == Certainty.NEAR_MISS:
        return no(
            "It is said that it only nearly happened.",
            next_step="Say first that it did happen, and since when anybody here knew.",
        )
    return YES


def may_lower(user: User, incident: Incident, at: datetime) -> Verdict:
    """The Data Protection Officer, and then the Senior Information Risk Owner."""
    if not user.is_dpo:
        return DPO_ONLY
    if incident.awaits_countersignature:
        return no("It waits to be countersigned already.", next_step="Wait for it.")
    if not incident.is_reportable:
        return no(
            "The regulator is not told of it, so nothing is lowered.",
            next_step="Grade it again if it is graver or less grave than it says.",
        )
    if incident.parts:
        return no(
            "The regulator was told already, so nothing is lowered.",
            next_step="Tell the regulator in the next part of the report.",
        )
    if incident.restricted and not _somebody_countersigns(user, incident):
        return no(
            "It is restricted, and nobody who countersigns may read it.",
            next_step="Name the Senior Information Risk Owner first.",
        )
    return YES


def _somebody_countersigns(user: User, incident: Incident) -> bool:
    readers = incident.named.filter(ended_at=None, user__is_siro=True, user__is_active=True)
    return readers.exclude(user=user).exists()


def may_countersign(user: User, incident: Incident, at: datetime) -> Verdict:
    """The Senior Information Risk Owner, who is never the one who asked: E-SAME-PERSON."""
    if not incident.awaits_countersignature:
        return NOTHING_TO_COUNTERSIGN
    if user.pk == incident.lowered_by_id:
        return SAME_PERSON
    return YES if user.is_siro else SIRO_ONLY


def may_tell_regulator(user: User, incident: Incident, at: datetime) -> Verdict:
    """The IG team, of what is reportable, until the last part is sent."""
    if user.role != Role.IG:
        return IG_ONLY
    if not incident.is_reportable:
        return no(
            "By its grade the regulator is not told of it.",
            next_step="The Data Protection Officer can decide to tell it all the same.",
        )
    if incident.parts and incident.parts[-1].is_last:
        return no("The whole report is sent.", next_step="There is nothing more to send.")
    return YES


def may_leave_regulator(user: User, incident: Incident, at: datetime) -> Verdict:
    """The IG team decides not to tell of what need not be told."""
    if user.role != Role.IG:
        return IG_ONLY
    if incident.is_reportable:
        return no(
            "By its grade the regulator is told of it.",
            code=Code.REASON,
            next_step="Send the report. To lower the grade needs reasons and the Senior Information Risk Owner.",
        )
    if incident.decided_not_to_report:
        return no("That is decided already.", next_step="There is nothing to do.")
    return YES


def may_note_regulator(user: User, incident: Incident, at: datetime) -> Verdict:
    """The IG team, once something was sent."""
    if user.role != Role.IG:
        return IG_ONLY
    return YES if incident.parts else no("Nothing is sent yet.", next_step="Send the report first.")


def may_restrict(user: User, incident: Incident, at: datetime) -> Verdict:
    """The IG team, and whoever countersigns; never of one that is restricted already."""
    if incident.restricted:
        return no("It is restricted already.", next_step="Name who else may read it.")
    return YES if user.role == Role.IG or user.is_siro else IG_ONLY


def may_name(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever is named on it and decides on incidents."""
    if not incident.restricted:
        return no("Everybody whose role allows it may read it.", next_step="There is nobody to name.")
    return YES if user.role == Role.IG or user.is_siro else IG_ONLY


def may_name_subject(user: User, incident: Incident, at: datetime) -> Verdict:
    """The same, where nobody has said yet whom it is about."""
    verdict = may_name(user, incident, at)
    return SUBJECT_IS_NAMED if verdict and incident.subject_id is not None else verdict


def may_open_up(user: User, incident: Incident, at: datetime) -> Verdict:
    """The Data Protection Officer or the Senior Information Risk Owner."""
    if not incident.restricted:
        return no("It is not restricted.", next_step="There is nothing to do.")
    return YES if user.is_dpo or user.is_siro else DPO_ONLY


def may_dismiss(user: User, incident: Incident, at: datetime) -> Verdict:
    """The IG team; what was graded once only while it is a suspicion, and nothing where the regulator was told.

    A suspicion whose hours are over counts as known: what is reportable then is lowered first, by two.
    """
    if user.role != Role.IG:
        return IG_ONLY
    graded = incident.grade is not None
    if incident.parts or (graded and incident.certainty != Certainty.SUSPECTED):
        return no(
            "The regulator was told, or it is graded and it is known that it happened.",
            next_step="Decide the rest, then close it.",
        )
    if graded and incident.is_reportable and known_by(incident, at) is not None:
        return no(
            f"A suspicion counts as known after {SUSPICION_HOURS.value} hours, and by its grade the regulator is told.",
            code=Code.SAME_PERSON,
            next_step="The Data Protection Officer lowers the grade with reasons, and the Senior Information Risk "
            "Owner countersigns. Then it is dismissed.",
        )
    return YES


# --- After the grade: the people, candour, lessons, closing -----------------------------------


def may_decide_after(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whom the table of roles lets decide; who withholds is asked besides."""
    return YES if reaches(user, incident, May.DECIDE) else NOT_YOURS_TO_DECIDE


def may_reach_people(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may change it, and whoever reported it or is named on it: they may know the people best."""
    if user.pk in (incident.created_by_id, incident.reported_by_id):
        return YES
    if incident.restricted and incident.named.filter(user=user, ended_at=None).exists():
        return YES
    return may_write(user, incident, at)


def may_announce(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may change it, once that is decided."""
    if incident.telling != Telling.ANNOUNCE:
        return no(
            "It is not decided that it is announced.", next_step="Decide about telling the people first."
        )
    return may_write(user, incident, at)


def may_start_candour(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may change it or decides on it, where the duty applies and has not begun."""
    duty = outstanding.candour_of(incident)
    if duty is None or not duty.applies or duty.started_at is not None:
        return no("There is nothing to begin.", next_step="Decide first whether the duty of candour applies.")
    return may_learn(user, incident, at)


def may_step_candour(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may change it or decides on it, once the duty has begun."""
    duty = outstanding.candour_of(incident)
    if duty is None or duty.started_at is None:
        return no("The duty of candour has not begun.", next_step="Decide first whether it applies.")
    return may_learn(user, incident, at)


def may_learn(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may change it, and whoever decides on it."""
    return YES if reaches(user, incident, May.DECIDE) else may_write(user, incident, at)


def may_settle(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever does it, and whoever may change the incident."""
    owns = any(each.owner_id == user.pk and each.done_at is None for each in incident.lessons.all())
    return YES if owns else may_write(user, incident, at)


def may_close(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whom the table of roles lets decide, once nothing is missing."""
    verdict = may_decide_after(user, incident, at)
    return outstanding.may_close(outstanding.parts(incident)) if verdict else verdict


def may_tell_commissioner(user: User, incident: Incident, at: datetime) -> Verdict:
    """Whoever may change it."""
    return may_write(user, incident, at)


def may_set_terms(user: User, term: object, at: datetime) -> Verdict:
    """The IG team writes down what commissioners want."""
    return YES if user.role == Role.IG else IG_ONLY

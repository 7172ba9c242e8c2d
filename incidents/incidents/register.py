"""Incidents: what happened to personal data, against the clock, told, and learnt from (handbook section 10).

Start reading here. What other registers open, and what is asked before it is closed, are modules of their own beside.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.people.models import AccessExclusion
from governance.records.models import Record
from governance.workflow.apply import refresh_deadlines
from governance.workflow.card import Card
from governance.workflow.register import Register, Verb, enter
from incidents.incidents import permissions
from incidents.incidents.beside import BESIDE
from incidents.incidents.deadlines import dues
from incidents.incidents.holding import BY_HAND, held
from incidents.incidents.models import Incident, Term
from incidents.incidents.states import MACHINE, OVER

HAPPENED = {
    "draft": "Opened by another record",
    "report": "Reported",
    "confirm": "It is known that it happened",
    "edit": "More was written down",
    "amend_aware": "Since when it was known was amended",
    "grade": "Graded",
    "ungrade": "To be graded anew, since it did happen",
    "raise_grade": "The regulator is told all the same",
    "lower": "To be lowered: waits for the Senior Information Risk Owner",
    "countersign": "Countersigned: it is lowered",
    "keep_grade": "Not countersigned: the grade stays",
    "tell_regulator": "The regulator was told",
    "leave_regulator": "It was decided not to tell the regulator",
    "note_regulator": "The regulator gave its reference",
    "tell_commissioner": "A commissioner was told",
    "affect": "Somebody whom it is about was added",
    "unaffect": "Somebody was taken out again",
    "decide_telling": "It was decided what becomes of the people",
    "withhold": "It was decided not to tell one of them",
    "tell_after_all": "It was decided to tell one of them after all",
    "announce": "It was announced",
    "contact": "Somebody was told, or could not be reached",
    "write_letter": "A letter was written",
    "decide_candour": "It was decided whether the duty of candour applies",
    "start_candour": "The duty of candour began",
    "candour_step": "A step of the duty of candour was done",
    "add_lesson": "A lesson was written down",
    "change_lesson": "A lesson was changed",
    "settle_lesson": "What was agreed is done",
    "no_lessons": "It was decided that there is nothing to learn",
    "note": "A line was added to the timeline",
    "restrict": "Restricted to those who are named",
    "name_subject": "It was said whom it is about",
    "name": "Somebody more may read it",
    "unname": "Somebody may not read it any more",
    "open_up": "Not restricted any more",
    "close": "Closed",
    "dismiss": "Found to be no incident",
    "reopen": "Opened again",
    "refused": "Not accepted",
}


def knowing(incident: Incident) -> list[int]:
    """The workers who know somebody personally whom it is about, by their ids."""
    known = AccessExclusion.objects.in_force().filter(
        person__affected_by__incident=incident.pk, person__affected_by__removed_at=None
    )
    return list(known.order_by("worker_id").values_list("worker_id", flat=True).distinct())


def _blocked(user: User, reference: str, at: datetime) -> bool:
    incident = Incident.objects.filter(reference=reference).first()
    return incident is not None and user.pk in knowing(incident)


def _desk(incident: Incident) -> Desk:
    """The service's; never that of anybody who knows somebody in it, or of whom it is about."""
    kept_out = {*knowing(incident), incident.subject_id} - {None}
    return Desk(service_id=incident.service_id, excluded=tuple(sorted(each for each in kept_out if each)))


def readers(incident: Incident, users: Iterable[User | None], at: datetime) -> set[User]:
    """Those of these users who may see it."""
    meant = {each for each in users if each is not None}
    return {each for each in meant if INCIDENTS.visible(each, at).filter(pk=incident.pk).exists()}


def tell(users: Iterable[User | None], kind: str, incident: Incident, at: datetime) -> None:
    """A message about this step to each of them who may see the incident; `about` says its words."""
    notify(
        readers(incident, users, at),
        kind,
        register=INCIDENTS.name,
        reference=incident.reference,
        at=at,
        occasion=str(incident.version),
    )


def those_who_run_it(incident: Incident) -> list[User]:
    """The IG team; of a restricted one those who are named."""
    if incident.restricted:
        return [each.user for each in incident.named.filter(ended_at=None).select_related("user")]
    return list(User.objects.filter(role=Role.IG, is_active=True))


def _exclusion_changed(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due leaves the desk of whoever knows somebody whom it is about, and comes back to it."""
    theirs = Incident.objects.filter(affected__person=cast(AccessExclusion, exclusion).person_id)
    for incident in theirs.exclude(state__in=OVER).distinct().order_by("id"):
        refresh_deadlines(INCIDENTS, incident, at=at)


def kept_from(user: User, at: datetime) -> QuerySet[Any]:
    """The references of restricted incidents that the user may not know of."""
    seen = Incident.objects.visible_to(user, at).values("pk")
    return Incident.objects.filter(restricted=True).exclude(pk__in=seen).values("reference")


# What other modules of this register add to the page of an incident, in the order in which they are loaded.
PANELS: list[Callable[[User, Incident, datetime], Card | None]] = []


INCIDENTS = enter(
    Register(
        name="incidents",
        prefix="INC",
        model=Incident,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Open a draft", permissions.may_draft),
            "report": Verb("report", "Report it", permissions.may_report),
            "confirm": Verb("confirm", "It did happen", permissions.may_confirm),
            "edit": Verb("edit", "Write down more", permissions.may_write),
            "amend_aware": Verb("amend_aware", "Amend since when we knew", permissions.is_ig),
            "grade": Verb("grade", "Grade it", permissions.may_grade),
            "raise_grade": Verb("raise_grade", "Tell the regulator all the same", permissions.may_raise),
            "lower": Verb("lower", "Lower the grade", permissions.may_lower),
            "countersign": Verb("countersign", "Countersign", permissions.may_countersign),
            "keep_grade": Verb("keep_grade", "Keep the grade", permissions.may_countersign),
            "tell_regulator": Verb("tell_regulator", "Tell the regulator", permissions.may_tell_regulator),
            "leave_regulator": Verb(
                "leave_regulator", "Do not tell the regulator", permissions.may_leave_regulator
            ),
            "note_regulator": Verb(
                "note_regulator", "Note the regulator’s reference", permissions.may_note_regulator
            ),
            "tell_commissioner": Verb(
                "tell_commissioner", "A commissioner is told", permissions.may_tell_commissioner
            ),
            "affect": Verb("affect", "Add somebody whom it is about", permissions.may_write),
            "unaffect": Verb("unaffect", "Take somebody out", permissions.may_write),
            "note": Verb("note", "Add to the timeline", permissions.may_note),
            "restrict": Verb("restrict", "Restrict it: it is about a colleague", permissions.may_restrict),
            "name_subject": Verb("name_subject", "Say whom it is about", permissions.may_name_subject),
            "name": Verb("name", "Name who may read it", permissions.may_name),
            "unname": Verb("unname", "Somebody need not read it any more", permissions.may_name),
            "open_up": Verb("open_up", "End the restriction", permissions.may_open_up),
            "decide_telling": Verb(
                "decide_telling", "Decide about telling the people", permissions.may_decide_after
            ),
            "contact": Verb("contact", "Write down whom you told", permissions.may_reach_people),
            "write_letter": Verb("write_letter", "Write a letter", permissions.may_reach_people),
            "withhold": Verb("withhold", "Do not tell one of them", permissions.is_dpo),
            "tell_after_all": Verb("tell_after_all", "Tell one of them after all", permissions.is_dpo),
            "announce": Verb("announce", "It was announced", permissions.may_announce),
            "decide_candour": Verb(
                "decide_candour", "Decide about the duty of candour", permissions.may_decide_after
            ),
            "start_candour": Verb(
                "start_candour", "The professional’s opinion", permissions.may_start_candour
            ),
            "candour_step": Verb("candour_step", "A step of candour is done", permissions.may_step_candour),
            "add_lesson": Verb("add_lesson", "Add a lesson", permissions.may_learn),
            "change_lesson": Verb("change_lesson", "Change a lesson", permissions.may_learn),
            "settle_lesson": Verb("settle_lesson", "A lesson is done", permissions.may_settle),
            "no_lessons": Verb("no_lessons", "There is nothing to learn", permissions.may_learn),
            "close": Verb("close", "Close it", permissions.may_close),
            "dismiss": Verb("dismiss", "It is no incident", permissions.may_dismiss),
            "reopen": Verb("reopen", "Open it again", permissions.is_ig),
        },
        visible=lambda user, at: Incident.objects.visible_to(user, at),
        dues=dues,
        desk=_desk,
        service_id=lambda incident: incident.service_id,
        blocked=_blocked,
        kept_from=kept_from,
        happened=HAPPENED,
        related=("service", "reported_by", "subject", "candour"),
        held=held,
        held_by_hand=BY_HAND,
        beside=BESIDE,
        reactions={
            ("exclusions", "report"): _exclusion_changed,
            ("exclusions", "end"): _exclusion_changed,
        },
    )
)

TERMS = enter(
    Register(
        name="incident_terms",
        prefix="TRM",
        model=Term,
        verbs={
            "set": Verb("set", "Set a term", permissions.may_set_terms),
            "end": Verb("end", "End a term", permissions.may_set_terms),
        },
        visible=lambda user, at: (
            Term.objects.all() if permissions.may_set_terms(user, None, at) else Term.objects.none()
        ),
        service_id=lambda term: term.service_id,
        happened={"set": "Set", "end": "Ended"},
        reference_digits=4,
        related=("service",),
    )
)

for kind, words in (
    ("incident_reported", "An incident was reported"),
    ("incident_drafted", "Something that may be an incident"),
    ("incident_more", "Something more happened with what an incident is about"),
    ("incident_confirmed", "An incident is known to have happened"),
    ("incident_graded", "An incident was graded"),
    ("incident_to_countersign", "An incident whose grade is to be lowered: agree, or not"),
    ("incident_countersigned", "The grade of an incident was decided"),
    ("incident_regulator_told", "The regulator was told of an incident"),
    ("incident_named", "An incident that you may read"),
    ("incident_dismissed", "What you reported was found to be no incident"),
    ("incident_reopened", "An incident was opened again"),
    ("incident_lesson", "After an incident there is something for you to do"),
    ("incident_closed", "An incident was closed"),
):
    # With these the hours begin to count.
    about(kind, words, urgent=kind in ("incident_reported", "incident_drafted", "incident_confirmed"))

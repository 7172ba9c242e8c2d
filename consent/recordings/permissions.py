"""Who may do what with recordings and devices (handbook sections 9 and 12). Nobody bypasses the second person."""

from datetime import datetime

from django.db.models import Q, QuerySet

from consent.recordings import rules
from consent.recordings.models import Device, Recording
from consent.recordings.readiness import unanswered
from consent.recordings.states import KEPT
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach, Role, may
from governance.errors import YES, Code, Verdict, no
from governance.people.models import AccessExclusion, Case

NOT_YOURS = no(
    "Your role does not do this with this recording.",
    code=Code.ROLE,
    next_step="Ask the one who records it, or the service’s manager.",
)
NOT_YOUR_SERVICE = no(
    "Your role does not plan a recording here.",
    code=Code.ROLE,
    next_step="Ask somebody who works in the service, or its manager.",
)
IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Tell them why, and the recording’s reference."
)
DPO_ONLY = no(
    "Only the Data Protection Officer keeps a recording longer.",
    code=Code.ROLE,
    next_step="Tell them why it is still needed.",
)
HELD = no(
    "It is held, so it must not be deleted now.",
    next_step="The IG team releases the hold when it is over.",
)
DELETED_ALREADY = no(
    "Its deletion is written down already.",
    next_step="Somebody else looks that it is gone, and confirms it.",
)
NOT_TO_PLAY = no(
    "You may read what is written here, and not play the recording.",
    code=Code.ROLE,
    next_step="Only the one who looks after it, the manager, the IG team, the Caldicott Guardian and the SIRO play it.",
)
SEALED = no(
    "It must go, so nobody plays it any more.",
    code=Code.CONSENT,
    next_step="Delete it by the day that stands on its page.",
)
NOT_YOUR_DEVICE = no(
    "Only the one who has this device, the service’s manager or the IG team does this.",
    code=Code.ROLE,
    next_step="Ask them. Who has it stands on its page.",
)


NOT_ANSWERED = no(
    "The yes of somebody in it has ended, so nobody plays it until they answer.",
    code=Code.CONSENT,
    next_step="Ask them on its page, or delete it.",
)


def knowing(recording: Recording) -> list[int]:
    """The workers who know somebody in it personally, by their ids."""
    known = AccessExclusion.objects.in_force().filter(person__recordings__recording=recording.pk)
    return list(known.order_by("worker_id").values_list("worker_id", flat=True).distinct())


def could_lead(recording: Recording) -> "QuerySet[User]":
    """The others to whom it can be handed: who work in the service, in a role that has to do with recordings, and know
    nobody in it personally."""
    theirs = [role for role in Role if may(role, May.EDIT, "recordings")]
    here = User.objects.filter(memberships__service=recording.service_id, is_active=True, role__in=theirs)
    return here.exclude(pk__in=[recording.lead_id, *knowing(recording)]).distinct()


def masked(user: User) -> bool:
    """Whether the user reads only what is no text about anybody (section 12: metadata)."""
    return sight(user, "recordings").masked


def services_for(user: User) -> list[Service]:
    """Where the user may plan recordings."""
    seen = sight(user, "recordings", May.CREATE)
    found = Service.objects.filter(Q(pk__in=seen.services) | Q(teams__in=seen.teams))
    return list(found.distinct().order_by("name", "pk"))


def cases_for(user: User, service: Service, at: datetime) -> list[Case]:
    """The open cases of a service of those whom the user may add to a recording."""
    cases = Case.objects.visible_to(user, at, register="recordings", what=May.EDIT)
    return list(
        cases.filter(service=service, closed_on=None).select_related("person").order_by("person__name")
    )


def may_plan(user: User, recording: Recording, at: datetime) -> Verdict:
    """Whoever works in the service, or manages it."""
    return YES if recording.service in services_for(user) else NOT_YOUR_SERVICE


def may_work(user: User, recording: Recording, at: datetime) -> Verdict:
    """The one who records it or planned it, the service's manager, and the IG team."""
    seen = sight(user, "recordings", May.EDIT)
    if seen.reach is Reach.OWN:
        return YES if user.pk in (recording.lead_id, recording.created_by_id) else NOT_YOURS
    return YES if recording.service_id in seen.services else NOT_YOURS


def may_hand_on(user: User, recording: Recording, at: datetime) -> Verdict:
    """As `may_work`, while there is anything left to do."""
    return may_work(user, recording, at) and _not_deleted(recording)


def may_report_wrong(user: User, recording: Recording, at: datetime) -> Verdict:
    """Whoever works in the service may say it of a recording that nobody planned; else as `may_work`."""
    if recording.pk is None and may(user.role, May.CREATE, "recordings"):
        return may_plan(user, recording, at)
    return may_work(user, recording, at)


def may_answer(user: User, recording: Recording, at: datetime) -> Verdict:
    """A colleague, for themselves alone."""
    if recording.participants.filter(staff=user).exists():
        return YES
    return no(
        "Only a colleague who takes part says yes or no here, and only for themselves.",
        code=Code.ROLE,
        next_step="Ask the others for their consent in the usual way.",
    )


def may_hold(user: User, recording: Recording, at: datetime) -> Verdict:
    if user.role != Role.IG:
        return IG_ONLY
    if recording.deleted_at is not None:
        return DELETED_ALREADY
    return no("It is held already.", next_step="Look at the hold again.") if recording.is_held else YES


def may_look_at_hold(user: User, recording: Recording, at: datetime) -> Verdict:
    if user.role != Role.IG:
        return IG_ONLY
    return YES if recording.is_held else no("It is not held.", next_step="There is nothing to do.")


def may_lengthen(user: User, recording: Recording, at: datetime) -> Verdict:
    if not user.is_dpo:
        return DPO_ONLY
    return SEALED if recording.is_sealed else _not_deleted(recording)


def may_shorten(user: User, recording: Recording, at: datetime) -> Verdict:
    if recording.is_held:
        return HELD
    return SEALED if recording.is_sealed else may_work(user, recording, at) and _not_deleted(recording)


def may_keep(user: User, recording: Recording, at: datetime) -> Verdict:
    """Whoever works on it puts its file here, unless it must go."""
    if recording.is_sealed:
        return SEALED
    return may_work(user, recording, at) and _not_deleted(recording)


def may_delete(user: User, recording: Recording, at: datetime) -> Verdict:
    """Whoever works on it, unless it is held."""
    if recording.is_held:
        return HELD
    return may_work(user, recording, at) and _not_deleted(recording)


def may_confirm(user: User, recording: Recording, at: datetime) -> Verdict:
    """Anybody of the service, or the IG team, but never the one who deleted it: E-SAME-PERSON."""
    if recording.deleted_at is None:
        return no("Nobody has written down yet that it was deleted.", next_step="First delete it.")
    allowed = rules.may_confirm(user.pk, deleter=recording.deleted_by_id)
    if not allowed:
        return allowed
    seen = sight(user, "recordings", May.EDIT)
    here = recording.service_id in seen.services or recording.service.teams.filter(pk__in=seen.teams).exists()
    return YES if here else NOT_YOURS


def may_note_incident(user: User, recording: Recording, at: datetime) -> Verdict:
    if user.role != Role.IG:
        return IG_ONLY
    if not recording.wrong:
        return no("It was made as it should be.", next_step="There is no incident to note.")
    return YES


def may_play(user: User, recording: Recording, at: datetime) -> Verdict:
    """The one who looks after it, the manager, and who oversees with names. What must go, or waits for an answer, is
    for nobody: while it is held, for the IG team alone."""
    if recording.state not in KEPT or recording.deleted_at is not None:
        return no("There is nothing left to play.", next_step="What is known of it stands on its page.")
    if recording.is_sealed or unanswered(recording, at):
        for_ig = recording.is_held and user.role == Role.IG
        return YES if for_ig else SEALED if recording.is_sealed else NOT_ANSWERED
    seen = sight(user, "recordings")
    if seen.masked or seen.reach is Reach.NONE:
        return NOT_TO_PLAY
    if seen.reach is Reach.OWN:
        return YES if user.pk == recording.lead_id else NOT_TO_PLAY
    return YES if recording.service_id in seen.services else NOT_TO_PLAY


def _not_deleted(recording: Recording) -> Verdict:
    return YES if recording.deleted_at is None else DELETED_ALREADY


# --- Devices ------------------------------------------------------------------------------


def services_that_enter(user: User) -> list[Service]:
    """The services for which the user enters devices."""
    return list(
        Service.objects.filter(pk__in=sight(user, "recordings", May.DECIDE).services).order_by("name")
    )


def may_enter(user: User, device: Device, at: datetime) -> Verdict:
    """Managers in their services, and the IG team."""
    seen = sight(user, "recordings", May.DECIDE)
    if device.service_id in seen.services:
        return YES
    return no(
        "Only the service’s manager or the IG team enters a device.",
        code=Code.ROLE,
        next_step="Ask them to enter it.",
    )


def may_handle(user: User, device: Device, at: datetime) -> Verdict:
    """Whoever has it, the service's manager, and the IG team."""
    return YES if user.pk == device.holder_id else _answers_for(user, device)


def may_hand_over(user: User, device: Device, at: datetime) -> Verdict:
    """Whoever has it; out of the store anybody who works in the service takes it."""
    if device.holder_id is None and device.service in services_for(user):
        return YES
    return may_handle(user, device, at)


def may_lose(user: User, device: Device, at: datetime) -> Verdict:
    """Anybody of the service: whoever notices it says so at once."""
    seen = sight(user, "recordings", May.EDIT)
    return (
        YES if device.service in services_for(user) or device.service_id in seen.services else NOT_YOUR_DEVICE
    )


def may_retire(user: User, device: Device, at: datetime) -> Verdict:
    return _answers_for(user, device)


def _answers_for(user: User, device: Device) -> Verdict:
    return YES if device.service_id in sight(user, "recordings", May.DECIDE).services else NOT_YOUR_DEVICE

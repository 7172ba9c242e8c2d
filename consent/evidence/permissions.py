"""Who may keep evidence, look at its copy, and open the original (handbook section 12)."""

from datetime import datetime

from consent.evidence.models import Evidence
from consent.evidence.states import State
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role
from governance.attachments.permissions import IG_ONLY, NAMES_HIDDEN, copy_is_there
from governance.errors import YES, Code, Verdict, no
from governance.people.models import Case
from governance.people.permissions import NOT_YOURS
from governance.workflow.register import dependants

TAKEN_AWAY = no(
    "It was taken away, and its file is deleted.", next_step="Read on its page who did it, and why."
)


def may_keep(user: User, evidence: Evidence, at: datetime) -> Verdict:
    """Those who record what the person says, in this service."""
    cases = Case.objects.visible_to(user, at, register=evidence.seen_under, what=May.CREATE)
    return YES if cases.filter(pk=evidence.case_id).exists() else NOT_YOURS


def may_download(user: User, evidence: Evidence, at: datetime) -> Verdict:
    """The safe copy: whoever sees the person's consents whole, with the names."""
    if not Evidence.objects.visible_to(user, at).filter(pk=evidence.pk).exists():
        return NOT_YOURS
    if sight(user, evidence.seen_under).masked:
        return NAMES_HIDDEN
    return TAKEN_AWAY if evidence.state == State.DISCARDED else copy_is_there(evidence)


def may_open_original(user: User, evidence: Evidence, at: datetime) -> Verdict:
    """The file as it came, which may be harmful: the IG team, who must say why."""
    seen = Evidence.objects.visible_to(user, at).filter(pk=evidence.pk).exists()
    if user.role != Role.IG or not seen:
        return IG_ONLY
    if evidence.state == State.DISCARDED:
        return TAKEN_AWAY
    if evidence.original_file:
        return YES
    return no(
        "There is no file: the name was typed.", next_step="Look at the name on the page of the evidence."
    )


def may_discard(user: User, evidence: Evidence, at: datetime) -> Verdict:
    """Whoever uploaded it; a manager of the service, the IG team, or of publicity communications. While no answer
    was ever recorded with it."""
    if not Evidence.objects.visible_to(user, at, what=May.EDIT).filter(pk=evidence.pk).exists():
        return NOT_YOURS
    if user.role == Role.FRONTLINE and evidence.created_by_id != user.pk:
        return no(
            "Only who uploaded it, or a manager of the service, can take it away.",
            code=Code.ROLE,
            next_step="Tell them why it should go.",
        )
    if proves := dependants(evidence):
        return no(
            f"An answer was recorded with it: {', '.join(each.reference for each in proves)}.",
            next_step="If it is the wrong paper, tell a manager of the service: that answer may not be valid.",
        )
    return YES

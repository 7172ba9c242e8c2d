"""Who may keep evidence, look at its copy, and open the original (handbook section 12)."""

from datetime import datetime

from consent.evidence.models import Evidence
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role
from governance.attachments.permissions import IG_ONLY, NAMES_HIDDEN, copy_is_there
from governance.errors import YES, Verdict, no
from governance.people.models import Case
from governance.people.permissions import NOT_YOURS


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
    return copy_is_there(evidence)


def may_open_original(user: User, evidence: Evidence, at: datetime) -> Verdict:
    """The file as it came, which may be harmful: the IG team, who must say why."""
    seen = Evidence.objects.visible_to(user, at).filter(pk=evidence.pk).exists()
    if user.role != Role.IG or not seen:
        return IG_ONLY
    if evidence.original_file:
        return YES
    return no(
        "There is no file: the name was typed.", next_step="Look at the name on the page of the evidence."
    )

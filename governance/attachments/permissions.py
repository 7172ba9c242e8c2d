"""Who may look at a file's copy, and open it as it came (handbook section 12). Who sees the record sees its files."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import TABLE, Role
from governance.attachments.models import Attachment, CheckedFile
from governance.attachments.querysets import seen_records
from governance.attachments.states import State
from governance.errors import YES, Code, Verdict, no
from governance.workflow.register import REGISTERS

NOT_THERE = no("There is no such file, or it is not for you.", next_step="Go back to the record.")
NAMES_HIDDEN = no(
    "You see records with the names hidden, and this file may show a name.",
    code=Code.ROLE,
    next_step="Ask the IG team to look at it for you.",
)
IG_ONLY = no(
    "Only the IG team can open the file as it came, because it can be harmful.",
    code=Code.ROLE,
    next_step="Use the safe copy, or ask the IG team.",
)


def may_keep(user: User, attachment: Attachment, at: datetime) -> Verdict:
    """Whoever takes the step of the record's own register, which has asked its own verdict."""
    return YES


def may_download(user: User, attachment: Attachment, at: datetime) -> Verdict:
    """The safe copy: whoever sees the record with its names."""
    if not _seen(user, attachment, at):
        return NOT_THERE
    rows = {attachment.register} & TABLE.keys() | ({"people"} if attachment.person_id else set())
    if any(sight(user, row).masked for row in rows):
        return NAMES_HIDDEN
    return copy_is_there(attachment)


def may_open_original(user: User, attachment: Attachment, at: datetime) -> Verdict:
    """The file as it came, which may be harmful: the IG team, who must say why."""
    return YES if user.role == Role.IG and _seen(user, attachment, at) else IG_ONLY


def copy_is_there(file: CheckedFile) -> Verdict:
    """Whether there is a safe copy, and if not, why."""
    if file.state == State.WAITING:
        return no("The file is still being checked.", next_step="Come back in a minute.")
    return YES if file.has_copy else no("There is no file to look at.", next_step=file.refusal)


def _seen(user: User, attachment: Attachment, at: datetime) -> bool:
    records = seen_records(REGISTERS[attachment.register], user, at)
    return records.filter(reference=attachment.record_reference).exists()

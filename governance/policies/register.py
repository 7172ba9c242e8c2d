"""Policies: the versions of each, who writes and approves them, and what falls due."""

from governance.deadlines.writing import Desk
from governance.policies import deadlines, permissions, waits
from governance.policies.models import PolicyVersion
from governance.policies.querysets import VersionQuerySet
from governance.policies.states import MACHINE, State
from governance.records.searching import alike
from governance.workflow.naming import Naming
from governance.workflow.register import Register, Verb, enter


def _newest(found: VersionQuerySet) -> VersionQuerySet:
    """Without what was replaced: whoever looks for a policy means the one that holds, or the one to come."""
    return found.exclude(state=State.SUPERSEDED)


VERSIONS = enter(
    Register(
        name="policies",
        prefix="POL",
        model=PolicyVersion,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Bring in a policy", permissions.may_write),
            "edit": Verb("edit", "Replace the text", permissions.may_write),
            "submit": Verb("submit", "Send to the IG team", permissions.may_submit),
            "endorse": Verb("endorse", "Pass to the sponsor", permissions.may_endorse),
            "send_back": Verb("send_back", "Send back", permissions.may_send_back),
            "publish": Verb("publish", "Publish", permissions.may_publish),
            "schedule": Verb("schedule", "Publish on a later day", permissions.may_publish),
            "unschedule": Verb("unschedule", "Take back the day", permissions.may_unschedule),
            "appoint": Verb("appoint", "Name the sponsor", permissions.may_appoint),
        },
        # Without the text, which is long and which one page needs.
        visible=lambda user, at: (
            PolicyVersion.objects.visible_to(user).select_related("policy", "sponsor").defer("text")
        ),
        dues=deadlines.dues,
        desk=lambda version: Desk(worker_id=version.sponsor_id, excluded=tuple(waits.not_for(version))),
        reference_digits=4,
        naming=Naming(
            like=lambda found, text: _newest(found).filter(title__icontains=text).order_by("title", "pk"),
            nearly=lambda found, text: alike(_newest(found), text, "title"),
            called=lambda version: version.title,
        ),
    )
)

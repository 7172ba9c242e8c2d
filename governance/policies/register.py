"""Policies: the versions of each, who writes and approves them, and what falls due."""

from governance.deadlines.writing import Desk
from governance.policies import deadlines, permissions
from governance.policies.models import PolicyVersion
from governance.policies.states import MACHINE
from governance.workflow.register import Register, Verb, enter

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
            "appoint": Verb("appoint", "Name the sponsor", permissions.may_appoint),
        },
        visible=lambda user, at: PolicyVersion.objects.visible_to(user).select_related("policy", "sponsor"),
        dues=deadlines.dues,
        desk=lambda version: Desk(worker_id=version.sponsor_id),
        reference_digits=4,
    )
)

"""Resources: what there is, who writes it, what falls due, and how policies lead to it."""

from django.db import connection

from governance.deadlines.writing import Desk
from governance.resources import deadlines, permissions
from governance.resources.models import Resource
from governance.resources.states import MACHINE
from governance.workflow.naming import by_field
from governance.workflow.register import Register, Verb, enter


def take_turns(resource: Resource) -> None:
    """Wait for whoever else writes a resource: two of the same title get two addresses, and one form adds one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('resources.resource'))")


RESOURCES = enter(
    Register(
        name="resources",
        prefix="RES",
        model=Resource,
        machine=MACHINE,
        verbs={
            "add": Verb("add", "Add a resource", permissions.may_add),
            "edit": Verb("edit", "Change it", permissions.may_edit),
            "review": Verb("review", "It still holds", permissions.may_decide),
            "withdraw": Verb("withdraw", "Withdraw it", permissions.may_decide),
            "give_back": Verb("give_back", "Give it back", permissions.may_decide),
        },
        visible=lambda user, at: Resource.objects.select_related("policy", "owner"),
        dues=deadlines.dues,
        desk=lambda resource: Desk(worker_id=resource.owner_id),
        take_turns=take_turns,
        naming=by_field("title"),
    )
)

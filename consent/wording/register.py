"""Consent wording: the scripts and forms that are read out or shown when consent is asked."""

from django.db import connection

from consent.wording import permissions
from consent.wording.models import WordingVersion
from consent.wording.states import MACHINE
from governance.workflow.register import Register, Verb, enter

# Its pages are at /wording/, which is shorter than the register's name in the table of roles.
ADDRESS = "wording"


def take_turns(version: WordingVersion) -> None:
    """Wait for whoever else works on this wording. Its row cannot be locked: nobody may change it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('wording.wording'), %s)", [version.wording_id])


VERSIONS = enter(
    Register(
        name="consent_wording",
        prefix="WOR",
        model=WordingVersion,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Write a text", permissions.may_write),
            "edit": Verb("edit", "Change the text", permissions.may_write),
            "submit": Verb("submit", "Send for approval", permissions.may_write),
            "approve": Verb("approve", "Approve", permissions.may_approve),
            "send_back": Verb("send_back", "Send back", permissions.may_decide),
            "retire": Verb("retire", "Take out of use", permissions.may_decide),
        },
        visible=lambda user, at: WordingVersion.objects.visible_to(user).select_related("wording"),
        take_turns=take_turns,
        related=("wording",),
        pages=ADDRESS,
    )
)

"""Privacy notices and leaflets: the versions of each, who writes and publishes them, and what falls due."""

from django.db import connection

from governance.deadlines.writing import Desk
from governance.notifications.words import about
from governance.privacy_notices import deadlines, permissions, waits
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.states import MACHINE
from governance.workflow.naming import by_field
from governance.workflow.register import Register, Verb, enter


def take_turns(version: NoticeVersion) -> None:
    """Wait for whoever else works on this notice. Its row cannot be locked: nobody may change it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('privacy_notices.notice'), %s)", [version.notice_id]
        )


VERSIONS = enter(
    Register(
        name="privacy_notices",
        prefix="PRN",
        model=NoticeVersion,
        machine=MACHINE,
        verbs={
            "draft": Verb("draft", "Write a text", permissions.may_write),
            "edit": Verb("edit", "Change the text", permissions.may_write),
            "add_sharing": Verb("add_sharing", "Add what is shared", permissions.may_write),
            "remove_sharing": Verb("remove_sharing", "Take out what is shared", permissions.may_write),
            "submit": Verb("submit", "Send to the IG team", permissions.may_write),
            "publish": Verb("publish", "Publish", permissions.may_publish),
            "send_back": Verb("send_back", "Send back", permissions.may_decide),
        },
        visible=lambda user, at: NoticeVersion.objects.visible_to(user).select_related("notice__service"),
        dues=deadlines.dues,
        desk=lambda version: Desk(
            service_id=version.notice.service_id, excluded=tuple(waits.not_for(version))
        ),
        take_turns=take_turns,
        service_id=lambda version: version.notice.service_id,
        related=("notice__service",),
        naming=by_field("title"),
        reference_digits=4,
    )
)

about("privacy_notice_to_read", "A privacy notice to read and publish")
about("privacy_notice_sent_back", "A privacy notice was sent back")
about("privacy_notice_published", "A privacy notice is published")

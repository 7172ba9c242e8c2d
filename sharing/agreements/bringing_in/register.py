"""Older logs that are brought in: read by a worker, looked at by the IG team, and loaded row by row."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.workflow.register import Register, Verb, enter
from sharing.agreements.bringing_in.models import LogImport
from sharing.agreements.bringing_in.permissions import may_bring_in
from sharing.agreements.bringing_in.states import MACHINE

ADDRESS = "agreements/imports"


def _visible(user: User, at: datetime) -> Any:
    logs = LogImport.objects.all()
    return logs if may_bring_in(user, None, at) else logs.none()


LOG_IMPORTS = enter(
    Register(
        name="log_imports",
        prefix="IMP",
        model=LogImport,
        machine=MACHINE,
        verbs={
            "upload": Verb("upload", "Bring in an older log", may_bring_in),
            "choose": Verb("choose", "Choose another sheet or row of names", may_bring_in),
            "map": Verb("map", "Say what each column holds", may_bring_in),
            "decide": Verb("decide", "Say who each partner is", may_bring_in),
            "correct": Verb("correct", "Put a row right", may_bring_in),
            "load": Verb("load", "Bring it in", may_bring_in),
        },
        visible=_visible,
        happened={
            "upload": "A file was chosen",
            "read": "The file was read",
            "refuse": "The file cannot be read",
            "choose": "Another sheet or row of names was chosen",
            "map": "What each column holds was said",
            "decide": "Who the partners are was said",
            "correct": "A row was put right",
            "load": "Sent to be brought in",
            "finish": "Brought in",
        },
        pages=ADDRESS,
    )
)

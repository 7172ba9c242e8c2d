"""Organisations: whom we share with, whom to ask there, how sure we are of them, and how to send to them safely."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.organisations import permissions
from governance.organisations.deadlines import dues
from governance.organisations.models import Organisation
from governance.organisations.querysets import OrganisationQuerySet
from governance.records.searching import alike
from governance.workflow.naming import Naming
from governance.workflow.register import Register, Verb, enter

HAPPENED = {
    "create": "Added",
    "edit": "Details changed",
    "add_contact": "Contact added",
    "change_contact": "Contact changed",
    "add_assurance": "Security assurance added",
    "change_assurance": "Security assurance changed",
    "add_route": "Safe way to send added",
    "change_route": "Safe way to send changed",
    "merge": "Merged into another record",
    "take_over": "Another record was merged into this one",
    "follow": "The record it was merged into was merged too",
    "move": "Records that named it were moved to the one that remains",
}


def _visible(user: User, at: datetime) -> OrganisationQuerySet:
    allowed = may(user.role, May.VIEW, "organisations")
    return Organisation.objects.all() if allowed else Organisation.objects.none()


ORGANISATIONS = enter(
    Register(
        name="organisations",
        prefix="ORG",
        model=Organisation,
        # `take_over`, `follow` and `move` follow from a merge: nobody presses them.
        verbs={
            "create": Verb("create", "Add an organisation", permissions.may_create),
            "edit": Verb("edit", "Change details", permissions.may_edit),
            "add_contact": Verb("add_contact", "Add a contact", permissions.may_edit),
            "change_contact": Verb("change_contact", "Change", permissions.may_edit),
            "add_assurance": Verb("add_assurance", "Add an assurance", permissions.may_edit),
            "change_assurance": Verb("change_assurance", "Change", permissions.may_edit),
            "add_route": Verb("add_route", "Add a safe way to send", permissions.may_edit),
            "change_route": Verb("change_route", "Change", permissions.may_edit),
            "merge": Verb("merge", "This is a duplicate", permissions.may_merge),
        },
        visible=_visible,
        dues=dues,
        happened=HAPPENED,
        naming=Naming(
            like=lambda found, text: found.named_like(text).order_by("name", "pk"),
            nearly=lambda found, text: alike(found.remaining(), text, "name"),
            called=lambda organisation: organisation.name,
        ),
    )
)

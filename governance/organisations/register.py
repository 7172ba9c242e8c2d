"""Organisations: whom we share with, and how to reach them safely."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.organisations import permissions
from governance.organisations.models import Organisation
from governance.organisations.querysets import OrganisationQuerySet
from governance.workflow.register import Register, Verb, enter


def _visible(user: User, at: datetime) -> OrganisationQuerySet:
    allowed = may(user.role, May.VIEW, "organisations")
    return Organisation.objects.all() if allowed else Organisation.objects.none()


ORGANISATIONS = enter(
    Register(
        name="organisations",
        prefix="ORG",
        model=Organisation,
        verbs={
            "create": Verb("create", "Add an organisation", permissions.may_create),
            "edit": Verb("edit", "Change details", permissions.may_edit),
        },
        visible=_visible,
    )
)

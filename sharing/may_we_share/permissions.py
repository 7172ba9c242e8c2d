"""Who may ask "may we share?", about what (handbook section 12)."""

from consent.consents.card import hides
from consent.consents.permissions import status_only
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Role, may


def may_ask(user: User) -> bool:
    """Whoever reads what people said: not those who see a state only, or no names."""
    return bool(may(user.role, May.VIEW, "consents")) and not status_only(user) and not hides(user)


def may_look_back(user: User) -> bool:
    """Whether a past moment can be asked about: by managers, the IG team and the guardians."""
    return user.role in (Role.MANAGER, Role.IG, Role.GUARDIAN)


def services_of(user: User) -> dict[int, Service]:
    """The services for whose groups the user may ask."""
    seen = sight(user, "consents").services if may_ask(user) else frozenset()
    return {service.pk: service for service in Service.objects.filter(pk__in=seen).order_by("name")}

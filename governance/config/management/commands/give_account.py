from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse

from governance.accounts import access
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.ledger.writing import record
from governance.records.actor import SHAREWELL, acting_as

# The switch, and the fact about the account that it sets.
HATS = {"dpo": "is_dpo", "caldicott": "is_caldicott", "siro": "is_siro", "doctor": "is_doctor"}
SWITCHES = {**HATS, "active": "is_active"}


class Command(BaseCommand):
    help = "Give somebody an account, or change it. No password is typed: who has none yet gets a link, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", help="how others see this person; needed for a new account")
        parser.add_argument("--role", choices=Role.values, help="needed for a new account")
        parser.add_argument("--service", action="append", default=[], help="works in this service, too")
        parser.add_argument("--leave", action="append", default=[], help="works in this service no more")
        for switch in SWITCHES:
            parser.add_argument(f"--{switch}", action=BooleanOptionalAction)

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            with acting_as(SHAREWELL), transaction.atomic():
                user = self._give(email.lower(), options)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from None
        except IntegrityError as fault:
            if "dpo_is_not_siro" not in str(fault):
                raise
            raise CommandError("The Data Protection Officer cannot be the SIRO as well.") from None
        self.stdout.write(self.style.SUCCESS(f"{user.email}: {user.name}, {user.role_name}."))
        if not user.has_usable_password():
            self.stdout.write(f"Give them this link. It works once, for three days:\n{_link(user)}")

    def _give(self, email: str, options: dict[str, Any]) -> User:
        user = User.objects.filter(email=email).first()
        verb = "change_account" if user else "give_account"
        name, role = options["name"], options["role"]
        if user is None:
            if not (name and role):
                raise CommandError(f"{email} has no account yet. A new one needs --name and --role.")
            user = User(email=email, role=role)
            user.set_unusable_password()
        facts = {"name": name} | {fact: options[switch] for switch, fact in SWITCHES.items()}
        for fact, value in facts.items():
            if value is not None:
                setattr(user, fact, value)
        user.clean_fields()
        user.save()
        if role:
            access.assume_role(user, Role(role))
        for name in options["leave"]:
            access.leave(user, _service(name))
        for name in options["service"]:
            access.join(user, _service(name))
        record(
            verb,
            register="accounts",
            reference=str(user.pk),
            role=user.role,
            hats=[hat for hat, fact in HATS.items() if getattr(user, fact)],
            active=user.is_active,
            services=sorted(user.memberships.values_list("service_id", flat=True)),
        )
        return user


def _service(name: str) -> Service:
    service = Service.objects.filter(name=name).first()
    if service is None:
        known = (
            ", ".join(Service.objects.values_list("name", flat=True)) or "none yet; open_service makes one"
        )
        raise CommandError(f"There is no service {name}. There are: {known}.")
    return service


def _link(user: User) -> str:
    address = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    return f"{settings.BASE_URL}{address}"

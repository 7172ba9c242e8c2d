from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from dpia.actions import service_changed
from governance.accounts import access
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.calendar import Nation
from governance.ledger.writing import record
from governance.records.actor import SHAREWELL, acting_as


class Command(BaseCommand):
    help = "Open a service, or give one another manager or regulator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--nation", choices=Nation.values, help="whose law applies; needed for a new one")
        parser.add_argument("--manager", metavar="EMAIL", help="hears of what is overdue")
        parser.add_argument("--regulator", help="for example CQC")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            with acting_as(SHAREWELL), transaction.atomic():
                service = self._open(name, options)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from None
        self.stdout.write(self.style.SUCCESS(f"{name} is open."))
        if service.manager is None:
            self.stdout.write("It has no manager, so the IG team hears of what is overdue.")

    def _open(self, name: str, options: dict[str, Any]) -> Service:
        manager = _manager(options["manager"]) if options["manager"] else None
        service = Service.objects.filter(name=name).first()
        verb = "change_service" if service else "open_service"
        before = (service.manager_id, service.regulator) if service else None
        if service is None:
            service = _opened(name, options["nation"])
        elif options["nation"] not in (None, service.nation):
            raise CommandError(f"{name} is in {service.nation}, and what was decided there stays decided.")
        if options["regulator"] is not None:
            service.regulator = options["regulator"]
        if manager is not None:
            service.manager = manager
            access.join(manager, service)
        service.clean_fields()
        service.save()
        if changed := _changed(before, service):
            service_changed(service, changed, at=timezone.now())
        record(
            verb,
            register="accounts",
            service_id=service.pk,
            nation=service.nation,
            manager=service.manager_id,
            regulator=service.regulator,
        )
        return service


def _changed(before: tuple[int | None, str] | None, service: Service) -> str:
    """What is different about a service that was there before, for those who decided something about it."""
    if before is None:
        return ""
    manager, regulator = before
    found = ["manager"] if service.manager_id != manager else []
    found += ["regulator"] if service.regulator != regulator else []
    return f"it has another {' and another '.join(found)}." if found else ""


def _opened(name: str, nation: str | None) -> Service:
    if not name.strip() or nation is None:
        raise CommandError("A new service needs a name and --nation.")
    Service(name=name, nation=nation).clean_fields()
    return access.open_service(name, nation)


def _manager(email: str) -> User:
    user = User.objects.filter(email=email.lower(), role=Role.MANAGER, is_active=True).first()
    if user is None:
        raise CommandError(f"{email} has no account as a manager. give_account makes one.")
    return user

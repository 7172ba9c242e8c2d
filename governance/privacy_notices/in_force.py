"""What is in force today, for the registers that point to it or must be told of in it."""

from collections.abc import Collection, Iterable

from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.rules import names


def given_in(service_id: int) -> str:
    """What to write down of a person who is given the notice of this service today; nothing where it has none."""
    version = NoticeVersion.objects.published().filter(notice__service=service_id).first()
    return version.given if version else ""


def telling(services: Iterable[int]) -> dict[int, NoticeVersion]:
    """By each of these services that has one, the notice that is in force."""
    found = (
        NoticeVersion.objects.published().filter(notice__service__in=list(services)).select_related("notice")
    )
    return {service: version for version in found if (service := version.notice.service_id)}


def told_in(
    services: Collection[int],
    *,
    agreements: Collection[str],
    partners: Iterable[Collection[str]],
    purposes: Collection[str],
) -> list[NoticeVersion]:
    """The notices that tell people of this sharing, if those of all these services do; otherwise none."""
    by_service, each_partner = telling(services), list(partners)
    told = [
        by_service[service]
        for service in services
        if service in by_service
        and names(by_service[service].shared, agreements=agreements, partners=each_partner, purposes=purposes)
    ]
    return told if len(told) == len(services) else []

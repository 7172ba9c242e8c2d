"""What a notice is of, what it says is shared as a matter of course, and its fingerprint: pure functions."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import TextChoices

from consent.purposes import WHY, Purpose


class Kind(TextChoices):
    SERVICE = "SERVICE", "Privacy notice of a service"
    ENGLAND = "ENGLAND", "Leaflet for England"
    SCOTLAND = "SCOTLAND", "Leaflet for Scotland"
    MENTAL_HEALTH = "MENTAL_HEALTH", "Leaflet for mental health"


class Style(TextChoices):
    STANDARD = "STANDARD", "Standard"
    EASY_READ = "EASY_READ", "Easy read"


class Routine(NamedTuple):
    """One thing that a service shares as a matter of course: with whom, what for, what, under which agreement."""

    recipient: str
    purpose: str
    what: str
    agreement: str = ""

    @property
    def why(self) -> str:
        return WHY[Purpose(self.purpose)]


def fingerprint(title: str, body: str, national: str, routine: Iterable[Routine]) -> str:
    """SHA-256, in hexadecimal, of all that a version says."""
    said = [title, body, national, [list(each) for each in routine]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def names(
    routine: Collection[Routine],
    *,
    agreements: Collection[str],
    partners: Iterable[Collection[str]],
    purposes: Collection[str],
) -> bool:
    """Whether a notice tells people of this sharing (handbook section 1).

    It does if it names every partner: under one of `agreements`, or else with every purpose. A partner goes by any of
    its names, however it is spaced and in small letters or large. Under an agreement a partner may be called otherwise
    ("your doctor"): that is one of those that are not named yet.
    """
    under = {plain(each.recipient) for each in routine if each.agreement and each.agreement in agreements}
    told = {(plain(each.recipient), each.purpose) for each in routine}
    called = [{plain(name) for name in partner} for partner in partners]
    left = [
        each
        for each in called
        if not each & under
        and not (purposes and all(told & {(name, purpose) for name in each} for purpose in purposes))
    ]
    return bool(called or under) and len(left) <= len(under.difference(*called))


def plain(name: str) -> str:
    return " ".join(name.casefold().split())

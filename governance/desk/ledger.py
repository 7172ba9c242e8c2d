"""The ledger as a page: what happened, who did it and who looked (handbook sections 0 and 12)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.access import registers, sight
from governance.accounts.models import User
from governance.accounts.roles import TABLE, May, Reach, may
from governance.calendar import DAY, LONDON, overdue_from
from governance.desk.context import NAMES, named
from governance.errors import YES, Code, Verdict, demand, no
from governance.fields import DateField
from governance.ledger.models import Event, Seal
from governance.ledger.timeline import actors, looks
from governance.ledger.writing import record_view
from governance.people.models import AccessExclusion, Person
from governance.people.names import masked as masked_name
from governance.records.paging import COUNTED_TO, page
from governance.workflow.register import REGISTERS
from governance.workflow.requests import by

NOT_YOURS = no(
    "Your role does not read the ledger.",
    code=Code.ROLE,
    next_step="Ask the IG team if you need to know who did something.",
)
REFERENCE = re.compile(r"\A[A-Za-z]{3}-[0-9]{4}-[0-9]{4,10}\Z")
# What the kernel writes by itself, in words; the registers have words for their own verbs.
WORDS = {
    "view": "Looked at",
    "refused": "Was refused",
    "exclusion_block": "Was kept out of",
    "not_there": "Asked for what is not there",
    "sign_in": "Signed in",
    "sign_in_failed": "Could not sign in",
    "sign_out": "Signed out",
    "show_head": "Sent the ledger’s head to the IG team",
    "receipt_download": "Downloaded the receipt of",
    "record_download": "Downloaded the record for computers of",
    "run_job": "Asked for a scheduled job",
    "make_calendar": "Made a link to their calendar",
    "withdraw_calendar": "Took back the link to their calendar",
    "export": "Began to take away the list of",
    "export_done": "Took away the whole list of",
    "export_cut": "Took away a part of the list of",
}
# With the name of a register after it, where no record is named.
OF_LISTS = ("view", "export", "export_done", "export_cut")


def may_read(user: User) -> Verdict:
    return YES if may(user.role, May.VIEW, "ledger") else NOT_YOURS


def _words(register: str, verb: str) -> str:
    known = REGISTERS[register].verbs.get(verb) if register in REGISTERS else None
    return WORDS.get(verb) or (known.label if known else verb.replace("_", " ").capitalize())


def _registers() -> list[tuple[str, str]]:
    names = [*REGISTERS, "accounts", "desk", "ledger"]
    return [("", "All"), *sorted(((name, named(name)) for name in names), key=lambda pair: pair[1])]


def _verbs() -> list[tuple[str, str]]:
    """Each verb once, with the words of every register that has it."""
    words = {verb: {text} for verb, text in WORDS.items()}
    for register in REGISTERS.values():
        for verb in register.verbs.values():
            words.setdefault(verb.name, set()).add(verb.label)
    pairs = ((verb, " / ".join(sorted(texts))) for verb, texts in words.items())
    return [("", "All"), *sorted(pairs, key=lambda pair: pair[1])]


class LedgerForm(forms.Form):
    """Which events to show. It goes by GET, so it asks for nothing that names a person."""

    register = forms.ChoiceField(required=False, label="Register", choices=_registers)
    verb = forms.ChoiceField(required=False, label="What happened", choices=_verbs)
    reference = forms.RegexField(
        REFERENCE,
        strip=True,
        required=False,
        max_length=30,
        label="Reference",
        help_text="For example PER-2026-000001. Never a name",
        error_messages={"invalid": "Write the reference as it stands on the record, like PER-2026-000001"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    day = DateField(required=False, label="Day")

    def __init__(self, *args: Any, only_looks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_looks:
            del self.fields["verb"]


@dataclass(frozen=True)
class Line:
    """One event as it is shown: references, never the name of a person."""

    at: datetime | None
    who: str
    what: str
    record: str
    url: str
    reason: str


def ledger(request: HttpRequest) -> HttpResponse:
    """The events that the user may read, newest first; managers read who looked at their people."""
    at, user = timezone.now(), by(request)
    demand(may_read(user))
    only_looks = sight(user, "ledger").reach is Reach.SERVICE
    # Bound without anything typed too: nothing is required, and nothing means everything.
    form = LedgerForm(request.GET, only_looks=only_looks)
    visible = Person.objects.visible_to(user, at, register="ledger")
    wanted = form.cleaned_data["reference"].upper() if form.is_valid() else ""
    people = list(visible.filter(reference=wanted).values_list("pk", flat=True)) if wanted else []
    found = _looks_at(visible, people, user) if only_looks else _whole(user)
    found = found.exclude(_kept_from(user, at))
    found = _chosen(found, form.cleaned_data, people) if form.is_valid() else found.none()
    listed = page(found, request.GET, by=("-id",))
    context = {
        "form": form,
        "page": listed,
        "lines": _lines(listed.rows, user, only_looks=only_looks),
        "only_looks": only_looks,
        "facts": [] if only_looks else _facts(),
    }
    record_view(register="ledger")
    return render(request, "desk/ledger.html", context)


def _looks_at(people: QuerySet[Person], chosen: list[int], user: User) -> QuerySet[Event]:
    """Who looked at these people one by one, and at a list with someone on it who was `chosen`."""
    return looks(user).filter(Q(person_id__in=people.values("pk")) | _on_a_list(chosen))


def _on_a_list(people: list[int]) -> Q:
    listed = Q(pk__in=[])
    for pk in people:
        listed |= Q(detail__people__contains=[pk])
    return listed


def _whole(user: User) -> QuerySet[Event]:
    """Every event but those about people whom the user knows personally.

    A refusal may not know whom it is about, but has the reference of a record that some other event does.
    """
    known = AccessExclusion.objects.in_force().filter(worker=user).values_list("person_id", flat=True)
    if not (people := list(known)):
        return Event.objects.all()
    about = Event.objects.filter(person_id__in=people).exclude(reference="").values("reference")
    of_nobody_known = Q(person_id=None) | ~Q(person_id__in=people)
    return Event.objects.filter(of_nobody_known).exclude(reference__in=about)


def _kept_from(user: User, at: datetime) -> Q:
    """The events of records of which the user must not know, and those of other records that would tell of one."""
    kept = Q(pk__in=[])
    for name, register in REGISTERS.items():
        if (hidden := register.kept_from(user, at)) is not None:
            kept |= Q(register=name, reference__in=hidden)
        if (telling := register.kept_events(user, at)) is not None:
            kept |= Q(register=name) & telling
    return kept


def _chosen(found: QuerySet[Event], facts: dict[str, Any], people: list[int]) -> QuerySet[Event]:
    """The events of `found` that were asked for; `people` are those whose reference was."""
    for name in ("register", "verb"):
        if wanted := facts.get(name):
            found = found.filter(**{name: wanted})
    if reference := facts["reference"].upper():
        found = found.filter(Q(reference=reference) | Q(person_id__in=people) | _on_a_list(people))
    if day := facts["day"]:
        found = found.filter(at__gte=overdue_from(day - DAY), at__lt=overdue_from(day))
    return found


def _lines(events: list[Event], user: User, *, only_looks: bool) -> list[Line]:
    names, allowed = actors(events), registers(user)
    # Free text may name a person, so it is hidden wherever names are.
    masked = {name for name in TABLE if sight(user, name).masked}
    if "people" in masked:
        masked.add("cases")
    hides_who = "exclusions" in masked
    return [
        Line(
            at=event.at,
            who=masked_name(who) if hides_who and _tells_of_exclusion(event) else who,
            what=_what(event, only_looks=only_looks),
            # Whatever is not there was typed by somebody, and may be a name.
            record="" if event.verb == "not_there" else event.reference,
            url=_url(event, allowed),
            reason=event.reason if event.verb == "refused" or event.register not in masked else "",
        )
        for event in events
        for who in [names[event.actor_id]]
    ]


def _tells_of_exclusion(event: Event) -> bool:
    """Whether who did it knows the person, or said so."""
    return event.register == "exclusions" or event.verb == "exclusion_block"


def _what(event: Event, *, only_looks: bool) -> str:
    words = _words(event.register, event.verb)
    if event.verb == "refused":
        step, code = event.detail.get("step", ""), event.detail.get("code", "")
        words = f"{words}: {_words(event.register, step)}" if step else words
        return f"{words} ({code})" if code else words
    if people := event.detail.get("people"):
        if only_looks:
            # How many others were on it is for their services to know.
            return f"{words} a list with this person on it"
        number = len(people)
        return f"{words} a list with {number} {'person' if number == 1 else 'people'}"
    if event.verb in OF_LISTS and not event.reference:
        return f"{words} {named(event.register).lower()}"
    return words


def _url(event: Event, allowed: set[str]) -> str:
    # A register without a row of its own in the table of roles says itself who finds its records.
    may_open = event.register in allowed or event.register not in TABLE
    has_page = event.register in REGISTERS and event.register in NAMES and may_open
    return REGISTERS[event.register].address_of(event.reference) if has_page else ""


def _facts() -> list[dict[str, str]]:
    """How the ledger is sealed: the head to compare with the one shown outside, and what waits."""
    head = Seal.objects.last()
    waiting = Event.objects.filter(epoch=head.epoch, xid__gte=head.high) if head else Event.objects.all()
    number = waiting.order_by()[: COUNTED_TO + 1].count()
    return [
        {"key": "Sealed batches", "value": f"{head.number:,}" if head else "None yet"},
        {
            "key": "Last sealed",
            "value": f"{head.sealed_at.astimezone(LONDON):%-d %B %Y, %H:%M}" if head else "–",
        },
        {"key": "Head", "value": str(head or "–")},
        {
            "key": "Waiting for the next seal",
            "value": f"{COUNTED_TO:,}+ events" if number > COUNTED_TO else f"{number:,} events",
        },
    ]

"""A form that anyone may send without signing in, and what keeps a flood out (handbook section 11).

No captcha, and nobody outside is asked. A machine fills in a box that people do not see, sends faster than anybody
types, sends one page again and again, or sends very often. Each of them is told what to do, with everything typed
kept, so that a person whom we take for a machine only presses once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Self, TypeVar
from uuid import UUID, uuid4

from allauth.core.ratelimit import consume
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from governance.errors import YES, IllegalTransition, Refused, Stale, Verdict, no
from governance.records.actor import SHAREWELL, acting_as
from governance.workflow.forms import VerbForm
from governance.workflow.guests import HEADERS

T = TypeVar("T")

# Nobody reads the page and types in less. A form that was left open over night is still good.
FASTEST, OLDEST = timedelta(seconds=3), timedelta(hours=24)

KEPT = "What you typed is still here."
TOO_FAST = no(
    "That was very fast, so we were not sure that you are a person.", next_step=f"{KEPT} Send it again."
)
TOO_OLD = no("This page was open for a long time.", next_step=f"{KEPT} Send it again.")
TRAPPED = no(
    "Something was typed in a box that must stay empty, so we were not sure that you are a person.",
    next_step=f"{KEPT} Send it again.",
)
TOO_OFTEN = no(
    "This form was sent many times in a short time from where you are.",
    next_step=f"{KEPT} Wait ten minutes, and send it again. Or call us.",
)


@dataclass(frozen=True)
class Ticket:
    """What an open form carries: a key, so that it counts once, and when it was given out, both signed."""

    key: UUID
    given_at: datetime

    @classmethod
    def new(cls, at: datetime) -> Self:
        """A ticket that is given out at this moment."""
        return cls(uuid4(), at)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The ticket as it came back; None for one that we did not give out."""
        try:
            key, seconds = cls._signer().unsign(text).split(".")
            return cls(UUID(hex=key), datetime.fromtimestamp(int(seconds), UTC))
        except (BadSignature, ValueError):
            return None

    def __str__(self) -> str:
        return self._signer().sign(f"{self.key.hex}.{int(self.given_at.timestamp())}")

    @staticmethod
    def _signer() -> Signer:
        return Signer(salt="governance.workflow.open_forms")


def looks_human(ticket: Ticket | None, trap: str, at: datetime) -> Verdict:
    """Whether what came back at `at` may be a person's: the trap empty, neither too fast nor too old."""
    if trap:
        return TRAPPED
    if ticket is None or at - ticket.given_at > OLDEST:
        return TOO_OLD
    return TOO_FAST if at - ticket.given_at < FASTEST else YES


class Trap(forms.TextInput):
    """A box for machines. It is hidden from eyes, keyboards and screen readers by its own template."""

    template_name = "forms/widgets/trap.html"
    # So that it is drawn without a label of its own.
    is_hidden = True


class OpenForm(VerbForm):
    """The base of a form for anyone. `at` is the moment at which it is shown, or came back.

    `cleaned_data["form_key"]` is the `UUID` of the ticket: the same form sent twice has the same one. What makes us
    think of a machine comes back as an error at the top, and the form is good for another try.
    """

    read_version = None  # type: ignore[assignment]
    form_key = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=Trap, label="Leave this box empty")

    def __init__(self, data: Any = None, *, at: datetime, **options: Any) -> None:
        super().__init__(data, **options)
        self.at = at
        self.initial["form_key"] = str(Ticket.new(at))

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        ticket = Ticket.read(typed.get("form_key", ""))
        verdict = looks_human(ticket, typed.pop("website", ""), self.at)
        if not verdict:
            self.refuse(verdict)
            self._put("website", "")
        if ticket is None or verdict is TOO_OLD:
            self._put("form_key", str(Ticket.new(self.at)))
        else:
            typed["form_key"] = ticket.key
        return typed

    def _put(self, name: str, value: str) -> None:
        """Show the form again with this in a box, whatever came back in it."""
        held: Any = self.data
        self.data = held = held.copy()
        held[self.add_prefix(name)] = value


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page that anyone may write on. No cache keeps it, and whatever it does is done by nobody.

    Somebody of the staff who is signed in sends it as anyone else: what is told here is not told by their account.
    """

    @login_not_required
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with acting_as(SHAREWELL):
            response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return shown


def is_too_often(request: HttpRequest, action: str = "open_form") -> bool:
    """Whether as much came from there as we listen to. action: one of `ACCOUNT_RATE_LIMITS`; a GET never counts.

    While the counter is down everybody is heard: the right to complain does not depend on it.
    """
    try:
        return not consume(request, action=action)
    except (RedisError, OSError):
        return False


def take_open_step(
    request: HttpRequest,
    form: OpenForm,
    action: Callable[[], T],
    *,
    then: Callable[[T], HttpResponse],
    again: Callable[[int], HttpResponse],
) -> HttpResponse:
    """Show `form`; when it is sent and right, do `action`, and answer with `then` of its result.

    again: shows the form, with everything typed kept, and answers with this status: 200, 429 where too much came, or
    409 where the record is not any more as it was. A refusal of a rule comes back in the form too.
    """
    if request.method != "POST":
        return again(200)
    # Read first, so that what is wrong with it is said in any case.
    right = form.is_valid()
    if is_too_often(request):
        form.refuse(TOO_OFTEN)
        return again(429)
    if not right:
        return again(200)
    try:
        with transaction.atomic():
            result = action()
    except Refused as refusal:
        form.refuse(refusal.verdict)
        return again(409 if isinstance(refusal, IllegalTransition | Stale) else 200)
    return then(result)

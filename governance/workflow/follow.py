"""Following what one sent in, without an account: by its reference and a code that was shown once.

The code is not kept, only what it hashes to under the application's key. It is made from the key of the form, so that
whoever presses twice gets the same code twice, and the same page.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from governance.errors import no
from governance.ledger import writing as ledger
from governance.workflow.open_forms import is_too_often
from governance.workflow.register import Register

R = TypeVar("R", bound=models.Model)

# Without vowels, so that it spells no word, and without what is easily taken for something else.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
GROUPS, LONG = 3, 4
COOKIE = "following"
# Short, since many read it on a computer that others use too.
LASTS = timedelta(minutes=30)
# The same for a reference that there is not, and for a code that is not its own.
WRONG = no(
    "We do not know this reference with this code.",
    next_step="Look at both again, and type them as they were given to you. If you lost the code, call us.",
)
TOO_OFTEN = no(
    "There were too many tries in a short time.", next_step="Wait ten minutes, and try again. Or call us."
)


class Followed(models.Model):
    """A record that somebody outside can follow. `code_hash` is empty where nobody was given a code."""

    code_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class FollowForm(forms.Form):
    """Asks for the reference and the code. Spaces, hyphens and small letters do no harm.

    words: what they wrote to us when they were not let in any more, kept until they are.
    """

    reference = forms.CharField(
        max_length=40,
        label="Your reference",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        max_length=40,
        label="Your code",
        help_text="Twelve letters and numbers. We showed it to you once, or told you.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    words = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def clean_reference(self) -> str:
        return "".join(self.cleaned_data["reference"].split()).upper()

    def refuse(self, *, too_often: bool = False) -> None:
        """Say that it is wrong: the same words for every wrong pair."""
        verdict = TOO_OFTEN if too_often else WRONG
        self.add_error(None, f"{verdict.reason} {verdict.next_step}")


def code_for(form_key: UUID) -> str:
    """The code of what the form with this key made, in groups as it is read out: `K7QM-2XWD-9HTR`."""
    number = int.from_bytes(_hmac("made", form_key.hex))
    letters = []
    for _ in range(GROUPS * LONG):
        number, at = divmod(number, len(LETTERS))
        letters.append(LETTERS[at])
    return "-".join("".join(letters[at : at + LONG]) for at in range(0, len(letters), LONG))


def hashed(code: str) -> str:
    """What is kept of a code, however it is typed."""
    return _hmac("kept", "".join(letter for letter in code.upper() if letter.isalnum())).hex()


def code_if_good(record: Followed, form_key: UUID) -> str:
    """The code of what the form with this key made, while it lets somebody in; empty where there is a newer one."""
    code = code_for(form_key)
    return code if constant_time_compare(record.code_hash, hashed(code)) else ""


def with_code(rows: "models.QuerySet[R]", reference: str, code: str) -> R | None:
    """The one of `rows`, of `Followed` records, with this reference and this code; None for every other pair.

    It takes the same time for a reference that there is and for one that there is not.
    """
    record = rows.filter(reference=reference).first()
    kept = getattr(record, "code_hash", "") or hashed("")
    # What hashes to nothing typed is nobody's code.
    right = constant_time_compare(hashed(code), kept) and kept != hashed("")
    return record if right else None


def by_code(
    request: HttpRequest,
    register: Register,
    place: str,
    *,
    then: Callable[[Any, str], HttpResponse],
    show: Callable[[FollowForm, int], HttpResponse],
) -> HttpResponse:
    """The page that asks for the reference and the code: whoever has both is let in.

    Every wrong pair is answered with the same words, and stands in the ledger; after too many none is looked at.
    place: the address below which they are let in. then: answers them, with the record and with what they wrote when
    they were not let in any more. show: renders the form, with the status of the answer.
    """
    form, status = FollowForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and form.is_valid():
        if is_too_often(request, "follow"):
            form.refuse(too_often=True)
            status = 429
        else:
            reference, code, words = (form.cleaned_data[name] for name in ("reference", "code", "words"))
            found = with_code(register.rows(), reference, code)
            if found is not None:
                return let_in(then(found, words), found, place)
            form.refuse()
            _note_refusal(register, reference)
    return show(form, status)


def _note_refusal(register: Register, reference: str) -> None:
    """Keeps what was typed only where it looks like a reference: anything else may be a name."""
    looks = re.fullmatch(rf"{register.prefix}-\d{{4}}-\d{{{register.reference_digits}}}", reference, re.ASCII)
    ledger.record(
        "refused",
        register=register.name,
        reference=reference if looks else "",
        reason="A wrong reference or code",
        step="follow",
    )


def let_in(response: HttpResponse, record: Any, place: str) -> HttpResponse:
    """Let this browser look at the record for half an hour. place: the address below which it does."""
    response.set_signed_cookie(
        COOKIE,
        f"{record.reference}:{record.code_hash}",
        salt=place,
        max_age=LASTS,
        path=place,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def followed(request: HttpRequest, rows: "models.QuerySet[R]", place: str) -> R | None:
    """The record that this browser was let in to, as long as its code is still good."""
    told = request.get_signed_cookie(COOKIE, default="", salt=place, max_age=LASTS) or ""
    reference, _, code_hash = told.partition(":")
    return rows.filter(reference=reference, code_hash=code_hash).first() if code_hash else None


def let_in_again(request: HttpRequest) -> FollowForm:
    """Asks whoever was let in too long ago for the code once more, and keeps what they wrote meanwhile."""
    return FollowForm(initial={"words": request.POST.get("words", "")})


def let_out(response: HttpResponse, place: str) -> HttpResponse:
    """Forget it in this browser."""
    response.delete_cookie(COOKIE, path=place)
    return response


def _hmac(what: str, text: str) -> bytes:
    return salted_hmac(f"governance.workflow.follow.{what}", text, algorithm="sha256").digest()

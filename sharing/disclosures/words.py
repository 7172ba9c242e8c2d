"""Disclosures in words: for staff, and for the person whom they are about."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from consent.consents.rules import State as ConsentState
from consent.items import CRIME, DataItem
from consent.kinds import Kind
from consent.purposes import Purpose
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.calendar import LONDON
from governance.people.names import shown_name
from sharing.disclosing import ALWAYS, RULES, NotTold, Paper, Reason
from sharing.disclosures.diseases import Disease
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from sharing.ladder import Rung
from sharing.opt_out import Ground, OptOut
from sharing.routes import REFUSED, Route

HIDDEN = "Hidden for your role"
# Why we shared without asking, as one would say it to the person.
TO_THE_PERSON = {
    Reason.SERIOUS_HARM: "We were worried that you or somebody else could be badly hurt.",
    Reason.SAFEGUARDING_CHILD: "We were worried that a child was not safe.",
    Reason.MISSING_PERSON: "Somebody was missing, and we wanted them to be found.",
    Reason.MEDICAL_EMERGENCY: "It was a medical emergency.",
    Reason.COURT_ORDER: "A court ordered us to.",
    Reason.LEGAL_DUTY: "A law says that we must.",
    Reason.NOTIFIABLE_DISEASE: "A doctor must report some diseases, so that others do not catch them.",
    Reason.SERIOUS_CRIME: "The police asked, because of a serious crime.",
    Reason.REGULATOR: "An official body that looks after services like ours asked, and the law lets it.",
    Reason.LACKS_CAPACITY: "You could not decide about it at that time, and we thought it best for you.",
}


class Flag(NamedTuple):
    """What to heed about a disclosure, as a tag and as a sentence."""

    label: str
    colour: str
    words: str


def hides(user: User) -> bool:
    """Whether names and free text are hidden from the user (handbook section 12: names masked)."""
    return sight(user, "disclosures").masked


def about(disclosure: Disclosure, user: User) -> str:
    """Whom it is about: the name as far as the user may see it, or how many."""
    if disclosure.person is not None:
        return shown_name(disclosure.person, user, "disclosures")
    return "One person" if disclosure.people == 1 else f"{disclosure.people} people"


def recipient(disclosure: Disclosure, user: User) -> str:
    """Who gets it. An organisation's name is shown to all who may read."""
    body = disclosure.organisation
    if body is None:
        return HIDDEN if disclosure.recipient and hides(user) else disclosure.recipient
    same = disclosure.recipient.casefold() == body.name.casefold()
    return (
        body.name
        if same or not disclosure.recipient or hides(user)
        else f"{disclosure.recipient}, {body.name}"
    )


def rests_on(disclosure: Disclosure) -> str:
    """Why it may go, in a few words; or that we decided not to share it."""
    if disclosure.state == State.DECLINED:
        return "Asked of us, and not shared"
    if disclosure.reason:
        return Reason(disclosure.reason).label
    if disclosure.emergency and disclosure.state == State.CANCELLED:
        return "Begun as an emergency by mistake"
    if disclosure.emergency:
        return "An emergency, to be written down"
    if disclosure.consent_id:
        return "They said yes"
    if disclosure.stop_check_id:
        return "A Stop and Check"
    if disclosure.rung < Rung.PSEUDONYMISED:
        return "It shows nobody"
    return "An agreement" if disclosure.agreement_id else "Nothing yet"


def flags(disclosure: Disclosure, at: datetime) -> Iterator[Flag]:
    """What to heed, the worst first."""
    consent = disclosure.consent
    if consent is not None and consent.state == ConsentState.INVALID:
        yield Flag("Consent not valid", "red", "It relied on a consent that was found not valid since.")
    if disclosure.emergency and disclosure.state == State.DRAFT:
        yield Flag("To be written down", "red", "It was shared in an emergency and is not written down yet.")
    if disclosure.emergency and disclosure.route in REFUSED:
        yield Flag("Unsafe way", "red", "It was sent by a way that is not safe. The IG team was told.")
    if disclosure.waits_for_review:
        yield Flag("To be looked at", "orange", "Nobody else has looked at it yet.")
    if disclosure.is_gone and disclosure.is_to_be_told:
        words = "The person has not been told of it."
        if disclosure.not_told:
            words += f" {NotTold(disclosure.not_told).label}."
        if disclosure.telling_recheck_on:
            words += f" Ask again by {disclosure.telling_recheck_on:%-d %B %Y}."
        yield Flag("Not told", "yellow", words)
    if disclosure.is_gone and (missing := disclosure.missing()):
        yield Flag("Not complete", "yellow", f"{len(missing)} of the facts are not written down yet.")
    if disclosure.emergency and disclosure.state != State.CANCELLED:
        yield Flag("Emergency", "plum", "It was shared first and written down after.")
    if is_unlisted(disclosure):
        words = (
            "We know no organisation with this name. If it is on our list by another name, tell the IG team."
        )
        yield Flag("Not on our list", "yellow", words)
    if disclosure.agreement_gap:
        yield Flag("No agreement", "yellow", "No agreement covers it. The IG team was told.")
    if disclosure.opt_out == OptOut.APPLIES and disclosure.opt_out_cleared_at is None:
        yield Flag("Opt-out applies", "red", "The national opt-out applies, and nobody has cleared it.")


def is_unlisted(disclosure: Disclosure) -> bool:
    """Whether it goes, or went, to somebody of whom we know a typed name only, and who is no relative or friend."""
    consent = disclosure.consent
    to_family = disclosure.private_person or (consent is not None and consent.kind == Kind.SHARE_FAMILY)
    over = disclosure.state in (State.DECLINED, State.CANCELLED)
    return bool(disclosure.recipient) and disclosure.organisation_id is None and not (to_family or over)


def at_a_glance(disclosure: Disclosure, user: User) -> list[dict[str, str]]:
    """What was shared, with whom, how and on what, as rows of a summary; what is empty is left out."""

    def free(text: str) -> str:
        return HIDDEN if text and hides(user) else text

    unwritten = disclosure.emergency and disclosure.state in (State.DRAFT, State.CANCELLED)
    rows = {
        "Who gets it": recipient(disclosure, user),
        "How you made sure that it is them": free(disclosure.verified),
        "What is shared": "; ".join(DataItem(item).label for item in disclosure.items),
        "What exactly": free(disclosure.what),
        "What it is for": "" if unwritten else Purpose(disclosure.purpose).label,
        "Why, in a few words": free(disclosure.purpose_words),
        "How much of the person shows": "" if unwritten else Rung(disclosure.rung).label,
        "How it is sent": "" if unwritten else Route(disclosure.route).label,
        "When it was shared": moment(disclosure.sent_at),
        "Who shared it": str(disclosure.sent_by or ""),
        "Lock 1: the legal basis": disclosure.get_basis_display(),
        "Which recognised interest": disclosure.get_recognised_display(),
        "How our reason was weighed": free(disclosure.balancing),
        "The law and its section": disclosure.law,
        "Lock 2: the condition": ", ".join(
            filter(None, (disclosure.get_condition_display(), disclosure.get_schedule1_display()))
        ),
        "Data about crimes": disclosure.crime_authority if CRIME & set(disclosure.items) else "",
        "Lock 3: the duty of confidence": disclosure.get_footing_display(),
        "National opt-out": _opt_out(disclosure),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _opt_out(disclosure: Disclosure) -> str:
    if not disclosure.opt_out:
        return ""
    words = str(OptOut(disclosure.opt_out).label)
    if disclosure.opt_out_ground:
        words += f". {Ground(disclosure.opt_out_ground).label}"
    if disclosure.opt_out_cleared_at:
        words += f". Cleared by {disclosure.opt_out_cleared_by} on {moment(disclosure.opt_out_cleared_at)}"
    return words


def facts(disclosure: Disclosure, user: User) -> list[dict[str, str]]:
    """Why it was shared without consent, or by what somebody asked for it, as rows of a summary."""
    hidden = hides(user)
    shown: dict[str, object] = {
        "paper": Paper(disclosure.paper).label if disclosure.paper else "",
        "commanded": "; ".join(DataItem(item).label for item in disclosure.commanded),
        "disease": Disease(disclosure.disease).label if disclosure.disease else "",
        "suspected_at": moment(disclosure.suspected_at),
        "significant_harm": "Yes" if disclosure.significant_harm else "",
        "oral_told_at": moment(disclosure.oral_told_at),
        "written_told_on": f"{disclosure.written_told_on:%-d %B %Y}" if disclosure.written_told_on else "",
        "assessment": disclosure.assessment.reference if disclosure.assessment else "",
    }
    rows = []
    own = RULES[Reason(disclosure.reason)].facts if disclosure.reason else ()
    names = ["paper", *own, "why_asked", "power", "significant_harm"]
    names += ["oral_told_at", "written_told_on", *ALWAYS]
    if disclosure.state == State.DECLINED and disclosure.reason:
        rows.append({"key": "Why they say that we may or must", "value": Reason(disclosure.reason).label})
    for name in dict.fromkeys(names):
        if name == "order":
            continue
        value = str(shown.get(name, getattr(disclosure, name) or ""))
        if value:
            rows.append({"key": label(name), "value": HIDDEN if hidden else value})
    return rows


def label(name: str) -> str:
    """What a field is called on our pages."""
    own = {"disease": "Which disease", "suspected_at": "When it was suspected"}
    own |= {"oral_told_at": "Reported by telephone", "written_told_on": "Reported in writing"}
    own |= {"assessment": "The finding that they cannot decide", "order": "The order itself"}
    text = str(own.get(name) or Disclosure._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return text[0].upper() + text[1:]


def moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at else ""

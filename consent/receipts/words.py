"""What a receipt says, in the person's own terms: pure functions, of a consent and a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.items import DataItem
from consent.kinds import KINDS, Channel, Kind, Method
from governance.calendar import local_day

TITLES: Mapping[Kind, str] = {
    Kind.SHARE_CARE: "Sharing with someone who helps you",
    Kind.SHARE_FAMILY: "Sharing with your family or a friend",
    Kind.NATIONAL_RETURN: "National figures about treatment",
    Kind.RESEARCH: "A research study",
    Kind.MEDIA: "Photos, stories and publicity",
    Kind.RECORDING_VIDEO: "Filming a session",
    Kind.RECORDING_AUDIO: "Recording the sound of a session",
    Kind.GROUP_MESSAGING: "A message group",
}
ITEMS: Mapping[DataItem, str] = {
    DataItem.CONTACT: "Your name and contact details",
    DataItem.IDENTIFIERS: "Your date of birth, NHS or CHI number",
    DataItem.ATTENDANCE: "That you come here, and your appointments",
    DataItem.PROGRESS: "How you are getting on",
    DataItem.CARE_PLAN: "Your care plan",
    DataItem.SUBSTANCE_USE: "Your drug or alcohol use",
    DataItem.MENTAL_HEALTH: "Your mental health",
    DataItem.MEDICATION: "Your medicines and prescriptions",
    DataItem.PHYSICAL_HEALTH: "Your physical health and test results",
    DataItem.RISK: "Worries about safety, yours or others’",
    DataItem.FAMILY: "Your family and home",
    DataItem.EQUALITY: "Your ethnicity, religion, sex life and the like",
    DataItem.OFFENCES: "Crimes, court orders and probation",
    DataItem.NAME: "Your name",
    DataItem.STORY: "Your story, in your own words",
    DataItem.IMAGE: "Your picture or voice",
    DataItem.RECORDING: "The recording itself",
    DataItem.EMPLOYMENT: "Your work and training",
}
METHODS: Mapping[Method, str] = {
    Method.PAPER: "On a paper form",
    Method.E_FORM: "On a screen",
    Method.IN_PERSON_VERBAL: "Out loud, face to face",
    Method.TELEPHONE: "By telephone",
    Method.VIDEO_CALL: "By video call",
}
RIGHTS: Mapping[Giver, str] = {
    Giver.PARENT: "has parental responsibility for you",
    Giver.ATTORNEY: "is your welfare attorney",
    Giver.DEPUTY: "is your deputy",
    Giver.GUARDIAN: "is your guardian",
}
# Where no date is set.
OPEN_ENDS: Mapping[Kind, str] = {
    Kind.NATIONAL_RETURN: "until your time with us ends",
    Kind.RECORDING_VIDEO: "until the film is deleted",
    Kind.RECORDING_AUDIO: "until the recording is deleted",
}


class Row(NamedTuple):
    """A question that the person may have, and the lines that answer it."""

    question: str
    lines: list[str]


@dataclass(frozen=True)
class Part:
    """What a receipt says about one answer."""

    title: str
    rows: list[Row]


def part(consent: Consent, at: datetime) -> Part:
    """One finished consent as it stands at a moment. What was left empty is left out.

    What staff wrote for each other is not in it: how they knew the person, who supports a child and whether
    that is safe.
    """
    kind, state = Kind(consent.kind), consent.state_at(at)
    yes = state is State.ACTIVE
    named = KINDS[kind].named
    rows = [
        Row("The answer", story(consent, state)),
        Row("Who may get it" if yes else "Who it was about", [recipient(consent)]),
        Row(f"Which {named.word}" if named else "", [consent.named]),
        Row("What we may share" if yes else "What it was about", [ITEMS[DataItem(i)] for i in consent.items]),
        Row("What must not be shared", [consent.not_to_share]),
        Row("What it is for", [consent.purpose]),
        Row("Where it may be shown", [Channel(channel).label for channel in consent.channels]),
        Row("From when until when", lasting(consent) if yes else []),
        Row("When we ask again", asking(consent) if yes else []),
        Row("Who answered for you", [deputy(consent)]),
        Row("How the answer was given", [METHODS[Method(consent.method)]]),
        Row("How we explained it", [consent.explained]),
        Row("The words that we showed or read to you", [consent.script_version]),
        Row("The privacy notice that you got", [consent.privacy_notice]),
        Row("Who wrote it down", [f"{consent.created_by}, {consent.service}"]),
        Row("The number of this record", [consent.reference]),
    ]
    filled = (Row(row.question, [line for line in row.lines if line]) for row in rows)
    return Part(TITLES[kind], [row for row in filled if row.lines])


def story(consent: Consent, state: State) -> list[str]:
    """What was said, and what became of it."""
    who, you = giver(consent), consent.giver == Giver.SELF
    if state is State.REFUSED:
        return [f"{who} said no on {_day(consent.refused_at)}.", "We do not share this."]
    said = [f"{who} said yes on {_day(consent.given_at)}."]
    if consent.reconfirmed_at:
        said.append(f"{who} said yes again on {_day(consent.reconfirmed_at)}.")
    match state:
        case State.WITHDRAWN:
            back = "You took it back" if you else "It was taken back"
            said += [
                f"{back} on {_day(consent.withdrawn_at)}. We do not share this any more.",
                _told(consent),
            ]
        case State.EXPIRED if consent.outgrown_at:
            ended = f"That ended on {_day(consent.outgrown_at)}, because now you can decide this yourself."
            said += [ended, "We do not share this unless you say yes."]
        case State.EXPIRED:
            said += [
                f"That ran out at the end of {_written(consent.expires_on)}.",
                "We do not share this any more.",
            ]
        case State.SUPERSEDED:
            newer = f" It is {consent.replacement}." if consent.replacement else ""
            said.append(f"A newer answer took its place on {_day(consent.superseded_at)}.{newer}")
        case State.INVALID:
            found = f"On {_day(consent.invalidated_at)} we found that this yes does not count."
            said += [found, "We do not share this."]
    return said


def giver(consent: Consent) -> str:
    """Who answered, as the person would say it."""
    return "You" if consent.giver == Giver.SELF else consent.giver_name or "Someone who decides for you"


def deputy(consent: Consent) -> str:
    """Who answered for the person, and by what right; nothing where they answered themselves."""
    if consent.giver == Giver.SELF:
        return ""
    return f"{giver(consent)}, who {RIGHTS[Giver(consent.giver)]}"


def recipient(consent: Consent) -> str:
    """Who receives it, with what they are to the person."""
    body = consent.organisation
    names = [body.name] if body and consent.to_body else [consent.recipient, body.name if body else ""]
    return ", ".join(name for name in (*names, consent.relationship) if name)


def lasting(consent: Consent) -> list[str]:
    """From when until when a yes holds, in whole sentences."""
    kind = Kind(consent.kind)
    end = f"until the end of {_written(consent.expires_on)}" if consent.expires_on else OPEN_ENDS[kind]
    lines = [f"From {_day(consent.given_at)} {end}."]
    days = KINDS[kind].days_after_closure
    if days:
        lines.append(f"It ends sooner if your time with us ends: {days} days after that.")
    if consent.giver == Giver.PARENT:
        lines.append("It ends sooner if we find that you can decide this yourself.")
    return lines


def asking(consent: Consent) -> list[str]:
    """When we ask again."""
    if consent.review_on:
        return [f"By {_written(consent.review_on)}, or sooner if something changes."]
    if consent.expires_on:
        return ["Before it runs out, or sooner if something changes."]
    return ["If something changes."]


def _told(consent: Consent) -> str:
    if consent.nothing_shared:
        return "Nothing had been shared."
    if consent.recipients_told_at:
        return f"We told those who had got something on {_day(consent.recipients_told_at)}."
    return "We are telling those who got something."


def _day(moment: datetime | None) -> str:
    return _written(local_day(moment)) if moment else "a day that is not recorded"


def _written(on: date | None) -> str:
    return f"{on:%-d %B %Y}" if on else "a day that is not recorded"

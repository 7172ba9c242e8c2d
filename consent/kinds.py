"""The kinds of consent, what each does in law, how it may be given and how long it lasts (handbook section 3.2)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from governance import defaults


class Effect(TextChoices):
    """What a consent does in law (section 3.1)."""

    CONFIDENTIALITY = "CONFIDENTIALITY", "Lets us share what is confidential"
    GDPR = "GDPR", "Is our legal basis for using the data"
    BOTH = "BOTH", "Both"


class Method(TextChoices):
    """How a consent was given (section 3.2)."""

    PAPER = "PAPER", "Paper form"
    E_FORM = "E_FORM", "Form on screen"
    IN_PERSON_VERBAL = "IN_PERSON_VERBAL", "Spoken, face to face"
    TELEPHONE = "TELEPHONE", "By telephone"
    VIDEO_CALL = "VIDEO_CALL", "By video call"


ORAL = frozenset({Method.IN_PERSON_VERBAL, Method.TELEPHONE, Method.VIDEO_CALL})
FORMS = frozenset({Method.PAPER, Method.E_FORM})
ALL_METHODS = frozenset(Method)


class Kind(TextChoices):
    """What a consent is for (section 3.2)."""

    SHARE_CARE = "SHARE_CARE", "Share with a professional or service"
    SHARE_FAMILY = "SHARE_FAMILY", "Share with family or a friend"
    NATIONAL_RETURN = "NATIONAL_RETURN", "National treatment figures"
    RESEARCH = "RESEARCH", "Research study"
    MEDIA = "MEDIA", "Photos, stories and publicity"
    RECORDING_VIDEO = "RECORDING_VIDEO", "Video recording"
    RECORDING_AUDIO = "RECORDING_AUDIO", "Sound recording"
    GROUP_MESSAGING = "GROUP_MESSAGING", "Group messages"


class Channel(TextChoices):
    """Where publicity is shown."""

    WEBSITE = "website", "Our website"
    SOCIAL = "social", "Social media"
    PRINT = "print", "Leaflets, posters and reports"
    PRESS = "press", "Newspapers, radio and television"
    EVENTS = "events", "Talks and events"


@dataclass(frozen=True)
class Named:
    """What a kind is for, one by one: its word, and the words of what its end is called."""

    word: str
    question: str
    end: str


@dataclass(frozen=True)
class KindRule:
    """One row of the table in section 3.2. None means that the row sets no such limit."""

    effect: Effect
    methods: frozenset[Method]
    review_months: int | None
    child_review_months: int | None
    expiry_months: int | None
    days_after_closure: int | None = None
    # The study, campaign, session or group that it is for.
    named: Named | None = None


_CARE = KindRule(
    effect=Effect.CONFIDENTIALITY,
    methods=ALL_METHODS,
    review_months=defaults.CARE_REVIEW_MONTHS.value,
    child_review_months=defaults.CARE_CHILD_REVIEW_MONTHS.value,
    expiry_months=defaults.CARE_EXPIRY_MONTHS.value,
    days_after_closure=defaults.CARE_DAYS_AFTER_CLOSURE.value,
)
_RECORDING = KindRule(
    effect=Effect.BOTH,
    methods=FORMS,
    review_months=None,
    child_review_months=None,
    expiry_months=None,
    named=Named("session", "Which session is recorded?", "the recording is deleted"),
)
KINDS: Mapping[Kind, KindRule] = {
    Kind.SHARE_CARE: _CARE,
    Kind.SHARE_FAMILY: _CARE,
    Kind.NATIONAL_RETURN: KindRule(
        effect=Effect.BOTH,
        methods=ALL_METHODS,
        review_months=defaults.RETURN_REVIEW_MONTHS.value,
        child_review_months=defaults.RETURN_REVIEW_MONTHS.value,
        expiry_months=None,
        days_after_closure=0,
    ),
    Kind.RESEARCH: KindRule(
        effect=Effect.BOTH,
        methods=FORMS,
        review_months=defaults.RESEARCH_REVIEW_MONTHS.value,
        child_review_months=defaults.RESEARCH_REVIEW_MONTHS.value,
        expiry_months=defaults.RESEARCH_EXPIRY_MONTHS.value,
        named=Named("study", "What is the study called?", "the study ends"),
    ),
    Kind.MEDIA: KindRule(
        effect=Effect.BOTH,
        methods=FORMS,
        review_months=defaults.MEDIA_REVIEW_MONTHS.value,
        child_review_months=defaults.MEDIA_REVIEW_MONTHS.value,
        expiry_months=defaults.MEDIA_EXPIRY_MONTHS.value,
        named=Named("campaign", "What is the campaign called?", "the campaign ends"),
    ),
    Kind.RECORDING_VIDEO: _RECORDING,
    Kind.RECORDING_AUDIO: _RECORDING,
    Kind.GROUP_MESSAGING: KindRule(
        effect=Effect.BOTH,
        methods=FORMS,
        review_months=defaults.GROUP_REVIEW_MONTHS.value,
        child_review_months=defaults.GROUP_REVIEW_MONTHS.value,
        expiry_months=defaults.GROUP_EXPIRY_MONTHS.value,
        named=Named("group", "What is the group called?", "they leave the group"),
    ),
}

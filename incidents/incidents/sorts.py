"""The words that an incident is described with, each a list of its own (handbook section 10)."""

from django.db.models import TextChoices

from governance.calendar import Nation


class Certainty(TextChoices):
    """How sure it is that personal data was lost, changed, seen or sent by mistake."""

    KNOWN = "known", "It happened"
    SUSPECTED = "suspected", "It may have happened: we are not sure yet"
    NEAR_MISS = "near_miss", "It nearly happened, and was stopped in time"


class Category(TextChoices):
    CONFIDENTIALITY = "confidentiality", "Somebody saw or got what they should not"
    INTEGRITY = "integrity", "Something was changed, or is wrong"
    AVAILABILITY = "availability", "Something was lost, or nobody could get to it"


class Type(TextChoices):
    MISDIRECTED = "misdirected", "Sent or given to the wrong person"
    LOST = "lost", "Lost or stolen"
    ACCESS = "access", "Somebody looked who must not"
    UNENCRYPTED = "unencrypted", "Sent without encryption"
    WRONG_RECORD = "wrong_record", "Written in the wrong record"
    CYBER = "cyber", "Hacking, a virus, or a false e-mail"
    DISPOSAL = "disposal", "Thrown away in the wrong way"
    DEVICE = "device", "Recorded with a personal device"
    NO_COVER = "no_cover", "Shared without an agreement or a valid consent"
    OTHER = "other", "Something else"


class Data(TextChoices):
    """What sort of data."""

    CONTACT = "contact", "Names, addresses, telephone numbers"
    HEALTH = "health", "Health, treatment, drugs or alcohol"
    CRIME = "crime", "Crime or the courts"
    CHILDREN = "children", "Children"
    MONEY = "money", "Money or bank details"
    IDENTITY = "identity", "Passports, NHS or CHI numbers, passwords"
    PICTURES = "pictures", "Pictures, films or sound"
    STAFF = "staff", "Somebody’s work for us"
    OTHER = "other", "Something else"


class Source(TextChoices):
    """Who noticed it."""

    STAFF = "staff", "I or a colleague"
    PROCESSOR = "processor", "A firm that works for us"
    PARTNER = "partner", "Another organisation"
    PERSON = "person", "The person whom it is about, or somebody close to them"
    OTHER = "other", "Somebody else"


class Cause(TextChoices):
    """Why it could happen."""

    SLIP = "slip", "A slip: wrong address, wrong file, wrong click"
    NOT_KNOWN = "not_known", "Somebody did not know the rule"
    NOT_KEPT = "not_kept", "Somebody knew the rule and did not keep it"
    PROCESS = "process", "The way we work made it likely"
    SYSTEM = "system", "A computer or program failed"
    ATTACK = "attack", "Somebody attacked us"
    THIRD_PARTY = "third_party", "Somebody who works for us, or a partner"
    UNKNOWN = "unknown", "We do not know"


class Route(TextChoices):
    """How the regulator is told: by the nation of the service."""

    DSPT = "dspt", "The NHS Data Security and Protection Toolkit, which passes it to the ICO"
    ICO = "ico", "The ICO’s own reporting tool"


def route(nation: Nation | None) -> Route:
    """England reports through the toolkit, Scotland to the ICO; without a service it is England's."""
    return Route.ICO if nation == Nation.SCT else Route.DSPT


class Question(TextChoices):
    """What is decided about an incident, each decision kept as it was made."""

    GRADE = "grade", "The grade"
    REGULATOR = "regulator", "Whether the regulator is told"
    PEOPLE = "people", "Whether the people are told"
    CANDOUR = "candour", "Whether the duty of candour applies"


class Telling(TextChoices):
    """What becomes of the people whom it is about."""

    TELL = "tell", "They are told"
    ANNOUNCE = "announce", "It is announced publicly, since telling each would take too much"
    WITHHOLD = "withhold", "They are not told, since telling would harm"
    NOBODY = "nobody", "There is nobody to tell: it did not reach anybody’s data"


class Exemption(TextChoices):
    """What the law lets stand in the place of telling each of them, where a high risk is likely (Article 34)."""

    UNREADABLE = "unreadable", "Nobody could read the data: it was encrypted"
    REMOVED = "removed", "What was done since has taken the high risk away"
    EFFORT = "effort", "Telling each would take far too much, so it is announced"


class How(TextChoices):
    """How somebody was spoken to, or tried to be."""

    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By e-mail"
    OTHER = "other", "In another way"


class Harm(TextChoices):
    """What makes an incident one of candour (Regulation 20 in England; Scotland names the same)."""

    DEATH = "death", "They died"
    IMPAIRED = "impaired", "They could do less for 28 days or more"
    PAIN = "pain", "Pain, or harm to their mind, for 28 days or more"
    BODY = "body", "Their body was changed"
    LIFE = "life", "Their life is likely to be shorter"
    TREATMENT = "treatment", "They need treatment so that none of these happens"


class CandourStep(TextChoices):
    """What the duty of candour asks to be done, one after the other."""

    TOLD = "told", "They were told in person"
    ACCOUNT = "account", "They had a true account of all that we know"
    ENQUIRIES = "enquiries", "They were told what else we look into"
    APOLOGY = "apology", "We said sorry"
    SUPPORT = "support", "We offered support"
    RECORD = "record", "What was said is written down and kept"
    WRITTEN = "written", "It was written to them afterwards"
    MEETING = "meeting", "We offered a meeting"
    NOTE = "note", "They have a note of what was said"
    CONTACT = "contact", "They know by name whom to ask"
    VIEWS = "views", "The review asked for their views"
    REVIEW = "review", "The review is done, and they have its result"


# In Scotland it begins with the opinion of a health professional who had no part in it.
STEPS = {
    Nation.ENG: (
        CandourStep.TOLD,
        CandourStep.ACCOUNT,
        CandourStep.ENQUIRIES,
        CandourStep.APOLOGY,
        CandourStep.SUPPORT,
        CandourStep.RECORD,
        CandourStep.WRITTEN,
    ),
    Nation.SCT: (
        CandourStep.TOLD,
        CandourStep.APOLOGY,
        CandourStep.MEETING,
        CandourStep.NOTE,
        CandourStep.CONTACT,
        CandourStep.VIEWS,
        CandourStep.REVIEW,
    ),
}


# What is done also where they could not be reached.
WITHOUT_THEM = frozenset({CandourStep.RECORD, CandourStep.REVIEW})


def steps(nation: Nation | None) -> tuple[CandourStep, ...]:
    """What candour asks for in a nation; without a service it is England's."""
    return STEPS[nation or Nation.ENG]

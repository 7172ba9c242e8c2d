"""The kinds of information about people that consents and agreements name, so that one can match the other."""

from django.db.models import TextChoices


class DataItem(TextChoices):
    """What may be shared."""

    CONTACT = "contact", "Name and contact details"
    IDENTIFIERS = "identifiers", "Date of birth, NHS or CHI number"
    ATTENDANCE = "attendance", "That they come here, and their appointments"
    PROGRESS = "progress", "How they are getting on"
    CARE_PLAN = "care_plan", "Their care plan"
    SUBSTANCE_USE = "substance_use", "Their drug or alcohol use"
    MENTAL_HEALTH = "mental_health", "Their mental health"
    MEDICATION = "medication", "Their medicines and prescriptions"
    PHYSICAL_HEALTH = "physical_health", "Their physical health and test results"
    RISK = "risk", "Worries about safety, theirs or others'"
    FAMILY = "family", "Their family and home"
    EQUALITY = "equality", "Their ethnicity, religion, sex life and the like"
    OFFENCES = "offences", "Crimes, court orders and probation"
    NAME = "name", "Their name"
    STORY = "story", "Their story, in their own words"
    IMAGE = "image", "Their picture or voice"
    RECORDING = "recording", "The recording itself"
    EMPLOYMENT = "employment", "Work and training, of staff or volunteers"


# Health, and what else the law guards most (UK GDPR Article 9). Who comes to us at all shows something of health, so
# contact details of those we treat are among it too: see the rules of agreements.
SPECIAL = frozenset(
    {
        DataItem.ATTENDANCE,
        DataItem.PROGRESS,
        DataItem.CARE_PLAN,
        DataItem.SUBSTANCE_USE,
        DataItem.MENTAL_HEALTH,
        DataItem.MEDICATION,
        DataItem.PHYSICAL_HEALTH,
        DataItem.RISK,
        DataItem.EQUALITY,
        DataItem.STORY,
        DataItem.RECORDING,
    }
)
# What shows who somebody is, whatever else is left out.
IDENTIFYING = frozenset(
    {
        DataItem.CONTACT,
        DataItem.IDENTIFIERS,
        DataItem.NAME,
        DataItem.STORY,
        DataItem.IMAGE,
        DataItem.RECORDING,
    }
)
# Crimes (Article 10).
CRIME = frozenset({DataItem.OFFENCES})

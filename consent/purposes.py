"""Why something is shared, in words that consents, agreements and disclosures have in common, so that one can
match the other."""

from collections.abc import Mapping

from django.db.models import TextChoices

from consent.kinds import Kind


class Purpose(TextChoices):
    CARE = "care", "Their care and treatment"
    SAFEGUARDING = "safeguarding", "Keeping people safe"
    HOUSING = "housing", "Housing, money and daily life"
    JUSTICE = "justice", "Courts, probation and prison"
    NATIONAL_RETURN = "national_return", "National figures"
    COMMISSIONING = "commissioning", "Showing a funder what we do"
    QUALITY = "quality", "Checking and improving services"
    RESEARCH = "research", "Research"
    TRANSFER = "transfer", "Handing a service over"
    LEGAL = "legal", "Law, regulators and claims"
    STAFFING = "staffing", "Staff and volunteers"


# The same as everyone reads it.
WHY: Mapping[Purpose, str] = {
    Purpose.CARE: "To look after people together",
    Purpose.SAFEGUARDING: "To keep people safe",
    Purpose.HOUSING: "To help with a home, money and daily life",
    Purpose.JUSTICE: "To work with courts, probation and prisons",
    Purpose.NATIONAL_RETURN: "To count how many people are helped in the whole country",
    Purpose.COMMISSIONING: "To show those who pay us what we do",
    Purpose.QUALITY: "To check our work and make it better",
    Purpose.RESEARCH: "To find out what helps people",
    Purpose.TRANSFER: "To hand a service over",
    Purpose.LEGAL: "To do what the law asks of us",
    Purpose.STAFFING: "To look after people who work here",
}
# What a kind of consent is for, where nothing else was said. The others send nothing to anybody we name.
OF_KIND: Mapping[Kind, Purpose] = {
    Kind.SHARE_CARE: Purpose.CARE,
    Kind.SHARE_FAMILY: Purpose.CARE,
    Kind.NATIONAL_RETURN: Purpose.NATIONAL_RETURN,
    Kind.RESEARCH: Purpose.RESEARCH,
}
# Of a kind whose yes can be for more than one thing: what somebody may say that it is for, the usual one first.
CHOICES: Mapping[Kind, tuple[Purpose, ...]] = {
    Kind.SHARE_CARE: (Purpose.CARE, Purpose.SAFEGUARDING, Purpose.HOUSING, Purpose.JUSTICE, Purpose.LEGAL),
    Kind.SHARE_FAMILY: (Purpose.CARE, Purpose.SAFEGUARDING, Purpose.HOUSING),
}

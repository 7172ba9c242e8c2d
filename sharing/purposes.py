"""Why something is shared, in words that agreements and disclosures have in common, so that one can match the other."""

from django.db.models import TextChoices


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

"""The kinds of resource (handbook section 1)."""

from django.db.models import TextChoices


class Kind(TextChoices):
    HOW_TO = "how_to", "How-to guide"
    TEMPLATE = "template", "Template"
    FORM = "form", "Form"
    E_LEARNING = "e_learning", "E-learning"
    LEAFLET = "leaflet", "Leaflet"
    LINK = "link", "Link"

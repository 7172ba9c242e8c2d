"""What somebody chooses about their own desk. Forms validate and never save."""

from django import forms


class MailForm(forms.Form):
    """How often messages are mailed."""

    how = forms.ChoiceField(
        choices=[("at_once", "A mail for each message, at once"), ("daily", "One mail a day")],
        widget=forms.RadioSelect,
        label="How often do you want mail?",
        help_text="One mail a day comes at 8 in the morning on working days. What runs by the hour, like the 72 hours "
        "of an incident, is always mailed at once.",
        error_messages={"required": "Choose how often you want mail"},
    )

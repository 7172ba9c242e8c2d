"""The consent form for a recording, on paper: one for film and one for sound."""

from consent.consents.blank import source
from consent.recordings.rules import Medium
from governance.resources.blanks import Blank, add
from governance.resources.kinds import Kind

FORM: Blank = add(
    Blank(
        key="consent-recording",
        title="Consent form: recording a session",
        kind=Kind.FORM,
        words="Signed by everybody in a session, before it is filmed or recorded.",
        section="privacy-sharing-and-confidentiality-policy#recording-a-session",
        fill_in="/consents/new/",
        register="consents",
        source=lambda: source(FORM, *(medium.consent_kind for medium in Medium)),
    )
)

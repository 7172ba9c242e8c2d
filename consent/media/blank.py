"""The consent form for pictures, films, sounds and stories, on paper."""

from consent import kinds
from consent.consents.blank import source
from governance.resources.blanks import Blank, add
from governance.resources.kinds import Kind

FORM: Blank = add(
    Blank(
        key="consent-media",
        title="Consent form: pictures and stories",
        kind=Kind.FORM,
        words="Signed by everybody who can be recognised in a picture, film, sound or story, for one campaign.",
        section="privacy-sharing-and-confidentiality-policy#pictures-and-stories",
        fill_in="/consents/new/",
        register="consents",
        source=lambda: source(FORM, kinds.Kind.MEDIA),
    )
)

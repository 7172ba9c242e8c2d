"""Why something is shared: the words that agreements and disclosures have in common with consents."""

from consent.purposes import Purpose as Purpose

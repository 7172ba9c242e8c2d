"""What happened to one consent, in words, from the ledger and the history."""

from datetime import datetime
from itertools import pairwise

from consent.consents.card import HIDDEN
from consent.consents.models import Consent
from governance.calendar import LONDON
from governance.ledger import timeline as ledger
from governance.ledger.models import Event

HAPPENED = {
    "draft": "An answer was written down",
    "amend": "The answer was finished or corrected",
    "give": "They said yes",
    "refuse": "They said no",
    "reconfirm": "They said yes again",
    "withdraw": "They took it back",
    "supersede": "A yes was replaced by a newer answer",
    "shorten": "A yes ends sooner: the case closed, or they turn 16 sooner than we knew",
    "lengthen": "A parent’s yes ends later: they turn 16 later than we knew",
    "invalidate": "A yes was found not valid",
    "outgrow": "A parent’s yes ended, because the child can decide",
    "set_end": "When it ends was written down",
    # Of the time when a yes whose proof was no good stood until there was another.
    "prove": "A new proof was kept",
    "fall_back": "A yes said again had no proof that can be used, so the one before it counts",
    "told": "Recipients were told",
    "acknowledged": "Recipients said that they know",
    "receipt": "A receipt was made",
    "receipt_download": "The receipt was downloaded",
    "record_download": "The record for computers was downloaded",
    "refused": "Not accepted",
}
# What was typed, as opposed to what a step set by itself.
TYPED = (
    "kind",
    "organisation",
    "recipient",
    "relationship",
    "purpose",
    "aim",
    "items",
    "not_to_share",
    "named",
    "channels",
    "ends_on",
    "giver",
    "giver_name",
    "method",
    "said_at",
    "identity_check",
    "script_version",
    "answer_words",
    "why_no_finding",
    "scan_reference",
    "scan_held",
    "privacy_notice",
    "checklist",
    "explained",
    "understood",
    "supporter",
    "safe_to_involve",
)


def timeline(consent: Consent, *, whole: bool, hide: bool = False) -> list[ledger.Happening]:
    """Newest first; not `whole`, only the steps and their moments, for those who see no more than that.

    hide: a reason that somebody typed is not shown, because it can name people.
    """
    words = HAPPENED if whole else {verb: text for verb, text in HAPPENED.items() if verb != "refused"}
    changed = _changes(consent) if whole else {}
    return ledger.timeline(
        "consents",
        consent.reference,
        words,
        text=lambda event: _text(event, changed, hide=hide) if whole else "",
    )


def _text(event: Event, changed: dict[int, list[str]], *, hide: bool) -> str:
    # A draft's page lists what is missing; here its code is enough.
    parts = [event.detail.get("code") or event.reason]
    if hide and event.reason and event.verb != "refused":
        parts = [f"{HIDDEN}."]
    said = event.detail.get("effective_at")
    if said and event.at and event.verb in ("give", "refuse", "reconfirm", "withdraw"):
        moment = datetime.fromisoformat(said)
        if abs(event.at - moment).total_seconds() >= 60:
            parts.append(f"They said it on {moment.astimezone(LONDON):%-d %B %Y at %H:%M}.")
    if "replaced_by" in event.detail:
        parts.append(f"The newer answer is {event.detail['replaced_by']}.")
    if event.verb in ("amend", "reconfirm") and (names := changed.get(event.detail.get("version", 0))):
        parts.append(f"Changed: {', '.join(names)}.")
    return " ".join(part for part in parts if part)


def _changes(consent: Consent) -> dict[int, list[str]]:
    """Version → what had changed in it, by the fields' names."""
    kept = list(consent.history.order_by("history_id").values("version", "organisation_id", *TYPED))
    labels = {name: str(Consent._meta.get_field(name).verbose_name) for name in TYPED}  # type: ignore[union-attr]
    return {
        new["version"]: [labels[name] for name in TYPED if new[name] != old[name]]
        for old, new in pairwise(kept)
    }

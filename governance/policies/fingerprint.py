"""What an approval is bound to: one hash of all that there is to read in a version."""

import hashlib
import json

from governance.policies.models import PolicyVersion


def fingerprint(version: PolicyVersion) -> str:
    """SHA-256, in hexadecimal, of a version as staff read it: its facts and its sections, with their boxes."""
    sections = version.sections.order_by("position")
    read = {
        "policy": version.policy.number,
        "version": version.number,
        "title": version.title,
        "sponsor": version.sponsor_title,
        "audience": version.audience,
        "issued": version.issued_on.isoformat(),
        "review": version.review_on.isoformat(),
        "related": version.related,
        "issues": version.issues,
        "sections": list(sections.values_list("kind", "heading", "level", "anchor", "body")),
    }
    return hashlib.sha256(json.dumps(read, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

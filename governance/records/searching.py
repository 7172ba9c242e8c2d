"""What every search shares."""

from django.http import QueryDict

# One or two letters find nearly everything, and the index of parts of names holds nothing shorter.
SHORTEST_SEARCH = 3
LONGEST_SEARCH = 120


def typed(sent: QueryDict) -> str:
    """What somebody typed to be looked for, without what PostgreSQL cannot take."""
    return sent.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]

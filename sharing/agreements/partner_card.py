"""What stands on a partner's page about agreements: those with them, what to heed, and where to ask."""

from datetime import datetime

from governance.accounts.models import User
from governance.organisations.models import Organisation
from governance.workflow.card import Card
from sharing.agreements.flags import flags
from sharing.agreements.models import Agreement

MOST = 10


def card(user: User, organisation: Organisation, at: datetime) -> Card | None:
    """The newest agreements with this partner that the user may see; nothing for a duplicate, which has none."""
    if organisation.merged_into_id is not None:
        return None
    found = (
        Agreement.objects.visible_to(user, at).with_partner(organisation.pk).with_partners().order_by("-id")
    )
    shown = list(found[: MOST + 1])
    flagged = flags(shown[:MOST], user, at)
    rows = [(each, each.state_at(at), flagged[each]) for each in shown[:MOST]]
    more = len(shown) > MOST
    return Card("agreements/_of_partner.html", {"rows": rows, "more": more, "partner": organisation})

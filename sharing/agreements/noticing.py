"""Whether the privacy notices that are in force tell people of the sharing of an agreement (handbook section 1)."""

from governance.accounts.models import Service
from governance.privacy_notices.in_force import told_in
from governance.records.columns import LONGEST_LINE
from sharing.agreements.models import Agreement
from sharing.agreements.querysets import versions_of


def looked_up(agreement: Agreement) -> str:
    """Which notices tell people of it, if those of every service that shares under it do; otherwise nothing.

    A notice does that which names the agreement, or an earlier version of it, or its partners with its purposes.
    """
    everywhere = Service.objects.order_by("pk").values_list("pk", flat=True)
    chain = Agreement.objects.filter(pk__in=versions_of([agreement.pk])[agreement.pk])
    told = told_in(
        [agreement.service_id] if agreement.service_id else list(everywhere),
        agreements=set(chain.values_list("reference", flat=True)),
        # As it was signed, and as it is called now.
        partners=[
            {party.name, party.organisation.name}
            for party in agreement.parties.select_related("organisation")
        ],
        purposes=agreement.purposes,
    )
    return ", ".join(version.given for version in told)[:LONGEST_LINE]

"""Where everything is. The addresses stay: others rely on them."""

from django.urls import include, path

from governance.desk.ledger import ledger
from governance.public.feed import feed
from governance.public.search import search
from sharing.agreements.public import how_we_share
from sharing.disclosures.untold import excuse_one, untold
from sharing.opt_outs.public import your_choices

urlpatterns = [
    path("", include("governance.public.urls")),
    path("accounts/", include("governance.accounts.urls")),
    path("desk/jobs/", include("governance.jobs.urls")),
    path("desk/overview/", include("governance.overview.urls")),
    path("desk/evidence/", include("governance.evidence_packs.urls")),
    path("desk/", include("governance.desk.urls")),
    path("people/<str:reference>/sharing/", include("consent.sharing.urls")),
    path("people/<str:reference>/told/", include("sharing.disclosures.person_urls")),
    path("people/", include("governance.people.urls")),
    path("agreements/imports/", include("sharing.agreements.bringing_in.urls")),
    path("agreements/", include("sharing.agreements.urls")),
    path("may-we-share/", include("sharing.may_we_share.urls")),
    path("how-we-share/", how_we_share, name="how_we_share"),
    path("your-choices/", your_choices, name="your_choices"),
    path("opt-outs/", include("sharing.opt_outs.urls")),
    path("opt-out-statements/", include("sharing.opt_outs.statement_urls")),
    path("disclosures/", include("sharing.disclosures.urls")),
    path("stop-checks/", include("sharing.stop_checks.urls")),
    path("received/", include("sharing.stop_checks.guest_urls")),
    path("closures/", include("sharing.closures.urls")),
    path("taken-over/", include("sharing.closures.guest_urls")),
    path("dpias/", include("dpia.urls")),
    path("incidents/learning/", include("incidents.learning.urls")),
    path("incidents/", include("incidents.incidents.urls")),
    path("incident-summaries/", include("incidents.learning.summary_urls")),
    path("candour-reports/", include("incidents.candour_reports.urls")),
    path("candour/", include("incidents.candour_reports.public_urls")),
    path("incident-terms/", include("incidents.incidents.term_urls")),
    path("", include("dpia.public_urls")),
    path("concerns/", include("incidents.concerns.urls")),
    path("organisations/", include("governance.organisations.urls")),
    path("rights/", include("governance.rights.urls")),
    path("policies/feed/", feed, name="policy_feed"),
    path("policies/", include("governance.policies.urls")),
    path("privacy-notices/missing/", untold, name="untold"),
    path(
        "privacy-notices/missing/<int:service>/<int:organisation>/<str:purpose>/",
        excuse_one,
        name="untold_excuse",
    ),
    path("privacy-notices/", include("governance.privacy_notices.urls")),
    path("leaflets/", include("governance.privacy_notices.leaflet_urls")),
    path("search/", search, name="public_search"),
    path("resources/", include("governance.resources.urls")),
    path("processing/", include("governance.processing.urls")),
    path("consents/reviews/", include("consent.reviews.urls")),
    path("consents/", include("consent.consents.urls")),
    path("recordings/", include("consent.recordings.urls")),
    path("recording-devices/", include("consent.recordings.device_urls")),
    path("media/", include("consent.media.urls")),
    path("conversations/", include("consent.conversations.urls")),
    path("capacity/", include("consent.capacity.urls")),
    path("attachments/", include("governance.attachments.urls")),
    path("evidence/", include("consent.evidence.urls")),
    path("receipts/", include("consent.receipts.urls")),
    path("wording/", include("consent.wording.urls")),
    path("signing/", include("sharing.agreements.guest_urls")),
    path("", include("governance.exports.urls")),
    path("ledger/", ledger, name="ledger"),
]

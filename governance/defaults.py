"""Every figure that the organisation chose for itself: the handbook's [D] marks, one constant each.

The Data Protection Officer may change a figure. Change its value and its `since` together; dates already
written on records stay as they are.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Generic, TypeVar

T = TypeVar("T")
FIRST_ISSUE = date(2026, 11, 22)


@dataclass(frozen=True)
class Default(Generic[T]):
    """A figure, the date it came into force, and the handbook section it belongs to."""

    value: T
    since: date
    section: str


# --- Consent: months until review and expiry --------------------------------------

CARE_REVIEW_MONTHS = Default(6, since=FIRST_ISSUE, section="3.2")
CARE_CHILD_REVIEW_MONTHS = Default(3, since=FIRST_ISSUE, section="3.2")
CARE_EXPIRY_MONTHS = Default(12, since=FIRST_ISSUE, section="3.2")
CARE_DAYS_AFTER_CLOSURE = Default(28, since=FIRST_ISSUE, section="3.2")
RETURN_REVIEW_MONTHS = Default(12, since=FIRST_ISSUE, section="3.2")
RESEARCH_REVIEW_MONTHS = Default(12, since=FIRST_ISSUE, section="3.2")
RESEARCH_EXPIRY_MONTHS = Default(24, since=FIRST_ISSUE, section="3.2")
MEDIA_REVIEW_MONTHS = Default(12, since=FIRST_ISSUE, section="3.2")
MEDIA_EXPIRY_MONTHS = Default(24, since=FIRST_ISSUE, section="3.2")
GROUP_REVIEW_MONTHS = Default(6, since=FIRST_ISSUE, section="3.2")
GROUP_EXPIRY_MONTHS = Default(12, since=FIRST_ISSUE, section="3.2")
TELL_RECIPIENTS_WORKING_DAYS = Default(2, since=FIRST_ISSUE, section="3.3")

# --- Agreements ----------------------------------------------------------------------

AGREEMENT_REVIEW_MONTHS = Default(12, since=FIRST_ISSUE, section="4")
AGREEMENT_GRACE_MONTHS = Default(3, since=FIRST_ISSUE, section="4")
AGREEMENT_LONGEST_MONTHS = Default(36, since=FIRST_ISSUE, section="4")
SIGNING_LINK_DAYS = Default(14, since=FIRST_ISSUE, section="4")
REPEATED_WITHIN_DAYS = Default(90, since=FIRST_ISSUE, section="4")

# --- Stop and Check --------------------------------------------------------------------

STOP_CHECK_PEOPLE = Default(50, since=FIRST_ISSUE, section="5")
APPROVAL_DAYS = Default(14, since=FIRST_ISSUE, section="5")
RECEIPT_WORKING_DAYS = Default(5, since=FIRST_ISSUE, section="13, row 11")
RECEIPT_LINK_DAYS = Default(14, since=FIRST_ISSUE, section="5")
LAPSED_FILE_DAYS = Default(14, since=FIRST_ISSUE, section="5")

# --- Disclosures -------------------------------------------------------------------------

TELLING_RECHECK_DAYS = Default(28, since=FIRST_ISSUE, section="6")
EMERGENCY_RECORD_HOURS = Default(24, since=FIRST_ISSUE, section="6")
EMERGENCY_REVIEW_WORKING_DAYS = Default(1, since=FIRST_ISSUE, section="6")
DISEASE_ORAL_HOURS = Default(24, since=FIRST_ISSUE, section="6")
DISEASE_WRITTEN_DAYS = Default(3, since=FIRST_ISSUE, section="6")

# --- Opt-outs ------------------------------------------------------------------------------

OPT_OUT_STATEMENT_MONTHS = Default(12, since=FIRST_ISSUE, section="7")
OPT_OUT_FIRST_STATEMENT_DAYS = Default(30, since=FIRST_ISSUE, section="7")

# --- Impact assessments (DPIA) and cameras ------------------------------------------

DPIA_REVIEW_MONTHS = Default(12, since=FIRST_ISSUE, section="8")
CCTV_NEED_TEST_MONTHS = Default(12, since=FIRST_ISSUE, section="8")
CCTV_RETENTION_DAYS = Default(30, since=FIRST_ISSUE, section="8")

# --- Recordings -----------------------------------------------------------------------

RECORDING_KEPT_MONTHS = Default({"video": 12, "sound": 18}, since=FIRST_ISSUE, section="9")
RECORDING_LONGER_MONTHS = Default(6, since=FIRST_ISSUE, section="9")
RECORDING_WITHDRAWN_WORKING_DAYS = Default(5, since=FIRST_ISSUE, section="9")
RECORDING_STORE_WORKING_DAYS = Default(1, since=FIRST_ISSUE, section="9")
RECORDING_METADATA_MONTHS = Default(72, since=FIRST_ISSUE, section="9")
HOLD_REVIEW_MONTHS = Default(3, since=FIRST_ISSUE, section="9")

# --- Media --------------------------------------------------------------------------------

MEDIA_TAKEDOWN_WORKING_DAYS = Default(5, since=FIRST_ISSUE, section="9")
# Until somebody who published it, and has not answered our notice, is asked again.
MEDIA_ANSWER_WORKING_DAYS = Default(10, since=FIRST_ISSUE, section="9")

# --- Capacity ----------------------------------------------------------------------

CAPACITY_TRAINING_MONTHS = Default(36, since=FIRST_ISSUE, section="3.4")

# --- The conversation about sharing at the start of a case ---------------------------

CONVERSATION_WORKING_DAYS = Default(5, since=FIRST_ISSUE, section="2")

# --- People and who may see them ---------------------------------------------------

OWN_CASELOAD_DAYS = Default(28, since=FIRST_ISSUE, section="2")

# --- Privacy notices and leaflets: months until they are looked at again ---------------

NOTICE_REVIEW_MONTHS = Default(12, since=FIRST_ISSUE, section="1")

# --- Resources: months until they are looked at again, as suggested and at most -----------

RESOURCE_REVIEW_MONTHS = Default(12, since=date(2026, 11, 23), section="1")
RESOURCE_LONGEST_REVIEW_MONTHS = Default(36, since=date(2026, 11, 23), section="1")

# --- Deadlines: days before due on which to tell someone ---------------------------

CONSENT_REVIEW_LEADS = Default((28, 14, 7, 0), since=FIRST_ISSUE, section="13, row 3")
CONSENT_EXPIRY_LEADS = Default((28, 14, 7, 0), since=FIRST_ISSUE, section="13, row 4")
BIRTHDAY_LEADS = Default((28, 7, 0), since=FIRST_ISSUE, section="13, row 5")
REASSESS_LEADS = Default((0,), since=FIRST_ISSUE, section="13, row 6")
TELL_RECIPIENTS_LEADS = Default((1, 0), since=FIRST_ISSUE, section="13, row 7")
CONVERSATION_LEADS = Default((0,), since=FIRST_ISSUE, section="13, row 23")
ASSURANCE_LEADS = Default((60, 30, 0), since=FIRST_ISSUE, section="13, row 24")
AGREEMENT_REVIEW_LEADS = Default((90, 60, 30, 7), since=FIRST_ISSUE, section="13, row 8")
AGREEMENT_END_LEADS = Default((90, 60, 30, 7), since=FIRST_ISSUE, section="13, row 8")
AGREEMENT_GRACE_LEADS = Default((30, 7, 0), since=FIRST_ISSUE, section="13, row 9")
AGREEMENT_DUTY_LEADS = Default((30, 7, 0), since=FIRST_ISSUE, section="4")
APPROVAL_LEADS = Default((3, 1), since=FIRST_ISSUE, section="13, row 10")
RECEIPT_LEADS = Default((0,), since=FIRST_ISSUE, section="13, row 11")
EMERGENCY_REVIEW_LEADS = Default((0,), since=FIRST_ISSUE, section="13, row 12")
TELLING_LEADS = Default((7, 0), since=FIRST_ISSUE, section="13, row 12")
EMERGENCY_RECORD_HOUR_LEADS = Default((4,), since=FIRST_ISSUE, section="13, row 12")
DISEASE_ORAL_HOUR_LEADS = Default((4,), since=FIRST_ISSUE, section="13, row 13")
DISEASE_WRITTEN_LEADS = Default((1, 0), since=FIRST_ISSUE, section="13, row 13")
OPT_OUT_STATEMENT_LEADS = Default((30, 7), since=FIRST_ISSUE, section="13, row 22")
MEDIA_TAKEDOWN_LEADS = Default((2, 0), since=FIRST_ISSUE, section="13, row 15")
MEDIA_EXPIRY_LEADS = Default((28, 7), since=FIRST_ISSUE, section="13, row 15")
DPIA_LEADS = Default((30, 7, 0), since=FIRST_ISSUE, section="13, row 16")
CCTV_NEED_TEST_LEADS = Default((30, 7, 0), since=FIRST_ISSUE, section="13, row 26")
RECORDING_DELETION_LEADS = Default((30, 14, 7, 1, 0), since=FIRST_ISSUE, section="13, row 14")
RECORDING_WITHDRAWN_LEADS = Default((2, 0), since=FIRST_ISSUE, section="13, row 25")
RECORDING_STORE_LEADS = Default((0,), since=FIRST_ISSUE, section="9")
POLICY_REVIEW_LEADS = Default((90, 30, 0), since=FIRST_ISSUE, section="13, row 21")
RIGHTS_LEADS = Default((14, 7, 3, 0), since=FIRST_ISSUE, section="13, row 17")
INCIDENT_HOUR_LEADS = Default((48, 24, 12, 4, 1), since=FIRST_ISSUE, section="13, row 1")
SUSPICION_HOUR_LEADS = Default((4,), since=FIRST_ISSUE, section="13, row 2")
CANDOUR_LEADS = Default((3, 0), since=FIRST_ISSUE, section="13, row 19")
LESSON_LEADS = Default((7, 0), since=FIRST_ISSUE, section="13, row 20")
CANDOUR_REPORT_LEADS = Default((30, 7), since=date(2026, 11, 23), section="13, row 22")
CONCERN_LEADS = Default((10, 5, 1), since=FIRST_ISSUE, section="13, row 18")
CONCERN_TARGET_LEADS = Default((0,), since=FIRST_ISSUE, section="13, row 18")
CONCERN_PROGRESS_LEADS = Default((3, 0), since=FIRST_ISSUE, section="11")
OVERDUE_TELLING_DAYS = Default(28, since=FIRST_ISSUE, section="13")

# For those who chose one mail a day: not before, on a working day, by the clock in London.
DAILY_MAIL_AT = Default(time(8), since=date(2026, 11, 23), section="13")

# --- Calendar ----------------------------------------------------------------------

WARN_BEFORE_LIST_ENDS_DAYS = Default(90, since=FIRST_ISSUE, section="0, T5")

# --- Incidents ------------------------------------------------------------------------

# A suspicion that nobody resolved by then counts as knowledge.
SUSPICION_HOURS = Default(24, since=FIRST_ISSUE, section="10")
CANDOUR_WORKING_DAYS = Default(10, since=FIRST_ISSUE, section="10")
# The yearly report in Scotland: of a year that begins on this month and day, so many months after its end, and at least
# so many days after it is asked for.
CANDOUR_YEAR_BEGINS = Default((4, 1), since=date(2026, 11, 23), section="10")
CANDOUR_REPORT_MONTHS = Default(3, since=date(2026, 11, 23), section="10")
CANDOUR_REPORT_LEAST_DAYS = Default(30, since=date(2026, 11, 23), section="10")
# What the public reads of a smaller number is that it is smaller.
LEAST_PUBLISHED = Default(5, since=date(2026, 11, 23), section="10")
# From these levels on, both, a high risk is likely and the people are told without delay.
TELL_PEOPLE_LIKELIHOOD = Default(3, since=FIRST_ISSUE, section="10")
TELL_PEOPLE_SEVERITY = Default(3, since=FIRST_ISSUE, section="10")
# The kind of person whose data counts as that of somebody who is easily hurt.
COUNTS_AS_VULNERABLE = Default("service_user", since=FIRST_ISSUE, section="10")

# --- Evidence packs ---------------------------------------------------------------------

EVIDENCE_PACK_DAYS = Default(28, since=FIRST_ISSUE, section="0")

# --- Concerns and complaints ------------------------------------------------------------

# Whoever writes down a letter, or a rights request, that lay about for longer leaves it to the IG team.
RECEIVED_WITHIN_DAYS = Default(366, since=date(2026, 11, 23), section="11")
CONCERN_TARGET_WORKING_DAYS = Default(5, since=FIRST_ISSUE, section="11")
CONCERN_PROGRESS_DAYS = Default(28, since=FIRST_ISSUE, section="11")

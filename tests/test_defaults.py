"""Every figure of our own says since when it holds and where it belongs."""

from datetime import date, time

import pytest

from governance import defaults

FIGURES = {name: value for name, value in vars(defaults).items() if isinstance(value, defaults.Default)}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_since_when_and_where(name):
    figure = FIGURES[name]
    assert isinstance(figure.since, date)
    assert figure.section


@pytest.mark.parametrize("name", [name for name in FIGURES if name.endswith("_LEADS")])
def test_leads_run_down_towards_the_day_itself(name):
    leads = FIGURES[name].value
    assert list(leads) == sorted(set(leads), reverse=True)
    assert leads[-1] >= 0


def test_the_figures_are_the_handbooks():
    assert {name: figure.value for name, figure in FIGURES.items()} == {
        "CARE_REVIEW_MONTHS": 6,
        "CARE_CHILD_REVIEW_MONTHS": 3,
        "CARE_EXPIRY_MONTHS": 12,
        "CARE_DAYS_AFTER_CLOSURE": 28,
        "RETURN_REVIEW_MONTHS": 12,
        "RESEARCH_REVIEW_MONTHS": 12,
        "RESEARCH_EXPIRY_MONTHS": 24,
        "MEDIA_REVIEW_MONTHS": 12,
        "MEDIA_EXPIRY_MONTHS": 24,
        "GROUP_REVIEW_MONTHS": 6,
        "GROUP_EXPIRY_MONTHS": 12,
        "TELL_RECIPIENTS_WORKING_DAYS": 2,
        "AGREEMENT_REVIEW_MONTHS": 12,
        "AGREEMENT_GRACE_MONTHS": 3,
        "AGREEMENT_LONGEST_MONTHS": 36,
        "SIGNING_LINK_DAYS": 14,
        "STOP_CHECK_PEOPLE": 50,
        "APPROVAL_DAYS": 14,
        "RECEIPT_WORKING_DAYS": 5,
        "RECEIPT_LINK_DAYS": 14,
        "LAPSED_FILE_DAYS": 14,
        "TELLING_RECHECK_DAYS": 28,
        "EMERGENCY_RECORD_HOURS": 24,
        "EMERGENCY_REVIEW_WORKING_DAYS": 1,
        "DISEASE_ORAL_HOURS": 24,
        "DISEASE_WRITTEN_DAYS": 3,
        "REPEATED_WITHIN_DAYS": 90,
        "OPT_OUT_STATEMENT_MONTHS": 12,
        "OPT_OUT_FIRST_STATEMENT_DAYS": 30,
        "MEDIA_TAKEDOWN_WORKING_DAYS": 5,
        "MEDIA_ANSWER_WORKING_DAYS": 10,
        "DPIA_REVIEW_MONTHS": 12,
        "CCTV_NEED_TEST_MONTHS": 12,
        "CCTV_RETENTION_DAYS": 30,
        "RECORDING_KEPT_MONTHS": {"video": 12, "sound": 18},
        "RECORDING_LONGER_MONTHS": 6,
        "RECORDING_WITHDRAWN_WORKING_DAYS": 5,
        "RECORDING_STORE_WORKING_DAYS": 1,
        "RECORDING_METADATA_MONTHS": 72,
        "HOLD_REVIEW_MONTHS": 3,
        "CAPACITY_TRAINING_MONTHS": 36,
        "CONVERSATION_WORKING_DAYS": 5,
        "OWN_CASELOAD_DAYS": 28,
        "NOTICE_REVIEW_MONTHS": 12,
        "RESOURCE_REVIEW_MONTHS": 12,
        "RESOURCE_LONGEST_REVIEW_MONTHS": 36,
        "CONSENT_REVIEW_LEADS": (28, 14, 7, 0),
        "CONSENT_EXPIRY_LEADS": (28, 14, 7, 0),
        "BIRTHDAY_LEADS": (28, 7, 0),
        "REASSESS_LEADS": (0,),
        "TELL_RECIPIENTS_LEADS": (1, 0),
        "CONVERSATION_LEADS": (0,),
        "ASSURANCE_LEADS": (60, 30, 0),
        "AGREEMENT_REVIEW_LEADS": (90, 60, 30, 7),
        "AGREEMENT_END_LEADS": (90, 60, 30, 7),
        "AGREEMENT_GRACE_LEADS": (30, 7, 0),
        "AGREEMENT_DUTY_LEADS": (30, 7, 0),
        "APPROVAL_LEADS": (3, 1),
        "RECEIPT_LEADS": (0,),
        "EMERGENCY_REVIEW_LEADS": (0,),
        "TELLING_LEADS": (7, 0),
        "EMERGENCY_RECORD_HOUR_LEADS": (4,),
        "DISEASE_ORAL_HOUR_LEADS": (4,),
        "DISEASE_WRITTEN_LEADS": (1, 0),
        "OPT_OUT_STATEMENT_LEADS": (30, 7),
        "MEDIA_TAKEDOWN_LEADS": (2, 0),
        "MEDIA_EXPIRY_LEADS": (28, 7),
        "DPIA_LEADS": (30, 7, 0),
        "CCTV_NEED_TEST_LEADS": (30, 7, 0),
        "RECORDING_DELETION_LEADS": (30, 14, 7, 1, 0),
        "RECORDING_WITHDRAWN_LEADS": (2, 0),
        "RECORDING_STORE_LEADS": (0,),
        "POLICY_REVIEW_LEADS": (90, 30, 0),
        "SUSPICION_HOURS": 24,
        "CANDOUR_WORKING_DAYS": 10,
        "TELL_PEOPLE_LIKELIHOOD": 3,
        "TELL_PEOPLE_SEVERITY": 3,
        "COUNTS_AS_VULNERABLE": "service_user",
        "INCIDENT_HOUR_LEADS": (48, 24, 12, 4, 1),
        "SUSPICION_HOUR_LEADS": (4,),
        "CANDOUR_LEADS": (3, 0),
        "LESSON_LEADS": (7, 0),
        "CANDOUR_YEAR_BEGINS": (4, 1),
        "CANDOUR_REPORT_MONTHS": 3,
        "CANDOUR_REPORT_LEAST_DAYS": 30,
        "CANDOUR_REPORT_LEADS": (30, 7),
        "LEAST_PUBLISHED": 5,
        "RIGHTS_LEADS": (14, 7, 3, 0),
        "RECEIVED_WITHIN_DAYS": 366,
        "CONCERN_TARGET_WORKING_DAYS": 5,
        "EVIDENCE_PACK_DAYS": 28,
        "CONCERN_PROGRESS_DAYS": 28,
        "CONCERN_LEADS": (10, 5, 1),
        "CONCERN_TARGET_LEADS": (0,),
        "CONCERN_PROGRESS_LEADS": (3, 0),
        "OVERDUE_TELLING_DAYS": 28,
        "DAILY_MAIL_AT": time(8),
        "WARN_BEFORE_LIST_ENDS_DAYS": 90,
    }

"""The rules of consent: who, how, how long, and whether it held."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.ability import Finding, ability, is_child, needs_extra_care, shows_child_protection_banner
from consent.consents import rules
from consent.consents.rules import (
    CHECKLIST,
    Giver,
    OralNote,
    State,
    end_allowed,
    expires_on,
    in_force,
    may_give,
    method_allowed,
    moment_allowed,
    names_what_it_is_for,
    not_ended,
    parents_last_day,
    review_on,
    review_overdue,
    shortened,
    state_on,
    supports_sharing,
    tell_recipients_due,
)
from consent.kinds import FORMS, KINDS, ORAL, Effect, Kind, Method
from governance.calendar import DAY, LONDON, Nation, birthday
from governance.errors import Code

ENG, SCT = Nation.ENG, Nation.SCT
TODAY = date(2026, 11, 22)
ALL_YES = {check.key: True for check in CHECKLIST}
FULL_NOTE = OralNote(
    said_at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
    identity_check="Date of birth and address",
    script_version="Phone script 3",
    answer="Yes, tell my doctor",
)
valid = partial(rules.validity, notice="England 4")
UNABLE = [Finding.LACKS_CAPACITY, Finding.NOT_COMPETENT]
FINDINGS = [None, *Finding]
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
MOMENTS = st.integers(1_577_836_800, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def turning(age, on=TODAY):
    """Born so that this age is reached on this day."""
    return on.replace(year=on.year - age)


def almost(age, on=TODAY):
    """Born so that this age is reached on the day after."""
    return (on + DAY).replace(year=on.year - age)


# --- Worked scenarios ------------------------------------------------------------------


def test_scenario_1_seventeen_in_england():
    born = date(2009, 6, 10)
    assert is_child(born, ENG, TODAY)
    assert needs_extra_care(born, ENG, TODAY)
    assert may_give(Giver.SELF, born, ENG, TODAY)
    assert valid(Kind.SHARE_CARE, Method.IN_PERSON_VERBAL, ALL_YES, note=FULL_NOTE)
    assert review_on(Kind.SHARE_CARE, TODAY, child=True) == date(2027, 2, 22)
    assert expires_on(Kind.SHARE_CARE, TODAY) == date(2027, 11, 22)


def test_scenario_2_sixteen_in_scotland():
    born = date(2010, 11, 22)
    assert is_child(born, SCT, TODAY - DAY)
    assert not is_child(born, SCT, TODAY)
    assert not needs_extra_care(born, SCT, TODAY)
    assert shows_child_protection_banner(born, SCT, TODAY)
    assert may_give(Giver.SELF, born, SCT, TODAY)
    assert review_on(Kind.SHARE_CARE, TODAY, child=False) == date(2027, 5, 22)
    assert expires_on(Kind.SHARE_CARE, TODAY) == date(2027, 11, 22)


def test_scenario_3_thirteen_in_each_nation():
    born = turning(13)
    assert needs_extra_care(born, ENG, TODAY)
    assert needs_extra_care(born, SCT, TODAY)
    assert may_give(Giver.SELF, born, SCT, TODAY)
    assert may_give(Giver.SELF, born, ENG, TODAY).code == Code.COMPETENCE
    assert may_give(Giver.SELF, born, ENG, TODAY, finding=Finding.COMPETENT)
    assert may_give(Giver.PARENT, born, SCT, TODAY).code == Code.GIVER


def test_scenario_4_telephone():
    assert valid(Kind.SHARE_CARE, Method.TELEPHONE, ALL_YES, note=FULL_NOTE)
    assert valid(Kind.MEDIA, Method.TELEPHONE, ALL_YES, note=FULL_NOTE).code == Code.METHOD
    no_script = valid(Kind.SHARE_CARE, Method.TELEPHONE, ALL_YES, note=replace(FULL_NOTE, script_version=" "))
    assert no_script.code == Code.VALIDITY
    assert "version of the script" in no_script.reason


def test_scenario_5_intoxicated():
    for nation in Nation:
        assert may_give(Giver.SELF, turning(30), nation, TODAY, finding=Finding.DEFER).code == Code.CAPACITY


def test_scenario_6_withdrawn_after_sharing():
    given_at = datetime(2026, 9, 1, 10, 0, tzinfo=LONDON)
    shared_at = datetime(2026, 9, 10, 12, 0, tzinfo=LONDON)
    withdrawn_at = datetime(2026, 11, 22, 14, 5, tzinfo=LONDON)
    course = (given_at, date(2027, 9, 1), withdrawn_at, withdrawn_at)
    for as_known in (True, False):
        assert in_force(*course, shared_at, as_known=as_known)
        assert in_force(*course, withdrawn_at - timedelta(minutes=1), as_known=as_known)
        assert not in_force(*course, withdrawn_at, as_known=as_known)
        assert not in_force(*course, withdrawn_at + timedelta(minutes=1), as_known=as_known)
    assert supports_sharing(state_on(State.WITHDRAWN, date(2027, 9, 1), TODAY)).code == Code.CONSENT
    assert tell_recipients_due(withdrawn_at, ENG) == date(2026, 11, 24)


# --- Who is a child ------------------------------------------------------------------------


@pytest.mark.parametrize(("nation", "adult_at"), [(ENG, 18), (SCT, 16)])
def test_a_child_until_midnight_at_the_start_of_the_birthday(nation, adult_at):
    assert is_child(almost(adult_at), nation, TODAY)
    assert not is_child(turning(adult_at), nation, TODAY)


@pytest.mark.parametrize("nation", Nation)
def test_an_unknown_age_is_a_child_unless_clearly_adult(nation):
    assert is_child(None, nation, TODAY)
    assert needs_extra_care(None, nation, TODAY)
    assert not is_child(None, nation, TODAY, possibly_young=False)
    assert not needs_extra_care(None, nation, TODAY, possibly_young=False)


@pytest.mark.parametrize("nation", Nation)
def test_a_known_birth_date_outweighs_the_look_of_youth(nation):
    assert not is_child(turning(30), nation, TODAY, possibly_young=True)
    assert is_child(turning(10), nation, TODAY, possibly_young=False)


def test_a_leap_day_child_grows_up_on_1_march():
    born = date(2008, 2, 29)
    assert is_child(born, ENG, date(2026, 2, 28))
    assert not is_child(born, ENG, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("born", "nation", "shown"),
    [
        (almost(16), SCT, False),
        (turning(16), SCT, True),
        (almost(18), SCT, True),
        (turning(18), SCT, False),
        (turning(16), ENG, False),
        (None, SCT, False),
    ],
)
def test_the_child_protection_banner_is_for_scotlands_sixteens_and_seventeens(born, nation, shown):
    assert shows_child_protection_banner(born, nation, TODAY) is shown


# --- Who can decide ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "nation", "code"),
    [
        (turning(8), ENG, Code.COMPETENCE),
        (turning(12), ENG, Code.COMPETENCE),
        (almost(16), ENG, Code.COMPETENCE),
        (turning(16), ENG, None),
        (turning(18), ENG, None),
        (turning(8), SCT, Code.COMPETENCE),
        (almost(12), SCT, Code.COMPETENCE),
        (turning(12), SCT, None),
        (turning(16), SCT, None),
        (None, ENG, Code.COMPETENCE),
        (None, SCT, Code.COMPETENCE),
    ],
)
def test_able_with_no_assessment_on_record(born, nation, code):
    verdict = ability(born, nation, TODAY)
    assert bool(verdict) is (code is None)
    assert verdict.code == code


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("born", [turning(8), turning(13), almost(16), None])
def test_a_child_found_competent_can_decide(born, nation):
    assert ability(born, nation, TODAY, Finding.COMPETENT)


@pytest.mark.parametrize("nation", Nation)
def test_a_capacity_form_is_not_a_competence_check(nation):
    assert ability(turning(8), nation, TODAY, Finding.HAS_CAPACITY).code == Code.COMPETENCE


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("finding", [*UNABLE, Finding.DEFER])
def test_a_finding_against_blocks_at_every_age_with_the_code_of_that_age(nation, finding):
    for born in (turning(8), turning(12), almost(16), None):
        assert ability(born, nation, TODAY, finding).code == Code.COMPETENCE
    for born in (turning(16), turning(18), turning(80)):
        assert ability(born, nation, TODAY, finding).code == Code.CAPACITY


def test_an_unknown_age_that_is_clearly_adult_is_presumed_able():
    assert ability(None, ENG, TODAY, possibly_young=False)
    assert ability(None, ENG, TODAY, Finding.DEFER, possibly_young=False).code == Code.CAPACITY


# --- Who may say yes ---------------------------------------------------------------------------


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("finding", FINDINGS)
@pytest.mark.parametrize("born", [turning(8), turning(13), turning(17), turning(40), None])
def test_next_of_kin_is_never_a_giver(born, nation, finding):
    verdict = may_give(Giver.NEXT_OF_KIN, born, nation, TODAY, finding=finding, authority_seen=True)
    assert verdict.code == Code.GIVER
    assert verdict.next_step


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("finding", FINDINGS)
@pytest.mark.parametrize("giver", [giver for giver in Giver if giver != Giver.SELF])
@pytest.mark.parametrize("born", [turning(8), turning(13), turning(17), turning(40), None])
def test_nobody_says_yes_for_someone_who_is_able(giver, born, nation, finding):
    if ability(born, nation, TODAY, finding):
        verdict = may_give(giver, born, nation, TODAY, finding=finding, authority_seen=True)
        assert verdict.code == Code.GIVER


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("finding", FINDINGS)
@pytest.mark.parametrize("born", [turning(8), turning(13), turning(17), turning(40), None])
def test_the_person_gives_exactly_when_able(born, nation, finding):
    assert may_give(Giver.SELF, born, nation, TODAY, finding=finding) == ability(born, nation, TODAY, finding)


@pytest.mark.parametrize("nation", Nation)
def test_a_parent_gives_for_a_child_found_unable_until_the_16th_birthday(nation):
    found = {"finding": Finding.NOT_COMPETENT}
    assert may_give(Giver.PARENT, turning(8), nation, TODAY, **found)
    assert may_give(Giver.PARENT, almost(16), nation, TODAY, **found)
    assert may_give(Giver.PARENT, turning(16), nation, TODAY, **found).code == Code.GIVER


@pytest.mark.parametrize("finding", [None, Finding.DEFER])
def test_a_parent_waits_until_the_child_was_found_unable(finding):
    assert may_give(Giver.PARENT, turning(13), ENG, TODAY, finding=finding).code == Code.COMPETENCE


@pytest.mark.parametrize(
    ("giver", "nation", "allowed"),
    [
        (Giver.ATTORNEY, ENG, True),
        (Giver.ATTORNEY, SCT, True),
        (Giver.DEPUTY, ENG, True),
        (Giver.DEPUTY, SCT, False),
        (Giver.GUARDIAN, ENG, False),
        (Giver.GUARDIAN, SCT, True),
    ],
)
def test_authority_belongs_to_its_nation_and_must_be_seen(giver, nation, allowed):
    lacks = {"finding": Finding.LACKS_CAPACITY}
    seen = may_give(giver, turning(16), nation, TODAY, authority_seen=True, **lacks)
    assert bool(seen) is allowed
    assert seen.code == (None if allowed else Code.GIVER)
    assert may_give(giver, turning(16), nation, TODAY, **lacks).code == Code.GIVER
    assert may_give(giver, almost(16), nation, TODAY, authority_seen=True, **lacks).code == Code.GIVER


def test_an_attorney_does_not_step_in_for_tonight():
    verdict = may_give(Giver.ATTORNEY, turning(40), ENG, TODAY, finding=Finding.DEFER, authority_seen=True)
    assert verdict.code == Code.CAPACITY


@given(DAYS)
def test_a_parents_consent_ends_the_day_before_the_16th_birthday(born):
    last = parents_last_day(born)
    assert last + DAY == birthday(born, 16)
    assert expires_on(Kind.SHARE_CARE, last, parent_until=last) == last


def test_a_parents_last_day_is_unknown_without_a_birth_date():
    assert parents_last_day(None) is None


# --- Kinds and methods ------------------------------------------------------------------------


CARE = [Kind.SHARE_CARE, Kind.SHARE_FAMILY]
FORMS_ONLY = [Kind.MEDIA, Kind.RESEARCH, Kind.RECORDING_VIDEO, Kind.RECORDING_AUDIO, Kind.GROUP_MESSAGING]


def test_every_kind_has_its_rule_under_its_stored_name():
    assert set(KINDS) == set(Kind)
    assert all(KINDS[str(kind)] is KINDS[kind] for kind in Kind)
    assert len(Kind) == 8


def test_only_the_care_kinds_rest_on_confidentiality_alone():
    for kind in Kind:
        assert KINDS[kind].effect == (Effect.CONFIDENTIALITY if kind in CARE else Effect.BOTH)


def test_spoken_and_written_methods_are_all_there_are():
    assert set(Method) == ORAL | FORMS
    assert not ORAL & FORMS


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("method", Method)
def test_forms_only_for_media_recording_research_and_groups(kind, method):
    verdict = method_allowed(kind, method)
    refused = kind in FORMS_ONLY and method in ORAL
    assert bool(verdict) is not refused
    assert verdict.code == (Code.METHOD if refused else None)


# --- Checklist ----------------------------------------------------------------------------------


def test_the_checklist_has_ten_items_in_order_with_their_own_keys():
    assert [check.number for check in CHECKLIST] == list(range(1, 11))
    assert len({check.key for check in CHECKLIST}) == 10


@pytest.mark.parametrize("check", CHECKLIST, ids=lambda check: check.key)
@pytest.mark.parametrize("answer", [False, None, "unanswered", "on", 1])
def test_anything_but_a_clear_yes_keeps_a_draft_and_is_named(check, answer):
    answers = ALL_YES | {check.key: answer}
    if answer == "unanswered":
        del answers[check.key]
    verdict = valid(Kind.SHARE_CARE, Method.E_FORM, answers)
    assert verdict.code == Code.VALIDITY
    assert check.to_do in verdict.reason
    assert verdict.next_step
    assert not any(other.to_do in verdict.reason for other in CHECKLIST if other != check)


def test_nothing_answered_names_all_ten():
    verdict = valid(Kind.SHARE_CARE, Method.E_FORM, {})
    assert all(check.to_do in verdict.reason for check in CHECKLIST)


def test_a_form_on_screen_needs_the_signature_and_the_words_that_were_signed():
    assert valid(Kind.SHARE_CARE, Method.E_FORM, ALL_YES, note=FULL_NOTE, signed=True)
    unsigned = valid(Kind.SHARE_CARE, Method.E_FORM, ALL_YES, note=FULL_NOTE, scan_held=True)
    assert (unsigned.code, "let them sign" in unsigned.reason) == (Code.VALIDITY, True)
    wordless = valid(Kind.SHARE_CARE, Method.E_FORM, ALL_YES, signed=True)
    assert (wordless.code, "which words they signed" in wordless.reason) == (Code.VALIDITY, True)


@pytest.mark.parametrize("notice", ["", " "])
@pytest.mark.parametrize("method", Method)
def test_a_yes_points_to_the_privacy_notice_given(method, notice):
    verdict = valid(
        Kind.SHARE_CARE, method, ALL_YES, notice=notice, note=FULL_NOTE, scan_held=True, signed=True
    )
    assert verdict.code == Code.VALIDITY
    assert "which privacy notice" in verdict.reason


def test_paper_needs_its_scan():
    assert valid(Kind.SHARE_CARE, Method.PAPER, ALL_YES, note=FULL_NOTE, scan_held=True)
    verdict = valid(Kind.SHARE_CARE, Method.PAPER, ALL_YES, note=FULL_NOTE, signed=True)
    assert verdict.code == Code.VALIDITY
    assert "scan" in verdict.reason


@pytest.mark.parametrize("method", sorted(ORAL))
@pytest.mark.parametrize(
    "note",
    [
        None,
        replace(FULL_NOTE, said_at=None),
        replace(FULL_NOTE, identity_check=""),
        replace(FULL_NOTE, script_version=""),
        replace(FULL_NOTE, answer="\n"),
    ],
)
def test_a_spoken_yes_needs_its_full_note(method, note):
    assert valid(Kind.SHARE_FAMILY, method, ALL_YES, note=FULL_NOTE)
    verdict = valid(Kind.SHARE_FAMILY, method, ALL_YES, note=note, scan_held=True)
    assert verdict.code == Code.VALIDITY
    assert verdict.reason.count("write down") == (4 if note is None else 1)


NAMED = sorted(kind for kind in Kind if KINDS[kind].named)


@pytest.mark.parametrize("kind", Kind)
def test_a_study_campaign_session_or_group_is_named(kind):
    assert names_what_it_is_for(kind, "Sleep and drinking", ["print"])
    unnamed = names_what_it_is_for(kind, " ", ["print"])
    assert unnamed.code == (Code.VALIDITY if kind in NAMED else None)


def test_publicity_says_where_it_may_be_shown_and_nothing_else_does():
    assert names_what_it_is_for(Kind.MEDIA, "Open day", []).code == Code.VALIDITY
    assert names_what_it_is_for(Kind.RESEARCH, "Sleep and drinking", [])


@pytest.mark.parametrize("kind", NAMED)
def test_what_it_is_for_must_still_go_on_when_they_answer(kind):
    assert not_ended(kind, TODAY, TODAY)
    assert not_ended(kind, None, TODAY)
    over = not_ended(kind, TODAY - DAY, TODAY)
    assert (over.allowed, over.code) == (False, None)


def test_the_end_may_come_sooner_and_never_later_than_they_were_told():
    assert end_allowed(None, TODAY, TODAY)
    assert end_allowed(TODAY + DAY, TODAY + DAY, TODAY)
    assert not end_allowed(None, TODAY - DAY, TODAY)
    assert end_allowed(TODAY, TODAY + DAY, TODAY).code == Code.VALIDITY


# --- Review and expiry ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "adult", "child", "expires"),
    [
        (Kind.SHARE_CARE, date(2027, 5, 22), date(2027, 2, 22), date(2027, 11, 22)),
        (Kind.SHARE_FAMILY, date(2027, 5, 22), date(2027, 2, 22), date(2027, 11, 22)),
        (Kind.NATIONAL_RETURN, date(2027, 11, 22), date(2027, 11, 22), None),
        (Kind.RESEARCH, date(2027, 11, 22), date(2027, 11, 22), date(2028, 11, 22)),
        (Kind.MEDIA, date(2027, 11, 22), date(2027, 11, 22), date(2028, 11, 22)),
        (Kind.RECORDING_VIDEO, None, None, None),
        (Kind.RECORDING_AUDIO, None, None, None),
        (Kind.GROUP_MESSAGING, date(2027, 5, 22), date(2027, 5, 22), date(2027, 11, 22)),
    ],
)
def test_intervals_by_kind(kind, adult, child, expires):
    assert review_on(kind, TODAY, child=False) == adult
    assert review_on(kind, TODAY, child=True) == child
    assert expires_on(kind, TODAY) == expires


def test_dates_are_counted_from_the_original_day_at_the_ends_of_months():
    assert review_on(Kind.SHARE_CARE, date(2026, 8, 31), child=False) == date(2027, 2, 28)
    assert review_on(Kind.SHARE_CARE, date(2026, 11, 30), child=True) == date(2027, 2, 28)
    assert expires_on(Kind.SHARE_CARE, date(2028, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize("kind", CARE)
def test_care_kinds_end_28_days_after_the_case_closes_if_that_is_sooner(kind):
    assert expires_on(kind, TODAY, case_closed_on=date(2026, 12, 1)) == date(2026, 12, 29)
    assert expires_on(kind, TODAY, case_closed_on=date(2027, 10, 25)) == date(2027, 11, 22)
    assert expires_on(kind, TODAY, case_closed_on=date(2027, 10, 26)) == date(2027, 11, 22)
    assert expires_on(kind, TODAY, case_closed_on=date(2027, 10, 24)) == date(2027, 11, 21)


def test_the_national_return_ends_with_the_case_and_others_do_not():
    closed_on = date(2026, 12, 1)
    assert expires_on(Kind.NATIONAL_RETURN, TODAY, case_closed_on=closed_on) == closed_on
    assert expires_on(Kind.MEDIA, TODAY, case_closed_on=closed_on) == date(2028, 11, 22)


def test_what_a_consent_is_for_can_end_it_sooner_but_never_later():
    assert expires_on(Kind.RESEARCH, TODAY, ends_on=date(2027, 3, 1)) == date(2027, 3, 1)
    assert expires_on(Kind.RESEARCH, TODAY, ends_on=date(2030, 3, 1)) == date(2028, 11, 22)
    assert expires_on(Kind.RECORDING_VIDEO, TODAY, ends_on=date(2027, 3, 1)) == date(2027, 3, 1)


@given(st.sampled_from(Kind), DAYS, *[st.none() | DAYS] * 3)
def test_a_limit_never_lengthens_a_consent(kind, given_on, closed_on, ends_on, parent_until):
    unlimited = expires_on(kind, given_on)
    limited = expires_on(kind, given_on, case_closed_on=closed_on, ends_on=ends_on, parent_until=parent_until)
    if unlimited is not None:
        assert limited is not None
        assert limited <= unlimited
    for limit in (ends_on, parent_until):
        assert limit is None or limited <= limit


def test_reconfirming_uses_the_age_of_that_day():
    born, again_on = date(2009, 6, 10), date(2027, 6, 10)
    assert review_on(Kind.SHARE_CARE, again_on, child=is_child(born, ENG, again_on)) == date(2027, 12, 10)
    before = again_on - DAY
    assert review_on(Kind.SHARE_CARE, before, child=is_child(born, ENG, before)) == date(2027, 9, 9)


NIGH, FAR = date(2026, 12, 1), date(2027, 11, 22)


@pytest.mark.parametrize(
    ("expires", "closed", "last"),
    [
        (FAR, TODAY, date(2026, 12, 20)),
        (None, TODAY, date(2026, 12, 20)),
        (NIGH, TODAY, None),
        (FAR, None, None),
        (FAR, date(2026, 10, 25), TODAY),
        (FAR, date(2026, 1, 5), TODAY),
        (TODAY, date(2026, 1, 5), None),
    ],
)
def test_a_case_that_closes_ends_care_sooner_but_not_before_it_was_given(expires, closed, last):
    assert shortened(Kind.SHARE_CARE, expires, case_closed_on=closed, given_on=TODAY) == last
    assert shortened(Kind.MEDIA, expires, case_closed_on=closed, given_on=TODAY) is None


# --- When -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        (1, "in the future"),
        (0, ""),
        (-10, ""),
        (-11, "before they said yes"),
        (-400, "before they were born"),
    ],
)
def test_a_moment_lies_between_what_came_before_and_now(days, reason):
    now = FULL_NOTE.said_at
    verdict = moment_allowed(now + days * DAY, date(2026, 1, 1), now, since=now - 10 * DAY, what="said yes")
    assert bool(verdict) is (reason == "")
    assert reason in verdict.reason


# --- States -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "on", "state"),
    [
        (State.ACTIVE, TODAY - DAY, State.ACTIVE),
        (State.ACTIVE, TODAY, State.ACTIVE),
        (State.ACTIVE, TODAY + DAY, State.EXPIRED),
        (State.WITHDRAWN, TODAY + DAY, State.WITHDRAWN),
        (State.DRAFT, TODAY + DAY, State.DRAFT),
        ("ACTIVE", TODAY + DAY, State.EXPIRED),
        ("REFUSED", TODAY + DAY, State.REFUSED),
    ],
)
def test_expired_is_worked_out_and_only_from_active(stored, on, state):
    assert state_on(stored, TODAY, on) is state


def test_without_an_expiry_date_it_stays_active():
    assert state_on(State.ACTIVE, None, date(2099, 1, 1)) is State.ACTIVE


@pytest.mark.parametrize("state", State)
def test_only_active_supports_sharing(state):
    verdict = supports_sharing(state)
    assert bool(verdict) is (state == State.ACTIVE)
    assert verdict.code == (None if state == State.ACTIVE else Code.CONSENT)
    assert bool(verdict.reason) is (state != State.ACTIVE)


def test_a_review_is_overdue_the_day_after_and_the_consent_stays_usable():
    assert not review_overdue(None, TODAY)
    assert not review_overdue(TODAY, TODAY)
    assert review_overdue(TODAY, TODAY + DAY)
    assert supports_sharing(state_on(State.ACTIVE, TODAY + 100 * DAY, TODAY + DAY))


# --- True then, known then ------------------------------------------------------------------------------


def test_between_saying_no_and_writing_it_down_the_two_answers_differ():
    given_at = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
    said_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    written_at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    course = (given_at, date(2027, 9, 1), said_at, written_at)
    instant = timedelta(microseconds=1)
    assert not in_force(*course, given_at - instant, as_known=True)
    assert in_force(*course, given_at, as_known=False)
    assert in_force(*course, said_at - instant, as_known=False)
    assert not in_force(*course, said_at, as_known=False)
    assert in_force(*course, said_at, as_known=True)
    assert in_force(*course, written_at - instant, as_known=True)
    assert not in_force(*course, written_at, as_known=True)


def test_it_holds_until_midnight_in_london_after_the_last_good_day():
    given_at = datetime(2025, 6, 9, 10, 0, tzinfo=UTC)
    midnight = datetime(2026, 6, 10, 0, 0, tzinfo=LONDON)
    for as_known in (True, False):
        assert in_force(
            given_at, date(2026, 6, 9), None, None, midnight - timedelta(seconds=1), as_known=as_known
        )
        assert not in_force(given_at, date(2026, 6, 9), None, None, midnight, as_known=as_known)


@given(MOMENTS, MOMENTS, st.booleans(), DAYS, MOMENTS, st.none() | MOMENTS)
def test_a_withdrawal_or_an_expiry_never_widens_an_answer(given_at, at, as_known, last, ended, recorded):
    plain = in_force(given_at, None, None, None, at, as_known=as_known)
    expiring = in_force(given_at, last, None, None, at, as_known=as_known)
    withdrawn = in_force(given_at, last, ended, recorded, at, as_known=as_known)
    assert withdrawn <= expiring <= plain


@given(MOMENTS, st.none() | DAYS, MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_what_was_true_was_never_more_than_what_was_known(given_at, last, ended, recorded, at):
    course = (given_at, last, ended, recorded, at)
    assert in_force(*course, as_known=False) <= in_force(*course, as_known=True)


@given(DAYS, DAYS)
def test_expiry_reads_the_same_by_day_and_by_moment(last, on):
    given_at = datetime(1999, 1, 1, tzinfo=UTC)
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=LONDON)
    held = in_force(given_at, last, None, None, noon, as_known=True)
    assert held == bool(supports_sharing(state_on(State.ACTIVE, last, on)))


# --- Telling recipients -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("withdrawn_at", "nation", "due"),
    [
        (datetime(2026, 11, 26, 10, 0, tzinfo=LONDON), ENG, date(2026, 11, 30)),
        (datetime(2026, 11, 26, 10, 0, tzinfo=LONDON), SCT, date(2026, 12, 1)),
        # Late on Sunday in UTC is already Monday in London's summer.
        (datetime(2026, 6, 7, 22, 59, tzinfo=UTC), ENG, date(2026, 6, 9)),
        (datetime(2026, 6, 7, 23, 0, tzinfo=UTC), ENG, date(2026, 6, 10)),
    ],
)
def test_recipients_are_told_within_two_working_days_of_the_services_nation(withdrawn_at, nation, due):
    assert tell_recipients_due(withdrawn_at, nation) == due


@pytest.mark.parametrize(
    ("withdrawn_on", "due"),
    [(date(2099, 1, 1), date(2099, 1, 5)), (date(2099, 12, 25), date(2099, 12, 29))],
)
def test_beyond_the_published_bank_holidays_every_monday_to_friday_counts(withdrawn_on, due):
    withdrawn_at = datetime(withdrawn_on.year, withdrawn_on.month, withdrawn_on.day, 10, tzinfo=UTC)
    assert tell_recipients_due(withdrawn_at, ENG) == due

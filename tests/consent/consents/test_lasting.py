"""How long each kind holds, walked with the real actions (handbook section 3.2): reviews, ends, and what moves them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from consent.consents.actions import reconfirm, set_end
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.kinds import KINDS, Kind, Method
from governance.calendar import LONDON, local_day
from governance.deadlines.models import Deadline
from governance.errors import Code, Denied, IllegalTransition
from governance.people.actions import close
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.cast import NOON, Cast
from tests.consent.consents.answers import PANEL, say

DAY = timedelta(days=1)
TODAY = NOON.date()
NAMED = [kind for kind in Kind if KINDS[kind].named]
RECORDINGS = (Kind.RECORDING_VIDEO, Kind.RECORDING_AUDIO)


PAPER = {"method": Method.PAPER, "scan_reference": "Case record, page 12", "scan_held": True}


def on(day: date) -> datetime:
    return datetime.combine(day, time(12, 0), UTC)


def agrees(cast: Cast, person: Person, kind: Kind, **changes: Any) -> Consent:
    """A yes of this kind on paper, whose scan is kept in the case record."""
    what_for = {"named": "Sleep and drinking"} if KINDS[kind].named else {}
    channels = {"channels": ["print"]} if kind is Kind.MEDIA else {}
    return say(cast, person, kind=kind, **{**PAPER, **what_for, **channels, **changes}).consent


def agrees_again(consent: Consent, **changes: Any) -> Consent:
    """The same yes said again, on a new paper."""
    return reconfirm(consent, **{**PAPER, **changes})


def open_deadlines(consent: Consent) -> dict[str, date]:
    rows = Deadline.objects.filter(register="consents", record_id=consent.pk, ended_at=None)
    return dict(rows.values_list("rule", "due_on"))


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person(at=NOON - 900 * DAY)


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
def test_each_kind_has_its_review_and_its_end_and_they_stand_on_the_desk(
    cast: Cast, sam: Person, kind: Kind, adult: date | None, child: date | None, expires: date | None
) -> None:
    young = cast.person("Ash Rivers", born=date(2009, 6, 10))
    for person, review, panel in ((sam, adult, {}), (young, child, PANEL)):
        consent = agrees(cast, person, kind, **panel)
        assert (consent.state, consent.review_on, consent.expires_on) == (State.ACTIVE, review, expires)
        due = {"consent_review": review, "consent_expiry": expires}
        assert open_deadlines(consent) == {rule: day for rule, day in due.items() if day is not None}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("method", Method)
def test_care_and_the_national_figures_are_answered_in_any_way_and_the_rest_on_forms(
    cast: Cast, sam: Person, kind: Kind, method: Method
) -> None:
    spoken = method in (Method.IN_PERSON_VERBAL, Method.TELEPHONE, Method.VIDEO_CALL)
    if spoken and kind not in (Kind.SHARE_CARE, Kind.SHARE_FAMILY, Kind.NATIONAL_RETURN):
        with pytest.raises(Denied) as refusal:
            agrees(cast, sam, kind, method=method)
        assert refusal.value.verdict.code == Code.METHOD
        assert not Consent.objects.exists()
        return
    consent = agrees(cast, sam, kind, method=method)
    # Nobody signed on the screen here.
    assert consent.state == (State.DRAFT if method is Method.E_FORM else State.ACTIVE)


@pytest.mark.parametrize("kind", NAMED)
def test_each_is_for_one_study_campaign_session_or_group_by_name(cast: Cast, sam: Person, kind: Kind) -> None:
    assert agrees(cast, sam, kind, named=" ").state == State.DRAFT
    first, second = (agrees(cast, sam, kind, named=name) for name in ("First", "Second"))
    first.refresh_from_db()
    assert (first.state, second.state) == (State.ACTIVE, State.ACTIVE)


class TestWhatItIsForEnds:
    @pytest.mark.parametrize("kind", [Kind.RESEARCH, Kind.MEDIA])
    @pytest.mark.parametrize(
        ("ends_on", "expires"),
        [
            (date(2028, 11, 21), date(2028, 11, 21)),
            (date(2028, 11, 22), date(2028, 11, 22)),
            (date(2028, 11, 23), date(2028, 11, 22)),
            (TODAY, TODAY),
            (None, date(2028, 11, 22)),
        ],
    )
    def test_a_study_or_campaign_that_ends_before_24_months_ends_it_and_none_lengthens_it(
        self, cast: Cast, sam: Person, kind: Kind, ends_on: date | None, expires: date
    ) -> None:
        consent = agrees(cast, sam, kind, ends_on=ends_on)
        assert consent.expires_on == expires
        assert consent.review_on == (None if ends_on == TODAY else date(2027, 11, 22))

    @pytest.mark.parametrize("kind", NAMED)
    def test_what_ended_before_they_answered_takes_no_yes_and_nothing_is_saved(
        self, cast: Cast, sam: Person, kind: Kind
    ) -> None:
        with pytest.raises(Denied, match="ended before they answered"):
            agrees(cast, sam, kind, ends_on=TODAY - DAY)
        assert not Consent.objects.exists()

    def test_leaving_the_group_ends_it_that_day_and_a_later_review_with_it(
        self, cast: Cast, sam: Person
    ) -> None:
        consent = agrees(cast, sam, Kind.GROUP_MESSAGING)
        consent = set_end(consent, by=cast.fay, at=NOON + DAY, ends_on=date(2027, 1, 15))
        assert (consent.expires_on, consent.review_on) == (date(2027, 1, 15), None)
        assert consent.state_at(on(date(2027, 1, 15))) == State.ACTIVE
        assert consent.state_at(datetime(2027, 1, 16, 0, 0, tzinfo=LONDON)) == State.EXPIRED
        assert open_deadlines(consent) == {"consent_expiry": date(2027, 1, 15)}

    def test_a_group_that_they_stay_in_ends_after_twelve_months_all_the_same(
        self, cast: Cast, sam: Person
    ) -> None:
        consent = agrees(cast, sam, Kind.GROUP_MESSAGING)
        consent = set_end(consent, by=cast.fay, at=NOON, ends_on=date(2027, 11, 23))
        assert (consent.expires_on, consent.review_on) == (date(2027, 11, 22), date(2027, 5, 22))

    def test_they_had_left_already_when_we_wrote_it_down(self, cast: Cast, sam: Person) -> None:
        consent = agrees(cast, sam, Kind.GROUP_MESSAGING, at=NOON - 30 * DAY)
        consent = set_end(consent, by=cast.fay, at=NOON, ends_on=local_day(NOON - 10 * DAY))
        between = NOON - 5 * DAY
        assert not consent.in_force_at(between, as_known=False)
        assert consent.in_force_at(between, as_known=True)
        assert not consent.in_force_at(NOON, as_known=True)
        with pytest.raises(IllegalTransition):
            set_end(consent, by=cast.fay, at=NOON, ends_on=TODAY)

    @pytest.mark.parametrize("kind", RECORDINGS)
    def test_a_recording_that_is_deleted_ends_it_in_the_name_of_whoever_deleted_it(
        self, cast: Cast, sam: Person, kind: Kind
    ) -> None:
        consent = agrees(cast, sam, kind)
        assert consent.in_force_at(NOON + 4000 * DAY, as_known=False)
        with acting_as(cast.dora.pk):
            consent = set_end(consent, by=None, at=NOON + 90 * DAY, ends_on=local_day(NOON + 90 * DAY))
        assert consent.expires_on == local_day(NOON + 90 * DAY)
        assert consent.history.first().history_user_id == cast.dora.pk
        assert consent.state_at(NOON + 90 * DAY) == State.ACTIVE
        assert consent.state_at(NOON + 91 * DAY) == State.EXPIRED

    @pytest.mark.parametrize(
        ("ends_on", "code"), [(TODAY - DAY, None), (TODAY, "no"), (date(2027, 3, 2), Code.VALIDITY)]
    )
    def test_not_before_they_said_yes_and_never_longer_than_they_were_told(
        self, cast: Cast, sam: Person, ends_on: date, code: object
    ) -> None:
        consent = agrees(cast, sam, Kind.RESEARCH, ends_on=date(2027, 3, 1))
        if code == "no":
            assert set_end(consent, by=cast.fay, at=NOON, ends_on=ends_on).expires_on == ends_on
            return
        with pytest.raises(Denied) as refusal:
            set_end(consent, by=cast.fay, at=NOON, ends_on=ends_on)
        assert refusal.value.verdict.code == code

    def test_only_what_is_for_one_of_these_has_such_an_end(self, cast: Cast, sam: Person) -> None:
        for kind in (Kind.SHARE_CARE, Kind.SHARE_FAMILY, Kind.NATIONAL_RETURN):
            with pytest.raises(Denied, match="not for a study"):
                set_end(agrees(cast, sam, kind), by=cast.fay, at=NOON, ends_on=TODAY)


class TestTheCaseCloses:
    CLOSED = date(2026, 12, 1)

    @pytest.mark.parametrize(
        ("kind", "last"),
        [
            (Kind.SHARE_CARE, date(2026, 12, 29)),
            (Kind.SHARE_FAMILY, date(2026, 12, 29)),
            (Kind.NATIONAL_RETURN, CLOSED),
        ],
    )
    def test_care_holds_28_days_more_and_the_national_figures_end_that_day(
        self, cast: Cast, sam: Person, kind: Kind, last: date
    ) -> None:
        consent = agrees(cast, sam, kind)
        close(sam.cases.get(), by=cast.fay, at=on(self.CLOSED), closed_on=self.CLOSED)
        consent.refresh_from_db()
        assert (consent.expires_on, consent.review_on) == (last, None)
        midnight = datetime.combine(last + DAY, time(0, 0), LONDON)
        assert consent.state_at(midnight - timedelta(minutes=1)) == State.ACTIVE
        assert consent.state_at(midnight) == State.EXPIRED

    @pytest.mark.parametrize("kind", NAMED)
    def test_the_others_do_not_end_with_it(self, cast: Cast, sam: Person, kind: Kind) -> None:
        consent = agrees(cast, sam, kind)
        close(sam.cases.get(), by=cast.fay, at=on(self.CLOSED), closed_on=self.CLOSED)
        before = consent.expires_on
        consent.refresh_from_db()
        assert consent.expires_on == before

    @pytest.mark.parametrize(
        ("kind", "days"), [(Kind.SHARE_CARE, 28), (Kind.SHARE_FAMILY, 28), (Kind.NATIONAL_RETURN, 0)]
    )
    def test_a_yes_after_it_is_taken_to_the_last_day_and_not_on_the_next(
        self, cast: Cast, sam: Person, kind: Kind, days: int
    ) -> None:
        close(sam.cases.get(), by=cast.fay, at=on(self.CLOSED), closed_on=self.CLOSED)
        last = self.CLOSED + days * DAY
        consent = agrees(cast, sam, kind, at=on(last))
        assert (consent.state, consent.expires_on) == (State.ACTIVE, last)
        with pytest.raises(Denied, match="closed too long ago"):
            agrees(cast, sam, kind, by=cast.max, recipient="Oak Surgery", at=on(last + DAY))

    def test_saying_yes_again_after_it_lengthens_nothing(self, cast: Cast, sam: Person) -> None:
        consent = agrees(cast, sam, Kind.SHARE_CARE)
        close(sam.cases.get(), by=cast.fay, at=on(self.CLOSED), closed_on=self.CLOSED)
        consent = agrees_again(consent, by=cast.fay, at=on(date(2026, 12, 20)))
        assert (consent.expires_on, consent.review_on) == (date(2026, 12, 29), None)


class TestYesAgain:
    def test_to_the_last_minute_of_the_last_good_day_and_not_after_it(self, cast: Cast, sam: Person) -> None:
        consent = agrees(cast, sam, Kind.SHARE_CARE)
        midnight = datetime(2027, 11, 23, 0, 0, tzinfo=LONDON)
        with pytest.raises(IllegalTransition):
            agrees_again(consent, by=cast.fay, at=midnight)
        consent = agrees_again(consent, by=cast.fay, at=midnight - timedelta(minutes=1))
        assert (consent.review_on, consent.expires_on) == (date(2028, 5, 22), date(2028, 11, 22))

    @pytest.mark.parametrize(
        ("said_on", "review"), [(date(2027, 6, 9), date(2027, 9, 9)), (date(2027, 6, 10), date(2027, 12, 10))]
    )
    def test_with_the_intervals_of_the_age_that_day(self, cast: Cast, said_on: date, review: date) -> None:
        """Eighteen on 10 June 2027."""
        ash = cast.person("Ash Rivers", born=date(2009, 6, 10))
        consent = agrees(cast, ash, Kind.SHARE_CARE, **PANEL)
        assert consent.review_on == date(2027, 2, 22)
        consent = agrees_again(consent, by=cast.fay, at=on(said_on))
        assert consent.review_on == review

    def test_counted_from_the_day_they_said_it_not_from_when_it_is_written_down(
        self, cast: Cast, sam: Person
    ) -> None:
        consent = agrees(cast, sam, Kind.SHARE_CARE)
        consent = agrees_again(consent, by=cast.fay, at=NOON + 40 * DAY, said_at=NOON + 30 * DAY)
        assert (consent.review_on, consent.expires_on) == (date(2027, 6, 22), date(2027, 12, 22))

    @pytest.mark.parametrize("kind", [Kind.RESEARCH, Kind.MEDIA])
    def test_it_does_not_outlast_the_study_or_campaign(self, cast: Cast, sam: Person, kind: Kind) -> None:
        consent = agrees(cast, sam, kind, ends_on=date(2029, 6, 1))
        assert consent.expires_on == date(2028, 11, 22)
        consent = agrees_again(consent, by=cast.fay, at=on(date(2027, 11, 1)))
        assert (consent.review_on, consent.expires_on) == (date(2028, 11, 1), date(2029, 6, 1))

    def test_it_is_one_consent_with_one_more_event(self, cast: Cast, sam: Person) -> None:
        consent = agrees(cast, sam, Kind.SHARE_CARE)
        agrees_again(consent, by=cast.fay, at=NOON + 30 * DAY)
        assert Consent.objects.count() == 1
        assert list(consent.history.order_by("history_id").values_list("history_type", flat=True)) == [
            "+",
            "~",
            "~",
        ]

    @pytest.mark.parametrize("how", ["draft", "refused", "withdrawn"])
    def test_only_what_is_active(self, cast: Cast, sam: Person, how: str) -> None:
        from consent.consents.actions import withdraw

        if how == "draft":
            consent = say(cast, sam, checklist={}).consent
        elif how == "refused":
            consent = say(cast, sam, yes=False).consent
        else:
            consent = withdraw(say(cast, sam).consent, by=cast.fay, at=NOON, withdrawn_at=NOON)
        with pytest.raises(IllegalTransition):
            agrees_again(consent, by=cast.fay, at=NOON + DAY)


def test_an_overdue_review_warns_and_takes_nothing_away(cast: Cast, sam: Person) -> None:
    from consent.consents.card import words

    consent = agrees(cast, sam, Kind.SHARE_CARE)
    last, next_day = on(date(2027, 5, 22)), on(date(2027, 5, 23))
    assert words(consent, cast.fay, last).warning == ""
    assert "should have asked again" in words(consent, cast.fay, next_day).warning
    assert consent.state_at(next_day) == State.ACTIVE

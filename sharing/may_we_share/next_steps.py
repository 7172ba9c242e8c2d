"""What somebody can do next with an answer: one button that does it, the likeliest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from consent.capacity.permissions import cases_for as cases_to_assess
from consent.consents.permissions import cases_for as cases_to_ask
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import Code
from governance.people.models import Case, Person
from sharing.decision import Answer, Asked, Outcome
from sharing.disclosing import RULES, Approver
from sharing.disclosures.diseases import Suspicion
from sharing.disclosures.forms import BEGIN
from sharing.disclosures.recipients import Unlisted
from sharing.may_we_share.answering import must_be_checked

Fields = list[tuple[str, str]]
BY_APPROVER = {
    Approver.ANYONE: "Write down the facts, then share it",
    Approver.DOCTOR: "Write it down, and report it",
}


class Button(NamedTuple):
    """What can be done next. press: which press of the answer it is; else `url` is where it leads.

    fields: what it sends along by POST, so that nothing is typed twice and nothing stands in an address; None where
    it only leads to a page.
    """

    words: str
    url: str = ""
    press: str = ""
    fields: Fields | None = None


class About(NamedTuple):
    """What was asked, about whom, and by whom. case: None of a group."""

    asked: Asked
    answer: Answer
    user: User
    at: datetime
    service_id: int
    person: Person | None = None
    case: Case | None = None
    suspicion: Suspicion | None = None

    @property
    def codes(self) -> set[str]:
        return {each.code for each in self.answer.because if each.code}


def buttons(about: About) -> list[Button]:
    """Everything that this user can do with the answer; the first of it is the next step."""
    return [*_share(about), *_check(about), *_put_right(about), *_ask(about), *_not_shared(about)]


def _share(about: About) -> Iterator[Button]:
    """It goes, or somebody decides whether it does."""
    asked, answer = about.asked, about.answer
    if asked.reason is None:
        if answer.may_go and _writes(about):
            yield Button("Log it: I share this now", press="log")
        return
    if about.person is None or not may(about.user.role, May.CREATE, "disclosures_without_consent"):
        return
    if asked.emergency:
        yield _go_on("Write down this emergency", "emergency", about)
        return
    approver = RULES[asked.reason].approver
    if answer.outcome in (Outcome.NO, Outcome.STOP) or (
        approver is Approver.DOCTOR and not about.user.is_doctor
    ):
        return
    words = BY_APPROVER.get(approver, "Write down the facts, and ask for approval")
    yield _go_on(words, "draft", about)


def _check(about: About) -> Iterator[Button]:
    """Two people look before it leaves."""
    may_begin = about.service_id in sight(about.user, "stop_checks", May.CREATE).services
    if may_begin and must_be_checked(about.asked, about.answer):
        yield Button("Start a Stop and Check", press="check")


def _put_right(about: About) -> Iterator[Button]:
    """What stands in the way can be put right first."""
    if Code.METHOD in about.codes:
        yield Button("Choose another way to send it", "#id_route")
    if Code.AGREEMENT in about.codes and may(about.user.role, May.CREATE, "agreements"):
        yield Button("Write an agreement with them", "/agreements/new/")
    person = about.person
    if (
        person is not None
        and about.answer.outcome is Outcome.NO
        and Code.CAPACITY in about.codes
        and cases_to_assess(about.user, person, about.at)
    ):
        yield Button("Check whether they can decide this", f"/capacity/new/?person={person.reference}")


def _ask(about: About) -> Iterator[Button]:
    person = about.person
    if (
        about.answer.outcome is Outcome.ASK
        and person is not None
        and cases_to_ask(about.user, person, about.at)
    ):
        yield Button("Ask them, and write down what they say", press="ask")


def _not_shared(about: About) -> Iterator[Button]:
    """That we decided not to share is written down too: in one press where the answer says why."""
    if about.answer.may_go or not _writes(about):
        return
    if about.answer.outcome in (Outcome.NO, Outcome.ASK):
        yield Button("We do not share it: write that down", press="decline")
    elif about.person is not None:
        yield _go_on("We decide not to share it", "not-shared", about)


def _writes(about: About) -> bool:
    """Whether the user writes down what is shared: of a group, in its service."""
    if about.person is not None:
        return bool(may(about.user.role, May.CREATE, "disclosures"))
    return about.service_id in sight(about.user, "disclosures", May.CREATE).services


def _go_on(words: str, page: str, about: About) -> Button:
    """On to a form of the disclosures, with what was asked filled in."""
    asked = about.asked
    sent: Fields = [
        (BEGIN, "answer"),
        ("case", str(about.case.pk) if about.case else ""),
        ("organisation", str(asked.organisation or "")),
        ("recipient", asked.recipient),
        ("unlisted", "" if asked.organisation else (Unlisted.PERSON if asked.private else Unlisted.BODY)),
        ("purpose", asked.purpose.value),
        *(("items", item) for item in sorted(asked.items)),
        ("rung", str(asked.rung.value)),
        ("route", asked.route.value),
        ("reason", asked.reason.value if asked.reason else ""),
    ]
    if (suspicion := about.suspicion) is not None:
        sent += [
            ("disease", suspicion.disease.value),
            ("suspected_at", suspicion.suspected_at.isoformat()),
            *([("significant_harm", "on")] if suspicion.significant_harm else []),
        ]
    person = about.person.reference if about.person else ""
    return Button(words, f"/disclosures/{page}/?person={person}", fields=sent)

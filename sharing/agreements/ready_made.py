"""Agreements to start from: what we usually agree with a kind of partner, to be read through and changed.

What only those who agree can know is left open: how many people, the dates, the impact assessment, who signs.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from consent.items import DataItem
from consent.purposes import Purpose
from governance.organisations.models import RouteKind
from sharing.agreements.models import AtEnd, Frequency
from sharing.agreements.rules import Controllers, Direction, People
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Recognised, Schedule1
from sharing.opt_out import Ground, OptOut


class Ready(NamedTuple):
    """One to start from: its name, a sentence that says for what, what its fields say, and its items."""

    title: str
    hint: str
    facts: Mapping[str, Any]
    items: tuple[Mapping[str, Any], ...]


def _item(item: DataItem, necessity: str, why_not_lower: str = "", rung: Rung = Rung.IDENTIFIABLE) -> Any:
    return {
        "item": item.value,
        "necessity": necessity,
        "rung": rung.value,
        "why_not_lower": why_not_lower,
    }


THEIR_OWN = "They have to know whose it is to act on it for that person"
EACH_ANSWERS = {
    "our_role": Controllers.SEPARATE.value,
    "rights_handling": "Each of us answers for the information it holds. If somebody asks one of us for what the other "
    "holds, we tell them whom to ask, and tell the other within two working days. If something is put right or "
    "rubbed out, whoever got it from us is told.",
    "complaints_handling": "Whoever is complained about looks into it and answers. If it is about both, we agree who "
    "answers, and tell the person who that is.",
    "accuracy": "Whoever sends something checks first that it is right and about the right person. If one of us finds "
    "a mistake, the other is told within two working days and puts it right.",
    "access_and_training": "Only those who need it for their work can open it. All of them are trained in data "
    "protection when they start and every year after that.",
    "security": "It is encrypted on its way and where it is kept. Every look at it can be traced. It is not copied "
    "to private devices or accounts.",
    "incident_notice": "Whoever notices that something went wrong tells the other’s Data Protection Officer on the "
    "same day, and at the latest within 24 hours. We agree who tells the regulator and the people it is about.",
    "overseas": False,
    "ending": "Either of us can end it with three months’ notice in writing, and at once if the other does not keep "
    "to it.",
}

READY: Mapping[str, Ready] = {
    "care": Ready(
        "A surgery or hospital, for care",
        "Letters and plans about people we both look after, when they said yes.",
        {
            **EACH_ANSWERS,
            "purposes": [Purpose.CARE.value],
            "purpose": "So that both of us know what the other does for a person, and work to one plan.",
            "benefits": "People need not tell their story twice. Medicines do not clash, and a risk that one of us "
            "sees is known to the other.",
            "necessity": "Neither of us has the whole picture, and asking the person to carry letters has led to "
            "gaps in their care.",
            "people": [People.TREATED.value],
            "direction": Direction.BOTH.value,
            "frequency": Frequency.AS_NEEDED.value,
            "basis": Basis.PUBLIC_TASK.value,
            "condition": Condition.CARE.value,
            "schedule1": Schedule1.CARE.value,
            "footing": Footing.EXPRESS_CONSENT.value,
            "legal_power": "We give this support under a contract with the council or the health service, which has "
            "the duty in law to provide it. The surgery or hospital has its own duties under the National Health "
            "Service Acts.",
            "privacy_information": "Both of us name the other in our privacy notices. We tell each person before we "
            "share, and write down what they said.",
            "opt_out": OptOut.NOT_APPLICABLE.value,
            "opt_out_ground": Ground.OWN_CARE.value,
            "routes": [RouteKind.SECURE_EMAIL.value, RouteKind.CALL_BACK.value],
            "retention": "Each keeps it with the person’s record, for as long as its own rules for care records say.",
            "at_end": AtEnd.KEEP.value,
        },
        (
            _item(DataItem.CONTACT, "To find the person and to arrange who sees them when", THEIR_OWN),
            _item(DataItem.IDENTIFIERS, "So that a letter goes into the right record", THEIR_OWN),
            _item(DataItem.CARE_PLAN, "To work to one plan", THEIR_OWN),
            _item(DataItem.MEDICATION, "So that medicines do not clash", THEIR_OWN),
            _item(DataItem.RISK, "So that both act on a risk that one of us sees", THEIR_OWN),
        ),
    ),
    "figures": Ready(
        "A commissioner, for figures",
        "Numbers that show a funder what we do. Nobody can be found out from them.",
        {
            **EACH_ANSWERS,
            "purposes": [Purpose.COMMISSIONING.value],
            "purpose": "So that whoever pays for the service sees how much of it was given, and what came of it.",
            "benefits": "The service is paid for, and changed where the numbers show that it does not reach people.",
            "necessity": "The contract asks for it. Numbers are the least that answers the question.",
            "people": [People.TREATED.value],
            "direction": Direction.OUT.value,
            "frequency": Frequency.QUARTERLY.value,
            "basis": Basis.PUBLIC_TASK.value,
            "legal_power": "The contract for the service, made under the commissioner’s duty to provide it.",
            "privacy_information": "Our privacy notice says that we count, and that nobody can be found out from the "
            "numbers.",
            "rights_handling": "The numbers are about nobody who could be found, so no right can be used on them. "
            "Requests about a person’s own record are answered by us.",
            "opt_out": OptOut.EXEMPT.value,
            "opt_out_ground": Ground.ANONYMISED.value,
            "accuracy": "The numbers are counted by one of us and checked by another before they go. Counts under "
            "five are shown as “fewer than five”.",
            "incident_notice": "If a number turns out to show who somebody is, the commissioner is told on the same "
            "day, deletes it, and says so in writing.",
            "routes": [RouteKind.SECURE_EMAIL.value, RouteKind.PORTAL.value],
            "retention": "The commissioner keeps the numbers for as long as the contract lasts and six years after.",
            "at_end": AtEnd.KEEP.value,
        },
        (
            _item(DataItem.ATTENDANCE, "To show how many people came, and how often", rung=Rung.AGGREGATED),
            _item(DataItem.PROGRESS, "To show what came of it", rung=Rung.AGGREGATED),
            _item(DataItem.SUBSTANCE_USE, "To show what people need help with", rung=Rung.AGGREGATED),
        ),
    ),
    "safety": Ready(
        "Keeping people safe: council and police",
        "Worries about a child or an adult at risk, with or without their yes.",
        {
            **EACH_ANSWERS,
            "purposes": [Purpose.SAFEGUARDING.value],
            "purpose": "So that a child or an adult who is at risk of harm is seen and kept safe.",
            "benefits": "Those who can step in know what each of us alone would miss.",
            "necessity": "A risk is often seen only when several small worries are put together. Waiting for a yes "
            "can put somebody in danger.",
            "people": [People.TREATED.value, People.CHILDREN.value, People.FAMILY.value],
            "direction": Direction.BOTH.value,
            "frequency": Frequency.AS_NEEDED.value,
            "basis": Basis.RECOGNISED.value,
            "recognised": Recognised.SAFEGUARDING.value,
            "condition": Condition.PUBLIC_INTEREST.value,
            "schedule1": Schedule1.SAFEGUARDING.value,
            "crime_authority": "Data Protection Act 2018, Schedule 1, paragraph 18: safeguarding",
            "footing": Footing.PUBLIC_INTEREST.value,
            "legal_power": "The council has duties to protect children and adults at risk, and the police to prevent "
            "crime. Both may ask others to help. We act to protect those we support.",
            "privacy_information": "Our privacy notice says that we may share a worry about safety without asking. We "
            "tell the person unless that would put somebody in danger, and write down why we did not.",
            "opt_out": OptOut.EXEMPT.value,
            "opt_out_ground": Ground.PUBLIC_INTEREST.value,
            "routes": [RouteKind.SECURE_EMAIL.value, RouteKind.PORTAL.value, RouteKind.CALL_BACK.value],
            "retention": "Each keeps it with its record of the worry, for as long as its own rules for safeguarding "
            "records say.",
            "at_end": AtEnd.KEEP.value,
        },
        (
            _item(DataItem.CONTACT, "To find whoever is at risk", THEIR_OWN),
            _item(DataItem.IDENTIFIERS, "So that nobody is taken for somebody else", THEIR_OWN),
            _item(DataItem.RISK, "It is what the worry is about", THEIR_OWN),
            _item(DataItem.FAMILY, "To see who else is at risk, or can help", THEIR_OWN),
            _item(DataItem.OFFENCES, "To judge how great the danger is", THEIR_OWN),
        ),
    ),
    "handover": Ready(
        "Handing a service over",
        "Records that go once to whoever runs the service after us.",
        {
            **EACH_ANSWERS,
            "purposes": [Purpose.TRANSFER.value],
            "purpose": "So that people’s care goes on without a gap when another organisation takes the service over.",
            "benefits": "Nobody has to start again, miss a prescription or tell everything anew.",
            "necessity": "The new organisation cannot go on with somebody’s care without their record.",
            "people": [People.TREATED.value],
            "direction": Direction.OUT.value,
            "frequency": Frequency.ONCE.value,
            "basis": Basis.PUBLIC_TASK.value,
            "condition": Condition.CARE.value,
            "schedule1": Schedule1.CARE.value,
            "footing": Footing.IMPLIED_CONSENT.value,
            "legal_power": "The contract for the service asks for a safe handover, under the commissioner’s duty to "
            "provide it.",
            "privacy_information": "Each person gets a letter at least four weeks before, which says who takes over, "
            "what goes there, and how to say no.",
            "rights_handling": "Whoever says no in time is left out. Until the day of the handover we answer what "
            "people ask, and from that day on the new organisation does.",
            "opt_out": OptOut.NOT_APPLICABLE.value,
            "opt_out_ground": Ground.OWN_CARE.value,
            "accuracy": "Open records are brought up to date before the day. The new organisation checks the number "
            "of records, and ten of them by hand, before ours are closed.",
            "routes": [RouteKind.FILE_TRANSFER.value],
            "retention": "The new organisation keeps the records as care records. We keep only what the law makes us "
            "keep, closed to daily work.",
            "at_end": AtEnd.KEEP.value,
        },
        (
            _item(DataItem.CONTACT, "To stay in touch with people", THEIR_OWN),
            _item(DataItem.IDENTIFIERS, "So that each record finds its person", THEIR_OWN),
            _item(DataItem.ATTENDANCE, "So that no appointment is missed", THEIR_OWN),
            _item(DataItem.CARE_PLAN, "To go on with the plan", THEIR_OWN),
            _item(DataItem.SUBSTANCE_USE, "To go on with the treatment", THEIR_OWN),
            _item(DataItem.MEDICATION, "So that no prescription is missed", THEIR_OWN),
            _item(DataItem.RISK, "So that a known risk stays known", THEIR_OWN),
        ),
    ),
}

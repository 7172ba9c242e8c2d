"""Opt-outs: help that people got with their choices, and the DPO's yearly statement. Start reading here."""

from datetime import datetime

from governance.accounts.models import User
from governance.people.register import is_blocked, take_turns
from governance.workflow.held import holds
from governance.workflow.register import Register, Verb, enter
from sharing.opt_outs import permissions
from sharing.opt_outs.card import card
from sharing.opt_outs.deadlines import dues
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.querysets import StatementQuerySet
from sharing.opt_outs.states import MACHINE


def _blocked(user: User, reference: str, at: datetime) -> bool:
    help = Help.objects.filter(reference=reference).first()
    return help is not None and is_blocked(user, help.person_id)


def _statements(user: User, at: datetime) -> StatementQuerySet:
    everything: StatementQuerySet = Statement.objects.all()
    return everything if permissions.may_read_statements(user) else everything.none()


OPT_OUTS = enter(
    Register(
        name="opt_outs",
        prefix="OPT",
        model=Help,
        verbs={
            "record": Verb("record", "Record help with a choice", permissions.may_record),
            "correct": Verb("correct", "Correct this", permissions.may_correct),
        },
        visible=lambda user, at: Help.objects.visible_to(user, at),
        take_turns=lambda help: take_turns(help.person_id),
        person_id=lambda help: help.person_id,
        service_id=lambda help: help.service_id,
        blocked=_blocked,
        card=card,
        happened={
            "record": "They asked about their choices, and one of us helped",
            "correct": "What was written down of that help was corrected",
        },
        related=("person", "case", "service"),
        held=holds(
            lambda person: Help.objects.filter(person=person).select_related("case", "service"),
            title="help with your choices",
        ),
    )
)

STATEMENTS = enter(
    Register(
        name="opt_out_statements",
        prefix="OOS",
        model=Statement,
        verbs={"confirm": Verb("confirm", "Confirm the statement", permissions.may_confirm)},
        visible=_statements,
        machine=MACHINE,
        dues=dues,
        happened={"begin": "A statement was asked for", "confirm": "The statement was made"},
        reference_digits=4,
    )
)

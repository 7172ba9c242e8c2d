"""The template of an information sharing agreement: every step of writing one, empty, to think it through on paper."""

from collections.abc import Mapping

from governance.documents.door import Source
from governance.documents.paper import Part, Question, questions, sheet
from governance.resources.blanks import Blank, add
from governance.resources.kinds import Kind
from sharing.agreements.models import Agreement, Party
from sharing.agreements.rules import Capacity, Type
from sharing.agreements.steps import STEPS, Step
from sharing.agreements.writing_forms import HINTS, SERVICE, TYPES, ItemForm, PartyForm, fields_of
from sharing.ladder import Rung
from sharing.locks import NEEDS_ONE_OF, Basis
from sharing.opt_out import GROUNDS, OptOut

# Room for so many partners. Whoever has more prints their page again.
PARTNERS = 2
# Asked of a protocol or a memorandum, and never of an information sharing agreement.
OF_ANOTHER_TYPE = frozenset({"parent", "has_sharing_section"})
# When a question is asked that follows from another answer: the screen knows, and paper says it.
ONLY_WHERE: Mapping[str, str] = {
    "recognised": f"Only where lock 1 is {Basis.RECOGNISED.label}",
    "balancing": f"Only where lock 1 is {Basis.LEGITIMATE.label}",
    "law": f"Only where lock 1 is {Basis.LEGAL_OBLIGATION.label}",
    "condition": "Only where it shows something of people’s health, or other very private things",
    "schedule1": "Only where lock 2 needs one: "
    + "; ".join(
        f"{condition.label} needs {' or '.join(sorted(needed, key=int))}"
        for condition, needed in NEEDS_ONE_OF.items()
    ),
    "crime_authority": "Only where it tells of crimes",
    "opt_out_ground": f"The first {len(GROUNDS[OptOut.NOT_APPLICABLE])} where it does not apply, "
    "the others where it is exempt",
    "dpia_reference": "Only where it is done, or under way",
    "overseas_safeguards": "Only where it leaves",
}


def source() -> Source:
    """The steps as they are asked now. It is about no agreement that there is."""
    kind, detail, necessity, rung, less = questions(ItemForm(None, agreement=Agreement()).fields)
    return sheet(
        "agreements/blank.html",
        TEMPLATE.title,
        TEMPLATE.fill_in,
        what_it_is=TYPES[Type.ISA],
        parts=[_part(step) for step in STEPS],
        partners=range(1, PARTNERS + 1),
        partner=[
            Question("Which organisation is it?", lines=1),
            *questions(fields_of(Party, PartyForm.names, {})),
        ],
        kind=kind,
        columns=[detail, necessity, rung, less],
        rung=rung,
        rungs=Rung,
        for_whom=[*[Capacity.PARTY.label] * PARTNERS, Capacity.DPO.label, Capacity.SIRO.label],
    )


def _part(step: Step) -> Part:
    names = [name for name in step.fields if name not in OF_ANOTHER_TYPE and name != "service"]
    hints = {name: ". ".join(filter(None, (when, HINTS.get(name)))) for name, when in ONLY_WHERE.items()}
    asked = questions(fields_of(Agreement, names, {}), hints=hints)
    if "service" in step.fields:
        asked.append(Question(SERVICE, "Or is it for the whole charity?", lines=1))
    return Part(step.slug, step.title, step.intro, asked)


TEMPLATE = add(
    Blank(
        key="isa-template",
        title="Information sharing agreement: template",
        kind=Kind.TEMPLATE,
        words="Everything that an agreement about sharing must say, to think through with a partner.",
        section="privacy-sharing-and-confidentiality-policy#agree-it-in-writing",
        fill_in="/agreements/new/",
        register="agreements",
        source=source,
    )
)

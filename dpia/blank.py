"""Assessments on paper: the template of one for something new, and the one for cameras, which asks more."""

from django import forms

from dpia import forms as ours
from dpia import matrix
from dpia.models import Dpia, Kind
from dpia.questions import Step, steps_of
from dpia.rules import ALWAYS, CONSIDER, NEVER, Need
from dpia.states import State
from governance.accounts.models import User
from governance.documents.door import Source
from governance.documents.paper import Part, Question, questions, sheet
from governance.resources.blanks import Blank, add
from governance.resources.kinds import Kind as ResourceKind

# Room for so many of each. Whoever has more prints their page again.
RISKS, SIGNS, ACTIONS = 2, 2, 4
OUTCOMES = (State.APPROVED, State.APPROVED_WITH_ACTIONS, State.AWAITING_ICO, State.REJECTED)
# Where a camera stands is drawn on paper, and needs no numbers.
DRAWN = frozenset({"x", "y"})
ON_PAPER = {"service": "Or is it for the whole charity?"}
FOR_WHOM = (
    "The owner",
    "The Data Protection Officer, who advises",
    "The Senior Information Risk Owner, who decides",
)


def template() -> Source:
    """The steps as they are asked now. It is about no assessment that there is."""
    return _source(TEMPLATE, Dpia(kind=Kind.PROJECT))


def cameras() -> Source:
    """The same, with what is asked of cameras only."""
    return _source(
        CAMERAS,
        Dpia(kind=Kind.CCTV),
        camera=_asked(ours.CameraForm, leaving_out=DRAWN),
        sign=_asked(ours.PhotographForm),
        signs=range(SIGNS),
        need_test=_asked(ours.NeedForm),
    )


def _source(blank: Blank, empty: Dpia, **of_cameras: object) -> Source:
    screening = ours.ScreenForm(None, dpia=empty, user=User()).fields
    return sheet(
        "dpia/blank.html",
        blank.title,
        blank.fill_in,
        dpia=empty,
        begin=_asked(ours.BeginForm, leaving_out=frozenset({"kind"})),
        screening=[
            ("One yes is enough", _of(screening, ALWAYS)),
            ("Two are enough", _of(screening, CONSIDER)),
        ],
        needs=Need,
        because=_of(screening, ("because",)),
        parts=[_part(step, empty) for step in steps_of(empty)],
        matrix=matrix.drawn([])[0],
        risk=_asked(ours.RiskForm),
        measure=_asked(ours.MeasureForm),
        risks=range(1, RISKS + 1),
        advice=_asked(ours.AdviseForm),
        answer=_asked(ours.RespondForm),
        decision=_asked(ours.DecideForm),
        outcomes=[state.label for state in OUTCOMES],
        action=_asked(ours.ActionForm),
        actions=range(ACTIONS),
        for_whom=FOR_WHOM,
        **of_cameras,
    )


def _part(step: Step, empty: Dpia) -> Part:
    asked = ours.StepForm(None, step=step, dpia=empty).fields
    return Part(step.slug, f"Step {step.number}: {step.title}", step.intro, questions(asked))


def _asked(form: type[forms.Form], *, leaving_out: frozenset[str] = frozenset()) -> list[Question]:
    fields = {name: field for name, field in form.base_fields.items() if name not in leaving_out}
    return questions(fields, hints=ON_PAPER, never=NEVER)


def _of(fields: dict[str, forms.Field], names: tuple[str, ...]) -> list[Question]:
    return questions({name: fields[name] for name in names if name in fields})


TEMPLATE = add(
    Blank(
        key="dpia-template",
        title="Impact assessment (DPIA): template",
        kind=ResourceKind.TEMPLATE,
        words="Thinks privacy through before something new begins: what happens, what could go wrong, what is done.",
        section="privacy-sharing-and-confidentiality-policy#asking-early",
        fill_in="/dpias/new/",
        register="dpias",
        source=template,
    )
)
CAMERAS = add(
    Blank(
        key="cctv-assessment",
        title="Cameras (CCTV): assessment",
        kind=ResourceKind.FORM,
        words="Asks whether cameras are needed, what they see, who looks and how long anything is kept.",
        section="privacy-sharing-and-confidentiality-policy#cameras-in-our-buildings",
        fill_in="/dpias/new/",
        register="dpias",
        source=cameras,
    )
)

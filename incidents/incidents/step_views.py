"""The steps of an incident, each with its form and its action in one table, and the two that have the grid."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from governance.accounts.models import User
from governance.workflow.once import landing, once
from governance.workflow.requests import by, sent, take_step
from incidents.incidents import actions, afterwards, deciding, forms, grid, regulator, words
from incidents.incidents.acting import Act, open_step, view_of
from incidents.incidents.clock_rows import regulator_ends
from incidents.incidents.grading import Grade, Likelihood, Severity
from incidents.incidents.models import Incident
from incidents.incidents.register import INCIDENTS

PUT_RIGHT = "Say what happened, and since when anybody here knew. The clock counts from then."


def _report(incident: Incident, user: User, at: datetime) -> dict[str, Any]:
    ends = regulator_ends(incident)
    return {
        "lines": regulator.lines(incident),
        "route": regulator.route_of(incident),
        "ends": ends,
        "late": deciding.late(incident, at),
        "at": at,
        "button": "It is sent",
    }


ACTS: dict[str, Act] = {
    "report": Act(
        forms.DraftForm,
        actions.report_draft,
        PUT_RIGHT,
        "It is reported. The IG team grades it now.",
    ),
    "confirm": Act(
        forms.ConfirmForm,
        actions.confirm,
        "From when anybody here knew, we have 72 hours to tell the regulator. A suspicion counts as known after "
        "24 hours.",
        "It is written down. The clock counts from then.",
    ),
    "edit": Act(
        forms.EditForm,
        actions.edit,
        "Write what you know by now. You can come back and add to it.",
        "It is saved.",
    ),
    "amend_aware": Act(
        forms.AwareForm,
        actions.amend_aware,
        "If somebody here knew or suspected it earlier, the clock counts from then. It is never moved later.",
        "It is amended, and the clock with it.",
        quiet=True,
    ),
    "raise_grade": Act(
        forms.BecauseForm,
        deciding.raise_grade,
        "By its grade the regulator need not be told. You may decide that it is all the same.",
        "The regulator is to be told.",
        quiet=True,
    ),
    "countersign": Act(
        forms.StepForm,
        deciding.countersign,
        "If you agree, it is lowered for the reasons below, and both your names stand on the decision.",
        "It is countersigned.",
        quiet=True,
        template="incidents/lowering.html",
    ),
    "keep_grade": Act(
        forms.ReasonForm,
        deciding.keep_grade,
        "If you do not agree, the grade stays and the regulator is told.",
        "The grade stays.",
        quiet=True,
        template="incidents/lowering.html",
    ),
    "tell_regulator": Act(
        forms.PhaseForm,
        deciding.tell_regulator,
        "Copy the words below into the form of the regulator. Then say here when you sent it: what it said is kept.",
        "It is written down. What you sent is kept as it was.",
        template="incidents/tell_regulator.html",
        more=_report,
    ),
    "leave_regulator": Act(
        forms.BecauseForm,
        deciding.leave_regulator,
        "By its grade the regulator need not be told. Your decision is kept as carefully as a report.",
        "Your decision is kept.",
    ),
    "note_regulator": Act(
        forms.CaseForm,
        deciding.note_regulator,
        "The reference that the regulator gave for our report.",
        "It is noted.",
        quiet=True,
    ),
    "tell_commissioner": Act(
        forms.CommissionerForm,
        actions.tell_commissioner,
        "Who pays for the service wants to hear of an incident within some hours.",
        "It is written down.",
        quiet=True,
    ),
    "affect": Act(
        forms.AffectForm,
        actions.affect,
        "Somebody whom we know and whom it is about. Whom we do not know is in the number.",
        "They are added. Look how to reach them safely before you tell them.",
        quiet=True,
    ),
    "unaffect": Act(
        forms.UnaffectForm, actions.unaffect, "It is not about them.", "They are taken out.", quiet=True
    ),
    "note": Act(
        forms.NoteForm,
        actions.note,
        "What was done, found out or said, and when. It cannot be changed later.",
        "It is added to the timeline.",
    ),
    "restrict": Act(
        forms.RestrictForm,
        actions.restrict,
        "Then only you, the Data Protection Officer and whom you name read it.",
        "Only those named read it now.",
        quiet=True,
    ),
    "name_subject": Act(
        forms.NameSubjectForm,
        actions.name_subject,
        "Whom it is about gets “page not found”, whatever their role. Who decides in their place is named.",
        "They never read it now.",
        quiet=True,
    ),
    "name": Act(forms.NameForm, actions.name, "They read all of it.", "They may read it.", quiet=True),
    "unname": Act(
        forms.UnnameForm, actions.unname, "They get 404 from now on.", "They do not read it now.", quiet=True
    ),
    "open_up": Act(
        forms.ReasonForm,
        actions.open_up,
        "Then everybody reads it whose role allows it, the colleague too.",
        "It is not restricted any more.",
        quiet=True,
    ),
    "dismiss": Act(
        forms.ReasonForm,
        actions.dismiss,
        "Its clocks stop. The entry stays, with your reason.",
        "It is dismissed.",
        quiet=True,
    ),
    "reopen": Act(
        forms.ReasonForm,
        actions.reopen,
        "What was decided stays as it is. You can decide anew.",
        "It is open again.",
        quiet=True,
    ),
    **afterwards.ACTS,
}


class GridStep(NamedTuple):
    """A step that begins on the grid. needs_cell: nothing is asked before a cell is pressed."""

    form: type[forms.GradeForm] | type[forms.LowerForm]
    action: Callable[..., Incident]
    done: str
    button: str
    needs_cell: bool


GRID = {
    "grade": GridStep(forms.GradeForm, deciding.grade, "It is graded.", "Grade it so", True),
    "lower": GridStep(
        forms.LowerForm,
        deciding.lower,
        "It waits for the Senior Information Risk Owner. Until then nothing changes.",
        "Ask for the countersignature",
        False,
    ),
}


def _pressed(request: HttpRequest) -> Grade | None:
    chosen = request.POST if request.method == "POST" else request.GET
    return grid.pressed(chosen.get("cell") or f"{chosen.get('severity', '')}-{chosen.get('likelihood', '')}")


def on_grid(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of a step that begins with a press on the grid; the press itself changes nothing yet."""
    step = GRID[verb]

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        at, user = timezone.now(), by(request)
        found = open_step(request, reference, verb, step.form, at=at)
        cell = _pressed(request)
        asks = cell is not None or not step.needs_cell
        form = step.form(sent(request)[0] if asks else None, incident=found, user=user, at=at)
        if cell is not None:
            form.initial.update(severity=int(cell.severity), likelihood=int(cell.likelihood))

        def take() -> Incident:
            read = form.cleaned_data["read_version"] or 0
            return step.action(found, by=user, at=at, read_version=read, **form.facts)

        return take_step(
            request,
            form,
            take,
            register=INCIDENTS,
            verb=verb,
            done=step.done,
            then=lambda done: INCIDENTS.url(found),
            template="incidents/grade.html",
            reference=reference,
            title=INCIDENTS.verbs[verb].label,
            caption=f"{found.reference}, {words.title(found)}",
            incident=found,
            asks=asks,
            lowers=not step.needs_cell,
            rows=grid.drawn(found.grade, cell),
            severities=reversed(Severity),
            likelihoods=list(Likelihood),
            outcome=grid.outcome(cell, vulnerable=found.vulnerable) if cell is not None else [],
            button=step.button,
            back_url=INCIDENTS.url(found),
        )

    view.__name__ = verb
    return once(INCIDENTS, verb, landing(step.done))(view)


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step."""
    return view_of(verb, ACTS[verb])

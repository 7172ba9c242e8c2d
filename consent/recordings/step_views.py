"""The steps of one recording over HTTP: each with its form, in one table."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consent.recordings import actions, actions_ending, forms, words
from consent.recordings.models import Recording
from consent.recordings.permissions import cases_for
from consent.recordings.reading import found_for, taking_part
from consent.recordings.register import RECORDINGS
from governance.attachments.films import MOST_BYTES
from governance.attachments.uploads import takes
from governance.ledger.writing import record_view
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step


class Act(NamedTuple):
    """A step: its form, its action, what its page says, and what to say then."""

    form: type[forms.StepForm]
    action: Callable[..., Recording]
    intro: str
    done: str


ACTS = {
    "edit": Act(
        forms.EditForm,
        actions.edit,
        "If you change what it is called, which training it is for or what is recorded, everybody is asked anew.",
        "Saved.",
    ),
    "hand_over": Act(
        forms.HandOnForm,
        actions.hand_over,
        "What falls due on it goes to their desk, and they are told. While it is planned, they record it.",
        "It is theirs now.",
    ),
    "add": Act(
        forms.AddForm,
        actions.add,
        "Add everybody who can be seen or heard, colleagues too.",
        "Added. Ask them for their consent before you record.",
    ),
    "agree": Act(
        forms.StepForm,
        actions.agree,
        "You can be seen or heard in it. You may say no, and you may take your yes back at any time.",
        "Your yes is written down.",
    ),
    "take_back": Act(
        forms.StepForm,
        actions.take_back,
        "You need not say why. What was recorded is deleted within 5 working days.",
        "It is taken back.",
    ),
    "record": Act(
        forms.RecordForm,
        actions.record,
        "",
        "It is written down as recorded. Bring the device to the secure store on the next working day at the latest.",
    ),
    "report_wrong": Act(
        forms.WrongForm,
        actions.report_wrong,
        "An incident is opened, nobody plays it, and it is deleted with evidence within 5 working days.",
        "Thank you for saying so. The IG team is told.",
    ),
    "note_incident": Act(
        forms.IncidentForm,
        actions.note_incident,
        "Say under which reference the incident is dealt with.",
        "It is noted.",
    ),
    "cancel": Act(
        forms.CancelForm,
        actions.cancel,
        "It will not be recorded, and the consents to it end.",
        "It is cancelled.",
    ),
    "store": Act(
        forms.StoreForm,
        actions.store,
        "Move the recording to the secure store first. Then wipe the device, and put it back in its own store.",
        "It is in the secure store.",
    ),
    "keep": Act(
        forms.KeepForm,
        actions.keep,
        "Then only those who may play it can, and it is destroyed here when you delete it.",
        "The file is kept, encrypted. Delete the copy that you sent it from.",
    ),
    "shorten": Act(forms.ShortenForm, actions_ending.shorten, "Sooner is always fine.", "It goes sooner."),
    "lengthen": Act(
        forms.LengthenForm,
        actions_ending.lengthen,
        "By up to 6 months more than its kind allows, counted from the day of the recording.",
        "It is kept longer.",
    ),
    "hold": Act(
        forms.HoldForm,
        actions_ending.hold,
        "Nobody deletes it then until you release it. You look at it again every three months.",
        "It is held.",
    ),
    "review_hold": Act(
        forms.LookForm,
        actions_ending.review_hold,
        "You looked at it, and it must not be deleted yet.",
        "The hold goes on. It is looked at again in three months.",
    ),
    "release": Act(
        forms.ReleaseForm,
        actions_ending.release,
        "It is deleted by its day then, or within 5 working days if that is later.",
        "The hold is released.",
    ),
    "delete": Act(
        forms.DeleteForm,
        actions_ending.delete,
        "Delete every copy first. If its file is kept here, this step destroys it, and nobody brings it back. "
        "Somebody else then looks that it is gone.",
        "It is written down as deleted. Somebody else confirms it now.",
    ),
    "still_there": Act(
        forms.StillThereForm,
        actions_ending.still_there,
        "Then it does not count as deleted, and the one who records it deletes it anew.",
        "It is written down that it is not gone.",
    ),
    "confirm_deletion": Act(
        forms.ConfirmForm,
        actions_ending.confirm_deletion,
        "With this it counts as deleted, and the consents to this session end.",
        "It is deleted. Its entry stays for six years, without the recording.",
    ),
}
# Who cannot do these need not know.
QUIET = (
    *("agree", "take_back", "note_incident", "keep", "hold", "review_hold", "release", "lengthen", "shorten"),
    *("report_wrong", "still_there", "edit", "hand_over", "add", "cancel"),
)
# The evidence stands above the question whether it is gone.
WITH_EVIDENCE = ("still_there", "confirm_deletion")


def _act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    at, user, step = timezone.now(), by(request), ACTS[verb]
    found = found_for(reference, user, at)
    demand_step(request, RECORDINGS, found, verb, step.form, at=at)
    typed, files = sent(request)
    cases = cases_for(user, found.service, at) if verb == "add" else []
    form = step.form(typed, files, recording=found, at=at, cases=cases)
    if isinstance(form, forms.AddForm):
        own = [each for each in form.cases if each.key_worker_id == user.pk]
        form.offer(own if typed is None or not typed.get("case") else form.cases)
        if own:
            record_view(register="people", people=[each.person_id for each in own])

    def take() -> Recording:
        return step.action(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        )

    label = RECORDINGS.verbs[verb].label
    context: dict[str, Any] = {}
    if verb == "record":
        inside = taking_part(found, user, at)
        context = {
            "inside": inside,
            "everybody": all(each.answer.ready for each in inside),
            # What was taken back since may have held when it began.
            "may_have_begun": all(each.answer.ready or each.answer.said_yes_before for each in inside),
        }
    return take_step(
        request,
        form,
        take,
        register=RECORDINGS,
        verb=verb,
        done=step.done,
        then=RECORDINGS.url,
        template="recordings/record.html" if verb == "record" else "recordings/act.html",
        reference=reference,
        title=label,
        button="We have switched it on" if verb == "record" else label,
        caption=words.title(found, user),
        intro=step.intro,
        topic="recordings",
        recording=found,
        evidence=words.evidence(found, user) if verb in WITH_EVIDENCE else [],
        back_url=RECORDINGS.url(found),
        **context,
    )


def act(verb: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """The page of one step; a form that is sent twice takes its step once."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        return _act(request, reference, verb)

    view.__name__ = verb
    shown = once(RECORDINGS, verb, landing(ACTS[verb].done))(view)
    return takes(MOST_BYTES, sealed=True)(shown) if verb == "keep" else shown

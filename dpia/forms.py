"""The forms of an assessment: one a step, one a verb. They validate and never save."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone

from dpia.models import Camera, Concern, Dpia, IcoEvent, Kind
from dpia.questions import NOTES, SCREENING, Step
from dpia.rules import CCTV, NEVER, Effect, Likelihood, Place, Severity
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach, Role
from governance.attachments.first_look import Media, first_look
from governance.attachments.forms import AttachmentField
from governance.defaults import CCTV_RETENTION_DAYS
from governance.fields import DateField, Explained, FormKeyField, YesOrNo
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from governance.workflow.forms import VerbForm, nothing_hidden
from governance.workflow.once import OnceForm
from sharing.agreements.models import Agreement
from sharing.locks import HELP, Basis, Condition

SENTENCES: Mapping[str, Mapping[Any, str]] = {"basis": HELP[Basis], "condition": HELP[Condition]}
LONGEST_RETENTION = 3_660
NAME_NOBODY = "Name nobody whom we support"


def _text(label: str, help_text: str = "", *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST_TEXT,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[nothing_hidden],
        **options,
    )


class PictureField(AttachmentField):
    """A picture: a PDF is refused, since nothing can be drawn on it."""

    def __init__(self, *, what: str, **kwargs: Any) -> None:
        self._what = what
        accept = ",".join((Media.JPEG, Media.PNG))
        super().__init__(
            help_text="A JPEG or PNG picture, up to 15 MB",
            widget=forms.FileInput(attrs={"accept": accept}),
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Raises ValidationError for what is no picture, before anybody looks into it."""
        if data:
            try:
                media = first_look(data, data.size or 0)
            except ValidationError as fault:
                if fault.code == "large":
                    raise
                if fault.code == "empty":
                    raise ValidationError("The file is empty. Choose another picture", code="empty") from None
                media = None
            data.seek(0)
            if media not in (Media.JPEG, Media.PNG):
                raise ValidationError(
                    f"{self._what} must be a picture: a JPEG or PNG file. Take a photograph of it, or save it as "
                    "a picture",
                    code="no_picture",
                )
        return super().clean(data, initial)


class BeginForm(VerbForm):
    """A new one: what it is about, what it is called, and in which service."""

    kind = forms.ChoiceField(
        choices=Kind.choices,
        label="What is it about?",
        widget=Explained({Kind.CCTV: "Cameras always need an assessment, and have questions of their own."}),
    )
    title = forms.CharField(
        max_length=120,
        label="What do you call it?",
        help_text=f"For example: Booking by telephone. {NAME_NOBODY}",
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Which service is it for?",
        empty_label="The whole charity",
        required=False,
    )
    form_key = FormKeyField()

    def __init__(self, data: Any, *, user: User) -> None:
        seen = sight(user, "dpias", May.CREATE)
        everywhere = seen.reach is Reach.OWN
        known = Service.objects.all() if everywhere else Service.objects.filter(pk__in=seen.services)
        known = known.order_by("name")
        super().__init__(
            data, initial={"form_key": uuid4(), "service": None if everywhere else known.first()}
        )
        field: Any = self.fields["service"]
        field.queryset = known
        if not everywhere:
            field.required, field.empty_label = True, None


class ScreenForm(OnceForm):
    """Every question of the screening, and why nothing is needed where that comes out."""

    because = _text(
        "If every answer is no: why is no assessment needed?",
        f"Only then. It is kept with it. {NAME_NOBODY}",
        required=False,
    )

    def __init__(self, data: Any, *, dpia: Dpia, user: User) -> None:
        said = dict(dpia.screening)
        super().__init__(data, initial={**said, "read_version": dpia.version, "form_key": uuid4()})
        for code, (words, note) in SCREENING.items():
            if code != CCTV:
                self.fields[code] = YesOrNo(label=words, help_text=note)
        self.order_fields([*SCREENING, "because"])

    @property
    def facts(self) -> dict[str, Any]:
        typed = super().facts
        answers = {code: bool(typed.pop(code)) for code in list(typed) if code in SCREENING}
        return {**typed, "answers": answers}


class StepForm(VerbForm):
    """One of the seven steps. Nothing is required to save it; what is still open is said beside it."""

    keeps = True

    def __init__(self, data: Any, *, step: Step, dpia: Dpia) -> None:
        said = {name: getattr(dpia, name) for name in step.fields}
        super().__init__(data, initial={**said, "read_version": dpia.version})
        self._dpia, self._step = dpia, step
        for name in step.fields:
            self.fields[name] = _of_model(Dpia, name, required=False)

    @property
    def facts(self) -> dict[str, Any]:
        """What differs from what it says already."""
        typed = {name: value for name, value in super().facts.items() if name in self._step.fields}
        return {name: value for name, value in typed.items() if getattr(self._dpia, name) != value}


def _of_model(model: type[models.Model], name: str, **asked: Any) -> forms.Field:
    field: Any = model._meta.get_field(name)
    words = field.verbose_name[:1].upper() + field.verbose_name[1:]
    asked = {"label": words, "help_text": NOTES.get(name, ""), **asked}
    if isinstance(field, models.BooleanField):
        return YesOrNo(**asked)
    if isinstance(field, models.TextField):
        return _text(asked.pop("label"), asked.pop("help_text"), **asked)
    if field.choices:
        choices = list(field.choices)
        if not asked.get("required", True):
            choices = [("", "Not said yet"), *choices]
        return forms.ChoiceField(choices=choices, widget=Explained(SENTENCES.get(name, {})), **asked)
    return forms.CharField(max_length=field.max_length, validators=[nothing_hidden], **asked)


def _number(choices: Any, label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=choices, coerce=int, widget=forms.RadioSelect, label=label, help_text=help_text
    )


class _PartForm(VerbForm):
    """A part of it: with the version of the whole."""

    keeps = True
    names: tuple[str, ...] = ()

    def __init__(self, data: Any, *, dpia: Dpia, part: Any = None) -> None:
        said = {name: getattr(part, name) for name in self.names} if part else {}
        super().__init__(data, initial={**said, "read_version": dpia.version})


class RiskForm(_PartForm):
    """What could go wrong."""

    names = ("words", "severity", "likelihood", "owner")
    words = _text(
        "What could go wrong, and for whom?",
        f"For example: a letter goes to an old address, and somebody there learns of it. {NAME_NOBODY}",
    )
    severity = _number(Severity.choices, "How bad would it be for them?")
    likelihood = _number(Likelihood.choices, "How likely is it, if nothing is done?")
    owner = forms.CharField(
        max_length=120, label="Who looks after it?", help_text="For example: the manager of the service"
    )


class MeasureForm(_PartForm):
    """What is done about a risk, and what is left of it."""

    names = ("measures", "effect", "residual_severity", "residual_likelihood")
    measures = _text("What is done about it?", "Say what, not that you will be careful")
    effect = forms.ChoiceField(choices=Effect.choices, widget=forms.RadioSelect, label="What does that do?")
    residual_severity = _number(Severity.choices, "How bad would it still be?")
    residual_likelihood = _number(Likelihood.choices, "How likely is it still?")


class CameraForm(_PartForm):
    """One camera."""

    names = tuple(
        field.name for field in Camera._meta.concrete_fields if field.name not in ("id", "number", "dpia")
    )
    name = forms.CharField(max_length=80, label="What do you call it?", help_text="For example: Front door")
    # The wrong places are offered too, so that whoever means one is told why not.
    place = forms.ChoiceField(
        choices=Place.choices,
        widget=Explained({each.value: "Not allowed" for each in NEVER}),
        label="Where does it look?",
    )
    x = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label="How far from the left edge of the floor plan is it?",
        help_text="0 is the left edge, 100 the right one. The numbers stand along the plan",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    y = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label="How far from the top is it?",
        help_text="0 is the top, 100 the bottom",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
    )
    masked = _text(
        "What is in view, and what of it is blacked out?",
        "Windows of neighbours, the street. If nothing must be blacked out, say so",
    )
    watched_by = forms.CharField(max_length=LONGEST_LINE, label="Who watches the pictures?")
    records = YesOrNo(
        label="Does it record?", help_text="Looking live is better. If it records, say why in the questions"
    )
    retention_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_RETENTION,
        initial=CCTV_RETENTION_DAYS.value,
        label="If it records: for how many days is it kept?",
        help_text=f"{CCTV_RETENTION_DAYS.value} days, unless there is a reason for more",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    retention_because = _text("If it is kept for longer than 30 days: why?", rows=3, required=False)
    sound = YesOrNo(label="Does it take up sound?", help_text="Sound is off, unless there is a strong reason")
    sound_because = _text("If it takes up sound: why?", rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        days = typed.get("retention_days")
        if typed.get("records") and days is None and "retention_days" not in self.errors:
            self.add_error("retention_days", "Write for how many days it is kept")
        longer = typed.get("records") and days is not None and days > CCTV_RETENTION_DAYS.value
        if longer and not typed.get("retention_because"):
            self.add_error(
                "retention_because", f"Write why it is kept for longer than {CCTV_RETENTION_DAYS.value} days"
            )
        if typed.get("sound") and not typed.get("sound_because"):
            self.add_error("sound_because", "Write why it takes up sound, or leave the sound off")
        if (typed.get("x") is None) != (typed.get("y") is None) and not {"x", "y"} & set(self.errors):
            self.add_error("y" if typed.get("y") is None else "x", "Write both numbers, or none of them")
        return typed


class PlanForm(VerbForm):
    """The floor plan."""

    file = PictureField(what="A floor plan", label="The floor plan")

    def __init__(self, data: Any, files: Any, *, dpia: Dpia) -> None:
        super().__init__(data, files, initial={"read_version": dpia.version})


class ActForm(OnceForm):
    """A step that asks for nothing more."""

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, initial={"read_version": dpia.version, "form_key": uuid4()})


class ReasonForm(ActForm):
    """A step with a reason."""

    reason = _text("Why?", f"It is kept with it. {NAME_NOBODY}")


class SendBackForm(ActForm):
    """What to put right."""

    reason = _text("What has to be put right?", f"Its owner reads this. {NAME_NOBODY}")


class AdviseForm(ActForm):
    """The advice."""

    advice = _text(
        "Your advice", f"On the need, what is fair, the risks and the measures. {NAME_NOBODY}", rows=10
    )


class RespondForm(ActForm):
    """Whether the advice is followed."""

    advice_followed = YesOrNo(label="Is the advice followed?")
    overruled_because = _text("If not: why not?", NAME_NOBODY, required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("advice_followed") is False and not typed.get("overruled_because"):
            self.add_error("overruled_because", "Write why the advice is not followed")
        return typed


class DecideForm(ActForm):
    """Why the risk that is left is accepted, or why it is rejected."""

    accepted_because = _text("Why do you decide so?", f"Say it for the risks that are left. {NAME_NOBODY}")


class ConsultForm(ActForm):
    """Asking the ICO."""

    sent_on = DateField(label="On which day did it go to the ICO?")


class NoteForm(ActForm):
    """What the ICO told us before it answers."""

    what = forms.ChoiceField(
        choices=[
            (each.value, each.label)
            for each in IcoEvent.What
            if each not in (IcoEvent.What.ANSWERED, IcoEvent.What.DECLINED)
        ],
        widget=forms.RadioSelect,
        label="What did it say?",
    )
    on = DateField(label="On which day did it tell us?")
    words = _text("Its words, in short", required=False)

    def clean_what(self) -> IcoEvent.What:
        return IcoEvent.What(self.cleaned_data["what"])


class AnswerForm(NoteForm):
    """Its answer."""

    what = forms.ChoiceField(
        choices=[(each.value, each.label) for each in (IcoEvent.What.ANSWERED, IcoEvent.What.DECLINED)],
        widget=forms.RadioSelect,
        label="What did it say?",
    )
    words = _text("What does it advise?", "Or why it does not take the case")


class GoLiveForm(ActForm):
    """Since when it runs."""

    live_on = DateField(label="On which day did it start?")


class ReviewForm(ActForm):
    """Looked at again."""

    reviewed_on = DateField(label="On which day did you look at it again?")
    review_words = _text(
        "What did you find?", "If something must change, make a new version instead. " + NAME_NOBODY
    )


class NeedForm(ActForm):
    """Whether cameras are still needed."""

    need_tested_on = DateField(label="On which day did you look whether they are still needed?")
    need_words = _text(
        "Why are they still needed?", "What happened this year? If they are not needed, say that it has ended"
    )


class PublishForm(ActForm):
    """The summary for everyone."""

    summary = _text(
        "What should everyone know about it?",
        "Anybody can read this. What we do, why, what could go wrong and what we do about it. Name nobody",
        rows=8,
    )

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, dpia=dpia, user=user)
        self.initial["summary"] = dpia.summary


class StopForm(ActForm):
    """It has ended."""

    stopped_on = DateField(label="On which day did it end?")
    reason = _text("Why did it end?", NAME_NOBODY)


class PhotographForm(ActForm):
    """A sign, photographed where it hangs."""

    where = forms.CharField(
        max_length=120,
        label="Where does it hang?",
        help_text="Before people come in. For example: At the gate",
    )
    photographed_on = DateField(label="On which day was it photographed?")
    upload = PictureField(what="A photograph", label="The photograph")
    says = forms.BooleanField(
        label="It can be seen and read before going in, and says who we are, what the cameras are for and whom to ask",
        error_messages={"required": "Look at the sign, and put up a better one if it says less"},
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "says"}


class LinkForm(ActForm):
    """One thing that it is about besides its service."""

    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), required=False, label="An agreement", empty_label="None"
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, label="Another service", empty_label="None"
    )
    recording_purpose = forms.CharField(
        required=False,
        max_length=LONGEST_LINE,
        label="A purpose of recordings",
        help_text="For example: the training course of our trainees",
    )

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, dpia=dpia, user=user)
        seen: Any = Agreement.objects.visible_to(user, timezone.now()).order_by("-id")
        agreement, service = self.fields["agreement"], self.fields["service"]
        agreement.queryset = seen  # type: ignore[attr-defined]
        agreement.label_from_instance = lambda each: f"{each.reference}: {each.title}"  # type: ignore[attr-defined]
        service.queryset = Service.objects.exclude(pk=dpia.service_id or 0).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        chosen = [name for name in ("agreement", "service", "recording_purpose") if typed.get(name)]
        if len(chosen) != 1 and not self.errors:
            raise ValidationError("Choose one of the three. You can come back for another")
        return typed


class UnlinkForm(ActForm):
    """A link that is taken away."""

    concern = forms.ModelChoiceField(
        Concern.objects.none(), widget=forms.RadioSelect, label="Which one?", empty_label=None
    )

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, dpia=dpia, user=user)
        self.fields["concern"].queryset = dpia.concerns.order_by("id")  # type: ignore[attr-defined]

    def clean_concern(self) -> int:
        return int(self.cleaned_data["concern"].pk)


class ActionForm(ActForm):
    """Something that must be done."""

    words = _text("What must be done?", NAME_NOBODY)
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Who does it?", help_text="They are told", empty_label="Choose one"
    )
    due_on = DateField(label="Until when?")
    before_live = forms.BooleanField(required=False, label="It must be done before anything starts")

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, dpia=dpia, user=user)
        staff = User.objects.filter(is_active=True).order_by(Upper("name"), "pk")
        self.fields["owner"].queryset = staff  # type: ignore[attr-defined]


class HandOverForm(ActForm):
    """Somebody else who looks after it."""

    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who looks after it from now on?",
        help_text="One of the service’s managers, somebody on the IG team, or of the team that it belongs to",
        empty_label="Choose one",
    )

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, dpia=dpia, user=user)
        theirs = Q(role=Role.IG) | Q(role=dpia.owner.role)
        if dpia.service_id is not None:
            theirs = Q(role=Role.IG) | Q(role=Role.MANAGER, memberships__service=dpia.service_id)
        others = User.objects.filter(theirs, is_active=True).exclude(pk=dpia.owner_id).distinct()
        self.fields["owner"].queryset = others.order_by(Upper("name"), "pk")  # type: ignore[attr-defined]


class DoneForm(VerbForm):
    """The one action of the page is done."""

    evidence = _text("How do you know that it is done?", NAME_NOBODY)


class SettleForm(ActForm):
    """One action is done."""

    number = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect, label="Which one is done?")
    evidence = _text("How do you know that it is done?", NAME_NOBODY)

    def __init__(self, data: Any, files: Any = None, *, dpia: Dpia, user: User) -> None:
        super().__init__(data, files, dpia=dpia, user=user)
        open_now = dpia.actions.filter(done_at=None).select_related("owner").order_by("number")
        field: Any = self.fields["number"]
        field.choices = [(each.number, f"{each.words} ({each.owner})") for each in open_now]

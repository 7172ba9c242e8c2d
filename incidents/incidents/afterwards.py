"""The steps after the grade: telling the people, candour, lessons, closing; each with its form and its action."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from incidents.incidents import (
    candour,
    candour_forms,
    closing,
    lesson_forms,
    lessons,
    letters,
    telling,
    telling_forms,
)
from incidents.incidents.acting import Act
from incidents.incidents.models import Incident
from incidents.incidents.outstanding import law_wants_them_told

TELLING, CANDOUR, LESSONS, CLOSING = "telling", "candour", "lessons", "closing"


def _law(incident: Incident, user: User, at: datetime) -> dict[str, Any]:
    return {"law_wants": law_wants_them_told(incident)}


def _script(incident: Incident, user: User, at: datetime) -> dict[str, Any]:
    return {"script": letters.script(incident), "sorry": letters.SORRY}


def _opinion(incident: Incident, user: User, at: datetime) -> dict[str, Any]:
    return {"begins_with_opinion": candour.begins_with_opinion(incident)}


ACTS: dict[str, Act] = {
    "decide_telling": Act(
        telling_forms.DecideTellingForm,
        telling.decide_telling,
        "We tell the people, whatever went wrong with their data, unless that would harm them.",
        "It is decided. Your decision is kept.",
        quiet=True,
        template="incidents/decide_telling.html",
        more=_law,
        place=TELLING,
    ),
    "contact": Act(
        telling_forms.ContactForm,
        telling.contact,
        "Tell them, then write it down here. Write it down too if you did not reach them.",
        "It is written down.",
        quiet=True,
        template="incidents/contact.html",
        more=_script,
        place=TELLING,
    ),
    "write_letter": Act(
        telling_forms.LetterForm,
        telling.write_letter,
        "The letter is made as a PDF and kept as it was written. When you have sent it, write that down as a contact.",
        "The letter is kept. Its PDF is made now.",
        quiet=True,
        place=TELLING,
    ),
    "withhold": Act(
        telling_forms.WithholdForm,
        telling.withhold,
        "The others are told. You decide alone, and the harm is kept with your decision.",
        "They are not told. Your decision is kept.",
        quiet=True,
        place=TELLING,
    ),
    "tell_after_all": Act(
        telling_forms.TellAfterAllForm,
        telling.tell_after_all,
        "The harm is over, or there is a safe way now.",
        "They are to be told.",
        quiet=True,
        place=TELLING,
    ),
    "announce": Act(
        telling_forms.AnnounceForm,
        telling.announce,
        "Announce it where those whom it is about will see it. Name nobody.",
        "It is written down.",
        quiet=True,
        place=TELLING,
    ),
    "decide_candour": Act(
        candour_forms.DecideCandourForm,
        candour.decide_candour,
        "This is about harm in care, and not about data. For most incidents the answer is no.",
        "It is decided. Your decision is kept.",
        quiet=True,
        template="incidents/decide_candour.html",
        more=_opinion,
        place=CANDOUR,
    ),
    "start_candour": Act(
        candour_forms.StartCandourForm,
        candour.start_candour,
        "In Scotland the duty begins when a registered health professional who had no part in it says so.",
        "The duty of candour begins.",
        quiet=True,
        place=CANDOUR,
    ),
    "candour_step": Act(
        candour_forms.CandourStepForm,
        candour.candour_step,
        "Do it as soon as you can, in plain words. To say sorry is not to admit anything.",
        "It is written down.",
        quiet=True,
        place=CANDOUR,
    ),
    "add_lesson": Act(
        lesson_forms.LessonForm,
        lessons.add_lesson,
        "What will be different? Say who does it and by when. We follow it until it is done.",
        "It is written down, and whoever does it knows.",
        quiet=True,
        place=LESSONS,
    ),
    "change_lesson": Act(
        lesson_forms.ChangeLessonForm,
        lessons.change_lesson,
        "Somebody else does it, or until another day.",
        "It is changed.",
        quiet=True,
        place=LESSONS,
    ),
    "settle_lesson": Act(
        lesson_forms.SettleLessonForm,
        lessons.settle_lesson,
        "Say how we know that it is done.",
        "Thank you. It is done.",
        quiet=True,
        place=LESSONS,
    ),
    "no_lessons": Act(
        lesson_forms.NoLessonsForm,
        lessons.no_lessons,
        "Sometimes there is nothing to change. Say why.",
        "It is written down.",
        quiet=True,
        place=LESSONS,
    ),
    "close": Act(
        lesson_forms.CloseForm,
        closing.close,
        "Everything is decided and done. Only the IG team opens it again.",
        "It is closed.",
        quiet=True,
        place=CLOSING,
    ),
}

"""Telling those whom an incident is about: what becomes of them, each contact and each that failed, letters, and a
public announcement (handbook section 10)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from governance.accounts.models import User
from governance.errors import Denied, demand, no
from governance.people.contact import contact_notes
from governance.people.models import Person
from governance.workflow.apply import apply
from incidents.incidents import letters
from incidents.incidents.actions import quiet, said
from incidents.incidents.clocks import to_the_minute
from incidents.incidents.decisions import decide
from incidents.incidents.models import Affected, Contact, Incident, Letter
from incidents.incidents.outstanding import candour_of, law_wants_them_told
from incidents.incidents.register import INCIDENTS
from incidents.incidents.sorts import Certainty, Exemption, How, Question, Telling
from incidents.incidents.telling_rules import may_decide, may_reach, may_withhold_one


def reachable(incident: Incident, user: User, at: datetime) -> QuerySet[Affected]:
    """Those whom it is about and whom the user may see, so that they read first how to reach them safely."""
    seen = Person.objects.visible_to(user, at).values("pk")
    found = incident.affected.filter(removed_at=None, person__in=seen)
    return found.select_related("person").order_by("id")


def _one(incident: Incident, affected: Affected | None, by: User, at: datetime) -> Affected | None:
    """The one who is meant, as they stand now; None for somebody who is not in our records. Raises Denied."""
    if affected is None:
        return None
    found = reachable(incident, by, at).filter(pk=affected.pk).first()
    if found is None:
        raise Denied(no("It is not about them, or you do not see them.", next_step="Look whom it is about."))
    return found


def happened_then(incident: Incident, moment: datetime, at: datetime) -> None:
    """Raises Denied for a moment that is still to come, or before it happened."""
    if moment > at:
        raise Denied(no("This is in the future.", next_step="Check the date and time."))
    if incident.happened_at is not None and moment < to_the_minute(incident.happened_at):
        raise Denied(no("That was before it happened.", next_step="Check the date and time."))


# --- What becomes of them --------------------------------------------------------------------


def decide_telling(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    telling: str,
    because: str = "",
    exemption: str = "",
    **sent: Any,
) -> Incident:
    """What becomes of the people. because: the harm that telling would do, or why it is announced.

    exemption: where the law wants them told without delay, which of its exceptions holds. Raises Denied: E-ROLE for
    whoever withholds and is not the Data Protection Officer, E-REASON without a harm or an exception.
    """
    chosen = Telling(telling)

    def change(locked: Incident) -> None:
        verdict = may_decide(
            locked.telling,
            chosen,
            is_dpo=by.is_dpo,
            near_miss=locked.certainty == Certainty.NEAR_MISS,
            law_wants=law_wants_them_told(locked),
            exemption=exemption,
            because=because,
        )
        demand(verdict)
        locked.telling, locked.telling_because = chosen, because
        locked.exemption = "" if chosen == Telling.TELL else exemption
        locked.telling_decided_at, locked.telling_decided_by = at, by
        excused = f". {Exemption(locked.exemption).label}" if locked.exemption else ""
        decide(locked, Question.PEOPLE, f"{chosen.label}{excused}", by=by, at=at, because=because)

    return apply(INCIDENTS, incident, "decide_telling", by=by, at=at, change=change, **sent)


def withhold(
    incident: Incident, *, by: User, at: datetime, affected: Affected, because: str, **sent: Any
) -> Incident:
    """The others are told, and this one not, since telling would harm them."""

    def change(locked: Incident) -> None:
        verdict = may_withhold_one(is_dpo=by.is_dpo, law_wants=law_wants_them_told(locked), because=because)
        demand(verdict)
        found = _one(locked, affected, by, at)
        if found is None or found.told_at is not None:
            raise Denied(no("They were told already.", next_step="Look whom it is about."))
        found.withheld_because, found.withheld_at, found.withheld_by = because, at, by
        found.save(update_fields=["withheld_because", "withheld_at", "withheld_by"])
        decide(locked, Question.PEOPLE, "One of them is not told", by=by, at=at, because=because)

    return apply(INCIDENTS, incident, "withhold", by=by, at=at, change=change, **sent)


def tell_after_all(
    incident: Incident, *, by: User, at: datetime, affected: Affected, reason: str, **sent: Any
) -> Incident:
    """The harm is over: this one is told like the others."""
    demand(said(reason, "Write why."))

    def change(locked: Incident) -> None:
        found = _one(locked, affected, by, at)
        if found is None or found.withheld_at is None:
            raise Denied(no("It is not withheld from them.", next_step="Look whom it is about."))
        found.withheld_because, found.withheld_at, found.withheld_by = "", None, None
        found.save(update_fields=["withheld_because", "withheld_at", "withheld_by"])
        decide(locked, Question.PEOPLE, "One of them is told after all", by=by, at=at, because=reason)

    return apply(
        INCIDENTS,
        incident,
        "tell_after_all",
        by=by,
        at=at,
        change=change,
        reason=quiet(incident, reason),
        **sent,
    )


def announce(
    incident: Incident, *, by: User, at: datetime, announced_at: datetime, announcement: str, **sent: Any
) -> Incident:
    """It was announced publicly: what it said, and where it stood."""
    demand(said(announcement, "Write what was announced, and where."))

    def change(locked: Incident) -> None:
        happened_then(locked, announced_at, at)
        locked.announcement, locked.announced_at, locked.announced_by = announcement, announced_at, by

    return apply(INCIDENTS, incident, "announce", by=by, at=at, change=change, **sent)


# --- Each of them ----------------------------------------------------------------------------


def contact(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    affected: Affected | None,
    how: str,
    who: str,
    told_at: datetime,
    reached: bool,
    words: str,
    candour: bool = False,
    keeps_to_it: bool | None = None,
    **sent: Any,
) -> Incident:
    """Somebody was told at `told_at` by `who`, or `who` tried in vain; words: what they said, or what stood in the way.

    affected: None for somebody who is not in our records. candour: about the care, and not about the data alone.
    keeps_to_it: whether this way keeps to how they asked to be reached. A way that does not is refused.
    """
    demand(said(words, "Write what they said, or why you did not reach them."))

    def change(locked: Incident) -> None:
        happened_then(locked, told_at, at)
        found = _one(locked, affected, by, at)
        _keep_safe(found, keeps_to_it)
        _may_be_told(locked, found, candour)
        Contact.objects.create(
            incident=locked,
            affected=found,
            candour=candour,
            at=told_at,
            how=How(how),
            who=who,
            reached=reached,
            words=words,
            written_at=at,
            written_by=by,
        )
        if found is not None and reached and not candour and found.told_at is None:
            found.told_at, found.told_by = told_at, by
            found.save(update_fields=["told_at", "told_by"])

    return apply(INCIDENTS, incident, "contact", by=by, at=at, change=change, reached=reached, **sent)


def write_letter(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    affected: Affected | None,
    words: str,
    candour: bool = False,
    keeps_to_it: bool | None = None,
    **sent: Any,
) -> Incident:
    """Write a letter, and order its PDF. It is kept as it was written; that it was sent is a contact of its own."""
    demand(said(words, "Write what the letter says."))

    def change(locked: Incident) -> None:
        found = _one(locked, affected, by, at)
        _keep_safe(found, keeps_to_it)
        _may_be_told(locked, found, candour)
        letter = Letter.objects.create(
            incident=locked, affected=found, candour=candour, words=words, written_at=at, written_by=by
        )
        letters.order(letter, at=at)

    return apply(INCIDENTS, incident, "write_letter", by=by, at=at, change=change, **sent)


def _keep_safe(affected: Affected | None, keeps_to_it: bool | None) -> None:
    asked = affected is not None and bool(contact_notes(affected.person))
    demand(may_reach(asked_something=asked, keeps_to_it=keeps_to_it))


def _may_be_told(incident: Incident, affected: Affected | None, candour: bool) -> None:
    if candour:
        duty = candour_of(incident)
        if duty is None or not duty.applies:
            raise Denied(
                no("The duty of candour does not apply to it.", next_step="Tell them about their data.")
            )
        return
    withheld = affected is not None and affected.withheld_at is not None
    if withheld or incident.telling in (Telling.WITHHOLD, Telling.NOBODY):
        raise Denied(
            no(
                "It is decided that they are not told.",
                next_step="Ask the Data Protection Officer to decide anew.",
            )
        )

"""After the decision: started, reviewed, the need tested, published, ended; and the actions followed to done."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from dpia import documents, rules
from dpia.models import Action, Dpia
from dpia.register import BESIDES, DPIAS, NO_MORE, tell, wait_for_earlier
from dpia.versions import before, running_before, take_the_place, words_for_everyone
from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Code, Denied, NotThere, demand, no
from governance.workflow.apply import apply


@transaction.atomic
def go_live(dpia: Dpia, *, by: User, at: datetime, live_on: date, **sent: Any) -> Dpia:
    """It starts, or the cameras are switched on. E-DPIA while something stands in the way.

    What ran until now under the version before runs under this one from now on.
    """
    demand(rules.happened(live_on, at))
    wait_for_earlier(dpia)
    # Asked before the states are: whoever may not start it is told why, with the code.
    demand(rules.may_go_live(before(dpia, at, live_on), live_on))

    def change(locked: Dpia) -> None:
        demand(rules.may_go_live(before(locked, at, live_on), live_on))
        if locked.live_on is not None:
            raise Denied(no("It has started already.", next_step="Nothing needs to be done."))
        locked.live_on, locked.summary = live_on, words_for_everyone(locked)
        running = running_before(locked)
        if running is not None and locked.is_cctv:
            locked.need_tested_on, locked.need_words = running.tested_on, running.need_words

    done = apply(DPIAS, dpia, "go_live", by=by, at=at, change=change, **sent)
    take_the_place(done, at=at)
    if done.frozen is not None:
        # With the signs, which came after the decision.
        documents.order(done, at=at)
    return done


def review(dpia: Dpia, *, by: User, at: datetime, reviewed_on: date, review_words: str, **sent: Any) -> Dpia:
    """Looked at again, and it is still right; where it is not, a new version is made. It is up to date again."""
    demand(rules.happened(reviewed_on, at))

    def change(locked: Dpia) -> None:
        if locked.looked_on is not None and reviewed_on < locked.looked_on:
            raise Denied(no("That was before it was last looked at.", next_step="Look at the day again."))
        since = locked.out_of_date_since
        if since is not None and reviewed_on < local_day(since):
            raise Denied(no("Something changed after that day.", next_step="Review it as it is now."))
        locked.reviewed_on, locked.review_words = reviewed_on, review_words
        locked.out_of_date_since, locked.out_of_date_because = None, ""

    return apply(DPIAS, dpia, "review", by=by, at=at, change=change, reason=review_words, **sent)


def test_need(
    dpia: Dpia, *, by: User, at: datetime, need_tested_on: date, need_words: str, **sent: Any
) -> Dpia:
    """The cameras are still needed, and why. Where they are not, they are switched off with `stop`."""
    demand(rules.happened(need_tested_on, at))

    def change(locked: Dpia) -> None:
        if not locked.is_cctv:
            raise Denied(no("It has no cameras.", next_step="Review it instead."))
        if locked.live_on is None or need_tested_on < locked.live_on:
            raise Denied(no("They were not switched on by then.", next_step="Look at the day again."))
        locked.need_tested_on, locked.need_words = need_tested_on, need_words

    return apply(DPIAS, dpia, "test_need", by=by, at=at, change=change, reason=need_words, **sent)


def publish(dpia: Dpia, *, by: User, at: datetime, summary: str, **sent: Any) -> Dpia:
    """Put the summary on the public pages, or another in its place."""

    def change(locked: Dpia) -> None:
        locked.summary, locked.published_at, locked.published_by = summary, at, by

    return apply(DPIAS, dpia, "publish", by=by, at=at, change=change, **sent)


def unpublish(dpia: Dpia, *, by: User, at: datetime, reason: str, **sent: Any) -> Dpia:
    """Take the summary off the public pages, or say that it is not published anew."""

    def change(locked: Dpia) -> None:
        if not locked.summary:
            raise Denied(no("No summary is published.", next_step="Nothing needs to be done."))
        locked.summary, locked.published_at, locked.published_by = "", None, None

    return apply(DPIAS, dpia, "unpublish", by=by, at=at, change=change, reason=reason, **sent)


def stop(dpia: Dpia, *, by: User, at: datetime, stopped_on: date, reason: str, **sent: Any) -> Dpia:
    """It has ended, or the cameras are switched off."""
    demand(rules.happened(stopped_on, at))

    def change(locked: Dpia) -> None:
        if locked.stopped_on is not None:
            raise Denied(no("It has ended already.", next_step="Nothing needs to be done."))
        if locked.live_on is not None and stopped_on < locked.live_on:
            raise Denied(no("That was before it started.", next_step="Look at the day again."))
        locked.stopped_on, locked.stop_reason = stopped_on, reason

    return apply(DPIAS, dpia, "stop", by=by, at=at, change=change, reason=reason, **sent)


def add_action(
    dpia: Dpia,
    *,
    by: User,
    at: datetime,
    words: str,
    owner: User,
    due_on: date,
    before_live: bool = False,
    **sent: Any,
) -> Dpia:
    """Something that must be done, by whom and until when."""

    def change(locked: Dpia) -> None:
        if locked.state in NO_MORE:
            raise Denied(no("Nothing is added to it any more.", next_step="Open its next version."))
        if due_on < local_day(at):
            raise Denied(no("That day is past.", next_step="Choose a day to come."))
        last = locked.actions.aggregate(last=Max("number"))["last"] or 0
        Action.objects.create(
            dpia=locked, number=last + 1, words=words, owner=owner, due_on=due_on, before_live=before_live
        )

    done = apply(BESIDES, dpia, "add_action", by=by, at=at, change=change, **sent)
    tell([owner], "dpia_action", done, at)
    return done


def settle_action(dpia: Dpia, *, by: User, at: datetime, number: int, evidence: str, **sent: Any) -> Dpia:
    """One of them is done, and how one knows. By its owner, or whoever writes the assessment."""

    def change(locked: Dpia) -> None:
        action = Action.objects.filter(dpia=locked, number=number).first()
        if action is None:
            raise NotThere(DPIAS.name, locked.reference)
        if action.done_at is not None:
            raise Denied(no("It is done already.", next_step="Nothing needs to be done."))
        if by.pk != action.owner_id and not DPIAS.verbs["edit"].may(by, locked, at):
            raise Denied(
                no(
                    "This action is somebody else’s.",
                    code=Code.ROLE,
                    next_step="Ask them; their name stands there.",
                )
            )
        action.done_at, action.done_by, action.evidence = at, by, evidence
        action.save(update_fields=["done_at", "done_by", "evidence"])

    return apply(BESIDES, dpia, "settle_action", by=by, at=at, change=change, number=number, **sent)


def action_of(reference: str, number: int, *, user: User, at: datetime) -> Action:
    """One action, for whoever sees its assessment or has to do it; raises NotThere, which shows 404."""
    theirs = Action.objects.filter(Q(owner=user) | Q(dpia__in=DPIAS.visible(user, at)))
    if "\0" in reference:
        raise NotThere(DPIAS.name, "")
    ours = theirs.filter(dpia__reference=reference, number=number)
    found = ours.select_related("dpia__service", "dpia__owner", "owner", "done_by").first()
    if found is None:
        raise NotThere(DPIAS.name, reference)
    return found


def only_theirs(reference: str, *, user: User, at: datetime) -> Action | None:
    """The first open action that the user has to do on an assessment which they do not see."""
    if "\0" in reference:
        return None
    open_now = Action.objects.filter(dpia__reference=reference, owner=user, done_at=None)
    return open_now.exclude(dpia__in=DPIAS.visible(user, at)).order_by("number").first()

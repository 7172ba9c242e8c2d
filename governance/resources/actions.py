"""The verbs of resources: add, edit, review, withdraw, give back."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify

from governance.accounts.models import User
from governance.attachments.actions import keep
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.policies.models import Policy
from governance.resources.blanks import BLANKS
from governance.resources.kinds import Kind
from governance.resources.models import LONGEST_SLUG, Resource
from governance.resources.register import RESOURCES, take_turns
from governance.resources.rules import Content, may_hold, may_lead_to, may_wait_until
from governance.workflow.apply import apply

# What lives among the addresses of resources.
TAKEN = {"", "new", "export", "forms"}
NOTHING_IN_IT = no("There is nothing in it.", next_step="Fill in what it is made of.")
NOT_MADE_HERE = no("Sharewell does not make that form.", next_step="Choose one from the list.")


@transaction.atomic
def add(
    *,
    by: User,
    at: datetime,
    review_on: date,
    form_key: UUID | None = None,
    upload: "UploadedFile[Any] | None" = None,
    **facts: Any,
) -> Resource:
    """Put one into the library. The same `form_key` from the same user again gives back what it added before.

    facts: as `_write` takes them. Raises Denied for who may not, for what does not go with its kind, for an address
    that is none of the web, and for a review that is past or too far away.
    """
    resource = Resource(form_key=form_key)
    take_turns(resource)
    before = Resource.objects.filter(form_key=form_key, created_by=by).first() if form_key else None
    if before is not None:
        return before

    def change(new: Resource) -> None:
        demand(may_wait_until(review_on, local_day(at)))
        new.review_on = review_on
        _write(new, on=local_day(at), has_file=upload is not None, **facts)

    resource = apply(RESOURCES, resource, "add", by=by, at=at, change=change)
    _keep(resource, upload, by=by, at=at)
    return resource


@transaction.atomic
def edit(
    resource: Resource,
    *,
    by: User,
    at: datetime,
    upload: "UploadedFile[Any] | None" = None,
    read_version: int | None = None,
    **facts: Any,
) -> Resource:
    """Change what it says. upload: takes the place of the file that it has. Raises as `add`, and Stale."""

    def change(locked: Resource) -> None:
        has_file = upload is not None or locked.content == Content.FILE
        _write(locked, on=local_day(at), has_file=has_file, **facts)

    resource = apply(RESOURCES, resource, "edit", by=by, at=at, change=change, read_version=read_version)
    _keep(resource, upload, by=by, at=at)
    return resource


def review(
    resource: Resource, *, by: User, at: datetime, review_on: date, read_version: int | None = None
) -> Resource:
    """It was looked at and still holds, until it is looked at again on `review_on`. Raises as `add`, and Stale."""

    def change(locked: Resource) -> None:
        demand(may_wait_until(review_on, local_day(at)))
        locked.review_on = review_on

    return apply(RESOURCES, resource, "review", by=by, at=at, change=change, read_version=read_version)


def withdraw(
    resource: Resource, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Resource:
    """Nobody is to use it any more. Policies that lead to it show its words without the link."""
    if not reason.strip():
        raise Denied(no("It needs a reason.", next_step="Write why nobody is to use it any more."))

    def change(locked: Resource) -> None:
        locked.withdrawn_because = reason

    return apply(
        RESOURCES, resource, "withdraw", by=by, at=at, change=change, reason=reason, read_version=read_version
    )


def give_back(
    resource: Resource, *, by: User, at: datetime, review_on: date, read_version: int | None = None
) -> Resource:
    """Put one that was withdrawn back into use, until it is looked at again. Raises as `review`."""

    def change(locked: Resource) -> None:
        demand(may_wait_until(review_on, local_day(at)))
        locked.review_on, locked.withdrawn_because = review_on, ""

    return apply(RESOURCES, resource, "give_back", by=by, at=at, change=change, read_version=read_version)


def _write(
    resource: Resource,
    *,
    on: date,
    has_file: bool,
    title: str,
    kind: Kind,
    summary: str,
    owner: User,
    content: Content,
    staff_only: bool = True,
    policy: Policy | None = None,
    anchor: str = "",
    address: str = "",
    text: str = "",
    blank: str = "",
) -> None:
    """What it says of itself, and the one thing that it is made of; what it was made of before is gone."""
    demand(may_hold(kind, content, staff_only=staff_only))
    if content is Content.ADDRESS:
        demand(may_lead_to(address))
    if content is Content.BLANK and blank not in BLANKS:
        raise Denied(NOT_MADE_HERE)
    made_of = {Content.ADDRESS: address, Content.TEXT: text.strip(), Content.BLANK: blank}
    if not made_of.get(content, has_file):
        raise Denied(NOTHING_IN_IT)
    resource.title, resource.kind, resource.summary = title, kind, summary
    resource.owner, resource.policy, resource.anchor = owner, policy, anchor
    resource.content, resource.staff_only, resource.changed_on = content, staff_only, on
    resource.address = address if content is Content.ADDRESS else ""
    resource.text = text if content is Content.TEXT else ""
    resource.blank = blank if content is Content.BLANK else ""
    if not staff_only and resource.slug is None:
        resource.slug = _slug(title)


def _slug(title: str) -> str:
    """An address from the title; with a number where another that was for the public has that one."""
    slug = slugify(title)[:LONGEST_SLUG].strip("-") or "resource"
    others = set(
        Resource.objects.filter(slug__startswith=slug[: LONGEST_SLUG - 6]).values_list("slug", flat=True)
    )
    number, wanted = 1, slug
    while wanted in others | TAKEN:
        number += 1
        wanted = f"{slug[: LONGEST_SLUG - 6]}-{number}"
    return wanted


def _keep(resource: Resource, upload: "UploadedFile[Any] | None", *, by: User, at: datetime) -> None:
    if upload is not None:
        keep(resource, RESOURCES, label="The file", upload=upload, by=by, at=at)

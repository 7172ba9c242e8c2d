"""What helps staff to follow the policies, and the public to understand them: guides, forms, courses, leaflets."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from governance.accounts.models import User
from governance.policies.models import Policy
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed
from governance.records.searching import vector
from governance.resources.blanks import BLANKS, Blank
from governance.resources.kinds import Kind
from governance.resources.querysets import ResourceQuerySet
from governance.resources.rules import HOLDS, LONGEST_ADDRESS, Content
from governance.resources.states import State

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_REASON = 150, 300, 40_000, 1_000
LONGEST_SLUG = 80
# What is looked through when somebody searches; the first counts most.
SEARCHED = ("title", "summary", "text")


class Resource(Record):
    """One resource. What it is made of is in exactly one place: `content` says in which."""

    state = models.CharField(max_length=9, choices=State)
    title = models.CharField(max_length=LONGEST_TITLE)
    kind = models.CharField(max_length=10, choices=Kind)
    summary = models.CharField(max_length=LONGEST_SUMMARY)
    # The policy section that it belongs to, where it belongs to one.
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="resources")
    anchor = models.CharField(max_length=90, blank=True)
    # Answers for it, whatever their role, and is told when its review is near.
    owner = models.ForeignKey(User, models.PROTECT, related_name="resources")
    # When what it says was written.
    changed_on = models.DateField()
    review_on = models.DateField()
    staff_only = models.BooleanField(default=True, db_default=True)
    # Its address for the public, from the first time that it is for them, and for ever. Its reference counts the
    # resources for staff as well, and so would tell of them.
    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True, null=True)
    content = models.CharField(max_length=7, choices=Content)
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    # The key of one of `BLANKS`. A file is the last attachment.
    blank = models.CharField(max_length=60, blank=True)
    withdrawn_because = models.TextField(max_length=LONGEST_REASON, blank=True)
    # The form it came from, so that sending the same form twice adds it once.
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = ResourceQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "title kind summary policy anchor slug content address text changed_on"),
        **classed(INTERNAL, "state owner review_on staff_only blank withdrawn_because form_key"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="resource_state_is_known"),
            models.CheckConstraint(
                condition=Q(content=Content.FILE.value, address="", text="", blank="")
                | Q(content=Content.ADDRESS.value, address__regex="^https://", text="", blank="")
                | Q(content=Content.TEXT.value, address="", blank="") & ~Q(text="")
                | Q(content=Content.BLANK.value, address="", text="", staff_only=True) & ~Q(blank=""),
                name="resource_is_made_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(kind=kind.value, content__in=[content.value for content in contents])
                        for kind, contents in HOLDS.items()
                    ),
                    _connector=Q.OR,
                ),
                name="resource_holds_what_its_kind_holds",
            ),
            models.CheckConstraint(
                condition=Q(staff_only=True) | Q(slug__isnull=False), name="public_resource_has_an_address"
            ),
            models.CheckConstraint(
                condition=Q(anchor="") | Q(policy__isnull=False), name="resource_section_is_of_a_policy"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN.value) & Q(withdrawn_because="")
                | Q(state=State.WITHDRAWN.value) & ~Q(withdrawn_because=""),
                name="withdrawn_resource_says_why",
            ),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_resource_a_form"),
        ]
        indexes = [
            models.Index(F("title"), F("id"), name="resource_by_title"),
            GinIndex(vector(*SEARCHED), name="resource_by_what_it_says"),
            *(
                GinIndex(OpClass(Upper(name), "gin_trgm_ops"), name=f"resource_{name}_by_part")
                for name in SEARCHED
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)

    @property
    def made_here(self) -> Blank | None:
        """The form that Sharewell makes; None also for one that it does not make any more."""
        return BLANKS.get(self.blank)

"""Users, services and teams, and which user works where."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from governance.accounts.roles import Role
from governance.calendar import Nation
from governance.records.history import History


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: object) -> "User":
        """A user with a hashed password, or one who cannot sign in by password."""
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *args: object, **facts: object) -> "User":
        """Always raises ValidationError: nobody here is above the table of roles."""
        raise ValidationError("There are no superusers here. manage.py give_account gives an account a role.")


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who works for us and signs in. Never deleted: made inactive."""

    # Not kept: it would be a write by nobody at each sign-in, and the ledger has it.
    last_login = None
    user_permissions = None  # type: ignore[assignment]

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role)
    is_active = models.BooleanField(default=True)
    is_dpo = models.BooleanField("Data Protection Officer", default=False)
    is_caldicott = models.BooleanField("Caldicott Guardian", default=False)
    is_siro = models.BooleanField("Senior Information Risk Owner", default=False)
    is_doctor = models.BooleanField("registered medical practitioner", default=False)
    groups = models.ManyToManyField(  # type: ignore[assignment]
        Group, through="UserGroup", related_name="user_set", related_query_name="user"
    )
    history = History(excluded_fields=["password"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
            models.CheckConstraint(condition=~Q(is_dpo=True, is_siro=True), name="dpo_is_not_siro"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    @property
    def role_name(self) -> str:
        """What to call the person's role on a page."""
        hats = [("DPO", self.is_dpo), ("Caldicott Guardian", self.is_caldicott), ("SIRO", self.is_siro)]
        worn = [name for name, wears in hats if wears]
        return ", ".join(worn) if worn else Role(self.role).label


class UserGroup(models.Model):
    """A user's place in a role's group; a model of its own so that its history is kept."""

    user = models.ForeignKey(User, models.CASCADE)
    group = models.ForeignKey(Group, models.CASCADE)
    history = History()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_place_a_group")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class Service(models.Model):
    """A service we run. Its nation decides which law and which bank holidays apply (handbook section 2)."""

    name = models.CharField(max_length=120, unique=True)
    nation = models.CharField(max_length=3, choices=Nation)
    manager = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="manages")
    regulator = models.CharField(max_length=60, blank=True)
    history = History()

    class Meta:
        ordering = ["name"]
        permissions = [
            ("work_in_service", "Works in this service"),
            ("manage_service", "Manages this service"),
            ("oversee_service", "Oversees this service with all others"),
        ]
        constraints = [models.CheckConstraint(condition=Q(nation__in=Nation.values), name="nation_is_known")]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A part of a service. Someone who works in one team sees that team's people only."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    history = History()

    class Meta:
        ordering = ["name"]
        permissions = [("work_in_team", "Works in this team")]
        constraints = [models.UniqueConstraint(fields=["service", "name"], name="one_name_a_team")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who works in which service, or in one team of it. `access` turns it into guardian's grants."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    service = models.ForeignKey(Service, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="memberships")
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service", "team"], name="one_membership", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.service_id}"


class Absence(models.Model):
    """Somebody is away for some days, the last one included, and a colleague stands in for them."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences", db_index=False)
    cover = models.ForeignKey(User, models.CASCADE, related_name="stands_in", db_index=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    history = History()

    class Meta:
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["cover", "ends_on"], name="absence_covered_by")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="away_before_back"),
            models.CheckConstraint(condition=~Q(cover=F("user")), name="nobody_stands_in_for_themselves"),
            # As ranges of one, so that PostgreSQL's own index serves both halves.
            ExclusionConstraint(
                name="away_once_at_a_time",
                expressions=[
                    (Func(F("user"), F("user"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.starts_on} to {self.ends_on}"


# Guardian's grants, in tables with real foreign keys: a generic key was many times slower.
class ServiceUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Service, models.CASCADE)
    history = History()


class ServiceGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Service, models.CASCADE)
    history = History()


class TeamUserObjectPermission(UserObjectPermissionBase):
    content_object = models.ForeignKey(Team, models.CASCADE)
    history = History()


class TeamGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Team, models.CASCADE)
    history = History()

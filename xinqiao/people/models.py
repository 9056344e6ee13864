"""Units of the tree, staff, their posts, and what each role may do."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from xinqiao.people.scope import NOTHING, Reach, Scope, gather
from xinqiao.vault.fields import EncryptedTextField


class Platform(models.Model):
    """Whose hotline this is, and what holds for it as a whole; written by `city apply` alone. `settings` is city.toml
    as it stands; `policy` reads it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=20)
    trio = models.JSONField(default=list)
    settings = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_platform_row")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A node of the four-tier tree; levels may be skipped (a village right below the city)."""

    class Level(models.IntegerChoices):
        PLATFORM = 0, _("平台")
        FIRST = 1, _("一级")
        SECOND = 2, _("二级")
        THIRD = 3, _("三级")
        FOURTH = 4, _("四级")

    class Kind(models.TextChoices):
        CENTRE = "centre", _("热线中心")
        SUB_CENTRE = "sub_centre", _("分中心")
        DEPARTMENT = "department", _("部门")
        DISTRICT = "district", _("县区")
        TOWN = "town", _("镇街")
        VILLAGE = "village", _("村社区")
        COMPANY = "company", _("公用企业")

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.SmallIntegerField(choices=Level)
    kind = models.CharField(max_length=16, choices=Kind)
    path = models.CharField(max_length=255, editable=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["path"], name="unit_path_like", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.UniqueConstraint(
                fields=["parent"], condition=models.Q(parent=None), name="one_platform", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` (codes from the platform down, "/jyg/jsj/") true to the parent."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        super().save(*args, **kwargs)

    def holds(self, other: "Unit") -> bool:
        """True when `other` is this unit or lies in its subtree."""
        return other.path.startswith(self.path)


class Role(models.Model):
    """A role of the city's roles.csv: a name and its grants."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One verb that a role may do, and how far from the post's unit it reaches."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")
    verb = models.CharField(max_length=32)
    scope = models.CharField(max_length=8, choices=Scope)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "verb"], name="one_grant_per_verb")]

    def __str__(self) -> str:
        return f"{self.role.code}: {self.verb} ({self.scope})"


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username=username)


class Staff(AbstractBaseUser):
    """A person who works with the platform."""

    username = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=50)
    is_active = models.BooleanField(default=True)
    # Made by the demo: may be entered without a password while the demo runs, and nowhere else.
    is_demo = models.BooleanField(default=False)
    # Somebody else knows the password: it opens nothing but the page that changes it.
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(null=True)
    # Whether shortcuts of one key work for this person (WCAG 2.1.4: they can be switched off).
    single_keys = models.BooleanField(default=True)

    objects = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def reaches(self) -> dict[str, Reach]:
        """How far each granted verb reaches, over all posts; read once for the life of this object."""
        if not self.is_active:
            return {}
        rows = Grant.objects.filter(role__posts__staff=self, role__posts__unit__is_active=True)
        return gather(rows.values_list("verb", "scope", "role__posts__unit__path"))

    def reach(self, verb: str) -> Reach:
        """How far this person's grants of the verb reach; empty, and so false, when there is none."""
        return self.reaches.get(verb, NOTHING)

    def units_in(self, reach: Reach) -> list[int]:
        """The keys of the units within one of this person's reaches: whoever asks for rows of known units lets the
        database choose how to find them, which it cannot for a piece of a path."""
        return [pk for pk, path in self._units if reach.covers(path)]

    @cached_property
    def _units(self) -> list[tuple[int, str]]:
        """Key and path of every unit that any reach covers; read once for the life of this object."""
        within = reduce(or_, (reach.where() for reach in self.reaches.values() if not reach.everything), Q(pk__in=[]))
        return list(Unit.objects.filter(within).order_by("pk").values_list("pk", "path"))

    def can_anywhere(self, verb: str) -> bool:
        """True when any post grants the verb."""
        return bool(self.reach(verb))

    def can(self, verb: str, unit: Unit) -> bool:
        """True when a grant of the verb reaches the unit."""
        return self.reach(verb).covers(unit.path)


class Post(models.Model):
    """A staff member's role at a unit; one person may hold posts in several units."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "unit", "role"], name="one_post")]

    def __str__(self) -> str:
        return f"{self.staff} · {self.unit} · {self.role}"


class OldPassword(models.Model):
    """The digest of a password that its owner gave up, so that it does not come back too soon."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="old_passwords")
    digest = models.CharField(max_length=128)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.staff_id}"


class SecondFactor(models.Model):
    """The secret that a person's phone makes codes from (RFC 6238); it counts once a first code confirmed it."""

    staff = models.OneToOneField(Staff, models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField()
    confirmed_at = models.DateTimeField(null=True)
    # The last half minute whose code was used: neither that one nor an older one comes in again.
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.staff_id}"


class RecoveryCode(models.Model):
    """The digest of a code on paper that stands in for a lost phone, once."""

    factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.factor_id}"


class Session(AbstractBaseSession):
    """A browser in which somebody is signed in; without staff, one that is still at the sign-in page."""

    staff = models.ForeignKey(Staff, models.CASCADE, null=True, related_name="sessions")

    def __str__(self) -> str:
        return f"{self.staff_id}"


class Brake(models.Model):
    """Wrong tries in a row against one thing (a name, an address, a second factor), and until when it is shut."""

    key = models.CharField(max_length=80, unique=True)
    tries = models.PositiveIntegerField(default=0)
    since_at = models.DateTimeField()
    shut_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key

    def is_shut(self, now: datetime) -> bool:
        """True while nothing is looked at."""
        return self.shut_until is not None and self.shut_until > now


class Rate(models.Model):
    """How often somebody asked in a window of some seconds (`limits`). The table is not logged: a crash may forget it."""

    key = models.CharField(max_length=80)
    begins_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "begins_at"], name="one_rate_per_window")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class DutyShift(models.Model):
    """Somebody on duty at a unit for a while, and where he is reached."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duty_shifts")
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="duty_shifts")
    capacity = models.CharField(max_length=50, blank=True)  # 带班领导, 值班员: in the unit's own words
    phone = models.CharField(max_length=30, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["unit", "ends_at"], name="duty_by_unit")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.staff}"


class Token(models.Model):
    """A key for the API; only its digest is stored."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=50)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Audit(models.Model):
    """Who looked at or did something that leaves no event: sign-in, unmasking, export, settings. Only ever added to, and
    sealed (`sealing`)."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    staff = models.ForeignKey(Staff, models.PROTECT, null=True)
    what = models.CharField(max_length=32)
    subject = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


class AuditSeal(models.Model):
    """The rows of the access log since the seal before: their digest, and an HMAC over it and that seal. What was sealed
    may be forgotten after its time; the digest keeps the chain."""

    until = models.DateTimeField(unique=True)
    count = models.IntegerField()
    digest = models.BinaryField(max_length=32)
    seal = models.BinaryField(max_length=32)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["until"]

    def __str__(self) -> str:
        return f"{self.until}: {self.count}"

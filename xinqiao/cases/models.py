"""The case, its assignments, what was said, and the events that everything else is told from."""

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.cases import lifecycle
from xinqiao.cases.next_due import NEXT_DUE
from xinqiao.cases.search.models import Indexed, Searchable  # noqa: F401 - where Django looks for models
from xinqiao.catalogue.models import Area, CaseType, Category, Source, Urgency
from xinqiao.files.models import StoredFile
from xinqiao.people.models import Staff, Unit
from xinqiao.text.masking import mask_free_text
from xinqiao.vault.fields import BlindIndexField, EncryptedTextField


class Stage(models.TextChoices):
    """Choices of the column; the words are the table's."""

    REGISTERED = lifecycle.Stage.REGISTERED, _("待派单")
    IN_HAND = lifecycle.Stage.IN_HAND, _("承办中")
    CARRIED_OVER = lifecycle.Stage.CARRIED_OVER, _("挂账")
    COMPLETED = lifecycle.Stage.COMPLETED, _("已办结")
    ARCHIVED = lifecycle.Stage.ARCHIVED, _("已归档")
    DECLINED = lifecycle.Stage.DECLINED, _("不予受理")
    INVALID = lifecycle.Stage.INVALID, _("无效")
    RELAYED = lifecycle.Stage.RELAYED, _("已转出")
    MERGED = lifecycle.Stage.MERGED, _("已并单")
    WITHDRAWN = lifecycle.Stage.WITHDRAWN, _("已撤诉")
    TERMINATED = lifecycle.Stage.TERMINATED, _("终止")


class State(models.TextChoices):
    DISPATCHED = lifecycle.State.DISPATCHED, _("待签收")
    HANDLING = lifecycle.State.HANDLING, _("办理中")
    FED_BACK = lifecycle.State.FED_BACK, _("协办已反馈")
    REPLIED = lifecycle.State.REPLIED, _("待审核")
    COMPLETED = lifecycle.State.COMPLETED, _("办结")
    SENT_BACK = lifecycle.State.SENT_BACK, _("已退回")
    RECALLED = lifecycle.State.RECALLED, _("已撤回")


class Tie(models.TextChoices):
    LEAD = lifecycle.Tie.LEAD, _("主办")
    CO_LEAD = lifecycle.Tie.CO_LEAD, _("共同主办")
    ASSISTING = lifecycle.Tie.ASSISTING, _("协办")


class Flag(models.TextChoices):
    """What puts a case before a restricted circle and the leader on duty (floor rule 15)."""

    SENSITIVE = "sensitive", _("敏感")
    CROWD = "crowd", _("群体性")
    URGENT = "urgent", _("紧急")


class Confidentiality(models.TextChoices):
    OPEN = "open", _("公开")
    CONFIDENTIAL = "confidential", _("保密")
    ANONYMOUS = "anonymous", _("匿名")


class Appellant(models.Model):
    """Who asks, for one case: encrypted, found again by blind index, erasable without breaking a chain."""

    name = EncryptedTextField(blank=True)
    phone = EncryptedTextField(blank=True)
    address = EncryptedTextField(blank=True)
    name_index = BlindIndexField(of="name", kind="name")
    phone_index = BlindIndexField(of="phone", kind="phone")
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"appellant {self.pk}"


class Case(models.Model):
    """What one citizen asked (诉求, 工单). Stage, chain head and round are written by the door alone."""

    number = models.CharField(max_length=20, unique=True)
    case_type = models.CharField(max_length=16, choices=CaseType)
    urgency = models.CharField(max_length=16, choices=Urgency, default=Urgency.NORMAL)
    confidentiality = models.CharField(max_length=16, choices=Confidentiality, default=Confidentiality.OPEN)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="cases")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="cases")
    source = models.ForeignKey(Source, models.PROTECT, related_name="cases")
    title = models.CharField(max_length=100)
    place = models.CharField(max_length=200, blank=True)
    appellant = models.OneToOneField(Appellant, models.PROTECT, null=True, related_name="case")
    registered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField()
    # Whom a report accuses: no task of the case reaches this unit or what lies below it (floor rule 16).
    accused = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    # The case of the same citizen that this one goes on from (二次来电), and the one that it was merged into.
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    flag = models.CharField(max_length=16, choices=Flag, blank=True)
    problem = models.CharField(max_length=32, blank=True)
    # The deadline that an upper platform set with its order (floor rule 9).
    upper_due_at = models.DateTimeField(null=True)

    # The citizen's total clock: set at the first dispatch, never restarted (floor rule 10).
    due_at = models.DateTimeField(null=True)
    open_requests = models.SmallIntegerField(default=0)
    stage = models.CharField(max_length=16, choices=Stage)
    decided = models.CharField(max_length=16, choices=Stage, blank=True)
    round = models.SmallIntegerField(default=1)
    completed_at = models.DateTimeField(null=True)
    seq = models.IntegerField()
    head = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["-registered_at", "-id"], name="case_newest"),
            models.Index(
                fields=["urgency", "registered_at"],
                name="case_to_dispatch",
                condition=models.Q(stage="registered"),
            ),
            models.Index(fields=["stage", "-registered_at"], name="case_by_stage"),
            models.Index(fields=["completed_at"], name="case_completed"),
            models.Index(fields=["registered_at"], name="case_flagged", condition=~models.Q(flag="")),
            models.Index(
                fields=["due_at"],
                name="case_expiring",
                condition=models.Q(stage__in=["carried_over", "in_hand", "registered"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def shown_title(self) -> str:
        """The title with phones, identity numbers and the like masked, how every page shows it; that it was erased."""
        return mask_free_text(self.title) or gettext("（内容已按规定删除）")

    @property
    def shown_place(self) -> str:
        """The place, masked like the title."""
        return mask_free_text(self.place)

    @property
    def is_anonymous(self) -> bool:
        """True when nobody is known to be asked: no callback, out of contact and satisfaction (floor rule 16)."""
        return self.confidentiality == Confidentiality.ANONYMOUS or self.appellant_id is None

    def accuses(self, unit: Unit) -> bool:
        """True for the unit that it accuses and for all below: none of its tasks goes there (floor rule 16)."""
        return self.accused is not None and self.accused.holds(unit)

    @property
    def has_phone(self) -> bool:
        """True when the citizen can be rung up. Who wrote on a website is known and has none: he is asked there."""
        return self.appellant is not None and not self.is_anonymous and self.appellant.phone_index != ""


class ForeignNumber(models.Model):
    """The number of a case in another system: an old hotline's, the province's, a spreadsheet's."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="foreign_numbers")
    system = models.CharField(max_length=50)
    number = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "number"], name="one_foreign_number")]

    def __str__(self) -> str:
        return f"{self.system} {self.number}"


class Assignment(models.Model):
    """One unit's task on a case (承办单). State and clock are written by the door alone."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="assignments")
    suffix = models.SmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments")
    dispatched_by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="handed_down")
    tie = models.CharField(max_length=16, choices=Tie)
    rule = models.CharField(max_length=32)
    # The limits that its due moments came from, so that a changed calendar can move them.
    limits = models.JSONField(default=dict)
    # Designated, or held to it by a ruling: not to be sent back any more (floor rule 11).
    is_final = models.BooleanField(default=False)

    state = models.CharField(max_length=16, choices=State)
    round = models.SmallIntegerField(default=1)
    dispatched_at = models.DateTimeField()
    sign_due_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    contact_due_at = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    return_due_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # When the citizen is to hear again how far it is; none where that is not before the task is due.
    progress_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)
    carried_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)  # when what is on the books is looked at again (floor rule 8)
    stopped_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    # When it was taken away again: recalled, sent back, or closed with its case.
    ended_at = models.DateTimeField(null=True)
    # Until when the next duty is to be met: the order of the unit's list.
    next_due_at = models.GeneratedField(expression=NEXT_DUE, output_field=models.DateTimeField(), db_persist=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "suffix"], name="one_suffix")]
        indexes = [
            models.Index(
                fields=["unit", "due_at"],
                name="assignment_open",
                condition=models.Q(state__in=["dispatched", "handling", "replied"]),
            ),
            models.Index(
                fields=["unit", "next_due_at"],
                name="assignment_next",
                condition=models.Q(state__in=["dispatched", "handling", "replied"]),
            ),
            models.Index(
                fields=["dispatched_by_unit", "stopped_at"],
                name="assignment_to_review",
                condition=models.Q(state="replied"),
            ),
            models.Index(fields=["sign_due_at"], name="assignment_to_sign", condition=models.Q(state="dispatched")),
            models.Index(
                fields=["unit", "-ended_at"],
                name="assignment_ended",
                condition=models.Q(state__in=["recalled", "sent_back"]),
            ),
            # For whoever works for many units: to sort all of theirs costs more than to pass over those of others.
            models.Index(
                fields=["-ended_at", "-id"],
                name="assignment_ended_last",
                condition=models.Q(state__in=["recalled", "sent_back"]),
            ),
            models.Index(fields=["dispatched_at"], name="assignment_dispatched"),
            models.Index(fields=["due_at"], name="assignment_due"),
            models.Index(fields=["completed_at"], name="assignment_completed"),
            models.Index(fields=["look_at"], name="assignment_to_look_at", condition=models.Q(look_at__isnull=False)),
            models.Index(
                fields=["contact_due_at"], name="assignment_to_contact", condition=models.Q(contacted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The case's number with this task's suffix, as it is printed and spoken."""
        return f"{self.case.number}-{self.suffix}"

    @property
    def parent_suffix(self) -> int | None:
        """The suffix of the task that this one was delegated from."""
        return self.parent.suffix if self.parent else None

    @property
    def standing(self) -> lifecycle.Standing:
        """What the case's stage asks of this task."""
        return lifecycle.Standing(self.tie, self.state, self.round, self.parent_id, self.carried_at is not None)


class Event(models.Model):
    """What happened: append-only, hash-chained per case. History, audit and every figure come from it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.IntegerField()
    verb = models.CharField(max_length=32)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="events")
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16, blank=True)
    data = models.JSONField()
    hash = models.BinaryField(max_length=32)
    # The writing transaction: readers with a cursor stay below pg_snapshot_xmin, so that none is passed by.
    tx = models.BigIntegerField(
        db_default=Cast(Cast(models.Func(function="pg_current_xact_id"), models.TextField()), models.BigIntegerField()),
        editable=False,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="one_event_per_seq")]
        indexes = [
            models.Index(fields=["tx", "id"], name="event_cursor"),
            models.Index(fields=["recorded_at"], name="event_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.verb}"


class Request(models.Model):
    """Something asked of whoever rules on it: to send back, extend, pause, carry over, merge, rework, exclude …

    Open until `closed_at`; then `granted` says how it was ruled, None that it lapsed because its task or case moved on.
    Who asked, when, with which facts and words, its event `asked` tells; silence is not approval (floor rule 7).
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, related_name="requests")
    kind = models.CharField(max_length=32)
    asked = models.OneToOneField(Event, models.PROTECT, related_name="opened")
    ruled = models.OneToOneField(Event, models.PROTECT, null=True, related_name="closed")
    granted = models.BooleanField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "assignment", "kind"],
                name="one_open_request",
                condition=models.Q(closed_at=None),
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["kind", "id"], name="request_open", condition=models.Q(closed_at=None)),
            # What figures ask of all tasks at once: which were asked back, which a ruling has left out.
            models.Index(fields=["kind", "granted"], name="request_ruled", include=["assignment", "asked"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.case_id}"

    @property
    def suffix(self) -> int | None:
        """The suffix of the task it was asked of; None when of the case."""
        return self.assignment.suffix if self.assignment else None


class CaseText(models.Model):
    """What was said in an event: the request, a reply, a reason. Erasable; the event keeps its salted digest."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="text", primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="texts")
    title = models.CharField(max_length=100, blank=True)
    body = models.TextField()
    salt = models.BinaryField(max_length=16)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"text of event {self.event_id}"

    @property
    def shown_body(self) -> str:
        """The words with the personal data in them masked: how every page shows them."""
        return mask_free_text(self.body)


class Enclosure(models.Model):
    """A file that came with an event."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="enclosures")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"file of event {self.event_id}"


class Anchor(models.Model):
    """A day's seal: an HMAC over the hashes of all events recorded on that day. Shows a tail that was cut."""

    on = models.DateField(primary_key=True)
    count = models.IntegerField()
    seal = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.on}: {self.count}"


class FormKey(models.Model):
    """A form that somebody sent: sent twice, it is one case or one move. `digest` tells the same words from others."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    number = models.CharField(max_length=20, blank=True)  # of the case that came of it
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "key"], name="one_use_of_a_form")]

    def __str__(self) -> str:
        return self.number

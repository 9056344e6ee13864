"""The ladder of supervision: which instrument is used when, who is told, and what follows an unanswered one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xinqiao.people.models import Role


class Rung(models.Model):
    """One rung of the city's ladder, which is as deep as the city says. A rung is entered by its trigger; unanswered
    within `answer_limit`, the matter climbs to `next_rung`.
    """

    class Instrument(models.TextChoices):
        URGE = "urge", _("催办")
        REMIND = "remind", _("提醒函")
        SUPERVISE = "supervise", _("督办单")
        PUBLICLY_LIST = "publicly_list", _("挂牌督办")
        SUMMON = "summon", _("约谈")
        ESCALATE = "escalate", _("提级办理")
        BRIEF_LEADER = "brief_leader", _("上报")
        EXPOSE = "expose", _("曝光")
        DISCIPLINE = "discipline", _("移送纪检监察")

    class Trigger(models.TextChoices):
        """What a notice is given for (Weifang art. 26, Bayannur: reworks, several units and none in the lead)."""

        DUE_SOON = "due_soon", _("临期")
        UNSIGNED = "unsigned", _("超时未签收")
        OPEN_LATE = "open_late", _("超期未办结")
        REFUSED = "refused", _("拒不承办")
        UNSOLVED = "unsolved", _("应解决未解决")
        REWORKED = "reworked", _("多次重办")
        LEADERLESS = "leaderless", _("多次转派无主办")
        BAD_INFLUENCE = "bad_influence", _("影响恶劣")
        UNANSWERED = "unanswered", _("上一级督办未回复")

        @property
        def is_counted(self) -> bool:
            """True when it is met by a number of times, the rung's `threshold`."""
            return self in {Rung.Trigger.REWORKED, Rung.Trigger.LEADERLESS}

    class Channel(models.TextChoices):
        MESSAGE = "message", _("站内消息")
        SMS = "sms", _("短信")
        PHONE = "phone", _("电话")
        LETTER = "letter", _("书面函件")
        MEETING = "meeting", _("会议")
        MEDIA = "media", _("媒体")

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=50)
    level = models.PositiveSmallIntegerField()
    instrument = models.CharField(max_length=16, choices=Instrument)
    trigger = models.CharField(max_length=16, choices=Trigger)
    threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.CharField(max_length=12, blank=True)  # how long the trigger has to last, "1 wd"
    grounds = models.CharField(max_length=200, blank=True)  # what the notice gives as its reason
    told = models.ManyToManyField(Role, related_name="told_of")
    channel = models.CharField(max_length=16, choices=Channel)
    answer_limit = models.CharField(max_length=12, blank=True)
    next_rung = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="rungs_below")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["level", "code"]

    def __str__(self) -> str:
        return self.name

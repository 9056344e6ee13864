"""Reading the access log: whose rows who may see, what the codes say, which rows are asked for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.people.models import Audit, Post, Staff

VERB: Final = "view_audit"
LABELS: Final[dict[str, Promise]] = {
    "show_contact": _("查看联系方式"),
    "find_by_phone": _("按号码查找诉求人"),
    "find_by_name": _("按姓名查找诉求人"),
    "download": _("下载附件"),
    "view_pictures": _("查看图片附件"),
    "fetch_order": _("下载承办单"),
    "export": _("导出诉求"),
    "fetch_export": _("下载导出文件"),
    "batch": _("批量办理"),
    "cancel_batch": _("取消批量办理"),
    "view_audit": _("查看访问记录"),
    "erase": _("删除个人信息"),
    "forget": _("清理到期数据"),
    "sign_in": _("登录"),
    "sign_in_failed": _("登录失败"),
    "sign_in_locked": _("登录被锁定"),
    "code_failed": _("验证码错误"),
    "sign_out": _("退出登录"),
    "password_changed": _("修改密码"),
    "password_reset": _("重置密码"),
    "second_factor_set": _("设置第二重验证"),
    "second_factor_dropped": _("取消第二重验证"),
    "second_factor_reset": _("重置第二重验证"),
    "recovery_codes_renewed": _("更换恢复码"),
    "sessions_ended": _("结束会话"),
    "unlocked": _("解除锁定"),
    "person_added": _("新增人员"),
    "post_given": _("授予岗位"),
    "post_ended": _("撤销岗位"),
    "left": _("停用人员"),
    "came_back": _("恢复人员"),
    "token_revoked": _("撤销令牌"),
    "announce": _("发布突发公告"),
    "end_announcement": _("结束突发公告"),
    "propose_publication": _("提请公开案例"),
    "publish": _("公开案例"),
    "decline_publication": _("不公开案例"),
    "withdraw_publication": _("撤下公开案例"),
    "duty_entered": _("安排值班"),
    "duty_removed": _("取消值班"),
    "publish_year": _("发布日历"),
    "change_day": _("更改日历"),
    "withdraw_year": _("撤回日历"),
    "configure": _("更改设置"),
    "fetch_settings": _("下载设置"),
    "city_apply": _("应用城市配置"),
}
# Reasons that the house itself gives, in words.
REASONS: Final[dict[str, Promise]] = {"own assignment": _("本单位在办"), "kept long enough": _("保存期满")}


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows: of whom (user name), what, about what, from which day to which day; what is empty asks nothing."""

    who: str = ""
    what: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        """As the log itself keeps it."""
        asked = {"who": self.who, "what": self.what, "subject": self.subject, "since": self.since, "until": self.until}
        return " ".join(f"{name}={value}" for name, value in asked.items() if value)


def rows(question: Question, *, by: Staff | None) -> QuerySet[Audit]:
    """The rows asked for, newest first, of those that `by` may see (None: the command line, which sees all)."""
    found = Audit.objects.select_related("staff").filter(_reached(by), _asked(question))
    return found.order_by("-id")


def _reached(by: Staff | None) -> Q:
    """All for who reaches everything; else what people with a post at a unit in reach did."""
    reach = by.reach(VERB) if by else None
    if reach is None or reach.everything:
        return Q()
    return Q(staff__in=Post.objects.filter(reach.where("unit")).values("staff")) if reach else Q(pk__in=[])


def _asked(question: Question) -> Q:
    found = Q()
    if question.who:
        found &= Q(staff__username=question.who)
    if question.what:
        found &= Q(what=question.what)
    if question.subject:
        found &= Q(subject__startswith=question.subject)
    if question.since:
        found &= Q(at__gte=_begin(question.since))
    if question.until:
        found &= Q(at__lt=_begin(question.until + timedelta(days=1)))
    return found


def _begin(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.min))

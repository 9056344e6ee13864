"""The menu: one table, in the order in which a case walks through the house."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import RULED_BY
from xinqiao.handling.moves import PAGES as HANDLING

REVIEWING = ("pass_review", "reject_review")


@dataclass(frozen=True)
class Entry:
    """A line of the menu, shown to staff who may do one of the verbs anywhere; without verbs to everybody.

    `purpose` says on the home page what waits there. `counter` names the figure beside the label, its URL
    (desks:counter) and its live topic. `part` is the id of the part of the page that home shows under `heading`.
    `holds` are the names of the pages that lie behind it, whatever their address.
    """

    label: Promise
    url: str
    icon: str
    verbs: frozenset[str] = frozenset()
    counter: str | None = None
    purpose: Promise | str = ""
    part: str = ""
    heading: Promise | str = ""
    holds: frozenset[str] = frozenset()


def entry(label: Promise, url: str, *verbs: str, icon: str, holds: tuple[str, ...] = (), **options: Any) -> Entry:
    """A line of the table below, with its verbs written one after the other."""
    return Entry(label, url, icon, frozenset(verbs), holds=frozenset(holds), **options)


MENU = [
    entry(_("首页"), "home", icon="home"),
    entry(
        _("驾驶舱"), "desks:cockpit", "view_figures", icon="gauge", purpose=_("在办与超期、趋势、单位排名、热点分类"),
        holds=("assessment:standing",),
    ),
    entry(
        _("登记诉求"), "intake:register", "register", icon="phone-plus", purpose=_("边听边记，写下内容即可保存"),
        part="to-complete", heading=_("待补全"),
        holds=("desks:registered",),
    ),
    entry(
        _("紧急上报"), "intake:flagged", "brief_leader", icon="alert-triangle", counter="flagged", part="flagged",
        heading=_("待上报"), purpose=_("敏感、群体性、紧急诉求，须限时报告值班领导"), holds=("intake:brief_leader",),
    ),
    entry(
        _("派单台"), "dispatch:queue", "dispatch", "delegate", icon="send", counter="dispatch", part="queue",
        heading=_("待派单"), purpose=_("等待派单的诉求，紧急的在前"),
        holds=("dispatch:dispatch", "dispatch:designate", "dispatch:propose_dispatch", "dispatch:responsibility"),
    ),
    entry(
        _("突发公告"), "desks:announcements", "announce", icon="speakerphone",
        purpose=_("来电集中时的口径、对外公告和母单，话务员立即可见"), holds=("desks:end_announcement",),
    ),
    entry(
        _("裁定台"), "desks:rulings", *sorted(RULED_BY.values()), icon="gavel", counter="rulings", part="rulings",
        heading=_("待裁定"), purpose=_("退单、延期、并单等待您裁定的申请"),
        holds=("intake:rule_answer", *(f"dispatch:{verb}" for verb in sorted(RULED_BY.values()))),
    ),
    entry(
        _("承办台"), "handling:worklist", "sign", "reply", icon="clipboard-list", counter="handling", part="tasks",
        heading=_("在办承办单"), purpose=_("待签收和办理中的承办单，先到期的在前"),
        holds=tuple(f"handling:{page.verb}" for page in HANDLING if page.verb not in (*REVIEWING, "look_again")),
    ),
    entry(
        _("挂账复查"), "handling:carried_over", "look_again", "rule_carry_over", icon="bookmark",
        counter="carried_over", part="carried", heading=_("到期复查"), purpose=_("挂账的事项，到复查时间的在前"),
        holds=("handling:look_again",),
    ),
    entry(
        _("审核台"), "handling:reviews", "pass_review", icon="checks", counter="reviews", part="reviews",
        heading=_("待审核"), purpose=_("等待审核的答复，等得最久的在前"),
        holds=tuple(f"handling:{verb}" for verb in REVIEWING),
    ),
    entry(
        _("不予受理复核"), "intake:declined", "uphold_decline", "overturn_decline", icon="eye", counter="declined",
        part="declined", heading=_("待复核的不予受理"), purpose=_("抽中复核的不予受理，由他人再看一遍"),
        holds=("intake:uphold_decline", "intake:overturn_decline"),
    ),
    entry(
        _("回访台"), "callback:queue", "call_back", icon="phone-outgoing", counter="callback", part="callbacks",
        heading=_("待回访"), purpose=_("办结后待回访的诉求人"), holds=("callback:call_back",),
    ),
    entry(
        _("案例公开"), "desks:publications", "publish", icon="world", part="publications", heading=_("待审定"),
        purpose=_("办结诉求隐去个人信息后向市民公开"), holds=("desks:publication",),
    ),
    entry(
        _("数据"), "assessment:figures", "view_figures", icon="chart-bar", part="platform",
        heading=_("近 30 天"), purpose=_("按时办结率、满意率等指标，可追到每一件诉求"),
    ),
    entry(
        _("值班表"), "people:duty", "manage_duty", icon="calendar-user", part="duty",
        heading=_("现在值班"), purpose=_("各单位何时由谁值班"), holds=("people:duty_unit",),
    ),
    entry(
        _("人员"), "people:people", "manage_staff", icon="users", part="people",
        heading=_("人员"), purpose=_("谁在哪个单位担任什么岗位"), holds=("people:person", "people:add"),
    ),
    entry(
        _("访问记录"), "people:audit", "view_audit", icon="list-search", purpose=_("谁在何时查看、导出、下载了什么"),
    ),
    entry(
        _("工作日历"), "office:calendar", "reschedule", icon="calendar", purpose=_("节假日和调休；更改前先看会影响哪些时限"),
        holds=("office:year",),
    ),
    entry(
        _("设置"), "cities:settings", "configure", icon="settings",
        purpose=_("单位、角色、分类、目录、时限等；更改前先看会改什么"),
        holds=("cities:table", "cities:row", "cities:upload", "cities:platform"),
    ),
    entry(
        _("诉求查询"), "desks:cases", "view", icon="search", part="found",
        heading=_("最近诉求"), purpose=_("按编号或阶段查找诉求，查看办理过程"), holds=("desks:search",),
    ),
]  # fmt: skip

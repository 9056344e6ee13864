"""What each key of city.toml's sections means, for the page where they are changed; with its default and what holds now."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import time
from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.clock.limit import Limit
from xinqiao.people import policy

MEANINGS: Final[dict[str, Promise]] = {
    "office.hours": _("工作日的办公时间"),
    "lights.yellow_before": _("到期前多久亮黄灯；超期亮红灯"),
    "sign_in.least_length": _("密码最少多少位"),
    "sign_in.least_kinds": _("密码至少含几类字符：小写、大写、数字、符号"),
    "sign_in.password_days": _("密码多少天必须更换；0 为不限"),
    "sign_in.remembered": _("最近几个用过的密码不得再用"),
    "sign_in.attempts": _("连续输错几次密码锁定账号；0 为不锁"),
    "sign_in.address_attempts": _("同一地址对所有账号合计输错几次后锁定"),
    "sign_in.locked_minutes": _("锁定多少分钟"),
    "sign_in.idle_minutes": _("多少分钟不操作自动退出；0 为一天"),
    "sign_in.second_factor": _("必须使用双因素登录的角色"),
    "intake.answers_to_approve": _("直接答复须经审批的诉求类型"),
    "intake.declines_percent": _("不予受理的诉求抽查比例（%）"),
    "flags.report_minutes": _("标记敏感、紧急后多少分钟内报告值班领导"),
    "dispatch.prechecked": _("派单前须预审的诉求类型"),
    "dispatch.designated_after": _("派出几次后指定承办，不得再退"),
    "dispatch.returns_until": _("每天几点以后不再受理退单和异议"),
    "dispatch.objection_limit": _("退单未准后，多久以内可以提出异议"),
    "review.centre_percent": _("中心审核答复的比例（%）；100 为全部，0 为免审"),
    "review.lower_percent": _("下级节点审核答复的比例（%）"),
    "callbacks.percent": _("办结后回访的比例（%）；超期的必访"),
    "callbacks.attempts": _("电话回访最多几次，之后改发短信"),
    "callbacks.over_days": _("这几次回访分在几天内"),
    "callbacks.hours": _("可以回访的时段，其余时间不打扰"),
    "rework.most": _("重办几次后列为疑难件；0 为首次重办即列"),
    "rework.limit": _("重办的时限；事项本身的时限更短时从其短"),
    "carry_over.look_within_days": _("挂账件最迟多少天内复查；0 为由单位自定"),
    "files.megabytes": _("单个附件最大多少兆"),
    "files.most": _("一件诉求一次最多几个附件"),
    "files.case_megabytes": _("一件诉求附件合计最大多少兆"),
    "exports.thousand_rows": _("一次导出最多多少千条"),
    "exports.days": _("导出文件和批量办理结果保留多少天"),
    "retention.audit_days": _("访问记录保留多少天，不少于 183；0 为一直保留"),
    "retention.call_days": _("来电号码保留多少天；0 为不自动删除"),
    "retention.case_days": _("办结诉求中的市民信息保留多少天；0 为不自动删除"),
    "retention.draft_days": _("未登记的草稿保留多少天；0 为不自动删除"),
    "api.token_per_second": _("一个令牌每秒最多请求几次（按十秒平均）；0 为不限"),
    "api.strangers_per_minute": _("同一地址每分钟最多几次无效令牌的请求；0 为不限"),
    "portal.is_open": _("是否开放市民门户"),
    "portal.attempts": _("同一编号连续输错几次查询码后锁定；0 为不锁"),
    "portal.address_attempts": _("同一地址合计输错几次后锁定"),
    "portal.submissions": _("同一地址提交几件后须等待；0 为不限"),
    "portal.locked_minutes": _("锁定和等待多少分钟"),
    "portal.tracked_minutes": _("查询到的诉求在浏览器中保留多少分钟"),
    "portal.requests_per_second": _("同一地址每秒最多请求几次（按十秒平均）"),
    "figures.least_sample": _("期内承办单少于此数的单位不参加排名"),
    "exclusions.days": _("办结后多少天内可以申请剔除；0 为不限"),
}


class Key(NamedTuple):
    """A key as the page tells it: `default` and `now` are written as the file would write them."""

    name: str
    meaning: Promise
    default: str
    now: str
    is_own: bool


def explained() -> Iterator[Key]:
    """Every key of every section, in the order of `policy`. One query."""
    usual, own = policy.Policy(), policy.load()
    for section in fields(policy.Policy):
        for key in fields(policy.SECTIONS[section.name]):
            name = f"{section.name}.{key.name}"
            default, now = (_written(getattr(getattr(one, section.name), key.name)) for one in (usual, own))
            yield Key(name, MEANINGS[name], default, now, default != now)


def _written(value: Any) -> str:
    """The value as city.toml writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    return _quoted(value) if isinstance(value, str | time | Limit) else str(value)


def _quoted(value: Any) -> str:
    if isinstance(value, tuple):
        return f'"{"-".join(f"{edge:%H:%M}" for edge in value)}"'
    return f'"{value:%H:%M}"' if isinstance(value, time) else f'"{value}"'

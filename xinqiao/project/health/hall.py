"""What the hall needs besides machines: days, hours, words on paper, and no door left open from a rehearsal."""

import shutil
import subprocess
import time
from datetime import date

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from xinqiao.cases.lifecycle import OPEN_STAGES
from xinqiao.cases.models import Case
from xinqiao.deadlines.announcements import announced
from xinqiao.deadlines.models import CalendarYear
from xinqiao.project.health.finding import Finding, fail, ok, warn


def calendar() -> Finding:
    """Holidays of this year and of every year that deadlines reach are known; from mid-November on the next year's."""
    today = timezone.localdate()
    last_due_at = Case.objects.filter(stage__in=OPEN_STAGES).aggregate(Max("due_at"))["due_at__max"]
    if reached := announced(timezone.now(), last_due_at):
        years = ", ".join(map(str, reached))
        return fail("calendar", f"{years} missing, deadlines reach it", "enter the published holidays: 工作日历")
    if not CalendarYear.objects.filter(year=today.year + 1).exists():
        detail = f"{today.year + 1} is not entered"
        if today >= date(today.year, 11, 15):
            return warn("calendar", detail, "it is published in November: enter it under 工作日历")
        return ok("calendar", f"{detail}, and not published before November")
    return ok("calendar", f"{today.year} and {today.year + 1} known")


def time_zone() -> Finding:
    """Limits are counted in the platform's zone; the machine's own shows in logs and timers."""
    here = time.strftime("%Z %z")
    if time.localtime().tm_gmtoff != timezone.localtime().utcoffset().total_seconds():  # type: ignore[union-attr]
        advice = f"harmless for deadlines; for timers and logs run: timedatectl set-timezone {settings.TIME_ZONE}"
        return warn("time zone", f"the machine is in {here}, the platform in {settings.TIME_ZONE}", advice)
    return ok("time zone", here)


def modes() -> Finding:
    """Nothing is on that belongs to a rehearsal."""
    wrong = [name for name, on in (("XINQIAO_DEMO", settings.DEMO), ("XINQIAO_DEBUG", settings.DEBUG)) if on]
    if wrong:
        return fail("modes", f"{', '.join(wrong)} on", "take it out of the environment: real cases must not be here")
    if not settings.HTTPS:
        advice = "right for a trial on one machine; else put the proxy of deploy/ before it and set XINQIAO_HTTPS=1"
        return warn("modes", "no TLS", advice)
    return ok("modes", "no rehearsal, TLS")


def fonts() -> Finding:
    """Letters for documents that this machine draws itself."""
    found = shutil.which("fc-list")
    fonts = subprocess.run([found, ":lang=zh-cn"], capture_output=True, text=True).stdout if found else ""
    if not fonts.strip():
        return warn("fonts", "no Chinese font", "documents drawn here would show boxes: apt-get install fonts-noto-cjk")
    return ok("fonts", f"{len(fonts.splitlines())} Chinese faces")


def messages() -> Finding:
    """SMS and e-mail."""
    return ok("messages", "this version sends no SMS and no e-mail: citizens are told by phone")

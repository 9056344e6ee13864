"""Forms of the city's own settings."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.deadlines.notice import BadCalendar, Day

WORKED = {"上班": True, "班": True, "work": True, "休": False, "放假": False, "休息": False, "off": False}
SEPARATORS = re.compile(r"[\s,，;；、]+")


class DayForm(forms.Form):
    """One day, made worked or off."""

    on = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    is_working = forms.TypedChoiceField(
        label=_("这一天"),
        choices=[("", _("请选择")), ("1", _("上班")), ("0", _("休息"))],
        coerce=lambda value: value == "1",
    )
    name = forms.CharField(label=_("名称"), max_length=50, required=False, help_text=_("如：春节、国庆节调休"))


class YearForm(forms.Form):
    """A year's notice, a day on each line."""

    days = forms.CharField(
        label=_("放假和调休"),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=_("每行一天：日期、休或班、名称，如“2027-01-01 休 元旦”。周末不必写，调休上班的周末要写。"),
    )

    def __init__(self, year: int, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.year = year

    def clean_days(self) -> list[Day]:
        """The days as they were written. Every line that cannot be read is named."""
        days, wrong = [], []
        for number, line in enumerate(self.cleaned_data["days"].splitlines(), start=1):
            if line.strip():
                try:
                    days.append(_day(line))
                except (ValueError, KeyError, BadCalendar):
                    wrong.append(gettext("第 %(number)d 行“%(line)s”") % {"number": number, "line": line.strip()[:40]})
        if wrong:
            raise forms.ValidationError(gettext("看不懂：%s；写成“2027-01-01 休 元旦”") % "、".join(wrong))
        return days


def _day(line: str) -> Day:
    on, worked, *name = SEPARATORS.split(line.strip(), maxsplit=2)
    return Day(date.fromisoformat(on), WORKED[worked], name[0] if name else "")

"""What every form of a move has: whom it is about, what the action is given, where a refusal is shown."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.fields import FilesField, Words
from xinqiao.cases.foreign import NumberTaken
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.queries import case_of
from xinqiao.cases.refusal import Incomplete, Refused, Unknown
from xinqiao.cases.sent import SentBefore, new_key
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines import calendar
from xinqiao.deadlines.extension import BadExtension
from xinqiao.deadlines.rules import NoRule
from xinqiao.files.actions import FileRefused
from xinqiao.people.models import Staff

# What an action may say no with; nothing is written then.
REFUSALS = (Refused, NumberTaken, NoRule, BadExtension, UnpublishedYear, FileRefused)


class MoveForm(forms.Form):
    """`on` is the case or the task, `by` who makes the move; a form shapes its fields by them in `fit`."""

    # What the door calls it -> the field in which it is typed here.
    typed_in: ClassVar[dict[str, str]] = {}

    def __init__(self, data: Any = None, *, on: Case | Assignment, by: Staff, **options: Any) -> None:
        super().__init__(data, **options)
        self.on, self.by = on, by
        self.case = case_of(on)
        self.fit()

    def fit(self) -> None:
        """Adapt fields to the case, the task and the person."""

    def given(self) -> dict[str, Any]:
        """The keywords of the action; the form is valid."""
        return dict(self.cleaned_data)

    def refuse(self, error: Exception) -> None:
        """Show a refusal at the field that it names, else above the form; what was typed stays."""
        match error:
            case Incomplete():
                for name in error.missing:
                    field = self.typed_in.get(name, name)
                    self.add_error(*((field, _("请填写")) if field in self.fields else (None, str(error))))
            case Unknown():
                self.add_error(error.field if error.field in self.fields else None, error.problem)
            case NumberTaken():
                self.add_error("number", str(error))
            case BadExtension():
                self.add_error("until_on" if "until_on" in self.fields else None, str(error))
            case FileRefused():
                self.add_error(
                    next((name for name, one in self.fields.items() if isinstance(one, FilesField)), None), str(error)
                )
            case UnpublishedYear():
                self.add_error(None, calendar.in_words(error))
            case _:
                self.add_error(None, str(error))


class Once(forms.Form):
    """A form that counts once however often it is sent."""

    form_key = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput, initial=new_key)

    def sent_before(self, error: SentBefore) -> None:
        """Say so; who changed his words gets a new key, to send them as another."""
        self.add_error(None, str(error))
        data: Any = self.data
        renewed = data.copy()
        renewed["form_key"] = new_key()
        self.data = renewed


class OnceForm(Once, MoveForm):
    """The form of a move that the table lets be made again and again."""

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class RulingForm(MoveForm):
    """Granted or refused, and why; who refuses always says why."""

    needs_reason = False
    # What to grant and to refuse are called here.
    called: ClassVar[tuple[Any, Any]] = (_("同意"), _("不同意"))
    granted = forms.TypedChoiceField(
        label=_("裁定"), choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = Words(label=_("理由"), required=False, help_text=_("不同意时须写明理由"))

    def fit(self) -> None:
        granted: Any = self.fields["granted"]
        granted.choices = [*zip(("yes", "no"), self.called, strict=True)]
        if self.needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("granted") is False and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("不同意时须写明理由"))
        return data

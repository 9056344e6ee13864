"""Forms of the settings pages: one row, a whole file, the text of city.toml. Each says why, and what it started from."""

from typing import Any, Final, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.cities import cells
from xinqiao.cities.columns import Column
from xinqiao.cities.offered import Offer, Options, named, words

LONGEST: Final = 120  # of a reason; the access log has 200 for it and the counts
_HELP: Final[dict[Any, Any]] = {
    cells.limit: _("如 4 wh（工作小时）、5 wd（工作日）"),
    cells.hours: _("如 08:30-12:00;14:30-18:00，留空为全天"),
    cells.moment: _("如 08:30"),
    cells.codes: _("多个编码用 ; 分隔"),
}
LONG: Final = 200  # what a cell may hold beyond it wants several lines
MOST_BYTES: Final = 2 * 1024 * 1024


class ProposalForm(forms.Form):
    """`since`: the digest of the content that was seen; `seen`: that of what was previewed last."""

    since = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    reason = forms.CharField(label=_("更改原因"), max_length=LONGEST, help_text=_("记入访问记录，如依据的文件"))

    def carry(self, **values: str) -> None:
        """Let these values go back with the form instead of what came."""
        data = cast(QueryDict, self.data).copy()
        data.update(values)
        self.data = data


class RowForm(ProposalForm):
    """A field for each column of the file, named by it; what is wrong in a cell is the reader's to say."""

    def __init__(self, offer: Offer, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = named(offer.file)
        for column in offer.columns:
            self.fields[f"cell_{column.name}"] = _field(offer, column, known)
        self.order_fields([*(name for name in self.fields if name.startswith("cell_")), "reason"])

    def row(self) -> dict[str, str]:
        """The row as it was typed, by column."""
        return {name[5:]: value for name, value in self.cleaned_data.items() if name.startswith("cell_")}


def _field(offer: Offer, column: Column, known: dict[str, dict[str, str]]) -> forms.Field:
    label, required = column.heading, column.required
    own_code = column.refers and offer.columns[0].name == "role" == column.name  # a grant's line may name a new role
    if column.refers and not column.many and not own_code:
        choices = [(code, f"{name} {code}") for code, name in known[column.refers].items()]
        return _choice(label, required, choices)
    if options := words(offer.table, column):
        return _choice(label, required, options)
    if column.many:
        return forms.CharField(label=label, required=required, help_text=_HELP[cells.codes])
    field = offer.table.model._meta.get_field(column.model_field) if column in offer.table.columns else None
    if (getattr(field, "max_length", None) or 0) > LONG:
        return forms.CharField(label=label, required=required, widget=forms.Textarea(attrs={"rows": 4}))
    return forms.CharField(label=label, required=required, help_text=_HELP.get(column.read, ""))


def _choice(label: str, required: bool, choices: Options) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=[("", "—"), *choices])


class UploadForm(ProposalForm):
    """A file from a spreadsheet; once it was read, its text goes along until it is applied."""

    sheet = forms.FileField(label=_("CSV 文件"), required=False, widget=forms.FileInput(attrs={"accept": ".csv"}))
    content = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    field_order = ["sheet", "reason"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        sheet = given.get("sheet")
        if sheet and sheet.size > MOST_BYTES:
            self.add_error("sheet", gettext("文件超过 2 MB"))
        elif not sheet and not given.get("content"):
            self.add_error("sheet", gettext("请选择文件"))
        return given


class TextForm(ProposalForm):
    """city.toml as text."""

    content = forms.CharField(
        label="city.toml", strip=False, widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})
    )
    field_order = ["content", "reason"]

"""What the frame around every page needs: the menu of this person, the platform's name, how forms look."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.widgets import (
    CheckboxInput,
    CheckboxSelectMultiple,
    HiddenInput,
    RadioSelect,
    Select,
    Textarea,
    Widget,
)
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from xinqiao.people.models import Post, Unit
from xinqiao.project import selects
from xinqiao.project.navigation import MENU, Entry
from xinqiao.text.pinyin import initials

SEARCH = "desks:search"


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, asked only for what a template uses (a fragment costs no query)."""
    return {"shell": Shell(request)}


@dataclass(frozen=True)
class Line:
    """A menu entry as this request shows it."""

    entry: Entry
    address: str
    is_current: bool

    @property
    def found_by(self) -> str:
        """What the palette finds it by: its name in the language of the page, and the pinyin initials."""
        return f"{self.entry.label} {_initials(self.entry.url)}".lower().replace(" ", "")


@cache
def _initials(url: str) -> str:
    with override("zh-hans"):
        return next(initials(str(one.label)) for one in MENU if one.url == url)


ROOT_NAME = Unit.objects.filter(parent=None).values_list("name", flat=True)


class Shell:
    """The frame of one request."""

    live_origin = settings.LIVE_ORIGIN
    is_demo = settings.DEMO

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def lines(self) -> list[Line]:
        """The menu of the signed-in person, the entry that holds this page marked; empty when nobody is."""
        user = self.request.user
        if not user.is_authenticated:
            return []
        entries = [one for one in MENU if not one.verbs or any(map(user.can_anywhere, one.verbs))]
        lines = [(one, reverse(one.url)) for one in entries]
        held = [address for one, address in lines if self._holds_this_page(one)]
        current = next(iter(held or filter(self._lies_below, (address for _, address in lines))), None)
        return [Line(one, address, address == current) for one, address in lines]

    def _holds_this_page(self, entry: Entry) -> bool:
        match = self.request.resolver_match
        return match is not None and match.view_name in entry.holds

    def _lies_below(self, address: str) -> bool:
        return self.request.path == address or (address != "/" and self.request.path.startswith(address))

    @property
    def may_search(self) -> bool:
        user = self.request.user
        return user.is_authenticated and user.can_anywhere("view")

    @property
    def searched(self) -> str:
        """What was typed into the search, on its own page."""
        match = self.request.resolver_match
        return self.request.GET.get("q", "") if match and match.view_name == SEARCH else ""

    @cached_property
    def platform_name(self) -> str:
        """The name of the tree's root; empty before a city is applied."""
        if self.request.user.is_authenticated and self.post:
            return str(self.post.platform_name)  # type: ignore[attr-defined]
        return ROOT_NAME.first() or ""

    @cached_property
    def post(self) -> Post | None:
        """The first post of the signed-in person, named beside them."""
        held = Post.objects.filter(staff=self.request.user.pk).select_related("unit", "role").order_by("pk")
        return held.annotate(platform_name=ROOT_NAME[:1]).first()


class Field(BoundField):
    """A form field whose widget carries Tabler's classes."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Django's attributes (required, aria-invalid, aria-describedby) and this kind of control's class."""
        shown = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        classes = [control_class(shown), shown.attrs.get("class"), "is-invalid" if self.errors else None]
        if not isinstance(shown, HiddenInput):
            built["class"] = " ".join(filter(None, classes))
        return built

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, CheckboxInput)

    @property
    def is_wide(self) -> bool:
        """True for fields that take the whole width of a form in two columns."""
        return self.use_fieldset or isinstance(self.field.widget, Textarea)


def control_class(widget: Widget) -> str:
    """Tabler's class for this kind of control."""
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, Select) else "form-control"


SELECT: Final = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Forms as the shell draws them; the setting FORM_RENDERER points here."""

    form_template_name = "shell/form.html"
    field_template_name = "shell/field.html"
    bound_field_class = Field

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """A list to choose from is written by `selects`."""
        if template_name == SELECT:
            return selects.written(context["widget"])
        return mark_safe(super().render(template_name, context, request))  # noqa: S308 - the framework's, which escapes

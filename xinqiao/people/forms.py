"""Forms of the sign-in page and of one's own password."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xinqiao.people.models import Staff


def password_field(label: Any, autocomplete: str, **options: Any) -> forms.CharField:
    """A password as it is typed, spaces and all."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=128, **options)


class SignInForm(forms.Form):
    """A name and its password; the view proves them."""

    username = UsernameField(label=_("用户名"), max_length=50, widget=forms.TextInput(attrs={"autofocus": True}))
    password = password_field(_("密码"), "current-password")


class CodeForm(forms.Form):
    """A code of the phone, or one of the recovery codes on paper."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class NewPasswordForm(forms.Form):
    """A new password, twice; each rule that it breaks is named."""

    new = password_field(_("新密码"), "new-password")
    again = password_field(_("再输一次新密码"), "new-password")
    field_order = ["old", "new", "again"]

    def __init__(self, *args: Any, staff: Staff, **options: Any) -> None:
        super().__init__(*args, **options)
        self.staff = staff
        self.fields["new"].help_text = "；".join(password_validation.password_validators_help_texts())

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.staff)
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.data.get(self.add_prefix("new")):
            raise ValidationError(_("两次输入的新密码不一样"))
        return again


class OwnPasswordForm(NewPasswordForm):
    """The same for somebody who is signed in already: the present password comes first."""

    old = password_field(_("现在的密码"), "current-password")

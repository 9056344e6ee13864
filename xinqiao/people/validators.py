"""The city's rules for passwords (section sign_in of city.toml), as Django asks for them: each says all that it wants."""

import unicodedata
from typing import Final

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from xinqiao.people import policy
from xinqiao.people.models import Staff

LEAST_NAME: Final = 3  # a shorter user name is in too many passwords by chance


class Length:
    """At least so many characters."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        if len(password) < policy.load().sign_in.least_length:
            raise ValidationError(self.get_help_text(), code="too_short")

    def get_help_text(self) -> str:
        return _("至少 %(least)s 个字符") % {"least": policy.load().sign_in.least_length}


class Kinds:
    """Characters of several kinds; those of scripts without capitals count as signs."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        kinds = {_kind(character) for character in password}
        if len(kinds) < policy.load().sign_in.least_kinds:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        least = policy.load().sign_in.least_kinds
        return _("小写字母、大写字母、数字、符号中至少有 %(least)s 种") % {"least": least}


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    return category if category in {"Ll", "Lu", "Nd"} else "sign"


class NotTheName:
    """Neither the user name, forwards or backwards, nor the person's own name."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        if user is None:
            return
        username, spoken = user.username.casefold(), password.casefold()
        names = [user.name.casefold()] + [username, username[::-1]] * (len(username) >= LEAST_NAME)
        if any(name and name in spoken for name in names):
            raise ValidationError(self.get_help_text(), code="holds_the_name")

    def get_help_text(self) -> str:
        return _("不含用户名（正写或倒写）和姓名")


class NotAgain:
    """Not the present one, nor one of the last few."""

    def validate(self, password: str, user: Staff | None = None) -> None:
        if user is None or not user.pk:
            return
        old = user.old_passwords.values_list("digest", flat=True)[: policy.load().sign_in.remembered]
        if any(check_password(password, digest) for digest in (user.password, *old)):
            raise ValidationError(self.get_help_text(), code="used_before")

    def get_help_text(self) -> str:
        remembered = policy.load().sign_in.remembered
        return _("不是现在的密码，也不是最近 %(remembered)s 次用过的密码") % {"remembered": remembered}

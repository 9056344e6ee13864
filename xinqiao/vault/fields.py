"""Model columns that hold sealed text, and those by which it is found again."""

from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from xinqiao.vault.cipher import seal, unseal


class EncryptedTextField(models.TextField):
    """Text that the database sees only sealed; reading a row gives the text again.

    None and "" hide nothing and are stored as they are. There is no search but `isnull`: for exact search
    keep a blind index beside it. A value is bound to "<app>.<model>.<column>"; give `bound_to` the old name
    when a model or a field is renamed.
    """

    def __init__(self, *args: Any, bound_to: str = "", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.bound_to:
            kwargs["bound_to"] = self.bound_to
        return name, path, args, kwargs

    def binding(self) -> str:
        """What sealed values of this column are bound to."""
        return self.bound_to or f"{self.model._meta.label_lower}.{self.name}"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        text = super().get_db_prep_value(value, connection, prepared)
        return seal(text, field=self.binding()) if text else text

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> str | None:
        return unseal(value, field=self.binding()) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        """Any search but `isnull` would compare ciphertexts and find nothing, silently. Raises FieldError."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.binding()} is encrypted and cannot be searched by {lookup_name}; use its blind index")

    def get_transform(self, lookup_name: str) -> None:
        return None

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or getattr(self, "db_index", False):
            hint = "Index and constrain a blind index column instead."
            found.append(
                checks.Error("An encrypted column can be neither unique nor indexed.", hint, self, "vault.E001")
            )
        return found


class BlindIndexField(models.CharField):
    """The blind index of the sealed column `of` of the same model; `kind` is what `blind_index` is asked with.

    Says where an index belongs, so that a rotation finds it and can make it anew.
    """

    def __init__(self, *args: Any, of: str, kind: str, **kwargs: Any) -> None:
        self.of, self.kind = of, kind
        super().__init__(*args, **{"max_length": 64, "blank": True, "db_index": True} | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of, "kind": self.kind}

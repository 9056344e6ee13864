"""Relations between models obey the layers, also those named by a string, and every change has its migration."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from tests.structure.house import floors


def test_relations_point_downward():
    """Rule: a Call has no key to a Case, intake ties them. The import contract cannot see keys named by a string."""
    assert [line for model in _ours() for line in _upward(model)] == []


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _ours() -> Iterator[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return (model for model in models if model.__module__.startswith("xinqiao."))


def _upward(model: type[Model]) -> Iterator[str]:
    floor, here = floors(), _package(model)
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many, *model._meta.private_fields):
        if not (field.is_relation and field.related_model):
            continue
        there = _package(field.related_model)
        if there in floor and there != here and floor[there] >= floor[here]:
            yield f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"


def _package(model: type[Model]) -> str:
    """The room of the house that a model lives in; another's package for a library's model."""
    house, _, rest = model.__module__.partition(".")
    return rest.partition(".")[0] if house == "xinqiao" else house

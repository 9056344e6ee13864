"""Units and categories are found by a part of their name, their code, first letters, and what they are short for."""

import pytest

from xinqiao.catalogue import known
from xinqiao.catalogue.models import Category
from xinqiao.catalogue.named import named
from xinqiao.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def codes(typed: str, most: int = 8) -> list[str]:
    return [unit.code for unit in named(Unit, typed, most=most)]


@pytest.fixture
def chongqing(city: None) -> None:
    centre = Unit.objects.get(parent=None)
    for code, name in (("cqljd", "重庆路街道"), ("zzgy", "长者公寓"), ("yh", "人民银行")):
        Unit.objects.create(code=f"u-{code}", name=name, parent=centre, level=1, kind="town")
    known.forget()


@pytest.mark.usefixtures("chongqing")
@pytest.mark.parametrize(
    ("typed", "code"),
    [("重庆", "u-cqljd"), ("cql", "u-cqljd"), ("CQLJD", "u-cqljd"), ("zzgy", "u-zzgy"), ("rmyh", "u-yh")],
)
def test_a_unit_is_found_by_its_name_and_by_its_letters(typed: str, code: str):
    assert codes(typed)[0] == code


def test_a_code_as_a_whole_comes_first():
    assert codes("cgj")[0] == "cgj"


def test_the_short_form_that_everybody_uses_is_enough():
    name = Unit.objects.get(code="cgj").name
    assert "cgj" in codes(name[0] + name[-1])
    assert "cgj" not in codes(name[-1] + name[0])


def test_a_category_is_found_by_a_part_of_its_name():
    category = Category.objects.get(code="C1102")
    assert category in named(Category, category.name[:2], most=8)


def test_one_letter_names_nothing_and_no_more_are_told_than_wanted():
    assert codes("c") == codes("局") == codes("") == []
    assert len(codes("c g", most=1)) == 1


def test_a_unit_that_is_no_longer_is_not_found():
    Unit.objects.filter(code="cgj").update(is_active=False)
    known.forget()
    assert "cgj" not in codes("cgj")

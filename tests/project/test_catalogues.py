"""The interface's texts: nothing marked is missed, nothing untranslated goes out unnoticed."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from xinqiao.project import catalogues

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
LABEL = _("派单台")
def tell(n):
    return ngettext("%(n)s 件", "%(n)s 件超期", n) % {"n": n}
SHORT = pgettext("verb", "签收")
"""
PAGE = """{% load i18n %}
<main>
    <p>{% translate "没有待派的诉求" %}</p>
      {% blocktranslate with total=total trimmed %}
        共 {{ total }} 条
      {% endblocktranslate %}
  {{ name|default:_("匿名") }} (
    {% firstof title _("诉求") %}
</main>
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    (folder / "dispatch" / "templates").mkdir(parents=True)
    (folder / "dispatch" / "views.py").write_text(PYTHON)
    (folder / "dispatch" / "templates" / "queue.html").write_text(PAGE)
    return folder


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    return tmp_path / "locale"


def write(locale: Path, **texts: str) -> None:
    """Give the catalogue's messages these texts."""
    path = catalogues.catalogue_path("en", "po", locale)
    text = path.read_text()
    for source, translated in texts.items():
        text = text.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{translated}"')
    path.write_text(text)


def of(*texts: str) -> Catalog:
    found = Catalog()
    for text in texts:
        found.add(text, locations=[("house/dispatch/views.py", 0)])
    return found


def test_texts_are_found_in_python_and_templates(package):
    found = catalogues.sources(package)
    for text in ["派单台", "没有待派的诉求", "共 %(total)s 条", "匿名", "诉求"]:
        assert found.get(text), text
    assert found.get("签收", context="verb")
    assert found.get("%(n)s 件").pluralizable


def test_a_text_without_translation_is_named_with_its_file(locale):
    catalogues.update("en", of("派单台"), locale)
    (line,) = catalogues.problems("en", of("派单台"), locale)
    assert "house/dispatch/views.py" in line
    assert "派单台" in line


def test_a_translated_catalogue_has_no_problems_and_survives_an_extraction(locale):
    catalogues.update("en", of("派单台"), locale)
    write(locale, 派单台="Dispatch desk")
    catalogues.update("en", of("派单台", "回访台"), locale)
    write(locale, 回访台="Callback desk")
    assert catalogues.problems("en", of("派单台", "回访台"), locale) == []


def test_an_extraction_without_news_changes_no_byte(locale):
    path = catalogues.catalogue_path("en", "po", locale)
    catalogues.update("en", of("派单台"), locale)
    before = path.read_bytes()
    catalogues.update("en", of("派单台"), locale)
    assert path.read_bytes() == before


def test_a_text_that_nobody_uses_any_more_goes(locale):
    catalogues.update("en", of("派单台", "旧文字"), locale)
    catalogues.update("en", of("派单台"), locale)
    assert "旧文字" not in catalogues.catalogue_path("en", "po", locale).read_text()


def test_a_placeholder_lost_in_translation_is_found(locale):
    found = of("已登记，编号 %(number)s")
    catalogues.update("en", found, locale)
    write(locale, **{"已登记，编号 %(number)s": "Registered as %(nummer)s"})
    assert catalogues.problems("en", found, locale)


def test_the_compiled_catalogue_is_what_django_reads(locale):
    catalogues.update("en", of("派单台"), locale)
    write(locale, 派单台="Dispatch desk")
    catalogues.compile_catalogue("en", locale)
    with catalogues.catalogue_path("en", "mo", locale).open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("派单台") == "Dispatch desk"


def test_a_wrong_call_tells_how_to_call(capsys):
    assert catalogues.main([]) == 2
    assert "extract | compile | check" in capsys.readouterr().err


def test_every_text_of_the_platform_has_an_english_one():
    assert catalogues.problems("en", catalogues.sources()) == []

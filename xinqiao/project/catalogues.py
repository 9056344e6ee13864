"""Message catalogues without the gettext programs: extract, compile, check.

The source texts are Chinese; locale/<language>/LC_MESSAGES/django.po beside this file holds the others.
Run as bin/messages extract | compile | check.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "project" / "locale"
LANGUAGES = ["en"]
KEYWORDS = DEFAULT_KEYWORDS | {
    f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ["gettext", "ngettext", "pgettext", "npgettext"]
}


def sources(package: Path = PACKAGE) -> Catalog:
    """Every text marked for translation in the package's Python files and templates."""
    found = Catalog()
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.html")]):
        for _line, text, _comments, context in _marked(path):
            found.add(text, locations=[(path.relative_to(package.parent).as_posix(), 0)], context=context)
    return found


def _marked(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    code = path.read_text()
    if path.suffix == ".html":
        # Django turns a template into something like Python, whose indentation would trip the tokenizer.
        code = "\n".join(line.lstrip() for line in templatize(code, origin=str(path)).splitlines())
    return extract("python", BytesIO(code.encode()), keywords=KEYWORDS)


def catalogue_path(language: str, ending: str, locale: Path = LOCALE) -> Path:
    """Where a language's texts lie: ending "po" for people, "mo" for the program."""
    return locale / language / "LC_MESSAGES" / f"django.{ending}"


def read(language: str, locale: Path = LOCALE) -> Catalog:
    """The catalogue of a language; an empty one where none is written yet."""
    path = catalogue_path(language, "po", locale)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def update(language: str, found: Catalog, locale: Path = LOCALE) -> None:
    """Bring a language's file up to the sources: new texts come empty, texts nobody uses any more go."""
    catalogue = read(language, locale)
    catalogue.update(found, no_fuzzy_matching=True)
    path = catalogue_path(language, "po", locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Without gettext's header: its dates would change the file at every extraction.
        write_po(
            file,
            catalogue,
            width=110,
            omit_header=True,
            ignore_obsolete=True,
            include_lineno=False,
            sort_by_file=True,
        )


def compile_catalogue(language: str, locale: Path = LOCALE) -> None:
    """Write the program's form of a language's file beside it."""
    with catalogue_path(language, "mo", locale).open("wb") as file:
        write_mo(file, read(language, locale))


def problems(language: str, found: Catalog, locale: Path = LOCALE) -> list[str]:
    """What is wrong with a language's file, a line each: missing texts, unsure texts, broken placeholders."""
    catalogue = read(language, locale)
    return [line for message in found if message.id for line in _problems(catalogue, message)]


def _problems(catalogue: Catalog, message: Message) -> Iterator[str]:
    where = message.locations[0][0]
    written = catalogue.get(message.id, message.context)
    if written is None or not _is_complete(written):
        yield f"{where}: {message.id!r} has no {catalogue.locale} text; bin/messages extract, then write it"
    elif written.fuzzy:
        yield f"{where}: {message.id!r} is marked fuzzy in {catalogue.locale}; check it and remove the mark"
    else:
        for error in written.check(catalogue):
            yield f"{where}: {message.id!r} in {catalogue.locale}: {error}"


def _is_complete(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def main(arguments: list[str]) -> int:
    """The command of bin/messages; 0 when all is well, 1 when `check` found something, 2 for a wrong call."""
    if arguments not in (["extract"], ["compile"], ["check"]):
        sys.stderr.write("usage: bin/messages extract | compile | check\n")
        return 2
    if arguments == ["compile"]:
        for language in LANGUAGES:
            compile_catalogue(language)
        return 0
    found = sources()
    if arguments == ["extract"]:
        for language in LANGUAGES:
            update(language, found)
    return _tell(found, strict=arguments == ["check"])


def _tell(found: Catalog, strict: bool) -> int:
    lines = [line for language in LANGUAGES for line in problems(language, found)]
    sys.stdout.write("\n".join([*lines, f"{len(found)} texts, {len(lines)} problems", ""]))
    return 1 if strict and lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What is wrong in the catalogs, before a user sees it: `nextstep check` and the tests print these problems."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from babel import Locale, UnknownLocaleError

from locales.catalogs import FALLBACK, SHIPPED, files
from locales.po import CatalogEntry, CatalogInvalid, CatalogProblem, read
from locales.templates import placeholders
from locales.texts import IDS

# The entries of each language by id, the obsolete ones left out.
Texts = dict[str, dict[str, CatalogEntry]]


def check(extra: Path | None = None, shipped_folder: Path = SHIPPED) -> list[CatalogProblem]:
    """Every problem of the shipped catalogs and of a bank's folder `extra`, by file and line.

    Files that cannot be read; fuzzy, obsolete and empty entries; texts that a shipped or added language lacks; places
    `{...}` that differ between languages; number patterns that format nothing.
    """
    problems: list[CatalogProblem] = []
    house = _load(shipped_folder, problems)
    problems += _undeclared(house)
    for language, entries in house.items():
        problems += _missing(entries, IDS, shipped_folder, language)
    texts = house
    if extra is not None:
        bank = _load(extra, problems)
        if not files(extra):
            problems.append(CatalogProblem(extra, 1, "holds no catalog <language>/LC_MESSAGES/*.po"))
        added = frozenset(chain.from_iterable(bank.values())) - IDS
        for language, entries in bank.items():
            parent = language.partition("_")[0]
            # A region's catalog only says what is said differently there.
            if parent == language or parent not in house.keys() | bank.keys():
                problems += _missing(entries, added if language in house else added | IDS, extra, language)
        texts = {language: house.get(language, {}) | bank.get(language, {}) for language in sorted({*house, *bank})}
    problems += _differing(texts)
    return sorted(set(problems))


def _load(folder: Path, problems: list[CatalogProblem]) -> Texts:
    """The entries of each readable language in `folder`; what is wrong on the way goes to `problems`."""
    texts: Texts = {}
    for language, catalogs in files(folder).items():
        try:
            entries = list(chain.from_iterable(read(file) for file in catalogs))
        except CatalogInvalid as error:
            problems.append(error.problem)
            continue
        problems += _language(language, catalogs[0])
        problems += (problem for entry in entries if (problem := _entry(entry)) is not None)
        texts[language] = {entry.id: entry for entry in entries if not entry.obsolete}
    return texts


def _language(name: str, file: Path) -> Iterator[CatalogProblem]:
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        yield CatalogProblem(file, 1, f"{name} is no language with known formats")


def _entry(entry: CatalogEntry) -> CatalogProblem | None:
    if entry.obsolete:
        return CatalogProblem(entry.file, entry.line, f"{entry.id} is obsolete")
    if entry.fuzzy:
        return CatalogProblem(entry.file, entry.line, f"{entry.id} is fuzzy")
    if not entry.text:
        return CatalogProblem(entry.file, entry.line, f"{entry.id} is missing: its text is empty")
    return None


def _undeclared(texts: Texts) -> Iterator[CatalogProblem]:
    for entry in chain.from_iterable(entries.values() for entries in texts.values()):
        if entry.id not in IDS:
            yield CatalogProblem(
                entry.file, entry.line, f"{entry.id} is obsolete: locales/texts.py does not declare it"
            )


def _missing(
    entries: dict[str, CatalogEntry], ids: frozenset[str], folder: Path, language: str
) -> Iterator[CatalogProblem]:
    for id in sorted(ids - entries.keys()):
        yield CatalogProblem(files(folder)[language][0], 1, f"{id} is missing")


def _differing(texts: Texts) -> Iterator[CatalogProblem]:
    for entries in texts.values():
        for id, entry in entries.items():
            # English is the model; what it lacks, the first language that has it.
            model = texts.get(FALLBACK, {}).get(id) or next(other[id] for other in texts.values() if id in other)
            if not (model.shown and entry.shown):
                continue
            of_model, found = placeholders(model.text), placeholders(entry.text)
            if of_model != found:
                names = ", ".join(f"{{{name}}}" for name in sorted(of_model ^ found))
                yield CatalogProblem(
                    entry.file, entry.line, f"{id}: {names} not in both this and {model.file}:{model.line}"
                )

"""What is wrong in the catalogs, before a user sees it: `nextstep check` and the tests print these faults."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from babel import Locale, UnknownLocaleError

from locales.catalogs import FALLBACK, SHIPPED, files
from locales.po import CatalogEntry, CatalogFault, UnreadableCatalog, read
from locales.templates import placeholders
from locales.texts import IDS

# The entries of each language by id, the obsolete ones left out.
Texts = dict[str, dict[str, CatalogEntry]]


def check(extra: Path | None = None, shipped: Path = SHIPPED) -> list[CatalogFault]:
    """Every fault of the shipped catalogs and of a bank's folder `extra`, by file and line.

    Files that cannot be read; fuzzy, obsolete and empty entries; texts that a shipped or added language lacks; places
    `{...}` that differ between languages; number patterns that format nothing.
    """
    faults: list[CatalogFault] = []
    house = _load(shipped, faults)
    faults += _undeclared(house)
    for language, entries in house.items():
        faults += _missing(entries, IDS, shipped, language)
    texts = house
    if extra is not None:
        bank = _load(extra, faults)
        if not files(extra):
            faults.append(CatalogFault(extra, 1, "holds no catalog <language>/LC_MESSAGES/*.po"))
        added = frozenset(chain.from_iterable(bank.values())) - IDS
        for language, entries in bank.items():
            parent = language.partition("_")[0]
            # A region's catalog only says what is said differently there.
            if parent == language or parent not in house.keys() | bank.keys():
                faults += _missing(entries, added if language in house else added | IDS, extra, language)
        texts = {language: house.get(language, {}) | bank.get(language, {}) for language in sorted({*house, *bank})}
    faults += _differing(texts)
    return sorted(set(faults))


def _load(folder: Path, faults: list[CatalogFault]) -> Texts:
    """The entries of each readable language in `folder`; what is wrong on the way goes to `faults`."""
    texts: Texts = {}
    for language, catalogs in files(folder).items():
        try:
            entries = list(chain.from_iterable(read(file) for file in catalogs))
        except UnreadableCatalog as error:
            faults.append(error.fault)
            continue
        faults += _language(language, catalogs[0])
        faults += (fault for entry in entries if (fault := _entry(entry)) is not None)
        texts[language] = {entry.id: entry for entry in entries if not entry.obsolete}
    return texts


def _language(name: str, file: Path) -> Iterator[CatalogFault]:
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        yield CatalogFault(file, 1, f"{name} is no language with known formats")


def _entry(entry: CatalogEntry) -> CatalogFault | None:
    if entry.obsolete:
        return CatalogFault(entry.file, entry.line, f"{entry.id} is obsolete")
    if entry.fuzzy:
        return CatalogFault(entry.file, entry.line, f"{entry.id} is fuzzy")
    if not entry.text:
        return CatalogFault(entry.file, entry.line, f"{entry.id} is missing: its text is empty")
    return None


def _undeclared(texts: Texts) -> Iterator[CatalogFault]:
    for entry in chain.from_iterable(entries.values() for entries in texts.values()):
        if entry.id not in IDS:
            yield CatalogFault(entry.file, entry.line, f"{entry.id} is obsolete: locales/texts.py does not declare it")


def _missing(
    entries: dict[str, CatalogEntry], ids: frozenset[str], folder: Path, language: str
) -> Iterator[CatalogFault]:
    for id in sorted(ids - entries.keys()):
        yield CatalogFault(files(folder)[language][0], 1, f"{id} is missing")


def _differing(texts: Texts) -> Iterator[CatalogFault]:
    for entries in texts.values():
        for id, entry in entries.items():
            # English is the model; what it lacks, the first language that has it.
            model = texts.get(FALLBACK, {}).get(id) or next(other[id] for other in texts.values() if id in other)
            if not (model.shown and entry.shown):
                continue
            wanted, found = placeholders(model.text), placeholders(entry.text)
            if wanted != found:
                names = ", ".join(f"{{{name}}}" for name in sorted(wanted ^ found))
                yield CatalogFault(
                    entry.file, entry.line, f"{id}: {names} not in both this and {model.file}:{model.line}"
                )

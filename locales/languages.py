"""Which language a caller reads: `Accept-Language` against the languages that have a catalog (RFC 9110 §12.5.4)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from locales.catalogs import FALLBACK

# Longer headers are read up to here; people have a handful of languages.
HEADER_LENGTH = 500
_RANGE = re.compile(
    r"\s*(?P<tag>\*|[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*)\s*(?:;\s*[qQ]\s*=\s*(?P<q>[01](?:\.[0-9]{0,3})?)\s*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Language:
    """A reader's language: `text` names the catalog (`cs`), `locale` the formats of numbers and dates (`cs_CZ`)."""

    text: str
    locale: Locale


def negotiate(header: str | None, available: frozenset[str]) -> Language | None:
    """The first language of `header` by its weights that is `available`; else English. None without a header.

    A region picks formats of its own and its language's texts: `cs-CZ` reads Czech texts with the formats of Czechia.
    Never raises: what is not a language range is passed over.
    """
    if header is None or not header.strip():
        return None
    return _negotiate(header[:HEADER_LENGTH], available)


def preferred(header: str | None) -> Language:
    """The language that `header` wants most, whether anything speaks it or not; English without a header.

    Phones are answered in it (reference `mobile-and-cloud.md` §1.8): `text` is the primary subtag, looked for among the texts
    that there are; a language that Unicode does not know gets the formats of no language. Never raises.
    """
    return _preferred((header or "")[:HEADER_LENGTH])


@lru_cache(maxsize=1024)
def _preferred(header: str) -> Language:
    tag = next(_ranges(header), ["*"])
    if tag == ["*"]:
        return Language(FALLBACK, Locale(FALLBACK))
    for end in range(len(tag), 0, -1):
        try:
            return Language(tag[0].lower(), Locale.parse("_".join(tag[:end])))
        except (UnknownLocaleError, ValueError):
            continue
    return Language(tag[0].lower(), Locale("root"))


@lru_cache(maxsize=1024)
def _negotiate(header: str, available: frozenset[str]) -> Language:
    for tag in _ranges(header):
        text = _catalog(tag, available)
        if text is not None:
            return Language(text, _formats(tag, text))
    return Language(FALLBACK, Locale(FALLBACK))


def _ranges(header: str) -> Iterator[list[str]]:
    """The language ranges of `header`, most wanted first, as lists of subtags: `["cs", "CZ"]`."""
    weighted = []
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match is not None and (weight := float(match["q"] or 1)) > 0:
            weighted.append((weight, re.split("[-_]", match["tag"])))
    # The sort is stable: among equal weights the caller's order stays.
    weighted.sort(key=lambda pair: -pair[0])
    return (tag for _, tag in weighted)


def _catalog(tag: list[str], available: frozenset[str]) -> str | None:
    """The catalog for a range: the region's own, the language's, or any region's of the language."""
    if tag == ["*"]:
        return FALLBACK
    names = {name.lower(): name for name in sorted(available)}
    wanted = [part.lower() for part in tag]
    exact = ["_".join(wanted), *(f"{wanted[0]}_{subtag}" for subtag in reversed(wanted[1:])), wanted[0]]
    regional = (name for name in names if name.startswith(f"{wanted[0]}_"))
    return next((names[name] for name in (*exact, *regional) if name in names), None)


def _formats(tag: list[str], text: str) -> Locale:
    """The formats of the range; where no such region is known, the catalog's."""
    for name in ("_".join(tag), text, text.partition("_")[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(FALLBACK)

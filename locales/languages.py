"""Which language a reader gets of those that there are: the one negotiation for web, phones and push messages (RFC 9110 §12.5.4).

A reader's wishes are an `Accept-Language` header, or the one tag that a bank gave an operation.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from locales import language_tags
from locales.catalogs import FALLBACK

# Longer headers are read up to here; people have a handful of languages.
HEADER_LENGTH = 500
_ANY = "*"
_RANGE = re.compile(
    r"\s*(?P<tag>\*|[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*)\s*(?:;\s*[qQ]\s*=\s*(?P<q>[01](?:\.[0-9]{0,3})?)\s*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Language:
    """A reader's language: `text` names the catalog (`cs`), `locale` the formats of numbers and dates (`cs_CZ`)."""

    text: str
    locale: Locale


def wishes(header: str | None) -> str | None:
    """The language ranges of `header` in their order, to be kept for `chosen`; null where it names none."""
    return ",".join(_ranges((header or "")[:HEADER_LENGTH])) or None


def negotiate(header: str | None, available: frozenset[str]) -> Language | None:
    """The first language of `header` by its weights that is `available`; else English. None without a header.

    A region picks formats of its own and its language's texts: `cs-CZ` reads Czech texts with the formats of Czechia.
    Never raises: what is not a language range is passed over.
    """
    if header is None or not header.strip():
        return None
    return _matched(header[:HEADER_LENGTH], available) or Language(FALLBACK, Locale(FALLBACK))


def chosen(wishes: str | None, available: Iterable[str]) -> Language:
    """The same for who has to be told something: without a match English, or the first by name of what there is.

    Then formats are those that were wanted most (`mobile-and-cloud.md` §1.8), and those of no language where Unicode
    does not know it. `available` has one name at least.
    """
    return _chosen((wishes or "")[:HEADER_LENGTH], frozenset(available))


@lru_cache(maxsize=1024)
def _chosen(wishes: str, available: frozenset[str]) -> Language:
    matched = _matched(wishes, available)
    if matched is not None:
        return matched
    first = next(_ranges(wishes), _ANY)
    locale = Locale(FALLBACK) if first == _ANY else _formats(first, "root")
    return Language(_otherwise(available), locale)


@lru_cache(maxsize=1024)
def _matched(wishes: str, available: frozenset[str]) -> Language | None:
    for tag in _ranges(wishes):
        if tag == _ANY:
            text = _otherwise(available)
            return Language(text, _formats(text, text))
        if (found := _text(tag, available)) is not None:
            alike = language_tags.read(tag).script == language_tags.read(found).script
            return Language(found, _formats(tag if alike else found, found))
    return None


def _otherwise(available: frozenset[str]) -> str:
    return FALLBACK if FALLBACK in available else min(available)


def _ranges(header: str) -> Iterator[str]:
    """The language ranges of `header`, most wanted first."""
    weighted = []
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        if match is not None and (weight := float(match["q"] or 1)) > 0:
            weighted.append((weight, match["tag"]))
    # The sort is stable: among equal weights the caller's order stays.
    weighted.sort(key=lambda pair: -pair[0])
    return (tag for _, tag in weighted)


def _text(tag: str, available: frozenset[str]) -> str | None:
    """Whose texts a range reads: its region's, its language's as it is written there, any region's; at last, in other letters."""
    tag_read = language_tags.read(tag)

    def distance(name: str) -> tuple[bool, bool, bool, str]:
        found = language_tags.read(name)
        return found.script != tag_read.script, found.territory != tag_read.territory, found.territory is not None, name

    alike = [name for name in available if language_tags.read(name).language == tag_read.language]
    return min(alike, key=distance, default=None)


def _formats(tag: str, text: str) -> Locale:
    """The formats of the range; where no such region is known, the language's, or those of `text`, or of no language."""
    language, script, territory = (wanted := language_tags.read(tag)).language, wanted.script, wanted.territory
    names = [
        (language, script, territory),
        (language, territory),
        (language, script),
        (language,),
        (text.replace("-", "_"),),
    ]
    known = (_known("_".join(part for part in name if part)) for name in names)
    return next((locale for locale in known if locale is not None), Locale("root"))


def _known(name: str) -> Locale | None:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return None

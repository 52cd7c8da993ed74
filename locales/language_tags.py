"""Language tags (BCP 47) as people read: which language, in which script, for which region (CLDR's likely subtags).

`zh-TW` is written as `zh-Hant` is and not as `zh-CN`; `sr-ME` in Latin letters, though `sr` is in Cyrillic; `tl` is `fil`.
"""

from dataclasses import dataclass
from functools import lru_cache

from babel.core import get_global, parse_locale


@dataclass(frozen=True, slots=True)
class LanguageTag:
    """A tag's parts in the case in which they are written; the script is always known where Unicode knows the language's."""

    language: str
    script: str | None
    territory: str | None


@lru_cache(maxsize=1024)
def read(tag: str) -> LanguageTag:
    """The parts of a tag with `-` or `_` between them. Never raises: what is no locale is a language by its first part."""
    first, *rest = tag.replace("-", "_").split("_")
    language, script, territory = _parsed("_".join((_named(first), *rest))) or (first.lower(), None, None)
    return LanguageTag(language, script or _likely(language, territory), territory)


def _named(language: str) -> str:
    """By its name of today: `fil` for `tl`; Norwegian is Bokmål where nothing else is said."""
    language = language.lower()
    if language == "no":
        return "nb"
    alias = get_global("language_aliases").get(language)
    return language if alias is None else alias


def _parsed(tag: str) -> tuple[str, str | None, str | None] | None:
    parts = tag.split("_")
    for end in range(
        len(parts), 0, -1
    ):  # what comes behind the region says nothing here, and may be nothing that Unicode knows
        try:
            language, territory, script, *_ = parse_locale("_".join(parts[:end]))
        except ValueError:
            continue
        return language, script, territory
    return None


def _likely(language: str, territory: str | None) -> str | None:
    known = get_global("likely_subtags")
    full = (territory and known.get(f"{language}_{territory}")) or known.get(language)
    return None if full is None else parse_locale(full)[2]

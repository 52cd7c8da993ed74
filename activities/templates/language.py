"""Which of a template's languages a reader gets (reference `mobile-and-cloud.md` §1.8)."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from locales.catalogs import FALLBACK


class Spoken(Protocol):
    """Texts of one language."""

    @property
    def language(self) -> str: ...


Texts = TypeVar("Texts", bound=Spoken)


def in_language(every: Iterable[Texts], language: str) -> Texts | None:
    """Those in `language` (`cs`), else in English, else in the first of all by name; None when there are none."""
    by_language = {texts.language: texts for texts in every}
    for wanted in (language, FALLBACK):
        if wanted in by_language:
            return by_language[wanted]
    return by_language[min(by_language)] if by_language else None

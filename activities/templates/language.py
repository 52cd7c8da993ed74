"""Which of a template's languages a reader gets (`mobile-and-cloud.md` §1.8)."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from locales.languages import Language, chosen


class Spoken(Protocol):
    """Texts of one language."""

    @property
    def language(self) -> str: ...


Texts = TypeVar("Texts", bound=Spoken)


def in_language(every: Iterable[Texts], wishes: str | None) -> tuple[Texts, Language] | None:
    """Those that a reader of these wishes gets (an `Accept-Language` header, or a tag), else in English, else the first by name.

    With them the language in whose formats numbers are written. None when there are no texts.
    """
    by_language = {texts.language: texts for texts in every}
    if not by_language:
        return None
    language = chosen(wishes, by_language)
    return by_language[language.text], language

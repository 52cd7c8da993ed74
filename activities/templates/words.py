"""The texts that definitions name, in the words of the catalogs: what is stored when the database is new."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from config import exact_json
from config.definitions.model import DefinitionSet
from config.definitions.templates import PushDefinition, PushTexts, TemplateTexts, TextsDefinition
from locales.catalogs import Catalogs


class TextsMissing(LookupError):
    """Definitions name texts that no catalog has; the message has a line for each."""


def operation_texts(definitions: DefinitionSet, catalogs: Catalogs) -> tuple[TemplateTexts, ...]:
    """How operations of every type are shown in every language that has a catalog. Raises `TextsMissing`.

    Words in a `ui` may stand there as they are: only those that are an id of a text are looked up.
    """
    missing: list[str] = []
    found = tuple(
        _operation_texts(
            texts, language, _Words(f"operation_texts.{texts.operation_type}", catalogs.texts(language), missing)
        )
        for texts in definitions.operation_texts
        for language in _languages(catalogs)
    )
    _check(missing)
    return found


def push_texts(definitions: DefinitionSet, catalogs: Catalogs) -> tuple[PushTexts, ...]:
    """What is pushed of operations of every template in every language that has a catalog. Raises `TextsMissing`."""
    missing: list[str] = []
    found = tuple(
        _push_texts(texts, language, _Words(f"push_texts.{texts.template_name}", catalogs.texts(language), missing))
        for texts in definitions.push_texts
        for language in _languages(catalogs)
    )
    _check(missing)
    return found


class _Words:
    def __init__(self, place: str, texts: Mapping[str, str], missing: list[str]) -> None:
        self._place, self._texts, self._missing = place, texts, missing

    def of(self, key: str, id: str) -> str:
        if id not in self._texts:
            self._missing.append(f"{self._place}.{key}: no catalog has the text {id}")
        return self._texts.get(id, id)

    def within(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.within(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.within(inner) for inner in value]
        return self._texts.get(value, value) if isinstance(value, str) else value


def _operation_texts(texts: TextsDefinition, language: str, words: _Words) -> TemplateTexts:
    return TemplateTexts(
        operation_type=texts.operation_type,
        language=language.replace("_", "-"),
        title=words.of("title", texts.title),
        message=words.of("message", texts.message),
        result_texts={key: words.of(f"result_texts.{key}", id) for key, id in texts.result_texts.items()},
        attributes=tuple(
            replace(attribute, text=words.of(f"attributes.{index}.text", attribute.text))
            for index, attribute in enumerate(texts.attributes)
        ),
        ui=None if texts.ui is None else exact_json.write(words.within(exact_json.read(texts.ui))),
    )


def _push_texts(texts: PushDefinition, language: str, words: _Words) -> PushTexts:
    return PushTexts(
        template_name=texts.template_name,
        language=language.replace("_", "-"),
        title=words.of("title", texts.title),
        summary=words.of("summary", texts.summary),
    )


def _languages(catalogs: Catalogs) -> list[str]:
    """Of the catalogs, those of regions and scripts too."""
    return sorted(catalogs.languages)


def _check(missing: list[str]) -> None:
    if missing:
        raise TextsMissing("\n".join(dict.fromkeys(missing)))

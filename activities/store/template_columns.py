"""The parts of a template's texts that are stored as JSON (`mobile-and-cloud.md` §2)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from config import exact_json
from config.definitions.templates import AttributeTemplate
from config.vocabulary import ResultText


class TextsDamaged(ValueError):
    """Stored texts are not what they should be: a fault of the installation, not of who asks. The message says which and why."""


# Of a column's text: templates are read with each operation, and hardly ever change.
@lru_cache(maxsize=512)
def attributes_of(column: str | None) -> tuple[AttributeTemplate, ...]:
    """From `[{"id", "type", "text", "params": {slot: parameter}}, ...]`; none from null or blank. Raises `TextsDamaged`."""
    rows = _json("attributes", column, [])
    if not isinstance(rows, list):
        raise TextsDamaged("attributes: not an array")
    return tuple(_attribute(f"attributes[{index}]", row) for index, row in enumerate(rows))


def attributes_column(attributes: tuple[AttributeTemplate, ...]) -> str:
    """What `attributes_of` reads."""
    return exact_json.write([asdict(attribute) for attribute in attributes])


def result_texts_of(column: str | None) -> dict[str, str]:
    """From `{"success"?, "failure"?, "reject"?}`, nulls left out; none from null or blank. Raises `TextsDamaged`."""
    return dict(_result_texts(column))


@lru_cache(maxsize=512)
def _result_texts(column: str | None) -> Mapping[str, str]:
    texts = _json("result_texts", column, {})
    if not isinstance(texts, dict):
        raise TextsDamaged("result_texts: not an object")
    return {
        word.value: _text(f"result_texts.{word}", texts[word.value])
        for word in ResultText
        if texts.get(word.value) is not None
    }


def result_texts_column(texts: Mapping[str, str]) -> str | None:
    """What `result_texts_of` reads."""
    return exact_json.write(dict(texts)) if texts else None


def _attribute(place: str, row: Any) -> AttributeTemplate:
    if not isinstance(row, dict):
        raise TextsDamaged(f"{place}: not an object")
    params = row.get("params")
    if not isinstance(params, dict | None):
        raise TextsDamaged(f"{place}.params: not an object")
    return AttributeTemplate(
        **{key: _text(f"{place}.{key}", row.get(key)) for key in ("id", "type", "text")},
        params={
            slot: _text(f"{place}.params.{slot}", name) for slot, name in (params or {}).items() if name is not None
        },
    )


def _text(place: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TextsDamaged(f"{place}: not a text")
    return value


def _json(place: str, column: str | None, blank: Any) -> Any:
    if column is None or not column.strip():
        return blank
    try:
        return json.loads(column)
    except (ValueError, RecursionError):
        raise TextsDamaged(f"{place}: not JSON") from None

"""The tables of operation templates in a definitions file: which keys each has, and what they become."""

import json
import re
from collections.abc import Iterator
from typing import Any

from config.attributes.kind import AttributeKind
from config.attributes.registry import ATTRIBUTE_TYPES, ATTRIBUTES
from config.definitions.record import Record
from config.definitions.screens import find_screen_problems
from config.definitions.templates import AttributeTemplate, OperationTemplate, PushDefinition, TextsDefinition
from config.names import NAME, NOT_TEMPLATES
from config.vocabulary import ApprovalFactors, ResultText

MAX_ATTRIBUTES = 100
_MAX = 2**31 - 1
_NAME = 255
_TEXT = 255


def operation_template(record: Record) -> OperationTemplate:
    """`[operation_template.NAME]`."""
    flags = record.text("risk_flags", 0, _NAME) or ""
    if not re.fullmatch("[A-Z]*", flags):
        raise record.wrong(("risk_flags",), f"must be capital letters, not {flags!r}")
    return OperationTemplate(
        template_name=_template_name(record),
        operation_type=_operation_type(record),
        data_template=record.require("data_template", record.text("data_template", 1, _NAME)),
        signature_type=_signature_type(record),
        max_failure_count=record.require("max_failure_count", record.number("max_failure_count", 1, _MAX)),
        expiration=record.require("expiration", record.number("expiration", 1, 366 * 86400)),
        risk_flags=flags,
        proximity_check_enabled=record.flag("proximity_check_enabled") or False,
        unfilled_places_allowed=record.flag("unfilled_places_allowed") or False,
    )


def operation_texts(record: Record) -> TextsDefinition:
    """`[operation_texts.TYPE]`, for operations of that type in every language."""
    return TextsDefinition(
        operation_type=_name(record),
        title=_text_id(record, "title"),
        message=_text_id(record, "message"),
        result_texts=_result_texts(record),
        attributes=tuple(_attributes(record)),
        ui=_ui(record),
    )


def push_texts(record: Record) -> PushDefinition:
    """`[push_texts.NAME]`, for operations of that template in every language."""
    return PushDefinition(
        template_name=_name(record), title=_text_id(record, "title"), summary=_text_id(record, "summary")
    )


def _template_name(record: Record) -> str:
    """As administrators may call it: its address is to be had."""
    name = _name(record)
    if not NAME.match(name):
        raise record.wrong((), f"the name {name!r} must have letters, digits and . _ @ - only, a letter or digit first")
    if name in NOT_TEMPLATES:
        raise record.wrong((), f"a template cannot be called {name}: it is a word of the templates' addresses")
    return name


def _operation_type(record: Record) -> str:
    found = record.require("operation_type", record.text("operation_type", 1, _NAME))
    if not NAME.match(found):
        raise record.wrong(("operation_type",), "must have letters, digits and . _ @ - only, a letter or digit first")
    return found


def _name(record: Record) -> str:
    name = str(record.path[-1])
    if not 1 <= len(name) <= _NAME:
        raise record.wrong((), f"the name must have 1 to {_NAME} characters, not {len(name)}")
    return name


def _text_id(record: Record, key: str) -> str:
    return record.require(key, record.text(key, 1, _TEXT))


def _signature_type(record: Record) -> tuple[str, ...]:
    words = record.require("signature_type", record.value("signature_type"))
    if not isinstance(words, list) or not words:
        raise record.wrong(("signature_type",), f"must list one or more of {', '.join(ApprovalFactors)}, not {words!r}")
    known = [record.match_word(("signature_type", index), word, ApprovalFactors) for index, word in enumerate(words)]
    for index, word in enumerate(known):
        if word in known[:index]:
            raise record.wrong(("signature_type", index), f"{word} stands twice")
    return tuple(word.value for word in known)


def _result_texts(record: Record) -> dict[str, str]:
    table = record.value("result_texts")
    if table is None:
        return {}
    texts = Record(record.source, (*record.path, "result_texts"), table)
    found = {word.value: text for word in ResultText if (text := texts.text(word.value, 1, _TEXT)) is not None}
    texts.complete()
    return found


def _attributes(record: Record) -> Iterator[AttributeTemplate]:
    rows = record.value("attributes")
    if not isinstance(rows, list | None) or len(rows or ()) > MAX_ATTRIBUTES:
        raise record.wrong(("attributes",), f"must be an array of at most {MAX_ATTRIBUTES} attributes")
    for index, row in enumerate(rows or ()):
        attribute = Record(record.source, (*record.path, "attributes", index), row)
        kind = ATTRIBUTES[attribute.require("type", attribute.word("type", ATTRIBUTE_TYPES))]
        yield AttributeTemplate(
            id=attribute.require("id", attribute.text("id", 1, _NAME)),
            type=kind.word,
            text=_text_id(attribute, "text"),
            params=_params(attribute, kind),
        )
        attribute.complete()


def _params(attribute: Record, kind: AttributeKind) -> dict[str, str]:
    """The slots of its type, no others, the required ones all: an attribute that lacks one would never be shown."""
    params = Record(attribute.source, (*attribute.path, "params"), attribute.value("params") or {})
    found = {slot: params.text(slot, 1, _NAME) for slot in sorted(kind.slots)}
    for slot in sorted(kind.required):
        params.require(slot, found[slot], f"{kind.word} needs it")
    params.complete()
    return {slot: name for slot, name in found.items() if name is not None}


def _ui(record: Record) -> str | None:
    table: Any = record.value("ui")
    if table is None:
        return None
    if not isinstance(table, dict):
        raise record.wrong(("ui",), "must be a table")
    if problem := next(find_screen_problems(table), None):
        raise record.wrong(("ui",), f"{problem[0]}: {problem[1]}")
    try:
        return json.dumps(table, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        raise record.wrong(("ui",), "holds what JSON has no word for: a date, a time, or no number") from None

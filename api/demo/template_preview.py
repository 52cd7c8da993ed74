"""What a phone would be sent of a template's operation, before there is one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from activities.store.template_columns import TextsDamaged
from activities.templates.asked import parameters_of
from activities.templates.language import in_language
from activities.templates.operation_data import operation_data
from activities.templates.parameters import ParameterInvalid, check
from api.cloud.templates import Template, Texts, texts_of
from api.http.malformed import flatten
from api.mobile.operation_form.operation import OperationFacts, operation_json
from config import exact_json
from config.clock import now_ms
from config.definitions.templates import OperationTemplate, PushTexts, TemplateTexts

_NOBODYS = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class PreviewSource:
    """`place` says for a person where it is from; `texts` are of every language that there is."""

    place: str
    template: OperationTemplate
    texts: Sequence[TemplateTexts]
    pushes: Sequence[PushTexts] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a server would refuse an operation: in its words, and `problem` for who says it in others.

    `name` is the parameter that is wrong, `character` what no text may have; empty where it is not about one.
    """

    words: str
    problem: str
    name: str
    character: str


class NoTexts(Exception):
    """Nothing says how operations of the template's type are shown."""


class TextsInvalid(Exception):
    """No phone could be shown these texts; the message says why, a line for each problem: the member, and what is wrong."""

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__("\n".join(f"{place}: {why}" if place else why for place, why in problems))
        self.problems = problems


class TextsUnreadable(TextsInvalid):
    """They are no JSON; `line` and `column` say from where on."""

    def __init__(self, why: str, line: int, column: int) -> None:
        super().__init__(("", f"it is no JSON: {why}"))
        self.line, self.column = line, column


def read_template(document: Mapping[str, Any]) -> OperationTemplate:
    """The template of an answer of `GET /admin/templates/{templateName}`."""
    words: dict[str, Any] = Template().load({name: value for name, value in document.items() if name != "warnings"})
    return OperationTemplate(**words | {"signature_type": tuple(words["signature_type"])})


def read_texts(document: str | bytes, operation_type: str, language: str) -> TemplateTexts:
    """The texts of the body of `PUT /admin/templates/texts/{operationType}/{language}`, checked as there.

    Raises `TextsInvalid`.
    """
    try:
        words: dict[str, Any] = Texts().load(json.loads(document))
    except ValidationError as error:
        raise TextsInvalid(*flatten(error.messages)) from None
    except json.JSONDecodeError as error:
        raise TextsUnreadable(str(error), error.lineno, error.colno) from None
    except (ValueError, RecursionError) as error:
        raise TextsUnreadable(str(error), 1, 1) from None
    return texts_of(words, operation_type, language)


def preview_document(source: PreviewSource, parameters: Mapping[str, str], language: str) -> dict[str, Any]:
    """The operation as the Mobile Token API would answer it, and what is amiss with its parameters.

    `refused` says why the server would refuse it, null where it would not. Raises `NoTexts`, and `TextsInvalid` where texts
    do not fit their parameters.
    """
    template = source.template
    chosen = in_language(source.texts, language)
    if chosen is None:
        raise NoTexts(f"the operation type {template.operation_type} has no texts in {source.place}")
    texts, reader = chosen
    now = now_ms()
    given = dict(parameters)
    facts = OperationFacts(
        id=_NOBODYS,
        operation_type=template.operation_type,
        data=operation_data(template.data_template, given),
        status="PENDING",
        status_reason=None,
        created_ms=now,
        expires_ms=now + template.expiration * 1000,
        signature_type=template.signature_type,
        parameters=given,
        risk_flags=template.risk_flags,
        proximity_check=template.proximity_check_enabled,
    )
    # As it travels: what a phone reads is the JSON, not what was written into it.
    try:
        operation = json.loads(exact_json.write(operation_json(facts, texts, reader)))
    except TextsDamaged as error:
        raise TextsInvalid(("", str(error))) from None
    refusal = find_refusal(source, given)
    asked = [one.name for one in parameters_of(template, source.texts, source.pushes)]
    return {
        "source": source.place,
        "language": texts.language,
        "missing": [name for name in asked if name not in parameters],
        "unknown": [name for name in parameters if name not in asked],
        "refused": None if refusal is None else refusal.words,
        "operation": operation,
    }


def find_refusal(source: PreviewSource, parameters: Mapping[str, str]) -> Refusal | None:
    """Why the server would refuse an operation with these parameters; null where it would not."""
    try:
        check(source.template, source.texts, parameters)
    except ParameterInvalid as invalid:
        return Refusal(str(invalid), invalid.problem, invalid.name or "", invalid.character)
    return None

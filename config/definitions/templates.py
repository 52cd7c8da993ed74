"""Templates of operations that are approved with a phone: what they are, and what is shown and pushed of them.

Files of definitions name texts of the catalogs (`...Definition`); stored, and changed by administrators, are the words
themselves, one record a language (`...Texts`). `powerauth-protocol.md` §9.2, `mobile-and-cloud.md` §2 and §3.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OperationTemplate:
    """One kind of operation that the bank creates by name; operations copy these values when they are created.

    `data_template` has places `${name}` for parameters. `signature_type`: the factors that may approve, `possession_knowledge`
    and the like. `max_failure_count`: failed approvals until the operation fails. `expiration`: seconds. `risk_flags`:
    capital letters, X flip the buttons, C not during a call, F a warning against fraud; they count where the texts have no `ui`.
    `unfilled_places_allowed`: a place without parameter and default stays in the data as it is written, instead of the operation
    being refused.
    """

    template_name: str
    operation_type: str
    data_template: str
    signature_type: tuple[str, ...]
    max_failure_count: int
    expiration: int
    risk_flags: str
    proximity_check_enabled: bool
    unfilled_places_allowed: bool


@dataclass(frozen=True, slots=True)
class AttributeTemplate:
    """One line of the form; `text` is its label, `params` says which parameter of the operation fills each slot of its type."""

    id: str
    type: str
    text: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextsDefinition:
    """How operations of a type are shown; each text is the id of one in the catalogs.

    `result_texts` has some of `success`, `failure`, `reject`. `ui` is JSON, in which texts may be such ids.
    """

    operation_type: str
    title: str
    message: str
    result_texts: Mapping[str, str]
    attributes: tuple[AttributeTemplate, ...]
    ui: str | None


@dataclass(frozen=True, slots=True)
class TemplateTexts:
    """How operations of a type are shown in one language, in words, with places `${name}` for parameters.

    `language` is its tag, `cs` or `zh-Hant`. Labels of attributes have no places; `ui` is the text of a JSON object or None.
    """

    operation_type: str
    language: str
    title: str
    message: str
    result_texts: Mapping[str, str]
    attributes: tuple[AttributeTemplate, ...]
    ui: str | None


@dataclass(frozen=True, slots=True)
class PushDefinition:
    """What is pushed, and shown offline, of operations of a template; each text is the id of one in the catalogs."""

    template_name: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class PushTexts:
    """What is pushed, and shown offline, of operations of a template in one language, in words, with places `${name}`."""

    template_name: str
    language: str
    title: str
    summary: str

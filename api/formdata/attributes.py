"""The attributes of phones' forms, of the types in `config.attributes.registry`."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from babel import Locale

from api.formdata.money_members import money_members
from config.attributes.kind import AttributeKind
from config.attributes.registry import ATTRIBUTES
from config.attributes.types.key_value import TYPE as KEY_VALUE
from config.definitions.templates import AttributeTemplate

_log = logging.getLogger(__name__)


def attribute(template: AttributeTemplate, parameters: Mapping[str, str], locale: Locale) -> dict[str, Any] | None:
    """One attribute with the values of `parameters`; None where a parameter that its type cannot do without is missing."""
    kind = _kind(template)
    known = (*sorted(kind.required), *sorted(kind.optional))
    named = {slot: template.params[slot] for slot in known if slot in template.params}
    slots = {slot: parameters[name] for slot, name in named.items() if name in parameters}
    if not kind.required <= slots.keys():
        return None
    return {
        "type": kind.word,
        "id": template.id,
        "label": template.text,
        **kind.members(slots, partial(money_members, locale)),
    }


def _kind(template: AttributeTemplate) -> AttributeKind:
    kind = ATTRIBUTES.get(template.type)
    if kind is None:
        _log.warning("Attribute %s has the unknown type %s: shown as KEY_VALUE", template.id, template.type)
        return KEY_VALUE
    return kind

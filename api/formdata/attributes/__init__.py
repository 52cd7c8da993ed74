"""The attributes of phones' forms, by the registry in `config.definitions.attribute_slots`.

A type whose members are more than the values of its slots is a module here, and one line below.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from babel import Locale

from api.formdata.attributes import (
    alert,
    amount,
    amount_conversion,
    heading,
    party_info,
)
from config.definitions.attribute_slots import SLOTS
from config.definitions.templates import AttributeTemplate
from config.vocabulary import AttributeType

# From the values of the slots to the members that follow `type`, `id` and `label`.
Members = Callable[[Mapping[str, str], Locale], dict[str, Any]]

MEMBERS: Final[Mapping[AttributeType, Members]] = {
    AttributeType.AMOUNT: amount.members,
    AttributeType.AMOUNT_CONVERSION: amount_conversion.members,
    AttributeType.HEADING: heading.members,
    AttributeType.ALERT: alert.members,
    AttributeType.PARTY_INFO: party_info.members,
}

_log = logging.getLogger(__name__)


def attribute(template: AttributeTemplate, parameters: Mapping[str, str], locale: Locale) -> dict[str, Any] | None:
    """One attribute with the values of `parameters`; None where a parameter that its type cannot do without is missing."""
    kind = _kind(template)
    known = (*sorted(SLOTS[kind].required), *sorted(SLOTS[kind].optional))
    named = {slot: template.params[slot] for slot in known if slot in template.params}
    slots = {slot: parameters[name] for slot, name in named.items() if name in parameters}
    if not SLOTS[kind].required <= slots.keys():
        return None
    return {
        "type": kind.value,
        "id": template.id,
        "label": template.text,
        **MEMBERS.get(kind, _as_they_came)(slots, locale),
    }


def _as_they_came(slots: Mapping[str, str], locale: Locale) -> dict[str, Any]:
    return dict(slots)


def _kind(template: AttributeTemplate) -> AttributeType:
    try:
        return AttributeType(template.type)
    except ValueError:
        _log.warning("Attribute %s has the unknown type %s: shown as KEY_VALUE", template.id, template.type)
        return AttributeType.KEY_VALUE

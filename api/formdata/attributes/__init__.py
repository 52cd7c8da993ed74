"""The types of attributes. A new one is a module here, its word in `config.vocabulary`, its slots, and one line below."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from babel import Locale

from api.formdata.attributes import (
    alert,
    amount,
    amount_conversion,
    heading,
    image,
    key_value,
    note,
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
    AttributeType.KEY_VALUE: key_value.members,
    AttributeType.NOTE: note.members,
    AttributeType.HEADING: heading.members,
    AttributeType.ALERT: alert.members,
    AttributeType.IMAGE: image.members,
    AttributeType.PARTY_INFO: party_info.members,
}

_log = logging.getLogger(__name__)


def attribute(template: AttributeTemplate, parameters: Mapping[str, str], locale: Locale) -> dict[str, Any] | None:
    """One attribute with the values of `parameters`; None where a parameter that its type cannot do without is missing."""
    kind = _kind(template)
    slots = {slot: parameters[name] for slot, name in template.params.items() if name in parameters}
    if not SLOTS[kind].required <= slots.keys():
        return None
    return {"type": kind.value, "id": template.id, "label": template.text, **MEMBERS[kind](slots, locale)}


def _kind(template: AttributeTemplate) -> AttributeType:
    try:
        return AttributeType(template.type)
    except ValueError:
        _log.warning("Attribute %s has the unknown type %s: shown as KEY_VALUE", template.id, template.type)
        return AttributeType.KEY_VALUE

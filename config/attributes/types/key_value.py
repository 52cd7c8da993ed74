"""KEY_VALUE: a value beside its label."""

from typing import Final

from config.attributes.kind import AttributeKind


class _KeyValue(AttributeKind):
    word = "KEY_VALUE"
    required = frozenset({"value"})
    indispensable = (("value",),)


TYPE: Final = _KeyValue()

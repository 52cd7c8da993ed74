"""NOTE: a longer text below its label."""

from typing import Final

from config.attributes.kind import AttributeKind


class _Note(AttributeKind):
    word = "NOTE"
    required = frozenset({"note"})
    indispensable = (("note",),)


TYPE: Final = _Note()

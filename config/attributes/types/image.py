"""IMAGE: a picture, small and, where there is one, large."""

from typing import Final

from config.attributes.kind import AttributeKind


class _Image(AttributeKind):
    word = "IMAGE"
    required = frozenset({"thumbnailUrl"})
    optional = frozenset({"originalUrl"})
    indispensable = (("thumbnailUrl",),)


TYPE: Final = _Image()

"""IMAGE: a picture, shown small, and large when it is touched."""

from collections.abc import Mapping

from babel import Locale


def members(slots: Mapping[str, str], locale: Locale) -> dict[str, str]:
    """`originalUrl` is left out where there is none."""
    return {name: slots[name] for name in ("thumbnailUrl", "originalUrl") if name in slots}

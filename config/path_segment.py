"""Names of somebody else's in the paths of addresses."""

from urllib.parse import quote


def segment(name: str) -> str:
    """The name, quoted, as one segment. Of dots alone it would lead elsewhere: clients resolve these before they ask."""
    return "%2E" * len(name) if name in (".", "..") else quote(name, safe="")

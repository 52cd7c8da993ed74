"""PARTY_INFO: the company or person on the other side."""

import re
from collections.abc import Mapping
from typing import Any, Final

from werkzeug.urls import iri_to_uri

from config.attributes.kind import AttributeKind, Check, MoneyMembers

# The iOS app drops the attribute where one of its addresses is empty or no URL, the Android app fails where one is missing.
# These lead nowhere, and show nothing: an image of one transparent pixel, and an empty page.
NO_LOGO: Final = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
NO_WEBSITE: Final = "about:blank"

# RFC 3986, as far as an address must be written for every app to read it; brackets stand in addresses of IPv6 alone.
_PART = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})"
_URL = re.compile(rf"(?:[a-z]+://\[[0-9A-Fa-f:.]+\])?{_PART}+(?:#{_PART}*)?|#{_PART}+", re.ASCII)


class _PartyInfo(AttributeKind):
    word = "PARTY_INFO"
    optional = frozenset({"logoUrl", "name", "description", "websiteUrl"})

    def members(self, slots: Mapping[str, str], money: MoneyMembers) -> dict[str, Any]:
        """Always all four of them: published apps fail on one that is missing when they show it."""
        return {"partyInfo": party(slots)}

    def checks(self) -> Mapping[str, Check]:
        return {}

    def write_out(self, attribute: Mapping[str, Any]) -> dict[str, Any]:
        info = attribute.get("partyInfo")
        return {"partyInfo": party(info if isinstance(info, dict) else {})}


TYPE: Final = _PartyInfo()


def party(info: Mapping[str, Any]) -> dict[str, str]:
    """The four members of a `partyInfo`, each as every published app reads it; what is unknown shows nothing."""
    return {
        "logoUrl": _url(info.get("logoUrl"), NO_LOGO),
        "name": _text(info.get("name")),
        "description": _text(info.get("description")),
        "websiteUrl": _url(info.get("websiteUrl"), NO_WEBSITE),
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _url(value: Any, other: str) -> str:
    """`value` where it is a URL, or can be written as one (letters beyond ASCII, spaces)."""
    text = _text(value).strip()
    if _URL.fullmatch(text):
        return text
    try:
        written = iri_to_uri(text)
    except ValueError:
        return other
    return written if _URL.fullmatch(written) else other

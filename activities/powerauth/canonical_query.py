"""The query of a signed GET, written in one way only (`powerauth-protocol.md` §5.2)."""

from urllib.parse import quote_plus, unquote_plus


def canonical_query(query: str) -> bytes:
    """The query's parameters sorted by name, then by value, and encoded anew. Parameters without `=` are left out.

    `query` is the text after `?` as it was sent. It is decoded once, as clients do.
    """
    pairs = [item.split("=", 1) for item in query.split("&") if "=" in item]
    decoded = sorted(((unquote_plus(name), unquote_plus(value)) for name, value in pairs), key=_utf_16_order)
    return "&".join(f"{_form(name)}={_form(value)}" for name, value in decoded).encode()


def _utf_16_order(pair: tuple[str, str]) -> tuple[bytes, ...]:
    """Java and JavaScript compare code units: a character beyond U+FFFF stands before U+E000."""
    return tuple(text.encode("utf-16-be", "surrogatepass") for text in pair)


def _form(text: str) -> str:
    """Form encoding: `*` stays, `~` does not, a space is `+`."""
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")

"""Header fields that protect those who read answers, set on every answer of the server at one place.

Whoever opens an answer of ours in a browser must not run it, frame it, keep it, or tell others where it stood. The application
may say otherwise of two of these, for its pages and for what may be asked for again cheaply.
"""

ALWAYS = ("X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer")
# By the name in lower case of the field that stands in its place.
UNLESS_SAID = {
    "cache-control": "Cache-Control: no-store",
    "content-security-policy": "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
}
# Only browsers keep it, and only when it came by TLS. Other names of the domain are not ours to speak for.
OVER_TLS = "Strict-Transport-Security: max-age=31536000"


def of_refusals(*, secure: bool) -> str:
    """All of them, as lines of a head; `secure`: the answer goes by TLS."""
    return "".join(f"{line}\r\n" for line in (*ALWAYS, *UNLESS_SAID.values(), *([OVER_TLS] if secure else [])))

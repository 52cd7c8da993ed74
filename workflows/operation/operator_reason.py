"""Why an operator canceled a workflow, as the bank reads it: `statusReason` is one word (`mobile-and-cloud.md` §3.4)."""

import re

_MAX = 32
# What the Temporal UI appends to what was typed, or sends alone.
_APPENDED = re.compile(r"\s*\bcancell?ed from the web ui\b.*", re.IGNORECASE | re.DOTALL)
_NO_LETTERS = re.compile(r"[^A-Za-z0-9_.-]+")


def status_reason(cause: str | None) -> str | None:
    """`Wrong customer called` is `WRONG_CUSTOMER_CALLED`; what is a word already stays. Null where nothing was typed."""
    typed = _APPENDED.sub("", cause or "").strip()
    word = _NO_LETTERS.sub("_", typed).strip("_")[:_MAX].rstrip("_")
    return (word if word == typed else word.upper()) or None

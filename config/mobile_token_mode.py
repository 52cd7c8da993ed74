"""How a phone may approve operations of a flow, as definitions say it: `{"type": "2FA", "variants": [...]}` (`nextstep.md` §3.2).

`{}` says nothing of it, for operations that no phone approves; where one does, either pair of factors will do.
"""

from typing import Final

TYPES: Final = ("1FA", "2FA", "ECDSA")
VARIANTS: Final = ("possession_knowledge", "possession_biometry")


def find_problem(mode: object) -> tuple[str, str] | None:
    """The member that is wrong, empty for the whole, and why; None where `mode` says one thing that is known."""
    if not isinstance(mode, dict):
        return "", "must be an object"
    if not mode:
        return None
    if "type" not in mode:
        return "type", "is missing"
    if mode["type"] not in TYPES:
        return "type", f"{mode['type']!r} is not known; known are {', '.join(TYPES)}"
    variants = mode.get("variants")
    if mode["type"] != "2FA":
        return None if variants is None else ("variants", "must not be given: only 2FA has variants")
    if not isinstance(variants, list) or not variants or not set(map(str, variants)) <= set(VARIANTS):
        return "variants", f"must list one or more of {', '.join(VARIANTS)}, not {variants!r}"
    return None

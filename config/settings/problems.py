"""What is wrong with the settings, in a line a setting. A secret's value is never repeated."""

import difflib
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from config.settings.environment import PREFIX
from config.settings.secret_files import PROBLEM, SUFFIX

SECRET = frozenset(
    {
        "admin_password",
        "data_adapter",
        "data_adapter_secret",
        "database_url",
        "e2e_encryption_key",
        "former_master_keys",
        "key_service_url",
        "master_key",
        "otp_sender",
        "otp_sender_secret",
        "public_url",
    }
)

_WORDS = {
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "bool_parsing": "must be true or false",
    "string_too_short": "must not be empty",
}


def explain(error: ValidationError) -> str:
    """A line for each setting that `error` refuses: its variable, what is wrong, and the value unless it is secret."""
    return "\n".join(_line(dict(problem)) for problem in error.errors(include_url=False))


def misspelt(names: Iterable[str], settings: Iterable[str]) -> list[str]:
    """A line for each variable of `names` with our prefix that is not among those of `settings`."""
    fields = [field.upper() for field in settings]
    lines = []
    for name in sorted(names):
        field = name.upper().removeprefix(PREFIX)
        if field != name.upper() and field not in fields:
            close = difflib.get_close_matches(field, fields, n=1)
            lines.append(f"{name}: is not a setting{f'; did you mean {PREFIX}{close[0]}?' if close else ''}")
    return lines


def _line(problem: dict[str, Any]) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not problem["loc"]:
        return message
    field = str(problem["loc"][0])
    if problem["type"] == PROBLEM:
        return f"{PREFIX}{(field + SUFFIX).upper()}: {message}"
    words = _WORDS.get(problem["type"]) or message.replace("Input should be", "must be")
    got = "" if field in SECRET or problem["input"] in ("", ()) else f" (got {str(problem['input'])!r})"
    return f"{PREFIX}{field.upper()}: {words}{got}"

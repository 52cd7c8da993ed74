"""What a policy demands of a value besides its length (`nextstep.md` §0.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activities.credentials.generation_rules import Characters, include
from activities.credentials.patterns import Pattern, pattern


@dataclass(frozen=True, slots=True)
class ValidationRules:
    """A rule that is null, or false, is not asked. `least`: how many characters of a class a value has at least."""

    no_whitespace: bool
    no_username: bool
    allowed_chars: str | None
    allowed_regex: Pattern | None
    illegal_chars: str | None
    illegal_regex: Pattern | None
    least: Mapping[Characters, int]


def validation_rules(parameters: Mapping[str, Any]) -> ValidationRules:
    """Raises `ValueError` where a rule is asked and not told, or a regular expression is none."""
    asks_classes = parameters.get("includeCharacterRule")
    return ValidationRules(
        no_whitespace=bool(parameters.get("includeWhitespaceRule")),
        no_username=bool(parameters.get("includeUsernameRule")),
        allowed_chars=_text(parameters, "includeAllowedCharacterRule", "allowedChars"),
        allowed_regex=_regex(parameters, "includeAllowedRegexRule", "allowedRegex"),
        illegal_chars=_text(parameters, "includeIllegalCharacterRule", "illegalChars"),
        illegal_regex=_regex(parameters, "includeIllegalRegexRule", "illegalRegex"),
        least={one: _least(parameters, one) for one in Characters if asks_classes and parameters.get(include(one))},
    )


def _least(parameters: Mapping[str, Any], one: Characters) -> int:
    least = parameters.get(f"{one.value}Min")
    return 1 if least is None else int(least)


def _text(parameters: Mapping[str, Any], rule: str, parameter: str) -> str | None:
    if not parameters.get(rule):
        return None
    text = parameters.get(parameter)
    if not isinstance(text, str) or not text:
        raise ValueError(f"{parameter} is missing, which {rule} needs")
    return text


def _regex(parameters: Mapping[str, Any], rule: str, parameter: str) -> Pattern | None:
    text = _text(parameters, rule, parameter)
    if text is None:
        return None
    try:
        return pattern(text)
    except ValueError as error:
        raise ValueError(f"{parameter} {error}") from None

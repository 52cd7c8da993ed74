"""Null in JSON Schema: a member that may be null is a type with `null`, or a reference beside it."""

from typing import Any

JsonSchema = dict[str, Any]
NULL: JsonSchema = {"type": "null"}


def nullable(member: JsonSchema) -> None:
    """Let the member be null as well."""
    if "$ref" in member:
        member["anyOf"] = [{"$ref": member.pop("$ref")}, NULL]
    elif "allOf" in member:
        member["anyOf"] = [*member.pop("allOf"), NULL]
    elif "type" in member:
        types = member["type"] if isinstance(member["type"], list) else [member["type"]]
        member["type"] = [*types, *({"null"} - set(types))]


def not_null(member: JsonSchema) -> None:
    """Let the member not be null."""
    if isinstance(member.get("type"), list):
        kinds = [kind for kind in member["type"] if kind != "null"]
        member["type"] = kinds[0] if len(kinds) == 1 else kinds
    if NULL in member.get("anyOf", ()):
        [kept] = [shape for shape in member.pop("anyOf") if shape != NULL]
        # With words beside it, a reference stands in a list: 3.0 would not see them.
        member |= {"allOf": [kept]} if member else kept

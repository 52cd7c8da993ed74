"""Query parameters as the schemas of bodies expect them: with the types that JSON would have given them."""

from marshmallow import Schema, fields
from werkzeug.datastructures import MultiDict

# As the originals' doors read them all: in any case, and with spaces around.
_BOOLEANS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def typed(schema: Schema, parameters: MultiDict[str, str]) -> dict[str, object]:
    """The parameters that the schema knows. What does not read as the field's type stays text, for the schema to refuse.

    An empty parameter counts as absent.
    """
    values: dict[str, object] = {}
    for attribute, kind in schema.fields.items():
        name = kind.data_key or attribute
        text = parameters.get(name)
        if not text:
            continue
        if isinstance(kind, fields.Boolean):
            values[name] = _BOOLEANS.get(text.strip().lower(), text)
        elif isinstance(kind, fields.Integer) and len(text) < 20 and text.isascii() and text.isdecimal():
            values[name] = int(text)
        else:
            values[name] = text
    return values

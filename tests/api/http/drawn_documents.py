"""Documents that somebody may send to a schema: right, nearly right, and wrong at any depth, as a generator of numbers has it."""

from decimal import Decimal

from marshmallow import Schema, fields, validate

from api.formdata.schemas import FormParameterField
from api.http import schema

# Each is wrong for most fields, and right, forgiven or malformed for some.
_ODD = (
    None, "", "x", "7", " 7 ", "+7", "1.5", "1e3", "20200101", "2020-01-01T00:00:00Z", "ř", "a b", "\u202e", "\0", "\ud800",
    "x" * 300, "x" * 5000, 0, 7, -1, 2**63, 10**38, -(10**39), 10**200, 1.5, True, False, Decimal("1.50"), Decimal("NaN"),
    Decimal("-Infinity"), Decimal("1E+31"), Decimal("1E-30"), [], [None], ["x", None], [7], ["x"] * 101, {}, {"a": None},
    {"a": "x", "b": 1}, {"": {}}, (1,), b"x",
)  # fmt: skip


def document(schema_of_it, random, faults):
    """One for the schema; `faults` is how likely each value is odd, each member absent, null, older or unknown."""
    members = {}
    for name, field in schema_of_it.load_fields.items():
        key = name if field.data_key is None else field.data_key
        if random.random() < (faults if field.required else 0.4):
            continue
        members[key] = _odd(random) if random.random() < faults else _right(field, random, faults)
    if random.random() < faults:
        members["nobodyKnows"] = _odd(random)
    for older, name in getattr(schema_of_it, "older_names", {}).items():
        if random.random() < 0.3:
            members[older] = members.get(name)
    if random.random() < faults:
        items = [*members.items()]
        random.shuffle(items)
        members = dict(items)
    return members


def _odd(random):
    return random.choice(_ODD)


def _right(field, random, faults):
    """A value that the field, or most of its validators, would take."""
    match field:
        case FormParameterField():
            word = random.choice(sorted(field.schemas))
            return document(field.schemas[word], random, faults) | {"type": word}
        case fields.Nested():
            return document(field.schema, random, faults)
        case fields.List():
            return [_item(field.inner, random, faults) for _ in range(random.randrange(4))]
        case fields.Dict():
            keys = [_text(field.key_field or fields.String(), random) for _ in range(random.randrange(4))]
            return {key: _item(field.value_field, random, faults) for key in keys}
        case schema.Word():
            return random.choice([one.value for one in field.enum])
        case fields.Boolean():
            return random.choice((True, False))
        case fields.Integer() | fields.Decimal():
            return _number(field, random)
        case fields.String():
            return _text(field, random)
    return random.choice(("x", 7, {"a": [1]}, 1_700_000_000_000, "2026-01-01T00:00:00+0000"))


def _item(field, random, faults):
    return _odd(random) if random.random() < faults / 2 else _right(field, random, faults)


def _number(field, random):
    limits = [one for one in field.validators if isinstance(one, validate.Range)]
    return random.choice(
        [edge for one in limits for edge in (one.min, one.max) if edge is not None] or [7, Decimal("1.5")]
    )


def _text(field, random):
    for one in field.validators:
        if isinstance(one, validate.Equal):
            return one.comparable
        if isinstance(one, validate.OneOf):
            return random.choice([*one.choices])
    lengths = [one for one in field.validators if isinstance(one, validate.Length) and one.equal is None]
    least, most = (
        max((one.min or 0 for one in lengths), default=0),
        min((one.max or 300 for one in lengths), default=300),
    )
    return random.choice("aZ7ř") * random.choice((least, most, min(most, least + 1), min(most, 9)))


def all_below(schema_of_it):
    """The schema and all that are nested in it."""
    found, waiting = [], [schema_of_it]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Schema):
            found.append(one)
            waiting += one.load_fields.values()
        elif isinstance(one, fields.Nested):
            waiting.append(one.schema)
        elif isinstance(one, fields.List):
            waiting.append(one.inner)
        elif isinstance(one, fields.Dict):
            waiting += [inner for inner in (one.key_field, one.value_field) if inner is not None]
        elif isinstance(one, FormParameterField):
            waiting += [*one.schemas.values()]
    return found

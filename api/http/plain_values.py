"""The readers of each kind of value that JSON has, for the fields that load it."""

from decimal import Decimal as Number
from typing import Any

from marshmallow import fields, validate

from api.http.plain_readers import Field, NoReader, NotPlain, Reader, checking, limits, read_by, reader_of


def itself(field: Field) -> Reader:
    """The field's own `deserialize`, which looks at nothing but the value."""
    return field.deserialize


def text(field: fields.String) -> Reader:
    """Reads texts without NUL."""
    least, most, checks = limits(field, validate.Length)

    def read(value: Any) -> Any:
        if type(value) is not str or not least <= len(value) <= most or "\0" in value:
            raise NotPlain
        if not value.isascii():
            value.encode()
        for check in checks:
            check(value)
        return value

    return read


def whole(field: fields.Integer) -> Reader:
    """Reads whole numbers."""
    if (
        not isinstance(field, fields.Integer)
        or not field.strict
        or type(field)._validated is not fields.Integer._validated
    ):
        raise NoReader
    least, most, checks = limits(field, validate.Range)

    def read(value: Any) -> Any:
        if type(value) is not int or not least <= value <= most:
            raise NotPlain
        for check in checks:
            check(value)
        return value

    return read


def boolean(field: fields.Boolean) -> Reader:
    """Reads `true` and `false`."""
    return checking(_boolean, field)


def _boolean(value: Any) -> Any:
    if value is not True and value is not False:
        raise NotPlain
    return value


def number(field: fields.Decimal, digits: int, exponent: int) -> Reader:
    """Reads numbers of so many digits and powers of ten at most."""
    if field.places is not None:
        raise NoReader
    end = 10**digits

    def read(value: Any) -> Any:
        if type(value) is int and -end < value < end:
            return Number(value)
        if type(value) is not Number:
            raise NotPlain
        _, found, power = value.as_tuple()
        if type(power) is not int or len(found) > digits or not -exponent <= power <= exponent:
            raise NotPlain
        return value

    return checking(read, field)


def word(field: Any) -> Reader:
    """Reads the words of a field's enum, as its members, or as plain texts where the field is `plain`."""
    members = {one.value: one.value if field.plain else one for one in field.enum if isinstance(one.value, str)}

    def read(value: Any) -> Any:
        if type(value) is not str or value not in members:
            raise NotPlain
        return members[value]

    return checking(read, field)


def array(field: Any) -> Reader:
    """Reads arrays of at most `field.max` items, none of them null."""
    item = reader_of(field.inner)
    least, most, checks = limits(field, validate.Length)
    most = min(most, field.max)

    def read(value: Any) -> Any:
        if type(value) is not list or not least <= len(value) <= most or None in value:
            raise NotPlain
        found = [item(one) for one in value]
        for check in checks:
            check(found)
        return found

    return read


def mapping(field: Any) -> Reader:
    """Reads objects with free keys, at most `field.max` of them; nulls in them where their field allows it."""
    key, member, nulls, most = (
        reader_of(field.key_field),
        reader_of(field.value_field),
        field.value_field.allow_none,
        field.max,
    )

    def read(value: Any) -> Any:
        if type(value) is not dict or len(value) > most or (not nulls and None in value.values()):
            raise NotPlain
        return {key(name): None if one is None else member(one) for name, one in value.items()}

    return checking(read, field)


def _raw(field: Field) -> Reader:
    return checking(lambda value: value, field)


read_by(_raw)(fields.Field._deserialize)
read_by(whole)(fields.Integer._deserialize)

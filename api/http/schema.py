"""What every schema of the APIs is made of: strict, bounded marshmallow fields and one base schema.

Strict as JSON is: a number is no string, `"yes"` is no boolean, `1` neither (marshmallow's own fields take all of them).
Unknown keys are dropped at every depth, and a null is the same as an absent key (`nextstep.md` §0).

A value of the wrong JSON type, or a word outside a closed set, is *malformed*: the APIs answer `INVALID_REQUEST`, while
other faults (missing, too long, out of range) are violations. `api.http.malformed` tells them apart.
"""

from collections.abc import Mapping
from decimal import Decimal as Number
from enum import Enum
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_dump, pre_load, validate

from api.http import plain_values as plain
from api.http.malformed import Malformed
from api.http.plain_readers import read_by
from config import printable

# The width of most text columns and of the reference's "[1..256]".
TEXT_LENGTH = 256
# Of a request's body, in bytes: no text in it can have more characters.
BODY_LENGTH = 1 << 20
INT64 = 2**63
# Amounts: more digits than any currency needs, few enough that no text made of them can be huge.
DECIMAL_DIGITS = 38
DECIMAL_EXPONENT = 30


class Strict(Schema):
    """The base of every schema: unknown keys are dropped, a null counts as absent, the fields' order is the output's.

    `older_names`: members by the name that they are read under as well, where the present one is absent.
    """

    older_names: ClassVar[Mapping[str, str]] = {}

    class Meta:
        unknown = EXCLUDE

    error_messages = {"type": Malformed("Not an object.")}  # noqa: RUF012 - marshmallow's own declaration

    @pre_load
    def _members(self, data: object, **_: object) -> object:
        if not isinstance(data, Mapping):
            return data
        for older, name in self.older_names.items():
            if data.get(older) is not None and data.get(name) is None:
                data = {**data, name: data[older]}
        data = self.coerce(data)
        if None in data.values():
            return {key: value for key, value in data.items() if value is not None}
        return data

    def coerce(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The members as the fields expect them, at an API that forgives its callers something: here, nothing."""
        return data

    def handle_error(self, error: ValidationError, data: Any, **_: Any) -> None:
        """Called by marshmallow: what is wrong is told of the member that was sent."""
        if isinstance(error.messages, dict) and isinstance(data, Mapping):
            for older, name in self.older_names.items():
                if name in error.messages and data.get(name) is None and data.get(older) is not None:
                    error.messages[older] = error.messages.pop(name)


class CamelCase(Strict):
    """`snake_case` attributes are `camelCase` members."""

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Called by marshmallow."""
        first, *rest = field_name.split("_")
        field_obj.data_key = field_obj.data_key or first + "".join(part.capitalize() for part in rest)


class Sparse(CamelCase):
    """Answers leave members out where others write null: those that `allow_none`."""

    @post_dump
    def _drop_nulls(self, data: dict[str, Any], **_: object) -> dict[str, Any]:
        return {key: value for key, value in data.items() if value is not None}


class _Typed(fields.Field[Any]):
    """A field whose faults of type are malformed."""

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        error = super().make_error(key, **kwargs)
        if key in ("required", "null", "validator_failed"):
            return error
        return ValidationError([Malformed(message) for message in error.messages])


class String(_Typed, fields.String):
    """A JSON string of `min` to `max` characters that every database and UTF-8 can hold (no NUL, no lone surrogate)."""

    def __init__(self, *, min: int = 0, max: int = TEXT_LENGTH, **kwargs: Any) -> None:
        super().__init__(validate=[validate.Length(min or None, max), *kwargs.pop("validate", ())], **kwargs)

    @read_by(plain.text)
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if "\0" in value or not (value.isascii() or _encodable(value)):
            raise ValidationError([Malformed("Contains a NUL character or a lone surrogate.")])
        return super()._deserialize(value, attr, data, **kwargs)


class Secret(String):
    """A text that nobody is told again: whatever is wrong with it, it is not repeated to the caller."""


def is_secret(schema: Schema, path: str) -> bool:
    """Whether the member at a path like `serviceAccount.privateKey` or `codes[0]` is one, or belongs to one."""
    found: fields.Field[Any] | Schema | None = schema
    for step in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(found, fields.Nested):
            found = found.schema
        if isinstance(found, Schema):
            members = {one.data_key or name: one for name, one in found.fields.items()}
            found = members.get(found.older_names.get(step, step) if isinstance(found, Strict) else step)
        elif isinstance(found, fields.List):
            found = found.inner
        elif isinstance(found, fields.Dict):
            found = found.value_field
        if isinstance(found, Secret):
            return True
    return False


def _encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# For a text that somebody reads.
VISIBLE = validate.Regexp(printable.VISIBLE, error="Must not be blank.")


class Integer(_Typed, fields.Integer):
    """A JSON integer of `min` to `max` (64 bits, as the databases' are)."""

    def __init__(self, *, min: int = -INT64, max: int = INT64 - 1, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=[validate.Range(min, max), *kwargs.pop("validate", ())], **kwargs)


class Boolean(_Typed, fields.Boolean):
    """`true` or `false`, nothing else."""

    @read_by(plain.boolean)
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Stated(Boolean):
    """A boolean that a query has to say, while a body may leave it out, which is `false` (`nextstep.md` §1.1)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(load_default=False, **kwargs)


class Decimal(_Typed, fields.Decimal):
    """A JSON number (int or `decimal.Decimal`, never a float or a string) of a size that money has."""

    @read_by(lambda field: plain.number(field, DECIMAL_DIGITS, DECIMAL_EXPONENT))
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Number:
        if isinstance(value, bool) or not isinstance(value, (int, Number)):
            raise self.make_error("invalid")
        # Bits before digits: printing a huge integer is slow, and Python refuses it with an error of its own.
        if isinstance(value, int) and value.bit_length() > 4 * DECIMAL_DIGITS:
            raise ValidationError("Number too large.")
        number = super()._deserialize(value, attr, data, **kwargs)
        _, digits, exponent = number.as_tuple()
        if len(digits) > DECIMAL_DIGITS or abs(int(exponent)) > DECIMAL_EXPONENT:
            raise ValidationError("Number too large or too precise.")
        return number


class Word(_Typed, fields.Enum[Any]):
    """One word of a closed set; loads as the set's member, or as its plain string with `plain`."""

    def __init__(self, words: type[Enum], *, plain: bool = False, **kwargs: Any) -> None:
        super().__init__(words, by_value=True, **kwargs)
        self.plain = plain

    @read_by(plain.word)
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise self.make_error("unknown", choices=self.choices_text)
        member = super()._deserialize(value, attr, data, **kwargs)
        return member.value if self.plain else member

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        # A plain word is written as it is; apispec writes a field's default this way.
        return super()._serialize(value, attr, obj, **kwargs) if isinstance(value, Enum) else value


class List(_Typed, fields.List[Any]):
    """A JSON array of at most `max` items."""

    def __init__(self, inner: fields.Field[Any] | type[fields.Field[Any]], *, max: int = 100, **kwargs: Any) -> None:
        super().__init__(inner, validate=[validate.Length(max=max), *kwargs.pop("validate", ())], **kwargs)
        self.max = max

    @read_by(plain.array)
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        _count(value, self.max)
        return super()._deserialize(value, attr, data, **kwargs)


class Dict(_Typed, fields.Dict):
    """A JSON object with free keys, at most `max` of them. What is wrong with a key or its value is told of the key."""

    def __init__(self, keys: fields.Field[Any], values: fields.Field[Any], *, max: int = 100, **kwargs: Any) -> None:
        super().__init__(keys=keys, values=values, **kwargs)
        self.max = max

    @read_by(plain.mapping)
    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        _count(value, self.max)
        try:
            return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            # marshmallow tells of "key" and "value" below each: names of its own, which nobody has sent.
            messages = {key: wrong.get("key", wrong.get("value")) for key, wrong in error.messages.items()}
            raise ValidationError(messages) from None


def _count(value: object, limit: int) -> None:
    # Before the items are read: reading a hundred thousand of them, only to refuse them, would cost seconds.
    if isinstance(value, (list, Mapping)) and len(value) > limit:
        raise ValidationError(f"More than {limit} items.")

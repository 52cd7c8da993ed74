"""What every type of parameter has: a schema, raw values for the texts' places, a way to be shown, and its line on a phone.

Fields, here and in the modules of the types, are plain dicts in the stored form that their schemas load.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from babel import Locale
from marshmallow import validate

from api.formdata.reader import Reader
from api.http.lenient_json import Lenient
from api.http.schema import Dict, String, Word
from config.attributes.kind import AttributeKind
from config.vocabulary import ValueFormatType

# Notes, descriptions, ready-made messages.
TEXT_LENGTH = 4096

Field = dict[str, Any]


def type_of(word: str) -> String:
    """The discriminator of a type's schema: this one word."""
    return String(required=True, validate=[validate.Equal(word)], metadata={"enum": [word]})


def format_type(default: ValueFormatType) -> Word:
    """How the value is shown, `default` unless the bank says otherwise."""
    return Word(ValueFormatType, plain=True, load_default=default.value)


class FieldSchema(Lenient):
    """The keys of every parameter. `id` identifies it and names its label in the catalogs."""

    type = String(required=True)
    id = String(min=1, required=True)
    label = String(max=TEXT_LENGTH, load_default=None)


class FormattedFieldSchema(FieldSchema):
    """A parameter whose value is formatted for its reader.

    `formattedValue` is the whole as one text (`100.00 CZK`), `formattedValues` the same in its parts.
    """

    valueFormatType = format_type(ValueFormatType.TEXT)
    formattedValue = String(max=TEXT_LENGTH, load_default=None)
    formattedValues = Dict(String(), String(max=TEXT_LENGTH, allow_none=True), load_default=dict)


class FieldKind(ABC):
    """One type of parameter."""

    word: ClassVar[str]
    schema: ClassVar[type[FieldSchema]]

    @abstractmethod
    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        """The values that texts may name, by id, unformatted (`nextstep.md` §4.2, step 2)."""

    @abstractmethod
    def render(self, field: Field, reader: Reader) -> Field:
        """The keys that change when `reader` sees the field."""

    @abstractmethod
    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        """The shown field as a phone's attribute; None where there is nothing to show."""


def attribute(kind: AttributeKind, field: Mapping[str, Any], **members: Any) -> Field:
    """An attribute of a phone's form, with the id and label of the field."""
    return {"type": kind.word, "id": field["id"], "label": field.get("label") or "", **members}


def format_member(kind: AttributeKind, field: Field, member: str) -> Field | None:
    """An attribute whose one `member` is the formatted value; None without one."""
    value = field["formattedValue"]
    return None if value is None else attribute(kind, field, **{member: value})


def label(field: Field, reader: Reader) -> Field:
    """The label in the reader's language."""
    return {"label": reader.text(field["id"], field.get("label"))}


def single_value(field: Field, value: str | None, reader: Reader) -> Field:
    """The formatted `value` of a field that has one, as text and as the part `value`."""
    text = reader.value(value, field.get("valueFormatType"), field.get("formattedValue"))
    return {"formattedValue": text, "formattedValues": {"value": text}}


class SingleValueKind(FieldKind):
    """A type with one value, in the field's `member`, which has the same name on a phone, in an attribute of type `on_phones`."""

    member: ClassVar[str]
    on_phones: ClassVar[AttributeKind]

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        """The value, by the field's id."""
        return {field["id"]: field[self.member]}

    def render(self, field: Field, reader: Reader) -> Field:
        """Its label, and the value as its reader writes it."""
        return label(field, reader) | single_value(field, field[self.member], reader)

    def render_for_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        """The formatted value."""
        return format_member(self.on_phones, field, self.member)

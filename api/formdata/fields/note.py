"""NOTE: a text about the operation, from the payer or for the recipient."""

from collections.abc import Mapping

from babel import Locale

from api.formdata.fields.kind import (
    Field,
    FieldKind,
    FormattedFieldSchema,
    formatted,
    label,
    single_value,
    type_of,
)
from api.formdata.reader import Reader
from api.http.schema import BODY_LENGTH, Dict, String
from config.vocabulary import AttributeType, FieldType


class NoteFieldSchema(FormattedFieldSchema):
    """`note` stands next to the label; it may be as long as a request is."""

    type = type_of(FieldType.NOTE)
    formattedValue = String(max=BODY_LENGTH, load_default=None)
    formattedValues = Dict(String(), String(max=BODY_LENGTH, allow_none=True), load_default=dict)
    note = String(max=BODY_LENGTH, load_default=None)


class Note(FieldKind):
    word = FieldType.NOTE
    schema = NoteFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: field["note"]}

    def shown(self, field: Field, reader: Reader) -> Field:
        return label(field, reader) | single_value(field, field["note"], reader)

    def on_phone(self, field: Field, user_input: Mapping[str, str], locale: Locale) -> Field | None:
        return formatted(AttributeType.NOTE, field, "note")

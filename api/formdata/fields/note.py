"""NOTE: a text about the operation, from the payer or for the recipient."""

from collections.abc import Mapping

from api.formdata.fields.kind import TEXT_LENGTH, Field, FieldKind, FormattedFieldSchema, label, single_value, type_of
from api.formdata.reader import Reader
from api.schema import String
from config.vocabulary import FieldType


class NoteFieldSchema(FormattedFieldSchema):
    """`note` stands next to the label."""

    type = type_of(FieldType.NOTE)
    note = String(max=TEXT_LENGTH, load_default=None)


class Note(FieldKind):
    word = FieldType.NOTE
    schema = NoteFieldSchema

    def raw(self, field: Field, user_input: Mapping[str, str]) -> Mapping[str, str | None]:
        return {field["id"]: field["note"]}

    def shown(self, field: Field, reader: Reader) -> Field:
        return label(field, reader) | single_value(field, field["note"], reader)

"""NOTE: a text about the operation, from the payer or for the recipient."""

from api.formdata.fields.kind import FormattedFieldSchema, SingleValueKind, type_of
from api.http.schema import BODY_LENGTH, Dict, String
from config.vocabulary import AttributeType, FieldType


class NoteFieldSchema(FormattedFieldSchema):
    """`note` stands next to the label; it may be as long as a request is."""

    type = type_of(FieldType.NOTE)
    formattedValue = String(max=BODY_LENGTH, load_default=None)
    formattedValues = Dict(String(), String(max=BODY_LENGTH, allow_none=True), load_default=dict)
    note = String(max=BODY_LENGTH, load_default=None)


class NoteKind(SingleValueKind):
    word = FieldType.NOTE
    schema = NoteFieldSchema
    member = "note"
    on_phones = AttributeType.NOTE

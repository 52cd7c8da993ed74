"""NOTE: a text about the operation, from the payer or for the recipient."""

from typing import Final

from api.formdata.field_kind import FormattedFieldSchema, SingleValueKind, type_of
from api.http.schema import BODY_LENGTH, Dict, String
from config.attributes.types.note import TYPE as NOTE


class NoteFieldSchema(FormattedFieldSchema):
    """`note` stands next to the label; it may be as long as a request is."""

    type = type_of("NOTE")
    formattedValue = String(max=BODY_LENGTH, load_default=None)
    formattedValues = Dict(String(), String(max=BODY_LENGTH, allow_none=True), load_default=dict)
    note = String(max=BODY_LENGTH, load_default=None)


class NoteKind(SingleValueKind):
    word = "NOTE"
    schema = NoteFieldSchema
    member = "note"
    on_phones = NOTE


TYPE: Final = NoteKind()

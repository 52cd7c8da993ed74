"""KEY_VALUE: any labelled value, an account or a date among them."""

from typing import Final

from api.formdata.field_kind import TEXT_LENGTH, FormattedFieldSchema, SingleValueKind, type_of
from api.http.schema import String
from config.attributes.types.key_value import TYPE as KEY_VALUE


class KeyValueFieldSchema(FormattedFieldSchema):
    """`value` stands next to the label, shown as `valueFormatType` says."""

    type = type_of("KEY_VALUE")
    value = String(max=TEXT_LENGTH, load_default=None)


class KeyValueKind(SingleValueKind):
    word = "KEY_VALUE"
    schema = KeyValueFieldSchema
    member = "value"
    on_phones = KEY_VALUE


TYPE: Final = KeyValueKind()
